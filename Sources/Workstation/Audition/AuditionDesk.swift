import Dispatch
import Engine
import Library
import Media
import Music
import Platform
import Suggestion

/// What is heard before the room hears it: auditions, their files and their place on the screen. The main thread's;
/// files are decoded, and blends planned and rendered, on threads of its own.
///
/// More than fifteen stored properties: the parts of the program that it speaks to.
final class AuditionDesk {
  let decks: DeckPair
  let engine: EngineLink
  let library: LibraryWork
  let mashups: MashupDesk
  let clips: MashupClips
  private let sound: SoundDevice
  let media: MediaProgram
  let settings: Settings
  let rate: SampleRate
  let log: MessageLog
  let inbox = MainQueue<AuditionDesk>()
  let worker = DispatchQueue(label: "segue.audition", qos: .userInitiated)
  /// Blends take seconds: they hold up no other audition.
  let renderer = DispatchQueue(label: "segue.audition.blend", qos: .userInitiated)

  /// What is heard, and what is on its way; the one goes on until the other begins.
  var heard: Audition?
  var coming: Audition?
  /// The last one that was made.
  var madeMaster: MadeMaster?
  /// What one is to be made of, while it is being read.
  var unmastered: PCM?
  var number = 0
  /// Files that are or were decoded: what is auditioned, and the rows that come next.
  private var files: [FilePath: Decoding] = [:]
  private var asked: Set<FilePath> = []
  private var tempo = AuditionTempo.room
  /// Clips that are rendered ahead.
  var prepared: [MashupClip.Key] = []
  /// The list that the DJ was in last.
  private var isInSuggestions = false
  private var isInMashups = false

  /// A wait that is longer is said.
  private static let patience = Seconds(0.3)
  /// Rows that are decoded ahead.
  private static let ahead = 2

  init(
    decks: DeckPair, engine: EngineLink, library: LibraryWork, mashups: MashupDesk, sound: SoundDevice,
    media: MediaProgram,
    settings: Settings, rate: SampleRate, log: MessageLog
  ) {
    (self.decks, self.engine, self.library, self.sound) = (decks, engine, library, sound)
    (self.media, self.settings, self.rate, self.log) = (media, settings, rate, log)
    self.mashups = mashups
    clips = MashupClips(library.tracks.library, media: media, rate: rate) { [inbox] key, reason in
      inbox.post { $0.notRendered(reason, of: key) }
    }
  }

  // MARK: The DJ

  /// Notes the list that a command moves in.
  func touched(_ command: Command) {
    switch command.action {
    case .browse, .search, .sort: (isInSuggestions, isInMashups) = (false, false)
    case .suggestMove, .suggestFor: (isInSuggestions, isInMashups) = (true, false)
    case .mashup: isInMashups = true
    default: break
    }
  }

  /// Does what a command says.
  func perform(_ command: AuditionCommand) {
    switch command {
    case .start(let source, let place): start(source, place, isInRoom: false)
    case .mashup: startMashup(isInRoom: false)
    case .master(let deck, let isInRoom): startMaster(of: deck, isInRoom: isInRoom)
    case .room(nil) where isAtMashup: startMashup(isInRoom: true)
    case .room(nil) where (coming ?? heard)?.isOfMaster == true: moveMasterIntoRoom()
    case .room(let source): start(source, .best, isInRoom: true)
    case .section(let step): jump(by: step)
    case .walk(let step): walk(by: step)
    case .tempo(let wish):
      tempo = wish
      if let heard, !heard.isMade { start(heard.track, heard.place, isInRoom: heard.isInRoom) }
    case .load: load()
    case .stop:
      if heard == nil, coming == nil { log.add(.note, "no audition is heard") }
      stop()
    }
  }

  /// The track that is auditioned.
  var track: Track? { (coming ?? heard)?.track }

  /// Whether one is heard or on its way.
  var isGoing: Bool { heard != nil || coming != nil }

  /// A mashup is heard or on its way; or nothing is, and the DJ was last among the partners that are listed.
  private var isAtMashup: Bool {
    guard let audition = coming ?? heard else { return isInMashups && mashups.chosen != nil }
    return audition.mashup != nil
  }

  private func start(_ source: Command.LoadSource?, _ place: AuditionPlace, isInRoom: Bool) {
    let track: Track?
    switch source {
    case .path(let path):
      let path = absolutePath(path)
      track = library.track(at: path) ?? Track(id: TrackID(0), path: path)
    case .selected:
      isInSuggestions = false
      track = library.selected
    case .suggested:
      isInSuggestions = true
      track = library.suggested
    case nil: track = self.track ?? (isInSuggestions ? library.suggested : library.selected)
    }
    guard let track else { return log.add(.warning, "there is nothing to audition: select a track") }
    start(track, place, isInRoom: isInRoom)
  }

