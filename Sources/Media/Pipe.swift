import Glibc
import Music
import Platform

/// What the media program says on its standard output: pieces, each a kind (1 byte), a length (4 bytes, little-endian)
/// and so many bytes. A pipe that ends without `end` or `failure` was cut off.
package enum Piece: UInt8, Sendable {
  /// JSON, `DecodingHeader`: before any sound, and again where more sound comes than was promised.
  case header = 1
  /// Interleaved stereo Float samples, as they lie in memory.
  case sound = 2
  /// A share 0…1 as a Double.
  case progress = 3
  /// JSON: an analysis or what was read of a file.
  case result = 4
  /// A `Waveform`'s blob.
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
  /// The file's own rate, Hz.
  package var sourceRate: Double
  /// The file's own channels.
  package var channels: Int
  /// What the file says of itself.
  package var tags: Tags
  /// - Parameter frames: of the whole sound; nil where nothing says it.
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
  /// The file.
  package var path: String
  /// The hash of its samples.
  package var contentID: String?
  /// What the file says of itself.
  package var tags: Tags
  /// Its length.
  package var seconds: Double?
  /// Why nothing else is known of it.
  package var failure: MediaError?
  /// What a look at a file gives, without decoding it.
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

/// What was found of a track's words.
package struct ReadLyrics: Sendable, Codable {
  /// The file.
  package var path: String
  /// Without a word where it has none.
  package var lyrics: Lyrics?
  /// Why nothing is known of it.
  package var failure: MediaError?
  /// Words, or why there are none to be had.
  package init(path: String, lyrics: Lyrics? = nil, failure: MediaError? = nil) {
    (self.path, self.lyrics, self.failure) = (path, lyrics, failure)
  }
}

/// Writes pieces to a file descriptor, blocking. The media program's side.
package struct PieceWriter: Sendable {
  /// The pipe's end that it reads or writes.
  package let descriptor: Int32
  /// - Parameter descriptor: of a pipe that stays open while this is used.
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

/// Reads pieces from a pipe with a time limit for each wait and one for all. The workstation's side.
///
/// Time counts while this process runs: after it was stopped (Ctrl-Z) and goes on, what came meanwhile lies in the
/// pipe, and what waits for room there comes behind it. Nor does the time count in which the other one would have gone
/// on and had no core: a busy machine is no damaged file.
struct PieceReader {
  private let descriptor: Int32
  private let clock: () -> Double
  private let queued: () -> Double
  private var buffer = [UInt8](repeating: 0, count: 1 << 18)
  private var start = 0
  private var end = 0
  /// No piece is longer; a longer one means that the program has gone mad.
  private static let longest = 64 << 20

  enum Ending: Error { case cutOff, timedOut }
  /// How long all may take, seconds, and how much of that was spent.
  var patience = Double.infinity
  private(set) var spent = 0.0
  private var lastLook: Double
  private var lastQueued: Double
  /// The longest wait in one piece, seconds. Where more than twice as much goes by, the process was stopped.
  private static let longestWait = 1.0

  /// - Parameters:
  ///   - clock: seconds on a clock that nobody sets.
  ///   - queued: seconds for which the writing program has waited for a core until now.
  init(
    descriptor: Int32, clock: @escaping () -> Double = monotonicSeconds, queued: @escaping () -> Double = { 0 }
  ) {
    self.descriptor = descriptor
    self.clock = clock
    self.queued = queued
    (lastLook, lastQueued) = (clock(), queued())
  }

  /// The time of the next job counts from here; its limit is to be set.
  mutating func beginJob() {
    _ = look()
    spent = 0
    patience = .infinity
  }

  /// Counts the time since the last look. - Returns: seconds.
  private mutating func look() -> Double {
    let now = clock()
    var step = min(now - lastLook, 2 * Self.longestWait)
    lastLook = now
    // What came within a moment needs no excuse, and most does.
    if step > 0.1 {
      let queue = queued()
      step -= min(step, max(0, queue - lastQueued))
      lastQueued = queue
    }
    spent += step
    return step
  }

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
    var silence = 0.0
    _ = look()
    while end - start < wanted {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let left = min(patience - spent, Double(limit) / 1000 - silence)
      guard left > 0 else { throw .timedOut }
      let ready = poll(&waiting, 1, Int32(min(left, Self.longestWait) * 1000) + 1)
      if ready < 0 && errno != EINTR { throw .timedOut }
      let step = look()
      silence = ready > 0 ? 0 : silence + step
      if ready <= 0 { continue }
      let room = buffer.count - end
      let offset = end
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + offset, room) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw .cutOff }
      end += count
    }
  }
}
