import Engine
import Music

extension Workstation {
  /// Does commands that a hand gave as one step, which can be taken back.
  /// - Parameters:
  ///   - title: what was said; nil: the commands as the language has them.
  ///   - isTyped: moves of a control are worth a step, too.
  ///   - perform: does one of them.
  func asOneStep(_ commands: [Command], title: String?, isTyped: Bool, perform: (Command) -> Void) {
    var parts: [UndoLog.Part] = []
    for command in commands {
      let reversal = reversal(of: command)
      let loads = loads(of: reversal)
      let (complaints, last) = (log.complaints, engine.lastNumber)
      perform(command)
      guard log.complaints == complaints else { continue }
      let isKept = isTyped || reversal?.isGesture == false
      // What is taken back and done again has steps of its own.
      let isOwn = command.action == .undo || command.action == .redo
      let waiting = isOwn ? nil : waiting(command, since: last)
      let part = UndoLog.Part(back: isKept ? reversal?.commands ?? [] : [], waiting: waiting, loads: loads)
      // What was done last is put back first.
      if !part.back.isEmpty || waiting != nil { parts.insert(part, at: 0) }
    }
    let lines = title ?? commands.map(\.line).joined(separator: "; ")
    if let step = step(lines, parts) { undoLog.add(step) }
  }

  /// Nil where there is nothing to take back.
  private func step(_ title: String, _ parts: [UndoLog.Part]) -> UndoLog.Step? {
    if parts.isEmpty { return nil }
    var tracks: [DeckID: String] = [:]
    for command in parts.flatMap(\.back) where command.isOfATrack {
      if let deck = command.deck { tracks[deck] = decks[deck].track?.track.path }
    }
    return UndoLog.Step(title: title, parts: parts, tracks: tracks)
  }

  private func loads(of reversal: UndoLog.Reversal?) -> [UndoLog.Load] {
    reversal?.loads.map { UndoLog.Load(deck: $0, before: decks[$0].track?.serial) } ?? []
  }

  /// The file was no track: the deck holds what it held.
  private func cameToNothing(_ load: UndoLog.Load) -> Bool {
    !decks[load.deck].load.awaitsStems && decks[load.deck].track?.serial == load.before
  }

  /// Nil where the command was done at once. - Parameter last: the number of the engine's last command before it.
  private func waiting(_ command: Command, since last: UInt32) -> UndoLog.Waiting? {
    let numbers = engine.numbers(since: last)
    return numbers != nil || early.holds(command) ? UndoLog.Waiting(said: command, numbers: numbers) : nil
  }

  private func waits(_ part: UndoLog.Part) -> Bool {
    guard let waiting = part.waiting else { return false }
    return waiting.numbers.map { engine.waits(.numbered($0)) } ?? early.holds(waiting.said)
  }

  private func giveUp(_ waiting: UndoLog.Waiting) {
    if let numbers = waiting.numbers { _ = engine.cancel(.numbered(numbers)) } else { early.giveUp(waiting.said) }
  }

  /// What can be taken back and done again, in lines.
  func history() -> [String] {
    undoLog.forgetDone(waits, cameToNothing: cameToNothing)
    return undoLog.lines
  }

  /// Takes back what was done last, and says what that was. What still waits is not done; the rest is put back.
  func undo() {
    undoLog.forgetDone(waits, cameToNothing: cameToNothing)
    guard let step = undoLog.done.last else { return log.add(.note, "there is nothing to take back") }
    let waiting = step.parts.map(waits)
    let back = zip(step.parts, waiting).flatMap { $1 ? [] : $0.back }
    guard canPerform(step, back, "undo", { undoLog.tookBack(nil) }) else { return }
    let again = zip(step.parts, waiting).reversed().compactMap { part, waits -> UndoLog.Part? in
      if waits, let said = part.waiting?.said { return UndoLog.Part(back: [said]) }
      return counterpart(of: part)
    }
    let opposite = self.step(step.title, again)
    for part in step.parts { if let waiting = part.waiting { giveUp(waiting) } }
    for command in back { carryOut(command) }
    undoLog.tookBack(opposite)
    log.add(.note, "undone: \(step.title)" + (waiting.contains(true) ? ", which still waited" : ""))
  }

  /// Does again what was taken back last, and says what that was.
  func redo() {
    guard let step = undoLog.undone.last else {
      return log.add(.note, "nothing was taken back that could be done again")
    }
    guard canPerform(step, step.commands, "redo", { undoLog.didAgain(nil) }) else { return }
    let counterparts = step.parts.map { counterpart(of: $0) }
    var parts: [UndoLog.Part] = []
    for (part, counterpart) in zip(step.parts, counterparts) {
      let last = engine.lastNumber
      for command in part.back { carryOut(command) }
      let waiting = part.back.last.flatMap { self.waiting($0, since: last) }
      let done = UndoLog.Part(back: counterpart?.back ?? [], waiting: waiting, loads: counterpart?.loads ?? [])
      if !done.back.isEmpty || waiting != nil { parts.insert(done, at: 0) }
    }
    undoLog.didAgain(self.step(step.title, parts))
    log.add(.note, "done again: \(step.title)")
  }

  /// What does the opposite of a part, by how things stand before it; nil where nothing does.
  private func counterpart(of part: UndoLog.Part) -> UndoLog.Part? {
    let reversals = part.back.reversed().compactMap { reversal(of: $0) }
    let back = reversals.flatMap(\.commands)
    return back.isEmpty ? nil : UndoLog.Part(back: back, loads: reversals.flatMap { loads(of: $0) })
  }

  /// Whether a step may be done now; says why not. What the room hears is not stopped for it, and what was done to
  /// another track than the deck has now is passed over.
  /// - Parameter back: what of it is to be done.
  private func canPerform(_ step: UndoLog.Step, _ back: [Command], _ word: String, _ passOver: () -> Void) -> Bool {
    for command in back where command.changesTheTrack {
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
    case .load, .loadAt, .loadSuggested, .engine(.unload): true
    default: false
    }
  }

  /// It makes sense only for the track that it was said of: cues, loops, places, corrections.
  fileprivate var isOfATrack: Bool {
    switch action {
    case .nameCue, .colourCue, .editGrid, .correct, .seekFraction, .seekSection, .line, .stem: true
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
