import Platform
import Synchronization

/// What other threads leave for a part of the program that lives on the main thread: tasks that the part does itself
/// when the program ticks.
final class MainQueue<Part>: Sendable {
  typealias Task = @Sendable (Part) -> Void
  private let tasks = Mutex<[Task]>([])
  private let thread = OwnThread()

  /// Any thread; never waits.
  func post(_ task: @escaping Task) { tasks.withLock { $0.append(task) } }

  /// Does what was posted, in that order. The main thread.
  func run(on part: Part) {
    thread.check()
    let waiting = tasks.withLock { tasks in
      defer { tasks.removeAll(keepingCapacity: true) }
      return tasks
    }
    for task in waiting { task(part) }
  }
}
