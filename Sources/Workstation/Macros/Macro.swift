import Engine
import Music

/// Several commands under one name, with waits between them that the beat counts: `line; wait 8 beats; line`.
///
/// A line is one of the prompt. `OUT` in it stands for the deck that is heard, `IN` for the other one, `THIS` for the
/// deck that a hand was on last.
package struct Macro: Sendable, Hashable {
  /// One word: letters, digits and hyphens.
  package let name: String
  /// What it does, in the words of the help; empty for one of the DJ's own.
  package let summary: String
  /// As it is written, without its name.
  package let text: String
  /// Beats from the start, and a line each.
  let steps: [(beat: Double, line: String)]
  /// How long it takes, in beats.
  package let beats: Double

  private static let longest = 1024.0
  private static let mostSteps = 200

  /// Reads a macro. - Parameters:
  ///   - parts: lines and waits, in their order.
  /// - Throws: what is wrong with it.
  package init(_ name: String, _ parts: [String], summary: String = "") throws(CommandError) {
    self.name = Self.normal(name)
    self.summary = summary
    text = parts.joined(separator: "; ")
    guard !self.name.isEmpty, self.name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }), self.name != "list"
    else { throw CommandError("“\(name)” is no name for a macro: letters, digits and hyphens") }
    var (beat, steps): (Double, [(Double, String)]) = (0, [])
    for part in parts {
      if let wait = try Self.wait(part) {
        beat += wait
      } else {
        let line = Macro.line(part, out: .a, this: .a)
        let read = try NaturalLine(line)
        if read.commands.contains(where: { if case .macro = $0.action { true } else { false } }) {
          throw CommandError("a macro can't begin another one")
        }
        steps.append((beat, part))
      }
    }
    guard !steps.isEmpty else {
      throw CommandError("macro \(name) does nothing: macro NAME = line; wait 8 beats; line")
    }
    guard beat <= Self.longest, steps.count <= Self.mostSteps else {
      throw CommandError("macro \(name) is too long: 1024 beats and 200 lines are the most")
    }
    self.steps = steps
    beats = beat
  }

  /// As a file has it: "macro NAME = …".
  package var line: String { "macro \(name) = \(text)" }

  /// A name as it is looked up: blanks are hyphens, capitals do not matter.
  static func normal(_ name: String) -> String {
    name.lowercased().split { $0 == " " || $0 == "_" }.joined(separator: "-")
  }

  /// "wait 8 beats", "wait 2 bars". - Returns: beats; nil for a line that is no wait.
  private static func wait(_ part: String) throws(CommandError) -> Double? {
    let words = part.lowercased().split(separator: " ")
    guard words.first == "wait" else { return nil }
    let units = ["beat": 1.0, "beats": 1, "bar": 4, "bars": 4]
    guard words.count == 3, let number = Double(words[1]), number > 0, number <= longest,
      let unit = units[String(words[2])]
    else { throw CommandError("“\(part)” is no wait: wait 8 beats, or wait 2 bars") }
    return number * unit
  }

  /// The line with its decks.
  static func line(_ text: String, out: DeckID, this: DeckID) -> String {
    let decks = ["OUT": out, "IN": out.other, "THIS": this]
    return text.split(separator: " ").map { decks[String($0)]?.word ?? String($0) }.joined(separator: " ")
  }

  /// Whether a line has this word for a deck.
  func names(_ word: String) -> Bool { steps.contains { $0.line.split(separator: " ").contains { $0 == word } } }

  package static func == (one: Macro, other: Macro) -> Bool { one.name == other.name && one.text == other.text }
  package func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(text)
  }
}

/// What is said of macros.
package enum MacroCommand: Sendable, Hashable {
  /// The one of this name begins, at the next bar of what is heard.
  case begin(String)
  /// Their names are said.
  case list
}
