import Music
import Platform
import Workstation

/// A deck for those who stand two steps away: time left, tempo and key over half the screen's height.
func drawBoothDeck(_ deck: Deck, _ snapshot: Snapshot, scale: Int, in rect: Rect, on frame: inout Frame) {
  let (state, loaded) = (snapshot.sound[deck], snapshot[deck])
  drawTitle(deck, state, loaded, withArtist: true, in: rect, on: &frame)
  let inner = rect.inset(2)
  guard loaded.track != nil || state.hasTrack else {
    frame.text("empty", rect.x + 6, rect.y, Style(.dim))
    return
  }
  let remaining = max(0, state.length.value - state.position.value)
  let isEnding = state.isPlaying && remaining < 30
  let times = ["-" + clockTenths(remaining), "-" + clock(remaining), clock(remaining)]
  let time = times.first { largeWidth($0, scale: scale) <= inner.width } ?? times[2]
  frame.largeDigits(time, inner.x, inner.y + 2, scale: scale, Style(isEnding ? .warning : .text))
  let y = inner.y + 3 + largeHeight(scale: scale)
  let key = state.key?.camelot.code ?? "––"
  // The key may be smaller than the tempo beside it.
  let left = inner.width - largeWidth("125", scale: scale) - 2 * scale
  let keyScale = (1...scale).last { largeWidth(key, scale: $0) <= left } ?? 1
  let keyWidth = largeWidth(key, scale: keyScale)
  if state.hasGrid, state.bpm.value > 0 {
    let tempi = [2, 1, 0].map { fixed(state.bpm.value, $0) }
    let tempo = tempi.first { largeWidth($0, scale: scale) + 2 + keyWidth <= inner.width } ?? tempi[2]
    frame.largeDigits(tempo, inner.x, y, scale: scale, Style(deck.role))
  }
  let isShifted = !keyShiftText(state).isEmpty
  frame.largeDigits(key, inner.right - keyWidth, y, scale: keyScale, Style(isShifted ? .accent : .keyMatch))
  let row = inner.row(rect.height - 1)
  var end = row.right
  if let countdown = Countdown(state, loaded) {
    let style = Style(countdown.isNear ? .accent : .text, .bold)
    end -= frame.textRight(countdown.text, end: end, row.y, style) + 2
  }
  drawFlags(deck, snapshot, in: Rect(x: row.x, y: row.y, width: max(0, end - row.x), height: 1), on: &frame)
}

/// Between the two decks' titles: whether they are in phase.
func drawBoothPhase(_ sound: SoundModel, in rect: Rect, on frame: inout Frame) {
  guard let (text, style) = phaseWords(sound, width: rect.width) else { return }
  let width = displayWidth(text)
  frame.text(text, rect.x + (rect.width - width) / 2, rect.y + 1, style)
}
