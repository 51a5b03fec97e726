/// A theme as one terminal can show it: each role's colour by number.
struct Palette {
  let depth: ColourDepth
  private let numbers: [Int32]
  private let emphases: [Emphasis]

  init(theme: Theme, depth: ColourDepth) {
    self.depth = depth
    numbers = Role.allCases.map { depth.number(of: theme[$0].colour) ?? TerminalWords.own }
    emphases = Role.allCases.map { role in
      let bold: Emphasis = depth.needsBold(theme[role].colour) ? .bold : []
      return role.isGround ? [] : theme[role].emphasis.union(bold)
    }
  }

  /// A cell as the terminal is told it.
  struct Look: Hashable {
    var glyph: UInt32
    var emphasis: Emphasis
    /// A colour's number, or `TerminalWords.own`.
    var ink = TerminalWords.own
    var paper = TerminalWords.own
  }

  func look(of cell: Cell) -> Look {
    var look = Look(glyph: cell.glyph, emphasis: cell.emphasis.union(emphases[Int(cell.ink.rawValue)]))
    if depth == .monochrome {
      look.withoutColours(cell)
      return look
    }
    look.ink = numbers[Int(cell.ink.rawValue)]
    look.paper = numbers[Int(cell.paper.rawValue)]
    if cell.ink.isGround, look.ink == TerminalWords.own, look.paper != TerminalWords.own {
      // The terminal's own background can't be used as a foreground: the cell is reversed instead.
      look.emphasis.formSymmetricDifference(.reverse)
      swap(&look.ink, &look.paper)
      return look
    }
    // A selection that looks like the background is reversed.
    if cell.paper == .selection, look.paper == numbers[Int(Role.background.rawValue)] {
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
