import Engine
import Music

/// The words of a choice and their values.
struct Words<Value: Sendable & Hashable>: Sendable {
  private let pairs: [(word: String, value: Value)]

  init(_ pairs: [(String, Value)]) { self.pairs = pairs.map { (word: $0.0, value: $0.1) } }

  /// `this|that`, as a syntax has it.
  var choice: String { pairs.map(\.word).joined(separator: "|") }

  /// The value of the chosen word; the row's syntax admits only these words.
  func value(in arguments: [CommandRow.Argument]) -> Value {
    for word in arguments.words.reversed() {
      if let found = pairs.first(where: { $0.word == word }) { return found.value }
    }
    preconditionFailure("none of \(choice) was said")
  }

  func word(for value: Value) -> String? { pairs.first { $0.value == value }?.word }
}

extension Words where Value: CaseIterable {
  /// All cases by these words.
  init(_ word: (Value) -> String) { self.init(Value.allCases.map { (word($0), $0) }) }
}

/// Builders of rows that need both directions, from arguments to command and back. In a syntax `<word>` stands for the
/// words of the choice.
extension CommandRow {
  typealias Arguments = [Argument]

  /// A command of the engine's deck.
  static func deck(
    _ syntax: String, _ summary: String, of quantities: [Quantity] = [], _ traits: Traits = [],
    release: @escaping @Sendable (DeckAction) -> DeckAction? = { _ in nil },
    build: @escaping @Sendable (Arguments) -> DeckAction, arguments: @escaping @Sendable (DeckAction) -> Arguments?
  ) -> CommandRow {
    CommandRow(
      syntax, summary, of: quantities, traits.union(.timed),
      release: { action in
        guard case .engine(.deck(let deck, let action)) = action else { return nil }
        return release(action).map { .engine(.deck(deck, $0)) }
      },
      build: { .engine(.deck($0.deck, build($0))) },
      arguments: { action in
        guard case .engine(.deck(let deck, let action)) = action else { return nil }
        return arguments(action).map { [.deck(deck)] + $0 }
      })
  }

  /// One action without arguments.
  static func deckAction(
    _ syntax: String, _ summary: String, _ action: DeckAction, _ traits: Traits = [], release: DeckAction? = nil
  ) -> CommandRow {
    deck(
      syntax, summary, traits, release: { _ in release }, build: { _ in action },
      arguments: { $0 == action ? [] : nil })
  }

  /// One action for each of several words.
  static func deckActions(
    _ syntax: String, _ summary: String, _ words: [(String, DeckAction)], _ traits: Traits = []
  ) -> CommandRow {
    let words = Words(words)
    return deck(
      syntax.replacing("<word>", with: words.choice), summary, traits, build: { words.value(in: $0) },
      arguments: { action in words.word(for: action).map { [.word($0)] } })
  }

  /// A switch of a deck.
  static func deckSwitch(
    _ syntax: String, _ summary: String, _ traits: Traits = [],
    release: @escaping @Sendable (DeckAction) -> DeckAction? = { _ in nil },
    _ action: @escaping @Sendable (Switch) -> DeckAction, from: @escaping @Sendable (DeckAction) -> Switch?
  ) -> CommandRow {
    deck(
      syntax, summary, traits, release: release, build: { action($0.switching) },
      arguments: { action in from(action).map { [.switching($0)] } })
  }

  /// A command with one number; with `<amount>` in its syntax the number is a distance.
  static func deckNumber(
    _ syntax: String, _ summary: String, of quantity: Quantity, _ traits: Traits = [], release: DeckAction? = nil,
    _ action: @escaping @Sendable (Double) -> DeckAction, from: @escaping @Sendable (DeckAction) -> Double?
  ) -> CommandRow {
    deck(
      syntax, summary, of: [quantity], traits, release: { _ in release },
      build: { action($0.numbers.first ?? $0.amount.number) },
      arguments: { action in
        from(action).map { [syntax.contains("<amount>") ? .amount(.change($0)) : .number($0)] }
      })
  }

  /// A command with a hot cue's number, from 1; the engine counts from 0.
  static func hotCue(
    _ syntax: String, _ summary: String, _ traits: Traits = [], _ action: @escaping @Sendable (UInt8) -> DeckAction,
    from: @escaping @Sendable (DeckAction) -> UInt8?
  ) -> CommandRow {
    deck(
      syntax, summary, of: [.hotCue], traits, build: { action($0.index) },
      arguments: { action in from(action).map { [.number(Double($0) + 1)] } })
  }

