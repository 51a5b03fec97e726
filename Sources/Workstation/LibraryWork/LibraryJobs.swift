import Dispatch
import Glibc
import Library
import Media
import Music
import Platform
import Synchronization

/// Work on the library that goes on while music plays: folders are scanned, files read, tracks analysed, all in child
/// processes of low priority. What was not finished when the program ended is taken up at the next start.
final class LibraryJobs: Sendable {
  let library: Library
  private let writer: LibraryWriter
  let media: MediaProgram
  let tell: @Sendable (News) -> Void
  /// One scan at a time.
  private let scanner = DispatchQueue(label: "segue.scan", qos: .utility)
  private let analysis: JobQueue<FilePath>
  private let measuring: SoundMeasuring
  let stems: StemJobs
  /// Stems that a scan finds are listened to.
  let listensToStems: Bool
  private let scan = Mutex<JobProgress?>(nil)
  private let openScans = Atomic<Int>(0)
  let isClosed = Atomic<Bool>(false)
  private let refusal: Refusal
  private let watch = Mutex<FolderWatch?>(nil)

  /// What the jobs have to say while they go on.
  enum News: Sendable {
    /// Tracks or their facts changed.
    case changed
    case analysed(path: FilePath)
    /// A file could not be analysed, and why.
    case failed(path: FilePath, String)
    case problem(Message.Weight, String)
    /// A file that a scan met could not be read; the library has marked it.
    case unreadable(String)
    /// How many there were of those.
    case unreadableFiles(Int)
  }

  /// - Parameters:
  ///   - limit: analyses at a time; nil: as many as there are cores but one.
  ///   - listensToStems: without it a track's stems are listened to when somebody asks for it.
  ///   - tell: called on the jobs' threads.
  init(
    library: Library, writer: LibraryWriter, media: MediaProgram, limit: Int?, listensToStems: Bool = true,
    tell: @escaping @Sendable (News) -> Void
  ) {
    self.library = library
    self.writer = writer
    self.media = media
    self.listensToStems = listensToStems
    self.tell = tell
    let workers = AnalysisWorkers(media)
    let refusal = Refusal(tell)
    self.refusal = refusal
    let measuring = SoundMeasuring(library) { tell(.changed) }
    self.measuring = measuring
    stems = StemJobs(library, media) { tell(.changed) }
    analysis = JobQueue(
      name: "analysis", limit: limit ?? max(1, coreCount() - 1),
      drained: { [scanner] in
        workers.rest()
        if !refusal.isThere { scanner.async { @Sendable in Self.settle(library, measuring, tell) } }
      },
      work: { path in Self.analyze(path, library, workers, refusal, tell) })
  }

  /// Ends what runs as soon as it can be ended.
  func close() {
    isClosed.store(true, ordering: .relaxed)
    analysis.close()
    measuring.close()
    stems.close()
    watch.withLock { $0 }?.close()
  }

  var progress: [JobProgress] {
    var all: [JobProgress] = []
    if let scan = scan.withLock({ $0 }) { all.append(scan) }
    if let analysis = analysis.progress {
      all.append(JobProgress(name: "analysing", done: analysis.done, total: analysis.total))
    }
    if let measuring = measuring.progress { all.append(measuring) }
    if let stems = stems.progress { all.append(stems) }
    return all
  }

  // MARK: Scanning

  /// Has a folder scanned from now on, and at once.
  func add(_ folder: String) {
    openScans.add(1, ordering: .relaxed)
    scanner.async { @Sendable [self] in
      let folder = absolutePath(folder)
      if isFolder(folder) {
        writer.keep(.folder(folder))
        scan([folder])
        if watch.withLock({ $0 != nil }) {
          writer.wait(within: .seconds(1))
          watchFolders()
        }
      } else {
        tell(.problem(.failure, "\(folder) is not a folder"))
      }
      openScans.subtract(1, ordering: .relaxed)
    }
  }

  /// Looks through folders for what is new, changed or gone, reads what must be read, and analyses it.
  func scan(_ folders: [String]) {
    openScans.add(1, ordering: .relaxed)
    scanner.async { @Sendable [self] in
      refusal.goAway()
      do throws(LibraryError) {
        var found: [String: Set<FilePath>] = [:]
        for folder in folders { found[folder] = try scanFolder(folder) }
        try readPending()
        if !isClosed.load(ordering: .relaxed) { Self.settle(library, measuring, tell) }
        try analysePending()
        try findStems(found)
        try findLyrics(found)
      } catch { refusal.come(error, to: "the scan") }
      scan.withLock { $0 = nil }
      openScans.subtract(1, ordering: .relaxed)
    }
  }

  /// The library, its disk or the media program refused: what was to be done is left undone, and this was said once.
  var wasRefused: Bool { refusal.isThere }

  /// Nothing is scanned, read or analysed.
  var isIdle: Bool {
    openScans.load(ordering: .relaxed) == 0 && analysis.progress == nil && measuring.progress == nil
      && stems.progress == nil
  }

