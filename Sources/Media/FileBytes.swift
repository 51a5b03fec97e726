import Glibc

/// A file of which a few bytes here and there are read; what lies beyond its end is not there.
// SAFETY: the descriptor is owned by this object; `pread` may be called from any thread.
package final class FileBytes: @unchecked Sendable {
  /// The file's size when it was opened.
  package let count: Int
  private let descriptor: Int32

  /// - Returns: nil where the file cannot be opened.
  package init?(path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
    count = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// As many bytes of a range as the file has; none where the range begins outside.
  package func bytes(at place: Int, count wanted: Int) -> [UInt8] {
    let room = min(wanted, count - place)
    guard place >= 0, room > 0 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
      filled = read(into: UnsafeMutableRawBufferPointer(buffer), at: place)
    }
  }

  /// Fills a buffer from `place` on, as far as the file goes. - Returns: how many bytes came.
  func read(into buffer: UnsafeMutableRawBufferPointer, at place: Int) -> Int {
    var got = 0
    while got < buffer.count {
      let step = pread(descriptor, buffer.baseAddress! + got, buffer.count - got, off_t(place + got))
      if step < 0 && errno == EINTR { continue }
      if step <= 0 { break }
      got += step
    }
    return got
  }
}

extension Collection<UInt8> {
  /// The bytes as a whole number, the first one lowest.
  var littleEndian: UInt64 { reversed().reduce(0) { $0 << 8 | UInt64($1) } }
  /// The bytes as a whole number, the first one highest.
  var bigEndian: UInt64 { reduce(0) { $0 << 8 | UInt64($1) } }
}
