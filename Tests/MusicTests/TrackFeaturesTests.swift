import FoundationEssentials
import Music
import Support
import Testing

@Suite struct TrackFeaturesTests {
  private func features(cells count: Int, seed: UInt64 = 5) -> (features: TrackFeatures, cells: [TrackFeatures.Cell]) {
    var random = SeededRandom(seed: seed)
    func values(_ count: Int, _ range: ClosedRange<Float>) -> [Float] {
      (0..<count).map { _ in Float.random(in: range, using: &random) }
    }
    let cells = (0..<count).map { _ in
      TrackFeatures.Cell(
        levels: values(8, -50...40), floors: values(4, -50...40), onsets: values(4, 0...20), chroma: values(12, 0...1),
        loudness: Float.random(in: -90...0, using: &random), width: Float.random(in: 0...1, using: &random))
    }
    let times = (0...count).map { 0.1 + 0.47 * Double($0) }
    return (TrackFeatures(times: times, cells: cells, soundingRange: count > 0 ? 0.2...99.5 : nil), cells)
  }

  /// Half a dB is a step of the levels, a fortieth of an octave one of the onsets, a fifteenth one of the notes.
  @Test func aByteIsFineEnough() {
    let (features, cells) = features(cells: 200)
    for (index, cell) in cells.enumerated() {
      let kept = features[index]
      for (a, b) in zip(kept.levels + kept.floors, cell.levels + cell.floors) { #expect(abs(a - b) <= 0.25) }
      for (a, b) in zip(kept.onsets, cell.onsets) { #expect(abs(a - b) <= 0.02 * (1 + b)) }
      for (a, b) in zip(kept.chroma, cell.chroma) { #expect(abs(a - b) <= 0.034) }
      #expect(abs(kept.loudness - cell.loudness) <= 0.2 && abs(kept.width - cell.width) <= 0.002)
    }
  }

  @Test(arguments: [0, 1, 300])
  func readsWhatItWrites(count: Int) throws {
    let (features, _) = features(cells: count)
    #expect(TrackFeatures(blob: features.blob) == features)
    let json = try JSONEncoder().encode([features])
    #expect(try JSONDecoder().decode([TrackFeatures].self, from: json) == [features])
    #expect(features.count == count)
  }

  /// Half a blob, a longer one, another version, dice: nil, never a crash.
  @Test func refusesWhatIsNone() {
    let blob = features(cells: 20).features.blob
    for length in 0..<blob.count { #expect(TrackFeatures(blob: Array(blob[..<length])) == nil) }
    #expect(TrackFeatures(blob: blob + [0]) == nil)
    #expect(TrackFeatures(blob: [99] + blob.dropFirst()) == nil)
    var random = SeededRandom(seed: 9)
    for _ in 0..<2000 {
      var dice = blob
      for _ in 0..<4 {
        dice[Int.random(in: 0..<dice.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if let read = TrackFeatures(blob: dice), read.count > 0 { _ = read[read.count - 1] }
    }
    #expect(throws: (any Error).self) { try JSONDecoder().decode([TrackFeatures].self, from: Data("[\"%%%\"]".utf8)) }
  }

  /// What an earlier version stored is read: the facts that it did not know are nil.
  @Test func olderAnalysesAreRead() throws {
    let old =
      #"{"path":"/a.flac","tags":{},"loudness":{},"analysis_version":1,"cues":{"first_sound_seconds":0.5},"#
      + #""sections":[{"label":"drop","start_seconds":1,"end_seconds":2}],"energy":7}"#
    let read = try JSONDecoder().decode(TrackAnalysis.self, from: Data(old.utf8))
    #expect(read.energy == 7 && read.drive == nil && read.band_balance == nil)
    #expect(read.cues.drops == nil && read.cues.first_sound_seconds == 0.5)
    #expect(read.sections?.first?.key == nil)
  }
}
