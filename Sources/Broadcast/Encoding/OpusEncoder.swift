import COpusEnc
import Music

/// Ogg Opus by libopusenc, which brings 44.1 kHz to Opus's 48 and chains streams without a gap.
final class OpusEncoder: StreamEncoder {
  private let sink = ByteSink()
  private let handle: OpaquePointer

  /// A packet waits so long for its page, in samples at 48 kHz: 0.2 s.
  private static let delay: Int32 = 9600

  init(kilobits: Int, rate: SampleRate, title: StreamTitle) throws(StreamError) {
    let comments = Self.comments(title)
    defer { ope_comments_destroy(comments) }
    var callbacks = OpusEncCallbacks(
      write: { handle, start, count in
        ByteSink.append(start, Int(count), to: handle)
        return 0
      },
      close: { _ in 0 })
    var error: Int32 = 0
    guard
      let handle = ope_encoder_create_callbacks(&callbacks, sink.handle, comments, Int32(rate.hz), 2, 0, &error)
    else { throw Self.failure(error) }
    self.handle = handle
    let refusal = segue_opus_tune(handle, Int32(kilobits * 1000), Self.delay)
    guard refusal == 0 else { throw Self.failure(refusal) }
  }

  deinit { ope_encoder_destroy(handle) }

  func encode(_ frames: UnsafeBufferPointer<Float>) throws(StreamError) -> [UInt8] {
    guard let base = frames.baseAddress else { return [] }
    let error = ope_encoder_write_float(handle, base, Int32(frames.count / 2))
    guard error == 0 else { throw Self.failure(error) }
    return sink.take()
  }

  func begin(_ title: StreamTitle) throws(StreamError) -> [UInt8] {
    let comments = Self.comments(title)
    defer { ope_comments_destroy(comments) }
    let error = ope_encoder_chain_current(handle, comments)
    guard error == 0 else { throw Self.failure(error) }
    return sink.take()
  }

  func finish() -> [UInt8] {
    _ = ope_encoder_drain(handle)
    return sink.take()
  }

  private static func comments(_ title: StreamTitle) -> OpaquePointer? {
    let comments = ope_comments_create()
    _ = ope_comments_add(comments, "TITLE", title.title)
    if let artist = title.artist { _ = ope_comments_add(comments, "ARTIST", artist) }
    return comments
  }

  private static func failure(_ code: Int32) -> StreamError {
    StreamError("Opus cannot be made: \(String(cString: ope_strerror(code)))")
  }
}
