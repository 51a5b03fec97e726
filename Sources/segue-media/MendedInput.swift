import CFFmpeg
import Media

/// A file whose head is mended, as FFmpeg reads it.
final class MendedInput {
  let context: UnsafeMutablePointer<AVIOContext>
  private let file: MendedFile

  /// - Returns: nil for a file whose head needs no mending.
  init?(path: String) {
    let room: Int32 = 1 << 15
    guard let file = MendedFile(path: path), let buffer = av_malloc(Int(room)) else { return nil }
    let made = avio_alloc_context(
      buffer.assumingMemoryBound(to: UInt8.self), room, 0, Unmanaged.passUnretained(file).toOpaque(),
      { file, buffer, count in
        let got = MendedInput.file(file).read(buffer, Int(count))
        return got > 0 ? Int32(got) : FFmpegFile.endOfFile
      }, nil,
      { file, offset, whence in
        // Two bits beside those of lseek: one asks for the size, one insists.
        whence & 0x10000 != 0
          ? Int64(MendedInput.file(file).count) : MendedInput.file(file).seek(Int(offset), whence & 0xFFFF)
      })
    guard let made else {
      av_free(buffer)
      return nil
    }
    context = made
    self.file = file
  }

  deinit {
    av_freep(&context.pointee.buffer)
    var context: UnsafeMutablePointer<AVIOContext>? = context
    avio_context_free(&context)
  }

  private static func file(_ pointer: UnsafeMutableRawPointer?) -> MendedFile {
    Unmanaged<MendedFile>.fromOpaque(pointer!).takeUnretainedValue()
  }
}
