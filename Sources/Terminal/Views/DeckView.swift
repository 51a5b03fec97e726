import Music
import Platform
import Workstation

/// A deck's panel: what plays, where it is, how fast and in which key, what is switched on.
func drawDeck(_ deck: Deck, _ snapshot: Snapshot, in rect: Rect, on frame: inout Frame) {
  let state = snapshot.sound[deck]
  let loaded = snapshot[deck]
  let inner = rect.inset(1)
  drawTitle(deck, state, loaded, in: rect, on: &frame)
  guard loaded.track != nil || state.hasTrack else {
    frame.text("empty", inner.x + 4, rect.y + 1, Style(.dim))
    if rect.height > 4 {
      let key = deck == .a ? "[" : "]"
      frame.text("\(key) loads the selection", inner.x, rect.y + 3, limit: inner.width, Style(.faint))
    }
    return
  }
  if rect.height >= 10, rect.width >= 60 {
    drawLarge(deck, snapshot, in: inner, on: &frame)
    return
  }
  // Two spare rows separate the panel's parts.
  let gap = rect.height >= 10 ? 1 : 0
  drawTime(deck, state, loaded, in: inner.row(2 + gap), on: &frame)
  drawTempo(state, loaded, in: inner.row(3 + gap), on: &frame)
  drawSwitches(deck, state, loaded, isLeader: snapshot.sound.leader == deck, in: inner.row(4 + gap), on: &frame)
  drawLoop(deck, snapshot, in: inner.row(5 + gap), on: &frame)
  drawStems(state, loaded, silent: snapshot.sound.silentBus(of: deck), in: inner.row(6 + 2 * gap), on: &frame)
  drawHotCues(state, loaded, in: inner.row(7 + 2 * gap), on: &frame)
}

/// The panel where there is room: time and tempo in digits that are read from a step away.
private func drawLarge(_ deck: Deck, _ snapshot: Snapshot, in inner: Rect, on frame: inout Frame) {
  let state = snapshot.sound[deck]
  let loaded = snapshot[deck]
  let position = state.position.value
  let remaining = max(0, state.length.value - position)
  let isEnding = state.isPlaying && remaining < 30
  frame.largeDigits("-" + clockTenths(remaining), inner.x, inner.y + 2, Style(isEnding ? .warning : .text))
  if state.hasGrid, state.bpm.value > 0 {
    let text = fixed(state.bpm.value, 2)
    let isSure = (loaded.gridConfidence ?? 1) >= 0.5
    frame.largeDigits(text, inner.right - largeWidth(text), inner.y + 2, Style(isSure ? deck.role : .warning))
  }
  let row = inner.row(5)
  frame.text(clockTenths(position), row.x, row.y, Style(.dim))
  drawTempoSettings(state, loaded, in: row, on: &frame)
  drawSwitches(deck, state, loaded, isLeader: snapshot.sound.leader == deck, in: inner.row(6), on: &frame)
  drawBeatLights(deck, state, loaded, end: inner.right, inner.y + 6, from: inner.x + 30, on: &frame)
  drawLoop(deck, snapshot, in: inner.row(7), on: &frame)
  drawStems(state, loaded, silent: snapshot.sound.silentBus(of: deck), in: inner.row(8), on: &frame)
  drawHotCues(state, loaded, in: inner.row(9), on: &frame)
}

/// The tempo control, its range and the key, flush right.
private func drawTempoSettings(_ state: DeckModel, _ loaded: LoadedDeck, in row: Rect, on frame: inout Frame) {
  let key = keyText(state)
  var end = row.right
  end -= frame.textRight(key.text, end: end, row.y, Style(key.isShifted ? .accent : .keyMatch, .bold)) + 2
  end -= frame.textRight("±\(fixed(state.tempoRange, 0))", end: end, row.y, Style(.faint)) + 1
  let isOff = abs(state.ratio.percent) >= 0.005
  frame.textRight(signed(state.ratio.percent, 2) + "%", end: end, row.y, Style(isOff ? .accent : .dim))
}

