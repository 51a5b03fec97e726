import Glibc

/// A terminal that this program plays for another one: what a person would see and type.
struct PseudoTerminal {
  /// Our end: what is written is typed, what is read was shown.
  let descriptor: Int32
  private let path: String

  /// - Returns: nil where no pseudo-terminal can be had.
  init?(columns: UInt16, rows: UInt16) {
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
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  func close() { Glibc.close(descriptor) }

  /// Starts a program in it. - Parameter extra: a descriptor that the program gets as its third.
  func start(_ program: String, _ arguments: [String], environment: [String], extra: Int32? = nil) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    if let extra { posix_spawn_file_actions_adddup2(&actions, extra, 3) }
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup($0) } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var child = pid_t()
    return posix_spawn(&child, program, &actions, nil, words, variables) == 0 ? child : nil
  }

  /// What was shown since, or nothing when nothing comes for so many milliseconds.
  func read(waiting milliseconds: Int32) -> [UInt8] {
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
  func stop(_ child: pid_t) -> Double {
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

func clockSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
