import CFLAC
import Media
import Music

/// FLAC in Ogg by libFLAC, 16 bits with dither. Each track is a stream of its own, chained to the one before.
final class FLACEncoder: StreamEncoder {
  private let rate: SampleRate
  private var track: FLACTrack
  private var dither = Dither()

  init(rate: SampleRate, title: StreamTitle) throws(StreamError) {
    self.rate = rate
    track = try FLACTrack(rate: rate, title: title)
  }

  func encode(_ frames: UnsafeBufferPointer<Float>) throws(StreamError) -> [UInt8] {
    let whole = frames.map { sample in
      let step = (Double(sample) * 32_768 + dither.next()).rounded()
      return Int32(step.isNaN ? 0 : min(32_767, max(-32_768, step)))
    }
    return try track.write(whole)
  }

  func begin(_ title: StreamTitle) throws(StreamError) -> [UInt8] {
    let rest = track.finish()
    track = try FLACTrack(rate: rate, title: title)
    return rest + track.take()
  }

  func finish() -> [UInt8] { track.finish() }
}

/// One stream of a chain.
private final class FLACTrack {
  private let handle: UnsafeMutablePointer<FLAC__StreamEncoder>
  private let comments: UnsafeMutablePointer<FLAC__StreamMetadata>
  private let sink = ByteSink()

  init(rate: SampleRate, title: StreamTitle) throws(StreamError) {
    let shortage = StreamError("FLAC cannot begin: memory is short")
    guard let handle = FLAC__stream_encoder_new() else { throw shortage }
    guard let comments = FLAC__metadata_object_new(FLAC__METADATA_TYPE_VORBIS_COMMENT) else {
      FLAC__stream_encoder_delete(handle)
      throw shortage
    }
    (self.handle, self.comments) = (handle, comments)
    Self.add("TITLE", title.title, to: comments)
    if let artist = title.artist { Self.add("ARTIST", artist, to: comments) }
    FLAC__stream_encoder_set_channels(handle, 2)
    FLAC__stream_encoder_set_bits_per_sample(handle, 16)
    FLAC__stream_encoder_set_sample_rate(handle, UInt32(rate.hz))
    FLAC__stream_encoder_set_compression_level(handle, 3)
    FLAC__stream_encoder_set_ogg_serial_number(handle, Int.random(in: 1...Int(Int32.max)))
    var blocks: UnsafeMutablePointer<FLAC__StreamMetadata>? = comments
    FLAC__stream_encoder_set_metadata(handle, &blocks, 1)
    let state = FLAC__stream_encoder_init_ogg_stream(
      handle, nil,
      { _, start, count, _, _, handle in
        ByteSink.append(start, count, to: handle)
        return FLAC__STREAM_ENCODER_WRITE_STATUS_OK
      }, nil, nil, nil, sink.handle)
    guard state == FLAC__STREAM_ENCODER_INIT_STATUS_OK else {
      throw StreamError("FLAC in Ogg cannot be made of \(Int(rate.hz)) Hz")
    }
  }

  deinit {
    FLAC__stream_encoder_delete(handle)
    FLAC__metadata_object_delete(comments)
  }

  private static func add(_ name: String, _ text: String, to comments: UnsafeMutablePointer<FLAC__StreamMetadata>) {
    var entry = FLAC__StreamMetadata_VorbisComment_Entry()
    guard FLAC__metadata_object_vorbiscomment_entry_from_name_value_pair(&entry, name, text) != 0 else { return }
    // The block owns the entry's memory from here on.
    _ = FLAC__metadata_object_vorbiscomment_append_comment(comments, entry, 0)
  }

  func write(_ samples: [Int32]) throws(StreamError) -> [UInt8] {
    guard FLAC__stream_encoder_process_interleaved(handle, samples, UInt32(samples.count / 2)) != 0 else {
      throw StreamError("FLAC cannot encode: memory is short")
    }
    return sink.take()
  }

  func take() -> [UInt8] { sink.take() }

  func finish() -> [UInt8] {
    _ = FLAC__stream_encoder_finish(handle)
    return sink.take()
  }
}
