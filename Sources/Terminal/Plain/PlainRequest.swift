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
