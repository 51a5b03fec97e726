import Dispatch
import Engine
import Library
import Media
import Music
import Platform
import Suggestion

/// How a track comes onto a deck. It plays as soon as its first frames are decoded; the rest of the file, its stems
/// and, where the library has none, its grid follow while it plays.
extension DeckController {
  /// Loads a track of the library, or a file that it may not know; not onto a deck that plays.
  /// - Parameters:
  ///   - ready: the file, where it is being decoded already.
  ///   - heard: where it was heard in an audition; the deck stands like that then.
  ///   - line: words that are sung where the deck is to stand.
  ///   - place: where it stands else; nil: where the settings say.
  func load(
    _ source: TrackSource, ready: Decoding? = nil, asHeard heard: HeardPlace? = nil, line: String? = nil,
    at place: LoadPlace? = nil
  ) {
    if state.isPlaying { return log.add(.warning, "\(name) is playing: stop it before you load another track") }
    let number = load.begin(at: line)
    let start = Standing(heard: heard, place: place ?? .rule(loadPlace), speed: DeckSpeed(state))
    loader.async { @Sendable [id, library = library.tracks, media, inbox, rate, readsStems, messages = log.elsewhere] in
      do throws(NotInLibrary) {
        let track =
          switch source {
          case .track(let track): track
          case .file(let name): try library.track(named: name)
          }
        Self.bringIn(track, ready, start, id, number, library, media, inbox, rate, messages, readsStems)
      } catch {
        let sentence = error.description
        inbox.post { $0.nothingNamed(sentence, number) }
      }
    }
  }

  /// The part that waits for files, on the deck's own thread.
  private static func bringIn(
    _ track: Track, _ ready: Decoding?, _ start: Standing, _ deck: DeckID, _ number: Int, _ library: TrackFinder,
    _ media: MediaProgram, _ inbox: MainQueue<DeckController>, _ rate: SampleRate, _ messages: MessageQueue,
    _ readsStems: Bool
  ) {
    do {
      let decoding = if let ready { ready } else { try media.decode(track.path, rate: rate) }
      inbox.post { $0.begin(track, decoding, number, start) }
      // What a mashup is to be is said before the stems are read.
      let known = track.id.value > 0 ? (try? library.library.stemFacts(of: [track.id]))?[track.id] : nil
      if let known { inbox.post { $0.take(MashupNotes(known), of: track.id) } }
      let lyrics = media.lyrics([track.path]).first?.lyrics ?? Lyrics()
      inbox.post { $0.take(lyrics, number) }
      do {
        try decoding.wait()
      } catch  where error.leavesSound {
        messages.post(.warning, error.sentence)
      }
      guard readsStems else { return inbox.post { $0.leaveStemsOut(number) } }
      bringInStems(of: track, decoding.pcm, number, library, media, inbox)
    } catch  where error.kind == .cancelled {
      return
    } catch {
      inbox.post { $0.loadFailed(track, error, number) }
    }
  }

  /// Reads a track's stems, and what mashups are planned by, on the deck's own thread.
  private static func bringInStems(
    of track: Track, _ original: PCM, _ number: Int, _ library: TrackFinder, _ media: MediaProgram,
    _ inbox: MainQueue<DeckController>
  ) {
    let stems = LoadedStems.find(
      of: track.path, content: track.contentID, original: original, media: media, rate: original.sampleRate,
      began: { decodings in inbox.post { $0.stemsBegan(decodings, number) } })
    inbox.post { $0.take(stems, number) }
    // Where the library does not take it now the next scan does.
    guard track.id.value > 0, !stems.stems.isEmpty else { return }
    let stamp = StemJobs.stamp(of: media.stems(of: track.path, content: track.contentID))
    let isKnown = (try? library.library.stemStamp(of: track.id)) == stamp
    let facts = isKnown ? (try? library.library.stemFacts(of: [track.id]))?[track.id] : stems.facts
    if !isKnown, let facts {
      try? library.library.keep(stems: facts, laying: stems.laying, stamp: stamp, of: track.id)
    }
    if let facts { inbox.post { $0.take(MashupNotes(facts), of: track.id) } }
  }

  /// Stems of the track were made while it was on the deck: they are read as if it were loaded, and it plays on.
  func stemsWereMade() {
    guard load.awaitsStems else { return takeUpStems() }
    // It looks for stems at this moment, perhaps too early: behind that on the same thread.
    loader.async { @Sendable [inbox] in inbox.post { $0.takeUpStems() } }
  }

  private func takeUpStems() {
    guard let onDeck = track, onDeck.loaded.stems.isEmpty, !load.awaitsStems else { return }
    let number = load.beginStems()
    loader.async { @Sendable [library = library.tracks, media, inbox] in
      Self.bringInStems(of: onDeck.track, onDeck.loaded.original, number, library, media, inbox)
    }
  }

