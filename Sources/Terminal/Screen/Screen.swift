@preconcurrency import CNcurses
import CRealtime
import Glibc

/// The terminal, through ncurses: nothing else writes to it. Frames go in, the differences go out.
/// Used by one thread.
final class Screen {
  let kind: TerminalKind
  /// The reading end of the guard's pipe: one byte a signal.
  let signals: Int32
  private var shown: Frame?
  private var palette: Palette
  private let handle: OpaquePointer
  private var reportsKeyUp = false

  init(theme: Theme) throws(TerminalError) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
    setlocale(LC_CTYPE, "")
    kind = try TerminalKind()
    palette = Palette(theme: theme, depth: kind.depth)
    let reset = kind.reset
    signals = reset.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { terminal_guard_begin($0.baseAddress, $0.count) }
    }
    guard let handle = segue_open(kind.terminfo) else {
      terminal_guard_end()
      throw .unknownTerminal(kind.terminfo)
    }
    self.handle = handle
    noecho()
    nonl()
    raw()
    curs_set(0)
    start_color()
    use_default_colors()
    apply(theme)
    if kind.isModern { write("\u{1B}[?2004h\u{1B}[?u") }
  }

  var width: Int { Int(segue_columns()) }
  var height: Int { Int(segue_rows()) }

  /// The theme as it looks from the next frame on.
  func apply(_ theme: Theme) {
    // Sixteen colours are too few to guess from a theme of millions: the compiled-in one has a sister for them.
    let isFew = kind.depth == .sixteen || kind.depth == .eight
    palette = Palette(theme: isFew && theme.name == Theme.standard.name ? .sixteen : theme, depth: kind.depth)
    if kind.depth != .monochrome { assume_default_colors(palette.plainInk, palette.plainPaper) }
    forget()
  }

  /// Shows a frame; only cells that differ from the last one are given to ncurses, which sends what it must.
  func show(_ frame: Frame) {
    if let shown, shown == frame { return }
    let old = shown?.width == frame.width && shown?.height == frame.height ? shown : nil
    for y in 0..<frame.height {
      for x in 0..<frame.width {
        let index = y * frame.width + x
        let cell = frame.cells[index]
        guard cell.glyph != Cell.wideTail else { continue }
        if let old, old.cells[index] == cell, !followsWide(old, index) { continue }
        put(cell, x, y)
      }
    }
    shown = frame
    segue_refresh()
  }

  /// The second column of a wide character that goes must be drawn again.
  private func followsWide(_ frame: Frame, _ index: Int) -> Bool {
    index % frame.width > 0 && frame.cells[index].glyph == Cell.wideTail
  }

  private func put(_ cell: Cell, _ x: Int, _ y: Int) {
    let cell = kind.glyphs.fallback(for: cell)
    let look = palette.look(of: cell)
    segue_put(
      Int32(y), Int32(x), look.glyph, cell.mark, cell.secondMark, UInt32(look.emphasis.rawValue), look.pair)
  }

  /// Makes the next frame paint every cell.
  func forget() {
    shown = nil
    segue_forget()
  }

  func resize() {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else { return }
    resizeterm(Int32(size.ws_row), Int32(size.ws_col))
    forget()
  }

  /// Asks the terminal to report key releases (kitty keyboard protocol, all flags).
  func requestKeyUpReports() {
    guard !reportsKeyUp else { return }
    reportsKeyUp = true
    write("\u{1B}[>31u")
  }

  /// Whether the terminal takes output at once. A slow connection skips frames rather than delay the keys.
  var isReady: Bool {
    var poller = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
    return poll(&poller, 1, 0) == 1
  }

  // MARK: Leaving and coming back

  /// Gives the terminal back, for good or until `enter`.
  func leave() {
    if kind.isModern { write(reportsKeyUp ? "\u{1B}[<u\u{1B}[?2004l" : "\u{1B}[?2004l") }
    endwin()
    terminal_guard_end()
  }

  func enter() {
    _ = kind.reset.withUnsafeBufferPointer { bytes in
      bytes.withMemoryRebound(to: CChar.self) { terminal_guard_begin($0.baseAddress, $0.count) }
    }
    reset_prog_mode()
    resize()
    segue_refresh()
    curs_set(0)
    if kind.isModern { write(reportsKeyUp ? "\u{1B}[?2004h\u{1B}[>31u" : "\u{1B}[?2004h") }
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
