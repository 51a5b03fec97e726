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
  /// The character of each set of places.
  private let characters: [UInt32]
  /// The lowest places of a cell's first column, seen from the axis, by their count; then those of its second.
  private let stacks: [UInt8]

  init(glyphs: WaveGlyphs, isMirrored: Bool, inks: WaveInks) {
    (self.glyphs, self.isMirrored, self.inks) = (glyphs, isMirrored, inks)
    (isBlock, isText, hasPaper) = (glyphs == .block, glyphs == .ascii, glyphs.hasPaper)
    let (rows, columns) = (glyphs.rows, glyphs.columns)
    (self.rows, self.columns) = (rows, columns)
    all = UInt8(truncatingIfNeeded: (1 << (rows * columns)) - 1)
    characters = glyphs.characters
    stacks = (0...2 * rows + 1).map { place in
      let (column, count) = place.quotientAndRemainder(dividingBy: rows + 1)
      guard column < columns else { return 0 }
      return (0..<count).reduce(0) { lit, row in
        lit | 1 << UInt8((isMirrored ? row : rows - 1 - row) * columns + column)
      }
    }
  }

  /// One cell's places, a bit each, as `WaveGlyphs.characters` has them.
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
    on grid: CellGrid
  ) {
    let body = inks[pair.0.height >= pair.1.height ? pair.0 : pair.1]
    let outer = rect.height - 1
    let edge = pair.0.isFull || pair.1.isFull ? Role.meterHigh : edge
    for row in 0...max(0, outer) {
      let y = isMirrored ? rect.y + row : rect.bottom - 1 - row
      let places = places(pair, from: row * rows)
      if row == outer, let edge, rect.height > 1 {
        drawEdge(places, edge, body: body, on: ground, x, y, grid)
      } else if places.isEmpty {
        drawEmpty(line, on: ground, x, y, grid)
      } else {
        drawLit(places, body: body, line: line, on: ground, x, y, grid)
      }
    }
  }

  private func places(_ pair: (WaveColumn, WaveColumn), from base: Int) -> Places {
    Places(
      kick: stacked(pair.0.kick - base, pair.1.kick - base),
      lit: stacked(pair.0.height - base, pair.1.height - base))
  }

  /// So many places from the axis outwards, in each column of the cell.
  private func stacked(_ first: Int, _ second: Int) -> UInt8 {
    stacks[min(max(0, first), rows)] | stacks[rows + 1 + min(max(0, second), rows)]
  }

  private func drawEmpty(_ line: BeatMark?, on ground: Role, _ x: Int, _ y: Int, _ grid: CellGrid) {
    guard let line else { return grid.put(Self.blank, x, y, .text, on: ground) }
    if line == .beat { return grid.put(Self.dotted, x, y, .faint, on: ground) }
    grid.put(Self.solid, x, y, line.role, on: ground)
  }

  private func drawLit(
    _ places: Places, body: Role, line: BeatMark?, on ground: Role, _ x: Int, _ y: Int, _ grid: CellGrid
  ) {
    let (kick, lit) = settled(places)
    guard hasPaper else { return drawWithoutPaper(kick, lit, body: body, on: ground, x, y, grid) }
    if lit == all, kick == 0, let line, line != .beat {
      // A hairline of the ground's colour: bars are seen in loud music too.
      return grid.put(Self.solid, x, y, line == .phrase ? .phrase : ground, on: body)
    }
    if kick == 0 { return put(lit, body, on: ground, x, y, grid) }
    if kick == lit { return put(lit, .kick, on: ground, x, y, grid) }
    put(kick, .kick, on: body, x, y, grid)
  }

  /// Two colours of the three: kick and all of the rest lit, or kick and body as one.
  private func settled(_ places: Places) -> (kick: UInt8, lit: UInt8) {
    let (kick, lit) = (places.kick, places.lit)
    guard hasPaper, kick != 0, kick != lit, lit != all else { return (kick, lit) }
    let (kicks, bodies) = (kick.nonzeroBitCount, (lit & ~kick).nonzeroBitCount)
    let empties = all.nonzeroBitCount - lit.nonzeroBitCount
    if empties <= min(kicks, bodies) { return (kick, all) }
    return bodies <= kicks ? (lit, lit) : (0, lit)
  }

  private func put(_ lit: UInt8, _ ink: Role, on paper: Role, _ x: Int, _ y: Int, _ grid: CellGrid) {
    guard isBlock, isMirrored, lit != all else { return grid.put(characters[Int(lit)], x, y, ink, on: paper) }
    // There are no eighths that hang from above: the rest of the cell rises in the paper's colour.
    grid.put(characters[Int(all & ~lit)], x, y, paper, on: ink)
  }

  /// Dots and letters: one colour, the kick's where it has half of what is lit.
  private func drawWithoutPaper(
    _ kick: UInt8, _ lit: UInt8, body: Role, on ground: Role, _ x: Int, _ y: Int, _ grid: CellGrid
  ) {
    let isKick = 2 * kick.nonzeroBitCount >= lit.nonzeroBitCount
    let ink = isKick ? Role.kick : body
    guard isText else { return grid.put(characters[Int(lit)], x, y, ink, on: ground) }
    let letter: Unicode.Scalar =
      lit == all ? (isKick ? "#" : ":") : isMirrored ? (isKick ? "\"" : "'") : isKick ? "," : "."
    grid.put(letter.value, x, y, ink, on: ground)
  }

  /// The outermost cell with the line along its edge.
  private func drawEdge(
    _ places: Places, _ edge: Role, body: Role, on ground: Role, _ x: Int, _ y: Int, _ grid: CellGrid
  ) {
    if isText { return grid.put(Self.wave, x, y, edge, on: ground) }
    guard hasPaper || places.isEmpty else {
      return drawLit(places, body: body, line: nil, on: ground, x, y, grid)
    }
    let isLit = 2 * places.lit.nonzeroBitCount > all.nonzeroBitCount
    let paper: Role = !isLit ? ground : 2 * places.kick.nonzeroBitCount > places.lit.nonzeroBitCount ? .kick : body
    grid.put(isMirrored ? Self.foot : Self.head, x, y, edge, on: paper)
  }

  private static let blank = Unicode.Scalar(" ").value
  private static let dotted = Unicode.Scalar("┊").value
  private static let solid = Unicode.Scalar("│").value
  private static let wave = Unicode.Scalar("~").value
  private static let foot = Unicode.Scalar("▁").value
  private static let head = Unicode.Scalar("▔").value
}
