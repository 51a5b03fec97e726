import Engine
import Music

/// Every command, in the order of the help.
package enum CommandTable {
  /// Every row, section by section.
  package static let rows: [CommandRow] =
    placed(decks, in: .decks) + placed(loops, in: .loops) + placed(tempo, in: .tempo) + placed(corrections, in: .grid)
    + placed(channel, in: .channel) + placed(effects, in: .effects) + placed(stems + splitting + mashing, in: .stems)
    + placed(mixer, in: .mixer)
    + placed(recording + airing, in: .recording)
    + placed(browsing + crating, in: .browser) + placed(steering, in: .browser)
    + placed(answering + noting + tasting + auditioning + partners + testing, in: .browser)
    + placed(queueing, in: .queue)
    + placed(macros + program + speaking, in: .program)

  private static func placed(_ rows: [CommandRow], in section: CommandRow.Section) -> [CommandRow] {
    rows.map { row in
      var row = row
      row.section = section
      return row
    }
  }

  /// The row that prints a command, and its arguments: the first one that recognises it.
  static func row(of action: Command.Action) -> (row: CommandRow, arguments: [CommandRow.Argument])? {
    // By index: to copy every row that is passed over costs more than to ask it.
    for index in rows.indices {
      if let arguments = rows[index].arguments(action) { return (rows[index], arguments) }
    }
    return nil
  }

  /// Reads one command. - Throws: a sentence on what is wrong and what was expected.
  package static func parse(_ line: String) throws(CommandError) -> Command {
    switch try read(CommandLine(line)) {
    case .command(let command): return command
    case .unfit(_, let error): throw error
    }
  }

  enum Reading {
    case command(Command)
    /// No row matches: how many words the nearest ones took, and what is wrong.
    case unfit(fitted: Int, CommandError)
  }

  /// The rows by their leading fixed words: the first, or the third after a deck. The whole keymap is parsed at start:
  /// trying a hundred rows for each key would show.
  private static let rowsByVerb: [String: [CommandRow]] = {
    var found: [String: [CommandRow]] = [:]
    for row in rows {
      for verb in row.verbs { found[verb, default: []].append(row) }
    }
    return found
  }()

  /// The rows that a line may match, in the order of the table.
  private static func candidates(for line: CommandLine) -> [CommandRow] {
    let words = line.words.prefix(3).map { $0.lowercased() }
    let behindDeck = words.count == 3 ? rowsByVerb[words[0] + " " + words[2]] : nil
    return (behindDeck ?? []) + (rowsByVerb[words[0]] ?? [])
  }

  /// - Throws: what is wrong with a line that matches a row.
  static func read(_ line: CommandLine) throws(CommandError) -> Reading {
    guard !line.words.isEmpty else { throw CommandError("the line is empty") }
    for row in candidates(for: line) {
      if case .success(let command) = try row.command(line) { return .command(command) }
    }
    var fitted = -1
    var wanted: [CommandRow.Slot?] = []
    for row in rows {
      guard case .failure(let mismatch) = try row.command(line) else { continue }
      if mismatch.fitted > fitted { (fitted, wanted) = (mismatch.fitted, []) }
      if mismatch.fitted == fitted { wanted.append(mismatch.slot) }
    }
    return .unfit(fitted: fitted, complaint(line.words, fitted: fitted, wanted))
  }

  /// - Parameter slots: what the best rows expected next; nil: the end of the line.
  private static func complaint(_ words: [String], fitted: Int, _ slots: [CommandRow.Slot?]) -> CommandError {
    var expected: [String] = []
    for word in slots.flatMap({ $0?.expected ?? ["nothing more"] }) where !expected.contains(word) {
      expected.append(word)
    }
    let meant = fitted < words.count ? nearest(to: words[max(0, fitted)], among: expected).first : nil
    if fitted <= 0 { return unknown(words[0]) }
    let said = words[..<fitted].joined(separator: " ")
    // Nobody reads a long list to its end: the help has it.
    let wanted =
      expected.count > 12
      ? expected.prefix(6).joined(separator: ", ") + " … (help \(words[0]) lists all \(expected.count))"
      : expected.joined(separator: ", ")
    guard fitted < words.count else { return CommandError("“\(said)” needs more: \(wanted)") }
    if slots.contains(where: { $0?.isNumber == true }), let number = notANumber(words[fitted...]) {
      return CommandError("“\(number)” isn't a number: \(said) takes one like 1 or 0.5")
    }
    var error = CommandError(
      "unexpected “\(words[fitted])” after “\(said)”: " + (meant.map { "did you mean \($0)?" } ?? "it takes \(wanted)"))
    error.hasNearWord = meant != nil
    return error
  }

  /// The error for a line whose first word begins no command.
  static func unknown(_ word: String) -> CommandError {
    let verbs = Set(rows.flatMap { $0.slots.first?.words ?? [] }).union(NaturalPhrase.verbs)
    let meant = verbs.contains(word.lowercased()) ? nil : nearest(to: word, among: verbs).first
    var error = CommandError(
      "“\(word)” isn't a command: \(meant.map { "did you mean \($0)?" } ?? "help lists them all")")
    error.hasNearWord = meant != nil
    return error
  }

  /// The error for a command that happens at once but was given an `at` or an `over`.
  static func refusal(of line: String, at moment: Moment) -> CommandError {
    CommandError(
      moment == .now
        ? "“\(line)” happens at once: it takes no “over”"
        : "“\(line)” can't wait for the \(moment.word): it happens at once")
  }

  /// "nan", "inf", "1e999": numbers to a computer, none to anybody else.
  private static func notANumber(_ words: ArraySlice<String>) -> String? {
    let word = words.joined(separator: " ").drop { "= ".contains($0) }.prefix { $0 != " " }
    return Double(word).flatMap { $0.isFinite ? nil : String(word) }
  }

  /// What nobody is to say because a letter was wrong in something else.
  private static let dangerous: Set<String> = [
    "quit", "exit", "close", "leave", "bye", "unload", "eject", "clear", "delete", "remove", "reset", "forget", "stop",
    "halt",
  ]

  /// The words that a typo may have meant, the nearest first: one letter off, of seven letters two.
  static func nearest(to word: String, among choices: some Sequence<String>) -> [String] {
    let word = word.lowercased()
    let ranked = choices.filter { !dangerous.contains($0) }.map { (distance: Typo.distance(word, $0), word: $0) }
    return ranked.filter { Typo.isLikely($0.distance, in: word) }.sorted { $0 < $1 }.map(\.word)
  }

  /// The lines that `line` could become with one more word, for Tab.
  package static func completions(for line: String) -> [String] {
    guard let words = try? CommandLine.split(line) else { return [] }
    let finished = line.hasSuffix(" ") || line.isEmpty
    let stem = finished ? "" : words.last ?? ""
    let before = finished ? words : Array(words.dropLast())
    var found: [String] = []
    for row in rows {
      guard let slot = row.slot(after: before) else { continue }
      for word in slot.words where word.hasPrefix(stem) && !found.contains(word) { found.append(word) }
    }
    let prefix = before.isEmpty ? "" : before.joined(separator: " ") + " "
    return found.map { prefix + $0 }
  }
}
