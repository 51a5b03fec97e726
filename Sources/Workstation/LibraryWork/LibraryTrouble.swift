import Library
import Music
import Platform
import Synchronization

/// Reads of the library that failed: the DJ is told once, in the library's own sentence, and not again for as long as
/// the same goes on failing. Any thread.
final class LibraryTrouble: Sendable {
  private struct State {
    var sentence: String?
    var last = Seconds(0)
  }

  private let state = Mutex(State())
  private let messages: MessageQueue

  /// A failure that comes again after so long is another one.
  private static let pause = Seconds(60)

  init(_ messages: MessageQueue) { self.messages = messages }

  /// Reads something. - Returns: nil where there is no such thing, and where it cannot be read.
  func read<Value>(_ what: String, _ body: () throws(LibraryError) -> Value?) -> Value? {
    do throws(LibraryError) { return try body() } catch {
      report(error, reading: what)
      return nil
    }
  }

  /// Says what could not be read, if it was not said just now. - Parameter what: "the cues of Low Tide".
  func report(_ error: LibraryError, reading what: String, at now: Seconds = monotonicTime()) {
    let isNew = state.withLock { state in
      defer { (state.sentence, state.last) = (error.description, now) }
      return state.sentence != error.description || now - state.last > Self.pause
    }
    if isNew { messages.post(.failure, "\(what) cannot be read. \(error.description) The music plays on.") }
  }
}
