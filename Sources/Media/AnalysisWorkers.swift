import Music
import Synchronization

/// Media programs that listen to one file after another: starting one, and the pages of memory that it takes, are a
/// tenth of an analysis. As many run as files are listened to at a time.
package final class AnalysisWorkers: Sendable {
  private struct Worker: Sendable {
    let child: Child
    var files = 0
  }

  private let media: MediaProgram
  private let resting = Mutex<[Worker]>([])

  /// What decoders forget to give back is given back after so many files.
  private static let mostFiles = 64

  /// - Parameter media: the helper that it starts.
  package init(_ media: MediaProgram) { self.media = media }

  /// Listens to a whole file. Any thread; blocks until done.
  /// - Parameter progress: is told shares 0…1.
  package func analyze(_ path: String, progress: (Double) -> Void = { _ in }) throws(MediaError) -> FileAnalysis {
    try checkReadable(path)
    var crashes = Crashes()
    while true {
      // One that rested may have died of something else: a file is only to blame for what it does to a new one.
      var worker: Worker
      if crashes.last == nil, let rested = resting.withLock({ $0.popLast() }) {
        worker = rested
      } else {
        worker = Worker(child: try start(for: path))
      }
      let outcome: Result<FileAnalysis, MediaError>
      do throws(MediaError) {
        outcome = try Self.heard(path, by: worker.child, progress)
      } catch {
        defer { worker.child.end() }
        if let failure = crashes.judge(error, of: worker.child, at: path) { throw failure }
        continue
      }
      worker.files += 1
      if worker.files < Self.mostFiles { resting.withLock { $0.append(worker) } }
      return try outcome.get()
    }
  }

  /// Ends those that have nothing to do, and with them the memory that they keep.
  package func rest() { resting.withLock { $0 = [] } }

  private func start(for path: String) throws(MediaError) -> Child {
    try Child(media.executable, ["analyze"], for: path, patience: media.patience)
  }

  /// - Returns: what the program says of the file. - Throws: when it has died or taken too long.
  private static func heard(
    _ path: String, by child: Child, _ progress: (Double) -> Void
  ) throws(MediaError) -> Result<FileAnalysis, MediaError> {
    child.ask(path)
    child.allow(nil, at: .cd)
    var heard = FileAnalysis(TrackAnalysis(path: path))
    while true {
      let (kind, bytes) = try child.next(for: path)
      switch kind {
      case .header: child.allow(try decoded(DecodingHeader.self, bytes, path), at: .cd)
      case .progress: progress(bytes.double ?? 0)
      case .waveform: heard.waveform = Waveform(blob: Array(bytes))
      case .features: heard.features = TrackFeatures(blob: Array(bytes))
      case .result:
        heard.analysis = try decoded(TrackAnalysis.self, bytes, path)
        return .success(heard)
      case .failure: return .failure(try decoded(MediaError.self, bytes, path))
      default: break
      }
    }
  }
}
