import Dispatch
import Music
import Platform

/// Work on the disk that the thread that reads keys has done elsewhere, in order: a disk that sleeps, is full of work
/// or gone holds up nobody who plays.
final class DiskQueue: Sendable {
  private let thread: DispatchQueue

  init(_ name: String) { thread = DispatchQueue(label: "segue.\(name)", qos: .userInitiated) }

  /// Any thread; never waits.
  func run(_ work: @escaping @Sendable () -> Void) { thread.async(execute: work) }

  /// Waits until all that was given before is done, for so long at most. - Returns: whether it is.
  @discardableResult
  func finish(within limit: Seconds) -> Bool {
    NoWaiting.check()
    let done = DispatchSemaphore(value: 0)
    thread.async { @Sendable in done.signal() }
    return done.wait(timeout: .now() + limit.value) == .success
  }
}
