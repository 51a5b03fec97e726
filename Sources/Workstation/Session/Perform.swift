import Engine
import Library
import Music

extension Workstation {
  /// Does what a line of the command language says, or one near enough to be understood, which is then said as the
  /// language has it; several commands are separated by semicolons. What cannot be done becomes a message that says
  /// why.
  package func perform(_ line: String) {
    messages.beginAnswer()
    defer { messages.endAnswer() }
    for text in CommandLine.commands(in: line) {
      do {
        let read = try NaturalLine(text, decks: namedDecks)
        if let line = read.translated { messages.echo(line) }
        carryOut(read.command)
      } catch {
        messages.add(.failure, error.description)
      }
    }
  }

  private var namedDecks: NaturalLine.Decks {
    let snapshot = engine.snapshot()
    return NaturalLine.Decks(
      loaded: DeckID.allCases.filter { decks[$0].loaded != nil || decks[$0].awaitsStems },
      playing: DeckID.allCases.filter { snapshot[$0].isPlaying },
      unlooped: DeckID.allCases.filter { !snapshot[$0].isLooping })
  }

  /// Does a command that is known already, as a key holds it.
  package func perform(_ command: Command) {
    messages.beginAnswer()
    defer { messages.endAnswer() }
    carryOut(command)
  }

  func carryOut(_ command: Command) {
    let (at, over) = (command.at, command.over)
    switch command.action {
    case .engine(let action):
      let command = EngineCommand(action, at: at, over: over)
      if let limit = limit(on: command) { return messages.add(.warning, limit) }
      noteLevels(in: command)
      submit(command)
      if case .mixer(.crossovers(let low, let high)) = action {
        remember("crossovers", "\(CommandText.number(low)) \(CommandText.number(high))")
      }
    case .bpm(let deck, let bpm): setTempo(of: deck, to: bpm, at: at, over: over)
    case .load(let deck, let source): load(source, onto: deck)
    case .seekFraction(let deck, let fraction): seek(deck, to: fraction, at: at)
    case .stem(let deck, let stem, let change): move(stem, of: deck, change, at: at, over: over)
    case .editGrid(let deck, let edit): editGrid(of: deck, edit)
    case .correct(let deck, let correction): correct(deck, correction)
    case .browse(let move): browser.move(move)
    case .search(let text): browser.search(text, in: library)
    case .sort(let column): if let column = SortColumn(rawValue: column) { browser.sort(by: column, in: library) }
    case .suggestFor(let deck): suggesting.deck = deck
    case .suggestMove(let step): suggesting.move(by: step)
    case .record(let wish): record(wish)
    case .recordTo(let name): record(to: name)
    case .recordDecks(let wish): recordDecks(wish)
    case .autoGain(let deck, let wish): switchAutoGain(of: deck, wish)
    case .target(let loudness): changeTarget(to: loudness)
    case .meterReset: masterMeter.reset()
    case .device(let name): reopen(remembering: "device", name) { $0.device = name }
    case .period(let frames): reopen(remembering: "period", "\(frames)") { $0.periodFrames = frames }
    case .headphonesPlace(let place): putHeadphones(at: place)
    case .theme(let name): themeName = name
    case .addFolder(let path): addFolder(path)
    case .rescan: rescan()
    case .analyzeAll: jobs.analyse()
    case .help: helpRequests += 1
    case .quit: wantsToQuit = true
    case .nameCue(let deck, let number, let name): mark(deck, number) { $0.label = name }
    case .colourCue(let deck, let number, let colour): mark(deck, number) { $0.colour = colour }
    case .matchKey(let deck): matchKey(of: deck, at: at, over: over)
    case .toggleEffect(let deck, let effect):
      let isOn = engine.snapshot()[deck].effectAmounts[effect.index] > 0.001
      let action = DeckAction.set(.effect(effect), isOn ? 0 : effect.usualAmount)
      submit(EngineCommand(.deck(deck, action), at: at, over: over))
    }
  }

  /// Hands a command to the audio thread.
  func submit(_ command: EngineCommand) {
    if case .mixer(.swap(vocalsOf: let deck)) = command.action, !canSwap(vocalsOf: deck) { return }
    if case .unload(let deck) = command.action, decks[deck].loaded == nil { giveUpLoading(deck) }
    if case .deck(let deck, .tempoRange(let percent)) = command.action { decks[deck].tempoRange = percent }
    noteStart(in: command)
    if let complaint = complaint(about: command) {
      messages.add(.warning, complaint)
    } else if !engine.submit(command) {
      messages.add(.failure, "the engine is behind: the command was dropped; try again")
    } else if command.at != .now, let line = CommandText.line(for: command, stems: decks.stems) {
      waits.append(WaitingCommand(command: command, line: line))
    }
  }

