import Dispatch
import Engine
import Library
import Media
import Music
import Platform

/// How a track comes onto a deck. It plays as soon as its first frames are decoded; the rest of the file, its stems
/// and, where the library has none, its grid follow while it plays.
extension Workstation {
  func load(_ source: Command.LoadSource, onto deck: DeckID) {
    if engine.snapshot()[deck].isPlaying {
      return messages.add(.warning, "deck \(deck.word) is playing: stop it before you load another track")
    }
    switch source {
    case .path(let path): load(path, onto: deck)
    case .selected:
      load(browser.selected.flatMap { try? library.track($0) }, onto: deck, otherwise: "no track is selected")
    case .suggested:
      load(suggesting.selected?.track, onto: deck, otherwise: "nothing is suggested yet: play a track first")
    }
  }

  private func load(_ track: Track?, onto deck: DeckID, otherwise complaint: String) {
    guard let track else { return messages.add(.warning, complaint) }
    load(track, onto: deck)
  }

  private func load(_ path: String, onto deck: DeckID) {
    load(onto: deck) { [store, writer] in Self.track(at: absolutePath(path), store, writer) }
  }

  private func load(_ track: Track, onto deck: DeckID) { load(onto: deck) { track } }

  /// - Parameter find: is called on the deck's own queue.
  private func load(onto deck: DeckID, _ find: @escaping @Sendable () -> Track) {
    giveUpLoading(deck)
    decks[deck].awaitsStems = true
    let generation = decks[deck].generation
    let (media, inbox, rate) = (media, inbox, settings.output.rate)
    loader(of: deck).async { @Sendable in
      Self.bringIn(find(), deck, generation, media, inbox, rate)
    }
  }

  /// The library's track at a path, on the deck's own queue. A file that it does not know is taken in first; where the
  /// library is held just now the music does not wait for that (`filed`).
  private static func track(at path: String, _ library: Library, _ writer: LibraryWriter) -> Track {
    if let known = try? library.track(at: path) { return known }
    if let file = FolderScan.file(at: path) {
      writer.keep(.file(FoundFile(file)))
      writer.settle(within: .milliseconds(300))
      if let track = try? library.track(at: path) { return track }
    }
    return Track(id: TrackID(0), path: path)
  }

  /// The library has taken a file in that decks were given: what is done to it is kept from now on.
  func filed(_ path: FilePath) {
    libraryChanged()
    for deck in DeckID.allCases {
      guard let shown = decks[deck].shown.track, shown.id.value == 0, FilePath(shown.path) == path,
        let track = try? library.track(at: path.text)
      else { continue }
      decks[deck].shown.track?.id = track.id
      jobs.analyseNow(path.text)
    }
  }

  /// The part that waits for files, on the deck's own queue.
  private static func bringIn(
    _ track: Track, _ deck: DeckID, _ generation: Int, _ media: MediaProgram, _ inbox: Inbox, _ rate: SampleRate
  ) {
    do {
      let decoding = try media.decode(track.path, rate: rate)
      inbox.post { $0.begin(track, decoding, on: deck, generation) }
      do {
        try decoding.wait()
      } catch  where error.leavesSound {
        inbox.post { $0.messages.add(.warning, error.sentence) }
      }
      let stems = LoadedStems.find(of: track.path, original: decoding.pcm, media: media, rate: rate) { decodings in
        inbox.post { $0.stemsBegan(decodings, on: deck, generation) }
      }
      inbox.post { $0.take(stems, for: track, on: deck, generation) }
    } catch  where error.kind == .cancelled {
      return
    } catch {
      inbox.post { $0.loadFailed(track, error, on: deck, generation) }
    }
  }

  private func begin(_ track: Track, _ decoding: Decoding, on deck: DeckID, _ generation: Int) {
    guard decks[deck].generation == generation else { return decoding.cancel() }
    if engine.snapshot()[deck].isPlaying {
      // The track that was there was started meanwhile: its music is not cut off.
      decoding.cancel()
      giveUpLoading(deck)
      return messages.add(.warning, "deck \(deck.word) was started: \(track.title) was not loaded")
    }
    var shown = LoadedDeck()
    var track = track
    if track.tags == Tags() { track.tags = decoding.tags }
    shown.track = track
    decks[deck].decoding = decoding
    decks[deck].shown = shown
    (decks[deck].formerGrids, decks[deck].taps) = ([], TappedBeats())
    (decks[deck].heard, decks[deck].heardAt, decks[deck].isNoted) = (Seconds(0), nil, false)
    let analysis = readFacts(of: track, on: deck)
    let loaded = LoadedTrack(serial: takeSerial(), original: decoding.pcm, grid: decks[deck].shown.grid)
    give(loaded, to: deck, isNew: true, path: track.path)
    beginAutoGain(of: deck, analysis?.loudness)
    restoreCues(of: track, on: deck)
    if analysis == nil, track.id.value > 0 { jobs.analyseNow(track.path) }
  }

