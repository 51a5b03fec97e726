/// Bytes become lines, however they come. A line that is longer than anybody types is dropped to its end.
package struct LineReader: Sendable {
  private var begun: [UInt8] = []
  private var isTooLong = false
  /// Bytes.
  package static let longest = 64 * 1024

  /// What ended.
  package enum Line: Sendable, Hashable {
    /// Without its end, and without blanks around it; what is no UTF-8 is replaced.
    case typed(String)
    case tooLong
  }

  /// Nothing has come yet.
  package init() {}

  /// Takes bytes as they come. - Returns: the lines that they end.
  package mutating func feed(_ bytes: some Sequence<UInt8>) -> [Line] {
    var lines: [Line] = []
    for byte in bytes {
      guard byte == 0x0A else {
        if begun.count < Self.longest { begun.append(byte) } else { isTooLong = true }
        continue
      }
      lines.append(end())
    }
    return lines
  }

  /// What stands there without its end: the input is over. - Returns: nil where there is nothing.
  package mutating func finish() -> Line? { begun.isEmpty ? nil : end() }

  private mutating func end() -> Line {
    defer { (begun, isTooLong) = ([], false) }
    return isTooLong ? .tooLong : .typed(String(decoding: begun, as: UTF8.self).trimmed)
  }
}
