import Engine

/// A message about a command that waits for its beat, bar or phrase: it goes when that has come.
struct WaitingNote {
  var text: String
  /// The audio thread has it.
  var isTaken = false

  /// Whether it may still wait, by what the audio thread says.
  func waits(_ snapshot: EngineSnapshot) -> Bool {
    if !isTaken { return true }
    // A deck that stands waits for the other one's moment; which one says so is the engine's affair.
    return snapshot.deckA.hasPending || snapshot.deckB.hasPending
  }
}

extension Workstation {
  func sayWaits(_ line: String, _ command: EngineCommand) {
    let text = "waits: \(line)"
    waits.append(WaitingNote(text: text))
    messages.add(.note, text)
  }

  /// A command came to the audio thread, which now waits for its moment.
  func waitTaken(_ command: EngineCommand) {
    guard command.at != .now, let line = CommandText.line(for: command),
      let index = waits.firstIndex(where: { !$0.isTaken && $0.text == "waits: \(line)" })
    else { return }
    waits[index].isTaken = true
  }

  /// What waited and has begun is said no more.
  func forgetWaits(_ snapshot: EngineSnapshot) {
    for note in waits where !note.waits(snapshot) { messages.withdraw(note.text) }
    waits.removeAll { !$0.waits(snapshot) }
  }
}