  /// Begins to audition a track.
  /// - Parameters:
  ///   - at: from here; nil: from the place that is named.
  ///   - isInRoom: everybody hears it.
  func start(_ track: Track, _ place: AuditionPlace, at time: TrackTime? = nil, isInRoom: Bool) {
    if !isInRoom, let refusal { return log.add(.warning, refusal) }
    if place == .blend, heardDeck == nil { return log.add(.warning, "nothing plays: there is no blend to hear") }
    number += 1
    var audition = Audition(number: number, track: track, facts: library.facts(of: track), place: place)
    (audition.isInRoom, audition.asked, audition.from) = (isInRoom, monotonicTime(), time)
    let path = FilePath(track.path)
    // A track that is on a deck is there already.
    audition.sound = decks.all.compactMap(\.track).first { FilePath($0.track.path) == path }?.loaded.original
    if audition.from == nil { audition.from = audition.place(whilePlaying: heardDeck != nil) }
    coming = audition
    if audition.sound == nil { decode(track.path) }
    if heardDeck != nil, place == .blend || audition.from == nil { plan(audition) }
    begin()
  }

  /// Why nobody would hear it, in a sentence; nil where somebody does.
  var refusal: String? {
    guard let headphones = sound.headphones else {
      return "no headphones are set up: say “headphones to split”, “headphones to 3-4” or a second sound device; "
        + "“audition in room” lets everybody hear it"
    }
    return sound.lacksHeadphones ? "the \(headphones) are not there: plug them in, or choose another output" : nil
  }

  /// Ends what is heard and what is on its way.
  func stop() {
    if heard != nil { engine.send(EngineCommand(.preview(.stop))) }
    (heard, coming) = (nil, nil)
    keepFiles([])
  }

  private func jump(by step: Int) {
    if let audition = coming ?? heard, audition.mashup != nil {
      mashups.turn(by: step)
      return startMashup(isInRoom: audition.isInRoom)
    }
    guard let heard, let position else { return log.add(.note, "no audition is heard") }
    let target = heard.section(by: step, from: position)
    self.heard?.cue = target
    engine.send(EngineCommand(.preview(.seek(target))))
  }

  private func walk(by step: Int) {
    if let audition = coming ?? heard, audition.mashup != nil {
      mashups.move(by: step)
      return startMashup(isInRoom: audition.isInRoom)
    }
    if (coming ?? heard)?.isOfMaster == true { return exchangeMaster() }
    let (place, isInRoom) = (coming ?? heard).map { ($0.place, $0.isInRoom) } ?? (.mixIn, false)
    if isInSuggestions {
      library.moveInSuggestions(by: step)
    } else {
      for _ in 0..<min(abs(step), 1000) { library.browse(step < 0 ? .up : .down) }
    }
    start(isInSuggestions ? .suggested : .selected, place, isInRoom: isInRoom)
  }

  /// The deck that is empty, or else one that stands.
  private var free: DeckController? {
    decks.all.first { $0.track == nil && !$0.load.awaitsStems } ?? decks.all.first { !$0.state.isPlaying }
  }

  /// What loading what is heard would change: as with mashups.
  var loads: [(deck: DeckID, isNew: Bool)] {
    guard let heard, heard.pair == nil, position != nil else { return [] }
    return heard.mashup == nil ? free.map { [($0.id, true)] } ?? [] : mashups.loads
  }

  /// Onto the deck that is empty, or else onto one that stands.
  private func load() {
    guard let heard, let position else { return log.add(.warning, "no audition is heard: audition a track first") }
    if heard.mashup != nil {
      stop()
      return mashups.perform(.load)
    }
    guard heard.pair == nil else {
      return log.add(.note, "a master is a file's: segue master \(fileName(heard.track.path)) writes it")
    }
    guard let free else { return log.add(.warning, "both decks are playing: stop one first") }
    let preview = engine.snapshot.preview
    var place = HeardPlace(
      position: position, cue: heard.cue, tempoPercent: preview.tempoPercent, isInTime: preview.follows != nil)
    if let plan = heard.plan, heard.place == .blend {
      // The clip's own time is no place of the track's: it comes in where the plan has it.
      place.position = plan.in.lowerBound
      place.cue = plan.in.lowerBound
      place.tempoPercent = plan.tempoChangePercent ?? 0
      place.isInTime = plan.tempoChangePercent != nil
    }
    let path = FilePath(heard.track.path)
    let ready = files.removeValue(forKey: path)
    free.load(.track(heard.track), ready: ready, asHeard: place)
    stop()
  }

  // MARK: Ticks

  /// What other threads have done; what can begin begins, and what has ended is over.
  func tick(_ snapshot: EngineSnapshot) {
    inbox.run(on: self)
    prepareMashups()
    makeMaster()
    begin()
    if let coming, !coming.isWaitSaid, monotonicTime() - coming.asked > Self.patience {
      self.coming?.isWaitSaid = true
      let what =
        coming.mashup != nil
        ? "rendering the mashup with"
        : coming.isOfMaster ? "mastering" : coming.place == .blend ? "rendering the blend into" : "decoding"
      log.add(.note, "\(what) \(coming.track.title): it is heard in a moment")
    }
    guard let heard else { return }
    if !heard.isInRoom, refusal != nil {
      stop()
      return log.add(.warning, "the headphones went away: the audition is over")
    }
    if snapshot.preview.serial == heard.serial {
      self.heard?.hasBegun = true
    } else if heard.hasBegun {
      self.heard = nil
      engine.send(EngineCommand(.preview(.stop)))
    }
  }

