import Dispatch
import Glibc
import Library
import Media
import Music
import Synchronization

/// Work on the library that goes on while music plays: folders are scanned, files read, tracks analysed, all in child
/// processes of low priority. What was not finished when the program ended is taken up at the next start.
final class LibraryJobs: Sendable {
  private let library: Library
  private let media: MediaProgram
  private let inbox: Inbox
  /// One scan at a time.
  private let scanner = DispatchQueue(label: "segue.scan", qos: .utility)
  private let analysis: JobQueue<String>
  private let scan = Mutex<JobProgress?>(nil)
  private let isClosed = Atomic<Bool>(false)

  /// - Parameter limit: analyses at a time; nil: as many as there are cores but one.
  init(library: Library, media: MediaProgram, inbox: Inbox, limit: Int?) {
    self.library = library
    self.media = media
    self.inbox = inbox
    let limit = limit ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) - 1)
    analysis = JobQueue(name: "analysis", limit: limit) { path in
      Self.analyze(path, library, media, inbox)
    }
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
    scanner.async { @Sendable [self] in
      for folder in folders { scanFolder(folder) }
      readPending()
      scan.withLock { $0 = nil }
      analysePending()
    }
  }

  /// Takes up what an earlier run left unread and unanalysed.
  func resume() { scan([]) }

  private func scanFolder(_ folder: String) {
    var found = Set<String>()
    var waiting: [FoundFile] = []
    func file() {
      do {
        try library.upsert(waiting)
      } catch { tell(.failure, error.description) }
      waiting.removeAll(keepingCapacity: true)
      showScan(JobProgress(name: "scanning", done: found.count, total: nil))
      inbox.post { $0.libraryChanged() }
    }
    let problems = scanFolderTree(folder) { file in
      found.insert(file.path)
      waiting.append(file)
      return !isClosed.load(ordering: .relaxed)
    } every: {
      file()
    }
    file()
    for problem in problems.prefix(3) { tell(.warning, problem) }
    if problems.count > 3 { tell(.warning, "… and \(problems.count - 3) more places that cannot be read") }
    // A drive that is not plugged in has not lost its tracks.
    if problems.isEmpty && !isClosed.load(ordering: .relaxed) {
      do {
        try library.markMissing(under: folder, notIn: found)
      } catch { tell(.failure, error.description) }
    }
  }

  /// Reads tags and content of files that are new or changed.
  private func readPending() {
    var done = 0
    while !isClosed.load(ordering: .relaxed) {
      let paths = (try? library.unprobed(limit: 64)) ?? []
      if paths.isEmpty { break }
      for probed in media.probe(paths) {
        identify(probed)
        done += 1
      }
      showScan(JobProgress(name: "reading", done: done, total: nil))
      inbox.post { $0.libraryChanged() }
    }
  }

  private func showScan(_ progress: JobProgress) { scan.withLock { $0 = progress } }

  // MARK: Analysis

  /// Everything that is not analysed yet.
  func analysePending() {
    guard let tracks = try? library.unanalysed(limit: 1_000_000), !tracks.isEmpty else { return }
    analysis.add(tracks.compactMap { try? library.places(of: $0).first })
  }

  /// A track that a deck waits for, before all others.
  func analyseNow(_ path: String) { analysis.add([path], first: true) }

  private static func analyze(_ path: String, _ library: Library, _ media: MediaProgram, _ inbox: Inbox) {
    do {
      let heard = try media.analyze(path)
      try library.store(heard.analysis, waveform: heard.waveform)
    } catch let error as MediaError {
      try? library.fail(path: path, because: error.sentence)
    } catch {
      let sentence = (error as? LibraryError)?.description ?? "\(error)"
      inbox.post { $0.messages.add(.failure, sentence) }
    }
    inbox.post { $0.analysisArrived(path) }
  }

  private func tell(_ weight: Message.Weight, _ text: String) {
    inbox.post { $0.messages.add(weight, text) }
  }
}