  private func loadFailed(_ track: Track, _ error: MediaError, on deck: DeckID, _ generation: Int) {
    guard decks[deck].generation == generation else { return }
    decks[deck].awaitsStems = false
    var sentence = error.sentence
    if decks[deck].decoding != nil, let loaded = decks[deck].loaded {
      decks[deck].decoding = nil
      let length = fixed(loaded.original.duration.value, 0)
      sentence += " Deck \(deck.word) holds \(length) s of \(decks[deck].shown.track?.title ?? "it"): load it again."
    }
    messages.add(.failure, sentence)
    writer.keep(.failure(path: track.path, error))
  }

  private func stemsBegan(_ decodings: [Decoding], on deck: DeckID, _ generation: Int) {
    if decks[deck].generation == generation {
      decks[deck].stemDecodings = decodings
    } else {
      for decoding in decodings { decoding.cancel() }
    }
  }

  private func take(_ stems: LoadedStems, for track: Track, on deck: DeckID, _ generation: Int) {
    guard decks[deck].generation == generation, let loaded = decks[deck].loaded else { return }
    decks[deck].awaitsStems = false
    decks[deck].decoding = nil
    decks[deck].stemDecodings = []
    decks[deck].shown.stemRefusal = stems.refusal
    if let refusal = stems.refusal { messages.add(.warning, "\(track.title): \(refusal)") }
    if !stems.remarks.isEmpty {
      let text = stems.remarks.map(\.text).joined(separator: " ")
      messages.add(stems.remarks.contains(where: \.isWarning) ? .warning : .note, "\(track.title): \(text)")
    }
    if track.id.value > 0, track.hasStems == stems.stems.isEmpty {
      writer.keep(.track(.init(track), .stems(!stems.stems.isEmpty)))
    }
    guard !stems.stems.isEmpty else { return }
    decks[deck].shown.stems = stems.stems.map(\.kind)
    if let vocals = stems.vocals { decks[deck].shown.vocals = vocals }
    let refreshed = LoadedTrack(
      serial: takeSerial(), original: loaded.original, stems: stems.stems, grid: decks[deck].shown.grid)
    give(refreshed, to: deck, isNew: false, path: track.path)
  }

  /// A file was analysed; decks that hold it learn what was found.
  func analysisArrived(_ path: FilePath) {
    libraryChanged()
    for deck in DeckID.allCases {
      guard let track = decks[deck].shown.track, FilePath(track.path) == path, let loaded = decks[deck].loaded,
        decks[deck].shown.waveform == nil
      else { continue }
      guard let fresh = try? library.track(at: path.text) else { continue }
      decks[deck].shown.track = fresh
      guard let analysis = readFacts(of: fresh, on: deck) else { continue }
      let refreshed = LoadedTrack(
        serial: takeSerial(), original: loaded.original, stems: loaded.stems, grid: decks[deck].shown.grid)
      give(refreshed, to: deck, isNew: false, path: path.text)
      let state = engine.snapshot()[deck]
      let isUntouched = !state.isPlaying && state.position == FramePosition(0) && decks[deck].heard == Seconds(0)
      if isUntouched, state.cue == FramePosition(0) { goToFirstBar(of: deck) }
      lateAutoGain(of: deck, analysis.loudness)
    }
  }

  /// What the library knows of a track, onto the deck's display. - Returns: nil when it was not analysed yet.
  private func readFacts(of track: Track, on deck: DeckID) -> TrackAnalysis? {
    guard track.id.value > 0 else { return nil }
    // Before the library is read: what is stored meanwhile is seen there.
    let waiting = writer.waiting(of: track)
    let analysis = (try? library.analysis(of: track.id)) ?? nil
    let mended = waiting.grid ?? ((try? library.gridEdit(of: track.id)) ?? nil)
    decks[deck].shown.grid = mended ?? analysis?.grid
    decks[deck].shown.gridConfidence = mended == nil ? analysis?.bpm_confidence : 1
    decks[deck].shown.isGridLocked = waiting.isGridLocked ?? (try? library.isGridLocked(track.id)) ?? false
    if case .some(.some(let key)) = waiting.key { decks[deck].shown.track?.key = key }
    guard let analysis else { return nil }
    decks[deck].shown.waveform = try? library.waveform(of: track.id)
    decks[deck].shown.mixIn = analysis.cues.mix_in_seconds
    decks[deck].shown.energyCurve = analysis.energy_curve ?? []
    let named = waiting.sections ?? ((try? library.sectionEdit(of: track.id)) ?? nil)
    decks[deck].shown.sections = named ?? analysis.sections ?? []
    decks[deck].shown.tuningCents = analysis.tuning_cents ?? 0
    // A vocal stem knows better than the mix.
    if !decks[deck].shown.stems.contains(.vocals) { decks[deck].shown.vocals = analysis.vocals ?? [] }
    return analysis
  }

