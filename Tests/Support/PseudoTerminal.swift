import Glibc

/// A terminal that this program plays for another one: what a person would see and type.
package struct PseudoTerminal {
  /// Our end: what is written is typed, what is read was shown.
  package let descriptor: Int32
  /// The program's end.
  package let path: String

  /// Of a cell in pixels; 0 where the terminal does not say.
  private let cellSize: (width: UInt16, height: UInt16)

  /// - Returns: nil where no pseudo-terminal can be had.
  package init?(columns: UInt16, rows: UInt16, cellSize: (width: UInt16, height: UInt16) = (0, 0)) {
    self.cellSize = cellSize
    // The C library's posix_openpt and its kin are not visible to Swift; these are the system calls beneath them.
    descriptor = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var isLocked: Int32 = 0
    var number: UInt32 = 0
    let unlock: UInt = 0x4004_5431  // TIOCSPTLCK
    let ask: UInt = 0x8004_5430  // TIOCGPTN
    guard descriptor >= 0 else { return nil }
    guard ioctl(descriptor, unlock, &isLocked) == 0, ioctl(descriptor, ask, &number) == 0 else {
      Glibc.close(descriptor)
      return nil
    }
    path = "/dev/pts/\(number)"
    resize(columns: columns, rows: rows)
  }

  /// Gives it another size; the program in it hears of that.
  package func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(
      ws_row: rows, ws_col: columns, ws_xpixel: columns * cellSize.width, ws_ypixel: rows * cellSize.height)
    _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  /// Closes our end: for the program in it the terminal is gone.
  package func close() { Glibc.close(descriptor) }

  /// Starts a program in it, in a session of its own, whose terminal it is.
  /// - Parameters:
  ///   - environment: lines of `NAME=value`, and nothing else.
  ///   - extra: a descriptor that the program gets as its third.
  /// - Returns: nil where it does not start.
  package func start(
    _ program: String, _ arguments: [String], environment: [String], extra: Int32? = nil
  ) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    if let extra { posix_spawn_file_actions_adddup2(&actions, extra, 3) }
    // Worker threads block signals, and children inherit that: they would not hear their end.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    let ownSession: Int16 = 0x80  // POSIX_SPAWN_SETSID
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK) | ownSession)
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup($0) } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var child = pid_t()
    return posix_spawn(&child, program, &actions, &attributes, words, variables) == 0 ? child : nil
  }

  /// What was shown since, or nothing when nothing comes for so many milliseconds.
  package func read(waiting milliseconds: Int32) -> [UInt8] {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(into: &buffer, waiting: milliseconds)
    return Array(buffer[..<count])
  }

  /// - Returns: how many bytes came.
  private func read(into buffer: inout [UInt8], waiting milliseconds: Int32) -> Int {
    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&poller, 1, milliseconds) > 0, poller.revents & Int16(POLLIN) != 0 else { return 0 }
    return max(0, Glibc.read(descriptor, &buffer, buffer.count))
  }

  /// Ends the program and says how many seconds of CPU it took in all.
  package func stop(_ child: pid_t) -> Double {
    kill(child, SIGTERM)
    var usage = rusage()
    var status: Int32 = 0
    // Not `_ = read(waiting:)`: Swift 6.3 frees an array that nobody looks at before it copies the bytes into it.
    var unseen = [UInt8](repeating: 0, count: 1 << 16)
    while wait4(child, &status, WNOHANG, &usage) == 0 { _ = read(into: &unseen, waiting: 5) }
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }
}

/// Seconds of a clock that never goes back.
package func clockSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
