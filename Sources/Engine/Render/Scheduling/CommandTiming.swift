import CRealtime
import DSP
import Music

/// Commands: taken at the quantum's beginning, done at their moment, to the frame.
extension Console {
  @_noLocks mutating func takeCommands() {
    while let command = ports.commands.take() {
      receive(command)
      let note = AppliedCommand(frame: ClockFrame(clock), command: command)
      if !ports.applied.give(note) { ports.dropped &+= 1 }
    }
  }

  /// Does a command, or lets it wait.
  @_noLocks private mutating func receive(_ command: EngineCommand) {
    if case .now = command.at { return preapplyAndPerform(command, ahead: 0) }
    let number = schedule.takeNumber()
    guard let deck = countingDeck(command.action), decks[deck].isPlaying, decks[deck].grid != nil else {
      return preapplyAndPerform(command, ahead: 0)
    }
    let beats = beatsLeft(to: command, by: deck)
    if schedule.add(command, countedBy: deck, beats: beats, number: number) { return }
    ports.dropped &+= 1
    if case .ident(let handle, _, _) = command.action { letGo(handle) }
  }

  /// What waits under this number will not be done; what does not wait any more, or never did, is left as it is.
  @_noLocks mutating func cancel(_ number: UInt32) {
    guard let slot = schedule.slot(of: UInt64(number)), let item = schedule[slot] else { return }
    schedule.remove(slot)
    if case .ident(let handle, _, _) = item.command.action { letGo(handle) }
    guard item.isPreapplied, case .deck(let deck, _) = item.command.action else { return }
    decks[deck.index].stems.unapplyAhead()
    schedule.forgetPreapplied(on: deck.index)
  }

  /// Beats of the counting deck until a command's moment. A start waits until the other deck is where in its bar (its
  /// phrase) this one stands, so that bars lie on bars: from a downbeat it starts on the line, from a pickup before it.
  @_noLocks private func beatsLeft(to command: EngineCommand, by deck: Int) -> Double {
    guard let grid = decks[deck].grid else { return 0 }
    let beat = grid.beat(atFrame: decks[deck].timeline)
    var place = 0.0
    if let starting = startingDeck(command.action), starting != deck {
      place = sync.startPlace(starting, in: command.at, behind: deck)
    }
    return max(0, grid.next(command.at, after: beat - place) + place - beat)
  }

  /// the deck that the action would start, if it is stopped.
  @_noLocks private func startingDeck(_ action: EngineCommand.Action) -> Int? {
    switch action {
    case .deck(let deck, let action): action.isStart && !decks[deck.index].isPlaying ? deck.index : nil
    case .load, .refresh, .unload, .mixer, .preview, .ident: nil
    }
  }

  /// The deck by whose grid a command waits.
  @_noLocks private func countingDeck(_ action: EngineCommand.Action) -> Int? {
    switch action {
    case .load(let deck, _), .refresh(let deck, _), .unload(let deck): deck.index
    case .deck(let deck, let action):
      // A stopped deck waits for the other one's beat.
      action.isStart && !decks[deck.index].isPlaying ? deck.other.index : deck.index
    case .mixer(.mash(let setup)) where decks[setup.voice.other.index].canLead: setup.voice.other.index
    case .mixer, .ident: leader.map { $0.index }
    case .preview: nil
    }
  }