  /// Another grid for the track that the deck holds; it is played by from now on.
  func play(by grid: BeatGrid?, on deck: DeckID) {
    guard let loaded = decks[deck].loaded, let path = decks[deck].shown.track?.path else { return }
    decks[deck].shown.grid = grid
    let refreshed = LoadedTrack(serial: takeSerial(), original: loaded.original, stems: loaded.stems, grid: grid)
    give(refreshed, to: deck, isNew: false, path: path)
  }

  /// Hands a track to the audio thread and notes how the journal brings it back.
  private func give(_ loaded: LoadedTrack, to deck: DeckID, isNew: Bool, path: String) {
    decks[deck].loaded = loaded
    if isNew { decks[deck].given = loaded.serial }
    let grid = loaded.grid.map(Journal.GridSpec.known) ?? .none
    specs[loaded.serial] = (
      Journal.TrackSpec(path: path, grid: grid, stems: !loaded.stems.isEmpty), loaded.stems.map(\.kind)
    )
    let handle = engine.handle(for: loaded)
    submit(EngineCommand(isNew ? .load(deck, handle) : .refresh(deck, handle)))
  }

  /// The audio thread let go of a deck's track: the deck is empty, and what was still to come for it is given up,
  /// unless another track is on its way already.
  func emptied(_ deck: DeckID) {
    guard decks[deck].given == decks[deck].taken else { return }
    giveUpLoading(deck)
    decks[deck].loaded = nil
    decks[deck].shown = LoadedDeck()
  }

  /// Whatever is on its way to the deck does not come.
  func giveUpLoading(_ deck: DeckID) {
    for decoding in decks[deck].stemDecodings { decoding.cancel() }
    decks[deck].stemDecodings = []
    decks[deck].decoding?.cancel()
    decks[deck].decoding = nil
    decks[deck].generation += 1
    decks[deck].awaitsStems = false
  }

  private func takeSerial() -> UInt64 {
    defer { nextSerial += 1 }
    return nextSerial
  }

}

/// The stems of a track, decoded and fitted to it, or why there are none.
struct LoadedStems: Sendable {
  var stems: [LoadedTrack.LoadedStem] = []
  var refusal: String?
  /// What was done to them, and what a DJ should know.
  var remarks: [StemCheck.Remark] = []
  /// Where the vocal stem is sung; nil without one.
  var vocals: [TrackAnalysis.VocalSpan]?

  /// Looks beside the file; blocks until all stems are decoded. - Parameter began: is given what is decoded, to cancel
  /// it.
  static func find(
    of path: String, original: PCM, media: MediaProgram, rate: SampleRate, began: ([Decoding]) -> Void = { _ in }
  ) -> LoadedStems {
    let files = StemSearch.stems(of: path)
    guard !files.isEmpty else { return LoadedStems() }
    do {
      let decodings = try files.prefix(stemCount).map { try media.decode($0.path, stream: $0.stream, rate: rate) }
      began(decodings)
      for decoding in decodings { try decoding.wait() }
      let fitted = try StemCheck.fit(decodings.map(\.pcm), kinds: files.map(\.kind), to: original)
      let vocals = zip(files, fitted.stems).first { $0.0.kind == .vocals }?.1
      return LoadedStems(
        stems: zip(files, fitted.stems).map { LoadedTrack.LoadedStem(kind: $0.kind, pcm: $1) },
        remarks: fitted.remarks,
        vocals: vocals.map { pcm in
          vocalSpans(
            ofStem: UnsafeBufferPointer(start: pcm.samples, count: 2 * pcm.framesReady), sampleRate: pcm.sampleRate)
        })
    } catch let error as MediaError {
      return LoadedStems(refusal: error.sentence)
    } catch {
      return LoadedStems(refusal: "\(error)")
    }
  }
}
