import Music
import Platform

/// A file's sound as it is decoded, at the file's own rate: what works through a track from its front to its end needs
/// no room for the whole. The media program waits where nobody asks for more.
package final class SoundStream {
  /// The file's own.
  package let sampleRate: SampleRate
  /// Frames that the file promises; nil where it does not say. More or fewer may come.
  package let expectedFrames: Int?
  /// Its own channels, of which stereo is made.
  package let channels: Int
  /// What the file says of itself.
  package let tags: Tags
  /// Something odd that did not keep the file from being decoded; known at the end.
  package private(set) var remark: String?
  private let path: String
  private let child: Child

  /// Blocks until the file's head is read. - Throws: why it cannot be read.
  package init(_ path: String, by program: MediaProgram) throws(MediaError) {
    try checkReadable(path)
    var rate = SampleRate.cd
    var (child, header) = try Self.open(path, at: rate, by: program)
    // The rate is known once it was looked at; only another one is decoded anew.
    if header.sourceRate != rate.hz, MediaLimits.rates.contains(header.sourceRate) {
      child.end()
      rate = SampleRate(hz: header.sourceRate)
      (child, header) = try Self.open(path, at: rate, by: program)
    }
    self.path = path
    self.child = child
    sampleRate = rate
    expectedFrames = header.isEstimate ? nil : header.frames
    channels = header.channels
    tags = header.tags
  }

  deinit { child.end() }

  private static func open(
    _ path: String, at rate: SampleRate, by program: MediaProgram
  ) throws(MediaError) -> (Child, DecodingHeader) {
    let arguments = MediaProgram.decoding(path, stream: 0, rate: rate, part: 0..<Int.max)
    let child = try Child(program.executable, arguments, for: path)
    do throws(MediaError) {
      while true {
        let (kind, bytes) = try child.next(for: path)
        switch kind {
        case .header: return (child, try decoded(DecodingHeader.self, bytes, path))
        case .failure: throw try decoded(MediaError.self, bytes, path)
        default: break
        }
      }
    } catch {
      child.end()
      throw error
    }
  }

  /// The next piece, interleaved stereo; nil at the end. Blocks until it is there.
  /// - Throws: what cut it short; what came before is good where the error `leavesSound`.
  package func next() throws(MediaError) -> [Float]? {
    while true {
      let (kind, bytes) = try child.next(for: path)
      switch kind {
      case .sound:
        let count = bytes.count / MemoryLayout<Float>.stride
        return bytes.withUnsafeBytes { raw in
          [Float](unsafeUninitializedCapacity: count) { samples, filled in
            UnsafeMutableRawBufferPointer(samples).copyMemory(
              from: UnsafeRawBufferPointer(rebasing: raw[..<(count * MemoryLayout<Float>.stride)]))
            filled = count
          }
        }
      case .failure: throw try decoded(MediaError.self, bytes, path)
      case .remark: remark = String(decoding: bytes, as: UTF8.self).printable
      case .end: return nil
      default: break
      }
    }
  }
}
