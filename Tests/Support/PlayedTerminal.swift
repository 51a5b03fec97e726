import Glibc

/// A terminal whose part a test plays: it reads what the program shows, answers what it asks, and types.
package final class PlayedTerminal {
  package struct Failure: Error, CustomStringConvertible { package let description: String }

  /// What is on the screen and switched on.
  package private(set) var shown: ShownScreen
  /// The program's process.
  package let child: pid_t
  private let terminal: PseudoTerminal
  private let home: ScratchFolder
  private let answer: (String) -> String?
  private let before: [UInt8]
  /// The program's end, held open: what is set on it goes when nobody has it.
  private let held: Int32
  private var ended: Int32?
  private var isClosed = false

  /// Opens a terminal with a program in it.
  /// - Parameters:
  ///   - home: a folder that the program uses; it is kept while the terminal is open.
  ///   - environment: the whole of it; TERM is xterm-256color unless it says otherwise.
  ///   - cellSize: of a cell in pixels; 0 where the terminal does not say.
  ///   - answer: what the terminal says to a question such as "[?u"; nil keeps it silent.
  package init(
    _ program: [String], columns: Int, rows: Int, home: ScratchFolder, environment: [String: String],
    cellSize: (width: UInt16, height: UInt16) = (0, 0), answer: @escaping (String) -> String? = { _ in nil }
  ) throws {
    guard let terminal = PseudoTerminal(columns: UInt16(columns), rows: UInt16(rows), cellSize: cellSize) else {
      throw Failure(description: "no pseudo-terminal can be had")
    }
    held = open(terminal.path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    before = Self.state(terminal)
    let variables = ["TERM": "xterm-256color", "PATH": "/usr/local/bin:/usr/bin:/bin"].merging(environment) { $1 }
    guard
      let first = program.first,
      let child = terminal.start(
        first, Array(program.dropFirst()), environment: variables.map { "\($0.key)=\($0.value)" })
    else { throw Failure(description: "\(program) does not start") }
    (self.terminal, self.child, self.home, self.answer) = (terminal, child, home, answer)
    shown = ShownScreen(columns: columns, rows: rows)
    // A read that finds nothing comes back.
    _ = fcntl(terminal.descriptor, F_SETFL, fcntl(terminal.descriptor, F_GETFL) | O_NONBLOCK)
  }

  deinit {
    if ended == nil {
      kill(child, SIGKILL)
      var status: Int32 = 0
      waitpid(child, &status, 0)
    }
    hangUp()
    close(held)
  }

  /// All that `stty -a` tells.
  private static func state(_ terminal: PseudoTerminal) -> [UInt8] {
    var modes = termios()
    guard tcgetattr(terminal.descriptor, &modes) == 0 else { return [] }
    // The whole struct but for its padding.
    let flags = [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag].flatMap { flag in
      (0..<4).map { UInt8(truncatingIfNeeded: flag >> (8 * UInt32($0))) }
    }
    return flags + withUnsafeBytes(of: modes.c_cc) { Array($0) }
  }

  /// The terminal's line is as it was before the program: `stty -a` would say the same.
  package var isAsFound: Bool { Self.state(terminal) == before }

  /// Bytes that were typed and that the program has left for the shell.
  package var unread: Int {
    var modes = termios()
    tcgetattr(held, &modes)
    // Else the system counts whole lines alone.
    modes.c_lflag &= ~tcflag_t(ICANON)
    tcsetattr(held, TCSANOW, &modes)
    var count: Int32 = 0
    _ = ioctl(held, UInt(FIONREAD), &count)
    return Int(count)
  }

  /// Types bytes; what the program shows meanwhile is read. A program that never reads them fails.
  package func type(_ bytes: some Collection<UInt8>) throws {
    var rest = Array(bytes)[...]
    let end = ContinuousClock.now + .patience
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(terminal.descriptor, $0.baseAddress, min($0.count, 2048)) }
      if count > 0 { rest = rest.dropFirst(count) }
      look(waiting: count > 0 ? 0 : 5)
      guard ContinuousClock.now < end else { throw Failure(description: "\(rest.count) bytes typed are never read") }
    }
  }

  /// Types a text as it is.
  package func type(_ text: String) throws { try type(Array(text.utf8)) }

  package func resize(columns: Int, rows: Int) {
    look(waiting: 0)
    terminal.resize(columns: UInt16(columns), rows: UInt16(rows))
    shown.resize(columns: columns, rows: rows)
  }

  /// Our end is closed: for the program the terminal is gone.
  package func hangUp() {
    if !isClosed { terminal.close() }
    isClosed = true
  }

  /// Reads what has come, and answers.
  package func look(waiting milliseconds: Int32) {
    guard !isClosed else { return }
    shown.show(terminal.read(waiting: milliseconds))
    let questions = shown.questions
    shown.questions = []
    for question in questions {
      guard let words = answer(question) else { continue }
      let bytes = Array(words.utf8)
      _ = write(terminal.descriptor, bytes, bytes.count)
    }
  }

  /// Reads for so long, whatever comes.
  package func look(seconds: Double) {
    let end = clockSeconds() + seconds
    while clockSeconds() < end { look(waiting: 10) }
  }

  /// Waits until the screen is so.
  package func wait(for what: String, _ isSo: (ShownScreen) -> Bool) throws {
    let end = ContinuousClock.now + .patience
    while ContinuousClock.now < end {
      look(waiting: 20)
      if isSo(shown) { return }
      if hasEnded { break }
    }
    look(seconds: 0.1)
    if isSo(shown) { return }
    throw Failure(description: "“\(what)” is not on the screen:\n\(shown.text)\nmodes \(shown.modes.sorted())")
  }

  /// Waits until all the texts are on the screen at once.
  package func wait(for texts: String...) throws {
    try wait(for: texts.joined(separator: "” and “")) { screen in
      let text = screen.text
      return texts.allSatisfy { text.contains($0) }
    }
  }

  private var hasEnded: Bool {
    if ended != nil { return true }
    var status: Int32 = 0
    guard waitpid(child, &status, WNOHANG) == child else { return false }
    ended = status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f)
    return true
  }

  /// Waits for the program's end. - Returns: its status, or 128 and the signal.
  package func waitForEnd() throws -> Int32 {
    let end = ContinuousClock.now + .patience
    while ContinuousClock.now < end {
      look(waiting: 10)
      if isClosed { usleep(10_000) }
      if hasEnded, let ended {
        look(seconds: 0.05)
        return ended
      }
    }
    throw Failure(description: "the program does not end:\n\(shown.text)")
  }
}
