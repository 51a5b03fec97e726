import Engine

/// The commands that were given with `at beat`, `bar` or `phrase`, until the audio thread has done them.
struct PendingCommands {
  private struct Pending {
    /// By which it is known again when the audio thread has it.
    let command: EngineCommand
    /// As the DJ says it: stems by the names that they had then.
    let line: String
    /// The audio thread's number for it; nil until it has come there.
    var number: UInt64?
  }

  /// In the order in which they were given.
  private var commands: [Pending] = []

  /// A command with a moment is on its way to the audio thread. - Parameter line: as the DJ says it.
  mutating func add(_ command: EngineCommand, line: String) { commands.append(Pending(command: command, line: line)) }

  /// Their lines: what waits for a beat first, then for a bar, then for a phrase.
  var lines: [String] {
    [Moment.beat, .bar, .phrase].flatMap { moment in commands.filter { $0.command.at == moment }.map(\.line) }
  }

  /// A command came to the audio thread, which waits with it or has done it at once.
  mutating func note(_ applied: AppliedCommand) {
    guard applied.command.at != .now,
      let index = commands.firstIndex(where: { $0.number == nil && $0.command == applied.command })
    else { return }
    if let number = applied.waitingNumber { commands[index].number = number } else { commands.remove(at: index) }
  }

  /// What has been done waits no more.
  mutating func forgetDone(_ snapshot: EngineSnapshot) {
    commands.removeAll { pending in pending.number.map { snapshot.waiting.isDone($0) } ?? false }
  }
}
