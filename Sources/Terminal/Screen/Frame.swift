import CNcurses
import Platform

/// A picture of the screen as values: a grid of cells that say what they mean (roles), not what they look like. Views
/// draw into it, `Screen` shows it, tests read it.
package struct Frame: Sendable, Hashable {
  /// Columns.
  package let width: Int
  /// Rows.
  package let height: Int
  private(set) var cells: [Cell]
  /// What was drawn for the frames before it; nil where all is drawn anew. No part of the picture.
  var drawn: DrawnParts?
  /// What a terminal that shows pictures has over the cells. No part of them.
  var pictures: [WavePicture] = []

  /// All blank. Sizes under 1 are taken as 1.
  init(width: Int, height: Int) {
    self.width = max(1, width)
    self.height = max(1, height)
    cells = Self.blank(self.width * self.height)
  }

  /// Frames are the same where all of their cells are.
  package static func == (a: Frame, b: Frame) -> Bool { a.width == b.width && a.cells == b.cells }
  package func hash(into hasher: inout Hasher) {
    hasher.combine(width)
    hasher.combine(cells)
  }

  /// All blank again.
  mutating func erase() {
    cells = Self.blank(cells.count)
    pictures = []
  }

  /// So many blank cells, in words of eight bytes: part by part it would take as long as drawing the decks.
  private static func blank(_ count: Int) -> [Cell] {
    let words = unsafeBitCast(Cell(), to: SIMD2<UInt64>.self)
    return [Cell](unsafeUninitializedCapacity: count) { cells, initialized in
      // SAFETY: a cell is two words without a gap, and an array's elements lie at a multiple of eight bytes.
      let halves = UnsafeMutableRawBufferPointer(cells).bindMemory(to: UInt64.self)
      for cell in 0..<count {
        halves[2 * cell] = words[0]
        halves[2 * cell + 1] = words[1]
      }
      UnsafeMutableRawBufferPointer(cells).bindMemory(to: Cell.self)
      initialized = count
    }
  }

  var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }

  /// The cells of a part that lies inside, row by row.
  func copy(_ rect: Rect) -> [Cell] {
    var copied: [Cell] = []
    copied.reserveCapacity(rect.width * rect.height)
    for y in rect.y..<rect.bottom { copied += cells[y * width + rect.x..<y * width + rect.right] }
    return copied
  }

  /// Gives the cells themselves to what writes very many of them, one by one.
  mutating func withGrid<Result>(_ body: (CellGrid) -> Result) -> Result {
    let (width, height) = (width, height)
    return cells.withUnsafeMutableBufferPointer { body(CellGrid(cells: $0, width: width, height: height)) }
  }

  /// Puts the cells of a part back. - Parameter copied: of a part of this size.
  mutating func paste(_ copied: [Cell], in rect: Rect) {
    for row in 0..<rect.height {
      let first = (rect.y + row) * width + rect.x
      cells.withUnsafeMutableBufferPointer { cells in
        copied.withUnsafeBufferPointer { copied in
          let (from, to) = (copied[row * rect.width..<(row + 1) * rect.width], first..<first + rect.width)
          _ = UnsafeMutableBufferPointer(rebasing: cells[to]).update(fromContentsOf: from)
        }
      }
    }
  }

  subscript(x: Int, y: Int) -> Cell {
    get { x >= 0 && x < width && y >= 0 && y < height ? cells[y * width + x] : Cell() }
    set { if x >= 0 && x < width && y >= 0 && y < height { cells[y * width + x] = newValue } }
  }

  /// Puts one character of width 1. What lies outside the grid is not drawn.
  mutating func put(_ glyph: Unicode.Scalar, _ x: Int, _ y: Int, _ style: Style) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    cells[y * width + x] = Cell(
      glyph: glyph.value, ink: style.ink, paper: style.paper ?? cells[y * width + x].paper, emphasis: style.emphasis)
  }

  /// Writes text of at most `limit` columns; what is longer ends in "…". Control characters are left out.
  /// - Returns: how many columns were written.
  @discardableResult
  mutating func text(_ text: String, _ x: Int, _ y: Int, limit: Int = .max, _ style: Style) -> Int {
    guard y >= 0, y < height, x < width, limit > 0 else { return 0 }
    if let columns = plainText(text, x, y, limit: min(limit, width - x), style) { return columns }
    var column = 0
    for piece in fitted(text, columns: min(limit, width - x)) {
      column += place(piece, x + column, y, style)
    }
    return column
  }

  /// Writes text whose characters are a byte and a column each, as most is.
  /// - Returns: how many columns were written; nil, and nothing is, where it is no such text or longer than `limit`.
  private mutating func plainText(_ text: String, _ x: Int, _ y: Int, limit: Int, _ style: Style) -> Int? {
    let columns = text.utf8.count
    guard x >= 0, columns <= limit, text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return nil }
    var index = y * width + x
    for byte in text.utf8 {
      cells[index] = Cell(
        glyph: UInt32(byte), ink: style.ink, paper: style.paper ?? cells[index].paper, emphasis: style.emphasis)
      index += 1
    }
    return columns
  }

  /// Writes text so that it ends before column `end`.
  /// - Returns: how many columns were written.
  @discardableResult
  mutating func textRight(_ text: String, end: Int, _ y: Int, limit: Int = .max, _ style: Style) -> Int {
    let width = min(displayWidth(text), limit)
    return self.text(text, end - width, y, limit: width, style)
  }

  /// Puts a scalar by its width: combining marks join the previous cell, wide characters take two cells.
  private mutating func place(_ scalar: Unicode.Scalar, _ x: Int, _ y: Int, _ style: Style) -> Int {
    switch scalarWidth(scalar) {
    case 0:
      guard x > 0, x <= width else { return 0 }
      let isTail = cells[y * width + x - 1].glyph == Cell.wideTail && x > 1
      cells[y * width + x - (isTail ? 2 : 1)].add(mark: scalar.value)
      return 0
    case 2:
      put(scalar, x, y, style)
      put(" ", x + 1, y, style)
      if x + 1 < width, x + 1 >= 0 { cells[y * width + x + 1].glyph = Cell.wideTail }
      return 2
    default:
      put(scalar, x, y, style)
      return 1
    }
  }

  mutating func fill(_ rect: Rect, _ style: Style, with glyph: Unicode.Scalar = " ") {
    guard rect.height > 0, rect.width > 0 else { return }
    guard let paper = style.paper, style.emphasis.isEmpty else {
      for y in rect.y..<rect.bottom {
        for x in rect.x..<rect.right { put(glyph, x, y, style) }
      }
      return
    }
    withGrid { grid in
      for y in rect.y..<rect.bottom {
        for x in rect.x..<rect.right { grid.put(glyph.value, x, y, style.ink, on: paper) }
      }
    }
  }

  /// A row's characters, without trailing blanks.
  func row(_ y: Int) -> String {
    var text = String.UnicodeScalarView()
    for x in 0..<width {
      let cell = self[x, y]
      guard cell.glyph != Cell.wideTail else { continue }
      for value in [cell.glyph, cell.mark, cell.secondMark] where value != 0 {
        text.append(Unicode.Scalar(value) ?? "?")
      }
    }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// What the screen says, one line a row: for goldens and for reading aloud.
  package var plainText: String { (0..<height).map { row($0) }.joined(separator: "\n") }
}

