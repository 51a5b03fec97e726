import Glibc
import Workstation

/// The lines of a text, endings of other systems and all.
func lines(of text: String) -> [Substring] { text.lines }

/// Without blanks at either end.
func trimmed(_ text: some StringProtocol) -> String {
  var part = text[...]
  while let first = part.first, first.isWhitespace { part = part.dropFirst() }
  while let last = part.last, last.isWhitespace { part = part.dropLast() }
  return String(part)
}

/// The text of a small file (themes and keymaps: a megabyte at most is read); nil when it cannot be read. What is not
/// UTF-8 or UTF-16 is replaced, not refused.
func textOfFile(_ path: String) -> String? {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 16_384)
  while bytes.count < 1 << 20 {
    let count = read(file, &chunk, chunk.count)
    if count < 0 && errno == EINTR { continue }
    if count < 0 { return nil }
    if count == 0 { break }
    bytes += chunk[..<count]
  }
  return text(of: bytes)
}
