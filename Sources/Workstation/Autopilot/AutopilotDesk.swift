import Dispatch
import Engine
import Library
import Music
import Platform
import Suggestion

/// The autopilot in its place: shows it the set, has done what it says, and finds for it what takes time, on a thread
/// of its own. The main thread's.
final class AutopilotDesk {
  private var pilot: Autopilot
  private let queue: QueueDesk
  private let library: LibraryWork
  private var settings: Settings
  private let log: MessageLog
  private let inbox = MainQueue<AutopilotDesk>()
  private let worker = DispatchQueue(label: "segue.auto", qos: .userInitiated)
  private var look = SetLook()
  /// What was played, and the programme, by which it chooses while it is a station.
  private var run: ProgrammeRun
  private(set) var isStation = false
  private let source = KeptStationMusic()
  /// By what the next track of the station was chosen.
  private var onAir: StationChoice?
  /// What was said of the programme already.
  private var saidNotes: Set<String> = []
  /// Files that are not chosen again in this set, and since when: they could not be played, or the DJ did not want
  /// them. A station tries them again: its disk may be back.
  private var rejected: [FilePath: Seconds] = [:]
  private static let restOfRejected = Seconds(3600)
  /// Where the DJ steers to.
  var steer = SteerWish()
  /// How the energy goes, since when, and from where on, once a track plays whose energy is known.
  private var course: (shape: SetCourse.Shape, length: Seconds, start: Seconds, energy: Double?)?
  /// "arc, 60 minutes"; nil where nobody has said.
  var courseWords: String? { course.map { "\($0.shape.rawValue), \(Int(($0.length.value / 60).rounded())) minutes" } }
  /// As the screen shows it; nil while it is off.
  private(set) var words: String?
  /// What it has planned; nil while there is nothing.
  private(set) var coming: ComingBlend?

  init(queue: QueueDesk, library: LibraryWork, settings: Settings, log: MessageLog) {
    (self.queue, self.library, self.settings, self.log) = (queue, library, settings, log)
    pilot = Autopilot(usualBars: settings.blend.bars)
    run = ProgrammeRun(settings.programme)
  }

  // MARK: The DJ

  /// Does what a command says. - Returns: what is to be done now.
  func perform(_ command: AutoCommand) -> [Command] {
    switch command {
    case .power(let wish):
      let isOn = wish.applied(to: pilot.isOn)
      let words = isOn ? "the autopilot is on" : "the autopilot is off: the decks are yours"
      if isOn != pilot.isOn { log.add(.note, words) }
      if !pilot.isOn { rejected = [:] }
      return carryOut(pilot.power(isOn, look))
    case .wish(let wish): return carryOut(pilot.wish(wish, look))
    case .kind(let kind): return carryOut(pilot.want(kind))
    case .course(nil, _):
      course = nil
      log.add(.note, "the set's energy goes as it comes")
    case .course(let shape?, let minutes):
      course = (shape, Seconds(60 * (minutes ?? 60)), look.time, playingEnergy)
      log.add(.note, "the set's energy: \(shape.rawValue), \(Int(minutes ?? 60)) minutes")
    case .radio(let wish):
      isStation = wish.applied(to: isStation)
      pilot.loadsLate = isStation
      saidNotes = []
      log.add(.note, isStation ? "the autopilot plays by the programme" : "the autopilot plays what fits")
    }
    return []
  }

  var isOn: Bool { pilot.isOn }

  /// What it is to bring next; nil where that is not known.
  var nextPath: String? { pilot.nextPath }

  /// What a station plays when.
  var programme: Programme { run.programme }
  /// When an ident was heard last; nil: never.
  var lastIdent: WallTime? {
    get { run.lastJingle }
    set { run.lastJingle = newValue }
  }
  /// A blend is under way.
  var isBlending: Bool { pilot.hands != nil }
  /// Where in the track that plays the next blend begins; nil where that is not known yet.
  var blendStart: TrackTime? { pilot.next?.plan?.out.lowerBound }

  /// It chooses by this taste from now on.
  func use(_ taste: Taste) { settings.suggest.taste = taste }

  /// It plays by this programme from the next choice on.
  func use(_ programme: Programme) {
    run.programme = programme
    saidNotes = []
  }

  /// The DJ has said this.
  func touched(_ command: Command) { pilot.touched(command) }

  // MARK: Ticks

