import Music
import Support
import Testing

@testable import Engine

/// A loop that is set by its place, as a loop that was there before is put back.
@Suite struct LoopPlaceTests {
  /// A deck that has played so far, with a loop from second 1 that is half a second long.
  private static func state(at seconds: Double, isOn: Bool) -> (DeckState, DeckState) {
    var booth = SyncTests.booth(bpmA: 120, bpmB: 120, seconds: 20)
    booth.say(.a, .play)
    booth.say(.a, .quantize(.off))
    booth.say(.a, .loopSet(TrackTime(1), Seconds(0.5), isOn: isOn), at: Int64(seconds * 44_100) / 64 * 64)
    var clock = OfflineClock(engine: booth.engine, journal: booth.journal)
    clock.render(frames: Int(seconds * 44_100) / 64 * 64 + 64 * 8) { _, _ in }
    let first = booth.engine.snapshot().deckA
    clock.render(frames: 64 * 1200) { _, _ in }
    // A snapshot is of the quantum's beginning.
    return (first, booth.engine.snapshot().deckA)
  }

  @Test("before it, in it and beyond it: the deck goes round in it to the frame", arguments: [0.5, 1.2, 3.3])
  func on(from seconds: Double) {
    let (first, later) = Self.state(at: seconds, isOn: true)
    for state in [first, later] {
      #expect(state.isLooping && state.loopIn?.value == 44_100 && state.loopOut?.value == 66_150)
    }
    #expect(later.position.value >= 44_100 && later.position.value < 66_150)
    // What is beyond its end goes back into it by whole rounds: the phase stays.
    let played = (later.position.value - 44_100).truncatingRemainder(dividingBy: 22_050)
    let meant = (Double(Int(seconds * 44_100) / 64 * 64 + 64 * 1207) - 44_100).truncatingRemainder(dividingBy: 22_050)
    #expect(abs(played - meant) < 1, "\(played), not \(meant)")
  }

  @Test("off: the deck plays on, and the loop is the one that is entered next")
  func off() {
    let (first, later) = Self.state(at: 3.3, isOn: false)
    #expect(!first.isLooping && first.loopIn?.value == 44_100 && first.loopOut?.value == 66_150)
    #expect(!later.isLooping && abs(later.position.value - Double(Int(3.3 * 44_100) / 64 * 64 + 64 * 1207)) < 1)
  }
}
