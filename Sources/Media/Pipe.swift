import Glibc
import Music

/// What the media program says on its standard output: pieces, each a kind (1 byte), a length (4 bytes, little-endian)
/// and so many bytes. A pipe that ends without `end` or `failure` was cut off.
package enum Piece: UInt8, Sendable {
  /// JSON, `DecodingHeader`: before any sound.
  case header = 1
  /// Interleaved stereo Float samples, as they lie in memory.
  case sound = 2
  /// A share 0…1 as a Double.
  case progress = 3
  /// JSON: an analysis or what was read of a file.
  case result = 4
  /// A `Waveform`'s bytes.
  case waveform = 5
  /// JSON, `MediaError`: it failed here; what came before is good.
  case failure = 6
  /// UTF-8 text: something odd that did not keep the file from being decoded.
  case remark = 8
  /// Everything was said.
  case end = 7
  /// A `TrackFeatures.blob`.
  case features = 9
}

/// What is known of a sound before its first frame.
package struct DecodingHeader: Sendable, Codable {
  /// Frames at the wanted rate; nil when the file does not say.
  package var frames: Int?
  /// `frames` is guessed from the size of the file: it may be far off.
  package var isEstimate: Bool
  package var sourceRate: Double
  package var channels: Int
  package var tags: Tags
  package init(frames: Int?, isEstimate: Bool, sourceRate: Double, channels: Int, tags: Tags) {
    self.frames = frames
    self.isEstimate = isEstimate
    self.sourceRate = sourceRate
    self.channels = channels
    self.tags = tags
  }
}

/// What reading a file's head and hashing its sound tells.
package struct ProbedFile: Sendable, Codable {
  package var path: String
  package var contentID: String?
  package var tags: Tags
  package var seconds: Double?
  package var failure: MediaError?
  package init(
    path: String, contentID: String? = nil, tags: Tags = Tags(), seconds: Double? = nil, failure: MediaError? = nil
  ) {
    self.path = path
    self.contentID = contentID
    self.tags = tags
    self.seconds = seconds
    self.failure = failure
  }
}

/// Writes pieces to a file descriptor, blocking. The media program's side.
package struct PieceWriter: Sendable {
  package let descriptor: Int32
  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// Ends the process quietly when nobody listens any more.
  package func write(_ kind: Piece, _ bytes: UnsafeRawBufferPointer) {
    var head: [UInt8] = [kind.rawValue]
    withUnsafeBytes(of: UInt32(bytes.count).littleEndian) { head.append(contentsOf: $0) }
    head.withUnsafeBytes(all)
    all(bytes)
  }

  private func all(_ bytes: UnsafeRawBufferPointer) {
    var sent = 0
    while sent < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { exit(0) }
      sent += count
    }
  }
}

/// Seconds on a clock that nobody sets; it stands still while the machine sleeps.
func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Reads pieces from a pipe with a time limit for each wait and one for all. The workstation's side.
struct PieceReader {
  private let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 1 << 18)
  private var start = 0
  private var end = 0
  /// No piece is longer; a longer one means that the program has gone mad.
  private static let longest = 64 << 20

  enum Ending: Error { case cutOff, timedOut }
  /// When all must be over, by `monotonicSeconds`.
  var deadline = Double.infinity

  init(descriptor: Int32) { self.descriptor = descriptor }

  /// The next piece. - Parameter limit: how long to wait for more, milliseconds.
  mutating func next(limit: Int32) throws(Ending) -> (kind: Piece, bytes: ArraySlice<UInt8>) {
    try fill(5, limit)
    let count =
      Int(buffer[start + 1]) | Int(buffer[start + 2]) << 8 | Int(buffer[start + 3]) << 16 | Int(buffer[start + 4]) << 24
    guard let kind = Piece(rawValue: buffer[start]), count <= Self.longest else { throw .cutOff }
    try fill(5 + count, limit)
    let bytes = buffer[(start + 5)..<(start + 5 + count)]
    start += 5 + count
    return (kind, bytes)
  }

  private mutating func fill(_ wanted: Int, _ limit: Int32) throws(Ending) {
    if start + wanted > buffer.count {
      buffer.replaceSubrange(0..<(end - start), with: buffer[start..<end])
      end -= start
      start = 0
      if wanted > buffer.count { buffer.append(contentsOf: repeatElement(0, count: wanted - buffer.count)) }
    }
    while end - start < wanted {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let left = deadline - monotonicSeconds()
      guard left > 0 else { throw .timedOut }
      let ready = poll(&waiting, 1, left < Double(limit) / 1000 ? Int32(left * 1000) + 1 : limit)
      if ready < 0 && errno == EINTR { continue }
      guard ready > 0 else { throw .timedOut }
      let room = buffer.count - end
      let offset = end
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + offset, room) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .cutOff }
      end += count
    }
  }
}
