import Library
import Suggestion
import Synchronization

/// Lists whose tastes are made, one after the other, on a thread of their own.
final class TasteJobs: Sendable {
  /// What became of a list, by the name that was said.
  enum Outcome: Sendable {
    case made(ListTaste, unknown: Int, wasKept: Bool)
    case failed(String)
  }

  private let queue: JobQueue<String>
  private let state: State

  private final class State: Sendable {
    let shown = Mutex<JobProgress?>(nil)
    let isClosed = Atomic<Bool>(false)
  }

  /// - Parameter done: called on the jobs' thread.
  init(_ tastes: ListTastes, playlists: String, done: @escaping @Sendable (Outcome) -> Void) {
    let state = State()
    self.state = state
    queue = JobQueue(name: "taste", limit: 1) { said in
      defer { state.shown.withLock { $0 = nil } }
      let steps = LikeStrength.tried.count + 2
      func show(_ step: Int, _ what: String) -> Bool {
        state.shown.withLock { $0 = JobProgress(name: "taste from \(said): \(what)", done: step, total: steps) }
        return !state.isClosed.load(ordering: .relaxed)
      }
      do {
        guard show(0, "reading") else { return }
        let list = try NamedList(said, in: tastes.library, playlists: playlists)
        let made = try tastes.taste(of: list) { stage in
          switch stage {
          case .measuring: show(1, "measuring")
          case .trying(let index): show(2 + index, "trying strengths")
          }
        }
        guard let made else { return }
        done(.made(made.taste, unknown: list.unknown, wasKept: made.wasKept))
      } catch { done(.failed("\(error)")) }
    }
  }

  /// Makes the taste of a list that is called so.
  func add(_ said: String) { queue.add([said]) }

  /// Ends what runs as soon as it can be ended.
  func close() {
    state.isClosed.store(true, ordering: .relaxed)
    queue.close()
  }

  /// Nil while nothing is made.
  var progress: JobProgress? { state.shown.withLock { $0 } }
}
