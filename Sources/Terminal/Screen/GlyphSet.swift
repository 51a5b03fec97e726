/// The characters that a terminal can show.
enum GlyphSet: Sendable, Hashable {
  /// All that the locale's encoding, UTF-8, has.
  case full
  /// The Linux console: UTF-8, but a font of 256 or 512 glyphs.
  case console
  case ascii

  /// The cell with a glyph that the terminal can show.
  func fallback(for cell: Cell) -> Cell {
    guard self != .full, cell.glyph > 0x7E else { return cell }
    var cell = cell
    if self == .ascii {
      // Hanging blocks are rising ones in reverse video; letters can't be, so their height is turned right way round.
      if (0x2581...0x2587).contains(cell.glyph), !cell.paper.isGround {
        let isHanging = cell.ink.isGround
        if isHanging || cell.glyph < 0x2584 { cell.ink = cell.paper }
        cell.glyph = isHanging ? 0x2588 - (cell.glyph - 0x2580) : 0x2588
        cell.paper = .background
      }
      cell.mark = 0
      cell.secondMark = 0
    }
    cell.glyph = self == .ascii ? Self.ascii(cell.glyph) : Self.console(cell.glyph)
    return cell
  }

  private static func console(_ glyph: UInt32) -> UInt32 {
    switch glyph {
    case 0x2581...0x2582: 0x20
    case 0x2583...0x2585: 0x2584
    case 0x2586...0x2587: 0x2588
    case 0x254C...0x254F, 0x2500...0x2501: 0x2500
    case 0x2502...0x2503, 0x2506...0x250B, 0x2575, 0x2577: 0x2502
    case 0x2713: 0x221A
    case 0x2605: 0x2A
    default: glyph
    }
  }

  private static func ascii(_ glyph: UInt32) -> UInt32 {
    let stand: Unicode.Scalar =
      switch glyph {
      case 0x2580: "'"
      case 0x2581...0x2582: "."
      case 0x2583...0x2585: "="
      case 0x2586...0x2588: "#"
      case 0x258C, 0x2590: "|"
      case 0x2500...0x2501, 0x2504, 0x254C...0x254D: "-"
      case 0x2502...0x2503, 0x2506...0x250B, 0x254E...0x254F, 0x2575, 0x2577: "|"
      case 0x250C...0x254B, 0x256D...0x2570: "+"
      case 0x25AA, 0x25A0, 0x25CF, 0x25C6: "*"
      case 0x25CB, 0x00B7: "."
      case 0x25B6: ">"
      case 0x25BC, 0x2193: "v"
      case 0x25B2, 0x2191: "^"
      case 0x27F2: "@"
      case 0x266A: "m"
      case 0x2573, 0x00D7: "x"
      case 0x2713: "+"
      case 0x2605: "*"
      case 0x2212, 0x2013, 0x2014: "-"
      case 0x00B1: "~"
      case 0x2192: ">"
      case 0x2026: "~"
      case 0x202F, 0x00A0: " "
      default: "?"
      }
    return stand.value
  }
}
