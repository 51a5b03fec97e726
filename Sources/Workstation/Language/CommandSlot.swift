import Engine
import Music

extension CommandRow {
  /// A slot in a command's syntax: how it is parsed, printed, completed and described in errors.
  enum Slot: Sendable {
    /// One word is a fixed one.
    case choice([String])
    case deck
    case stem
    case switching
    /// A value or a change of it.
    case amount(Quantity)
    case number(Quantity)
    /// A number with its % sign, which distinguishes the row from another.
    case percent(Quantity)
    /// The rest of the line, at least one word.
    case text
    /// The same, but a file's name: written in quotes.
    case file

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
      case "<file>": self = .file
      default: self = .choice(word.split(separator: "|").map(String.init))
      }
    }

    /// The word that is always here; nil where there is a choice.
    var fixedWord: String? {
      if case .choice(let words) = self, words.count == 1 { words[0] } else { nil }
    }

    /// The possible words, for completion.
    var words: [String] {
      switch self {
      case .choice(let words): words
      case .deck: DeckID.allCases.map(\.word)
      case .stem: StemKind.allCases.map(\.rawValue)
      case .switching: ["on", "off", "toggle"]
      case .amount, .number, .percent, .text, .file: []
      }
    }

    /// What is expected here, for errors.
    var expected: [String] {
      switch self {
      case .amount: ["an amount: +1, -1 or = 1"]
      case .number: ["a number"]
      case .percent: ["a number with %"]
      case .text: ["some text"]
      case .file: ["a file"]
      default: words
      }
    }

    var isNumber: Bool {
      switch self {
      case .amount, .number, .percent: true
      default: false
      }
    }

    /// The argument at the front of `words`, and how many of them it took. Words may be
    /// in capitals; text stays as written.
    func read(_ words: ArraySlice<String>) -> (Argument, Int)? {
      let word = words[words.startIndex].lowercased()
      switch self {
      case .choice(let choices): return choices.contains(word) ? (.word(word), 1) : nil
      case .deck: return DeckID(word: word).map { (.deck($0), 1) }
      case .stem: return StemKind(rawValue: word).map { (.stem($0), 1) }
      case .switching: return Switch(word: word).map { (.switching($0), 1) }
      case .number(let quantity): return quantity.read(words).map { (.number($0.number), $0.used) }
      case .percent(let quantity):
        guard let (number, used) = quantity.read(words), used == 2 || word.hasSuffix("%") else { return nil }
        return (.number(number), used)
      case .text, .file: return (.text(words.joined(separator: " ")), words.count)
      case .amount(let quantity):
        func value(_ words: ArraySlice<String>) -> (Argument, Int)? {
          (quantity.readDecibels(words) ?? quantity.read(words)).map { (.amount(.value($0.0)), $0.1) }
        }
        if word == "=" { return value(words.dropFirst()).map { ($0.0, $0.1 + 1) } }
        if word.hasPrefix("=") { return value(([String(word.dropFirst())] + words.dropFirst())[...]) }
        if let (level, used) = quantity.readDecibels(words) { return (.amount(.value(level)), used) }
        guard let (number, used) = quantity.read(words) else { return nil }
        let isSigned = ["+", "-", "−"].contains { word.hasPrefix($0) }
        return (.amount(isSigned ? .change(number) : .value(number)), used)
      }
    }

    /// The argument as it is written, so that it reads back the same. Parts of a beat are written as musicians do.
    func text(of argument: Argument) -> String {
      func number(_ value: Double) -> String {
        switch self {
        case .amount(let quantity) where quantity.unit == .beats, .number(let quantity) where quantity.unit == .beats:
          CommandText.fraction(value)
        default: CommandText.number(value)
        }
      }
      return switch argument {
      case .word(let word): word
      case .deck(let deck): deck.word
      case .stem(let stem): stem.rawValue
      case .switching(let value): value.word
      case .number(let value): if case .percent = self { number(value) + " %" } else { number(value) }
      case .amount(.value(let value)): "= " + number(value)
      case .amount(.change(let value)): (value.sign == .minus ? "" : "+") + number(value)
      case .text(let text): if case .file = self { CommandLine.quoted(text) } else { CommandText.text(text) }
      }
    }

    /// Why a number read here is not valid, in a sentence; nil when it is.
    func complaint(about argument: Argument, said: ArraySlice<String>, _ deck: DeckID?) -> String? {
      let said = said.filter { $0 != "=" }.joined(separator: " ")
      return switch (self, argument) {
      case (.amount(let quantity), .amount(let amount)): quantity.complaint(about: amount, said: said, deck: deck)
      case (.number(let quantity), .number(let number)), (.percent(let quantity), .number(let number)):
        quantity.complaint(about: .value(number), said: said, deck: deck)
      default: nil
      }
    }
  }

  /// What was parsed at a slot.
  enum Argument: Sendable, Hashable {
    case word(String)
    case deck(DeckID)
    case stem(StemKind)
    case switching(Switch)
    case amount(Amount)
    case number(Double)
    case text(String)
  }
}

extension [CommandRow.Argument] {
  /// The arguments by their kind, in the order written. A row's own syntax promises that they are there.
  var deck: DeckID {
    guard let firstDeck else { preconditionFailure("the row has no deck") }
    return firstDeck
  }
  var firstDeck: DeckID? {
    for case .deck(let deck) in self { return deck }
    return nil
  }
  var stem: StemKind {
    for case .stem(let stem) in self { return stem }
    preconditionFailure("the row has no stem")
  }
  var switching: Switch {
    for case .switching(let value) in self { return value }
    preconditionFailure("the row has no switch")
  }
  var amount: Amount {
    for case .amount(let value) in self { return value }
    preconditionFailure("the row has no amount")
  }
  var numbers: [Double] {
    compactMap { if case .number(let value) = $0 { value } else { nil } }
  }
  var text: String {
    for case .text(let value) in self { return value }
    preconditionFailure("the row has no text")
  }
  /// Every plain word.
  var words: [String] {
    compactMap { if case .word(let word) = $0 { word } else { nil } }
  }
  /// The index of a stem or hot cue, from its number counted from 1; the row's range was checked.
  var index: UInt8 { UInt8(numbers[0]) - 1 }
}
