import Music
import Platform
import Workstation

/// A deck's panel: what plays, where it is, how fast and in which key, what comes, what is switched on.
func drawDeck(_ deck: Deck, _ snapshot: Snapshot, in rect: Rect, on frame: inout Frame) {
  let state = snapshot.sound[deck]
  let loaded = snapshot[deck]
  let inner = rect.inset(1)
  let hasArtistRow = rect.height >= 10
  drawTitle(deck, state, loaded, withArtist: !hasArtistRow, in: rect, on: &frame)
  guard loaded.track != nil || state.hasTrack else { return drawEmpty(deck, in: rect, on: &frame) }
  if rect.height < 7 {
    drawTimeAndTempo(deck, state, loaded, in: inner.row(1), on: &frame)
    return
  }
  guard rect.height >= 8 else { return drawSmall(deck, snapshot, in: inner, on: &frame) }
  var y = 1
  if hasArtistRow {
    frame.text(loaded.track?.artist ?? "", inner.x + 5, inner.y + 1, limit: inner.width - 5, Style(.heading))
    y = 2
  }
  let shown = drawDigits(state, loaded, deck, in: inner.row(y, 3), on: &frame)
  drawFigures(deck, state, loaded, below: shown, in: inner.row(y + 3), on: &frame)
  drawWhatComes(deck, snapshot, in: inner.row(y + 4), on: &frame)
  drawFlags(deck, snapshot, in: inner.row(y + 5), on: &frame)
  let silent = snapshot.sound.silentBus(of: deck)
  if hasArtistRow {
    drawStems(state, loaded, silent: silent, in: inner.row(y + 6), on: &frame)
    drawHotCues(state, loaded, in: inner.row(y + 7), on: &frame)
  } else {
    // Four stems by three letters.
    let (left, right) = (20, inner.width - 22)
    drawStems(
      state, loaded, silent: silent, in: Rect(x: inner.x, y: inner.y + 7, width: left, height: 1), on: &frame)
    drawHotCues(
      state, loaded, in: Rect(x: inner.right - right, y: inner.y + 7, width: right, height: 1), on: &frame)
  }
}

/// The panel where there is no room for large digits.
private func drawSmall(_ deck: Deck, _ snapshot: Snapshot, in inner: Rect, on frame: inout Frame) {
  let (state, loaded) = (snapshot.sound[deck], snapshot[deck])
  drawTime(deck, state, loaded, in: inner.row(1), on: &frame)
  drawTempo(state, loaded, in: inner.row(2), on: &frame)
  drawWhatComes(deck, snapshot, in: inner.row(3), on: &frame)
  drawFlags(deck, snapshot, in: inner.row(4), on: &frame)
  drawStems(state, loaded, silent: snapshot.sound.silentBus(of: deck), in: inner.row(5), on: &frame)
  drawHotCues(state, loaded, in: inner.row(6), on: &frame)
}

private func drawEmpty(_ deck: Deck, in rect: Rect, on frame: inout Frame) {
  frame.text("empty", rect.x + 6, rect.y, Style(.dim))
  guard rect.height > 4 else { return }
  let key = deck == .a ? "[" : "]"
  let words = "\(key) loads the selection"
  frame.text(words, rect.x + 1, rect.y + 3, limit: rect.width - 2, Style(.dim))
}

/// The deck's letter, whether it plays and what: a bar in the deck's colour while the room hears it.
func drawTitle(
  _ deck: Deck, _ state: DeckModel, _ loaded: LoadedDeck, withArtist: Bool, in rect: Rect, on frame: inout Frame
) {
  let isHeard = state.isHeard || state.isCueing
  if isHeard { frame.fill(rect.row(0), Style(.background, on: deck.role)) }
  frame.text(" \(deck.title) ", rect.x, rect.y, Style(.background, on: deck.role, .bold))
  // Hollow while a command waits for its beat.
  let sign: Unicode.Scalar = state.isCueing ? "◆" : state.isPlaying ? "▶" : state.hasPending ? "▷" : "■"
  frame.put(
    sign, rect.x + 4, rect.y,
    Style(isHeard ? .background : state.isPlaying ? deck.role : state.hasPending ? .warning : .dim, .bold))
  guard let track = loaded.track else { return }
  let limit = rect.width - 7
  let used = frame.text(
    track.title, rect.x + 6, rect.y, limit: limit, Style(isHeard ? .background : .selectionText, .bold))
  guard withArtist, let artist = track.artist, limit - used >= 6 else { return }
  frame.text(" · " + artist, rect.x + 6 + used, rect.y, limit: limit - used, Style(isHeard ? .background : .heading))
}

