import CNcurses
import Glibc
import Platform
import Workstation

/// What `segue doctor` reports about the terminal on the standard streams. Asks which keyboard protocol it speaks, if
/// both are one; leaves it as it was. - Parameter layout: the keyboard that is set.
package func terminalFindings(layout: KeyboardLayout) -> [Finding] {
  setlocale(LC_ALL, "")
  guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
    return [Finding("terminal", .note, "not running in a terminal: run segue doctor in the one you play in")]
  }
  let kind: TerminalKind
  do throws(TerminalError) {
    kind = try TerminalKind()
  } catch {
    return [Finding("terminal", .failure, error.description)]
  }
  let keys = TakenKeys.here.map { Finding("keys", .note, $0.sentence, advice: $0.advice) }
  return [colours(kind), characters(kind), waveforms(kind), size()] + keyboard(kind) + [places(layout)] + keys
}

/// Which keyboard is played on, and whether the machine has another.
private func places(_ layout: KeyboardLayout) -> Finding {
  let words = "keys are where a \(layout.rawValue) keyboard has them"
  guard let other = machineLayout(textFile("/etc/default/keyboard") ?? ""), other != layout else {
    return Finding("layout", .good, words)
  }
  return Finding(
    "layout", .note, "\(words), but this machine's keyboard is \(other.rawValue)",
    advice: "layout = \(other.rawValue) in the config, or layout \(other.rawValue) at the prompt")
}

/// The first layout of a keyboard(5) file, if it is one that is known; X calls three of them otherwise.
func machineLayout(_ text: String) -> KeyboardLayout? {
  func value(_ name: String) -> String? {
    guard let line = text.lines.last(where: { $0.hasPrefix(name + "=") }) else { return nil }
    return line.dropFirst(name.count + 1).filter { $0 != "\"" }.split(separator: ",").first.map(String.init)
  }
  if let variant = value("XKBVARIANT").flatMap(KeyboardLayout.init(rawValue:)) { return variant }
  guard let name = value("XKBLAYOUT") else { return nil }
  return KeyboardLayout(rawValue: ["gb": "uk", "se": "nordic", "fi": "nordic"][name] ?? name)
}

private func colours(_ kind: TerminalKind) -> Finding {
  switch kind.depth {
  case .direct: Finding("colours", .good, "\(kind.terminfo): 24-bit colour")
  case .palette:
    Finding(
      "colours", .note, "\(kind.terminfo): 256 colours",
      advice: "if it has 24-bit colour, set COLORTERM=truecolor (in tmux also: set -as terminal-features ',*:RGB')")
  case .sixteen, .eight:
    Finding("colours", .warning, "\(kind.terminfo): few colours", advice: "set TERM to xterm-256color if it is one")
  case .monochrome:
    Finding(
      "colours", .note, "\(kind.terminfo): no colours",
      advice: "NO_COLOR is set, or TERM names a terminal without colours")
  }
}

private func characters(_ kind: TerminalKind) -> Finding {
  switch kind.glyphs {
  case .ascii:
    Finding(
      "characters", .warning, "no UTF-8: waveforms are drawn with plain characters",
      advice: "set LANG to a UTF-8 locale, such as C.UTF-8")
  case .console:
    Finding(
      "characters", .note, "the Linux console has few characters", advice: "a terminal window shows finer waveforms")
  case .full: Finding("characters", .good, "UTF-8")
  }
}

/// What waveforms are drawn of, unless something else is chosen.
private func waveforms(_ kind: TerminalKind) -> Finding {
  // Every terminal answers the second question.
  let answer = String(decoding: PictureWriter.answer, as: UTF8.self)
  if kind.mayShowPictures, ask(PictureWriter.question + "\u{1B}[c").contains(answer) {
    return Finding("waveforms", .good, "waveforms are pictures (kitty's graphics protocol)")
  }
  return Finding("waveforms", .good, "waveforms are drawn in characters (glyphs \(kind.waveGlyphs.rawValue))")
}

private func size() -> Finding {
  var size = winsize()
  guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
    return Finding("size", .note, "the terminal doesn't report its size")
  }
  let words = "\(size.ws_col) × \(size.ws_row) cells"
  if size.ws_col < 80 || size.ws_row < 24 {
    return Finding("size", .warning, words, advice: "make it 80 × 24 at least; 120 × 35 shows everything")
  }
  return Finding("size", .good, words)
}

private func keyboard(_ kind: TerminalKind) -> [Finding] {
  guard kind.isModern else {
    return [Finding("keyboard", .note, "an old terminal: it reports key presses, not releases")]
  }
  // Every terminal answers the second question, so there is no waiting for a first answer that never comes.
  let answer = ask("\u{1B}[?u\u{1B}[c")
  let speaks = answer.contains("\u{1B}[?") && answer.prefix { $0 != "c" }.contains("u")
  if speaks {
    return [
      Finding(
        "keyboard", .good,
        "kitty keyboard protocol: held keys end when they come up, and keys are known by their places")
    ]
  }
  let inTmux = getenv("TMUX") != nil
  return [
    Finding(
      "keyboard", .note, "key releases are not reported: cue, rolls and censor go on until pressed again",
      advice: inTmux ? "tmux hides them: outside tmux they may work" : "kitty, foot, WezTerm, Ghostty and others do")
  ]
}

/// Writes a question and reads what comes within a third of a second.
private func ask(_ question: String) -> String {
  var before = termios()
  guard tcgetattr(STDIN_FILENO, &before) == 0 else { return "" }
  var raw = before
  raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
  tcsetattr(STDIN_FILENO, TCSANOW, &raw)
  defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) }
  var question = question
  question.withUTF8 { _ = write(STDOUT_FILENO, $0.baseAddress, $0.count) }
  var answer: [UInt8] = []
  var file = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
  while answer.last != UInt8(ascii: "c"), answer.count < 256, poll(&file, 1, 330) > 0 {
    var byte: UInt8 = 0
    guard read(STDIN_FILENO, &byte, 1) == 1 else { break }
    answer.append(byte)
  }
  return String(decoding: answer, as: UTF8.self)
}
