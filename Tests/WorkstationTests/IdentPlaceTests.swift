import Music
import Testing

@testable import Workstation

/// Where an ident lies: at 120 BPM a phrase of eight bars is 16 s long.
@Suite struct IdentPlaceTests {
  private func place(
    _ voices: [ClosedRange<Double>], at position: Double = 20, end: Double = 200, length: Double = 4,
    phraseStart: Int? = nil
  ) -> IdentPlace {
    var grid = BeatGrid(bpm: BPM(120), firstBeat: TrackTime(0))
    grid.phraseStart = phraseStart
    return IdentPlace(
      grid: grid,
      vocals: voices.map {
        TrackAnalysis.VocalSpan(start_seconds: $0.lowerBound, end_seconds: $0.upperBound, confidence: 0.9)
      }, position: TrackTime(position), end: TrackTime(end), length: Seconds(length))
  }

  private func seconds(_ place: IdentPlace, isPressing: Bool = false) -> Double? {
    place.next(isPressing: isPressing).map { ($0.value * 1e6).rounded() / 1e6 }
  }

  @Test func itLiesOnTheNextPhraseWithoutAVoice() {
    #expect(seconds(place([])) == 32)
    #expect(seconds(place([30...35])) == 48)
    // A breath into it, or a voice that begins behind it, is no voice.
    #expect(seconds(place([20...32.3, 36.1...40])) == 32)
    #expect(seconds(place([], phraseStart: 8)) == 36)
    #expect(place([]).isNext(TrackTime(32)) && !place([30...35]).isNext(TrackTime(48)))
    // What begins in a moment cannot be said any more.
    #expect(seconds(place([], at: 31.9)) == 48)
  }

  @Test func itIsOverBeforeTheBlend() {
    #expect(seconds(place([], end: 37.5)) == 32 && seconds(place([], end: 36.5)) == nil)
    #expect(seconds(place([], at: 198)) == nil)
  }

  @Test func whereSomebodySingsEverywhereItWaitsAndThenLiesWhereTheySingLeast() {
    let voices = [0.0...33, 33.5...50, 49...64, 65.5...300]
    #expect(seconds(place(voices)) == nil)
    #expect(seconds(place(voices), isPressing: true) == 64)
  }

  @Test func aJournalSaysAnIdentAndTakesItBack() throws {
    let lines = [
      "ident \"/i/one \\\"1\\\".wav\" gain -2.5 dip -8 at phrase", "ident \"/i/two.wav\" gain 0 dip 0",
    ]
    for line in lines { #expect(try Journal.readWhat(line).line == line) }
    for line in [
      "ident", "ident x gain 1", "ident x gain 99 dip 0", "ident x gain 0 dip 3", "ident x gain 0 dip -3 at noon",
    ] {
      #expect(throws: CommandError.self, "\(line)") { try Journal.readWhat(line) }
    }
  }
}
