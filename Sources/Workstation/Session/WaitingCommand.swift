import Engine

/// A command that was given with `at beat`, `bar` or `phrase`, until the audio thread has done it.
struct WaitingCommand {
  /// By which it is known again when the audio thread has it.
  let command: EngineCommand
  /// As the DJ says it: stems by the names that they had then.
  let line: String
  /// The audio thread's number for it; nil until it has come there.
  var number: UInt64?
}

extension Workstation {
  /// The lines of what waits: what waits for a beat first, then for a bar, then for a phrase.
  var waitingLines: [String] {
    [Moment.beat, .bar, .phrase].flatMap { moment in waits.filter { $0.command.at == moment }.map(\.line) }
  }

  /// A command with a moment came to the audio thread, which waits with it or has done it at once.
  func waitTaken(_ applied: AppliedCommand) {
    guard applied.command.at != .now,
      let index = waits.firstIndex(where: { $0.number == nil && $0.command == applied.command })
    else { return }
    if let number = applied.waitingNumber { waits[index].number = number } else { waits.remove(at: index) }
  }

  /// What has been done waits no more.
  func forgetWaits(_ snapshot: EngineSnapshot) {
    waits.removeAll { command in command.number.map { snapshot.waiting.isDone($0) } ?? false }
  }
}
