import Engine

/// The commands that were given with `at beat`, `bar` or `phrase`, until the audio thread has done them, or they were
/// taken back.
struct PendingCommands {
  private struct Pending {
    let command: EngineCommand
    /// As the DJ says it: stems by the names that they had then.
    let line: String
    /// The audio thread's number for it.
    let number: UInt32
    let isAutopilots: Bool

    func isMeant(by choice: Choice) -> Bool {
      switch choice {
      case .all: !isAutopilots
      case .autopilots: isAutopilots
      case .concerning(let deck): command.concerns(deck)
      case .numbered(let numbers): numbers.contains(number)
      }
    }
  }

  /// Which of them are meant.
  enum Choice {
    /// Those that hands gave, and macros; the autopilot's are left to it.
    case all
    case autopilots
    /// Whoever gave them: what is done to this deck, or to both.
    case concerning(DeckID)
    case numbered(ClosedRange<UInt32>)
  }

  /// The number of the last command with a moment, as the audio thread counts them: from 1, whether they wait or not.
  private(set) var last: UInt32 = 0
  /// In the order in which they were given.
  private var commands: [Pending] = []

  /// A command with a moment is on its way to the audio thread.
  /// - Parameter line: as the DJ says it; nil for one that has no line, which is counted only.
  mutating func add(_ command: EngineCommand, line: String?, isAutopilots: Bool) {
    last += 1
    guard let line else { return }
    commands.append(Pending(command: command, line: line, number: last, isAutopilots: isAutopilots))
  }

  /// Their lines: what waits for a beat first, then for a bar, then for a phrase.
  var lines: [String] {
    [Moment.beat, .bar, .phrase].flatMap { moment in commands.filter { $0.command.at == moment }.map(\.line) }
  }

  /// Whether one of these waits.
  func waits(_ choice: Choice) -> Bool { commands.contains { $0.isMeant(by: choice) } }

  /// They wait no more. - Returns: their numbers and lines, in the order in which they were given.
  mutating func take(_ choice: Choice) -> [(number: UInt32, line: String)] {
    let taken = commands.filter { $0.isMeant(by: choice) }
    commands.removeAll { $0.isMeant(by: choice) }
    return taken.map { ($0.number, $0.line) }
  }

  /// What has been done waits no more.
  mutating func forgetDone(_ snapshot: EngineSnapshot) {
    commands.removeAll { snapshot.waiting.isDone(UInt64($0.number)) }
  }
}

extension EngineCommand {
  /// It is done to this deck, or to both.
  fileprivate func concerns(_ deck: DeckID) -> Bool {
    switch action {
    case .load(let own, _), .refresh(let own, _), .unload(let own), .deck(let own, _): own == deck
    case .mixer(.swap), .mixer(.swapOff), .mixer(.mash), .mixer(.mashOff), .mixer(.bandSwap), .mixer(.bandKeep): true
    case .mixer, .preview, .ident: false
    }
  }
}