  /// Waits until what was scanned is analysed, for so long at most. A thread that nobody waits for.
  func waitForAnalysis(within limit: Seconds) {
    NoWaiting.check()
    let end = monotonicTime() + limit
    func isAtWork() -> Bool { openScans.load(ordering: .relaxed) > 0 || analysis.progress != nil }
    while isAtWork(), !isClosed.load(ordering: .relaxed), monotonicTime() < end { usleep(20_000) }
  }

  /// Takes up what an earlier run left unread and unanalysed.
  func resume() { scan([]) }

  /// Scans a folder no more; what lies in it leaves the list.
  func remove(_ folder: String) {
    openScans.add(1, ordering: .relaxed)
    scanner.async { @Sendable [self] in
      let folder = absolutePath(folder)
      // It may have been added a moment ago.
      writer.wait(within: .seconds(1))
      do throws(LibraryError) {
        let wasThere = try patiently { () throws(LibraryError) in try library.remove(folder: folder) }
        tell(.changed)
        let sentence =
          wasThere
          ? "\(folder) and its tracks are out of the list; add it again, and cues and grids are back"
          : "\(folder) is no folder of the library: segue was never told to add it"
        tell(.problem(wasThere ? .note : .warning, sentence))
        if watch.withLock({ $0 != nil }) { watchFolders() }
      } catch { tell(.problem(.failure, "\(folder) cannot be removed. \(error.description)")) }
      openScans.subtract(1, ordering: .relaxed)
    }
  }

  // MARK: Watching

  /// Notices from now on what comes into the library's folders, changes there and goes; called again, it looks at the
  /// folders that there are by then.
  func watchFolders() {
    scanner.async { @Sendable [self] in
      guard !isClosed.load(ordering: .relaxed) else { return }
      do throws(LibraryError) {
        let folders = try library.folders()
        if watch.withLock({ $0 == nil }) {
          let new = FolderWatch { [weak self] news in self?.hear(news) }
          guard let new else {
            return tell(
              .problem(
                .warning,
                "new music in your folders is not noticed by itself, the system has no watch left for it "
                  + "(fs.inotify.max_user_instances): rescan finds it"))
          }
          watch.withLock { $0 = new }
        }
        watch.withLock { $0 }?.watch(folders)
      } catch { tell(.problem(.warning, "the library's folders cannot be watched. \(error.description)")) }
    }
  }

  private func hear(_ news: FolderWatch.News) {
    switch news {
    case .trouble(let sentence): tell(.problem(.warning, sentence))
    case .changed(let changes):
      openScans.add(1, ordering: .relaxed)
      scanner.async { @Sendable [self] in
        look(at: changes)
        openScans.subtract(1, ordering: .relaxed)
      }
    }
  }

  /// Looks at folders in which something has changed, and at nothing else.
  private func look(at changes: [FolderChange]) {
    guard !isClosed.load(ordering: .relaxed) else { return }
    do throws(LibraryError) {
      var found: [String: Set<FilePath>] = [:]
      for change in changes {
        if !isFolder(change.folder) {
          try patiently { () throws(LibraryError) in try library.markMissing(under: change.folder, notIn: []) }
          tell(.changed)
        } else {
          found[change.folder] = try scanFolder(change.folder, isDeep: change.isWhole)
        }
      }
      try readPending()
      if !isClosed.load(ordering: .relaxed) { Self.settle(library, measuring, tell) }
      try analysePending()
      try findStems(found)
      try findLyrics(found)
    } catch { refusal.come(error, to: "the scan") }
    scan.withLock { $0 = nil }
  }

  /// - Returns: the files that are there.
  private func scanFolder(_ folder: String, isDeep: Bool = true) throws(LibraryError) -> Set<FilePath> {
    var found = Set<FilePath>()
    var waiting: [FileStamp] = []
    func file() throws(LibraryError) {
      try patiently { () throws(LibraryError) in try library.upsert(waiting) }
      waiting.removeAll(keepingCapacity: true)
      showScan(JobProgress(name: "scanning", done: found.count, total: nil))
      tell(.changed)
    }
    var scan = FolderScan()
    var failure: LibraryError?
    scan.walk(folder, isDeep: isDeep) { scanned in
      found.insert(scanned.path)
      waiting.append(scanned)
      do throws(LibraryError) { if waiting.count == 256 { try file() } } catch { failure = error }
      return failure == nil && !isClosed.load(ordering: .relaxed)
    }
    if let failure { throw failure }
    try file()
    let problems = scan.problems
    for problem in problems.prefix(3) { tell(.problem(.warning, problem)) }
    if problems.count > 3 { tell(.problem(.warning, "… and \(problems.count - 3) more places that cannot be read")) }
    if let first = scan.misnamed.first {
      let others = scan.misnamed.count > 1 ? " and \(scan.misnamed.count - 1) more" : ""
      tell(.problem(.warning, "\(first)\(others) left out: the name is not UTF-8; rename it, convmv can rename many"))
    }
    // A drive that is not plugged in has not lost its tracks.
    if problems.isEmpty && !isClosed.load(ordering: .relaxed) {
      try patiently { () throws(LibraryError) in
        if isDeep {
          try library.markMissing(under: folder, notIn: found)
        } else {
          try library.markMissing(directlyIn: folder, notIn: found)
        }
      }
    }
    return found
  }

