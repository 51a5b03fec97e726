import Glibc
import Synchronization

/// Ctrl-C, or a signal to end, for a job that clears away what it has half made. The second one ends the program at
/// once.
enum Interruption {
  private static let signal = Atomic<Bool>(false)

  /// From here on the first signal is only noted.
  static func watch() {
    // What a handler may touch is there before it is called.
    _ = hasCome
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in Interruption.note() }
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
    for number in [SIGINT, SIGTERM] { sigaction(number, &action, nil) }
  }

  private static func note() { signal.store(true, ordering: .relaxed) }

  /// The signal came.
  static var hasCome: Bool { signal.load(ordering: .relaxed) }
}
