import Glibc
import Platform

/// How far a job is, on stderr: on a terminal in one line that is written over, else a line of its own every few
/// seconds.
final class ProgressText {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private var next: Double
  private var shown = ""

  /// Seconds between lines where nobody looks: a log of an hour's work stays readable.
  private static let pause = 5.0

  init() { next = monotonicSeconds() + Self.pause }

  func show(_ text: String) {
    guard text != shown else { return }
    if isTerminal {
      tell("\r\u{1B}[K\(text)")
    } else if !text.isEmpty, monotonicSeconds() >= next {
      next = monotonicSeconds() + Self.pause
      tell("\(text)\n")
    } else {
      return
    }
    shown = text
  }

  /// Takes it away, for what is to be said now.
  func clear() {
    guard isTerminal, !shown.isEmpty else { return }
    tell("\r\u{1B}[K")
    shown = ""
  }
}
