import Engine
import Library
import Music

/// The DJ's own points in a track: hot cues with their loops, names and colours, and the cue. The audio thread knows
/// where they are, the library keeps them.
extension Workstation {
  /// The cues that the library has go to the audio thread, in the same breath as the track.
  func restoreCues(of track: Track, on deck: DeckID) {
    decks[deck].kept = KeptCues()
    let rate = settings.output.rate
    let (hotCues, cue) = knownCues(of: track)
    for cue in hotCues where (1...hotCueCount).contains(cue.number) {
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
    if let cue {
      start(deck, at: cue)
    } else {
      goToFirstBar(of: deck)
    }
    // The quantum that is being rendered may be without them, the one after it has them.
    decks[deck].cuesTaken = ClockFrame(engine.snapshot().frame.value + 2 * Int64(Renderer.quantum))
  }

  /// Puts the playhead where a mix of the track begins, on its first bar, so that it starts as soon as it is started;
  /// that is its cue point, too, until the DJ sets one. A track whose bars are not known stays at its beginning.
  func goToFirstBar(of deck: DeckID) {
    if let bar = firstBar(on: deck) { start(deck, at: bar) }
  }

  private func start(_ deck: DeckID, at time: TrackTime) {
    submit(EngineCommand(.deck(deck, .cueSet(time))))
    submit(EngineCommand(.deck(deck, .seek(time))))
    decks[deck].kept.cue = time.position(at: settings.output.rate)
    decks[deck].cuesTaken = ClockFrame(engine.snapshot().frame.value + 2 * Int64(Renderer.quantum))
  }

  /// The first downbeat that sounds: where the analysis has the mix begin, by the grid that the DJ may have mended
  /// since.
  private func firstBar(on deck: DeckID) -> TrackTime? {
    guard let grid = decks[deck].shown.grid, let first = grid.downbeat else { return nil }
    let bar = Double(grid.beatsPerBar)
    func downbeat(after time: TrackTime) -> TrackTime {
      // A quarter of a bar: what is nearly there is meant.
      let bars = ((grid.beat(at: time).value - Double(first)) / bar - 0.25).rounded(.up)
      return grid.time(of: BeatPosition(Double(first) + bars * bar))
    }
    let place = downbeat(after: TrackTime(decks[deck].shown.mixIn ?? 0))
    return place > TrackTime(0) ? place : nil
  }

  /// As the library has them, or will have them when all that the DJ did is stored.
  private func knownCues(of track: Track) -> (hot: [HotCue], cue: TrackTime?) {
    // Before the library is read: what is stored meanwhile is seen there.
    let waiting = writer.waiting(of: track)
    var hot: [Int: HotCue] = [:]
    var cue: TrackTime?
    if track.id.value > 0 {
      do {
        for cue in try library.hotCues(of: track.id) { hot[cue.number] = cue }
        cue = try library.cue(of: track.id)
      } catch { messages.add(.failure, "the cues of \(track.title) cannot be read: \(error.description)") }
    }
    for (number, cue) in waiting.hotCues { hot[number] = cue }
    return (hot.values.sorted { $0.number < $1.number }, waiting.cue ?? cue)
  }

  /// Whether the library takes what the DJ does to a track: it has the track, or will have it soon.
  func isKept(_ track: Track) -> Bool { track.id.value > 0 || writer.isFiling(track.path) }

  /// Has cues stored as they are set: a crash a second later has lost none.
  func keepCues(of deck: DeckID, _ snapshot: EngineSnapshot) {
    let state = snapshot[deck]
    guard let loaded = decks[deck].loaded, state.serial == loaded.serial, snapshot.frame >= decks[deck].cuesTaken else {
      return
    }
    for index in 0..<hotCueCount where state.hotCues[index] == nil && decks[deck].kept.hot[index] != nil {
      // A cue that is gone takes its name along.
      decks[deck].shown.cueMarks[index] = CueMark()
    }
    guard let track = decks[deck].shown.track else { return }
    let rate = loaded.original.sampleRate
    for index in 0..<hotCueCount { keepHotCue(index, of: track, on: deck, state, rate) }
    if state.cue != decks[deck].kept.cue, isKept(track) {
      writer.keep(.track(.init(track), .cue(state.cue.time(at: rate))))
      decks[deck].kept.cue = state.cue
    }
  }

  private func keepHotCue(
    _ index: Int, of track: Track, on deck: DeckID, _ state: DeckState, _ rate: SampleRate
  ) {
    let mark = decks[deck].shown.cueMarks[index]
    let (position, length) = (state.hotCues[index], state.hotLoops[index])
    let kept = decks[deck].kept
    guard position != kept.hot[index] || length != kept.loops[index] || mark != kept.marks[index] else { return }
    guard isKept(track) else { return }
    let cue = position.map {
      HotCue(
        number: index + 1, time: $0.time(at: rate), loop: length?.seconds(at: rate), label: mark.label,
        colour: mark.colour)
    }
    writer.keep(.track(.init(track), .hotCue(number: index + 1, cue)))
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