  private func begin(_ track: Track, _ decoding: Decoding, _ number: Int, _ start: Standing) {
    guard load.isCurrent(number) else { return decoding.cancel() }
    if state.isPlaying {
      // The track that was there was started meanwhile: its music is not cut off.
      decoding.cancel()
      load.cancel()
      return log.add(.warning, "\(name) was started: \(track.title) was not loaded")
    }
    var track = track
    if track.tags == Tags() { track.tags = decoding.tags }
    load.fileBegan(decoding)
    // Whoever has set a tempo since the load was asked for means the new track.
    if self.track != nil, start.speed == DeckSpeed(state) { restoreSpeed() }
    let facts = library.facts(of: track)
    var onDeck = TrackOnDeck(track, engine.track(decoding.pcm, grid: facts.grid))
    onDeck.take(facts)
    self.track = onDeck
    engine.send(onDeck.loaded, to: id, isNew: true, path: track.path)
    beginAutoGain()
    restoreCues(of: track, at: start.place)
    if let heard = start.heard { stand(asHeard: heard) }
    if !facts.isAnalysed, onDeck.isInLibrary { library.analyseNow(track.path) }
  }

  /// Where and how fast the audition was heard. A deck in sync has its tempo from the other one: to set it would move
  /// that one.
  private func stand(asHeard heard: HeardPlace) {
    func tell(_ action: DeckAction) {
      note(action)
      engine.send(EngineCommand(.deck(id, action)))
    }
    if abs(heard.tempoPercent) > tempoRange { tell(.tempoRange(50)) }
    if state.sync, !heard.isInTime { tell(.sync(.off)) }
    if !state.sync || !heard.isInTime { tell(.set(.tempo, heard.tempoPercent)) }
    start(at: heard.position, cue: heard.cue)
  }

  /// The next track is played at its own tempo and in its own key: what sync, a plan or a hand made of the last one is
  /// not meant for it. A deck that follows the other one keeps that one's tempo.
  private func restoreSpeed() {
    if state.tempoTarget != 0, state.follows == nil { engine.send(EngineCommand(.deck(id, .set(.tempo, 0)))) }
    if state.keyShiftTarget != 0 { engine.send(EngineCommand(.deck(id, .set(.keyShift, 0)))) }
  }

  private func loadFailed(_ track: Track, _ error: MediaError, _ number: Int) {
    guard load.isCurrent(number) else { return }
    var sentence = error.sentence
    if load.finish(), let onDeck = self.track {
      let length = fixed(onDeck.loaded.original.duration.value, 0)
      sentence += " \(name.capitalisedFirst) holds \(length) s of \(onDeck.track.title): load it again."
    }
    log.add(.failure, sentence)
    library.keep(.failure(path: track.path, error))
  }

  /// What was to be loaded means no track, or more than one.
  private func nothingNamed(_ sentence: String, _ number: Int) {
    guard load.isCurrent(number) else { return }
    load.finish()
    log.add(.warning, sentence)
  }

  private func stemsBegan(_ decodings: [Decoding], _ number: Int) {
    if load.isCurrent(number) {
      load.stemsBegan(decodings)
    } else {
      for decoding in decodings { decoding.cancel() }
    }
  }

  /// The settings want none; the library keeps what it knows of them.
  private func leaveStemsOut(_ number: Int) {
    if load.isCurrent(number) { load.finish() }
  }

  private func take(_ stems: LoadedStems, _ number: Int) {
    guard load.isCurrent(number), let onDeck = track else { return }
    load.finish()
    track?.shown.stemRefusal = stems.refusal
    if let refusal = stems.refusal { log.add(.warning, "\(onDeck.track.title): \(refusal)") }
    if !stems.remarks.isEmpty {
      let text = stems.remarks.map(\.text).joined(separator: " ")
      log.add(stems.remarks.contains(where: \.isWarning) ? .warning : .note, "\(onDeck.track.title): \(text)")
    }
    if onDeck.isInLibrary, onDeck.track.hasStems == stems.stems.isEmpty {
      library.keep(.track(.init(onDeck.track), .stems(!stems.stems.isEmpty)))
    }
    guard !stems.stems.isEmpty else { return }
    track?.shown.stems = stems.stems.map(\.kind)
    track?.shown.stemShapes = stems.shapes
    if let vocals = stems.vocals { track?.vocalsOfStem = vocals }
    refresh(stems: stems)
  }

  private func take(_ notes: MashupNotes, of id: TrackID) {
    if track?.track.id == id { track?.notes = notes }
  }