/// Time left, tempo and key in digits that are read from a step away, as fine as there is room for.
/// - Returns: whether tenths of a second and hundredths of a BPM are among them.
private func drawDigits(
  _ state: DeckModel, _ loaded: LoadedDeck, _ deck: Deck, in rect: Rect, on frame: inout Frame
) -> (tenths: Bool, hundredths: Bool) {
  let remaining = max(0, state.length.value - state.position.value)
  let key = state.key?.camelot.code ?? "––"
  let hasTempo = state.hasGrid && state.bpm.value > 0
  func tempo(_ digits: Int) -> String { hasTempo ? fixed(state.bpm.value, digits) : "–––" }
  let room = rect.width - largeWidth(key) - 6
  var choice = (time: clock(remaining), tempo: tempo(0), tenths: false, hundredths: false)
  // The finest first; the minus and all decimals go where there is no room for them.
  for (tenths, decimals) in [(true, 2), (true, 1), (false, 1), (false, 0)] {
    let finer = ("-" + (tenths ? clockTenths(remaining) : clock(remaining)), tempo(decimals))
    guard largeWidth(finer.0) + largeWidth(finer.1) <= room else { continue }
    choice = (finer.0, finer.1, tenths, decimals == 2)
    break
  }
  let isEnding = state.isPlaying && remaining < 30
  frame.largeDigits(choice.time, rect.x, rect.y, Style(isEnding ? .warning : .text))
  let isSure = (loaded.gridConfidence ?? 1) >= 0.5
  let keyStart = rect.right - largeWidth(key)
  let (timeEnd, tempoWidth) = (rect.x + largeWidth(choice.time), largeWidth(choice.tempo))
  let tempoStart = timeEnd + max(1, (keyStart - timeEnd - tempoWidth) / 2)
  let ink: Role = !hasTempo ? .off : isSure ? deck.role : .warning
  frame.largeDigits(choice.tempo, tempoStart, rect.y, Style(ink))
  let isShifted = abs(state.keyShift) >= 0.005
  frame.largeDigits(key, keyStart, rect.y, Style(state.key == nil ? .off : isShifted ? .accent : .keyMatch))
  return (choice.tenths, choice.hundredths)
}

/// Below the large digits: where the track is, what they left out, the tempo control and the key's shift.
private func drawFigures(
  _ deck: Deck, _ state: DeckModel, _ loaded: LoadedDeck, below shown: (tenths: Bool, hundredths: Bool), in row: Rect,
  on frame: inout Frame
) {
  let position = state.position.value
  var x = row.x + frame.text(clockTenths(position), row.x, row.y, Style(.text)) + 1
  if !shown.tenths {
    x += frame.text("−" + clockTenths(max(0, state.length.value - position)), x, row.y, Style(.dim)) + 1
  }
  var end = row.right
  let shift = keyShiftText(state)
  if !shift.isEmpty { end -= frame.textRight("key " + shift, end: end, row.y, Style(.accent, .bold)) + 2 }
  let isOff = abs(state.ratio.percent) >= 0.005
  let percent = signed(state.ratio.percent, 2) + "%"
  let range = " ±\(fixed(state.tempoRange, 0))"
  guard end - x >= percent.count + range.count else { return }
  end -= frame.textRight(range, end: end, row.y, Style(.dim))
  end -= frame.textRight(percent, end: end, row.y, Style(isOff ? .accent : .dim)) + 1
  let tempo = state.hasGrid && state.bpm.value > 0 ? fixed(state.bpm.value, 2) : "no grid"
  guard !shown.hundredths || !state.hasGrid, end - x >= tempo.count + 1 else { return }
  frame.textRight(tempo, end: end, row.y, Style((loaded.gridConfidence ?? 1) >= 0.5 ? .text : .warning))
}

/// What comes in the track, or how far its reading is; which beat it is; how far its beats are from the other deck's.
private func drawWhatComes(_ deck: Deck, _ snapshot: Snapshot, in row: Rect, on frame: inout Frame) {
  let (state, loaded) = (snapshot.sound[deck], snapshot[deck])
  if let loading = loaded.loading { return drawLoading(loading, in: row, on: &frame) }
  if loaded.track?.isMissing == true {
    frame.text("file is missing", row.x, row.y, limit: row.width, Style(.failure))
    return
  }
  var x = row.x
  if let countdown = Countdown(state, loaded) {
    let style = countdown.isNear && state.isPlaying ? Style(.accent, .bold) : Style(.text)
    x += frame.text(countdown.text, x, row.y, limit: row.width, style)
  }
  var end = row.right
  // Beat on beat, but not bar on bar.
  if let beats = snapshot.sound.barOffset(of: deck), beats != 0 {
    let text = "bar " + signed(Double(beats), 0)
    if end - x > text.count + 9 { end -= frame.textRight(text, end: end, row.y, Style(.warning, .bold)) + 1 }
  }
  if row.width >= 36 {
    let count = loaded.grid?.beatsPerBar ?? 4
    drawBeatLights(deck, state, loaded, end: end, row.y, from: x + 2, on: &frame)
    end -= 2 * count + 2
  }
  // An odd width has a middle.
  let width = min(17, (end - x - 2 - 1) / 2 * 2 + 1)
  drawPhase(deck, snapshot, in: Rect(x: end - width, y: row.y, width: width, height: 1), on: &frame)
}

