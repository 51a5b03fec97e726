import Music
import Platform
import Workstation

/// A deck's scrolling waveform, its base on the axis between the decks: deck A grows upwards, deck B downwards, so that
/// the two kicks meet. How high a column is says how loud it is, its colour which band is loud in it, in the deck's own
/// tint; a kick is a bright core. While stems are apart it shows what is heard of them, each in its own colour.
/// - Parameter asPicture: the terminal shows pictures: it is one, over all rows but the outermost, where the flags are.
func drawWaveform(
  _ deck: Deck, _ snapshot: Snapshot, _ axis: TimeAxis, _ glyphs: WaveGlyphs, asPicture: Bool, in rect: Rect,
  on frame: inout Frame
) {
  let state = snapshot.sound[deck]
  let loaded = snapshot[deck]
  guard loaded.track != nil || state.hasTrack else {
    for row in 0..<rect.height { frame.put("│", rect.x + axis.playhead, rect.y + row, Style(.rail)) }
    return
  }
  let heard = HeardStems(deck, snapshot)
  var marks = WaveMark.marks(deck, state, loaded)
  let picture = asPicture ? wavePicture(deck, state, loaded, heard, marks, axis, in: rect) : nil
  let columns = WaveColumn.columns(of: loaded.zooms, on: axis, places: rect.height * glyphs.rows, heard: heard)
  let cells = WaveCells(glyphs: glyphs, isMirrored: deck == .b, inks: WaveInks(deck))
  let beats = picture == nil ? BeatMark.marks(of: loaded.grid, on: axis) : []
  let loop = picture == nil ? loopCells(state, axis) : nil
  let lines = edgeLines(deck, snapshot, axis)
  frame.withGrid { grid in
    for cell in 0..<rect.width {
      let ground: Role = loop?.contains(cell) == true ? .loopGround : .background
      let first = cell * axis.perCell
      var pair = (columns[first], columns[first + axis.perCell - 1])
      if picture != nil { pair = (pair.0.withoutHeight, pair.1.withoutHeight) }
      let line = picture == nil ? beats[cell] : nil
      cells.draw(pair, line: line, edge: lines[cell], on: ground, x: rect.x + cell, in: rect, on: grid)
    }
  }
  let outer = rect.row(deck == .a ? 0 : rect.height - 1)
  drawSectionNames(deck, loaded, axis, in: rect, on: &frame)
  // Where the track runs on underneath.
  if let silent = state.slipPosition {
    marks.append(WaveMark(time: silent.value, flag: "┃", role: .warning, line: "┇"))
  }
  draw(marks, of: deck, axis, in: picture == nil ? rect : outer, on: &frame)
  if let picture { frame.pictures.append(picture) }
  for row in 0..<rect.height { frame.put("┃", rect.x + axis.playhead, rect.y + row, Style(.playhead, .bold)) }
  if let loading = loaded.loading, loaded.waveform == nil {
    let text = " reading \(whole(min(max(loading.isFinite ? loading : 0, 0), 1) * 100)) % "
    frame.text(text, rect.x + 2, rect.y + rect.height / 2, limit: axis.playhead - 3, Style(.dim))
  }
}

/// - Returns: nil where there is nothing to show, or too few rows.
private func wavePicture(
  _ deck: Deck, _ state: DeckModel, _ loaded: LoadedDeck, _ heard: HeardStems?, _ marks: [WaveMark], _ axis: TimeAxis,
  in rect: Rect
) -> WavePicture? {
  guard let zooms = loaded.zooms, rect.height >= 4 else { return nil }
  let inner = Rect(x: rect.x, y: deck == .a ? rect.y + 1 : rect.y, width: rect.width, height: rect.height - 1)
  let subject = WavePicture.Subject(
    deck: deck, zooms: zooms, heard: heard?.coarse, grid: loaded.grid, marks: marks, loop: state.loop)
  return WavePicture(
    subject: subject, rect: inner, playhead: axis.playhead, start: axis.leftEdge,
    seconds: Double(axis.width) * axis.trackSeconds)
}

extension DeckModel {
  /// Where it loops, in seconds of the track.
  fileprivate var loop: Range<Double>? {
    guard isLooping, let start = loopIn, let end = loopOut, start < end else { return nil }
    return start.value..<end.value
  }

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
  guard let loop = state.loop else { return nil }
  let first = clamped(axis.cell(of: loop.lowerBound), to: 0...axis.width)
  let last = clamped(axis.cell(of: loop.upperBound), to: first...axis.width)
  return first..<last
}

/// A point of the track with a flag at the waveform's outer edge.
struct WaveMark: Sendable, Equatable {
  let time: Double
  let flag: Unicode.Scalar
  let role: Role
  var isFilled = false
  /// What is drawn through the waveform.
  var line: Unicode.Scalar = "╎"
  var name: String?

  /// Cue points and the loop's ends.
  static func marks(_ deck: Deck, _ state: DeckModel, _ loaded: LoadedDeck) -> [Self] {
    var marks: [Self] = []
    if let start = state.loopIn { marks.append(Self(time: start.value, flag: "[", role: .loop)) }
    if let end = state.loopOut { marks.append(Self(time: end.value, flag: "]", role: .loop)) }
    marks.append(Self(time: state.cue.value, flag: deck == .a ? "▼" : "▲", role: .cue))
    for index in state.hotCues.indices {
      guard let cue = state.hotCues[index], let digit = Unicode.Scalar(UInt32(49 + index)) else { continue }
      let ink = loaded.cueMarks[index].colour?.role ?? .hotCue
      if let end = state.hotLoopEnds[index] { marks.append(Self(time: end.value, flag: "⟲", role: ink)) }
      let name = loaded.cueMarks[index].label
      marks.append(Self(time: cue.value, flag: digit, role: ink, isFilled: true, name: name))
    }
    return marks
  }
}

/// Lines through the waveform with flags at its outer edge, and the cues' names.
private func draw(_ marks: [WaveMark], of deck: Deck, _ axis: TimeAxis, in rect: Rect, on frame: inout Frame) {
  let flagRow = deck == .a ? rect.y : rect.bottom - 1
  for mark in marks {
    let column = axis.cell(of: mark.time)
    guard column >= 0, column < rect.width else { continue }
    for row in 0..<rect.height { frame.put(mark.line, rect.x + column, rect.y + row, Style(mark.role)) }
    let style = mark.isFilled ? Style(.background, on: mark.role, .bold) : Style(mark.role, .bold)
    frame.put(mark.flag, rect.x + column, flagRow, style)
    guard let name = mark.name else { continue }
    let room = min(16, rect.width - column - 1)
    frame.text(name, rect.x + column + 1, flagRow, limit: room, Style(mark.role, .bold))
  }
}
