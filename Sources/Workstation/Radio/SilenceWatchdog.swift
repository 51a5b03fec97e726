import Engine
import Music

/// Ends silence on the air: a file that has nothing in it, a passage that is too quiet, a deck that stands. The track
/// that stands ready takes over at once, else the next one is called for; where that does not help, all is taken off
/// the decks, and the autopilot begins anew.
struct SilenceWatchdog {
  private var nextAt: Seconds?
  private var clearAt: Seconds?
  /// Something was heard: before that it is the start, which takes as long as it takes.
  private var hasHeard = false

  /// More is a hole; what takes over is there before two seconds are full.
  private static let hole = Seconds(1.6)
  /// So long after the next track was called for, it should have been there.
  private static let patience = Seconds(4)

  /// Looks. - Returns: what is to be done now. - Parameter say: what is done is said.
  mutating func look(
    silence: Seconds, _ snapshot: EngineSnapshot, at now: Seconds, say: (String) -> Void
  ) -> [Command] {
    let playing = DeckID.allCases.filter { snapshot[$0].isPlaying }
    guard silence > Self.hole else {
      (nextAt, clearAt) = (nil, nil)
      if !playing.isEmpty { hasHeard = true }
      return []
    }
    if playing.isEmpty, !hasHeard { return [] }
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
      if playing.count == 1, case let ready = playing[0].other, snapshot[ready].serial != nil,
        snapshot[ready].position.value < snapshot[ready].lengthFrames.value
      {
        say("nothing to hear: the track that stands ready takes over")
        return [
          Command(.engine(.deck(ready, .play))),
          Command(.engine(.mixer(.set(.crossfader, ready == .a ? -1 : 1))), over: .seconds(0.05)),
          Command(.engine(.deck(playing[0], .pause))),
        ]
      }
      say("nothing to hear: the next track comes")
      return [Command(.auto(.wish(.next)))]
    }
    if let clearAt, now - clearAt > Seconds(20) { (self.nextAt, self.clearAt) = (nil, nil) }
    return []
  }
}
