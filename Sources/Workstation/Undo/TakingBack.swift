import Engine
import Music

extension Workstation {
  /// Does commands that a hand gave as one step, which can be taken back.
  /// - Parameters:
  ///   - title: what was said; nil: the commands as the language has them.
  ///   - isTyped: moves of a control are worth a step, too.
  ///   - perform: does one of them.
  func asOneStep(_ commands: [Command], title: String?, isTyped: Bool, perform: (Command) -> Void) {
    var back: [Command] = []
    for command in commands {
      let reversal = reversal(of: command)
      let complaints = log.complaints
      perform(command)
      guard let reversal, isTyped || !reversal.isGesture, log.complaints == complaints else { continue }
      // What was done last is put back first.
      back = reversal.commands + back
    }
    let lines = title ?? commands.map(\.line).joined(separator: "; ")
    if !back.isEmpty { undoLog.add(step(lines, back)) }
  }

  private func step(_ title: String, _ commands: [Command]) -> UndoLog.Step {
    var tracks: [DeckID: String] = [:]
    for command in commands where command.isOfATrack {
      if let deck = command.deck { tracks[deck] = decks[deck].track?.track.path }
    }
    return UndoLog.Step(title: title, commands: commands, tracks: tracks)
  }

  /// Takes back what was done last, and says what that was.
  func undo() {
    guard let step = undoLog.done.last else { return log.add(.note, "there is nothing to take back") }
    guard canPerform(step, "undo", { undoLog.tookBack(nil) }) else { return }
    let counterpart = counterpart(of: step)
    for command in step.commands { carryOut(command) }
    undoLog.tookBack(counterpart)
    log.add(.note, "undone: \(step.title)")
  }

  /// Does again what was taken back last, and says what that was.
  func redo() {
    guard let step = undoLog.undone.last else {
      return log.add(.note, "nothing was taken back that could be done again")
    }
    guard canPerform(step, "redo", { undoLog.didAgain(nil) }) else { return }
    let counterpart = counterpart(of: step)
    for command in step.commands { carryOut(command) }
    undoLog.didAgain(counterpart)
    log.add(.note, "done again: \(step.title)")
  }

  /// What does the opposite of a step, by how things stand before it.
  private func counterpart(of step: UndoLog.Step) -> UndoLog.Step? {
    let back = step.commands.reversed().flatMap { reversal(of: $0)?.commands ?? [] }
    return back.isEmpty ? nil : self.step(step.title, back)
  }

  /// Whether a step may be done now; says why not. What the room hears is not stopped for it, and what was done to
  /// another track than the deck has now is passed over.
  private func canPerform(_ step: UndoLog.Step, _ word: String, _ passOver: () -> Void) -> Bool {
    for command in step.commands where command.changesTheTrack {
      guard let deck = command.deck, decks[deck].willPlay(at: .now) else { continue }
      log.add(.warning, "\(deck.name) is playing: stop it, and say \(word) again for “\(step.title)”")
      return false
    }
    for (deck, path) in step.tracks where decks[deck].track?.track.path != path {
      if decks[deck].load.isComing {
        log.add(.warning, "\(deck.name) is still loading: \(word) again in a moment")
      } else {
        passOver()
        log.add(.warning, "“\(step.title)” is passed over: \(deck.name) has another track now")
      }
      return false
    }
    return true
  }
}

extension Command {
  /// It brings another track onto its deck, or takes the track away.
  fileprivate var changesTheTrack: Bool {
    switch action {
    case .load, .loadAt, .engine(.unload): true
    default: false
    }
  }

  /// It makes sense only for the track that it was said of: cues, loops, places, corrections.
  fileprivate var isOfATrack: Bool {
    switch action {
    case .nameCue, .colourCue, .editGrid, .correct, .seekFraction, .line, .stem: true
    case .engine(.deck(_, let action)):
      switch action {
      case .hotCue, .hotCueSet, .hotCueClear, .hotLoopSet, .loopSave, .loopForget, .loopRecall, .cueSet, .seek, .jump,
        .loopIn, .loopOut, .loop, .loopToggle, .loopScale, .loopSet, .loopMove, .stemMute, .stemsReset, .set(.stem, _):
        true
      default: false
      }
    default: false
    }
  }
}
