/// A theme as one terminal can show it: each role's colour by number.
struct Palette {
  let depth: ColourDepth
  /// The numbers of its colours, each once; the first is `TerminalWords.own`.
  let numbers: [Int32]
  /// Each role's colour, as an index of `numbers`.
  private let colours: [UInt8]
  private let emphases: [Emphasis]

  init(theme: Theme, depth: ColourDepth) {
    self.depth = depth
    var numbers = [TerminalWords.own]
    colours = Role.allCases.map { role in
      let number = depth.number(of: theme[role].colour) ?? TerminalWords.own
      if !numbers.contains(number) { numbers.append(number) }
      return UInt8(numbers.firstIndex(of: number) ?? 0)
    }
    self.numbers = numbers
    emphases = Role.allCases.map { role in
      let bold: Emphasis = depth.needsBold(theme[role].colour) ? .bold : []
      return role.isGround ? [] : theme[role].emphasis.union(bold)
    }
  }

  /// A cell as the terminal is told it.
  struct Look: Hashable {
    var glyph: UInt32
    var emphasis: Emphasis
    /// A colour, as an index of `numbers`.
    var ink = own
    var paper = own
    /// The terminal's own colour.
    static let own: UInt8 = 0
  }

  func look(of cell: Cell) -> Look {
    var look = Look(glyph: cell.glyph, emphasis: cell.emphasis.union(emphases[Int(cell.ink.rawValue)]))
    if depth == .monochrome {
      look.withoutColours(cell)
      return look
    }
    look.ink = colours[Int(cell.ink.rawValue)]
    look.paper = colours[Int(cell.paper.rawValue)]
    if cell.ink.isGround, look.ink == Look.own, look.paper != Look.own {
      // The terminal's own background can't be used as a foreground: the cell is reversed instead.
      look.emphasis.formSymmetricDifference(.reverse)
      swap(&look.ink, &look.paper)
      return look
    }
    // A selection that looks like the background is reversed.
    if cell.paper == .selection, look.paper == colours[Int(Role.background.rawValue)] {
      look.emphasis.formSymmetricDifference(.reverse)
    }
    return look
  }
}

extension Palette.Look {
  /// The two colours of a cell are one: a kick is solid, what else there is of a waveform grey.
  fileprivate mutating func withoutColours(_ cell: Cell) {
    let (solid, grey): (UInt32, UInt32) = (0x2588, 0x2592)
    let isBlock = (0x2581...0x2587).contains(cell.glyph)
    if cell.ink == .kick, cell.paper.isWave {
      glyph = solid
    } else if cell.ink.isWave, cell.ink != .kick, cell.glyph == solid {
      glyph = grey
    } else if cell.paper.isWave, !isBlock {
      glyph = cell.paper == .kick ? solid : grey
    } else if isBlock, !cell.ink.isGround, !cell.paper.isGround {
      glyph = solid
    } else if !cell.paper.isGround {
      emphasis.formSymmetricDifference(.reverse)
    }
  }
}
