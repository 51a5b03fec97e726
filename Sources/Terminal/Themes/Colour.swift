/// A colour as a theme says it.
enum Colour: Sendable, Hashable {
  /// Whatever the terminal uses when it is told nothing.
  case terminal
  /// One of the 16 that every terminal names and its user may have chosen.
  case ansi(UInt8)
  /// 16…255 of the xterm palette.
  case indexed(UInt8)
  case rgb(UInt8, UInt8, UInt8)

  /// `#rrggbb`, `#rgb`, 0…255, `default`, or a name such as `red` and `bright-blue`. Nil for anything else.
  init?(parsing text: String) {
    let text = text.lowercased()
    if text == "default" {
      self = .terminal
    } else if text.hasPrefix("#") {
      let digits = text.dropFirst().compactMap { $0.isASCII ? $0.hexDigitValue : nil }
      guard digits.count == text.count - 1 else { return nil }
      switch digits.count {
      case 3: self = .rgb(UInt8(digits[0] * 17), UInt8(digits[1] * 17), UInt8(digits[2] * 17))
      case 6:
        self = .rgb(
          UInt8(digits[0] * 16 + digits[1]), UInt8(digits[2] * 16 + digits[3]), UInt8(digits[4] * 16 + digits[5]))
      default: return nil
      }
    } else if let number = UInt8(text) {
      self = number < 16 ? .ansi(number) : .indexed(number)
    } else if let index = Self.names.firstIndex(of: text) {
      self = .ansi(UInt8(index))
    } else {
      return nil
    }
  }

  private static let names = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
    "bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
    "bright-white",
  ]
}

/// How many colours the terminal can show.
enum ColourDepth: Sendable, Hashable, CaseIterable {
  case monochrome, eight, sixteen, palette, direct

  /// The number that ncurses knows the colour by at this depth; −1 is the terminal's own, nil no colour at all.
  func number(of colour: Colour) -> Int32? {
    switch (self, colour) {
    case (.monochrome, _): nil
    case (_, .terminal): -1
    case (.direct, .rgb(let r, let g, let b)):
      // The first eight values of a direct-colour terminal are the palette's: the darkest blues give way.
      max(Int32(r) << 16 | Int32(g) << 8 | Int32(b), 8)
    case (.direct, .ansi(let index)): index < 8 ? Int32(index) : Self.packed(paletteRGB(index))
    case (.direct, .indexed(let index)): Self.packed(paletteRGB(index))
    case (_, .ansi(let index)): self == .eight ? Self.ofEight(index) : Int32(index)
    case (.palette, .indexed(let index)): Int32(index)
    case (.palette, .rgb(let r, let g, let b)): Int32(nearest((r, g, b), in: 16...255))
    case (_, .indexed(let index)): narrow(paletteRGB(index))
    case (_, .rgb(let r, let g, let b)): narrow((r, g, b))
    }
  }

  /// Whether an ink needs bold to be as bright as meant: where there are eight colours, bold makes the other eight.
  func needsBold(_ colour: Colour) -> Bool {
    guard self == .eight else { return false }
    return switch colour {
    case .terminal: false
    case .ansi(let index): index > 8
    case .indexed(let index): nearest(paletteRGB(index), in: 0...15) > 8
    case .rgb(let r, let g, let b): nearest((r, g, b), in: 0...15) > 8
    }
  }

  /// Dark grey would be bold black, which many terminals show as black: it becomes the darkest colour that is seen.
  private static func ofEight(_ index: UInt8) -> Int32 { index == 8 ? 4 : Int32(index & 7) }

  private func narrow(_ colour: RGB) -> Int32 {
    let index = nearest(colour, in: 0...15)
    return self == .eight ? Self.ofEight(index) : Int32(index)
  }

  private static func packed(_ colour: RGB) -> Int32 {
    max(Int32(colour.0) << 16 | Int32(colour.1) << 8 | Int32(colour.2), 8)
  }
}

extension Colour {
  /// As a picture shows it; the terminal's own, which nobody knows, as a light grey.
  var shownRGB: RGB {
    switch self {
    case .terminal: (200, 200, 200)
    case .ansi(let index), .indexed(let index): paletteRGB(index)
    case .rgb(let r, let g, let b): (r, g, b)
    }
  }
}

typealias RGB = (UInt8, UInt8, UInt8)

/// The xterm palette: 16 named colours, a cube of 6 × 6 × 6, 24 greys.
func paletteRGB(_ index: UInt8) -> RGB {
  let named: [RGB] = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
    (255, 255, 255),
  ]
  if index < 16 { return named[Int(index)] }
  if index >= 232 {
    let grey = 8 + 10 * (index - 232)
    return (grey, grey, grey)
  }
  let steps: [UInt8] = [0, 95, 135, 175, 215, 255]
  let cube = Int(index) - 16
  return (steps[cube / 36], steps[cube / 6 % 6], steps[cube % 6])
}

/// The palette's colour that looks nearest: squared distance weighted by how well the eye sees red, green and blue
/// ("redmean", T. Riemersma, Colour metric).
private func nearest(_ colour: RGB, in range: ClosedRange<UInt8>) -> UInt8 {
  func distance(_ other: RGB) -> Int {
    let mean = (Int(colour.0) + Int(other.0)) / 2
    let r = Int(colour.0) - Int(other.0)
    let g = Int(colour.1) - Int(other.1)
    let b = Int(colour.2) - Int(other.2)
    return (512 + mean) * r * r / 256 + 4 * g * g + (767 - mean) * b * b / 256
  }
  return range.min { distance(paletteRGB($0)) < distance(paletteRGB($1)) } ?? range.lowerBound
}
