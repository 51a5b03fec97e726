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
  private let build: @Sendable ([Argument], Moment, Glide) throws -> Command

  /// - Parameter quantities: what each of the syntax's numbers counts, in their order.
  init(
    _ syntax: String, _ summary: String, of quantities: Quantity...,
    build: @escaping @Sendable ([Argument], Moment, Glide) throws -> Command
  ) {
    self.init(syntax, summary, quantities, build)
  }

  init(
    _ syntax: String, _ summary: String, _ quantities: [Quantity],
    _ build: @escaping @Sendable ([Argument], Moment, Glide) throws -> Command
  ) {
    self.syntax = syntax
    self.summary = summary
    self.build = build
    var rest = quantities[...]
    slots = syntax.split(separator: " ").map { Slot(String($0), &rest) }
    precondition(rest.isEmpty, "“\(syntax)” has fewer numbers than quantities")
  }

  enum Slot: Sendable {
    case choice([String])
    case deck
    case stem
    case switching
    /// A value or a change of it.
    case amount(Quantity)
    case number(Quantity)
    /// A number with its % sign, which is what tells the form from another.
    case percent(Quantity)
    /// The rest of the line, at least one word.
    case text

    init(_ word: String, _ quantities: inout ArraySlice<Quantity>) {
      func quantity() -> Quantity {
        guard let next = quantities.popFirst() else { preconditionFailure("a number without a quantity") }
        return next
      }
      switch word {
      case "<deck>": self = .deck
      case "<stem>": self = .stem
      case "<switch>": self = .switching
      case "<amount>": self = .amount(quantity())
      case "<number>": self = .number(quantity())
      case "<percent>": self = .percent(quantity())
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
      case .amount, .number, .percent, .text: []
      }
    }

    /// What is wanted here, for an error.
    var wishes: [String] {
      switch self {
      case .amount: ["an amount: +1, -1 or = 1"]
      case .number: ["a number"]
      case .percent: ["a number with %"]
      case .text: ["some text"]
      default: words
      }
    }

    var isNumber: Bool {
      switch self {
      case .amount, .number, .percent: true
      default: false
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
  func match(_ words: [String]) -> Result<[Argument], Mismatch> { read(words).map { $0.map(\.argument) } }

  /// How many words fitted, and what was wanted then; nil: the end of the line.
  struct Mismatch: Error {
    let fitted: Int
    let slot: Slot?
  }

  /// An argument and the words that it was read from.
  private typealias Read = (argument: Argument, said: ArraySlice<String>)

  private func read(_ words: [String]) -> Result<[Read], Mismatch> {
    var found: [Read] = []
    var next = 0
    for slot in slots {
      guard next < words.count, let (argument, used) = Self.read(slot, words[next...]) else {
        return .failure(Mismatch(fitted: next, slot: slot))
      }
      found.append((argument, words[next..<(next + used)]))
      next += used
    }
    return next == words.count ? .success(found) : .failure(Mismatch(fitted: next, slot: nil))
  }

  /// The command that `line` says by this form. - Returns: nil where it does not fit, and how far it did.
  /// - Throws: what is wrong with a line that fits: a number out of range, a moment that cannot be waited for.
  func command(_ line: CommandLine) throws(CommandError) -> Result<Command, Mismatch> {
    let found: [Read]
    switch read(line.words) {
    case .success(let read): found = read
    case .failure(let mismatch): return .failure(mismatch)
    }
    let arguments = found.map(\.argument)
    for (slot, read) in zip(slots, found) {
      if let complaint = slot.complaint(about: read.argument, said: read.said, arguments.firstDeck) {
        throw CommandError(complaint)
      }
    }
    do {
      let command = try build(arguments, line.at, line.over)
      guard line.at == .now || command.canWait else { throw CommandTable.refusal(of: line.words, at: line.at) }
      return .success(command)
    } catch {
      throw error as? CommandError ?? CommandError("\(error)")
    }
  }

  /// Words are those of the language in capitals too; text stays as it was written.
  private static func read(_ slot: Slot, _ words: ArraySlice<String>) -> (Argument, Int)? {
    let word = words[words.startIndex].lowercased()
    switch slot {
    case .choice(let choices): return choices.contains(word) ? (.word(word), 1) : nil
    case .deck: return DeckID(word: word).map { (.deck($0), 1) }
    case .stem: return StemKind(rawValue: word).map { (.stem($0), 1) }
    case .switching: return Switch(word: word).map { (.switching($0), 1) }
    case .number(let quantity): return quantity.read(words).map { (.number($0.number), $0.used) }
    case .percent(let quantity):
      guard let (number, used) = quantity.read(words), used == 2 || word.hasSuffix("%") else { return nil }
      return (.number(number), used)
    case .text: return (.text(words.joined(separator: " ")), words.count)
    case .amount(let quantity):
      if word == "=" { return quantity.read(words.dropFirst()).map { (.amount(.value($0.number)), $0.used + 1) } }
      if word.hasPrefix("=") {
        let value = [String(word.dropFirst())] + words.dropFirst()
        return quantity.read(value[...]).map { (.amount(.value($0.number)), $0.used) }
      }
      guard let (number, used) = quantity.read(words) else { return nil }
      let isSigned = ["+", "-", "−"].contains { word.hasPrefix($0) }
      return (.amount(isSigned ? .change(number) : .value(number)), used)
    }
  }
}

extension CommandForm.Slot {
  fileprivate func complaint(
    about argument: CommandForm.Argument, said: ArraySlice<String>, _ deck: DeckID?
  ) -> String? {
    let said = said.filter { $0 != "=" }.joined(separator: " ")
    return switch (self, argument) {
    case (.amount(let quantity), .amount(let amount)): quantity.complaint(about: amount, said: said, deck: deck)
    case (.number(let quantity), .number(let number)), (.percent(let quantity), .number(let number)):
      quantity.complaint(about: .value(number), said: said, deck: deck)
    default: nil
    }
  }
}

extension [CommandForm.Argument] {
  /// The arguments by their kind, in the order written. A form's own syntax promises that they are there.
  var deck: DeckID {
    guard let firstDeck else { preconditionFailure("the form has no deck") }
    return firstDeck
  }
  var firstDeck: DeckID? {
    for case .deck(let deck) in self { return deck }
    return nil
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