private func drawTitle(
  _ deck: Deck, _ state: DeckModel, _ loaded: LoadedDeck, in rect: Rect, on frame: inout Frame
) {
  frame.fill(Rect(x: rect.x, y: rect.y, width: 3, height: 1), Style(.background, on: deck.role))
  frame.text(deck.title, rect.x + 1, rect.y, Style(.background, on: deck.role, .bold))
  // Hollow while a command waits for its beat.
  let sign: Unicode.Scalar = state.hasPending ? "▷" : state.isCueing ? "◆" : state.isPlaying ? "▶" : "■"
  let ink: Role = state.hasPending ? .warning : state.isCueing ? .cue : state.isPlaying ? .on : .dim
  frame.put(sign, rect.x + 4, rect.y, Style(ink))
  guard let track = loaded.track else { return }
  let limit = rect.width - 7
  frame.text(track.title, rect.x + 6, rect.y, limit: limit, Style(.selectionText, .bold))
  if let loading = loaded.loading {
    let fraction = min(max(loading.isFinite ? loading : 0, 0), 1)
    let label = "reading \(whole(fraction * 100)) %"
    let used = frame.text(label, rect.x + 6, rect.y + 1, limit: limit, Style(.warning))
    frame.bar(
      fraction, in: Rect(x: rect.x + 7 + used, y: rect.y + 1, width: limit - used - 1, height: 1), ink: .warning)
  } else if loaded.track?.isMissing == true {
    frame.text("file is missing", rect.x + 6, rect.y + 1, limit: limit, Style(.failure))
  } else {
    frame.text(track.tags.artist ?? "", rect.x + 6, rect.y + 1, limit: limit, Style(.heading))
  }
}

private func drawTime(
  _ deck: Deck, _ state: DeckModel, _ loaded: LoadedDeck, in row: Rect, on frame: inout Frame
) {
  let position = state.position.value
  let remaining = max(0, state.length.value - position)
  var x = row.x + frame.text(clockTenths(position), row.x, row.y, Style(.text, .bold)) + 1
  // The last half minute warns.
  let isEnding = state.isPlaying && remaining < 30
  x += frame.text("−" + clockTenths(remaining), x, row.y, Style(isEnding ? .warning : .dim)) + 2
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
    frame.put(isLit ? "●" : "○", end - 2 * count + 1 + 2 * light, y, Style(isLit ? deck.role : .rail))
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
  let key = keyText(state)
  let keyWidth = displayWidth(key.text)
  if row.right - x - keyWidth >= 8 {
    x += frame.text(paddedLeft(signed(percent, 2) + "%", 7), x, row.y, Style(isOff ? .accent : .dim)) + 1
  }
  if row.right - x - keyWidth >= 5 {
    frame.text("±\(fixed(state.tempoRange, 0))", x, row.y, Style(.faint))
  }
  frame.textRight(key.text, end: row.right, row.y, Style(key.isShifted ? .accent : .keyMatch, .bold))
}

/// The key heard, and its shift: "9A +1".
private func keyText(_ state: DeckModel) -> (text: String, isShifted: Bool) {
  let shift = state.keyShift
  let isShifted = abs(shift) >= 0.005
  var text = state.key?.camelot.code ?? "––"
  if isShifted {
    let isWhole = abs(shift - shift.rounded()) < 0.005
    text += " " + signed(shift, isWhole ? 0 : 2)
  }
  return (text, isShifted)
}

private func drawSwitches(
  _ deck: Deck, _ state: DeckModel, _ loaded: LoadedDeck, isLeader: Bool, in row: Rect,
  on frame: inout Frame
) {
  let switches: [(String, Bool, Role)] = [
    (keyLockLabel(state), state.keyLock, .on), syncLabel(state), ("LEAD", isLeader, deck.role),
    (quantizeLabel(state), state.quantize, .on), ("PHONES", state.headphones, .warning),
    ("AUTO", loaded.autoGain == .on, .on),
  ]
  var x = row.x
  for (name, isOn, ink) in switches {
    guard x + name.count <= row.right else { break }
    x += frame.text(name, x, row.y, Style(isOn ? ink : .off, isOn ? [.bold] : [])) + 1
  }
}

/// "SYNC" while it follows, "sync" with nothing to follow, "SYNC +36%" where the tempo range is too small.
private func syncLabel(_ state: DeckModel) -> (String, Bool, Role) {
  if let percent = state.refusedPercent, state.sync { return ("SYNC \(signed(percent, 0))%", true, .warning) }
  return state.sync && state.follows == nil ? ("sync", true, .text) : ("SYNC", state.sync, .accent)
}

/// The key lock engine, as the switch shows it.
private func keyLockLabel(_ state: DeckModel) -> String {
  switch state.keyLockEngine {
  case .faster: "KEY"
  case .finer: "KEY+"
  case .finerShort: "KEY'"
  }
}

/// Quantize and its unit, as the switch shows them.
private func quantizeLabel(_ state: DeckModel) -> String {
  switch state.quantizeUnit {
  case .now, .beat: "QNT"
  case .bar: "QBAR"
  case .phrase: "QPHR"
  }
}

