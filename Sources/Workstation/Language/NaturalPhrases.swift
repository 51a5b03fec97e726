import Engine
import Music

/// What people say who have not read the table, as rows: the words said, without the deck's, and the line meant.
///
/// In what is said, `this|that` is a choice, `<stem>` a stem, `<number>` any one word that begins like a number,
/// `<plus>` one that begins with +, `<fraction>` one such as 3/4, `<any>` any one word, `<rest>` all that follows, also
/// nothing, `<pair>` two outputs such as 3-4. In what is meant,
/// `<deck>` is the deck that was named, `<other>` the other one, `-<number>` and `+<number>` the number with that sign,
/// and the other slots stand for what they took; `;` parts several commands. The first row whose line the table reads
/// wins; after them the words themselves are tried after "deck <deck>".
struct NaturalPhrase: Sendable {
  let said: [Substring]
  let meant: [Substring]

  init(_ said: String, _ meant: String) {
    self.said = said.split(separator: " ")
    self.meant = meant.replacing(";", with: " ; ").split(separator: " ")
  }

  /// Decks first, as most lines are about them.
  static let all: [NaturalPhrase] = deck + tempo + levels + stems + mixer + program

  /// The first words of all of them.
  static let verbs: Set<String> = Set(
    all.flatMap { ($0.said.first ?? "").split(separator: "|").map(String.init) }.filter { !$0.hasPrefix("<") })

  /// Two short lines at most that begin with a word, as a person would say them of deck A.
  static func examples(of verb: String) -> [String] {
    var examples: [String] = []
    for phrase in all where examples.count < 2 {
      guard let example = phrase.example(of: verb), !examples.contains(example),
        (try? NaturalLine(example, NaturalLine.Decks(), explains: false)) != nil
      else { continue }
      examples.append(example)
    }
    return examples
  }

  /// - Returns: nil where it begins with another word, or takes text.
  private func example(of verb: String) -> String? {
    guard let first = said.first, !said.contains("its"), !said.contains("here|now"),
      first.split(separator: "|").contains(where: { $0 == verb })
    else { return nil }
    let values: [Substring: String] = [
      "<stem>": "vocals", "<number>": "4", "<plus>": "+4", "<fraction>": "1/2",
    ]
    var words = [verb]
    for slot in said.dropFirst() {
      guard let word = values[slot] ?? (slot.hasPrefix("<") ? nil : String(slot.split(separator: "|")[0])) else {
        return nil
      }
      words.append(word)
    }
    return (words + (namesDeck ? ["a"] : [])).joined(separator: " ")
  }

  /// Whether it names a deck.
  var namesDeck: Bool { meant.contains("<deck>") }

  /// What may be missing at the end of a line.
  static let tails: [[String]] = [[], ["on"]]

  /// The line meant by `words`, its deck still a slot. - Returns: nil when the words are not these.
  func translate(_ words: [String]) -> [String]? {
    var taken: [Substring: [String]] = [:]
    var next = 0
    for slot in said {
      if slot == "<rest>" {
        taken[slot] = Array(words[next...])
        next = words.count
        continue
      }
      guard next < words.count, Self.fits(words[next], slot) else { return nil }
      taken[slot] = [words[next]]
      next += 1
    }
    guard next == words.count else { return nil }
    return meant.flatMap { slot -> [String] in
      if slot == "-<number>" || slot == "+<number>" {
        let number = taken["<number>"]?.first?.drop { "+-−".contains($0) } ?? ""
        return [String(slot.prefix(1)) + number]
      }
      return taken[slot] ?? [String(slot)]
    }
  }

  private static func fits(_ word: String, _ slot: Substring) -> Bool {
    let word = word.lowercased()
    return switch slot {
    case "<stem>": StemKind(rawValue: word) != nil
    case "<number>": word.first.map { $0.isNumber || "+-−=.".contains($0) } ?? false
    case "<plus>": word.hasPrefix("+")
    case "<fraction>": word.contains("/") && Quantity.finite(word) != nil
    case "<pair>": CueRouting(word: word) != nil
    case "<any>": true
    default: slot.split(separator: "|").contains { $0 == word }
    }
  }
}
