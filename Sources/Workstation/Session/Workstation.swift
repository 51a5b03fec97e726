import Controllers
import Engine
import Library
import Media
import Music
import Platform

/// The program without a screen: it is told commands, ticks, and shows itself as snapshots. What it is made of:
///
/// - `DeckController`, two of them: the track on a deck, its loading, cues, grid and gain;
/// - `LibraryWork`: the library, the list, the suggestions, and the jobs that scan and analyse;
/// - `SetJournal`: what is left of the set: its journal, its recording, what was played;
/// - `AnswerDesk` and `TasteDesk`: what the DJ says to tracks, and what is learnt from it; `NoteDesk`: what he notes of
///   them; `CrateDesk`: crates as he fills them, `ImportDesk`: what other programs have;
/// - `QueueDesk` and `AutopilotDesk`: what is lined up, and the autopilot that plays it;
/// - `SteeringDesk`: the sliders that steer what comes next;
/// - `SplitJobs`: tracks that are split into stems meanwhile;
/// - `MacroDesk`: several commands under one name, said as the beat counts;
/// - `MashupDesk`: partners for one track's voice over another one's instrumental;
/// - `AirDesk`: streams and archive of what the room hears;
/// - `SoundDevice`: the sound card, or the silent clock in its place;
/// - `EngineLink`: the way to the audio thread.
///
/// It lives on the thread that made it, the main one; other threads leave their results in the parts' queues, which
/// `tick` empties.
package final class Workstation {
  let engine: EngineLink
  let decks: DeckPair
  let library: LibraryWork
  let set: SetJournal
  let sound: SoundDevice
  let log: MessageLog
  let saved: SavedSettingsFile
  /// Small files: what was chosen and typed, cue sheets.
  let files: DiskQueue
  let masterMeter: MasterMeter
  let queue: QueueDesk
  let auto: AutopilotDesk
  let answers: AnswerDesk
  let notes: NoteDesk
  let crates: CrateDesk
  let imports: ImportDesk
  let taste: TasteDesk
  let steering: SteeringDesk
  let mashups: MashupDesk
  let audition: AuditionDesk
  let test: ListeningTestDesk
  let mash: MashDesk
  let splits: SplitJobs
  let songs: SongJobs
  /// How whole songs are made.
  let songSettings: Settings
  let macros: MacroDesk
  let air: AirDesk
  let idents: IdentDesk
  /// Nobody sits in the chair; nil: somebody does.
  var radio: RadioDesk?
  let media: MediaProgram
  let directories: AppDirectories
  let rate: SampleRate
  private let thread = OwnThread()
  /// The DJ has said quit.
  package internal(set) var wantsToQuit = false
  /// The theme asked for; the screen changes to it when it changes.
  package internal(set) var themeName: String
  /// The keyboard that the DJ plays on; the screen finds keys by their place on it.
  package internal(set) var layout: KeyboardLayout
  /// Of the library's list; none: as the screen has them by itself.
  var columns: [BrowserColumn]
  /// Which parts of the screen have its room.
  var view: ScreenView
  var kicks = KickFollowing()
  private let foundKicks = MainQueue<Workstation>()
  /// What became of tracks that were split, and of songs.
  private let backgroundNews: MainQueue<Workstation>
  /// Tracks that commands name by words of their titles.
  let foundTracks = MainQueue<Workstation>()
  /// What waits until it can be done.
  var early = EarlyCommands()
  /// Where other programs give commands; nil: nowhere.
  private var control: ControlSocket?
  /// Hardware that is played on; nil: none is read.
  private var controllers: ControllerDesk?
  private var ticks = 0
  /// What the last run left, and how this one stands.
  let lastSet: LastSet
  /// It is to be brought back as soon as it is read.
  var wantsResume = false
  /// When the DJ was asked whether to quit while music plays.
  var asked: (command: Command, at: Seconds)?
  /// What can be taken back.
  var undoLog = UndoLog()
  /// The deck that a hand was on last: what a line means that names none.
  var focus = DeckID.a
  /// The rows of the browser that were last shown.
  var shownRows = 12
  /// What `help` was asked for last.
  var help = HelpRequest()
  /// What `say` was asked last.
  var spokenAnswer = SpokenAnswer()
  /// What a screen would show after the last command, for who does not see it.
  var spokenAside = SpokenAnswer()
  /// The suggestions are told as soon as they are ranked.
  var tellsSuggestions = false
  /// How much is said of its own accord.
  var announcements: Announcements
  /// The list that has the keys on the screen.
  package var listInHand: ListInHand {
    get { library.listInHand }
    set { library.listInHand = newValue }
  }
  /// How waveforms are shown.
  var waveView: WaveView

  /// Opens the sound device and begins to render. - Parameter path: of the library's file, nil for one in memory.
  /// - Throws: `OutputError` only when not even a thread for a silent clock can be had; `LibraryError` when the library
  ///   cannot be opened a second time.
  package init(
    settings: Settings, directories: AppDirectories, library: Library, media: MediaProgram, path: String? = nil
  ) throws {
    var settings = settings
    if settings.followsDeviceRate, settings.output.device != Settings.noDevice,
      let rate = OutputDevices.engineRate(for: settings.output)
    {
      settings.output.rate = rate
    }
    self.directories = directories
    let media = media.withStems(in: directories)
    self.media = media
    let news = MainQueue<Workstation>()
    backgroundNews = news
    splits = SplitJobs(settings.splitEngine, directories, media) { outcome in news.post { $0.take(outcome) } }
    songs = SongJobs(directories, media, library: path) { outcome in news.post { $0.take(outcome) } }
    songSettings = settings
    let rate = settings.output.rate
    self.rate = rate
    themeName = settings.theme
    layout = settings.layout
    view = settings.view
    columns = settings.columns
    announcements = settings.announcements
    waveView = settings.waveView
    log = MessageLog()
    files = DiskQueue("files")
    saved = SavedSettingsFile(directories: directories, said: settings.said, files: files, messages: log.elsewhere)
    lastSet = LastSet(path: directories.lastSet, files: files, log: log)
    self.library = try LibraryWork(
      library, path: path, media: media, settings: settings, files: files, log: log)
    let audio = Engine(sampleRate: rate)
    let taps = Recorder.Taps(master: RecordingTap(), decks: RecordingTap(channels: 4))
    // Four seconds: its reader waits for nobody.
    let airTap = RecordingTap(capacity: 1 << 18)
    sound = try SoundDevice(
      settings.output, source: RenderedSource(audio.takeRenderer(), deckTap: taps.decks, airTap: airTap),
      tap: taps.master, saved: saved, log: log)
    masterMeter = MasterMeter(audio.masterTap, rate: rate)
    set = SetJournal(directories: directories, settings: settings, rate: rate, taps: taps, files: files, log: log)
    air = AirDesk(settings.air, tap: airTap, rate: rate, directories: directories, files: files, log: log)
    queue = QueueDesk(directories: directories, library: self.library, files: files, log: log)
    auto = AutopilotDesk(queue: queue, library: self.library, settings: settings, log: log)
    answers = AnswerDesk(library: self.library, queue: queue, log: log)
    notes = NoteDesk(library: self.library, log: log)
    crates = CrateDesk(library: self.library, log: log)
    imports = ImportDesk(library: self.library, media: media, log: log)
    taste = TasteDesk(
      settings.taste, rules: settings.suggest, directories: directories, library: self.library, files: files,
      saved: saved, log: log)
    steering = SteeringDesk(
      library: self.library, auto: auto, directories: directories, settings: settings, place: path, log: log)
    let engine = EngineLink(audio, journal: set, log: log)
    self.engine = engine
    let (libraryWork, sound, log) = (self.library, sound, log)
    func deck(_ id: DeckID) -> DeckController {
      DeckController(
        id, engine: engine, library: libraryWork, sound: sound, media: media, log: log, settings: settings, rate: rate)
    }
    decks = DeckPair(a: deck(.a), b: deck(.b))
    mash = MashDesk(decks: decks, engine: engine, most: settings.mashup.keyShift, log: log)
    mashups = MashupDesk(
      decks: decks, engine: engine, library: libraryWork, mash: mash, rules: settings.mashup, rate: rate, log: log)
    audition = AuditionDesk(
      decks: decks, engine: engine, library: libraryWork, mashups: mashups, sound: sound, media: media,
      settings: settings, rate: rate, log: log)
    test = ListeningTestDesk(
      audition: audition, library: libraryWork, directories: directories, files: files, log: log)
    idents = IdentDesk(
      library: libraryWork, media: media, engine: engine, target: settings.targetLoudness, rate: rate, log: log)
    macros = MacroDesk(decks: decks, engine: engine, rate: rate, log: log)
    for action in settings.mixerActions { engine.send(EngineCommand(.mixer(action))) }
    set.findInterruptedSet()
    self.library.open()
  }

  /// The workstation on the library at `path`, or on the user's own. - Throws: what cannot be opened, in a sentence.
  package static func open(settings: Settings, directories: AppDirectories, library path: String?) throws -> Workstation
  {
    if let complaint = makeFolder(directories.data) { throw OfflineSet.Failure(description: complaint) }
    let path = path ?? directories.library
    return try Workstation(
      settings: settings, directories: directories, library: try Library(path: path), media: try MediaProgram.find(),
      path: path)
  }

  /// Lets other programs of this user give commands (`segue ctl`). Why they cannot is said.
  package func openControl() {
    do throws(ControlSocket.Refusal) {
      control = try ControlSocket(at: directories.controlSocket)
    } catch {
      log.add(.note, error.description)
    }
  }

  /// Reads controllers that are plugged in, now and later. A machine without MIDI says nothing of it, unless it was
  /// told where to read.
  package func openControllers(_ midi: MIDIPlace) {
    guard let place = midi.place else { return }
    do throws(MIDITrouble) {
      controllers = try ControllerDesk(place, directories: directories, engine: engine, log: log)
    } catch {
      if midi != .system { log.add(.warning, error.description) }
    }
  }

  /// Does what is wished of the MIDI clock. - Parameter change: returns what to say of it.
  func midiClock(_ change: (inout ClockDesk) -> String) {
    guard let controllers else {
      return log.add(.warning, "there is no MIDI: it is off in the config, or this machine has none (segue midi)")
    }
    log.add(.note, change(&controllers.clock))
  }

  /// One of them is readable when another program has said something, or hands have moved a controller.
  package var controlFiles: [Int32] { (control?.files ?? []) + (controllers.map { [$0.file] } ?? []) }

  /// Does what other programs have said, and what hands have done on controllers.
  package func takeControl() {
    control?.serve(answer: answer(to:)) { snapshot(browserRows: shownRows) }
    controllers?.take { perform($0) }
  }

  private func tellWatchers() {
    ticks += 1
    takeControl()
    guard ticks % 3 == 0, let control, control.isWatched else { return }
    control.tell(snapshot(browserRows: shownRows))
  }

  /// Ends recording, jobs and sound, in this order; the files are whole when it returns. Waits for a disk or a library
  /// that is held for some seconds at most. - Parameter say: is told what is waited for, and what could not be stored.
  package func close(say: (String) -> Void = { _ in }) {
    control?.close()
    control = nil
    controllers?.close()
    controllers = nil
    radio?.page.close()
    set.finishRecording()
    air.close(within: 2)
    library.stopJobs()
    steering.stopJobs()
    splits.close()
    songs.close()
    sound.stop()
    masterMeter.stop()
    tick()
    set.end(at: engine.snapshot.frame)
    lastSet.end(standing())
    if !set.finish(within: Seconds(3)) { say("the journal is not written to its end: the disk does not answer") }
    if !files.finish(within: Seconds(3)) { say("what was chosen last may be forgotten: the disk does not answer") }
    library.finish(say)
  }

  /// What is left of the set when it is closed: its journal and its recordings, a line each.
  package var keptOfSet: [String] { self.set.kept }

  /// What is to be done again and again: thirty times a second is enough. Takes in what other threads have done, writes
  /// the journal, keeps what the DJ made, frees what the audio thread gave back.
  package func tick() {
    beginTurn()
    defer { NoWaiting.end() }
    log.collect()
    // Before the news are taken in: what is read by now is on the decks then.
    let ready = takeEarly()
    takeIn()
    for command in ready { carryOut(command) }
    let snapshot = engine.snapshot
    for applied in engine.takeApplied() {
      for deck in decks.all { deck.note(applied) }
      kicks.note(applied)
    }
    followKicks(snapshot)
    set.tick(snapshot, decks.tracks)
    air.tick(snapshot, decks.tracks)
    engine.collectReturns()
    let played = decks.all.filter { $0.tick(snapshot) }
    for deck in played { library.notePlay(of: deck.track, after: decks[deck.id.other].track) }
    library.tick(snapshot, decks.tracks, rate: rate)
    if tellsSuggestions, library.suggestionsAreReady {
      tellsSuggestions = false
      tellAside(sentences(on: .part(.suggestions)))
    }
    if snapshot.frame.seconds(at: rate) > Seconds(2) { answers.askAgain() }
    if let learnt = taste.tick(snapshot, decks.tracks, at: snapshot.frame.seconds(at: rate), rate: rate) {
      library.use(learnt)
      auto.use(learnt)
    }
    lastSet.tick(standing)
    if wantsResume, lastSet.lines != nil { resume() }
    queue.tick()
    steering.tick()
    mashups.tick()
    imports.tick()
    audition.tick(snapshot)
    test.tick()
    mash.tick(snapshot)
    for command in radio?.tick(snapshot, decks, air, auto) ?? [] { carryOut(auto.onThisCrossfader(command)) }
    radio?.page.tick(snapshot, at: monotonicTime()) { picture(snapshot) }
    if radio?.isOver == true { wantsToQuit = true }
    engine.isAutopilots = true
    for command in auto.tick(snapshot, decks, rate: rate) { carryOut(command) }
    idents.tick(snapshot, decks, auto)
    engine.isAutopilots = false
    for command in macros.tick(snapshot) {
      auto.touched(command)
      carryOut(command)
    }
    let isPlaying = DeckID.allCases.contains { snapshot[$0].isPlaying }
    if sound.tick(isPlaying: isPlaying) { for deck in decks.all { deck.lightenKeyLock(snapshot[deck.id]) } }
    controllers?.tick(snapshot, decks, latency: sound.latencyFrames)
    tellWatchers()
  }

  /// At the door of what the screen asks for: one thread, which waits for nobody.
  func beginTurn(_ door: StaticString = #function) {
    thread.check(door)
    NoWaiting.begin()
  }

  private func followKicks(_ snapshot: EngineSnapshot) {
    foundKicks.run(on: self)
    kicks.isAutomatic = auto.words != nil
    kicks.update(snapshot, decks.tracks) { [foundKicks] found in
      foundKicks.post { workstation in
        let snapshot = workstation.engine.snapshot
        if let command = workstation.kicks.take(found, snapshot) { workstation.engine.send(command) }
      }
    }
  }

  private func takeIn() {
    foundTracks.run(on: self)
    backgroundNews.run(on: self)
    for news in library.takeNews() { for deck in decks.all { deck.take(news) } }
    for deck in decks.all { deck.takeLoads() }
  }

  /// What the screen or the start-up has to say.
  package func report(_ text: String, weight: Message.Weight) { log.add(weight, text) }

  /// What was said since this was asked last: lines of a log.
  package func takeMessages() -> [Message] { log.take() }

  /// What the screen itself answers to a key or a line.
  package func answer(_ text: String, weight: Message.Weight) {
    log.beginAnswer()
    log.add(weight, text)
    log.endAnswer()
  }

  /// Keeps a line of the prompt for the next time.
  package func rememberTyped(_ line: String) { files.run { [directories] in PromptHistory.append(line, directories) } }

  /// The macros of the DJ's key file, in place of built-in ones of the same names.
  package func define(_ macros: [Macro]) { self.macros.define(macros) }

  /// For Tab: the lines that one that begins with "macro" could become.
  package func macroCompletions(for line: String) -> [String] { macros.completions(for: line) }

  /// Adds a folder of music and scans it.
  package func addFolder(_ path: String) { library.addFolder(path) }

  /// Makes the demo crate where it is not there yet, and adds it to the library as it grows.
  package func openDemoCrate() { library.open(DemoCrate(folder: directories.demo)) }
}