/// The loop, or the roll or platter effect in its place; the effects; the phase meter.
private func drawLoop(_ deck: Deck, _ snapshot: Snapshot, in row: Rect, on frame: inout Frame) {
  let state = snapshot.sound[deck]
  let (words, style) = loopLabel(deck, snapshot)
  var x = row.x + frame.text(words, row.x, row.y, limit: row.width, style)
  if state.slip || state.slipPosition != nil {
    let isAway = state.slipPosition != nil
    x += frame.text(" SLIP", x, row.y, limit: row.right - x, Style(isAway ? .warning : .on, isAway ? [.bold] : []))
  }
  // The effects may take from the phase meter's width; seven columns still tell early from late.
  let effects = effectLabels(state, room: row.right - x - 10)
  let taken = effects.reduce(0) { $0 + $1.text.count + 1 }
  var width = min(17, row.right - x - 2 - taken)
  if let beats = barOffset(deck, snapshot.sound), beats != 0, width >= 14 {
    // Beat on beat, but not bar on bar.
    let text = "bar " + signed(Double(beats), 0)
    frame.text(text, row.right - width, row.y, Style(.warning))
    width -= text.count + 1
  }
  x += 2
  for (text, isOn) in effects {
    x += frame.text(text, x, row.y, Style(isOn ? .accent : .faint, isOn ? [.bold] : [])) + 1
  }
  drawPhase(deck, snapshot, in: Rect(x: row.right - width, y: row.y, width: width, height: 1), on: &frame)
}

/// The effects that are on, in signal order, with the beats of echo and gate, in three letters or in one as there is
/// room; an effect that only rings out is not on.
private func effectLabels(_ state: DeckModel, room: Int) -> [(text: String, isOn: Bool)] {
  let heard = state.effects.indices.compactMap { state.effects[$0] }
  func labels(letters: Int, beats: Bool) -> [(text: String, isOn: Bool)] {
    heard.map { effect in
      let name = String(effect.effect.word.uppercased().prefix(letters))
      return (name + (beats ? effect.beats.map { " " + beatCount($0) } ?? "" : ""), effect.isOn)
    }
  }
  for choice in [labels(letters: 3, beats: true), labels(letters: 3, beats: false)] {
    if choice.reduce(0, { $0 + $1.text.count + 1 }) <= room { return choice }
  }
  return labels(letters: 1, beats: false)
}

private func loopLabel(_ deck: Deck, _ snapshot: Snapshot) -> (String, Style) {
  let state = snapshot.sound[deck]
  switch state.platter {
  case .censor: return ("REV", Style(.warning, .bold))
  case .brake: return ("BRAKE", Style(.warning, .bold))
  case .spinback: return ("SPIN", Style(.warning, .bold))
  case .free: break
  }
  if let roll = state.roll { return ("ROLL \(beatCount(roll.value))", Style(.warning, .bold)) }
  guard let start = state.loopIn else { return ("LOOP –", Style(.off)) }
  guard let end = state.loopOut else { return ("LOOP in …", Style(.loop)) }
  let seconds = (end - start).value
  let tempo = snapshot[deck].grid?.bpm(at: start).value
  let length = tempo.map { beatCount(seconds * $0 / 60) } ?? fixed(seconds, 2) + " s"
  return ("LOOP \(length)", Style(state.isLooping ? .loop : .dim, state.isLooping ? [.bold] : []))
}

/// "4", "½", "1/8", "3.2".
private func beatCount(_ beats: Double) -> String {
  for (text, value) in [
    ("1/32", 0.03125), ("1/16", 0.0625), ("1/8", 0.125), ("1/4", 0.25), ("1/2", 0.5), ("3/4", 0.75),
  ]
  where abs(beats - value) < value * 0.02 { return text }
  return abs(beats - beats.rounded()) < 0.02 ? fixed(beats, 0) : fixed(beats, 2)
}

/// How far this deck's beats are from the other's, −½ … +½ beat; the middle is in time.
private func drawPhase(_ deck: Deck, _ snapshot: Snapshot, in rect: Rect, on frame: inout Frame) {
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
  let ink: Role = abs(error) < 0.02 ? .ok : abs(error) < 0.08 ? .warning : .failure
  frame.put("◆", rect.x + place, rect.y, Style(ink))
}

/// Beats by which this deck's bars start after the other's; nil while one is stopped, or a roll or censor will return
/// to another position.
private func barOffset(_ deck: Deck, _ sound: SoundModel) -> Int? {
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
