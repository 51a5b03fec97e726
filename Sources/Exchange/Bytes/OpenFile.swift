import Glibc

/// A file that is open for reading.
final class OpenFile {
  private let number: Int32
  /// Its bytes when it was opened.
  let count: Int

  /// Nil where it cannot be opened, or is no plain file.
  init?(_ path: String) {
    number = open(path, O_RDONLY | O_CLOEXEC)
    var status = stat()
    guard number >= 0, fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      if number >= 0 { close(number) }
      return nil
    }
    count = Int(status.st_size)
  }

  deinit { close(number) }

  /// As many of the bytes as there are.
  func read(at place: Int, _ wanted: Int) -> [UInt8] {
    guard (0...count).contains(place) else { return [] }
    return [UInt8](unsafeUninitializedCapacity: max(0, min(wanted, count - place))) { buffer, filled in
      while filled < buffer.count {
        let step = pread(number, buffer.baseAddress! + filled, buffer.count - filled, off_t(place + filled))
        if step < 0 && errno == EINTR { continue }
        if step <= 0 { break }
        filled += step
      }
    }
  }
}
