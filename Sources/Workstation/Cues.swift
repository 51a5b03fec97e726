import Engine
import Library
import Music

/// The DJ's own points in a track: hot cues with their loops, names and colours, and the cue. The audio thread knows where
/// they are, the library keeps them.
extension Workstation {
  /// The cues that the library has go to the audio thread, in the same breath as the track.
  func restoreCues(of track: Track, on deck: DeckID) {
    decks[deck].kept = KeptCues()
    guard track.id.value > 0 else { return }
    let rate = settings.output.rate
    for cue in (try? library.hotCues(of: track.id)) ?? [] where (1...hotCueCount).contains(cue.number) {
      let index = cue.number - 1
      if let length = cue.loop, length.value > 0 {
        submit(EngineCommand(.deck(deck, .hotLoopSet(UInt8(index), cue.time, length))))
        decks[deck].kept.loops[index] = length.frames(at: rate)
      } else {
        submit(EngineCommand(.deck(deck, .hotCueSet(UInt8(index), cue.time))))
      }
      decks[deck].kept.hot[index] = cue.time.position(at: rate)
      decks[deck].kept.marks[index] = CueMark(label: cue.label, colour: cue.colour)
    }
    decks[deck].shown.cueMarks = decks[deck].kept.marks
    if let cue = (try? library.cue(of: track.id)) ?? nil {
      submit(EngineCommand(.deck(deck, .cueSet(cue))))
      decks[deck].kept.cue = cue.position(at: rate)
    }
    // The quantum that is being rendered may be without them, the one after it has them.
    decks[deck].cuesTaken = ClockFrame(engine.snapshot().frame.value + 2 * Int64(Renderer.quantum))
  }

  /// Stores cues as they are set: a crash a second later has lost none. What the library refuses, because its disk is
  /// full perhaps, is tried again.
  func keepCues(of deck: DeckID, _ snapshot: EngineSnapshot) {
    let state = snapshot[deck]
    guard let loaded = decks[deck].loaded, state.serial == loaded.serial, snapshot.frame >= decks[deck].cuesTaken else {
      return
    }
    for index in 0..<hotCueCount where state.hotCues[index] == nil && decks[deck].kept.hot[index] != nil {
      // A cue that is gone takes its name along.
      decks[deck].shown.cueMarks[index] = CueMark()
    }
    guard let track = decks[deck].shown.track, track.id.value > 0, monotonicTime() >= decks[deck].keepAgain else {
      return
    }
    let rate = loaded.original.sampleRate
    do {
      for index in 0..<hotCueCount { try keepHotCue(index, of: track.id, on: deck, state, rate) }
      if state.cue != decks[deck].kept.cue {
        try library.setCue(state.cue.time(at: rate), of: track.id)
        decks[deck].kept.cue = state.cue
      }
    } catch {
      decks[deck].keepAgain = monotonicTime() + Seconds(10)
      messages.add(.failure, "a cue is not stored yet: \(error.description)")
    }
  }

  private func keepHotCue(
    _ index: Int, of track: TrackID, on deck: DeckID, _ state: DeckState, _ rate: SampleRate
  ) throws(LibraryError) {
    let mark = decks[deck].shown.cueMarks[index]
    let (position, length) = (state.hotCues[index], state.hotLoops[index])
    let kept = decks[deck].kept
    guard position != kept.hot[index] || length != kept.loops[index] || mark != kept.marks[index] else { return }
    if let position {
      try library.set(
        HotCue(
          number: index + 1, time: position.time(at: rate), loop: length?.seconds(at: rate), label: mark.label,
          colour: mark.colour), of: track)
    } else {
      try library.clearHotCue(index + 1, of: track)
    }
    decks[deck].kept.hot[index] = position
    decks[deck].kept.loops[index] = length
    decks[deck].kept.marks[index] = mark
  }

  /// Names or colours a hot cue; one that is empty has nothing to be called.
  func mark(_ deck: DeckID, _ number: Int, _ change: (inout CueMark) -> Void) {
    guard decks[deck].loaded != nil else {
      return messages.add(.warning, "deck \(deck.word) is empty: load a track first")
    }
    guard engine.snapshot()[deck].hotCues[number - 1] != nil else {
      return messages.add(
        .warning, "hot cue \(number) of deck \(deck.word) is not set: deck \(deck.word) hotcue \(number) sets it here")
    }
    change(&decks[deck].shown.cueMarks[number - 1])
  }

  /// Why an action would do nothing to a deck that is loaded, in words; nil when it would do something.
  func complaint(about action: DeckAction, of deck: DeckID) -> String? {
    let state = engine.snapshot()[deck]
    func isLoop(_ index: UInt8) -> Bool { state.hotLoops[Int(index)] != nil }
    switch action {
    case .loopSave(let index):
      guard let start = state.loopIn, state.loopOut != nil else {
        return "deck \(deck.word) has no loop to save: deck \(deck.word) loop 4 makes one"
      }
      guard let point = state.hotCues[Int(index)], !isLoop(index), abs((point - start).value) > 220 else { return nil }
      return "hot cue \(index + 1) of deck \(deck.word) is a point: clear it first, or save under another number"
    case .loopRecall(let index), .loopForget(let index):
      return isLoop(index) ? nil : "no loop is saved as hot cue \(index + 1) of deck \(deck.word)"
    case .roll, .censor(.on), .brake, .spinback:
      return state.isPlaying ? nil : "deck \(deck.word) is not playing"
    default: return nil
    }
  }
}
