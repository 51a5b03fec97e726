import Music
import Workstation

/// The colours of a deck's waveform.
struct WaveInks {
  private let bands: (low: Role, mid: Role, high: Role)

  init(_ deck: Deck) {
    switch deck {
    case .a: bands = (.lowA, .midA, .highA)
    case .b: bands = (.lowB, .midB, .highB)
    }
  }

  /// Of the stem that is loudest, where stems are apart, else of the band.
  subscript(column: WaveColumn) -> Role {
    if let stem = column.stem { return stem }
    return switch column.band {
    case .low: bands.low
    case .mid: bands.mid
    case .high: bands.high
    }
  }
}

/// Puts columns of a waveform into cells. A cell has two colours; where kick, body and ground meet in one, what has
/// least of it goes to its neighbour.
struct WaveCells {
  let glyphs: WaveGlyphs
  /// The axis is above: deck B.
  let isMirrored: Bool
  let inks: WaveInks
  // Asked for each cell of each frame, so they are kept.
  private let isBlock: Bool
  private let isText: Bool
  private let hasPaper: Bool
  private let rows: Int
  private let columns: Int
  /// All places of a cell.
  private let all: UInt8

  init(glyphs: WaveGlyphs, isMirrored: Bool, inks: WaveInks) {
    (self.glyphs, self.isMirrored, self.inks) = (glyphs, isMirrored, inks)
    (isBlock, isText, hasPaper) = (glyphs == .block, glyphs == .ascii, glyphs.hasPaper)
    (rows, columns) = (glyphs.rows, glyphs.columns)
    all = UInt8(truncatingIfNeeded: (1 << (rows * columns)) - 1)
  }

  /// One cell's places, as masks for `WaveGlyphs.glyph`.
  private struct Places {
    var kick: UInt8
    var lit: UInt8
    var isEmpty: Bool { lit == 0 }
  }

  /// Draws a cell's width of the waveform.
  /// - Parameters:
  ///   - pair: its two columns, the same one twice where a cell has but one.
  ///   - line: the beat in this cell.
  ///   - edge: the colour of the line along the outer edge.
  func draw(
    _ pair: (WaveColumn, WaveColumn), line: BeatMark?, edge: Role?, on ground: Role, x: Int, in rect: Rect,
    on frame: inout Frame
  ) {
    let body = inks[pair.0.height >= pair.1.height ? pair.0 : pair.1]
    let outer = rect.height - 1
    let edge = pair.0.isFull || pair.1.isFull ? Role.meterHigh : edge
    for row in 0...max(0, outer) {
      let y = isMirrored ? rect.y + row : rect.bottom - 1 - row
      let places = places(pair, from: row * rows)
      if row == outer, let edge, rect.height > 1 {
        drawEdge(places, edge, body: body, on: ground, x, y, &frame)
      } else if places.isEmpty {
        drawEmpty(line, on: ground, x, y, &frame)
      } else {
        drawLit(places, body: body, line: line, on: ground, x, y, &frame)
      }
    }
  }

  private func places(_ pair: (WaveColumn, WaveColumn), from base: Int) -> Places {
    if columns == 1 {
      return Places(kick: stack(pair.0.kick - base, 0), lit: stack(pair.0.height - base, 0))
    }
    return Places(
      kick: stack(pair.0.kick - base, 0) | stack(pair.1.kick - base, 1),
      lit: stack(pair.0.height - base, 0) | stack(pair.1.height - base, 1))
  }

  /// So many places from the axis outwards, in one column of the cell.
  private func stack(_ count: Int, _ column: Int) -> UInt8 {
    guard count > 0 else { return 0 }
    var lit: UInt8 = 0
    for row in 0..<min(count, rows) {
      lit |= 1 << UInt8((isMirrored ? row : rows - 1 - row) * columns + column)
    }
    return lit
  }

