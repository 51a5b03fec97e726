import Music
import Platform
import Workstation

/// A deck's scrolling waveform, its base on the axis between the decks: deck A grows upwards, deck B downwards, so that
/// the two kicks meet. The three bands overlap, lows behind, highs in front.
func drawWaveform(_ deck: Deck, _ snapshot: Snapshot, in rect: Rect, on frame: inout Frame) {
  let state = snapshot.sound[deck]
  let loaded = snapshot[deck]
  let axis = TimeAxis(state, width: rect.width)
  guard loaded.track != nil || state.hasTrack else {
    for row in 0..<rect.height { frame.put("│", rect.x + axis.playhead, rect.y + row, Style(.rail)) }
    return
  }
  let beats = BeatMark.marks(of: loaded.grid, on: axis)
  let loop = loopColumns(state, axis)
  let scale = loaded.waveform.map(fullHeight(of:)) ?? 1
  let zoom = loaded.zooms?.level(with: 4, in: axis.trackSeconds)
  for column in 0..<rect.width {
    let ground: Role = loop?.contains(column) == true ? .loopGround : .background
    let levels = zoom.map { bandLevels($0, axis, column, scale: scale) } ?? Bands()
    let strip = WaveColumn(levels: levels, ground: ground, beat: beats[column], isMirrored: deck == .b)
    strip.draw(x: rect.x + column, in: rect, on: &frame)
  }
  drawCues(deck, state, loaded, axis, in: rect, on: &frame)
  for row in 0..<rect.height { frame.put("┃", rect.x + axis.playhead, rect.y + row, Style(.playhead, .bold)) }
  if let loading = loaded.loading, loaded.waveform == nil {
    let text = " reading \(whole(min(max(loading.isFinite ? loading : 0, 0), 1) * 100)) % "
    frame.text(text, rect.x + 2, rect.y + rect.height / 2, limit: axis.playhead - 3, Style(.dim))
  }
}

/// Amplitudes of the three bands, 0…1.
struct Bands: Sendable {
  var low = 0.0
  var mid = 0.0
  var high = 0.0
}

/// The peaks of each band within a column.
private func bandLevels(_ zoom: WaveformZooms.Level, _ axis: TimeAxis, _ column: Int, scale: Double) -> Bands {
  let waveform = zoom.highest
  let middle = axis.time(of: column)
  let from = max(0, whole((middle - axis.trackSeconds / 2) * zoom.columnsPerSecond))
  let to = min(waveform.columns, whole((middle + axis.trackSeconds / 2) * zoom.columnsPerSecond) + 1)
  guard from < to else { return Bands() }
  var (low, mid, high): (UInt8, UInt8, UInt8) = (0, 0, 0)
  waveform.bytes.withUnsafeBufferPointer { bytes in
    for index in from..<to {
      low = max(low, bytes[3 * index])
      mid = max(mid, bytes[3 * index + 1])
      high = max(high, bytes[3 * index + 2])
    }
  }
  return Bands(low: min(1, Double(low) * scale), mid: min(1, Double(mid) * scale), high: min(1, Double(high) * scale))
}

/// What a byte is multiplied by so that the track's loud moments, not its one loudest, reach the full height: a quiet
/// record fills the screen as a loud one does. Found from some hundred columns spread over the track, so that it is the
/// same in every frame and costs nothing.
func fullHeight(of waveform: Waveform) -> Double {
  let samples = 499
  guard waveform.columns > 0 else { return 1 }
  var counts = [Int](repeating: 0, count: 256)
  for sample in 0..<samples { counts[Int(waveform[sample * waveform.columns / samples].peak)] += 1 }
  var above = 0
  var loud = 255
  while loud > 64, above + counts[loud] <= samples / 50 {
    above += counts[loud]
    loud -= 1
  }
  return 0.97 / Double(loud)
}

private func loopColumns(_ state: DeckModel, _ axis: TimeAxis) -> Range<Int>? {
  guard state.isLooping, let start = state.loopIn, let end = state.loopOut, start < end else { return nil }
  let first = clamped(axis.column(of: start.value), to: 0...axis.width)
  let last = clamped(axis.column(of: end.value), to: first...axis.width)
  return first..<last
}

/// One column of a waveform, in eighths of a row from the axis outwards.
private struct WaveColumn {
  let levels: Bands
  let ground: Role
  let beat: BeatMark?
  let isMirrored: Bool

  func draw(x: Int, in rect: Rect, on frame: inout Frame) {
    let scale = Double(rect.height * 8)
    let low = whole(levels.low * scale)
    let mid = whole(levels.mid * scale)
    let high = whole(levels.high * scale)
    let top = max(low, mid, high)
    for row in 0..<rect.height {
      let y = isMirrored ? rect.y + row : rect.bottom - 1 - row
      let base = row * 8
      guard top > base else {
        drawEmpty(x, y, on: &frame)
        continue
      }
      drawCell(x, y, low: low - base, mid: mid - base, high: high - base, on: &frame)
    }
  }

  private func drawEmpty(_ x: Int, _ y: Int, on frame: inout Frame) {
    guard let beat else { return frame.put(" ", x, y, Style(.text, on: ground)) }
    frame.put(
      beat == .beat ? "┊" : "│", x, y, Style(beat == .beat ? .faint : beat == .bar ? .beat : .phrase, on: ground))
  }

  /// A cell shows two colours at most: a block of eighths in one, the rest in the other. The pair that covers most of
  /// what belongs there is taken.
  private func drawCell(_ x: Int, _ y: Int, low: Int, mid: Int, high: Int, on frame: inout Frame) {
    // Bands that reach into this cell, nearest to the axis first; each hides what is behind it.
    var edges: (Int, Int, Int) = (clamped(high, to: 0...8), 0, 0)
    edges.1 = max(edges.0, clamped(mid, to: 0...8))
    edges.2 = max(edges.1, clamped(low, to: 0...8))
    let parts: [(role: Role, size: Int)] = [
      (.high, edges.0), (.mid, edges.1 - edges.0), (.low, edges.2 - edges.1), (ground, 8 - edges.2),
    ]
    // The largest part and, of the rest, the larger one; their order along the axis stays.
    var first = 0
    for index in 1..<4 where parts[index].size > parts[first].size { first = index }
    var second = first == 0 ? 1 : 0
    for index in 0..<4 where index != first && parts[index].size > parts[second].size { second = index }
    let (near, far) = (min(first, second), max(first, second))
    guard parts[second].size > 0 else {
      return frame.put("█", x, y, Style(parts[first].role, on: ground))
    }
    // What belongs to neither goes to the nearer part.
    var size = 0
    for index in 0..<far { size += parts[index].size }
    let nearRole = parts[near].role
    let farRole = parts[far].role
    if size >= 8 || nearRole == farRole { return frame.put("█", x, y, Style(nearRole, on: ground)) }
    if isMirrored {
      // There are no blocks that hang from above: the far part is drawn rising, on the near one's colour.
      frame.put(eighths[8 - size], x, y, Style(farRole, on: nearRole))
    } else {
      frame.put(eighths[size], x, y, Style(nearRole, on: farRole))
    }
  }
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
    let column = axis.column(of: time.value)
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
