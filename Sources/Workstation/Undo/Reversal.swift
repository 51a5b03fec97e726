import Engine
import Library
import Music
import Platform

extension Workstation {
  /// What would put back what a command is about to change, by how things stand now. - Returns: nil for what changes
  /// nothing that is to be put back, and for what starts or stops the music: that is the hand's alone.
  func reversal(of command: Command) -> UndoLog.Reversal? {
    // It comes again with the track that it means.
    if command.isByTitle { return nil }
    return switch command.action {
    case .engine(.unload(let deck)): decks[deck].track == nil ? nil : kept(putBack(deck))
    case .engine(.deck(let deck, let action)): reversal(of: action, on: deck)
    case .engine(.mixer(let action)): reversal(of: action)
    case .load(let deck, _), .loadAt(let deck, _, _), .loadSuggested(let deck, _): kept(putBack(deck), loads: [deck])
    case .mashup(.load): reversal(ofLoads: mashups.loads)
    case .audition(.load): reversal(ofLoads: audition.loads)
    case .neutral(let deck):
      kept(neutral(deck).reversed().flatMap { reversal(of: Command($0))?.commands ?? [] })
    case .resume: reversalOfResume
    case .doubles(let deck): doubled(deck).map { kept(putBack($0.other), loads: [$0.other]) }
    case .seekFraction(let deck, _), .seekBy(let deck, _), .seekSection(let deck, _), .line(let deck, _): seekBack(deck)
    case .bpm(let deck, _): moved(deck, .tempo)
    case .matchKey(let deck): moved(deck, .keyShift)
    case .toggleEffect(let deck, let effect): moved(deck, .effect(effect))
    case .stem(let deck, let stem, let change): reversal(of: change, of: stem, on: deck)
    case .nameCue(let deck, let number, _): namedBefore(deck, number).map { kept([$0]) }
    case .colourCue(let deck, let number, _): colouredBefore(deck, number).map { kept([$0]) }
    case .editGrid(let deck, let edit): reversal(of: edit, on: deck)
    case .correct(let deck, .key): decks[deck].track?.track.key.map { kept([Command(.correct(deck, .key($0)))]) }
    case .answer(.give): kept([Command(.answer(.undo))])
    case .answer(.undo):
      answers.lastGiven.map { kept([Command(.answer(.give($0.answer, .path($0.track.path))))]) }
    case .note(.undo): notes.canUndo ? kept([Command(.note(.redo))]) : nil
    case .note(.redo): notes.canRedo ? kept([Command(.note(.undo))]) : nil
    case .note: kept([Command(.note(.undo))])
    case .crate(.undo): crates.canUndo ? kept([Command(.crate(.redo))]) : nil
    case .crate(.redo): crates.canRedo ? kept([Command(.crate(.undo))]) : nil
    case .crate(.list), .crate(.open): nil
    case .crate: kept([Command(.crate(.undo))])
    case .steer(let command):
      steering.commandsBack(from: command).map { back in kept(back.map { Command(.steer($0)) }) }
    case .queue(.loadNext): reversalOfLoadNext
    case .queue(let command): queue.commandsBack(from: command).map { kept($0) }
    default: nil
    }
  }

  /// - Parameter loads: the decks that the command is to bring a track onto.
  func kept(_ commands: [Command], loads: [DeckID] = []) -> UndoLog.Reversal {
    UndoLog.Reversal(commands: commands, loads: loads)
  }

  func gesture(_ actions: [EngineCommand.Action]) -> UndoLog.Reversal {
    UndoLog.Reversal(commands: actions.map { Command(.engine($0)) }, isGesture: true)
  }

  // MARK: Tracks

  /// The deck's track, at its place; an empty deck is emptied again.
  private func putBack(_ deck: DeckID) -> [Command] {
    guard let onDeck = decks[deck].track else { return [Command(.engine(.unload(deck)))] }
    return [Command(.loadAt(deck, .path(onDeck.track.path), .time(time(engine.snapshot[deck].position))))]
  }

  /// What is loaded as it was heard has a place and a tempo of its own.
  private func reversal(ofLoads loads: [(deck: DeckID, isNew: Bool)]) -> UndoLog.Reversal? {
    let back = loads.flatMap { deck, isNew in
      (moved(deck, .tempo)?.commands ?? []) + (isNew ? putBack(deck) : seekBack(deck)?.commands ?? [])
    }
    return back.isEmpty ? nil : kept(back, loads: loads.filter(\.isNew).map(\.deck))
  }

  private var reversalOfLoadNext: UndoLog.Reversal? {
    guard let next = queue.queue.first, let deck = freeDeck else { return nil }
    return kept(putBack(deck.id) + [Command(.queue(.put(1, next.path)))])
  }