  /// Reads tags and content of files that are new or changed.
  private func readPending() throws(LibraryError) {
    var reading = Reading()
    defer { tellOutcome(of: reading) }
    while !isClosed.load(ordering: .relaxed) {
      let pending = try library.unprobed(limit: 64 + reading.putOff.count)
      let paths = pending.filter { reading.putOff[$0] == nil }
      if paths.isEmpty { break }
      showScan(JobProgress(name: "reading", done: reading.done, total: nil))
      let putOffBefore = reading.putOff.count
      for probed in media.probe(paths.map(\.text)) { try identify(probed, &reading) }
      tell(.changed)
      // Of no file could anything be said: the media program does not run, or the disk sleeps.
      if reading.putOff.count - putOffBefore == paths.count { break }
    }
  }

  /// How the reading of files goes.
  private struct Reading {
    var done = 0
    var unreadable = 0
    /// Files that are left to the next scan, and why.
    var putOff: [FilePath: String] = [:]
  }

  /// - Throws: what the library refused: it could not be stored, and would be read again and again.
  private func identify(_ file: ProbedFile, _ reading: inout Reading) throws(LibraryError) {
    do throws(LibraryError) {
      if let failure = file.failure {
        switch try patiently({ () throws(LibraryError) in try library.mark(file.path, by: failure) }) {
        case .unknown: reading.putOff[FilePath(file.path)] = failure.sentence
        case .faulty:
          reading.unreadable += 1
          tell(.unreadable(failure.sentence))
        case .missing:
          tell(.unreadable(failure.sentence))
        }
      } else if let content = file.contentID {
        try patiently { () throws(LibraryError) in
          try library.identify(
            path: file.path, as: ContentID(hex: content), tags: file.tags, duration: file.seconds.map { Seconds($0) })
        }
      }
      reading.done += 1
    } catch .unknownTrack {
      // Gone from the library while it was read.
    }
  }

  private func tellOutcome(of reading: Reading) {
    if reading.unreadable > 0 { tell(.unreadableFiles(reading.unreadable)) }
    guard let first = reading.putOff.min(by: { $0.key < $1.key })?.value else { return }
    let files = reading.putOff.count == 1 ? "It is" : "It and \(reading.putOff.count - 1) more files are"
    tell(.problem(.warning, "\(first) \(files) left to the next scan."))
  }

  func showScan(_ progress: JobProgress) { scan.withLock { $0 = progress } }

  // MARK: Analysis

  /// Analyses what is not analysed yet.
  func analyse() {
    openScans.add(1, ordering: .relaxed)
    scanner.async { @Sendable [self] in
      refusal.goAway()
      do throws(LibraryError) { try analysePending() } catch { refusal.come(error, to: "the analysis") }
      openScans.subtract(1, ordering: .relaxed)
    }
  }

  private func analysePending() throws(LibraryError) { analysis.add(try library.unanalysed()) }

  /// Listens to the stems of a track that somebody waits for, before all others.
  func listenToStems(of path: String) { stems.listenNow(path) }

  /// A track that a deck waits for, before all others.
  func analyseNow(_ path: String) {
    refusal.goAway()
    analysis.add([FilePath(path)], first: true)
  }

  /// A file is being analysed, or waits for it.
  func isAnalysing(_ path: String) -> Bool { analysis.contains(FilePath(path)) }

  private static func analyze(
    _ path: FilePath, _ library: Library, _ workers: AnalysisWorkers, _ refusal: Refusal,
    _ tell: @Sendable (News) -> Void
  ) {
    if refusal.isThere { return }
    do throws(MediaError) {
      let heard = try workers.analyze(path.text)
      do throws(LibraryError) {
        try patiently { () throws(LibraryError) in try library.store([heard]) }
        tell(.analysed(path: path))
      } catch { refusal.come(error, to: "the analysis") }
    } catch {
      if error.kind == .notStarted { return refusal.come(error.sentence, to: "the analysis") }
      do throws(LibraryError) {
        try patiently { () throws(LibraryError) in try library.mark(path.text, by: error) }
        tell(.failed(path: path, error.sentence))
      } catch { refusal.come(error, to: "the analysis") }
    }
  }
}

extension LibraryJobs {
  /// What hangs on the whole library, or was decided by an older version, is decided again, without decoding anything.
  private static func settle(
    _ library: Library, _ measuring: SoundMeasuring, _ tell: @Sendable (News) -> Void
  ) {
    do {
      if try refreshDerived(of: library, cores: max(1, coreCount() - 1)) > 0 { tell(.changed) }
      try measuring.start()
    } catch { tell(.problem(.failure, "energies and sections are not up to date: \(error.description)")) }
  }
}