  /// Looks at the set. - Returns: what is to be done now.
  func tick(_ snapshot: EngineSnapshot, _ decks: DeckPair, rate: SampleRate) -> [Command] {
    // A station's queue is what is asked for, and comes where it fits.
    look = SetLook(snapshot, decks, queueHead: isStation ? nil : queue.queue.first?.path, rate: rate)
    isReversed = snapshot.crossfaderReversed
    inbox.run(on: self)
    if pilot.isOn { countKnown() }
    let commands = answers + carryOut(pilot.look(look))
    answers = []
    words = pilot.words(look)
    coming = pilot.coming(look)
    return commands
  }

  /// The crossfader has deck B on its left.
  private var isReversed = false

  /// What followed from the worker's answers.
  private var answers: [Command] = []

  /// A command that has deck A on the crossfader's left, as it must be said where that is the right.
  func onThisCrossfader(_ command: Command) -> Command { isReversed ? command.forReversedCrossfader : command }

  private func carryOut(_ deeds: [Autopilot.Deed]) -> [Command] {
    deeds.compactMap { deed in
      switch deed {
      case .say(let command): return onThisCrossfader(command)
      case .choose(let deck): choose(after: deck)
      case .plan(let wish): plan(wish)
      case .tell(let weight, let text): log.add(weight, text)
      case .takeFromQueue(let path): queue.take(path)
      case .reject(let path): rejected[FilePath(path)] = monotonicTime()
      case .played(let path): notePlay(path)
      }
      return nil
    }
  }

  private func notePlay(_ path: String) {
    let track = library.track(at: path)
    let chosen = onAir?.path == path ? onAir : nil
    note(track, path, album: chosen?.album, at: secondsSince1970(), choice: chosen?.list)
  }

  private func note(_ track: Track?, _ path: String, album: UInt64?, at date: Double, choice: Shortlist?) {
    let candidate = Candidate(
      id: track?.id ?? TrackID(0), artist: SongName.digest(ofArtist: track?.tags.artist),
      song: track.flatMap { SongName(of: $0.tags)?.digest }, content: track?.contentID?.digest)
    let album = album ?? SongName.digest(ofAlbum: track?.tags.album, in: folder(of: path))
    run.note(candidate, album: album, at: WallTime(here: date), choice: choice)
  }

  /// What the library says was played in the last days counts as if this set had played it, and so does what was on
  /// the decks when the last one was cut off. - Parameter then: is done when it is known.
  func rememberPlays(cutOff: [String], then: @escaping @Sendable (AutopilotDesk) -> Void) {
    worker.async { @Sendable [inbox, library = library.tracks.library, trouble = library.tracks.trouble] in
      let plays = trouble.read("what was played before") { () throws(LibraryError) in
        let plays = try library.plays(limit: Self.remembered).reversed()
        return try plays.map { play throws(LibraryError) in
          (track: try library.track(play.track), date: play.startedAt)
        }
      }
      inbox.post { desk in
        desk.heardBefore = (plays ?? []).suffix(20).reversed().compactMap { play in
          play.track.map { (title: StationPage.line($0.artist, $0.title), date: play.date) }
        }
        for play in plays ?? [] {
          desk.note(play.track, play.track?.path ?? "", album: nil, at: play.date, choice: nil)
        }
        for path in cutOff { desk.notePlay(path) }
        then(desk)
      }
    }
  }

  /// More than a day of a station's.
  private static let remembered = 800
  /// The last of what was played before, and when, the newest first.
  private(set) var heardBefore: [(title: String, date: Double)] = []
  /// What was played before is known.
  var remembers = false

  // MARK: The worker

  private func plan(_ wish: Autopilot.PlanWish) {
    let facts = BlendFacts(library: library.tracks.library, rules: settings.blend)
    worker.async { @Sendable [inbox, trouble = library.tracks.trouble] in
      let found = trouble.read("what is known of \(wish.to)") { () throws(LibraryError) in try facts.plan(wish) }
      guard let found else { return }
      inbox.post { $0.pilot.planned(found.plan, voices: found.voices, for: wish) }
    }
  }

  private func choose(after deck: DeckID?) {
    if course?.energy == nil { course?.energy = playingEnergy }
    // What is chosen comes in when what plays is over.
    let left = max(0, deck.map { look[$0].heard(TrackTime(look[$0].length.value) - look[$0].position).value } ?? 0)
    let goal = course.map { course in
      NextChoice.Goal(
        course: SetCourse(course.shape, length: course.length, start: course.energy ?? 5),
        time: look.time - course.start + Seconds(left))
    }
    let station = NextChoice.Station(
      asked: queue.queue.rows.map(\.path), time: WallTime(here: secondsSince1970() + left), source: source)
    if isStation { rejected = rejected.filter { monotonicTime() - $0.value < Self.restOfRejected } }
    let choice = NextChoice(
      library: library.tracks.library, sounds: library.sounds, steer: steer, settings: settings, run: run,
      station: isStation ? station : nil, rejected: Set(rejected.keys), goal: goal,
      playing: deck.flatMap { look[$0].path }, state: deck.map { look[$0].state })
    worker.async { @Sendable [inbox, trouble = library.tracks.trouble] in
      let found = trouble.read("what comes next") { () throws(LibraryError) in
        (choice: try choice.find(), among: try choice.library.analysedCount())
      }
      inbox.post { desk in
        if let found { desk.chosenAmong = found.among }
        if let station = found?.choice?.station { desk.take(station) }
        desk.answers += desk.carryOut(desk.pilot.chose(found?.choice?.choice, desk.look))
      }
    }
  }

