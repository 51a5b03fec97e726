import Dispatch
import Engine
import Library
import Media
import Music
import Platform
import Suggestion

/// What has come into the library that a deck which holds the track wants to know.
enum LibraryNews {
  /// A file was analysed, or cannot be.
  case analysed(FilePath)
  /// A file that was not known has been taken in.
  case filed(FilePath)
  /// What the DJ made of a track is stored.
  case stored(LibraryChange.Fact, of: LibraryChange.Subject)
}

/// The library and all that goes on in it: the list, the suggestions, what is to be stored, and the jobs that scan and
/// analyse. The main thread's: it reads through a door of its own and waits for nothing; writes and long work are done
/// on other threads.
final class LibraryWork {
  /// To read from; what is to be kept goes through `writer`.
  let library: Library
  /// How suggestions are ranked and blends planned.
  private var settings: Settings
  let writer: LibraryWriter
  private let jobs: LibraryJobs
  /// For the threads that load decks.
  let tracks: TrackFinder
  private let files: DiskQueue
  let trouble: LibraryTrouble
  private let log: MessageLog
  private let inbox: MainQueue<LibraryWork>
  var browser = Browser()
  /// The list whose selected row is meant.
  var listInHand = ListInHand.library
  /// Its tracks on a scale of their own.
  let sounds: SoundTables
  private var search: SuggestionSearch
  private var fileCheck: LibraryFileCheck?
  private var demoProgress: JobProgress?
  private var news: [LibraryNews] = []
  /// The lists are read again at the next tick: many changes cost one reading.
  private var isStale = false
  /// Rises when tracks or their facts changed.
  private(set) var changeCount = 0
  /// Whether what an earlier run left undone was taken up.
  private var hasResumed = false

  /// - Parameters:
  ///   - path: the library's file, whose loss is to be noticed.
  ///   - settings: how many analyses go on at a time, how suggestions are ranked and blends planned.
  init(
    _ library: Library, path: String?, media: MediaProgram, settings: Settings, files: DiskQueue, log: MessageLog
  ) throws(LibraryError) {
    let inbox = MainQueue<LibraryWork>()
    self.inbox = inbox
    sounds = SoundTables()
    search = SuggestionSearch(sounds)
    self.log = log
    self.settings = settings
    self.files = files
    self.library = try library.forScreen()
    writer = LibraryWriter(library) { news in inbox.post { $0.take(news) } }
    trouble = LibraryTrouble(log.elsewhere)
    tracks = TrackFinder(library: library, writer: writer, trouble: trouble)
    // To listen to a track's stems takes five times its memory: not where nobody will ever hear them.
    jobs = LibraryJobs(
      library: library, writer: writer, media: media, limit: settings.jobs, listensToStems: settings.readsStems
    ) { news in inbox.post { $0.take(news) } }
    fileCheck = path.map { LibraryFileCheck($0, files, log.elsewhere) }
  }

  /// The first page of the list.
  func open() { browser.open(library) }

  /// Nothing more is scanned or analysed.
  func stopJobs() { jobs.close() }

  /// Waits until all is stored; what is not, after some seconds, is said.
  func finish(_ say: (String) -> Void) {
    let waiting = writer.finish(within: Seconds(0.2))
    if waiting.isEmpty { return }
    say("waiting for the library to take \(counted(waiting.count, "change")) …")
    let lost = writer.finish(within: Seconds(10))
    if lost.isEmpty { return say("all is stored") }
    say("the library did not take them; not stored: \(lost.map(\.words).joined(separator: ", "))")
  }

  // MARK: Ticks

  /// What other threads have done, and what of it concerns the decks.
  func takeNews() -> [LibraryNews] {
    inbox.run(on: self)
    defer { news = [] }
    return news
  }

  /// What is done thirty times a second.
  func tick(_ snapshot: EngineSnapshot, _ decks: [DeckID: TrackOnDeck], rate: SampleRate) {
    if !hasResumed, snapshot.frame.seconds(at: rate) > Seconds(1) {
      // Not at once: the first screen comes before work that nobody waits for.
      hasResumed = true
      jobs.resume()
      jobs.watchFolders()
    }
    search.update(snapshot, decks.mapValues(\.track), tracks.library, settings, trouble, rate: rate) { [inbox] found in
      inbox.post { $0.search.take(found) }
    }
    if browser.needsRest() { readOrder() }
    if isStale {
      isStale = false
      browser.refresh(library)
      search.forget()
    }
    fileCheck?.tick()
  }

