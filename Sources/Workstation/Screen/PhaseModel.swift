import Music
import Platform

/// How the two decks' beats lie to each other.
extension SoundModel {
  /// Beats that a deck is ahead of the other while both play, −½ … +½: the follower's own figure where there is one,
  /// else the distance between their beats; nil where there is none.
  package func phaseError(of deck: Command.Deck) -> Double? {
    let (state, other) = (self[deck], self[deck.other])
    guard state.isPlaying, other.isPlaying else { return nil }
    if let error = state.phaseError?.value ?? other.phaseError.map({ -$0.value }), error.isFinite {
      return min(max(error, -0.5), 0.5)
    }
    guard state.hasGrid, other.hasGrid else { return nil }
    let distance = state.beat.value - other.beat.value
    guard distance.isFinite else { return nil }
    return distance - distance.rounded()
  }

  /// Beats by which a deck's bars start after the other's; nil while one is stopped, or a roll or censor will return to
  /// another position.
  package func barOffset(of deck: Command.Deck) -> Int? {
    guard deckA.isPlaying, deckB.isPlaying, deckA.slipPosition == nil, deckB.slipPosition == nil else { return nil }
    return self[deck].barOffset ?? self[deck.other].barOffset.map { -$0 }
  }

  /// Whether beats so far apart are heard as one: a fiftieth of a beat is 10 ms at 120 BPM.
  package static func isInPhase(_ error: Double) -> Bool { abs(error) < 0.02 }

  /// "In phase.", "Out of phase.", or that only the bars are apart; empty while not both play.
  var spokenPhaseInShort: String {
    guard let error = phaseError(of: .b) else { return "" }
    return Self.isInPhase(error) ? spokenPhase ?? "" : "Out of phase."
  }

  /// "In phase.", "Deck B is 24 milliseconds early."; nil while not both play.
  var spokenPhase: String? {
    guard let error = phaseError(of: .b) else { return nil }
    if Self.isInPhase(error) {
      guard let beats = barOffset(of: .b), beats != 0 else { return "In phase." }
      let distance = "\(counted(abs(beats), "beat")) \(beats > 0 ? "later" : "earlier")"
      return "Beats in phase; the bars of deck B begin \(distance): b jump \(beats) puts them together."
    }
    let side = error > 0 ? "early" : "late"
    guard deckB.bpm.value > 20 else { return "Deck B is \(side)." }
    return "Deck B is \(spokenNumber(abs(error) * 60_000 / deckB.bpm.value, places: 0)) milliseconds \(side)."
  }
}
