import Engine
import Library
import Music

/// The DJ's own points in a track: hot cues with their loops, names and colours, and the cue. The audio thread knows
/// where they are, the library keeps them.
extension DeckController {
  /// The cues that the library has go to the audio thread, in the same breath as the track.
  func restoreCues(of track: Track, at place: LoadPlace) {
    let (hotCues, cue) = library.cues(of: track)
    for cue in hotCues where (1...hotCueCount).contains(cue.number) {
      let number = UInt8(cue.number - 1)
      if let length = cue.loop, length.value > 0 {
        engine.send(EngineCommand(.deck(id, .hotLoopSet(number, cue.time, length))))
      } else {
        engine.send(EngineCommand(.deck(id, .hotCueSet(number, cue.time))))
      }
      self.track?.storedCues.note(cue, at: rate)
    }
    if let marks = self.track?.storedCues.marks { self.track?.shown.cueMarks = marks }
    if let cue {
      start(at: cue)
    } else {
      goToFirstBar()
    }
    stand(at: place)
    self.track?.storedCues.applied(at: engine.snapshot.frame)
  }

  /// Puts the playhead where a mix of the track begins, on its first bar, so that it starts as soon as it is started;
  /// that is its cue point, too, until the DJ sets one. A track whose bars are not known stays at its beginning.
  func goToFirstBar() {
    if let bar = firstBar { start(at: bar) }
  }

  /// Puts the playhead where a load wants it; the cue point stays the DJ's, or where a mix begins.
  private func stand(at place: LoadPlace) {
    let time: TrackTime? =
      switch place {
      case .time(let time): time
      case .rule(.memory): nil
      case .rule(.start): TrackTime(0)
      case .rule(.firstDownbeat): firstBar
      case .rule(.mixIn): track?.shown.mixIn.map { TrackTime($0) }
      }
    if let time { engine.send(EngineCommand(.deck(id, .seek(time)))) }
  }

  /// Puts the playhead and the deck's cue point at a time. The library keeps the track's own: the DJ has set none.
  /// - Parameter cue: nil: where the playhead is.
  func start(at time: TrackTime, cue: TrackTime? = nil) {
    engine.send(EngineCommand(.deck(id, .cueSet(cue ?? time))))
    engine.send(EngineCommand(.deck(id, .seek(time))))
    track?.storedCues.note(cue: (cue ?? time).position(at: rate))
    track?.storedCues.applied(at: engine.snapshot.frame)
  }

  /// The first downbeat that sounds: where the analysis has the mix begin, by the grid that the DJ may have corrected
  /// since.
  private var firstBar: TrackTime? {
    guard let shown = track?.shown, let grid = shown.grid, let first = grid.downbeat else { return nil }
    let bar = Double(grid.beatsPerBar)
    // A quarter of a bar: what is nearly there is meant.
    let bars = ((grid.beat(at: TrackTime(shown.mixIn ?? 0)).value - Double(first)) / bar - 0.25).rounded(.up)
    let downbeat = grid.time(of: BeatPosition(Double(first) + bars * bar))
    return downbeat > TrackTime(0) ? downbeat : nil
  }

  /// Has cues stored as they are set: a crash a second later has lost none.
  func storeCues(_ snapshot: EngineSnapshot) {
    let state = snapshot[id]
    guard let onDeck = track, state.serial == onDeck.loaded.serial, snapshot.frame >= onDeck.storedCues.appliedAt
    else { return }
    for index in onDeck.storedCues.cleared(in: state) { track?.shown.cueMarks[index] = CueMark() }
    guard library.keeps(onDeck.track), let marks = track?.shown.cueMarks else { return }
    let changes = track?.storedCues.takeChanges(of: state, marks, at: onDeck.loaded.original.sampleRate) ?? []
    for change in changes { library.keep(.track(.init(onDeck.track), change)) }
  }

  /// Names or colours a hot cue; one that is empty has nothing to be called.
  func mark(_ number: Int, _ change: (inout CueMark) -> Void) {
    guard track != nil else { return log.add(.warning, emptyComplaint) }
    guard hasHotCue(number - 1), var mark = track?.shown.cueMarks[number - 1] else {
      return log.add(
        .warning, "hot cue \(number) of \(name) is not set: deck \(id.word) hotcue \(number) sets it here")
    }
    change(&mark)
    track?.shown.cueMarks[number - 1] = mark
  }

  /// Why an action would do nothing to the deck, in words; nil when it would do something.
  func complaint(about action: DeckAction) -> String? {
    let state = state
    func isLoop(_ index: UInt8) -> Bool { state.hotLoops[Int(index)] != nil }
    switch action {
    case .loopSave(let index):
      guard let start = state.loopIn, state.loopOut != nil else {
        return "\(name) has no loop to save: deck \(id.word) loop 4 makes one"
      }
      guard let point = state.hotCues[Int(index)], !isLoop(index), abs((point - start).value) > 220 else { return nil }
      return "hot cue \(index + 1) of \(name) is a point: clear it first, or save under another number"
    case .loopRecall(let index), .loopForget(let index):
      return isLoop(index) ? nil : "no loop is saved as hot cue \(index + 1) of \(name)"
    case .roll, .censor(.on), .brake, .spinback:
      return state.isPlaying ? nil : "\(name) is not playing"
    default: return nil
    }
  }
}
