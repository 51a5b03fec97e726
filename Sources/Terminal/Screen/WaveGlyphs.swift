import Workstation

/// What a cell of a waveform can show: places side by side and above each other, each of them lit or not.
extension WaveGlyphs {
  /// Places side by side: columns of time in a cell.
  var columns: Int {
    switch self {
    case .octant, .sextant, .quadrant, .braille, .pixels: 2
    case .block, .half, .ascii: 1
    }
  }

  /// Places above each other.
  var rows: Int {
    switch self {
    case .octant, .braille: 4
    case .sextant: 3
    case .quadrant, .half, .ascii, .pixels: 2
    case .block: 8
    }
  }

  /// Dots have gaps between them: a second colour behind them would show there.
  var hasPaper: Bool { self != .braille && self != .ascii }

  /// The character of each set of places that may be lit: a bit a place, row by row from the top left corner. Eighths
  /// are only there rising from the foot of a cell; what hangs from its head is the rest of it, in the paper's colour.
  var characters: [UInt32] {
    switch self {
    case .octant: Self.octants
    case .sextant: Self.sextants
    case .quadrant, .pixels: Self.quadrants
    case .braille: Self.dots
    case .block: Self.eighths
    case .half, .ascii: Self.halves
    }
  }

  private static let quadrants = Array(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█".unicodeScalars).map(\.value)

  /// U+1FB00 on, in the order of their bits, without those that are older.
  private static let sextants: [UInt32] = (0..<64).map { lit in
    switch lit {
    case 0: 0x20
    case 21: 0x258C
    case 42: 0x2590
    case 63: 0x2588
    default: UInt32(0x1FB00 + lit - 1 - (lit > 21 ? 1 : 0) - (lit > 42 ? 1 : 0))
    }
  }

  /// U+1CD00 on, in the order of their bits, without the 26 that are older or stand elsewhere.
  private static let octants: [UInt32] = {
    var elsewhere: [Int: UInt32] = [
      0x01: 0x1CEA8, 0x02: 0x1CEAB, 0x40: 0x1CEA3, 0x80: 0x1CEA0, 0x14: 0x1FBE6, 0x28: 0x1FBE7, 0x03: 0x1FB82,
      0x3F: 0x1FB85, 0xC0: 0x2582, 0xFC: 0x2586,
    ]
    for quadrant in 0..<16 {
      // A quadrant is two octants high.
      var lit = 0
      for place in 0..<4 where quadrant >> place & 1 == 1 { lit |= 0b101 << (place / 2 * 4 + place % 2) }
      elsewhere[lit] = quadrants[quadrant]
    }
    var next: UInt32 = 0x1CD00
    return (0..<256).map { lit in
      if let old = elsewhere[lit] { return old }
      defer { next += 1 }
      return next
    }
  }()

  /// Braille's dots are numbered down the left column, down the right one, then the two at the foot.
  private static let dots: [UInt32] = {
    let numbers: [UInt32] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
    return (0..<256).map { lit in numbers.indices.reduce(0x2800) { lit >> $1 & 1 == 1 ? $0 | numbers[$1] : $0 } }
  }()

  private static let eighths: [UInt32] = (0..<256).map { lit in lit == 0 ? 0x20 : 0x2580 + UInt32(lit.nonzeroBitCount) }

  private static let halves: [UInt32] = [0x20, 0x2580, 0x2584, 0x2588]
}
