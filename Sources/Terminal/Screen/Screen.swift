@preconcurrency import CNcurses
import CRealtime
import Glibc
import Platform

/// The terminal: nothing else writes to it. Frames go in, the differences go out. ncurses opens it, gives it back and
/// knows its kind; what is shown is written by `CellWriter`, which takes a quarter of the time.
/// Used by one thread.
final class Screen {
  let kind: TerminalKind
  /// The reading end of the guard's pipe: one byte a signal.
  let signals: Int32
  private var shown: Frame?
  private var writer: CellWriter
  private var pictures = PictureWriter()
  private var theme: Theme
  /// Of a cell in pixels; nil where the terminal does not say.
  private(set) var cellSize: PictureWriter.CellSize?
  private let line = TerminalLine()
  private let handle: OpaquePointer
  private var reportsKeyUp = false
  private let usesMouse: Bool
  /// When the terminal was asked which keyboard protocol it speaks, of a clock that never goes back.
  private var asked = 0.0
  /// It has answered all that it was asked: nothing comes any more that the shell would take for typing.
  var hasAnswered = false

  init(theme: Theme, usesMouse: Bool = false) throws(TerminalError) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
    setlocale(LC_CTYPE, "")
    kind = try TerminalKind()
    self.usesMouse = usesMouse && kind.isModern
    self.theme = theme
    let reset = kind.reset
    signals = reset.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { terminal_guard_begin($0.baseAddress, $0.count) }
    }
    guard let handle = segue_open(kind.terminfo) else {
      terminal_guard_end()
      throw .unknownTerminal(kind.terminfo)
    }
    self.handle = handle
    writer = CellWriter(TerminalWords(), Palette(theme: theme, depth: kind.depth), kind.glyphs)
    noecho()
    nonl()
    raw()
    sendAsWritten()
    curs_set(0)
    segue_refresh()
    apply(theme)
    // All terminals answer the last question, so that one knows when those before it are answered or never will be.
    let question = kind.mayShowPictures ? PictureWriter.question : ""
    if kind.isModern { write("\u{1B}[?2004h" + mouseOn + "\u{1B}[?u" + question + "\u{1B}[c") }
    asked = monotonicSeconds()
    measureCells()
  }

  var width: Int { Int(segue_columns()) }
  var height: Int { Int(segue_rows()) }

  /// The theme as it looks from the next frame on.
  func apply(_ theme: Theme) {
    // Sixteen colours are too few to guess from a theme of millions: the compiled-in one has a sister for them.
    let isFew = kind.depth == .sixteen || kind.depth == .eight
    let shown = isFew && theme.name == Theme.standard.name ? .sixteen : theme
    writer.use(Palette(theme: shown, depth: kind.depth))
    self.theme = shown
    forget()
  }

  /// Shows a frame: what differs from the last one is sent. - Returns: whether anything does.
  func show(_ frame: Frame) -> Bool {
    let old = shown?.width == frame.width && shown?.height == frame.height ? shown : nil
    var bytes = writer.difference(of: frame, from: old)
    if old == nil { pictures.forget() }
    if let cellSize { bytes += pictures.difference(to: frame.pictures, cell: cellSize) { theme[$0].colour.shownRGB } }
    shown = frame
    guard !bytes.isEmpty else { return false }
    // Terminals that know this mode show the frame at once, not row by row; others pass it over.
    line.send(kind.isModern ? Self.beginFrame + bytes + Self.endFrame : bytes)
    return true
  }

  private static let beginFrame = Array("\u{1B}[?2026h".utf8)
  private static let endFrame = Array("\u{1B}[?2026l".utf8)

  /// Makes the next frame paint every cell.
  func forget() { shown = nil }

  func resize() {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else { return }
    resizeterm(Int32(size.ws_row), Int32(size.ws_col))
    measureCells()
    forget()
  }

  /// No newline is ever sent, so that the kernel need not look for one in each byte.
  private func sendAsWritten() {
    var settings = termios()
    guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return }
    settings.c_oflag &= ~tcflag_t(OPOST)
    guard tcsetattr(STDIN_FILENO, TCSANOW, &settings) == 0 else { return }
    // What `enter` comes back to.
    def_prog_mode()
  }

  private func measureCells() {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0,
      size.ws_xpixel >= 2 * size.ws_col, size.ws_ypixel >= 2 * size.ws_row
    else { return cellSize = nil }
    cellSize = PictureWriter.CellSize(
      width: Int(size.ws_xpixel / size.ws_col), height: Int(size.ws_ypixel / size.ws_row))
  }

  /// Presses, releases, drags and the wheel, in decimal numbers.
  private var mouseOn: String { usesMouse ? "\u{1B}[?1002h\u{1B}[?1006h" : "" }

  /// Asks the terminal to report key releases (kitty keyboard protocol, all flags).
  func requestKeyUpReports() {
    guard !reportsKeyUp else { return }
    reportsKeyUp = true
    write("\u{1B}[>31u")
  }

  /// Where the terminal takes more of a frame that it has not taken whole; nil when it has.
  var waitsFor: Int32? { line.isIdle ? nil : line.descriptor }

  /// Sends what it takes of it now.
  func goOn() { line.flush() }

  /// Whether the last frame was taken whole and more would be. A slow connection skips frames rather than delay the
  /// keys.
  var isReady: Bool {
    var poller = pollfd(fd: line.descriptor, events: Int16(POLLOUT), revents: 0)
    return line.isIdle && poll(&poller, 1, 0) == 1
  }

  // MARK: Leaving and coming back

  /// Gives the terminal back, for good or until `enter`.
  func leave() {
    line.send(writer.plain + (pictures.isEmpty ? [] : PictureWriter.removal))
    pictures.forget()
    line.finish(milliseconds: 300)
    if kind.isModern {
      if usesMouse { write(TerminalKind.mouseOff) }
      write(reportsKeyUp ? "\u{1B}[<u\u{1B}[?2004l" : "\u{1B}[?2004l")
      dropLateInput()
    }
    endwin()
    terminal_guard_end()
  }

  /// The answers that are still on their way, and the keys that come up last, are not typed to the shell.
  private func dropLateInput() {
    let isAwaiting = !hasAnswered && monotonicSeconds() - asked < 2
    guard isAwaiting || reportsKeyUp else { return }
    let end = monotonicSeconds() + (isAwaiting ? 0.3 : 0.03)
    var answers = InputParser()
    var bytes = [UInt8](repeating: 0, count: 4096)
    while !(isAwaiting && answers.hasAnswered) {
      var poller = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      let left = Int32((end - monotonicSeconds()) * 1000)
      guard left > 0, poll(&poller, 1, left) > 0 else { return }
      let count = read(STDIN_FILENO, &bytes, bytes.count)
      guard count > 0 else { return }
      _ = answers.feed(bytes[..<count], at: monotonicSeconds())
    }
  }

  func enter() {
    _ = kind.reset.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { terminal_guard_begin($0.baseAddress, $0.count) }
    }
    reset_prog_mode()
    resize()
    segue_refresh()
    curs_set(0)
    // After a stop that nobody could hear the protocol is still on: it is put off first, so that it is on once.
    if kind.isModern { write((reportsKeyUp ? "\u{1B}[?2004h\u{1B}[<u\u{1B}[>31u" : "\u{1B}[?2004h") + mouseOn) }
  }

  /// Back to the shell until it continues us.
  func suspend() {
    leave()
    terminal_guard_suspend()
    enter()
  }

  private func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0 && errno != EINTR { return }
      if count > 0 { bytes = bytes.dropFirst(count) }
    }
  }
}
