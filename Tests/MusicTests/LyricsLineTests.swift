import Music
import Testing

/// Which line is sung when, where a DJ's words are, and what the lines tell of the voice.
@Suite struct LyricsLineTests {
  private let grace = Lyrics(
    source: .file,
    lines: [
      .init(TrackTime(10), "Amazing grace! how sweet the sound"), .init(TrackTime(15), "That saved a wretch like me!"),
      .init(TrackTime(21), "I once was lost, but now am found", end: TrackTime(25)), .init(TrackTime(25), ""),
      .init(TrackTime(40), "さくら さくら"), .init(TrackTime(40), "sakura"), .init(TrackTime(46), "Amazing, dès demain"),
    ])

  @Test func theLineThatIsSung() {
    #expect(grace.line(at: TrackTime(9)) == nil)
    #expect(grace.line(at: TrackTime(10)) == 0)
    #expect(grace.line(at: TrackTime(24.9)) == 2)
    #expect(grace.line(at: TrackTime(30)) == nil)
    // The second of two that begin at once is its translation.
    #expect(grace.line(at: TrackTime(41)) == 4)
    #expect(grace.line(after: TrackTime(9)) == 0)
    #expect(grace.line(after: TrackTime(21)) == 4)
    #expect(grace.line(after: TrackTime(46)) == nil)
  }

  @Test func aLineIsFoundByItsWords() {
    #expect(grace.line(saying: "saved a wretch") == 1)
    #expect(grace.line(saying: "SWEET THE SOU") == 0)
    #expect(grace.line(saying: "amazing") == 0)
    // From the place on, and round.
    #expect(grace.line(saying: "amazing", after: TrackTime(10)) == 6)
    #expect(grace.line(saying: "amazing", after: TrackTime(46)) == 0)
    #expect(grace.line(saying: "des demain") == 6)
    #expect(grace.line(saying: "くら さ") == 4)
    // Most of the words, in any order; half of them are too few.
    #expect(grace.line(saying: "found lost once maybe") == 2)
    #expect(grace.line(saying: "found maybe") == nil)
    #expect(grace.line(saying: "  ") == nil)
    #expect(Lyrics().line(saying: "amazing") == nil)
  }

  @Test func howLongALineIsSung() {
    // To where it is said to end; else to the next one; and no longer than its words ask for.
    #expect(grace.span(of: 2).upperBound == TrackTime(25))
    #expect(grace.span(of: 0).upperBound.value == 10 + 0.8 * 6)
    #expect(grace.span(of: 6).upperBound.value == 46 + 0.8 * 3)
    #expect(grace.span(of: 4).upperBound.value == 40 + 0.8 * 3)
    #expect(grace.sung.count == 4)
    #expect(grace.sung[0] == TrackTime(10)...TrackTime(19.8))
  }

  /// Lines tell of quiet singing that was not heard; but not lines of another version, nor three lines.
  @Test func linesTellOfTheVoice() {
    func heard(_ spans: (Double, Double)...) -> [TrackAnalysis.VocalSpan] {
      spans.map { .init(start_seconds: $0.0, end_seconds: $0.1, confidence: 0.6) }
    }
    let some = heard((9.5, 14), (45, 50))
    let improved = grace.improving(some, duration: Seconds(60))
    #expect(improved.map(\.start_seconds) == [9.5, 21, 40, 45])
    #expect(improved.map(\.end_seconds) == [19.8, 25, 42.4, 50])
    // Nothing was heard: the lines alone.
    #expect(grace.improving([], duration: Seconds(60)).map(\.start_seconds) == [10, 21, 40, 46])
    // They do not lie in this track, or nobody sings where they are.
    #expect(grace.improving(some, duration: Seconds(45)) == some)
    let elsewhere = heard((30, 35), (55, 58))
    #expect(grace.improving(elsewhere, duration: Seconds(60)) == elsewhere)
    let short = Lyrics(lines: Array(grace.lines[..<3]))
    #expect(short.improving(some, duration: Seconds(60)) == some)
  }
}