  private func changed() {
    isStale = true
    changeCount += 1
  }

  /// Another program's tracks, facts and crates are in, or are gone again: lists are read anew, and what is new is
  /// analysed.
  func wasImportedInto() {
    changed()
    jobs.analyse()
  }

  /// Listens to the stems of a track before all others.
  func listenToStems(of path: String) { jobs.listenToStems(of: path) }

  /// Counts the growers that ask again. - Parameter done: is told on another thread.
  func countGrowers(_ done: @escaping @Sendable (Int) -> Void) {
    DispatchQueue(label: "segue.growers", qos: .utility).async { @Sendable [library = tracks.library, trouble] in
      let count = trouble.read("the answers") { () throws(LibraryError) in
        try library.growers(dueAt: secondsSince1970())
      }
      if let count { done(count) }
    }
  }

  /// Brings the order of all tracks into the library's memory, on a thread of its own: for a large library it takes
  /// longer than the first screen does. The list is then found again, at once.
  private func readOrder() {
    DispatchQueue(label: "segue.order", qos: .userInitiated).async { @Sendable [library, inbox, trouble] in
      if let all = try? Query("") {
        _ = trouble.read("the list of tracks") { () throws(LibraryError) in try library.search(all) }
      }
      inbox.post { $0.changed() }
    }
  }

  private func take(_ item: LibraryJobs.News) {
    switch item {
    case .changed: changed()
    case .analysed(let path): analysed(path)
    case .failed(let path, let sentence):
      log.add(.warning, sentence)
      analysed(path)
    case .problem(let weight, let sentence): log.add(weight, sentence)
    case .unreadable: break
    case .unreadableFiles(let count):
      let files = count == 1 ? "1 file cannot be read: it is" : "\(count) files cannot be read: they are"
      log.add(.warning, "\(files) marked ! in the list; loading one says why")
    }
  }

  private func analysed(_ path: FilePath) {
    changed()
    news.append(.analysed(path))
  }

  /// What became of a change that was given to the writer.
  private func take(_ item: LibraryWriter.News) {
    switch item {
    case .stored(.track(let subject, let fact)):
      switch fact {
      case .hotCue, .cue: break
      default:
        changed()
        news.append(.stored(fact, of: subject))
      }
    case .stored(.file(let file)):
      changed()
      news.append(.filed(file.path))
    case .stored: changed()
    case .refused(let change, let error):
      log.add(.failure, "\(change.words): not stored yet. \(error.description) It is tried again until it is.")
    case .caughtUp: log.add(.note, "the library takes changes again: all is stored")
    case .dropped(let change, let error): log.add(.failure, "\(change.words): not stored. \(error.description)")
    }
  }

  // MARK: The list and the suggestions

  /// The selected track of the list that has the keys; nil where there is none, or it cannot be read.
  var selected: Track? {
    if listInHand == .suggestions, let suggested { return suggested }
    return browser.selected.flatMap { id in
      trouble.read("the selected track") { () throws(LibraryError) in try library.track(id) }
    }
  }
  var suggestions: SuggestionList { search.list }
  /// They are for what is heard now.
  var suggestionsAreReady: Bool { search.isReady }
  /// The selected suggestion.
  var suggested: Track? { search.selected?.track }
  /// The tracks below the selected one, in the list or in the suggestions.
  func below(_ count: Int, inSuggestions: Bool) -> [Track] {
    if inSuggestions {
      return search.list.rows.dropFirst(search.list.selected + 1).prefix(count).map(\.track)
    }
    let ids = browser.below(count)
    return trouble.read("the next tracks") { () throws(LibraryError) in try library.tracks(ids) } ?? []
  }
  var trackCount: Int { browser.libraryCount }

  func browserPage(rows: Int) -> BrowserPage { browser.page(rows: rows, from: library, trouble) }
  /// The rows from the selected one on, for what reads them out.
  func browserPageBelow(rows: Int) -> BrowserPage { browser.pageBelow(rows: rows, from: library, trouble) }
  /// What the browser's query seeks among what is sung: a track that is loaded from it stands at that line.
  var sungWords: String? { browser.sungWords }
  /// All that the browser lists.
  var listed: [TrackID] { browser.listed }
  func browse(_ move: Command.BrowseMove) { browser.move(move) }
  /// The selected track was taken: it stays selected.
  func keepSelected() { browser.keepSelected() }
  func find(_ text: String) { browser.search(text, in: library) }
  func sort(by column: SortColumn) { browser.sort(by: column, in: library) }
  func suggest(for deck: DeckID?) { search.deck = deck }
  func moveInSuggestions(by step: Int) { search.move(by: step) }
  func explainSuggestion() { search.explain() }
  /// Shows the list again. - Returns: whether the sum was shown in its place.
  func hideExplanation() -> Bool {
    defer { if search.list.isExplained { search.explain() } }
    return search.list.isExplained
  }
  /// Where the DJ steers to: the suggestions are ranked again.
  func steer(to wish: SteerWish) { search.steer = wish }

