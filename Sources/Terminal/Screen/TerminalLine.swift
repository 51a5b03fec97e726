import Glibc

/// The line to the terminal. What it does not take at once waits here, so that a slow link holds up the picture and
/// nothing else. Used by one thread.
final class TerminalLine {
  /// A file of our own: what is set on it holds for nobody else who has the terminal open.
  let descriptor: Int32
  private var waiting: [UInt8] = []
  private var sent = 0

  /// On a file that does not wait, which is closed with this.
  init(on descriptor: Int32) { self.descriptor = descriptor }

  /// To the terminal on standard output.
  convenience init() {
    var name = [CChar](repeating: 0, count: 256)
    var opened: Int32 = -1
    if ttyname_r(STDOUT_FILENO, &name, name.count) == 0 {
      opened = open(name, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    }
    // Where the terminal's file cannot be opened again, output waits for it.
    self.init(on: opened >= 0 ? opened : dup(STDOUT_FILENO))
  }

  deinit { close(descriptor) }

  /// All was taken.
  var isIdle: Bool { sent == waiting.count }

  /// Sends bytes after those that wait.
  func send(_ bytes: [UInt8]) {
    if isIdle {
      waiting = bytes
      sent = 0
    } else {
      waiting += bytes
    }
    flush()
  }

  /// Hands over what the terminal takes now.
  func flush() {
    waiting.withUnsafeBytes { bytes in
      while sent < bytes.count {
        let count = write(descriptor, bytes.baseAddress.map { $0 + sent }, bytes.count - sent)
        if count > 0 {
          sent += count
        } else if count < 0, errno == EINTR {
          continue
        } else if count < 0, errno == EAGAIN {
          return
        } else {
          // The terminal is gone: there is nobody to show it to.
          sent = bytes.count
        }
      }
    }
  }

  /// Before something else writes to the terminal: what still waits after that long is given up.
  func finish(milliseconds: Int32) {
    var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    var left = milliseconds / 10
    while !isIdle, left > 0 {
      poll(&poller, 1, 10)
      flush()
      left -= 1
    }
    waiting = []
    sent = 0
  }
}