  /// Gives the audio thread the same track with what is known of it now.
  func refresh(stems: LoadedStems? = nil) {
    guard let onDeck = track else { return }
    let loaded = engine.track(
      onDeck.loaded.original, stems: stems?.stems ?? onDeck.loaded.stems, grid: onDeck.shown.grid,
      busLoudness: stems?.loudness ?? onDeck.loaded.busLoudness)
    track?.loaded = loaded
    engine.send(loaded, to: id, isNew: false, path: onDeck.track.path)
  }

  // MARK: The library's news

  /// Something of the deck's track has come into the library.
  func take(_ news: LibraryNews) {
    switch news {
    case .analysed(let path): analysed(path)
    case .filed(let path): filed(path)
    case .stored(let fact, let subject): stored(fact, of: subject)
    }
  }

  /// The library has taken in a file that the deck was given: what is done to it is kept from now on.
  private func filed(_ path: FilePath) {
    guard let onDeck = track, !onDeck.isInLibrary, FilePath(onDeck.track.path) == path,
      let known = library.track(at: path.text)
    else { return }
    track?.track.id = known.id
    library.analyseNow(path.text)
  }

  /// A file was analysed: the deck that holds it learns what was found. One that knows its track already takes the new
  /// waveform alone: its grid, its gain and its place stay as the DJ has them.
  private func analysed(_ path: FilePath) {
    guard let onDeck = track, FilePath(onDeck.track.path) == path, let known = library.track(at: path.text) else {
      return
    }
    let facts = library.facts(of: known)
    guard onDeck.shown.waveform == nil else {
      if let waveform = facts.waveform { track?.shown.waveform = waveform }
      return
    }
    track?.track = known
    track?.take(facts)
    guard let loudness = facts.loudness else { return }
    refresh()
    let state = state
    let isUntouched = !state.isPlaying && state.position == FramePosition(0) && onDeck.playTime.heard == Seconds(0)
    if isUntouched, state.cue == FramePosition(0), loadPlace != .start { goToFirstBar() }
    lateAutoGain(loudness)
  }

  // MARK: An empty deck

  /// The audio thread let go of the deck's track: the deck is empty, and what was still to come for it is given up,
  /// unless another track was loaded since the DJ asked for that.
  func emptied() {
    if let track, track.serial != takenSerial { return }
    if isLoadBeforeEject { load.cancel() }
    track = nil
    restoreSpeed()
    engine.emptied(id)
  }
}

/// Where a track was heard in an audition.
struct HeardPlace: Sendable {
  var position: TrackTime
  /// Where it was heard from.
  var cue: TrackTime
  var tempoPercent: Double
  /// At the room's tempo, not at its own.
  var isInTime: Bool
}

/// How a deck is played: percent and semitones that were set, and those on their way.
private struct DeckSpeed: Sendable, Equatable {
  var tempo: Double
  var keyShift: Double

  init(_ state: DeckState) { (tempo, keyShift) = (state.tempoTarget, state.keyShiftTarget) }
}

/// Where the deck is to stand when its track is there.
private struct Standing: Sendable {
  /// As it was heard in an audition; that goes before the place.
  var heard: HeardPlace?
  var place: LoadPlace
  /// How the deck was played when the load was asked for.
  var speed: DeckSpeed
}

/// Where a load puts the playhead.
package enum LoadPlace: Sendable, Hashable {
  case rule(Rule)
  case time(TrackTime)

  /// A place that each track has.
  package enum Rule: String, Sendable, Hashable, CaseIterable {
    /// The file's first frame.
    case start
    /// The first downbeat that sounds.
    case firstDownbeat = "first-downbeat"
    /// The cue point that the DJ has set, else the first downbeat.
    case memory
    /// Where the analysis has a mix begin.
    case mixIn = "mix-in"

    /// At the end of a sentence.
    var words: String {
      switch self {
      case .start: "the file's start"
      case .firstDownbeat: "the first downbeat"
      case .memory: "their cue point, or else the first downbeat"
      case .mixIn: "their mix-in"
      }
    }
  }
}

/// What a deck is to hold.
enum TrackSource: Sendable {
  case track(Track)
  /// A file, whether the library knows it or not, or words of a title.
  case file(String)
}

extension TrackOnDeck {
  /// What the library knows of the track comes onto the display.
  mutating func take(_ facts: TrackFacts) {
    shown.grid = facts.grid
    shown.gridConfidence = facts.gridConfidence
    shown.isGridLocked = facts.isGridLocked
    if let key = facts.editedKey { (track.key, isKeyByHand) = (key, true) }
    guard let analysis = facts.analysis else { return }
    loudness = analysis.loudness
    shown.waveform = facts.waveform
    shown.mixIn = analysis.cues.mix_in_seconds
    shown.energyCurve = analysis.energy_curve ?? []
    heardVocals = analysis.vocals
    shown.sections = facts.sections
    shown.tuningCents = analysis.tuning_cents ?? 0
  }
}

extension String {
  /// At the beginning of a sentence.
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
