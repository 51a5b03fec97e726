import Engine

/// What is said of a line of which a part was not understood: which part, and what may stand there.
extension NaturalLine {
  /// Nobody says a command of more words; what was pasted is not taken apart.
  private static let longest = 16

  /// - Parameters:
  ///   - words: the line, without what means nothing.
  ///   - error: what the table says of it.
  static func complaint(about words: [String], _ error: CommandError, _ decks: Decks) -> CommandError {
    if let meant = withoutTypos(words, decks) {
      let typos = meant.typos.map { "“\($0)”" }.joined(separator: ", ")
      return CommandError("\(typos) was not understood: did you mean “\(meant.line)”?")
    }
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

  /// A line that is understood where each word that the language does not have is taken for the nearest that it has.
  /// - Returns: those words, and the line; nil where there is none, or where it would do what nobody is to be led
  ///   to by a slip.
  private static func withoutTypos(_ words: [String], _ decks: Decks) -> (typos: [String], line: String)? {
    guard words.count <= longest else { return nil }
    let wrong = words.indices.compactMap { index -> (index: Int, near: [String])? in
      let word = words[index]
      guard !word.contains(where: \.isNumber), !vocabulary.contains(word.lowercased()) else { return nil }
      let near = CommandTable.nearest(to: word, among: vocabulary).prefix(3)
      return near.isEmpty ? nil : (index, Array(near))
    }
    // With more of them it is no slip.
    guard wrong.count <= 3 else { return nil }
    func with(_ lines: [[String]], _ slip: (index: Int, near: [String])) -> [[String]] {
      lines.flatMap { line in slip.near.map { line[..<slip.index] + [$0] + line[(slip.index + 1)...] } }
    }
    // The fewest words: others may be a title's.
    let single = wrong.map { ([$0.index], with([words], $0)) }
    let pairs = zip(wrong, wrong.dropFirst()).map { ([$0.index, $1.index], with(with([words], $0), $1)) }
    for (places, lines) in single + pairs {
      for line in lines.map({ $0.map(CommandText.text).joined(separator: " ") })
      where (try? NaturalLine(line, decks, explains: false)) != nil {
        return (places.map { words[$0] }, line)
      }
    }
    return nil
  }

  /// Every word that the table, what people say and their units have.
  private static let vocabulary: Set<String> = {
    var words = Set(CommandTable.rows.flatMap { $0.slots.flatMap(\.words) })
    for slot in NaturalPhrase.all.flatMap(\.said) where !slot.hasPrefix("<") {
      words.formUnion(slot.split(separator: "|").map(String.init))
    }
    for unit in Quantity.Unit.allCases { words.formUnion(unit.names.map { $0.name.lowercased() }) }
    return words.union(["at", "over", "beat", "bar", "phrase", "next", "the"])
  }()
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
