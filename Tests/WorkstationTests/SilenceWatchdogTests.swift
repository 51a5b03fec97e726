import Engine
import Music
import Testing

@testable import Workstation

/// What is done about silence on the air, second by second.
@Suite struct SilenceWatchdogTests {
  /// Deck A plays a track of a hundred seconds. - Parameter ready: one stands on deck B.
  private func decks(ready: Bool) -> EngineSnapshot {
    var snapshot = EngineSnapshot()
    (snapshot.deckA.serial, snapshot.deckA.isPlaying) = (1, true)
    if ready { (snapshot.deckB.serial, snapshot.deckB.lengthFrames) = (2, FrameCount(4_410_000)) }
    return snapshot
  }

  private func lines(_ commands: [Command]) -> [String] { commands.compactMap(\.line) }

  /// - Parameter silences: of a second each.
  private func look(_ watchdog: inout SilenceWatchdog, _ snapshot: EngineSnapshot, _ silences: [Double]) -> [[String]] {
    silences.enumerated().map { second, silence in
      lines(watchdog.look(silence: Seconds(silence), snapshot, at: Seconds(Double(second))) { _ in })
    }
  }

  @Test func whatStandsReadyTakesOverWithinTwoSeconds() {
    var watchdog = SilenceWatchdog()
    let said = look(&watchdog, decks(ready: true), [0, 1, 1.5, 1.7])
    #expect(said == [[], [], [], ["deck b play", "crossfade b over 0.05 seconds", "deck a pause"]])
  }

  @Test func elseTheNextOneIsCalledForAndThenAllBeginsAnew() {
    var watchdog = SilenceWatchdog()
    let said = look(&watchdog, decks(ready: false), [0, 2, 3, 4, 5, 6, 7])
    #expect(said[1] == ["auto next"] && said[2...5].joined().isEmpty)
    #expect(said[6].first == "auto off" && said[6].last == "auto on")
  }

  /// The first track of a library of 100,000 takes two seconds to be chosen: nothing is wrong with that.
  @Test func theStartIsNoSilence() {
    var watchdog = SilenceWatchdog()
    var standing = decks(ready: true)
    standing.deckA.isPlaying = false
    #expect(look(&watchdog, standing, [0, 1, 2, 3]).joined().isEmpty)
  }
}
