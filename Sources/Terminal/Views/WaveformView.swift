import Music
import Platform
import Workstation

/// A deck's scrolling waveform, its base on the axis between the decks: deck A grows upwards, deck B downwards, so that
/// the two kicks meet. How high a column is says how loud it is, its colour which band is loud in it, in the deck's own
/// tint; a kick is a bright core. While stems are apart it shows what is heard of them, each in its own colour.
func drawWaveform(
  _ deck: Deck, _ snapshot: Snapshot, _ axis: TimeAxis, _ glyphs: WaveGlyphs, in rect: Rect, on frame: inout Frame
) {
  let state = snapshot.sound[deck]
  let loaded = snapshot[deck]
  guard loaded.track != nil || state.hasTrack else {
    for row in 0..<rect.height { frame.put("│", rect.x + axis.playhead, rect.y + row, Style(.rail)) }
    return
  }
  let columns = WaveColumn.columns(
    of: loaded.zooms, on: axis, places: rect.height * glyphs.rows, heard: HeardStems(deck, snapshot))
  let cells = WaveCells(glyphs: glyphs, isMirrored: deck == .b, inks: WaveInks(deck))
  let beats = BeatMark.marks(of: loaded.grid, on: axis)
  let loop = loopCells(state, axis)
  let lines = edgeLines(deck, snapshot, axis)
  for cell in 0..<rect.width {
    let ground: Role = loop?.contains(cell) == true ? .loopGround : .background
    let first = cell * axis.perCell
    let pair = (columns[first], columns[first + axis.perCell - 1])
    cells.draw(pair, line: beats[cell], edge: lines[cell], on: ground, x: rect.x + cell, in: rect, on: &frame)
  }
  drawSectionNames(deck, loaded, axis, in: rect, on: &frame)
  drawCues(deck, state, loaded, axis, in: rect, on: &frame)
  for row in 0..<rect.height { frame.put("┃", rect.x + axis.playhead, rect.y + row, Style(.playhead, .bold)) }
  if let loading = loaded.loading, loaded.waveform == nil {
    let text = " reading \(whole(min(max(loading.isFinite ? loading : 0, 0), 1) * 100)) % "
    frame.text(text, rect.x + 2, rect.y + rect.height / 2, limit: axis.playhead - 3, Style(.dim))
  }
}

extension DeckModel {
  /// Whether a stem of the deck is up.
  fileprivate func hears(_ stem: Int, of loaded: LoadedDeck) -> Bool {
    stem < stemLevels.count && !stemMutes[stem] && stemLevels[stem] > 0.01
  }
}

/// What is drawn along the waveform's outer edge, cell by cell: where somebody sings, dimmed while the voice is muted
/// or the other deck's is heard; and where the lows, mids or highs by themselves reach 0 dB.
private func edgeLines(_ deck: Deck, _ snapshot: Snapshot, _ axis: TimeAxis) -> [Role?] {
  let loaded = snapshot[deck]
  var lines = [Role?](repeating: nil, count: axis.width)
  let stem = loaded.stems.firstIndex(of: .vocals)
  let isMuted = stem.map { !snapshot.sound[deck].hears($0, of: loaded) } ?? false
  let isSilent = isMuted || snapshot.sound.silentBus(of: deck) == .vocal
  for span in loaded.vocals {
    guard span.end_seconds > axis.shown.lowerBound, span.start_seconds < axis.shown.upperBound else { continue }
    let from = max(0, axis.cell(of: span.start_seconds))
    let to = min(axis.width, axis.cell(of: span.end_seconds))
    for cell in from..<max(from, to) { lines[cell] = isSilent ? .faint : .vocals }
  }
  return lines
}

/// The name of each section where it begins, at the outer edge.
private func drawSectionNames(
  _ deck: Deck, _ loaded: LoadedDeck, _ axis: TimeAxis, in rect: Rect, on frame: inout Frame
) {
  guard rect.height >= 4 else { return }
  let row = deck == .a ? rect.y : rect.bottom - 1
  for section in loaded.sections {
    let cell = axis.cell(of: section.start_seconds)
    guard cell >= 0, cell < rect.width else { continue }
    let name = " " + section.label + " "
    frame.put("▏", rect.x + cell, row, Style(.phrase, on: .background))
    frame.text(
      String(name.dropFirst()), rect.x + cell + 1, row, limit: rect.width - cell - 1, Style(.dim, on: .background))
  }
}

private func loopCells(_ state: DeckModel, _ axis: TimeAxis) -> Range<Int>? {
  guard state.isLooping, let start = state.loopIn, let end = state.loopOut, start < end else { return nil }
  let first = clamped(axis.cell(of: start.value), to: 0...axis.width)
  let last = clamped(axis.cell(of: end.value), to: first...axis.width)
  return first..<last
}

/// Cue points and the loop's ends: a line through the waveform and a flag at its outer edge, with the cue's name. Where
/// the track runs on underneath, a ghost playhead.
private func drawCues(
  _ deck: Deck, _ state: DeckModel, _ loaded: LoadedDeck, _ axis: TimeAxis, in rect: Rect,
  on frame: inout Frame
) {
  let flagRow = deck == .a ? rect.y : rect.bottom - 1
  @discardableResult
  func mark(_ time: TrackTime, _ flag: Unicode.Scalar, _ role: Role, isFilled: Bool, line: Unicode.Scalar = "╎")
    -> Int?
  {
    let column = axis.cell(of: time.value)
    guard column >= 0, column < rect.width else { return nil }
    for row in 0..<rect.height { frame.put(line, rect.x + column, rect.y + row, Style(role)) }
    let style = isFilled ? Style(.background, on: role, .bold) : Style(role, .bold)
    frame.put(flag, rect.x + column, flagRow, style)
    return column
  }
  if let start = state.loopIn { mark(start, "[", .loop, isFilled: false) }
  if let end = state.loopOut { mark(end, "]", .loop, isFilled: false) }
  mark(state.cue, deck == .a ? "▼" : "▲", .cue, isFilled: false)
  for index in state.hotCues.indices {
    guard let cue = state.hotCues[index], let digit = Unicode.Scalar(UInt32(49 + index)) else { continue }
    let ink = loaded.cueMarks[index].colour?.role ?? .hotCue
    if let end = state.hotLoopEnds[index] { mark(end, "⟲", ink, isFilled: false) }
    guard let column = mark(cue, digit, ink, isFilled: true), let name = loaded.cueMarks[index].label else { continue }
    frame.text(name, rect.x + column + 1, flagRow, limit: min(16, rect.width - column - 1), Style(ink, .bold))
  }
  if let silent = state.slipPosition { mark(silent, "┃", .warning, isFilled: false, line: "┇") }
}
