import Engine

/// What plays is what the room hears, by faders, crossfader and kills: not what was started last, nor what runs on with
/// its fader down. One rule for all that asks for it: lists, answers, macros, the autopilot and the screen.
extension DeckState {
  /// It plays, and more of it than −40 dB reaches the master.
  var isHeard: Bool { isPlaying && audible > 0.01 }
}

extension EngineSnapshot {
  /// The deck that the room hears; of two that it hears the one that is louder by 6 dB or more, else the one that the
  /// other follows, else the louder; where it hears none, one that plays. Nil while none plays.
  var heardDeck: DeckID? {
    let playing = DeckID.allCases.filter { self[$0].isPlaying }
    let heard = playing.filter { self[$0].isHeard }
    guard heard.count == 2 else { return heard.first ?? playing.first { $0 == leader } ?? playing.first }
    let louder: DeckID = deckB.audible > deckA.audible ? .b : .a
    return self[louder].audible >= 2 * self[louder.other].audible ? louder : leader ?? louder
  }
}

/// Nobody hears a deck's low band: it is killed, or its EQ stands so low. - Parameter decibels: of the EQ's low band.
package func areLowsOff(killed: Bool, decibels: Double) -> Bool { killed || decibels <= -18 }