  /// Decks whose stems are about to move get their split voice ready, so that it is there at the moment; until then the
  /// original plays.
  @_noLocks mutating func countPendingStems() {
    decks[0].pendingStems = 0
    decks[1].pendingStems = 0
    decks[0].isStretchPending = false
    decks[1].isStretchPending = false
    for slot in 0..<CommandSchedule.capacity {
      guard let item = schedule[slot], item.command.action.movesStems else { continue }
      let left = framesLeft(item)
      for index in 0..<2 where left - lead(of: item.command) < decks[index].splitLead {
        switch item.command.action {
        case .deck(let deck, let action):
          guard deck.index == index else { continue }
          decks[index].pendingStems += 1
          guard let change = action.stemChange, !item.isPreapplied else { continue }
          if decks[index].isTimeToPreapply(change, over: item.command.over, framesLeft: left) {
            decks[index].stems.preapply(change, over: item.command.over)
            schedule.markPreapplied(slot)
          }
        case .mixer(let action):
          decks[index].pendingStems += 1
          if willStretch(index, action) { decks[index].isStretchPending = true }
        case .load, .refresh, .unload, .preview, .ident: continue
        }
      }
    }
  }

  /// The command shifts the deck's key.
  @_noLocks private func willStretch(_ index: Int, _ action: MixerAction) -> Bool {
    switch action {
    case .mash(let setup):
      guard let keys = setup.keys else { return false }
      return (setup.voice.index == index ? keys.voice : keys.beat) != decks[index].speed.keyShift.target
    case .mashOff, .swapOff, .swap: return mash.willMoveKey(index)
    default: return false
    }
  }

  /// Output frames until a waiting command's moment.
  @_noLocks private func framesLeft(_ item: WaitingCommand) -> Double {
    CommandSchedule.framesLeft(item, decks: decks)
  }

  /// Does what is due, in the order in which it was given.
  @_noLocks mutating func fireWaiting() {
    while let slot = firstDue(), let item = schedule[slot] {
      let ahead = framesLeft(item)
      schedule.remove(slot)
      if ahead > 0 { schedule.holdMoment(countedBy: item.counts, at: ahead, decks: decks) }
      if item.isPreapplied {
        perform(item.command, ahead: ahead)
      } else {
        preapplyAndPerform(item.command, ahead: ahead)
      }
    }
  }

  /// Output frames until a waiting command begins.
  @_noLocks func framesToBegin(_ item: WaitingCommand) -> Double { framesLeft(item) - lead(of: item.command) }

  /// Of those that are to begin now, the one that was given first.
  @_noLocks private func firstDue() -> Int? {
    var first: Int?
    var lowest = UInt64.max
    for slot in 0..<CommandSchedule.capacity {
      guard let item = schedule[slot], item.number < lowest, framesToBegin(item) < 0.5 else { continue }
      (first, lowest) = (slot, item.number)
    }
    return first
  }

  /// After a jump the moment is the next one from the new place; so is that of a start from another place.
  @_noLocks mutating func recount(_ deck: Int) {
    for slot in 0..<CommandSchedule.capacity {
      guard let item = schedule[slot], item.frames == nil,
        item.counts == deck || startingDeck(item.command.action) == deck,
        decks[item.counts].grid != nil
      else { continue }
      if item.isPreapplied { decks[deck].stems.unapplyAhead() }
      schedule.recount(slot, beats: beatsLeft(to: item.command, by: item.counts))
    }
  }

  /// A command that was not foreseen: what it does to stems is applied to the stretcher's feed now, and a stand-in
  /// takes over where that comes too late.
  @_noLocks private mutating func preapplyAndPerform(_ command: EngineCommand, ahead: Double) {
    guard case .deck(let deck, let action) = command.action, let change = action.stemChange else {
      return perform(command, ahead: ahead)
    }
    decks[deck.index].stems.preapply(change, over: command.over)
    perform(command, ahead: ahead)
    guard case .short = command.over else { return }
    decks[deck.index].ahead = ahead
    decks[deck.index].standInForStems(after: change)
    decks[deck.index].ahead = 0
  }
}

extension EngineCommand.Action {
  /// Stems, or their buses, move with it.
  var movesStems: Bool {
    @_noLocks get {
      switch self {
      case .deck(_, let action): action.stemChange != nil
      case .mixer(let action): if case .stems = action.onset { true } else { false }
      case .load, .refresh, .unload, .preview, .ident: false
      }
    }
  }
}
