import Analysis
import Music
import Support
import Testing

/// Tempo and grid against signals whose beats are known to the sample.
@Suite struct TempoAndGridTests {
  /// Away from the octaves' borders the tempo is the one that was written; it is exact to a hundredth of a percent, and the beats lie
  /// on the attacks: 3 ms is a third of what a listener notices in two drums.
  @Test(arguments: [
    (88.0, 0.0), (96.0, 0.31), (105.3, 0.05), (120.0, 0.499), (126.0, 0.137), (128.38, 0.2), (133.33, 0.02),
    (140.0, 0.4), (145.02, 0.1),
  ])
  func findsTempoAndBeats(bpm: Double, firstBeat: Double) {
    let track = SyntheticTrack(tempo: { _ in bpm }, seconds: 60, firstBeat: firstBeat, seed: UInt64(bpm * 100))
    let analysis = listen(track.signal).analysis
    let found = analysis.bpm ?? 0
    #expect(abs(found - bpm) < 1e-4 * bpm, "found \(found)")
    let beats = agreement(analysis.beats, with: track.beats, tolerance: 0.02)
    #expect(beats.share > 0.98)
    #expect(abs(beats.offset) < 0.003, "offset \(beats.offset * 1000) ms")
    #expect((analysis.bpm_confidence ?? 0) > 0.5)
    #expect(analysis.tempo_regions?.count == 1)
  }

  /// Slow and fast extremes may be heard an octave away, which a DJ changes with one key; nothing else will do.
  @Test(arguments: [60.0, 66, 72, 80, 152, 160, 170, 174.11, 180, 190, 200])
  func extremeTempiAreRightUpToAnOctave(bpm: Double) {
    let track = SyntheticTrack(tempo: { _ in bpm }, seconds: 60, seed: UInt64(bpm))
    let found = listen(track.signal).analysis.bpm ?? 0
    let error = [0.5, 1, 2].map { abs(found - bpm * $0) / (bpm * $0) }.min()!
    #expect(error < 2e-4, "found \(found)")
  }

  @Test func rateOfTheFileDoesNotMatter() {
    for rate in [22_050.0, 48_000, 96_000] {
      let track = SyntheticTrack(tempo: { _ in 124 }, seconds: 40, rate: rate)
      let analysis = listen(track.signal).analysis
      #expect(abs((analysis.bpm ?? 0) - 124) < 0.02, "\(rate) Hz: \(String(describing: analysis.bpm))")
      #expect(abs(agreement(analysis.beats, with: track.beats, tolerance: 0.02).offset) < 0.004)
      #expect(analysis.key == "A minor")
    }
  }

  /// A tempo that rises by six percent is followed; no beat is off by more than 25 ms.
  @Test func followsATempoThatRises() {
    let track = SyntheticTrack(tempo: { 120 + 8 * $0 / 90 }, seconds: 90)
    let analysis = listen(track.signal).analysis
    #expect(agreement(analysis.beats, with: track.beats, tolerance: 0.025).share > 0.95)
    #expect((analysis.tempo_regions?.count ?? 0) > 1)
  }

  @Test func downbeatsAndPhrasesFollowBassAndChords() {
    for (bpm, firstBeat) in [(122.0, 0.1), (128.0, 1.5), (140.0, 0.9)] {
      let track = SyntheticTrack(tempo: { _ in bpm }, seconds: 90, firstBeat: firstBeat)
      let analysis = listen(track.signal).analysis
      #expect(agreement(analysis.downbeats, with: track.downbeats, tolerance: 0.02).share > 0.98)
      #expect(analysis.time_signature == "4/4")
      let phrases = track.downbeats.enumerated().filter { $0.offset % 8 == 0 }.map(\.element)
      #expect(agreement(analysis.phrases, with: phrases, tolerance: 0.02).share > 0.98)
    }
  }

  @Test func waltzesHaveBarsOfThree() {
    for bpm in [110.0, 132, 150] {
      let track = SyntheticTrack(tempo: { _ in bpm }, seconds: 80, beatsPerBar: 3)
      let analysis = listen(track.signal).analysis
      #expect(analysis.time_signature == "3/4", "\(bpm) BPM")
      #expect(agreement(analysis.downbeats, with: track.downbeats, tolerance: 0.02).share > 0.98, "\(bpm) BPM")
    }
  }

  /// Swung hats fall late; the beat stays where the drums are.
  @Test func swingDoesNotMoveTheBeat() {
    for swing in [0.58, 2.0 / 3] {
      let track = SyntheticTrack(tempo: { _ in 124 }, seconds: 60, swing: swing)
      let analysis = listen(track.signal).analysis
      #expect(abs((analysis.bpm ?? 0) - 124) < 0.02, "swing \(swing)")
      #expect(agreement(analysis.beats, with: track.beats, tolerance: 0.01).share > 0.98, "swing \(swing)")
    }
  }

  /// Clicks alone have beats, but nothing tells which of them starts a bar.
  @Test func equalBeatsHaveNoDownbeat() {
    var signal = Signal(seconds: 60)
    for beat in 0..<118 { signal.addKick(at: 0.3 + 0.5 * Double(beat)) }
    let analysis = listen(signal).analysis
    #expect(abs((analysis.bpm ?? 0) - 120) < 0.01)
    #expect(analysis.downbeats == nil && analysis.grid?.downbeat == nil && analysis.phrases == nil)
  }

  /// What is printed as beats is the grid that decks use.
  @Test func beatsAreTheGrids() throws {
    let track = SyntheticTrack(tempo: { _ in 125 }, seconds: 30)
    let analysis = listen(track.signal).analysis
    let grid = try #require(analysis.grid)
    let beats = try #require(analysis.beats)
    for time in beats {
      let beat = grid.beat(at: TrackTime(time)).value
      #expect(abs(beat - beat.rounded()) < 1e-6)
    }
    for time in analysis.downbeats ?? [] {
      #expect(grid.isDownbeat(Int(grid.beat(at: TrackTime(time)).value.rounded())))
    }
    #expect(beats.allSatisfy { $0 >= 0 && $0 <= 30 })
  }
}