  /// Suggestions are ranked by this taste from now on.
  func use(_ taste: Taste) {
    settings.suggest.taste = taste
    search.forget()
  }

  /// A choice of a suggestion, over what is listed beside it, or of that over it; nil where it is not listed.
  func choice(of track: TrackID, isLiked: Bool, strength: Double) -> TasteChoice? {
    search.choice(of: track, isLiked: isLiked, strength: strength)
  }

  // MARK: Folders and jobs

  /// Work in the background, in the order in which it is shown.
  var progress: [JobProgress] { jobs.progress + (demoProgress.map { [$0] } ?? []) }

  /// Has a folder scanned from now on, and at once.
  func addFolder(_ path: String) { jobs.add(path) }

  /// Scans a folder no more; its tracks leave the list.
  func removeFolder(_ path: String) { jobs.remove(path) }

  /// Scans all folders again.
  func rescan() {
    do throws(LibraryError) {
      var folders = writer.pending.compactMap { if case .folder(let path) = $0 { path } else { nil } }
      folders += try library.folders()
      if folders.isEmpty { return log.add(.note, "the library has no folders yet: add ~/Music") }
      jobs.scan(folders)
      jobs.watchFolders()
    } catch { log.add(.failure, error.description) }
  }

  /// Analyses what is not analysed yet.
  func analyse() { jobs.analyse() }

  /// A track that a deck waits for, before all others.
  func analyseNow(_ path: String) { jobs.analyseNow(path) }

  /// A file is being analysed, or will be as soon as the library has taken it in.
  func isAnalysing(_ path: String) -> Bool { writer.isFiling(path) || jobs.isAnalysing(path) }

  /// Makes the demo crate where it is not there yet, and adds it as it grows.
  func open(_ crate: DemoCrate) {
    writer.keep(.folder(crate.folder))
    demoProgress = JobProgress(name: "making the demo crate", done: 0, total: 100)
    DispatchQueue(label: "segue.demo", qos: .userInitiated).async { @Sendable [inbox, jobs, messages = log.elsewhere] in
      let problems = crate.make { share in
        let progress = JobProgress(name: "making the demo crate", done: Int(100 * share), total: 100)
        inbox.post { $0.demoProgress = progress }
      } made: {
        jobs.scan([crate.folder])
      } first: {
        jobs.waitForAnalysis(within: Seconds(20))
      }
      inbox.post { $0.demoProgress = nil }
      for problem in problems { messages.post(.failure, problem) }
      jobs.scan([crate.folder])
    }
  }

  // MARK: Tracks

  /// Has something stored soon.
  func keep(_ change: LibraryChange) { writer.keep(change) }

  /// Whether the library takes what the DJ does to a track: it has the track, or will have it soon.
  func keeps(_ track: Track) -> Bool { track.id.value > 0 || writer.isFiling(track.path) }

  /// A track counts as played. - Parameter before: what the other deck holds.
  func notePlay(of played: TrackOnDeck?, after before: TrackOnDeck?) {
    guard let played else { return }
    let previous = before.flatMap { $0.playTime.isCounted ? $0.track.id : nil }
    writer.keep(.track(.init(played.track), .play(startedAt: secondsSince1970(), after: previous)))
    search.forget()
  }

  /// Asks which track is named by its file, or by words of its title; the files' queue waits for the library.
  /// - Parameter take: is given it, or why there is none, on the main thread.
  func find<Part>(
    _ name: String, for part: MainQueue<Part>,
    _ take: @escaping @Sendable (Part, Result<Track, NotInLibrary>) -> Void
  ) {
    files.run { [tracks] in
      do throws(NotInLibrary) {
        let track = try tracks.track(named: name)
        part.post { take($0, .success(track)) }
      } catch {
        part.post { take($0, .failure(error)) }
      }
    }
  }

  /// The library's track at a path; nil where it has none.
  func track(at path: String) -> Track? {
    trouble.read("the track of \(path)") { () throws(LibraryError) in try library.track(at: path) }
  }
}
