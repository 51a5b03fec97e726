import Dispatch
import Engine
import Media
import Music
import Platform

/// A deck, from this side of the audio thread: the track on it, what is on its way there, and how the DJ wants it.
/// The main thread's; files are read on a thread of the deck's own.
///
/// Its methods lie beside it: `Loading`, `Cues`, `GridEditing`, `AutoGain`, `KeyMatching`, `Limits`.
final class DeckController {
  let id: DeckID
  let engine: EngineLink
  let library: LibraryWork
  let sound: SoundDevice
  let media: MediaProgram
  let log: MessageLog
  /// Of the engine.
  let rate: SampleRate
  /// What the deck's own thread leaves for it.
  let inbox = MainQueue<DeckController>()
  let loader: DispatchQueue

  /// Nil for an empty deck.
  var track: TrackOnDeck?
  var load = TrackLoad()
  /// The number of the track that the audio thread took last: it is another one while a track is on its way.
  private(set) var takenSerial: UInt64?
  var gain: AutoGainControl
  /// Where a load puts the playhead where it says nothing else.
  var loadPlace: LoadPlace.Rule
  /// Stems are read with each track: they take four times its memory.
  let readsStems: Bool
  /// What the DJ has asked for that the audio thread has not said yet.
  private var asked = Asked()
  private var watch = Watch()

  private struct Asked {
    /// The percent that tempo reaches.
    var tempoRange = 10.0
    /// When it was last told to play.
    var start: ClockFrame?
    /// When it was told to stop, where it was not told to play since.
    var stop: ClockFrame?
    /// When each hot cue was last set.
    var hotCues = [ClockFrame?](repeating: nil, count: hotCueCount)
    /// The last load before it was told to be empty.
    var loadBeforeEject: Int?
  }

  /// What was so at the last tick.
  private struct Watch {
    var isPlaying = false
    /// Sync could not follow.
    var isOutOfRange = false
  }

  init(
    _ id: DeckID, engine: EngineLink, library: LibraryWork, sound: SoundDevice, media: MediaProgram, log: MessageLog,
    settings: Settings, rate: SampleRate
  ) {
    self.id = id
    self.engine = engine
    self.library = library
    self.sound = sound
    self.media = media
    self.log = log
    self.rate = rate
    loader = DispatchQueue(label: "segue.load.\(id.word)")
    loadPlace = settings.loadPlace
    readsStems = settings.readsStems
    gain = AutoGainControl(isOn: settings.autoGain, target: settings.targetLoudness)
  }

  /// What the audio thread last said of the deck.
  var state: DeckState { engine.snapshot[id] }
  /// The percent that tempo reaches, as it was last asked for.
  var tempoRange: Double { asked.tempoRange }
  /// "deck A", at the beginning of what is said.
  var name: String { id.name }
  /// Says that there is nothing to work on.
  var emptyComplaint: String { "\(name) is empty: load a track first" }

  /// What the screen shows.
  var display: LoadedDeck {
    var display = track?.display ?? LoadedDeck()
    display.autoGain = gain.mode
    display.loading = load.progress
    display.awaitsStems = load.awaitsStems
    return display
  }

  /// What is rendered now is heard when the device has played what it holds: where the deck is to the ear.
  var playhead: TrackTime {
    let state = state
    let waiting = state.isPlaying ? FrameCount(Double(sound.latencyFrames) * state.ratio.value) : FrameCount(0)
    return (state.position - waiting).time(at: rate)
  }

  /// Notes what the DJ asks of the deck.
  func note(_ action: DeckAction) {
    switch action {
    case .tempoRange(let percent): asked.tempoRange = percent
    case .play, .playToggle: (asked.start, asked.stop) = (engine.snapshot.frame, nil)
    case .pause: asked.stop = engine.snapshot.frame
    case .hotCue(let index), .hotCueSet(let index, _), .hotLoopSet(let index, _, _):
      asked.hotCues[Int(index)] = engine.snapshot.frame
    case .hotCueClear(let index): asked.hotCues[Int(index)] = nil
    default: break
    }
  }

  /// A hot cue is there, or was set a moment ago. - Parameter index: 0…7.
  func hasHotCue(_ index: Int) -> Bool {
    let snapshot = engine.snapshot
    if snapshot[id].hotCues[index] != nil { return true }
    return asked.hotCues[index].map { snapshot.frame.value - $0.value < Self.onItsWay } ?? false
  }

  /// Frames after which what was said shows in the snapshot at the latest.
  private static let onItsWay = Int64(4096)

  /// The DJ asks for an empty deck: what is on its way does not come, what is loaded from now on does.
  func noteEject() {
    if track == nil { load.cancel() }
    asked.loadBeforeEject = load.latest
  }