private func drawLoading(_ loading: Double, in row: Rect, on frame: inout Frame) {
  let fraction = min(max(loading.isFinite ? loading : 0, 0), 1)
  let label = "reading \(whole(fraction * 100)) %"
  let used = frame.text(label, row.x, row.y, limit: row.width, Style(.warning)) + 1
  frame.bar(fraction, in: Rect(x: row.x + used, y: row.y, width: row.width - used, height: 1), ink: .warning)
}

private func drawTime(
  _ deck: Deck, _ state: DeckModel, _ loaded: LoadedDeck, in row: Rect, on frame: inout Frame
) {
  let position = state.position.value
  let remaining = max(0, state.length.value - position)
  var x = row.x + frame.text(clockTenths(position), row.x, row.y, Style(.dim)) + 1
  // The last half minute warns.
  let isEnding = state.isPlaying && remaining < 30
  x += frame.text("−" + clockTenths(remaining), x, row.y, Style(isEnding ? .warning : .text, .bold)) + 2
  drawBeatLights(deck, state, loaded, end: row.right, row.y, from: x, on: &frame)
}

/// Which beat of the bar plays now, and whether the metronome clicks; no lights where downbeats are not known.
private func drawBeatLights(
  _ deck: Deck, _ state: DeckModel, _ loaded: LoadedDeck, end: Int, _ y: Int, from x: Int, on frame: inout Frame
) {
  let count = loaded.grid?.beatsPerBar ?? 4
  // The metronome clicks in the headphones only: without a sign here it would be forgotten.
  if state.metronome, end - x >= 2 * count + 1 {
    frame.put("♪", end - 2 * count - 1, y, Style(.warning, .bold))
  }
  guard let downbeat = loaded.grid?.downbeat, state.hasGrid, end - x >= 7 else { return }
  guard count <= 7, end - x >= 2 * count - 1 else { return }
  let beat = whole(state.beat.value.rounded(.down)) - downbeat
  let current = ((beat % count) + count) % count
  for light in 0..<count {
    let isLit = light == current && state.isPlaying
    frame.put(isLit ? "●" : "○", end - 2 * count + 1 + 2 * light, y, Style(isLit ? deck.role : .dim))
  }
}

private func drawTempo(_ state: DeckModel, _ loaded: LoadedDeck, in row: Rect, on frame: inout Frame) {
  let isSure = (loaded.gridConfidence ?? 1) >= 0.5
  var x = row.x
  if state.hasGrid, state.bpm.value > 0 {
    x += frame.text(paddedLeft(fixed(state.bpm.value, 2), 6), x, row.y, Style(.text, .bold))
    // An uncertain grid is marked.
    frame.put(isSure ? " " : "?", x, row.y, Style(.warning))
  } else {
    x += frame.text("no grid", x, row.y, Style(.dim)) - 1
  }
  x += 2
  let percent = state.ratio.percent
  let isOff = abs(percent) >= 0.005
  let (key, shift) = (state.key?.camelot.code ?? "––", keyShiftText(state))
  let text = shift.isEmpty ? key : key + " " + shift
  let keyWidth = displayWidth(text)
  if row.right - x - keyWidth >= 8 {
    x += frame.text(paddedLeft(signed(percent, 2) + "%", 7), x, row.y, Style(isOff ? .accent : .dim)) + 1
  }
  if row.right - x - keyWidth >= 5 {
    frame.text("±\(fixed(state.tempoRange, 0))", x, row.y, Style(.dim))
  }
  frame.textRight(text, end: row.right, row.y, Style(shift.isEmpty ? .keyMatch : .accent, .bold))
}

/// One row for a deck where the lists have the screen.
private func drawTimeAndTempo(
  _ deck: Deck, _ state: DeckModel, _ loaded: LoadedDeck, in row: Rect, on frame: inout Frame
) {
  let remaining = max(0, state.length.value - state.position.value)
  let isEnding = state.isPlaying && remaining < 30
  let time = "−" + clockTenths(remaining)
  let x = row.x + frame.text(time, row.x, row.y, Style(isEnding ? .warning : .text, .bold)) + 2
  drawTempo(state, loaded, in: Rect(x: x, y: row.y, width: max(0, row.right - x), height: 1), on: &frame)
}

/// "+1" where the key heard is shifted; else nothing.
func keyShiftText(_ state: DeckModel) -> String {
  let shift = state.keyShift
  guard abs(shift) >= 0.005 else { return "" }
  return signed(shift, abs(shift - shift.rounded()) < 0.005 ? 0 : 2)
}
