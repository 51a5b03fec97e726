import Glibc

/// Puts a file in a second place, with as little room as the disk allows: as a copy that shares its blocks until one of
/// the two is changed, else as a second name of the same file, else byte by byte. Blocks on the disk.
/// - Parameter path: a file of that name is not replaced.
/// - Returns: nil, or why it cannot be done, in the system's words; nothing is there then.
package func putCopy(of original: String, at path: String) -> String? {
  let source = open(original, O_RDONLY | O_CLOEXEC)
  guard source >= 0 else { return errorText() }
  defer { close(source) }
  var copy = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
  guard copy >= 0 else { return errorText() }
  defer { if copy >= 0 { close(copy) } }
  if ioctl(copy, shareBlocks, source) == 0 { return nil }
  unlink(path)
  if link(original, path) == 0 { return nil }
  close(copy)
  copy = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
  guard copy >= 0 else { return errorText() }
  if let complaint = writeAll(of: source, to: copy) {
    unlink(path)
    return complaint
  }
  return nil
}

/// FICLONE of `linux/fs.h`.
private let shareBlocks: UInt = 0x4004_9409

private func writeAll(of source: Int32, to copy: Int32) -> String? {
  var buffer = [UInt8](repeating: 0, count: 1 << 18)
  while true {
    let count = read(source, &buffer, buffer.count)
    if count == 0 { return nil }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { return errorText() }
    var start = 0
    while start < count {
      let written = buffer[start..<count].withUnsafeBytes { write(copy, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return errorText() }
      start += written
    }
  }
}
