import CRealtime
import Glibc
import Platform
import Workstation

/// Runs the program as lines, in and out: for a screen reader, a braille line, a slow link or another program. What is
/// typed is a command; what is said are short sentences. Ends with `quit`, a signal, or the end of the input.
package func runPlain(program: any Program, options: TerminalOptions) -> TerminalEnd {
  let (keymap, faults) = userKeymap(options.keymapPath, on: program.layout)
  let session = PlainSession(program, options, keymap)
  program.define(keymap.macros)
  for fault in faults { program.report("keymap \(options.keymapPath ?? ""), \(fault.sentence)", weight: .warning) }
  defer { terminal_guard_end() }
  return session.serve()
}

private final class PlainSession {
  private let program: any Program
  private let options: TerminalOptions
  private let signals: Int32
  private let isTerminal = isatty(STDIN_FILENO) == 1
  private var input = LineReader()
  private var output: PlainOutput
  private var announcer = Announcer()
  private var keys: PlainKeys
  private var mode = Mode.lines
  private var snapshot: Snapshot
  private var lastAnswer = 0
  private var lastAside = 0
  /// The list was asked for: what is selected in it is told with it.
  private var asksForList = false
  /// The line that was typed, as it was understood: said where nothing else answers it by then.
  private var echo: (line: String, due: Double)?
  private static let patience = 0.6
  private var isOver = false

  private enum Mode: Hashable {
    case lines
    /// Each key is a command.
    case keys
    /// One line is typed, then keys again.
    case lineBetweenKeys(isSearch: Bool)
  }

  /// Rows of the browser that are at hand.
  private static let rows = 12

  init(_ program: any Program, _ options: TerminalOptions, _ keymap: Keymap) {
    self.program = program
    self.options = options
    output = PlainOutput(marksLevels: options.service?.marksLevels ?? false)
    if options.service != nil { terminal_guard_pass_hangup() }
    keys = PlainKeys(keymap, program.layout)
    var reset = CChar(0)
    signals = terminal_guard_begin(&reset, 0)
    snapshot = program.snapshot(browserRows: Self.rows)
  }

  func serve() -> TerminalEnd {
    if options.service != nil { return serveTicks() }
    output.say("Segue, plain. Type commands; Enter alone says how the decks stand; help says how to begin; quit ends")
    let work = snapshot.status.jobs.map(\.name)
    if !work.isEmpty { output.say("Now \(work.joined(separator: ", "))") }
    if isTerminal { output.say("Type keys to play by single keys") }
    return serveTicks()
  }

  private func serveTicks() -> TerminalEnd {
    var (nextTick, turn) = (monotonicSeconds(), 0)
    while !program.wantsToQuit, !isOver, !output.isClosed {
      if let signal = wait(until: nextTick) { return .signal(signal) }
      guard monotonicSeconds() >= nextTick else { continue }
      program.tick()
      turn += 1
      // Ten looks a second are enough to be told of.
      if turn % 3 == 0 { look() }
      output.flush()
      nextTick = monotonicSeconds() + 1.0 / 30
    }
    look()
    output.flush()
    return .quit
  }

  // MARK: Saying

  /// Says what came since the last look: answers, messages, changes.
  private func look() {
    if program.layout != keys.layout { keys.use(userKeymap(options.keymapPath, on: program.layout).0, program.layout) }
    snapshot = program.snapshot(browserRows: Self.rows)
    var lines: [String] = []
    if snapshot.spokenAnswer.number > lastAnswer {
      lastAnswer = snapshot.spokenAnswer.number
      lines += snapshot.spokenAnswer.lines
    }
    let listIsTold = asksForList || snapshot.spokenAside.number > lastAside
    asksForList = false
    if snapshot.spokenAside.number > lastAside {
      lastAside = snapshot.spokenAside.number
      lines += snapshot.spokenAside.lines
    }
    for message in program.takeMessages() {
      if message.text.hasPrefix("→ ") {
        echo = (message.text, monotonicSeconds() + Self.patience)
      } else {
        // In its place among the rest, with its level where there are any.
        for line in lines { output.say(line) }
        lines = []
        output.say(spoken(message.text), message.weight)
        echo = nil
      }
    }
    lines += announcer.changes(in: snapshot, level: snapshot.announcements, listIsTold: listIsTold)
    for line in lines { output.say(line) }
    if !lines.isEmpty { echo = nil }
    if let due = echo?.due, monotonicSeconds() >= due { sayEcho() }
  }

  private func sayEcho() {
    if let line = echo?.line { output.say(spokenCommand(line)) }
    echo = nil
  }