/// A frame's cells while very many of them are written: what an array asks at each is asked once for all.
struct CellGrid {
  // SAFETY: it lives within `Frame.withGrid`, and `put` writes inside it only.
  private let cells: UnsafeMutableBufferPointer<Cell>
  let width: Int
  let height: Int

  fileprivate init(cells: UnsafeMutableBufferPointer<Cell>, width: Int, height: Int) {
    (self.cells, self.width, self.height) = (cells, width, height)
  }

  /// Puts one character of width 1. What lies outside the grid is not drawn.
  @inline(__always)
  func put(_ glyph: UInt32, _ x: Int, _ y: Int, _ ink: Role, on paper: Role) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    cells[y * width + x] = Cell(glyph: glyph, ink: ink, paper: paper, emphasis: [])
  }
}

/// One place on the screen.
struct Cell: BitwiseCopyable, Sendable, Hashable {
  /// A Unicode scalar, or `wideTail`.
  var glyph: UInt32 = 32
  var mark: UInt32 = 0
  var secondMark: UInt32 = 0
  var ink: Role = .text
  var paper: Role = .background
  var emphasis: Emphasis = []
  /// Makes it sixteen bytes without a gap, which are compared and copied as such.
  private let filling: UInt8 = 0

  /// The second column of a wide character.
  static let wideTail: UInt32 = 0

