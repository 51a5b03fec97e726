import Glibc

/// A small text file, whole, as editors of any system leave it. Blocks on the disk.
/// - Returns: nil, with `errno`, when it is not there or cannot be read; nil for one of more than 16 MiB, too.
package func textFile(_ path: String) -> String? {
  guard let file = fopen(path, "re") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { break }
    bytes.append(contentsOf: buffer[..<count])
    if bytes.count > 16 << 20 { return nil }
  }
  return ferror(file) == 0 ? text(of: bytes) : nil
}

/// What the bytes of a text say: UTF-8, with the mark that some editors put before it or without it; UTF-16 by its
/// mark, or by the zeros that it is full of. What is neither is replaced, not refused.
package func text(of bytes: [UInt8]) -> String {
  func utf16(from start: Int, isLittle: Bool) -> String {
    let units = stride(from: start, to: bytes.count - 1, by: 2).map { index in
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      return isLittle ? second << 8 | first : first << 8 | second
    }
    return String(decoding: units, as: UTF16.self)
  }
  switch (bytes.first, bytes.dropFirst().first) {
  case (0xFF, 0xFE): return utf16(from: 2, isLittle: true)
  case (0xFE, 0xFF): return utf16(from: 2, isLittle: false)
  case (0, let second?) where second != 0: return utf16(from: 0, isLittle: false)
  case (let first?, 0) where first != 0: return utf16(from: 0, isLittle: true)
  default:
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    return String(decoding: bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...], as: UTF8.self)
  }
}

extension StringProtocol {
  /// Its lines, empty ones too; of every system: they end with a line feed, a carriage return, or both.
  package var lines: [SubSequence] {
    split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
  }

  /// Without the white space around it.
  package var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text = text.dropFirst() }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }
}

/// Puts a text in a file's place, whole or not at all: it is written beside it, and takes its name when it is there.
/// Blocks on the disk. - Returns: nil, or why it cannot be written, in the system's words; the file is as it was then.
package func replaceFile(_ path: String, with text: String) -> String? {
  let part = path + ".part"
  let file = fopen(part, "we")
  var bytes = text
  // Not as a C string: what a text holds behind a NUL belongs to it.
  let isWritten = file.map { file in bytes.withUTF8 { fwrite($0.baseAddress, 1, $0.count, file) == $0.count } }
  var code = isWritten == true ? 0 : errno
  if let file, fclose(file) != 0, code == 0 { code = errno }
  if code == 0 {
    if let complaint = move(part, over: path) {
      unlink(part)
      return complaint
    }
    return nil
  }
  unlink(part)
  return errorText(code)
}

/// Gives a file or folder that is whole the name that it is to have; a file of that name is replaced in one step.
/// Blocks on the disk. - Returns: nil, or why it cannot be done, in the system's words, with `errno`.
package func move(_ part: String, over path: String) -> String? { rename(part, path) == 0 ? nil : errorText() }
