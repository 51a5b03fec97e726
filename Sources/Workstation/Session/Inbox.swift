import Synchronization

/// Where jobs leave their results for the workstation: letters that its own thread opens in `tick`.
final class Inbox: Sendable {
  typealias Letter = @Sendable (Workstation) -> Void
  private let letters = Mutex<[Letter]>([])

  /// Any thread.
  func post(_ letter: @escaping Letter) { letters.withLock { $0.append(letter) } }

  /// The workstation's thread.
  func take() -> [Letter] {
    letters.withLock { waiting in
      defer { waiting.removeAll(keepingCapacity: true) }
      return waiting
    }
  }
}