  init() {}
  init(glyph: UInt32, ink: Role, paper: Role, emphasis: Emphasis) {
    self.glyph = glyph
    self.ink = ink
    self.paper = paper
    self.emphasis = emphasis
  }

  /// Whether it is the same, told faster than `==` does: all of its bytes count.
  @inline(__always)
  func isSame(as other: Cell) -> Bool {
    unsafeBitCast(self, to: SIMD2<UInt64>.self) == unsafeBitCast(other, to: SIMD2<UInt64>.self)
  }

  mutating func add(mark scalar: UInt32) {
    if mark == 0 { mark = scalar } else if secondMark == 0 { secondMark = scalar }
  }
}

struct Emphasis: OptionSet, BitwiseCopyable, Sendable, Hashable {
  let rawValue: UInt8
  static let bold = Emphasis(rawValue: 1)
  static let reverse = Emphasis(rawValue: 2)
  static let underline = Emphasis(rawValue: 4)
}

/// How something is drawn: ink is its foreground, paper its background; no paper keeps what is there.
struct Style: Sendable {
  var ink: Role
  var paper: Role?
  var emphasis: Emphasis = []
  init(_ ink: Role, on paper: Role? = nil, _ emphasis: Emphasis = []) {
    self.ink = ink
    self.paper = paper
    self.emphasis = emphasis
  }
}

/// A part of the screen, in cells.
struct Rect: Sendable, Hashable {
  var x: Int
  var y: Int
  var width: Int
  var height: Int
  var right: Int { x + width }
  var bottom: Int { y + height }

  func row(_ offset: Int, _ count: Int = 1) -> Rect { Rect(x: x, y: y + offset, width: width, height: count) }
  func contains(_ x: Int, _ y: Int) -> Bool { x >= self.x && x < right && y >= self.y && y < bottom }
  func inset(_ columns: Int) -> Rect { Rect(x: x + columns, y: y, width: max(0, width - 2 * columns), height: height) }
}

/// The columns a scalar takes: 0 for combining marks, 2 for wide characters. Control characters are never asked for.
func scalarWidth(_ scalar: Unicode.Scalar) -> Int {
  // ASCII, and the lines, blocks and braille that the views are made of.
  if scalar.value < 0x300 || (0x2500...0x259F).contains(scalar.value) || (0x2800...0x28FF).contains(scalar.value)
    || (0x1CD00...0x1CEAF).contains(scalar.value) || (0x1FB00...0x1FBFF).contains(scalar.value)
  {
    return 1
  }
  let width = Int(segue_width(scalar.value))
  return width < 0 ? 1 : min(width, 2)
}

/// Whether a scalar must not reach a terminal: controls of C0 and C1, line and paragraph separators, and the marks that
/// turn the direction of what follows.
private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069, 0x200B...0x200F, 0xFEFF: true
  default: false
  }
}

/// How many columns a text takes once its control characters are left out.
func displayWidth(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { isControl($1) ? $0 : $0 + scalarWidth($1) }
}

/// The printable scalars of `text`, cut to `columns` with an ellipsis.
private func fitted(_ text: String, columns: Int) -> [Unicode.Scalar] {
  var kept: [Unicode.Scalar] = []
  var used = 0
  // Where the text would be cut, should it prove too long: one column is kept for the ellipsis.
  var cut = 0
  for scalar in text.unicodeScalars where !isControl(scalar) {
    let width = scalarWidth(scalar)
    if used + width > columns {
      guard columns > 0 else { return [] }
      return kept[..<cut] + ["…"]
    }
    kept.append(scalar)
    used += width
    if used <= columns - 1 { cut = kept.count }
  }
  return kept
}