  /// What was asked for begins as soon as enough of it is there.
  func begin() {
    guard var audition = coming else { return }
    if audition.place != .blend, audition.sound == nil { audition.sound = files[FilePath(audition.track.path)]?.pcm }
    guard let pcm = audition.sound, let from = audition.from else {
      coming = audition
      return
    }
    // A mashup is rendered several times faster than it is heard.
    let ahead = Seconds(audition.mashup != nil ? 0.5 : 2.5)
    let wanted = Int((Seconds(max(0, from.value)) + ahead).frames(at: rate).value)
    guard pcm.isComplete || pcm.framesReady >= wanted else {
      coming = audition
      return
    }
    let isBlend = audition.place == .blend && !audition.isOfMaster
    let loaded = engine.track(pcm, grid: isBlend ? audition.clipGrid : audition.facts.grid)
    let inTime: PreviewTime =
      audition.isMade ? .own : tempo == .own && !isBlend ? .own : isBlend ? .phrases : .bars
    engine.preview(
      loaded, at: from, gain: audition.pair?.gain ?? (isBlend ? .unity : gain(for: audition)), inTime,
      isInRoom: audition.isInRoom)
    (audition.serial, audition.cue) = (loaded.serial, from)
    (heard, coming) = (audition, nil)
    if audition.isMade { keepFiles([]) } else { keepFiles([audition.track.path] + prefetch()) }
  }

  /// As loud as the room hears what plays: it may be too spiky to be brought to the decks' target, and its fader or the
  /// crossfader may be lower, of which twelve decibels are followed. Where nothing plays, as loud as a deck would be.
  func gain(for audition: Audition) -> Decibels {
    let playing = heardDeck.flatMap { deck in
      decks[deck].track?.loudness?.integrated_lufs.map { integrated in
        let state = engine.snapshot[deck]
        let faders = max(-12, Gain(state.audible).decibels.value)
        return LUFS(integrated + state.trimDecibels + state.autoGainDecibels + faders)
      }
    }
    guard let target = playing ?? (settings.autoGain ? decks.a.gain.target : nil) else { return .unity }
    return AutoGainControl(isOn: true, target: target).gain(for: audition.facts.loudness)
  }

  /// The deck that the room hears.
  var heardDeck: DeckID? { engine.snapshot.heardDeck }

  /// Where the audition is in its track.
  var position: TrackTime? {
    let preview = engine.snapshot.preview
    guard let heard, preview.serial == heard.serial else { return nil }
    return preview.position.time(at: rate)
  }

  // MARK: Files

  /// The next rows are decoded ahead. - Returns: their paths.
  private func prefetch() -> [String] {
    let paths = library.below(Self.ahead, inSuggestions: isInSuggestions).filter { !$0.isMissing }.map(\.path)
    for path in paths { decode(path) }
    return paths
  }

  private func decode(_ path: String) {
    let key = FilePath(path)
    guard files[key] == nil, asked.insert(key).inserted else { return }
    worker.async { @Sendable [inbox, media, rate] in
      do throws(MediaError) {
        let decoding = try media.decode(path, rate: rate)
        inbox.post { $0.take(decoding, path) }
      } catch {
        inbox.post { $0.failed(path, error.sentence) }
      }
    }
  }

  private func take(_ decoding: Decoding, _ path: String) {
    guard asked.remove(FilePath(path)) != nil else { return decoding.cancel() }
    files[FilePath(path)] = decoding
  }

  /// What was only decoded ahead is told once it is wanted.
  private func failed(_ path: String, _ sentence: String) {
    asked.remove(FilePath(path))
    guard let coming, FilePath(coming.track.path) == FilePath(path) else { return }
    self.coming = nil
    log.add(.failure, sentence)
  }

  /// All other files are let go.
  private func keepFiles(_ paths: [String]) {
    let kept = Set(paths.map { FilePath($0) })
    for (path, decoding) in files where !kept.contains(path) {
      decoding.cancel()
      files[path] = nil
    }
    asked.formIntersection(kept)
  }

  // MARK: The screen

  /// As the screen shows it; nil while none is heard or on its way.
  var shown: AuditionModel? {
    guard let audition = coming ?? heard else { return nil }
    var model = AuditionModel()
    (model.title, model.place) = (audition.track.title, audition.words)
    model.table = audition.pair?.table ?? []
    model.isInRoom = audition.isInRoom
    model.output = audition.isInRoom ? "THE ROOM" : sound.headphones ?? "nowhere"
    guard coming == nil, let position else { return model }
    let preview = engine.snapshot.preview
    (model.position, model.length) = (position, preview.lengthFrames.seconds(at: rate))
    if audition.place != .blend { model.section = audition.section(at: position)?.label ?? "" }
    model.isInTime = preview.follows != nil
    return model
  }
}
