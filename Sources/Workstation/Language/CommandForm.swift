import Engine
import Music

/// One form of command: how it is written, what it does in words, and what it becomes. Help, completion and parsing are
/// all read from it.
package struct CommandForm: Sendable {
  /// "deck <deck> jump <beats>": plain words, `this|that` for a choice, `<slot>` for an argument.
  package let syntax: String
  /// What it does, for help.
  package let summary: String
  let slots: [Slot]
  let build: @Sendable ([Argument], Moment, Glide) throws -> Command

  init(
    _ syntax: String, _ summary: String,
    _ build: @escaping @Sendable ([Argument], Moment, Glide) throws -> Command
  ) {
    self.syntax = syntax
    self.summary = summary
    self.build = build
    slots = syntax.split(separator: " ").map { Slot(String($0)) }
  }

  enum Slot: Sendable {
    case choice([String])
    case deck
    case stem
    case switching
    /// A value or a change of it.
    case amount
    case number
    /// The rest of the line, at least one word.
    case text

    init(_ word: String) {
      switch word {
      case "<deck>": self = .deck
      case "<stem>": self = .stem
      case "<switch>": self = .switching
      case "<amount>": self = .amount
      case "<number>": self = .number
      case "<text>": self = .text
      default: self = .choice(word.split(separator: "|").map(String.init))
      }
    }

    /// What can be written here, for completion.
    var words: [String] {
      switch self {
      case .choice(let words): words
      case .deck: ["a", "b"]
      case .stem: StemKind.allCases.map(\.rawValue)
      case .switching: ["on", "off", "toggle"]
      case .amount, .number, .text: []
      }
    }

    /// What is wanted here, for an error.
    var wish: String {
      switch self {
      case .amount: "an amount: +1, -1 or = 1"
      case .number: "a number"
      case .text: "some text"
      default: words.joined(separator: ", ")
      }
    }
  }

  enum Argument: Sendable {
    case word(String)
    case deck(DeckID)
    case stem(StemKind)
    case switching(Switch)
    case amount(Amount)
    case number(Double)
    case text(String)
  }

  /// Reads `words` by this form. - Returns: the arguments, or how many words fitted before one did not.
  func match(_ words: [String]) -> Result<[Argument], Mismatch> {
    var arguments: [Argument] = []
    var next = 0
    for slot in slots {
      guard next < words.count else { return .failure(Mismatch(fitted: next)) }
      guard let (argument, used) = Self.read(slot, words[next...]) else { return .failure(Mismatch(fitted: next)) }
      arguments.append(argument)
      next += used
    }
    return next == words.count ? .success(arguments) : .failure(Mismatch(fitted: next))
  }

  struct Mismatch: Error { let fitted: Int }

  private static func read(_ slot: Slot, _ words: ArraySlice<String>) -> (Argument, Int)? {
    let word = words[words.startIndex]
    switch slot {
    case .choice(let choices): return choices.contains(word) ? (.word(word), 1) : nil
    case .deck: return DeckID(word: word).map { (.deck($0), 1) }
    case .stem: return StemKind(rawValue: word).map { (.stem($0), 1) }
    case .switching: return Switch(word: word).map { (.switching($0), 1) }
    case .number: return finite(word).map { (.number($0), 1) }
    case .text: return (.text(words.joined(separator: " ")), words.count)
    case .amount:
      if word == "=", words.count > 1 {
        return finite(words[words.startIndex + 1]).map { (.amount(.value($0)), 2) }
      }
      if word.hasPrefix("=") { return finite(String(word.dropFirst())).map { (.amount(.value($0)), 1) } }
      guard let number = finite(word) else { return nil }
      let signed = word.hasPrefix("+") || word.hasPrefix("-")
      return (.amount(signed ? .change(number) : .value(number)), 1)
    }
  }

  /// A number, or a fraction as musicians write it: 4, 0.5, 1/8, -3/4.
  static func finite(_ word: String) -> Double? {
    let parts = word.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let above = Int(parts[0]), let below = Int(parts[1]), below > 0 {
      return Double(above) / Double(below)
    }
    return Double(word).flatMap { $0.isFinite ? $0 : nil }
  }
}

extension [CommandForm.Argument] {
  /// The arguments by their kind, in the order written. A form's own syntax promises that they are there.
  var deck: DeckID {
    for case .deck(let deck) in self { return deck }
    preconditionFailure("the form has no deck")
  }
  var stem: StemKind {
    for case .stem(let stem) in self { return stem }
    preconditionFailure("the form has no stem")
  }
  var switching: Switch {
    for case .switching(let value) in self { return value }
    preconditionFailure("the form has no switch")
  }
  var amount: Amount {
    for case .amount(let value) in self { return value }
    preconditionFailure("the form has no amount")
  }
  var numbers: [Double] {
    compactMap { if case .number(let value) = $0 { value } else { nil } }
  }
  var text: String {
    for case .text(let value) in self { return value }
    preconditionFailure("the form has no text")
  }
  /// The last plain word: what a choice was.
  var lastWord: String {
    var last = ""
    for case .word(let word) in self { last = word }
    return last
  }
  func word(_ index: Int) -> String {
    if case .word(let word) = self[index] { return word }
    preconditionFailure("argument \(index) is no word")
  }
}

extension DeckID {
  init?(word: String) {
    switch word {
    case "a": self = .a
    case "b": self = .b
    default: return nil
    }
  }
  package var word: String { self == .a ? "a" : "b" }
}

extension Switch {
  init?(word: String) {
    switch word {
    case "on": self = .on
    case "off": self = .off
    case "toggle": self = .toggle
    default: return nil
    }
  }
  var word: String {
    switch self {
    case .on: "on"
    case .off: "off"
    case .toggle: "toggle"
    }
  }
}
