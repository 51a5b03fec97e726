import Platform
import Synchronization

/// A long job on one file, done by a program of Segue's own in a process of its own: what happens to it there does not
/// concern the music. The program says in pieces (`Piece`) how far it is and what came of it, and ends when this
/// process ends.
package final class SideJob: Sendable {
  private let child: Child
  private let path: String
  private let isCancelled = Atomic<Bool>(false)

  /// Starts it. Blocks for a moment. - Throws: `.notStarted`.
  package init(_ executable: String, _ arguments: [String], on path: String) throws(MediaError) {
    self.path = path
    child = try Child(executable, arguments, for: path)
  }

  /// Waits for what comes of it; one thread, once. - Parameter progress: is told shares 0…1, also the same again.
  /// - Returns: its result, JSON.
  /// - Throws: what it says of the file; `.cancelled`; `.program` where it died.
  package func result(progress: (Double) -> Void) throws(MediaError) -> [UInt8] {
    defer { child.end() }
    do throws(MediaError) {
      while true {
        let (kind, bytes) = try child.next(for: path, silence: Self.silenceLimit)
        switch kind {
        case .progress: if let share = bytes.double { progress(share) }
        case .result: return Array(bytes)
        case .failure: throw try decoded(MediaError.self, bytes, path)
        default: break
        }
      }
    } catch {
      if isCancelled.load(ordering: .relaxed) {
        throw MediaError(.cancelled, path: path, "\(fileName(path)): given up.")
      }
      guard error.kind == .program else { throw error }
      throw MediaError(
        .program, path: path,
        "the work on \(fileName(path)) was cut off: its program ended, perhaps for want of memory; say it again.")
    }
  }

  /// Has it end, with all that it has started and half made; any thread. That takes it a second or so.
  package func cancel() {
    isCancelled.store(true, ordering: .relaxed)
    child.hangUp()
  }

  /// For how long it may say nothing, milliseconds: it gives way to all others.
  private static let silenceLimit: Int32 = 600_000
}
