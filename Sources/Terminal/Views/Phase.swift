import Music
import Platform
import Workstation

/// How far a deck's beats are from the other's, −½ … +½ beat; the middle is in time.
func drawPhase(_ deck: Deck, _ snapshot: Snapshot, in rect: Rect, on frame: inout Frame) {
  guard rect.width >= 7 else { return }
  guard let error = snapshot.sound.phaseError(of: deck) else {
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
  frame.put("◆", rect.x + place, rect.y, Style(SoundModel.isInPhase(error) ? .ok : .warning, .bold))
}

/// In words how the two decks' beats lie while both play: "IN PHASE", "B 14 ms early"; "B BAR +2 :b jump 2", with the
/// line that puts the bars together, where there is room for it.
func phaseWords(_ sound: SoundModel, width: Int) -> (text: String, style: Style)? {
  guard let error = sound.phaseError(of: .b) else { return nil }
  if SoundModel.isInPhase(error) {
    guard let bars = sound.barOffset(of: .b), bars != 0 else {
      return (" IN PHASE ", Style(.background, on: .ok, .bold))
    }
    let (short, cure) = ("B BAR " + signed(Double(bars), 0), " :b jump \(bars)")
    return (short + (displayWidth(short + cure) <= width ? cure : ""), Style(.warning, .bold))
  }
  let bpm = sound.deckB.bpm.value
  let side = error > 0 ? "early" : "late"
  guard bpm.isFinite, bpm > 20 else { return ("B is \(side)", Style(.warning, .bold)) }
  return ("B \(fixed(abs(error) * 60_000 / bpm, 0)) ms \(side)", Style(.warning, .bold))
}
