import Music
import Testing

/// What stems sound like, as it is kept.
@Suite struct StemFactsTests {
  private var facts: StemFacts {
    let cells = (0..<7).map { (index: Int) -> StemFacts.Cell in
      var cell = StemFacts.Cell.silent
      for band in 0..<StemFacts.bandCount { cell.levels[band] = Float(8 * band + index) - 90 }
      for note in 0..<12 { cell.chroma[note] = Float((note + index) % 16) / 15 }
      return cell
    }
    return StemFacts(
      voice: cells, instrumental: cells.reversed(), sung: [1.5...2.25, 3...3.4], voiceLoudness: LUFS(-20.5),
      instrumentalLoudness: LUFS(-14), lowestPartial: 98, usualPartial: 210, leftover: Decibels(-22),
      voicePitches: StemFacts.Pitches((0..<12).map { Double($0) / 4 }),
      instrumentalPitches: StemFacts.Pitches((0..<12).map { Double(12 - $0) }))
  }

  @Test func readsBackWhatItWrites() throws {
    let read = try #require(StemFacts(blob: facts.blob))
    #expect(read == facts)
    #expect(read.voice(3).levels[4] == -55 && read.instrumental(0) == facts.voice(6))
    #expect(read.voicePitches.lanes[11] == 1 && read.voicePitches.lanes[0] == 0 && read.voicePitches.lanes[12] == 0)
    for pitches in [[1.0], [Double](repeating: .nan, count: 12), [Double](repeating: 0, count: 12)] {
      #expect(StemFacts.Pitches(pitches).lanes == .zero)
    }
    let bare = StemFacts(voice: [], instrumental: [], sung: [])
    #expect(StemFacts(blob: bare.blob) == bare)
  }

  @Test func refusesTornBytes() {
    let blob = facts.blob
    for length in 0..<blob.count { #expect(StemFacts(blob: Array(blob[..<length])) == nil) }
    #expect(StemFacts(blob: blob + [0]) == nil)
    #expect(StemFacts(blob: [StemFacts.version + 1] + blob.dropFirst()) == nil)
  }
}
