import Dispatch
import Library
import Media
import Music
import Platform
import Synchronization

/// Work on the library that goes on while music plays: folders are scanned, files read, tracks analysed, all in child
/// processes of low priority. What was not finished when the program ended is taken up at the next start.
final class LibraryJobs: Sendable {
  private let library: Library
  private let media: MediaProgram
  private let tell: @Sendable (News) -> Void
  /// One scan at a time.
  private let scanner = DispatchQueue(label: "segue.scan", qos: .utility)
  private let analysis: JobQueue<FilePath>
  private let scan = Mutex<JobProgress?>(nil)
  private let openScans = Atomic<Int>(0)
  private let isClosed = Atomic<Bool>(false)

  /// What the jobs have to say while they go on.
  enum News: Sendable {
    /// Tracks or their facts changed.
    case changed
    case analysed(path: FilePath)
    case problem(Message.Weight, String)
    /// A file that a scan met could not be read; the library has marked it.
    case unreadable(String)
    /// How many there were of those.
    case unreadableFiles(Int)
  }

  /// - Parameters:
  ///   - limit: analyses at a time; nil: as many as there are cores but one.
  ///   - tell: called on the jobs' threads.
  init(library: Library, media: MediaProgram, limit: Int?, tell: @escaping @Sendable (News) -> Void) {
    self.library = library
    self.media = media
    self.tell = tell
    let workers = AnalysisWorkers(media)
    analysis = JobQueue(
      name: "analysis", limit: limit ?? max(1, coreCount() - 1),
      drained: { [scanner] in
        workers.rest()
        scanner.async { @Sendable in Self.settle(library, tell) }
      },
      work: { path in Self.analyze(path, library, workers, tell) })
  }

  /// Ends what runs as soon as it can be ended.
  func close() {
    isClosed.store(true, ordering: .relaxed)
    analysis.close()
  }

  var progress: [JobProgress] {
    var all: [JobProgress] = []
    if let scan = scan.withLock({ $0 }) { all.append(scan) }
    if let analysis = analysis.progress {
      all.append(JobProgress(name: "analysing", done: analysis.done, total: analysis.total))
    }
    return all
  }

  // MARK: Scanning

  /// Looks through folders for what is new, changed or gone, reads what must be read, and analyses it.
  func scan(_ folders: [String]) {
    openScans.add(1, ordering: .relaxed)
    scanner.async { @Sendable [self] in
      for folder in folders { scanFolder(folder) }
      readPending()
      scan.withLock { $0 = nil }
      if !isClosed.load(ordering: .relaxed) { Self.settle(library, tell) }
      analysePending()
      openScans.subtract(1, ordering: .relaxed)
    }
  }

  /// Nothing is scanned, read or analysed.
  var isIdle: Bool { openScans.load(ordering: .relaxed) == 0 && analysis.progress == nil }

  /// Takes up what an earlier run left unread and unanalysed.
  func resume() { scan([]) }

  private func scanFolder(_ folder: String) {
    var found = Set<FilePath>()
    var waiting: [FoundFile] = []
    func file() {
      do {
        try library.upsert(waiting)
      } catch { tell(.problem(.failure, error.description)) }
      waiting.removeAll(keepingCapacity: true)
      showScan(JobProgress(name: "scanning", done: found.count, total: nil))
      tell(.changed)
    }
    var scan = FolderScan()
    scan.walk(folder) { scanned in
      found.insert(scanned.path)
      waiting.append(FoundFile(scanned))
      if waiting.count == 256 { file() }
      return !isClosed.load(ordering: .relaxed)
    }
    file()
    let problems = scan.problems
    for problem in problems.prefix(3) { tell(.problem(.warning, problem)) }
    if problems.count > 3 { tell(.problem(.warning, "… and \(problems.count - 3) more places that cannot be read")) }
    if let first = scan.misnamed.first {
      let others = scan.misnamed.count > 1 ? " and \(scan.misnamed.count - 1) more" : ""
      tell(.problem(.warning, "\(first)\(others) left out: the name is not UTF-8; rename it, convmv can rename many"))
    }
    // A drive that is not plugged in has not lost its tracks.
    if problems.isEmpty && !isClosed.load(ordering: .relaxed) {
      do {
        try library.markMissing(under: folder, notIn: found)
      } catch { tell(.problem(.failure, error.description)) }
    }
  }

