import CVorbis
import Music

/// Ogg Vorbis by libvorbisenc: variable around a bit rate, as `oggenc -b` makes it. Each track is a stream of its own,
/// chained to the one before: a decoder's samples go on without one too few or too many.
final class VorbisEncoder: StreamEncoder {
  private let kilobits: Int
  private let rate: SampleRate
  private var track: VorbisTrack

  init(kilobits: Int, rate: SampleRate, title: StreamTitle) throws(StreamError) {
    (self.kilobits, self.rate) = (kilobits, rate)
    track = try VorbisTrack(kilobits: kilobits, rate: rate, title: title)
  }

  func encode(_ frames: UnsafeBufferPointer<Float>) -> [UInt8] {
    track.write(frames)
    return track.pages(isEnd: false)
  }

  func begin(_ title: StreamTitle) throws(StreamError) -> [UInt8] {
    let rest = finish()
    track = try VorbisTrack(kilobits: kilobits, rate: rate, title: title)
    return rest + track.pages(isEnd: false)
  }

  func finish() -> [UInt8] {
    track.write(UnsafeBufferPointer(start: nil, count: 0))
    return track.pages(isEnd: true)
  }
}

/// One stream of a chain. Its parts point at each other, so they stay where they are made.
private final class VorbisTrack {
  private let info = UnsafeMutablePointer<vorbis_info>.allocate(capacity: 1)
  private let comment = UnsafeMutablePointer<vorbis_comment>.allocate(capacity: 1)
  private let state = UnsafeMutablePointer<vorbis_dsp_state>.allocate(capacity: 1)
  private let block = UnsafeMutablePointer<vorbis_block>.allocate(capacity: 1)
  private let stream = UnsafeMutablePointer<ogg_stream_state>.allocate(capacity: 1)
  private var head: [UInt8] = []

  init(kilobits: Int, rate: SampleRate, title: StreamTitle) throws(StreamError) {
    vorbis_info_init(info)
    vorbis_comment_init(comment)
    // Around the bit rate, without holding each second to it: the quality stays, and so does half of the CPU.
    let isUnderstood =
      vorbis_encode_setup_managed(info, 2, Int(rate.hz), -1, kilobits * 1000, -1) == 0
      && vorbis_encode_ctl(info, OV_ECTL_RATEMANAGE2_SET, nil) == 0 && vorbis_encode_setup_init(info) == 0
    vorbis_comment_add_tag(comment, "TITLE", title.title)
    if let artist = title.artist { vorbis_comment_add_tag(comment, "ARTIST", artist) }
    vorbis_analysis_init(state, info)
    vorbis_block_init(state, block)
    ogg_stream_init(stream, Int32.random(in: 1...Int32.max))
    guard isUnderstood else {
      throw StreamError("Ogg Vorbis cannot be made of \(Int(rate.hz)) Hz at \(kilobits) kbit/s")
    }
    writeHead()
  }

  deinit {
    ogg_stream_clear(stream)
    vorbis_block_clear(block)
    vorbis_dsp_clear(state)
    vorbis_comment_clear(comment)
    vorbis_info_clear(info)
    stream.deallocate()
    block.deallocate()
    state.deallocate()
    comment.deallocate()
    info.deallocate()
  }

  private func writeHead() {
    var (identity, comments, code) = (ogg_packet(), ogg_packet(), ogg_packet())
    vorbis_analysis_headerout(state, comment, &identity, &comments, &code)
    for packet in [identity, comments, code] {
      var packet = packet
      ogg_stream_packetin(stream, &packet)
    }
    // Sound begins on a page of its own (Vorbis I specification, A.2).
    var page = ogg_page()
    while ogg_stream_flush(stream, &page) != 0 { head += bytes(of: page) }
  }

  /// - Parameter frames: none: that was all.
  func write(_ frames: UnsafeBufferPointer<Float>) {
    let count = frames.count / 2
    if count > 0, let planes = vorbis_analysis_buffer(state, Int32(count)), let left = planes[0], let right = planes[1]
    {
      for frame in 0..<count { (left[frame], right[frame]) = (frames[2 * frame], frames[2 * frame + 1]) }
    }
    vorbis_analysis_wrote(state, Int32(count))
    var packet = ogg_packet()
    while vorbis_analysis_blockout(state, block) == 1 {
      vorbis_analysis(block, nil)
      vorbis_bitrate_addblock(block)
      while vorbis_bitrate_flushpacket(state, &packet) != 0 { ogg_stream_packetin(stream, &packet) }
    }
  }

  /// Those that are full, or all.
  func pages(isEnd: Bool) -> [UInt8] {
    var (bytes, page) = (head, ogg_page())
    head = []
    while (isEnd ? ogg_stream_flush(stream, &page) : ogg_stream_pageout(stream, &page)) != 0 {
      bytes += self.bytes(of: page)
    }
    return bytes
  }

  private func bytes(of page: ogg_page) -> [UInt8] {
    Array(UnsafeBufferPointer(start: page.header, count: page.header_len))
      + Array(UnsafeBufferPointer(start: page.body, count: page.body_len))
  }
}