  private func drawEmpty(_ line: BeatMark?, on ground: Role, _ x: Int, _ y: Int, _ frame: inout Frame) {
    guard let line else { return frame.put(" ", x, y, Style(.text, on: ground)) }
    frame.put(line == .beat ? "┊" : "│", x, y, Style(line == .beat ? .faint : line.role, on: ground))
  }

  private func drawLit(
    _ places: Places, body: Role, line: BeatMark?, on ground: Role, _ x: Int, _ y: Int, _ frame: inout Frame
  ) {
    let (kick, lit) = settled(places)
    guard hasPaper else { return drawWithoutPaper(kick, lit, body: body, on: ground, x, y, &frame) }
    if lit == all, kick == 0, let line, line != .beat {
      // A hairline of the ground's colour: bars are seen in loud music too.
      return frame.put("│", x, y, Style(line == .phrase ? .phrase : ground, on: body))
    }
    if kick == 0 { return put(lit, body, on: ground, x, y, &frame) }
    if kick == lit { return put(lit, .kick, on: ground, x, y, &frame) }
    put(kick, .kick, on: body, x, y, &frame)
  }

  /// Two colours of the three: kick and all of the rest lit, or kick and body as one.
  private func settled(_ places: Places) -> (kick: UInt8, lit: UInt8) {
    let (kick, lit) = (places.kick, places.lit)
    let (kicks, bodies) = (kick.nonzeroBitCount, (lit & ~kick).nonzeroBitCount)
    let empties = all.nonzeroBitCount - lit.nonzeroBitCount
    guard hasPaper, kicks > 0, bodies > 0, empties > 0 else { return (kick, lit) }
    if empties <= min(kicks, bodies) { return (kick, all) }
    return bodies <= kicks ? (lit, lit) : (0, lit)
  }

  private func put(_ lit: UInt8, _ ink: Role, on paper: Role, _ x: Int, _ y: Int, _ frame: inout Frame) {
    guard isBlock, isMirrored, lit != all else {
      return put(glyphs.glyph(lit), Style(ink, on: paper), x, y, &frame)
    }
    // There are no eighths that hang from above: the rest of the cell rises in the paper's colour.
    put(glyphs.glyph(all & ~lit), Style(paper, on: ink), x, y, &frame)
  }

  private func put(_ glyph: UInt32, _ style: Style, _ x: Int, _ y: Int, _ frame: inout Frame) {
    frame.put(Unicode.Scalar(glyph) ?? " ", x, y, style)
  }

  /// Dots and letters: one colour, the kick's where it has half of what is lit.
  private func drawWithoutPaper(
    _ kick: UInt8, _ lit: UInt8, body: Role, on ground: Role, _ x: Int, _ y: Int, _ frame: inout Frame
  ) {
    let isKick = 2 * kick.nonzeroBitCount >= lit.nonzeroBitCount
    let style = Style(isKick ? .kick : body, on: ground)
    guard isText else { return put(glyphs.glyph(lit), style, x, y, &frame) }
    let glyph: Unicode.Scalar =
      lit == all ? (isKick ? "#" : ":") : isMirrored ? (isKick ? "\"" : "'") : isKick ? "," : "."
    frame.put(glyph, x, y, style)
  }

  /// The outermost cell with the line along its edge.
  private func drawEdge(
    _ places: Places, _ edge: Role, body: Role, on ground: Role, _ x: Int, _ y: Int, _ frame: inout Frame
  ) {
    if isText { return frame.put("~", x, y, Style(edge, on: ground)) }
    guard hasPaper || places.isEmpty else {
      return drawLit(places, body: body, line: nil, on: ground, x, y, &frame)
    }
    let isLit = 2 * places.lit.nonzeroBitCount > all.nonzeroBitCount
    let paper: Role = !isLit ? ground : 2 * places.kick.nonzeroBitCount > places.lit.nonzeroBitCount ? .kick : body
    frame.put(isMirrored ? "▁" : "▔", x, y, Style(edge, on: paper))
  }
}
