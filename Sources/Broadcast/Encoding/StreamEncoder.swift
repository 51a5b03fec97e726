import Music

/// The name of what plays, as listeners read it.
package struct StreamTitle: Sendable, Hashable {
  /// Nil where nobody knows.
  package var artist: String?
  /// Of the track.
  package var title: String

  /// Control characters are taken out: a tag is never anything but text.
  package init(artist: String?, title: String) {
    (self.artist, self.title) = (artist?.printable, title.printable)
  }

  /// "Artist - Title", as players of MP3 streams have it.
  package var line: String { artist.map { "\($0) - \(title)" } ?? title }
}

/// Stereo sound becomes the bytes of a stream. Each is used by one thread at a time, that of its stream.
///
/// What has been given is in the bytes at once but for what the encoder holds back (less than 0.6 s); `finish` brings
/// the rest.
protocol StreamEncoder: AnyObject {
  /// - Parameter frames: interleaved stereo, ±1 full scale.
  /// - Returns: bytes that are ready to be sent.
  func encode(_ frames: UnsafeBufferPointer<Float>) throws(StreamError) -> [UInt8]

  /// What is given from here on is another track: an Ogg stream ends at exactly this frame and another one begins
  /// there, chained to it (RFC 3533, section 4).
  /// - Returns: bytes that are ready to be sent.
  func begin(_ title: StreamTitle) throws(StreamError) -> [UInt8]

  /// Ends the stream; nothing may be given afterwards.
  func finish() -> [UInt8]
}

/// Why a stream cannot be made or sent, in a sentence.
package struct StreamError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The sentence.
  package let description: String
  /// - Parameter description: a sentence that a DJ can act on.
  package init(_ description: String) { self.description = description }
}

extension StreamFormat {
  /// - Parameter title: of what plays first.
  func makeEncoder(rate: SampleRate, title: StreamTitle) throws(StreamError) -> any StreamEncoder {
    switch self {
    case .mp3(let kilobits): try MP3Encoder(.constant(kilobits: kilobits), rate: rate)
    case .mp3Variable(let quality): try MP3Encoder(.variable(quality: quality), rate: rate)
    case .opus(let kilobits): try OpusEncoder(kilobits: kilobits, rate: rate, title: title)
    case .vorbis(let kilobits): try VorbisEncoder(kilobits: kilobits, rate: rate, title: title)
    case .flac: try FLACEncoder(rate: rate, title: title)
    }
  }
}

/// Where C libraries leave the bytes that they make.
final class ByteSink {
  private var bytes: [UInt8] = []

  func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  /// For a callback's pointer: valid as long as the sink's owner holds it.
  var handle: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  /// - Parameter handle: of a sink that is held meanwhile.
  static func append(_ start: UnsafePointer<UInt8>?, _ count: Int, to handle: UnsafeMutableRawPointer?) {
    guard let handle, let start else { return }
    // SAFETY: the encoder that gives this handle to its library owns the sink, and closes the library first.
    Unmanaged<ByteSink>.fromOpaque(handle).takeUnretainedValue().bytes
      .append(contentsOf: UnsafeBufferPointer(start: start, count: count))
  }
}
