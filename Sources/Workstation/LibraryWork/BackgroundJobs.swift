import FoundationEssentials
import Glibc
import Media
import Music
import Platform
import Synchronization

/// A long job for a process of Segue's own.
protocol BackgroundJob: Sendable, Hashable {
  /// The file that its failures name.
  var file: String { get }
  /// As the screen calls it.
  var title: String { get }
}

/// Long jobs while music plays: one at a time, each in a process that gives way to all others (`runInBackground` is
/// the other side). Any thread.
final class BackgroundJobs<Job: BackgroundJob, Product: Decodable & Sendable>: Sendable {
  /// What became of a job.
  enum Outcome: Sendable {
    case made(Job, Product)
    case failed(Job, String)
    case givenUp(Job)
  }

  /// What is worked on now.
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
  private let doing: String

  /// - Parameters:
  ///   - name: of its thread.
  ///   - doing: what is done to each, for the screen: "splitting".
  ///   - media: what reads files; `segue` lies beside it, or beside the program that runs.
  ///   - arguments: what `segue` is told for a job.
  ///   - cutOff: clears away what an unfinished job has left; on a job's thread.
  ///   - done: called on a job's thread.
  init(
    _ name: String, doing: String, _ media: MediaProgram, arguments: @escaping @Sendable (Job) -> [String],
    cutOff: @escaping @Sendable () -> Void = {}, done: @escaping @Sendable (Outcome) -> Void
  ) {
    let state = State()
    self.state = state
    self.doing = doing
    queue = JobQueue(name: name, limit: 1) { job in
      let outcome: Outcome
      do throws(MediaError) {
        outcome = .made(job, try Self.run(job, arguments(job), media, state, cutOff))
      } catch {
        outcome = error.kind == .cancelled ? .givenUp(job) : .failed(job, error.sentence)
      }
      state.running.withLock { $0 = nil }
      done(outcome)
    }
  }

  /// Has jobs done, one after the other; those that wait already are not taken twice.
  func add(_ jobs: [Job]) { queue.add(jobs) }

  /// A job is being done, or waits for it.
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

  /// Nil while nothing is done.
  var progress: JobProgress? {
    guard let counts = queue.progress else { return nil }
    let (title, share, first) = state.running.withLock { ($0?.title, $0?.share ?? 0, $0?.first) }
    guard let title else { return nil }
    let waiting = counts.total - counts.done - 1
    let name = "\(doing) \(title.printable.prefix(24))" + (waiting > 0 ? " (\(waiting) more)" : "")
    var progress = JobProgress(name: name, done: Int(100 * share), total: 100)
    if let first, share > first.share {
      progress.left = Seconds((monotonicSeconds() - first.time) * (1 - share) / (share - first.share))
    }
    return progress
  }

  private static func run(
    _ job: Job, _ arguments: [String], _ media: MediaProgram, _ state: State, _ cutOff: () -> Void
  ) throws(MediaError) -> Product {
    let stops = state.stops.load(ordering: .relaxed)
    let process = try SideJob(try program(media), arguments, on: job.file)
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
      cutOff()
      throw error
    }
    do { return try JSONDecoder().decode(Product.self, from: Data(result)) } catch {
      throw MediaError(
        .program, path: job.file, "segue said something that was not understood: is it of this version?")
    }
  }

  /// The program that does them: Segue itself.
  private static func program(_ media: MediaProgram) throws(MediaError) -> String {
    for program in [ownProgram, media.executable] {
      let path = "\(folder(of: program))/segue"
      if access(path, X_OK) == 0 { return path }
    }
    throw MediaError(.notStarted, path: "", "segue, which does it, is not beside segue-media: build it anew.")
  }
}
