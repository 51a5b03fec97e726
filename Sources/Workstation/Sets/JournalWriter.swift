import Dispatch
import Engine
import Glibc
import Music
import Platform
import Synchronization

/// The journal of the running set, on disk as it happens: each line is written at once, on a thread of its own, so that
/// a crash loses nothing that the system had time to take, and a disk that does not answer holds up nobody.
final class JournalWriter: Sendable {
  let path: String
  private let file: Int32
  private let disk = DiskQueue("journal")
  private let state = Mutex(State())

  private struct State {
    /// Bytes that are whole lines.
    var length = 0
    /// Why lines are missing, in words, until somebody takes it; said once for all that follow.
    var complaint: String?
    var isIncomplete = false
  }

  /// - Throws: why the file could not be made, in words.
  init(folder: String, rate: SampleRate, started: String) throws(Journal.Broken) {
    if let complaint = makeFolder(folder) { throw Journal.Broken(description: complaint) }
    path = freeName(folder + "/" + started, ending: "journal")
    file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_APPEND, 0o644)
    guard file >= 0 else {
      throw Journal.Broken(description: "cannot write the journal \(path): \(errorText())")
    }
    flock(file, LOCK_EX | LOCK_NB)
    append(Journal.header + "\nrate \(CommandText.number(rate.hz))\n")
  }

  deinit { close(file) }

  /// Whether a program still writes this journal: it holds a lock on it for as long as it runs.
  static func isBeingWritten(_ path: String) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    return flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  /// Never waits.
  /// - Parameter stems: those of the tracks on the decks: they are called by their names.
  func write(_ what: Journal.What, at frame: ClockFrame, stems: [DeckID: [StemKind]] = [:]) {
    guard let line = what.line(stems: stems) else { return }
    disk.run { [self] in append("@\(frame.value) \(line)\n") }
  }

  /// Waits until all lines are written, for so long at most. - Returns: whether they are.
  func finish(within limit: Seconds) -> Bool { disk.finish(within: limit) }

  /// What the DJ is to be told; nil when all is well, or was said before.
  func takeComplaint() -> String? {
    state.withLock { state in
      defer { state.complaint = nil }
      return state.complaint
    }
  }

  /// A full disk must not stop the music: what cannot be written is left out, whole lines only.
  private func append(_ text: String) {
    var text = text
    let written = text.withUTF8 { Glibc.write(file, $0.baseAddress, $0.count) }
    let reason = errorText(written < 0 ? errno : ENOSPC)
    state.withLock { state in
      if written == text.utf8.count {
        state.length += written
        return
      }
      if written > 0 { ftruncate(file, off_t(state.length)) }
      if !state.isIncomplete {
        state.complaint =
          "the journal \(path) misses what you do now: \(reason). The music plays on; a render of this set will differ"
      }
      state.isIncomplete = true
    }
  }
}
