import Music
import Platform
import Workstation

/// How far a deck's beats are from the other's, −½ … +½ beat; the middle is in time.
func drawPhase(_ deck: Deck, _ snapshot: Snapshot, in rect: Rect, on frame: inout Frame) {
  guard rect.width >= 7 else { return }
  guard let error = phaseError(deck, snapshot.sound) else {
    for column in 0..<rect.width { frame.put("·", rect.x + column, rect.y, Style(.faint)) }
    return
  }
  let middle = rect.width / 2
  // The middle third of the scale is a tenth of a beat, where the ear works.
  let fraction = error < 0 ? -(-error * 2).squareRoot() : (error * 2).squareRoot()
  let place = clamped(middle + whole(fraction * Double(middle)), to: 0...rect.width - 1)
  for column in 0..<rect.width {
    frame.put(column == middle ? "┼" : "─", rect.x + column, rect.y, Style(column == middle ? .dim : .rail))
  }
  frame.put("◆", rect.x + place, rect.y, Style(isInPhase(error) ? .ok : .warning, .bold))
}

/// A fiftieth of a beat, 10 ms at 120 BPM: less is not heard as two beats.
private func isInPhase(_ error: Double) -> Bool { abs(error) < 0.02 }

/// In words how the two decks' beats lie while both play: "IN PHASE", "IN PHASE, BAR +1", "B 14 ms early".
func phaseWords(_ sound: SoundModel) -> (text: String, style: Style)? {
  guard let error = phaseError(.b, sound) else { return nil }
  if isInPhase(error) {
    guard let bars = barOffset(.b, sound), bars != 0 else {
      return (" IN PHASE ", Style(.background, on: .ok, .bold))
    }
    return ("B BAR " + signed(Double(bars), 0), Style(.warning, .bold))
  }
  let bpm = sound.deckB.bpm.value
  let side = error > 0 ? "early" : "late"
  guard bpm.isFinite, bpm > 20 else { return ("B is \(side)", Style(.warning, .bold)) }
  return ("B \(fixed(abs(error) * 60_000 / bpm, 0)) ms \(side)", Style(.warning, .bold))
}

/// Beats by which this deck's bars start after the other's; nil while one is stopped, or a roll or censor will return
/// to another position.
func barOffset(_ deck: Deck, _ sound: SoundModel) -> Int? {
  guard sound.deckA.isPlaying, sound.deckB.isPlaying else { return nil }
  guard sound.deckA.slipPosition == nil, sound.deckB.slipPosition == nil else { return nil }
  return sound[deck].barOffset ?? sound[deck.other].barOffset.map { -$0 }
}

/// While both decks play: the follower's own figure where there is one, else the distance between their beats.
private func phaseError(_ deck: Deck, _ sound: SoundModel) -> Double? {
  let state = sound[deck]
  let other = sound[deck.other]
  guard state.isPlaying, other.isPlaying else { return nil }
  if let error = state.phaseError?.value ?? other.phaseError.map({ -$0.value }), error.isFinite {
    return min(max(error, -0.5), 0.5)
  }
  guard state.hasGrid, other.hasGrid else { return nil }
  let distance = state.beat.value - other.beat.value
  guard distance.isFinite else { return nil }
  return distance - distance.rounded()
}
