/// Bytes become lines. A line that is longer than anybody types is dropped to its end.
struct PlainInput {
  private var begun: [UInt8] = []
  private var isTooLong = false
  /// Bytes.
  static let longest = 64 * 1024

  enum Line: Hashable {
    case typed(String)
    case tooLong
  }

  /// Takes bytes as they come. - Returns: the lines that they end.
  mutating func feed(_ bytes: some Sequence<UInt8>) -> [Line] {
    var lines: [Line] = []
    for byte in bytes {
      guard byte == 0x0A else {
        if begun.count < Self.longest { begun.append(byte) } else { isTooLong = true }
        continue
      }
      lines.append(end())
    }
    return lines
  }

  /// What stands there without its end: the input is over. - Returns: nil where there is nothing.
  mutating func finish() -> Line? { begun.isEmpty ? nil : end() }

  private mutating func end() -> Line {
    defer { (begun, isTooLong) = ([], false) }
    return isTooLong ? .tooLong : .typed(String(decoding: begun, as: UTF8.self).trimmed)
  }
}

/// What a typed line asks for.
enum PlainRequest: Hashable {
  /// A line of the command language.
  case command(String)
  case search(String)
  /// The commands, or those that have these words in them.
  case help(String)
  /// From now on each key is a command.
  case keys
  /// Nothing was typed: how the decks stand.
  case decks

  /// - Parameter typed: the line, without its end. A colon in front is forgiven.
  init(_ typed: String) {
    let line = String(typed.drop { $0 == ":" || $0 == " " })
    let words = line.split(separator: " ", maxSplits: 1).map(String.init)
    switch words.first?.lowercased() {
    case nil: self = .decks
    case "keys" where words.count == 1: self = .keys
    case "help", "?": self = .help(words.count > 1 ? words[1] : "")
    case _ where line.hasPrefix("/"): self = .search(String(line.dropFirst()))
    default: self = .command(line)
    }
  }
}
