import Dispatch
import Engine
import Glibc
import Library
import Media
import Music
import Platform
import Suggestion

/// The program without a screen: it is told commands, runs jobs, and shows itself as snapshots. It lives on one thread,
/// whichever made it; jobs leave their results in its inbox, which `tick` opens.
package final class Workstation {
  /// As the config, the command line and the prompt have left them.
  package internal(set) var settings: Settings
  let places: Places
  /// To read from; what is to be kept goes through `writer`.
  let library: Library
  /// For threads that may wait.
  let store: Library
  let writer: LibraryWriter
  /// Small files: what was chosen and typed, cue sheets.
  let files = DiskQueue("files")
  let media: MediaProgram
  let engine: Engine
  let inbox = Inbox()
  let jobs: LibraryJobs
  private let source: any FrameSource
  let masterMeter: MasterMeter
  let taps = Recorder.Taps(master: RecordingTap(), decks: RecordingTap(channels: 4))
  private let loaders = [DispatchQueue(label: "segue.load.a"), DispatchQueue(label: "segue.load.b")]

  var output: any Output
  var decks = DeckPair()
  var browser = Browser()
  var suggesting = Suggesting()
  var messages = MessageLog()
  var journal: JournalWriter?
  var recorder: Recorder?
  /// Of the recording that runs, from its first frame on.
  var cueSheet: CueSheet?
  var saidShortness = false
  var saidCueSheet = false
  var listening = Listening()
  /// Commands that wait for their moment, in the order in which they were given.
  var waits: [WaitingCommand] = []
  var nextSerial: UInt64 = 1
  var dropouts = Dropouts()
  var overload = Overload()
  /// How the device was at the last look.
  private var heardState = OutputStatus.State.stopped
  /// How the journal brings back each track that the audio thread was given.
  var specs: [UInt64: (track: Journal.TrackSpec, stems: [StemKind])] = [:]
  var libraryIsStale = false
  /// The library's file, nil while it is looked at, and when to look after it again.
  var libraryFile: FileWatch?
  var nextLook = Seconds(0)
  /// Whether what an earlier run left undone was taken up.
  var hasResumed = false
  var demoProgress: JobProgress?
  /// The DJ has said quit.
  package internal(set) var wantsToQuit = false
  /// The theme asked for; the screen changes to it when it changes.
  package internal(set) var themeName: String
  /// Counts `help` commands.
  var helpRequests = 0

  /// Opens the sound device and begins to render.
  /// - Throws: `OutputError` only when not even a thread for a silent clock can be had; `LibraryError` when the library
  ///   cannot be opened a second time.
  package init(settings: Settings, places: Places, library: Library, media: MediaProgram) throws {
    var settings = settings
    if settings.followsDeviceRate, settings.output.device != Settings.noDevice,
      let rate = OutputDevices.engineRate(for: settings.output)
    {
      settings.output.rate = rate
    }
    self.settings = settings
    self.places = places
    self.library = try library.forScreen()
    store = library
    writer = LibraryWriter(library) { [inbox] news in inbox.post { $0.hear(news) } }
    self.media = media
    themeName = settings.theme
    engine = Engine(sampleRate: settings.output.rate)
    source = RenderedSource(engine.takeRenderer(), deckTap: taps.decks)
    let started = try Self.start(settings.output, source, taps.master)
    output = started.output
    masterMeter = MasterMeter(engine.masterTap, rate: settings.output.rate)
    jobs = LibraryJobs(library: library, writer: writer, media: media, limit: settings.jobs) { [inbox] news in
      inbox.post { $0.hear(news) }
    }
    if let failure = started.failure {
      let waits = started.output.status.state == .silent ? "" : " The set runs unheard until it can be opened."
      messages.add(.warning, failure.description + waits)
    }
    startJournal()
    setMixer()
    if let corners = settings.crossovers {
      engine.submit(EngineCommand(.mixer(.crossovers(low: corners.x, high: corners.y))))
    }
    lookForBrokenSet()
    browser.open(library)
  }

  /// The workstation on the library at `path`, or on the user's own. - Throws: what cannot be opened, in a sentence.
  package static func open(settings: Settings, places: Places, library path: String?) throws -> Workstation {
    if let complaint = makeFolder(places.data) { throw OfflineSet.Failure(description: complaint) }
    let path = path ?? places.library
    let workstation = try Workstation(
      settings: settings, places: places, library: try Library(path: path), media: try MediaProgram.find())
    workstation.libraryFile = FileWatch(path)
    return workstation
  }

  /// Ends recording, jobs and sound, in this order; the files are whole when it returns. Waits for a disk or a library
  /// that is held for some seconds at most. - Parameter say: is told what is waited for, and what could not be stored.
  package func close(say: (String) -> Void = { _ in }) {
    recorder?.finish()
    jobs.close()
    output.stop()
    masterMeter.stop()
    tick()
    journal?.write(.end, at: engine.snapshot().frame)
    if journal?.finish(within: Seconds(3)) == false {
      say("the journal is not written to its end: the disk does not answer")
    }
    if !files.finish(within: Seconds(3)) { say("what was chosen last may be forgotten: the disk does not answer") }
    finishLibrary(say)
  }

  private func finishLibrary(_ say: (String) -> Void) {
    let waiting = writer.finish(within: Seconds(0.2))
    if waiting.isEmpty { return }
    say("waiting for the library to take \(counted(waiting.count, "change")) …")
    let lost = writer.finish(within: Seconds(10))
    if lost.isEmpty { return say("all is stored") }
    say("the library did not take them; not stored: \(lost.map(\.words).joined(separator: ", "))")
  }

  private static func start(
    _ settings: OutputSettings, _ source: any FrameSource, _ tap: RecordingTap
  ) throws(OutputError) -> (output: any Output, failure: OutputError?) {
    if settings.device == Settings.noDevice {
      let silent = SilentOutput(rate: settings.rate, tap: tap)
      try silent.start(source)
      return (silent, nil)
    }
    return try startOutput(settings, playing: source, tap: tap)
  }

  /// What the screen or the start-up has to say.
  package func report(_ text: String, weight: Message.Weight) { messages.add(weight, text) }

  /// What the screen itself answers to a key or a line.
  package func answer(_ text: String, weight: Message.Weight) {
    messages.beginAnswer()
    messages.add(weight, text)
    messages.endAnswer()
  }

  func loader(of deck: DeckID) -> DispatchQueue { loaders[Int(deck.rawValue)] }

  // MARK: Sound device

  /// Another device, or other periods on this one; where that fails, on as before. What plays is kept as chosen.
  func reopen(remembering name: String, _ value: String, _ change: (inout OutputSettings) -> Void) {
    var wanted = settings.output
    change(&wanted)
    output.stop()
    heardState = .stopped
    do {
      var started = try Self.start(wanted, source, taps.master)
      output = started.output
      if let failure = started.failure {
        // The one that played goes on: a slip of the finger must not silence the room.
        output.stop()
        started = try Self.start(settings.output, source, taps.master)
        output = started.output
        let rest = started.failure == nil ? "Still playing through" : "Waiting for"
        messages.add(.failure, "\(failure.description) \(rest) \(settings.output.device).")
      } else {
        settings.output = wanted
        let place = wanted.headphonesPlace
        let headphones = place == "none" ? "" : ", headphones: \(place)"
        messages.add(
          .note, "playing through \(wanted.device), \(wanted.periodFrames) × \(wanted.periods)\(headphones)")
        remember(name, value)
      }
    } catch { messages.add(.failure, error.description) }
  }

  /// Another place for the headphones. A second device must be there, as the first one must: a slip of the finger keeps
  /// them where they are. (One that goes away later is waited for.)
  func putHeadphones(at place: String) {
    var wanted = settings.output
    wanted.place(headphones: place)
    guard wanted != settings.output else {
      return messages.add(.note, "the headphones are at \(settings.output.headphonesPlace) already")
    }
    if let name = wanted.cueDevice {
      var alone = wanted
      (alone.device, alone.cueDevice, alone.cue) = (name, nil, .none)
      do throws(OutputError) {
        try wanted.validate()
        _ = try OutputDevices.examine(alone)
      } catch {
        let rest = "The headphones stay at \(settings.output.headphonesPlace)."
        return messages.add(.failure, "\(error.description) \(rest)")
      }
    }
    reopen(remembering: "headphones", place) { $0.place(headphones: place) }
  }

  /// Keeps a choice for the next time.
  func remember(_ name: String, _ value: String) {
    files.run { [places, inbox, said = settings.said[name]] in
      var choices = Choices.read(places)
      choices.keep(name, value, said: said)
      guard let complaint = choices.write(places) else { return }
      inbox.post { $0.messages.add(.warning, "the choice will be forgotten: \(complaint)") }
    }
  }

  /// Keeps a line of the prompt for the next time.
  package func rememberTyped(_ line: String) { files.run { [places] in PromptHistory.append(line, places) } }

  /// Says that the device went away or is back; the status line shows it all the while.
  func noticeDevice() {
    let now = output.status
    defer { heardState = now.state }
    switch (heardState, now.state) {
    case (.running, .lost):
      messages.add(.failure, "\(now.device) went away: the set goes on unheard until it is back")
    case (.running, .stalled): messages.add(.failure, "\(now.device) takes no sound: the set goes on")
    case (.lost, .running), (.stalled, .running), (.awaited, .running):
      messages.add(.note, "\(now.device) is \(heardState == .awaited ? "there" : "back")")
    default: break
    }
  }

  private func startJournal() {
    do {
      journal = try JournalWriter(folder: places.journals, rate: settings.output.rate, started: dateAndTime())
    } catch { messages.add(.warning, error.description) }
  }

  // MARK: Library

  private func hear(_ news: LibraryJobs.News) {
    switch news {
    case .changed: libraryChanged()
    case .analysed(let path): analysisArrived(path)
    case .failed(let path, let sentence):
      messages.add(.warning, sentence)
      analysisArrived(path)
    case .problem(let weight, let sentence): messages.add(weight, sentence)
    case .unreadable: break
    case .unreadableFiles(let count):
      let files = count == 1 ? "1 file cannot be read: it is" : "\(count) files cannot be read: they are"
      messages.add(.warning, "\(files) marked ! in the list; loading one says why")
    }
  }

  /// What became of a change that was given to the writer.
  private func hear(_ news: LibraryWriter.News) {
    switch news {
    case .stored(.track(let subject, let fact)): stored(fact, of: subject)
    case .stored(.file(let file)): filed(file.path)
    case .stored: libraryChanged()
    case .refused(let change, let error):
      messages.add(.failure, "\(change.words): not stored yet. \(error.description) It is tried again until it is.")
    case .caughtUp: messages.add(.note, "the library takes changes again: all is stored")
    case .dropped(let change, let error): messages.add(.failure, "\(change.words): not stored. \(error.description)")
    }
  }

  /// Adds a folder of music and scans it.
  package func addFolder(_ path: String) { jobs.add(path) }

  func rescan() {
    do {
      var folders = writer.waiting.compactMap { if case .folder(let path) = $0 { path } else { nil } }
      folders += try library.folders()
      if folders.isEmpty { return messages.add(.note, "the library has no folders yet: add ~/Music") }
      jobs.scan(folders)
    } catch { messages.add(.failure, error.description) }
  }
}