  /// What the programme has said to a choice.
  private func take(_ choice: StationChoice) {
    // What began meanwhile is noted already.
    if choice.run.history.plays.count == run.history.plays.count {
      // So is a programme that was read anew.
      let (programme, lastIdent) = (run.programme, run.lastJingle)
      run = choice.run
      (run.programme, run.lastJingle) = (programme, lastIdent)
    }
    onAir = choice
    for note in choice.notes where saidNotes.insert(note).inserted { log.add(.warning, "programme: \(note)") }
    for remark in choice.remarks where saidNotes.insert(remark).inserted { log.add(.note, "programme: \(remark)") }
    for (path, why) in choice.refused {
      queue.take(path)
      log.add(.note, "\(baseName(path)), asked for, is not played: \(why)")
    }
  }

  /// On a first run the next track is chosen while most are not analysed yet: when many more are, it is chosen anew.
  private func countKnown() {
    guard !isCounting, library.changeCount != countedChange, look.time - countedAt > Seconds(5) else { return }
    (isCounting, countedChange, countedAt) = (true, library.changeCount, look.time)
    worker.async { @Sendable [inbox, library = library.tracks.library, trouble = library.tracks.trouble] in
      let count = trouble.read("what is analysed") { () throws(LibraryError) in try library.analysedCount() }
      inbox.post { desk in
        desk.isCounting = false
        guard let count, count >= max(2 * desk.chosenAmong, desk.chosenAmong + 3) else { return }
        desk.answers += desk.carryOut(desk.pilot.libraryHasGrown(desk.look))
      }
    }
  }

  /// How many analysed tracks the last choice was made from.
  private var chosenAmong = 0
  private var isCounting = false
  private var countedChange = 0
  private var countedAt = Seconds(0)

  /// Of what is heard, 1…10; nil where nothing is, or it is not known.
  private var playingEnergy: Double? {
    let playing = look.heard.flatMap { look[$0].path }
    return playing.flatMap { library.track(at: $0)?.energy }.map(Double.init)
  }
}

extension Library {
  /// How many tracks can be chosen by what they are.
  fileprivate func analysedCount() throws(LibraryError) -> Int { try candidates().count { $0.bpm != nil } }
}

extension Command {
  /// The autopilot has deck A on the left: where that is on the right, the crossfader goes the other way.
  fileprivate var forReversedCrossfader: Command {
    guard case .engine(.mixer(.set(.crossfader, let place))) = action else { return self }
    return Command(.engine(.mixer(.set(.crossfader, -place))), at: at, over: over)
  }
}

extension SetLook {
  /// The set as it is now; the crossfader as if deck A were on its left.
  init(_ snapshot: EngineSnapshot, _ decks: DeckPair, queueHead: String?, rate: SampleRate) {
    time = snapshot.frame.seconds(at: rate)
    (crossfader, leader) = (snapshot.crossfaderReversed ? -snapshot.crossfader : snapshot.crossfader, snapshot.leader)
    heard = snapshot.heardDeck
    self.queueHead = queueHead
    for deck in decks.all {
      var seen = Deck()
      seen.state = snapshot[deck.id]
      seen.isLoading = deck.load.awaitsStems
      if let track = deck.track {
        (seen.path, seen.title) = (track.track.path, track.track.title)
        seen.isAnalysed = track.shown.waveform != nil
        (seen.grid, seen.stems) = (track.loaded.grid, track.loaded.stems.map(\.kind))
        // The audio thread may still have the track before.
        if deck.takenSerial != track.serial || seen.state.serial == nil { seen.state.isPlaying = false }
        let length = track.loaded.original.isComplete ? track.loaded.original.duration.value : 0
        seen.length = Seconds(max(length, seen.state.lengthFrames.seconds(at: rate).value))
      }
      seen.position = seen.state.position.time(at: rate)
      self[deck.id] = seen
    }
  }
}