  /// A control that is set to a value or moved by an amount.
  static func control(_ syntax: String, _ summary: String, of quantity: Quantity, _ control: DeckControl) -> CommandRow
  {
    deck(
      syntax, summary, of: [quantity], .repeats, build: { control.action($0.amount) },
      arguments: { action in
        guard let (moved, amount) = action.controlAmount, moved == control else { return nil }
        return [.amount(amount)]
      })
  }

  /// One control for each of several words.
  static func controls(
    _ syntax: String, _ summary: String, of quantity: Quantity, _ words: Words<DeckControl>
  ) -> CommandRow {
    deck(
      syntax.replacing("<word>", with: words.choice), summary, of: [quantity], .repeats,
      build: { words.value(in: $0).action($0.amount) },
      arguments: { action in
        guard let (moved, amount) = action.controlAmount, let word = words.word(for: moved) else { return nil }
        return [.word(word), .amount(amount)]
      })
  }

  /// A command of the mixer.
  static func mixer(
    _ syntax: String, _ summary: String, of quantities: [Quantity] = [], _ traits: Traits = [],
    build: @escaping @Sendable (Arguments) -> MixerAction, arguments: @escaping @Sendable (MixerAction) -> Arguments?
  ) -> CommandRow {
    CommandRow(
      syntax, summary, of: quantities, traits.union(.timed), build: { .engine(.mixer(build($0))) },
      arguments: { if case .engine(.mixer(let action)) = $0 { arguments(action) } else { nil } })
  }

  /// One action of the mixer for each of several words.
  static func mixerActions(_ syntax: String, _ summary: String, _ words: [(String, MixerAction)]) -> CommandRow {
    let words = Words(words)
    return mixer(
      syntax.replacing("<word>", with: words.choice), summary, build: { words.value(in: $0) },
      arguments: { action in words.word(for: action).map { [.word($0)] } })
  }

  /// A switch of the mixer.
  static func mixerSwitch(
    _ syntax: String, _ summary: String, _ action: @escaping @Sendable (Switch) -> MixerAction,
    from: @escaping @Sendable (MixerAction) -> Switch?
  ) -> CommandRow {
    mixer(
      syntax, summary, build: { action($0.switching) },
      arguments: { action in from(action).map { [.switching($0)] } })
  }

  /// A control of the mixer.
  static func control(
    _ syntax: String, _ summary: String, of quantity: Quantity, mixer control: MixerControl
  ) -> CommandRow {
    mixer(
      syntax, summary, of: [quantity], .repeats,
      build: {
        switch $0.amount {
        case .value(let value): .set(control, value)
        case .change(let change): .move(control, change)
        }
      },
      arguments: { action in
        switch action {
        case .set(control, let value): [.amount(.value(value))]
        case .move(control, let change): [.amount(.change(change))]
        default: nil
        }
      })
  }

  /// A command of the program without arguments.
  static func action(
    _ syntax: String, _ summary: String, _ action: Command.Action, _ traits: Traits = []
  ) -> CommandRow {
    CommandRow(syntax, summary, traits, build: { _ in action }, arguments: { $0 == action ? [] : nil })
  }

  /// A command of the program for each of several words.
  static func actions(
    _ syntax: String, _ summary: String, _ words: [(String, Command.Action)], _ traits: Traits = []
  ) -> CommandRow {
    let words = Words(words)
    return CommandRow(
      syntax.replacing("<word>", with: words.choice), summary, traits, build: { words.value(in: $0) },
      arguments: { action in words.word(for: action).map { [.word($0)] } })
  }

  /// A command of the program that takes text or a file's name.
  static func text(
    _ syntax: String, _ summary: String, _ traits: Traits = [],
    _ action: @escaping @Sendable (String) -> Command.Action,
    from: @escaping @Sendable (Command.Action) -> String?
  ) -> CommandRow {
    CommandRow(
      syntax, summary, traits, build: { action($0.text) }, arguments: { action in from(action).map { [.text($0)] } })
  }
}

extension DeckControl {
  fileprivate func action(_ amount: Amount) -> DeckAction {
    switch amount {
    case .value(let value): .set(self, value)
    case .change(let change): .move(self, change)
    }
  }
}

extension DeckAction {
  fileprivate var controlAmount: (DeckControl, Amount)? {
    switch self {
    case .set(let control, let value): (control, .value(value))
    case .move(let control, let change): (control, .change(change))
    default: nil
    }
  }
}