  /// A deck that stands goes back to where it was; the jumps of one that plays are the hand's.
  private func seekBack(_ deck: DeckID) -> UndoLog.Reversal? {
    let state = engine.snapshot[deck]
    guard decks[deck].track != nil, !state.isPlaying else { return nil }
    return gesture([.deck(deck, .seek(time(state.position)))])
  }

  // MARK: Cues and loops

  private func reversal(of action: DeckAction, on deck: DeckID) -> UndoLog.Reversal? {
    let state = engine.snapshot[deck]
    switch action {
    case .hotCue(let index) where state.hotCues[Int(index)] != nil: return seekBack(deck)
    case .hotCue(let index), .hotCueSet(let index, _), .hotLoopSet(let index, _, _), .hotCueClear(let index),
      .loopSave(let index), .loopForget(let index):
      return decks[deck].track.map { _ in kept(hotCueBack(deck, Int(index), state)) }
    case .cueSet: return cueBack(deck, state)
    case .cuePress: return state.isPlaying || state.isCueing ? nil : cueBack(deck, state)
    case .loopIn, .loopOut, .loop, .loopToggle, .loopScale, .loopSet, .loopMove, .loopRecall:
      return decks[deck].track == nil ? nil : loopBack(action, state).map { kept([onDeck(deck, $0)]) }
    case .seek, .jump: return seekBack(deck)
    default: return reversal(ofSwitch: action, on: deck, state)
    }
  }

  private func onDeck(_ deck: DeckID, _ action: DeckAction) -> Command { Command(.engine(.deck(deck, action))) }

  private func cueBack(_ deck: DeckID, _ state: DeckState) -> UndoLog.Reversal? {
    decks[deck].track.map { _ in kept([onDeck(deck, .cueSet(time(state.cue)))]) }
  }

  /// The hot cue as it is now, with its loop, name and colour.
  private func hotCueBack(_ deck: DeckID, _ index: Int, _ state: DeckState) -> [Command] {
    let number = UInt8(index)
    guard let place = state.hotCues[index] else { return [onDeck(deck, .hotCueClear(number))] }
    let length = state.hotLoops[index]?.seconds(at: engine.snapshot.sampleRate)
    let set: DeckAction = length.map { .hotLoopSet(number, time(place), $0) } ?? .hotCueSet(number, time(place))
    let mark = decks[deck].track?.shown.cueMarks[index]
    let marks = [
      mark?.label.map { Command(.nameCue(deck, index + 1, $0)) },
      mark?.colour.map { Command(.colourCue(deck, index + 1, $0)) },
    ]
    return [onDeck(deck, set)] + marks.compactMap { $0 }
  }

  private func namedBefore(_ deck: DeckID, _ number: Int) -> Command? {
    guard let marks = decks[deck].track?.shown.cueMarks else { return nil }
    return Command(.nameCue(deck, number, marks[number - 1].label ?? ""))
  }

  private func colouredBefore(_ deck: DeckID, _ number: Int) -> Command? {
    decks[deck].track?.shown.cueMarks[number - 1].colour.map { Command(.colourCue(deck, number, $0)) }
  }

  /// The very loop that there was, to its frame; where there was none, the one that is made now is left. A loop that
  /// moves takes the playhead along, and back; a roll's loop is nobody's.
  private func loopBack(_ action: DeckAction, _ state: DeckState) -> DeckAction? {
    if case .loopMove(let beats) = action { return .loopMove(Beats(-beats.value)) }
    guard let start = state.loopIn, let end = state.loopOut, state.roll == nil else {
      switch action {
      case .loop, .loopRecall, .loopOut: return state.isLooping ? nil : .loopToggle
      default: return nil
      }
    }
    let length = (end - start).seconds(at: engine.snapshot.sampleRate)
    return .loopSet(time(start), length, isOn: state.isLooping)
  }

  private func time(_ position: FramePosition) -> TrackTime { position.time(at: engine.snapshot.sampleRate) }

  // MARK: Grid

  private func reversal(of edit: GridEdit, on deck: DeckID) -> UndoLog.Reversal? {
    guard let track = decks[deck].track else { return nil }
    switch edit {
    case .undo: return kept([Command(.editGrid(deck, .redo))])
    case .lock: return kept([Command(.editGrid(deck, .lock(track.shown.isGridLocked ? .on : .off)))])
    // Taps are one change, which the last of the first ones makes.
    case .tap where track.gridHistory.taps.times.count + 1 != TappedBeats.fewest: return nil
    default: return kept([Command(.editGrid(deck, .undo))])
    }
  }
}
