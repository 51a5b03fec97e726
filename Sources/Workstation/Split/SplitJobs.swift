import FoundationEssentials
import Glibc
import Media
import Music
import Studio
import Platform
import Synchronization

/// Tracks that are split into stems while music plays: one at a time, each in a process of its own that gives
/// way to all others. Their stems go into the cache. Any thread.
final class SplitJobs: Sendable {
  /// A track to be split.
  struct Job: Sendable, Hashable {
    let path: FilePath
    let title: String

    init(_ track: Track) {
      path = FilePath(track.path)
      title = track.title
    }

    static func == (a: Self, b: Self) -> Bool { a.path == b.path }
    func hash(into hasher: inout Hasher) { hasher.combine(path) }
  }

  /// What became of a track.
  enum Outcome: Sendable {
    case made(Job, StemCache.Account)
    case failed(Job, String)
    case givenUp(Job)
  }

  /// What is split now.
  private struct Running {
    let title: String
    var process: SideJob?
    /// 0…1.
    var share = 0.0
    /// When the first of it was done, and how much that was.
    var first: (time: Double, share: Double)?
  }

  private final class State: Sendable {
    let running = Mutex<Running?>(nil)
    /// Rises when all is given up.
    let stops = Atomic<Int>(0)
  }

  private let state: State
  private let queue: JobQueue<Job>

  /// - Parameters:
  ///   - engine: what splits, in words.
  ///   - directories: where the nets and the cache are.
  ///   - media: what reads files; `segue` lies beside it, or beside the program that runs.
  ///   - done: called on a job's thread.
  init(
    _ engine: String, _ directories: AppDirectories, _ media: MediaProgram, done: @escaping @Sendable (Outcome) -> Void
  ) {
    let state = State()
    self.state = state
    queue = JobQueue(name: "split", limit: 1) { job in
      let outcome: Outcome
      do throws(MediaError) {
        outcome = .made(job, try Self.split(job, engine, directories, media, state))
      } catch {
        outcome = error.kind == .cancelled ? .givenUp(job) : .failed(job, error.sentence)
      }
      state.running.withLock { $0 = nil }
      done(outcome)
    }
  }

  /// Has tracks split, one after the other; those that wait already are not taken twice.
  func add(_ jobs: [Job]) { queue.add(jobs) }

  /// A track is being split, or waits for it.
  func contains(_ job: Job) -> Bool { queue.contains(job) }

  /// Gives up what runs and what waits. - Returns: how many waited or ran.
  func stop() -> Int {
    state.stops.add(1, ordering: .relaxed)
    let waiting = queue.dropWaiting().count
    let running = state.running.withLock { running in
      running?.process?.cancel()
      return running == nil ? 0 : 1
    }
    return waiting + running
  }

  /// The same, for good.
  func close() {
    queue.close()
    _ = stop()
  }

  /// Nil while nothing is split.
  var progress: JobProgress? {
    guard let counts = queue.progress else { return nil }
    let (title, share, first) = state.running.withLock { ($0?.title, $0?.share ?? 0, $0?.first) }
    guard let title else { return nil }
    let waiting = counts.total - counts.done - 1
    let name = "splitting \(title.printable.prefix(24))" + (waiting > 0 ? " (\(waiting) more)" : "")
    var progress = JobProgress(name: name, done: Int(100 * share), total: 100)
    if let first, share > first.share {
      progress.left = Seconds((monotonicSeconds() - first.time) * (1 - share) / (share - first.share))
    }
    return progress
  }

  private static func split(
    _ job: Job, _ engine: String, _ directories: AppDirectories, _ media: MediaProgram, _ state: State
  ) throws(MediaError) -> StemCache.Account {
    let stops = state.stops.load(ordering: .relaxed)
    let path = job.path.text
    let process = try SideJob(
      try program(media), ["split-worker", path, directories.data, directories.cache, engine], on: path)
    state.running.withLock { $0 = Running(title: job.title, process: process) }
    // It was given up while it started.
    if state.stops.load(ordering: .relaxed) != stops { process.cancel() }
    let result: [UInt8]
    do throws(MediaError) {
      result = try process.result { share in
        state.running.withLock { running in
          running?.share = share
          if running?.first == nil, share > 0 { running?.first = (monotonicSeconds(), share) }
        }
      }
    } catch {
      // What it was in the middle of when it was ended lies there still.
      state.running.withLock { $0 = nil }
      StemCache(inCache: directories.cache).clearLeftovers(within: Seconds(10))
      throw error
    }
    do { return try JSONDecoder().decode(StemCache.Account.self, from: Data(result)) } catch {
      throw MediaError(.program, path: path, "segue said something that was not understood: is it of this version?")
    }
  }

  /// The program that splits: Segue itself.
  private static func program(_ media: MediaProgram) throws(MediaError) -> String {
    for program in [ownProgram, media.executable] {
      let path = "\(folder(of: program))/segue"
      if access(path, X_OK) == 0 { return path }
    }
    throw MediaError(.notStarted, path: "", "segue, which splits tracks, is not beside segue-media: build it anew.")
  }
}
