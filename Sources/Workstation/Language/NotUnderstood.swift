import Engine

/// What is said of a line of which a part was not understood: which part, and what may stand there.
extension NaturalLine {
  /// Nobody says a command of more words; what was pasted is not taken apart.
  private static let longest = 16

  /// - Parameters:
  ///   - words: the line, without what means nothing.
  ///   - error: what the table says of it.
  static func complaint(about words: [String], _ error: CommandError, _ decks: Decks) -> CommandError {
    if error.hasNearWord { return error }
    // The longest beginning that is a command by itself: what is behind it is what was not understood.
    for count in (1..<max(1, min(words.count, longest))).reversed() {
      let said = words.prefix(count).joined(separator: " ")
      let line = words.prefix(count).map(CommandText.text).joined(separator: " ")
      guard let read = try? NaturalLine(line, decks, explains: false),
        let command = read.commands.last, !command.takesText
      else { continue }
      // A deck that is only named says nothing of what was to be done.
      if case .say(.deck) = command.action, count <= 2 { continue }
      let rest = words.dropFirst(count).joined(separator: " ")
      return CommandError("“\(rest)” was not understood after “\(said)”: \(command.whatMayFollow(rest))")
    }
    guard words.count > 1, let verb = words.first?.lowercased(), NaturalPhrase.verbs.contains(verb),
      error == CommandTable.unknown(words[0])
    else { return error }
    let rest = words.dropFirst().joined(separator: " ")
    let examples = NaturalPhrase.examples(of: verb)
    let what = examples.isEmpty ? "help lists all commands" : "say for example \(examples.joined(separator: " or "))"
    return CommandError("“\(rest)” was not understood after “\(words[0])”: \(what)")
  }
}

extension Command {
  /// It takes words as they are said: what is behind them is more of them.
  fileprivate var takesText: Bool {
    switch action {
    case .search, .load(_, .path), .addFolder, .helpOn, .nameCue, .steer(.words), .queue(.add(.path)): true
    default: false
    }
  }

  /// - Parameter rest: what was said behind it.
  fileprivate func whatMayFollow(_ rest: String) -> String {
    guard canWait else { return "nothing more belongs there" }
    let first = rest.split(separator: " ").first?.lowercased() ?? ""
    let moments = "at beat, at bar or at phrase may stand there"
    if ["in", "after", "for"].contains(first), rest.contains(where: \.isNumber) {
      return "nothing waits so long; \(moments)"
    }
    return ["at", "on", "when", "next"].contains(first) ? moments : "nothing more belongs there"
  }
}
