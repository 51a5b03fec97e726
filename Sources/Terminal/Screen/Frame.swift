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
    cells = [Cell](repeating: Cell(), count: self.width * self.height)
  }

  /// Frames are the same where all of their cells are.
  package static func == (a: Frame, b: Frame) -> Bool { a.width == b.width && a.cells == b.cells }
  package func hash(into hasher: inout Hasher) {
    hasher.combine(width)
    hasher.combine(cells)
  }

  /// All blank again.
  mutating func erase() {
    for index in cells.indices { cells[index] = Cell() }
    pictures = []
  }

  var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }

  /// The cells of a part that lies inside, row by row.
  func copy(_ rect: Rect) -> [Cell] {
    var copied: [Cell] = []
    copied.reserveCapacity(rect.width * rect.height)
    for y in rect.y..<rect.bottom { copied += cells[y * width + rect.x..<y * width + rect.right] }
    return copied
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
    var column = 0
    for piece in fitted(text, columns: min(limit, width - x)) {
      column += place(piece, x + column, y, style)
    }
    return column
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
    for y in rect.y..<rect.y + rect.height {
      for x in rect.x..<rect.x + rect.width { put(glyph, x, y, style) }
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

/// One place on the screen.
struct Cell: BitwiseCopyable, Sendable, Hashable {
  /// A Unicode scalar, or `wideTail`.
  var glyph: UInt32 = 32
  var mark: UInt32 = 0
  var secondMark: UInt32 = 0
  var ink: Role = .text
  var paper: Role = .background
  var emphasis: Emphasis = []

  /// The second column of a wide character.
  static let wideTail: UInt32 = 0

  init() {}
  init(glyph: UInt32, ink: Role, paper: Role, emphasis: Emphasis) {
    self.glyph = glyph
    self.ink = ink
    self.paper = paper
    self.emphasis = emphasis
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
