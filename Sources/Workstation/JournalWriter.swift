import Engine
import Glibc
import Music

/// The journal of the running set, on disk as it happens: each line is written at once, so that a crash loses nothing
/// that the system had time to take.
final class JournalWriter {
  let path: String
  private let file: Int32
  /// Bytes that are whole lines.
  private var length = 0
  /// Why lines are missing, in words, until somebody takes it; said once for all that follow.
  private var complaint: String?
  private var isIncomplete = false

  /// - Throws: why the file could not be made, in words.
  init(folder: String, rate: SampleRate, started: String) throws(Journal.Broken) {
    if let complaint = Places.makeFolder(folder) { throw Journal.Broken(description: complaint) }
    path = freeName(folder + "/" + started, ending: "journal")
    file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_APPEND, 0o644)
    guard file >= 0 else {
      throw Journal.Broken(description: "cannot write the journal \(path): \(String(cString: strerror(errno)))")
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

  func write(_ what: Journal.What, at frame: ClockFrame) {
    guard let line = what.line else { return }
    append("@\(frame.value) \(line)\n")
  }

  /// What the DJ is to be told; nil when all is well, or was said before.
  func takeComplaint() -> String? {
    defer { complaint = nil }
    return complaint
  }

  /// A full disk must not stop the music: what cannot be written is left out, whole lines only.
  private func append(_ text: String) {
    var text = text
    let written = text.withUTF8 { Glibc.write(file, $0.baseAddress, $0.count) }
    if written == text.utf8.count {
      length += written
      return
    }
    let reason = String(cString: strerror(written < 0 ? errno : ENOSPC))
    if written > 0 { ftruncate(file, off_t(length)) }
    if !isIncomplete {
      complaint =
        "the journal \(path) misses what you do now: \(reason). The music plays on; a render of this set will differ"
    }
    isIncomplete = true
  }
}