  /// The load that goes on was begun before the deck was told to be empty.
  var isLoadBeforeEject: Bool { load.isCurrent(asked.loadBeforeEject ?? load.latest) }

  /// It plays, or was told to: what was said a moment ago is not in the snapshot yet, and what waits may begin
  /// together.
  func willPlay(at moment: Moment) -> Bool {
    let snapshot = engine.snapshot
    if snapshot[id].isPlaying { return true }
    if moment != .now && snapshot[id].hasPending { return true }
    return asked.start.map { snapshot.frame.value - $0.value < Self.onItsWay } ?? false
  }

  /// It was told to stop a moment ago: the snapshot may still have it play.
  var isToldToStop: Bool {
    asked.stop.map { engine.snapshot.frame.value - $0.value < Self.onItsWay } ?? false
  }

  // MARK: Ticks

  /// What the deck's own thread has done since the last tick.
  func takeLoads() { inbox.run(on: self) }

  /// What the audio thread has done to the deck.
  func note(_ applied: AppliedCommand) {
    switch applied.command.action {
    case .load(id, let handle): takenSerial = handle.serial
    case .unload(id): emptied()
    default: break
    }
  }

  /// Has the cues kept, and says what is to be said of the deck. - Returns: true once a track, when it counts as
  /// played.
  func tick(_ snapshot: EngineSnapshot) -> Bool {
    storeCues(snapshot)
    let state = snapshot[id]
    reportEnd(state)
    reportSyncOutOfRange(state)
    guard track?.isInLibrary == true else { return false }
    return track?.playTime.note(isPlaying: state.isPlaying, at: monotonicTime()) ?? false
  }

  /// A track that has run out is said: the room is silent when the other deck stands.
  private func reportEnd(_ state: DeckState) {
    let wasPlaying = watch.isPlaying
    watch.isPlaying = state.isPlaying
    guard wasPlaying, !state.isPlaying, state.lengthFrames > FrameCount(0),
      state.position.value >= state.lengthFrames.value - Seconds(0.1).frames(at: rate).value
    else { return }
    log.add(.warning, "\(name) reached the end of the track")
  }

  /// Sync that would have to leave the tempo range does not follow, and says by how much.
  private func reportSyncOutOfRange(_ state: DeckState) {
    let wasOutOfRange = watch.isOutOfRange
    watch.isOutOfRange = state.refusedPercent != nil
    guard !wasOutOfRange, let percent = state.refusedPercent else { return }
    log.add(
      .warning,
      "\(name) would need \(signed(percent, 1)) % to follow \(id.other.name), its range is "
        + "\(Int(state.tempoRange.rounded())) %: it keeps its own tempo; \(rangeAdvice(for: percent))")
  }

  /// Sound that keeps dropping out is worse than any key lock: a deck that stretches with the engine of most work takes
  /// the one of least.
  func lightenKeyLock(_ state: DeckState) {
    guard state.isPlaying, state.keyLock, state.keyLockEngine == .finer else { return }
    engine.send(EngineCommand(.deck(id, .keyLockEngine(.faster))))
    log.add(
      .warning,
      "the sound keeps dropping out: \(name) now uses the “faster” key lock, which needs less of the processor. "
        + "A longer period helps too (--period 512)")
  }

  // MARK: Stems

  /// Why a stem cannot be moved, in words.
  func whyNoStem(_ stem: StemKind) -> String {
    guard let track else { return emptyComplaint }
    if load.awaitsStems { return "\(name): its stems are still being read" }
    if let refusal = track.shown.stemRefusal { return "\(name): \(refusal)" }
    if track.shown.stems.isEmpty { return "\(name): no stems were found beside this track" }
    return "\(name) has no \(stem.rawValue) stem, only \(track.shown.stems.map(\.rawValue).joined(separator: ", "))"
  }

  /// Mutes or fades a stem, which the engine knows by number.
  func move(_ stem: StemKind, _ change: Command.StemChange, at: Moment, over: Glide) {
    let actions = change.actions(on: stem, of: track?.loaded)
    if actions.isEmpty { log.add(.warning, whyNoStem(stem)) }
    for action in actions { engine.send(EngineCommand(.deck(id, action), at: at, over: over)) }
  }
}

/// Both decks.
struct DeckPair {
  let a: DeckController
  let b: DeckController

  subscript(deck: DeckID) -> DeckController { deck == .a ? a : b }

  /// Deck A, then deck B.
  var all: [DeckController] { [a, b] }
  /// The tracks on them.
  var tracks: [DeckID: TrackOnDeck] {
    var tracks: [DeckID: TrackOnDeck] = [:]
    for deck in all { tracks[deck.id] = deck.track }
    return tracks
  }
}

extension DeckID {
  /// "deck A", in what is said.
  var name: String { "deck \(word.uppercased())" }
}
