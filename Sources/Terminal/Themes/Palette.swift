@preconcurrency import CNcurses

/// A theme as one terminal can show it: each role's colour by number, and the pairs of them that were used so far.
struct Palette {
  let depth: ColourDepth
  private let numbers: [Int32]
  private let emphases: [Emphasis]
  private var pairs: [Int32]
  private var known: [UInt64: Int32] = [:]

  init(theme: Theme, depth: ColourDepth) {
    self.depth = depth
    numbers = Role.allCases.map { depth.number(of: theme[$0].colour) ?? -1 }
    emphases = Role.allCases.map { role in
      let bold: Emphasis = depth.needsBold(theme[role].colour) ? .bold : []
      return role.isGround ? [] : theme[role].emphasis.union(bold)
    }
    pairs = [Int32](repeating: Self.unmade, count: numbers.count * numbers.count)
  }

  private static let unmade: Int32 = -1

  /// The terminal's default colours.
  var plainInk: Int32 { numbers[Int(Role.text.rawValue)] }
  var plainPaper: Int32 { numbers[Int(Role.background.rawValue)] }

  struct Look {
    var glyph: UInt32
    var emphasis: Emphasis
    var pair: Int32
  }

  mutating func look(of cell: Cell) -> Look {
    var look = Look(glyph: cell.glyph, emphasis: cell.emphasis.union(emphases[Int(cell.ink.rawValue)]), pair: 0)
    if depth == .monochrome {
      // Without colours the two colours of a cell are one.
      let isBlock = (0x2581...0x2587).contains(cell.glyph)
      if isBlock, !cell.ink.isGround, !cell.paper.isGround {
        look.glyph = 0x2588
      } else if !cell.paper.isGround {
        look.emphasis.formSymmetricDifference(.reverse)
      }
      return look
    }
    let ink = numbers[Int(cell.ink.rawValue)]
    let paper = numbers[Int(cell.paper.rawValue)]
    if cell.ink.isGround, ink == -1, paper != -1 {
      // The terminal's own background can't be used as a foreground: the cell is reversed instead.
      look.emphasis.formSymmetricDifference(.reverse)
      look.pair = pair(ink: cell.paper, paper: cell.ink)
      return look
    }
    // A selection that looks like the background is reversed.
    if cell.paper == .selection, paper == plainPaper { look.emphasis.formSymmetricDifference(.reverse) }
    look.pair = pair(ink: cell.ink, paper: cell.paper)
    return look
  }

  /// The number of a colour pair, allocated on first use; 0, the default, once the terminal has no more.
  private mutating func pair(ink: Role, paper: Role) -> Int32 {
    let index = Int(ink.rawValue) * numbers.count + Int(paper.rawValue)
    if pairs[index] != Self.unmade { return pairs[index] }
    pairs[index] = newPair(numbers[Int(ink.rawValue)], numbers[Int(paper.rawValue)])
    return pairs[index]
  }

  private mutating func newPair(_ ink: Int32, _ paper: Int32) -> Int32 {
    if ink == plainInk, paper == plainPaper { return 0 }
    let key = UInt64(UInt32(bitPattern: ink)) << 32 | UInt64(UInt32(bitPattern: paper))
    if let number = known[key] { return number }
    let number = Int32(known.count + 1)
    guard number < segue_pairs(), init_extended_pair(number, ink, paper) == OK else { return 0 }
    known[key] = number
    return number
  }
}
