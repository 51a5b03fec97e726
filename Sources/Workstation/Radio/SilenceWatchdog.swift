import Engine
import Music

/// Ends silence on the air: a file that has nothing in it, a passage that is too quiet, a deck that stands. First the
/// next track is brought in; where that does not help, all is taken off the decks, and the autopilot begins anew.
struct SilenceWatchdog {
  private var nextAt: Seconds?
  private var clearAt: Seconds?

  /// More is a hole.
  private static let hole = Seconds(2)
  /// So long after the next track was called for, it should have been there.
  private static let patience = Seconds(4)

  /// Looks. - Returns: what is to be done now. - Parameter say: what is done is said.
  mutating func look(
    silence: Seconds, _ snapshot: EngineSnapshot, at now: Seconds, say: (String) -> Void
  ) -> [Command] {
    guard silence > Self.hole else {
      (nextAt, clearAt) = (nil, nil)
      return []
    }
    let playing = DeckID.allCases.filter { snapshot[$0].isPlaying }
    // Nothing is there to play: that is said by the autopilot, which goes on looking.
    if playing.isEmpty, DeckID.allCases.allSatisfy({ snapshot[$0].serial == nil }) { return [] }
    if clearAt == nil, let called = nextAt, now - called > Self.patience {
      clearAt = now
      nextAt = now
      say("still nothing to hear: the decks are cleared, and the autopilot begins anew")
      return [Command(.auto(.power(.off)))]
        + DeckID.allCases.flatMap { deck in
          [Command(.engine(.deck(deck, .pause))), Command(.engine(.unload(deck)))]
        } + [Command(.auto(.power(.on)))]
    }
    if nextAt == nil {
      nextAt = now
      say("nothing to hear for two seconds: the next track comes")
      return [Command(.auto(.wish(.next)))]
    }
    if let clearAt, now - clearAt > Seconds(20) { (self.nextAt, self.clearAt) = (nil, nil) }
    return []
  }
}
