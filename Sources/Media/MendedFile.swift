import CSndFile
import Glibc

/// A file as a library that believes heads is to see it: some bytes of its head are replaced.
// SAFETY: used by one thread at a time, that of its owner.
package final class MendedFile: @unchecked Sendable {
  private let file: FileBytes
  private let patches: [(place: Int, bytes: [UInt8])]
  private var place = 0

  /// - Returns: nil for a file whose head needs no mending, or that cannot be opened.
  package init?(path: String) {
    patches = SoundExtent(path: path).patches
    guard !patches.isEmpty, let file = FileBytes(path: path) else { return nil }
    self.file = file
  }

  /// The file's size.
  package var count: Int { file.count }

  /// Opens it. - Returns: libsndfile's handle, which must be closed before this object goes; nil where it is refused.
  func open(_ info: inout SF_INFO) -> OpaquePointer? {
    var calls = SF_VIRTUAL_IO(
      get_filelen: { sf_count_t(MendedFile.of($0).file.count) },
      seek: { offset, whence, pointer in MendedFile.of(pointer).seek(Int(offset), whence) },
      read: { buffer, count, pointer in MendedFile.of(pointer).read(buffer, Int(count)) },
      write: { _, _, _ in 0 },
      tell: { sf_count_t(MendedFile.of($0).place) })
    return sf_open_virtual(&calls, Int32(SFM_READ), &info, Unmanaged.passUnretained(self).toOpaque())
  }

  private static func of(_ pointer: UnsafeMutableRawPointer?) -> MendedFile {
    Unmanaged<MendedFile>.fromOpaque(pointer!).takeUnretainedValue()
  }

  /// Moves to a place as `lseek` does. - Returns: the place.
  package func seek(_ offset: Int, _ whence: Int32) -> Int64 {
    let base = whence == SEEK_CUR ? place : whence == SEEK_END ? file.count : 0
    let (sum, overflows) = base.addingReportingOverflow(offset)
    if !overflows, sum >= 0 { place = sum }
    return Int64(place)
  }

  /// Reads what comes next. - Returns: how many bytes came; 0 at the end.
  package func read(_ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int64 {
    guard let buffer, count > 0 else { return 0 }
    let got = file.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: count), at: place)
    for patch in patches {
      for (index, byte) in patch.bytes.enumerated() where (place..<place + got).contains(patch.place + index) {
        buffer.storeBytes(of: byte, toByteOffset: patch.place + index - place, as: UInt8.self)
      }
    }
    place += got
    return Int64(got)
  }
}
