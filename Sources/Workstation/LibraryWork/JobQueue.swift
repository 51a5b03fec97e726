import Dispatch
import Synchronization

/// Jobs of one kind, a few at a time, on threads of their own: never on the cooperative pool, where a job that blocks
/// would hold up everybody else.
final class JobQueue<Job: Sendable & Hashable>: Sendable {
  private struct State {
    var waiting: [Job] = []
    var running: Set<Job> = []
    var finished = 0
    var isClosed = false
  }

  private let state = Mutex(State())
  private let threads: DispatchQueue
  private let limit: Int
  private let work: @Sendable (Job) -> Void
  private let drained: @Sendable () -> Void

  /// - Parameters:
  ///   - limit: how many run at a time.
  ///   - drained: called on a job's thread when the last one is done and none waits.
  init(
    name: String, limit: Int, drained: @escaping @Sendable () -> Void = {}, work: @escaping @Sendable (Job) -> Void
  ) {
    self.drained = drained
    threads = DispatchQueue(label: "segue.\(name)", qos: .utility, attributes: .concurrent)
    self.limit = max(1, limit)
    self.work = work
  }

  /// Any thread. A job that runs or waits already is not taken twice. `first`: before all that wait.
  func add(_ jobs: [Job], first: Bool = false) {
    state.withLock { state in
      if first {
        let wanted = Set(jobs)
        state.waiting.removeAll { wanted.contains($0) }
      }
      var known = state.running.union(state.waiting)
      let fresh = jobs.filter { known.insert($0).inserted }
      state.waiting.insert(contentsOf: fresh, at: first ? 0 : state.waiting.count)
    }
    pump()
  }

  /// It waits or runs; when it is not there any more its news have been told.
  func contains(_ job: Job) -> Bool { state.withLock { $0.running.contains(job) || $0.waiting.contains(job) } }

  /// Done and all jobs since the queue was last empty; nil while it is empty.
  var progress: (done: Int, total: Int)? {
    state.withLock { state in
      let open = state.waiting.count + state.running.count
      return open == 0 ? nil : (state.finished, state.finished + open)
    }
  }

  /// Drops what waits; what runs comes to its end. - Returns: what was dropped.
  func dropWaiting() -> [Job] {
    state.withLock { state in
      defer { state.waiting.removeAll() }
      return state.waiting
    }
  }

  /// The same, and takes nothing more.
  func close() {
    state.withLock {
      $0.isClosed = true
      $0.waiting.removeAll()
    }
  }

  private func pump() {
    while true {
      let job: Job? = state.withLock { state in
        guard !state.isClosed, state.running.count < limit, !state.waiting.isEmpty else { return nil }
        let job = state.waiting.removeFirst()
        state.running.insert(job)
        return job
      }
      guard let job else { return }
      threads.async { @Sendable [self] in
        work(job)
        let isLast = state.withLock { state in
          state.running.remove(job)
          let isLast = state.running.isEmpty && state.waiting.isEmpty
          state.finished = isLast ? 0 : state.finished + 1
          return isLast && !state.isClosed
        }
        if isLast { drained() }
        pump()
      }
    }
  }
}
