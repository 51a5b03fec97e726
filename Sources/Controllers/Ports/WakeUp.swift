import Glibc

/// Wakes a thread that waits in `poll`: a pipe to itself. Any thread may wake; nobody waits for it.
final class WakeUp: Sendable {
  /// Readable after `wake`.
  let file: Int32
  private let writing: Int32

  /// - Throws: that no files are left.
  init() throws(MIDITrouble) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw MIDITrouble(description: "no MIDI: too many files are open") }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    (file, writing) = (ends[0], ends[1])
  }

  deinit {
    close(file)
    close(writing)
  }

  func wake() {
    // A full pipe wakes, too.
    var byte: UInt8 = 1
    _ = write(writing, &byte, 1)
  }

  /// It is not readable any more.
  func clear() {
    var bytes = [UInt8](repeating: 0, count: 512)
    while read(file, &bytes, bytes.count) == bytes.count {}
  }
}
