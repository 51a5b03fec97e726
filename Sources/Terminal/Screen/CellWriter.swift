@preconcurrency import CNcurses
import Glibc

/// Turns what differs between two frames into the terminal's own bytes, as few of them as will do: a cursor that is
/// already there is not moved, a colour that is already on is not said again.
struct CellWriter: ~Copyable {
  private let words: TerminalWords
  private var palette: Palette
  /// What switches each of the palette's colours on.
  private var inks: WordTable
  private var papers: WordTable
  private let glyphs: GlyphSet
  /// What to send.
  private var bytes = TerminalBytes()
  /// Where the next character will appear; nil: not known.
  private var cursor: (x: Int, y: Int)?
  /// What is switched on; nil: not known.
  private var ink: UInt8?
  private var paper: UInt8?
  private var emphasis: Emphasis?

  init(_ words: TerminalWords, _ palette: Palette, _ glyphs: GlyphSet) {
    (self.words, self.palette, self.glyphs) = (words, palette, glyphs)
    inks = WordTable(palette.numbers.map(words.ink))
    papers = WordTable(palette.numbers.map(words.paper))
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

  mutating func use(_ palette: Palette) {
    self.palette = palette
    inks = WordTable(palette.numbers.map(words.ink))
    papers = WordTable(palette.numbers.map(words.paper))
    // What was on was another palette's.
    forget()
  }

  /// The bytes that make `old` into `frame`; none where they are the same.
  /// - Parameter old: what is shown, of the same size; nil: not known, so that the whole screen is painted.
  mutating func difference(of frame: Frame, from old: Frame?) -> [UInt8] {
    bytes.empty()
    if old == nil {
      forget()
      setLook(Cell())
      bytes.append(words.clear)
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
    return bytes.all
  }

  /// Whether two rows differ.
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
      if let shown, cell.isSame(as: shown[first + x]) { continue }
      // Where the last cell of all makes the screen scroll it stays empty.
      if words.scrollsAtEnd, x == frame.width - 1, y == frame.height - 1 { continue }
      write(cell, x, y, width: frame.width)
    }
  }

  private mutating func write(_ cell: Cell, _ x: Int, _ y: Int, width: Int) {
    move(to: x, y)
    let cell = glyphs.fallback(for: cell)
    let glyph = setLook(cell)
    bytes.append(scalar: glyph)
    if cell.mark != 0 { bytes.append(scalar: cell.mark) }
    if cell.secondMark != 0 { bytes.append(scalar: cell.secondMark) }
    // Terminals agree on how wide these are; after others, and at the end of a row, the cursor is put anew.
    let isPlain = glyph < 0x7F || (0x2500...0x25FF).contains(glyph) || (0x2800...0x28FF).contains(glyph)
    cursor = isPlain && cell.mark == 0 && x + 1 < width ? (x + 1, y) : nil
  }

  private mutating func move(to x: Int, _ y: Int) {
    if let cursor, cursor == (x, y) { return }
    if words.isANSI, let cursor, cursor.y == y, cursor.x < x {
      beginSequence()
      bytes.append(decimal: x - cursor.x)
      bytes.append(UInt8(ascii: "C"))
    } else if words.isANSI {
      beginSequence()
      bytes.append(decimal: y + 1)
      bytes.append(UInt8(ascii: ";"))
      bytes.append(decimal: x + 1)
      bytes.append(UInt8(ascii: "H"))
    } else {
      bytes.append(words.place(x, y))
    }
  }

  private mutating func beginSequence() {
    bytes.append(0x1B)
    bytes.append(UInt8(ascii: "["))
  }

  /// Switches on what a cell needs. - Returns: the character to write.
  @discardableResult
  private mutating func setLook(_ cell: Cell) -> UInt32 {
    let look = palette.look(of: cell)
    if emphasis != look.emphasis {
      bytes.append(words.plain)
      if look.emphasis.contains(.bold) { bytes.append(words.bold) }
      if look.emphasis.contains(.underline) { bytes.append(words.underline) }
      if look.emphasis.contains(.reverse) { bytes.append(words.reverse) }
      emphasis = look.emphasis
      // What switches emphasis off switches colours off with it.
      (ink, paper) = (Palette.Look.own, Palette.Look.own)
    }
    // A blank shows no ink.
    let wantsInk = look.glyph != 0x20 || !look.emphasis.isEmpty
    if (wantsInk && ink != look.ink && look.ink == Palette.Look.own)
      || (paper != look.paper && look.paper == Palette.Look.own)
    {
      bytes.append(words.ownColours)
      (ink, paper) = (Palette.Look.own, Palette.Look.own)
    }
    if wantsInk, ink != look.ink {
      bytes.append(look.ink, of: inks)
      ink = look.ink
    }
    if paper != look.paper {
      bytes.append(look.paper, of: papers)
      paper = look.paper
    }
    return look.glyph
  }
}