  // MARK: Waiting

  /// - Returns: the signal that ends the program, if one came.
  private func wait(until deadline: Double) -> Int32? {
    var pollers = [
      pollfd(fd: isOver || options.service != nil ? -1 : STDIN_FILENO, events: Int16(POLLIN), revents: 0),
      pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
    ]
    pollers += program.controlFiles.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let seconds = max(0, min(deadline, keys.deadline ?? .infinity) - monotonicSeconds())
    let count = poll(&pollers, UInt(pollers.count), Int32((seconds * 1000).rounded(.up)))
    if count > 0, pollers[1].revents != 0, let end = readSignals() { return end }
    if count > 0, pollers.dropFirst(2).contains(where: { $0.revents != 0 }) { program.takeControl() }
    if count > 0, pollers[0].revents != 0 { readInput() }
    if mode == .keys, let due = keys.deadline, monotonicSeconds() >= due { take(keys.feed([], snapshot)) }
    return nil
  }

  private func readSignals() -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(signals, &bytes, bytes.count)
    guard count > 0 else { return nil }
    for number in bytes[..<count].map(Int32.init) {
      switch number {
      case SIGTSTP: suspend()
      case SIGCONT, SIGWINCH: break
      case SIGHUP where options.service != nil: options.service?.reload()
      case SIGTERM where options.service != nil, SIGINT where options.service != nil: options.service?.end()
      default: return number
      }
    }
    return nil
  }

  private func suspend() {
    if mode == .keys { takeSingleKeys(false) }
    terminal_guard_suspend()
    if mode == .keys { takeSingleKeys(true) }
  }

  private func readInput() {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    if count < 0 && (errno == EINTR || errno == EAGAIN) { return }
    if count > 0, mode == .keys { return take(keys.feed(bytes[..<count], snapshot)) }
    for line in input.feed(bytes.prefix(max(0, count))) { take(line) }
    guard count <= 0 else { return }
    if let last = input.finish() { take(last) }
    isOver = true
  }

  // MARK: Lines

  private func take(_ line: LineReader.Line) {
    switch line {
    case .tooLong: output.say("That line is too long and was dropped")
    case .typed(let text): perform(text)
    }
    if case .lineBetweenKeys = mode { enterKeys() }
    // What it answers is said before the next line is done.
    program.tick()
    look()
  }

  private func perform(_ typed: String) {
    sayEcho()
    if case .lineBetweenKeys(isSearch: true) = mode { return search(typed) }
    switch PlainRequest(typed) {
    case .decks: program.perform(Command(.say(.part(.decks))))
    case .keys: enterKeys()
    case .help(let words): help(words)
    case .search(let words): search(words)
    case .command(let line):
      options.remember(line)
      echo = (line, monotonicSeconds() + Self.patience)
      program.perform(line)
    }
  }

  private func search(_ words: String) {
    program.perform(Command(.search(words)))
    program.perform(Command(.say(.part(.library))))
    asksForList = true
  }

  private func help(_ words: String) {
    for line in PlainHelp(program.commandHelp).lines(on: words) { output.say(line) }
  }

  // MARK: Keys

  private func enterKeys() {
    guard isTerminal else { return output.say("Single keys need a terminal: this input is a file or a pipe") }
    if mode == .lines { output.say("Single keys: Escape goes back to lines, question mark explains a key") }
    mode = .keys
    takeSingleKeys(true)
  }

  private func take(_ steps: [PlainKeys.Step]) {
    for step in steps {
      switch step {
      case .command(let command): program.perform(command)
      case .say(let text): output.say(spoken(text))
      case .line(let isSearch):
        mode = .lineBetweenKeys(isSearch: isSearch)
        takeSingleKeys(false)
        output.say(isSearch ? "Search for" : "Command")
      case .leave:
        mode = .lines
        takeSingleKeys(false)
        output.say("Lines")
      case .suspend: suspend()
      }
    }
    program.tick()
    look()
    output.flush()
  }

  /// Keys come at once and unseen, or by lines as the terminal edits them.
  private func takeSingleKeys(_ isOn: Bool) {
    var modes = termios()
    guard tcgetattr(STDIN_FILENO, &modes) == 0 else { return }
    let flags = tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
    if isOn { modes.c_lflag &= ~flags } else { modes.c_lflag |= flags }
    if isOn { modes.c_iflag &= ~tcflag_t(IXON | ICRNL) } else { modes.c_iflag |= tcflag_t(ICRNL) }
    tcsetattr(STDIN_FILENO, TCSANOW, &modes)
  }
}
