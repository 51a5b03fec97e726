@preconcurrency import CNcurses
import Glibc

/// Turns what differs between two frames into the terminal's own bytes, as few of them as will do: a cursor that is
/// already there is not moved, a colour that is already on is not said again.
struct CellWriter {
  private let words: TerminalWords
  private var palette: Palette
  private let glyphs: GlyphSet
  /// What to send; emptied by `take`.
  private var bytes: [UInt8] = []
  /// Where the next character will appear; nil: not known.
  private var cursor: (x: Int, y: Int)?
  /// What is switched on; nil: not known.
  private var ink: Int32?
  private var paper: Int32?
  private var emphasis: Emphasis?

  init(_ words: TerminalWords, _ palette: Palette, _ glyphs: GlyphSet) {
    (self.words, self.palette, self.glyphs) = (words, palette, glyphs)
    bytes.reserveCapacity(1 << 16)
  }

  /// What the terminal shows and has switched on is not known any more.
  mutating func forget() {
    cursor = nil
    ink = nil
    paper = nil
    emphasis = nil
  }

  /// What switches all emphasis and colour off.
  var plain: [UInt8] { words.plain + words.ownColours }

  mutating func use(_ palette: Palette) { self.palette = palette }

  /// The bytes that make `old` into `frame`; none where they are the same.
  /// - Parameter old: what is shown, of the same size; nil: not known, so that the whole screen is painted.
  mutating func difference(of frame: Frame, from old: Frame?) -> [UInt8] {
    bytes.removeAll(keepingCapacity: true)
    if old == nil {
      forget()
      setLook(Cell())
      bytes += words.clear
    }
    frame.cells.withUnsafeBufferPointer { cells in
      guard let old else {
        for y in 0..<frame.height { writeRow(y, cells, nil, frame) }
        return
      }
      old.cells.withUnsafeBufferPointer { shown in
        for y in 0..<frame.height where Self.differ(cells, shown, from: y * frame.width, count: frame.width) {
          writeRow(y, cells, shown, frame)
        }
      }
    }
    return bytes
  }

  /// Whether two rows may differ: what fills the gaps between a cell's parts may do so too.
  private static func differ(
    _ cells: UnsafeBufferPointer<Cell>, _ shown: UnsafeBufferPointer<Cell>, from first: Int, count: Int
  ) -> Bool {
    guard let new = cells.baseAddress, let old = shown.baseAddress else { return false }
    return memcmp(new + first, old + first, count * MemoryLayout<Cell>.stride) != 0
  }

  private mutating func writeRow(
    _ y: Int, _ cells: UnsafeBufferPointer<Cell>, _ shown: UnsafeBufferPointer<Cell>?, _ frame: Frame
  ) {
    let first = y * frame.width
    for x in 0..<frame.width {
      let cell = cells[first + x]
      guard cell.glyph != Cell.wideTail else { continue }
      if let shown, shown[first + x] == cell { continue }
      // Where the last cell of all makes the screen scroll it stays empty.
      if words.scrollsAtEnd, x == frame.width - 1, y == frame.height - 1 { continue }
      write(cell, x, y, width: frame.width)
    }
  }

  private mutating func write(_ cell: Cell, _ x: Int, _ y: Int, width: Int) {
    move(to: x, y)
    let cell = glyphs.fallback(for: cell)
    let glyph = setLook(cell)
    append(glyph)
    for mark in [cell.mark, cell.secondMark] where mark != 0 { append(mark) }
    // Terminals agree on how wide these are; after others, and at the end of a row, the cursor is put anew.
    let isPlain = glyph < 0x7F || (0x2500...0x25FF).contains(glyph) || (0x2800...0x28FF).contains(glyph)
    cursor = isPlain && cell.mark == 0 && x + 1 < width ? (x + 1, y) : nil
  }

  private mutating func move(to x: Int, _ y: Int) {
    if let cursor, cursor == (x, y) { return }
    if words.isANSI, let cursor, cursor.y == y, cursor.x < x {
      bytes += [0x1B, 0x5B]
      append(decimal: x - cursor.x)
      bytes.append(UInt8(ascii: "C"))
    } else if words.isANSI {
      bytes += [0x1B, 0x5B]
      append(decimal: y + 1)
      bytes.append(UInt8(ascii: ";"))
      append(decimal: x + 1)
      bytes.append(UInt8(ascii: "H"))
    } else {
      bytes += words.place(x, y)
    }
  }

  /// Switches on what a cell needs. - Returns: the character to write.
  @discardableResult
  private mutating func setLook(_ cell: Cell) -> UInt32 {
    let look = palette.look(of: cell)
    if emphasis != look.emphasis {
      bytes += words.plain
      if look.emphasis.contains(.bold) { bytes += words.bold }
      if look.emphasis.contains(.underline) { bytes += words.underline }
      if look.emphasis.contains(.reverse) { bytes += words.reverse }
      emphasis = look.emphasis
      // What switches emphasis off switches colours off with it.
      (ink, paper) = (TerminalWords.own, TerminalWords.own)
    }
    // A blank shows no ink.
    let wantsInk = look.glyph != 0x20 || !look.emphasis.isEmpty
    if (wantsInk && ink != look.ink && look.ink == TerminalWords.own)
      || (paper != look.paper && look.paper == TerminalWords.own)
    {
      bytes += words.ownColours
      (ink, paper) = (TerminalWords.own, TerminalWords.own)
    }
    if wantsInk, ink != look.ink {
      bytes += words.ink(look.ink)
      ink = look.ink
    }
    if paper != look.paper {
      bytes += words.paper(look.paper)
      paper = look.paper
    }
    return look.glyph
  }

  private mutating func append(decimal number: Int) {
    if number >= 100 { bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 100 % 10)) }
    if number >= 10 { bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10 % 10)) }
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
  }

  /// A scalar in UTF-8.
  private mutating func append(_ scalar: UInt32) {
    func tail(_ shift: UInt32) -> UInt8 { UInt8(0x80 | (scalar >> shift & 0x3F)) }
    switch scalar {
    case ..<0x80: bytes.append(UInt8(scalar))
    case ..<0x800:
      bytes.append(UInt8(0xC0 | scalar >> 6))
      bytes.append(tail(0))
    case ..<0x1_0000:
      bytes.append(UInt8(0xE0 | scalar >> 12))
      bytes.append(tail(6))
      bytes.append(tail(0))
    default:
      bytes.append(UInt8(0xF0 | scalar >> 18 & 7))
      bytes.append(tail(12))
      bytes.append(tail(6))
      bytes.append(tail(0))
    }
  }
}
