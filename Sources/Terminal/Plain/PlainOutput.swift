import Glibc
import Platform
import Workstation

/// Lines on standard output, for a screen reader, a braille line or a program: no colour, no cursor motion. Never
/// waits for whoever reads: what they have not taken is kept, and the oldest dropped where it grows too long.
struct PlainOutput {
  private var waiting: [UInt8] = []
  /// Nobody reads any more.
  private(set) var isClosed = false
  private static let most = 256 * 1024
  private let marksLevels: Bool

  /// - Parameter marksLevels: each line begins with its level as syslog numbers them: `<6>`, `<4>`, `<3>`.
  init(marksLevels: Bool = false) { self.marksLevels = marksLevels }

  /// A line, with a stop at its end for a voice to pause at.
  mutating func say(_ text: String, _ weight: Message.Weight = .note) {
    let text = text.printable.trimmed
    guard let first = text.first, let last = text.last else { return }
    let stop = last.isLetter || last.isNumber || "\"”%)".contains(last) ? "." : ""
    let level = marksLevels ? weight == .note ? "<6>" : weight == .warning ? "<4>" : "<3>" : ""
    waiting += Array((level + first.uppercased() + text.dropFirst() + stop + "\n").utf8)
    guard waiting.count > Self.most, let cut = waiting[(waiting.count - Self.most / 2)...].firstIndex(of: 0x0A) else {
      return
    }
    waiting.removeFirst(cut + 1)
  }

  /// Writes what is taken at once.
  mutating func flush() {
    while !waiting.isEmpty, !isClosed {
      var poller = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
      guard poll(&poller, 1, 0) == 1 else { return }
      // A pipe that is ready takes this many without waiting.
      let count = waiting.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, min($0.count, Int(PIPE_BUF))) }
      if count < 0 {
        if errno == EINTR { continue }
        isClosed = errno != EAGAIN
        return
      }
      waiting.removeFirst(count)
    }
  }
}
