import Engine
import Library
import Music

extension Workstation {
  /// What the engine is told by hand.
  func carryOut(_ command: EngineCommand) {
    switch command.action {
    case .deck(let deck, let action):
      if let limit = decks[deck].limit(on: action) { return log.add(.warning, limit) }
      decks[deck].noteLevels(in: action)
    case .mixer(.crossovers(let low, let high)):
      saved.keep("crossovers", "\(CommandText.number(low)) \(CommandText.number(high))")
    case .mixer(.set(.crossfader, let place))
    where !engine.isAutopilots && command.at == .now && leavesSilence(at: place):
      log.add(.note, "the room will hear nothing: that deck stands")
    default: break
    }
    submit(command)
  }

  /// The crossfader would go to a deck that stands, away from the one that the room hears.
  func leavesSilence(at place: Double) -> Bool {
    guard abs(place) > 0.99 else { return false }
    let snapshot = engine.snapshot
    let left: DeckID = snapshot.crossfaderReversed ? .b : .a
    let deck = place < 0 ? left : left.other
    return !snapshot[deck].isPlaying && snapshot[deck.other].isHeard
  }

  /// Hands a command to the audio thread, or says why nothing would come of it.
  func submit(_ command: EngineCommand) {
    var command = command
    switch command.action {
    case .mixer(.mash(let setup)):
      guard let planned = mash.plan(setup, at: command.at) else { return }
      command.action = .mixer(.mash(planned))
      if let words = decks[setup.voice].silenceOfVoice(starts: true) { log.add(.note, words) }
    case .mixer(.swap(vocalsOf: let deck)): if !canSwap(vocalsOf: deck) { return }
    case .unload(let deck): decks[deck].noteEject()
    case .deck(let deck, let action): decks[deck].note(action)
    default: break
    }
    if let complaint = complaint(about: command) { return log.add(.warning, complaint) }
    if case .deck(let deck, let action) = command.action, let words = note(ofUnknownBeatsAt: action, on: deck) {
      log.add(.warning, words)
    }
    engine.send(command)
  }

  /// Why a command to a deck would do nothing, in words; nil when it would do something.
  private func complaint(about command: EngineCommand) -> String? {
    switch command.action {
    case .mixer(.bandSwap(let part, let deck)), .mixer(.bandKeep(let part, let deck)):
      return complaint(aboutSwapping: part, to: deck, at: command.at)
    default: break
    }
    guard case .deck(let id, let action) = command.action else { return nil }
    let deck = decks[id]
    if command.at != .now, case .play = action, deck.state.isPlaying { return "\(deck.name) plays already" }
    guard deck.track == nil else { return deck.complaint(about: action) }
    guard Command(command).needsTrack else { return nil }
    return deck.load.awaitsStems ? "\(deck.name) is still loading: try again in a moment" : deck.emptyComplaint
  }

  /// A band goes from a deck that plays to a deck that plays: else it would only be gone.
  private func complaint(aboutSwapping part: BandSwapPart, to deck: DeckID, at moment: Moment) -> String? {
    let (to, from) = (decks[deck], decks[deck.other])
    for either in [to, from] where either.track == nil { return either.emptyComplaint }
    if !to.willPlay(at: moment) { return "\(to.name) is not playing" }
    return from.willPlay(at: moment)
      ? nil : "\(from.name) is not playing: there is no \(part.heading) to hand over"
  }

  /// A swap needs the stems of both tracks. Where one has none it is refused whole: the other one's voice or music
  /// would go, and nothing come in its place. An empty deck has nothing to lose.
  private func canSwap(vocalsOf deck: DeckID) -> Bool {
    let (vocals, music) = (decks[deck], decks[deck.other])
    func isBare(_ deck: DeckController) -> Bool { deck.track?.loaded.stems.isEmpty ?? false }
    if vocals.track == nil {
      log.add(.warning, vocals.emptyComplaint)
    } else if let bare = [vocals, music].first(where: isBare) {
      log.add(
        .warning, "no swap: \(bare.whyNoStem(.vocals)); “split \(bare.id.word)” makes them")
    } else {
      if !music.state.isPlaying {
        log.add(.warning, "\(music.name) is not playing: only the vocals of \(vocals.name) are left")
      }
      if let words = vocals.silenceOfVoice() { log.add(.note, words) }
      // The other deck's bass goes with its instrumental.
      if music.state.isPlaying, areLowsOff(killed: music.state.kills[0], decibels: music.state.eqDecibels[0]) {
        let cure = music.state.kills[0] ? "kill low off" : "low = 0"
        log.add(.note, "nobody has the bass: the lows of \(music.name) are off (deck \(music.id.word) \(cure))")
      }
      return true
    }
    return false
  }
}
