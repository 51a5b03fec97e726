@preconcurrency import CNcurses

/// What a terminal is told, from terminfo: asked when the screen is opened and when it gets another theme.
final class TerminalWords {
  /// A colour's number that stands for the terminal's own one.
  static let own: Int32 = -1

  /// The cursor is placed as on nearly all terminals.
  let isANSI: Bool
  /// A character in the last column of the last row scrolls the screen.
  let scrollsAtEnd: Bool
  let clear: [UInt8]
  /// Emphasis and colours off.
  let plain: [UInt8]
  let bold: [UInt8]
  let underline: [UInt8]
  let reverse: [UInt8]
  /// Both colours are the terminal's own.
  let ownColours: [UInt8]
  private let cup: [UInt8]

  /// Of the terminfo entry that was looked at last.
  init() {
    cup = Self.word("cup")
    isANSI = cup == Array("\u{1B}[%i%p1%d;%p2%dH".utf8)
    scrollsAtEnd = segue_flag("am") && !segue_flag("xenl")
    clear = Self.word("clear")
    plain = Self.word("sgr0")
    bold = Self.word("bold")
    underline = Self.word("smul")
    reverse = Self.word("rev")
    ownColours = Self.word("op")
  }

  /// What makes characters this colour.
  func ink(_ number: Int32) -> [UInt8] { number == Self.own ? ownColours : Self.word("setaf", number) }

  /// What makes the ground behind them this colour.
  func paper(_ number: Int32) -> [UInt8] { number == Self.own ? ownColours : Self.word("setab", number) }

  /// What puts the cursor there.
  func place(_ x: Int, _ y: Int) -> [UInt8] { Self.word("cup", Int32(y), Int32(x)) }

  private static func word(_ name: String) -> [UInt8] {
    segue_capability(name).map { Array(TerminalKind.withoutPadding(String(cString: $0)).utf8) } ?? []
  }

  private static func word(_ name: String, _ first: Int32, _ second: Int32 = 0) -> [UInt8] {
    segue_capability_with(name, first, second).map { Array(TerminalKind.withoutPadding(String(cString: $0)).utf8) }
      ?? []
  }
}
