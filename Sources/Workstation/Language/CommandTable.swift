import Engine
import Music

/// All that can be said, in the order of the help.
package enum CommandTable {
  /// Every row, section by section.
  package static let forms: [CommandForm] =
    rows(decks, .decks) + rows(loops, .loops) + rows(tempo, .tempo) + rows(corrections, .grid)
    + rows(channel, .channel) + rows(effects, .effects) + rows(stems, .stems) + rows(mixer, .mixer)
    + rows(recording, .recording) + rows(browsing, .browser) + rows(program, .program)

  private static func rows(_ forms: [CommandForm], _ section: CommandForm.Section) -> [CommandForm] {
    forms.map { form in
      var form = form
      form.section = section
      return form
    }
  }

  /// The row that writes a command, and its arguments there: the first one that knows it.
  static func row(of action: Command.Action) -> (form: CommandForm, arguments: [CommandForm.Argument])? {
    for form in forms {
      if let arguments = form.arguments(action) { return (form, arguments) }
    }
    return nil
  }

  /// Reads one command. - Throws: a sentence on what is wrong and what could stand there.
  package static func parse(_ line: String) throws(CommandError) -> Command {
    switch try read(CommandLine(line)) {
    case .command(let command): return command
    case .unfit(_, let error): throw error
    }
  }

  enum Reading {
    case command(Command)
    /// No form fits: how many words did by the nearest ones, and what is wrong in words.
    case unfit(fitted: Int, CommandError)
  }

  /// The rows by the fixed words at their front: the first, and behind a deck the third. Every key of the keymap is
  /// read at start; the others of a hundred rows need not be tried for it.
  private static let rowsByVerb: [String: [CommandForm]] = {
    var found: [String: [CommandForm]] = [:]
    for form in forms {
      for verb in form.verbs { found[verb, default: []].append(form) }
    }
    return found
  }()

  /// The rows that a line may fit, in the order of the table.
  private static func candidates(for line: CommandLine) -> [CommandForm] {
    let words = line.words.prefix(3).map { $0.lowercased() }
    let behindDeck = words.count == 3 ? rowsByVerb[words[0] + " " + words[2]] : nil
    return (behindDeck ?? []) + (rowsByVerb[words[0]] ?? [])
  }

  /// - Throws: what is wrong with a line that fits a form.
  static func read(_ line: CommandLine) throws(CommandError) -> Reading {
    guard !line.words.isEmpty else { throw CommandError("the line is empty") }
    for form in candidates(for: line) {
      if case .success(let command) = try form.command(line) { return .command(command) }
    }
    var fitted = -1
    var wanted: [CommandForm.Slot?] = []
    for form in forms {
      guard case .failure(let mismatch) = try form.command(line) else { continue }
      if mismatch.fitted > fitted { (fitted, wanted) = (mismatch.fitted, []) }
      if mismatch.fitted == fitted { wanted.append(mismatch.slot) }
    }
    return .unfit(fitted: fitted, complaint(line.words, fitted: fitted, wanted))
  }

  /// - Parameter slots: what the rows that fitted best had next; nil: the end of the line.
  private static func complaint(_ words: [String], fitted: Int, _ slots: [CommandForm.Slot?]) -> CommandError {
    var wishes: [String] = []
    for wish in slots.flatMap({ $0?.wishes ?? ["the end of the line"] }) where !wishes.contains(wish) {
      wishes.append(wish)
    }
    let meant = fitted < words.count ? nearest(to: words[max(0, fitted)], among: wishes) : nil
    if fitted <= 0 {
      return CommandError("“\(words[0])” isn't a command: \(meant.map { "did you mean \($0)?" } ?? "? lists them all")")
    }
    let said = words[..<fitted].joined(separator: " ")
    // A list that nobody reads to its end is no help: Tab walks through it.
    let wanted =
      wishes.count > 12
      ? wishes.prefix(6).joined(separator: ", ") + " … (Tab shows all \(wishes.count))"
      : wishes.joined(separator: ", ")
    guard fitted < words.count else { return CommandError("“\(said)” needs more: \(wanted)") }
    if slots.contains(where: { $0?.isNumber == true }), let number = notANumber(words[fitted...]) {
      return CommandError("“\(number)” isn't a number: \(said) takes one like 1 or 0.5")
    }
    let advice = meant.map { "did you mean \($0)?" } ?? "it takes \(wanted)"
    return CommandError("unexpected “\(words[fitted])” after “\(said)”: \(advice)")
  }

  /// What is said of a command that happens at once and was asked to wait, or to take its time.
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

  /// The word that a slip of the finger may have meant: one or two letters off, and less than half of it.
  private static func nearest(to word: String, among choices: [String]) -> String? {
    let ranked = choices.map { (word: $0, distance: distance(word, $0)) }.min { $0.distance < $1.distance }
    guard let best = ranked, best.distance <= 2, 2 * best.distance < word.count else { return nil }
    return best.word
  }

  /// Letters that must be put in, left out or changed (V. Levenshtein, 1966).
  private static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (line, letter) in a.enumerated() {
      var corner = row[0]
      row[0] = line + 1
      for column in b.indices {
        let changed = corner + (letter == b[column] ? 0 : 1)
        corner = row[column + 1]
        row[column + 1] = min(changed, min(row[column], corner) + 1)
      }
    }
    return row[b.count]
  }

  /// The whole lines that `line` could become with one more word; for Tab.
  package static func completions(for line: String) -> [String] {
    guard let words = try? CommandLine.split(line) else { return [] }
    let finished = line.hasSuffix(" ") || line.isEmpty
    let stem = finished ? "" : words.last ?? ""
    let before = finished ? words : Array(words.dropLast())
    var found: [String] = []
    for form in forms {
      guard let slot = form.slot(after: before) else { continue }
      for word in slot.words where word.hasPrefix(stem) && !found.contains(word) { found.append(word) }
    }
    let prefix = before.isEmpty ? "" : before.joined(separator: " ") + " "
    return found.map { prefix + $0 }
  }
}