  /// Reads tags and content of files that are new or changed.
  private func readPending() {
    var reading = Reading()
    defer { tellOutcome(of: reading) }
    while !isClosed.load(ordering: .relaxed) {
      let pending = (try? library.unprobed(limit: 64 + reading.putOff.count)) ?? []
      let paths = pending.filter { reading.putOff[$0] == nil }
      if paths.isEmpty { break }
      showScan(JobProgress(name: "reading", done: reading.done, total: nil))
      let putOffBefore = reading.putOff.count
      for probed in media.probe(paths.map(\.text)) {
        // What cannot be stored now would be read again and again.
        guard identify(probed, &reading) else { return }
      }
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

  /// - Returns: false when the library refused it.
  private func identify(_ file: ProbedFile, _ reading: inout Reading) -> Bool {
    do {
      if let failure = file.failure {
        switch try library.mark(file.path, by: failure) {
        case .unknown: reading.putOff[FilePath(file.path)] = failure.sentence
        case .faulty:
          reading.unreadable += 1
          tell(.unreadable(failure.sentence))
        case .missing: tell(.unreadable(failure.sentence))
        }
      } else if let content = file.contentID {
        try library.identify(
          path: file.path, as: ContentID(hex: content), tags: file.tags, duration: file.seconds.map { Seconds($0) })
      }
      reading.done += 1
      return true
    } catch {
      if error == .unknownTrack { return true }
      tell(.problem(.failure, "the scan stopped: \(error.description)"))
      return false
    }
  }

  private func tellOutcome(of reading: Reading) {
    if reading.unreadable > 0 { tell(.unreadableFiles(reading.unreadable)) }
    guard let first = reading.putOff.min(by: { $0.key < $1.key })?.value else { return }
    let files = reading.putOff.count == 1 ? "It is" : "It and \(reading.putOff.count - 1) more files are"
    tell(.problem(.warning, "\(first) \(files) left to the next scan."))
  }

  private func showScan(_ progress: JobProgress) { scan.withLock { $0 = progress } }

  // MARK: Analysis

  /// Everything that is not analysed yet.
  func analysePending() {
    guard let tracks = try? library.unanalysed(limit: 1_000_000), !tracks.isEmpty else { return }
    analysis.add(tracks.compactMap { try? library.places(of: $0).first })
  }

  /// A track that a deck waits for, before all others.
  func analyseNow(_ path: String) { analysis.add([FilePath(path)], first: true) }

  private static func analyze(
    _ path: FilePath, _ library: Library, _ workers: AnalysisWorkers, _ tell: @Sendable (News) -> Void
  ) {
    do {
      let heard = try workers.analyze(path.text)
      try library.store([heard])
    } catch let error as MediaError {
      _ = try? library.mark(path.text, by: error)
      tell(.problem(.warning, error.sentence))
    } catch {
      tell(.problem(.failure, (error as? LibraryError)?.description ?? "\(error)"))
    }
    tell(.analysed(path: path))
  }
}

extension LibraryJobs {
  /// What hangs on the whole library, or was decided by an older version, is decided again, without hearing anything.
  private static func settle(_ library: Library, _ tell: @Sendable (News) -> Void) {
    do {
      if try settleDecisions(of: library, cores: max(1, coreCount() - 1)) > 0 { tell(.changed) }
    } catch { tell(.problem(.failure, "energies and sections are not up to date: \(error.description)")) }
  }
}

extension FoundFile {
  init(_ file: ScannedFile) { self.init(path: file.path.text, bytes: file.bytes, modified: file.modified) }
}