  /// Why a command to a deck would do nothing, in words; nil when it would do something.
  private func complaint(about command: EngineCommand) -> String? {
    if case .mixer(.handover(let part, let deck)) = command.action {
      return complaint(aboutHanding: part, to: deck, at: command.at)
    }
    guard case .deck(let deck, let action) = command.action else { return nil }
    guard decks[deck].loaded == nil else { return complaint(about: action, of: deck) }
    guard Command(command).needsTrack else { return nil }
    return decks[deck].awaitsStems
      ? "deck \(deck.word) is still loading: try again in a moment" : "deck \(deck.word) is empty: load a track first"
  }

  /// A band goes from a deck that plays to a deck that plays: else it would only be gone.
  private func complaint(aboutHanding part: HandoverPart, to deck: DeckID, at moment: Moment) -> String? {
    for either in [deck, deck.other] where decks[either].loaded == nil {
      return "deck \(either.word) is empty: load a track first"
    }
    if !willPlay(deck, at: moment) { return "deck \(deck.word) is not playing" }
    guard !willPlay(deck.other, at: moment) else { return nil }
    return "deck \(deck.other.word) is not playing: there is no \(part.heading) to hand over"
  }

  /// It plays, or was told to: what was said a moment ago is not in the snapshot yet, and what waits may begin
  /// together.
  private func willPlay(_ deck: DeckID, at moment: Moment) -> Bool {
    let snapshot = engine.snapshot()
    if snapshot[deck].isPlaying { return true }
    if moment != .now && snapshot[deck].hasPending { return true }
    return decks[deck].startAsked.map { snapshot.frame.value - $0.value < 4096 } ?? false
  }

  private func noteStart(in command: EngineCommand) {
    guard case .deck(let deck, let action) = command.action else { return }
    switch action {
    case .play, .playToggle: decks[deck].startAsked = engine.snapshot().frame
    default: break
    }
  }

  /// Says what a swap will lack. A deck without stems plays whole: that may be meant, an a cappella has nothing else;
  /// but where neither has stems, nothing would happen.
  private func canSwap(vocalsOf deck: DeckID) -> Bool {
    let bare = [deck, deck.other].filter { decks[$0].loaded?.stems.isEmpty != false }
    if bare.count < 2, !engine.snapshot()[deck.other].isPlaying {
      messages.add(.warning, "deck \(deck.other.word) is not playing: only the vocals of deck \(deck.word) are left")
    }
    if let first = bare.first { messages.add(.warning, decks[first].whyNoStem(.vocals, first)) }
    return bare.count < 2
  }

  private func seek(_ deck: DeckID, to share: Double, at: Moment) {
    guard let loaded = decks[deck].loaded else { return submit(EngineCommand(.deck(deck, .seek(TrackTime(0))))) }
    let length = engine.snapshot()[deck].lengthFrames.seconds(at: loaded.original.sampleRate)
    submit(EngineCommand(.deck(deck, .seek(TrackTime(length.value * share))), at: at))
  }

  private func move(_ stem: StemKind, of deck: DeckID, _ change: Command.StemChange, at: Moment, over: Glide) {
    let actions = change.actions(on: stem, of: decks[deck].loaded)
    if actions.isEmpty { messages.add(.warning, decks[deck].whyNoStem(stem, deck)) }
    for action in actions { submit(EngineCommand(.deck(deck, action), at: at, over: over)) }
  }
}

extension Command.StemChange {
  /// What the engine is told: it knows stems by number. Empty when the track has no such stem.
  func actions(on stem: StemKind, of track: LoadedTrack?) -> [DeckAction] {
    let stems = track?.stems ?? []
    return stems.indices.filter { stems[$0].kind == stem }.map { index in
      let number = UInt8(index)
      return switch self {
      case .mute(let wish): .stemMute(number, wish)
      case .level(.value(let level)): .set(.stem(number), level)
      case .level(.change(let step)): .move(.stem(number), step)
      }
    }
  }
}
