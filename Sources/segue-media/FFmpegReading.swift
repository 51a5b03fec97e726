import CFFmpeg
import Media
import Music
import Platform

/// Sound out of packets. What a file says of itself at its beginning holds for its beginning alone: another rate, other
/// channels, another way to code samples may follow.
extension FFmpegFile {
  func readAll(_ take: (UnsafeBufferPointer<Float>, SoundFormat) throws(MediaError) -> Void) throws(MediaError) {
    var frame = av_frame_alloc()
    defer { av_frame_free(&frame) }
    guard let frame, decoder != nil else { throw MediaError(.program, path: path, "no memory for a frame.") }
    let reader = FrameReader(path: path)
    var line = TimeLine(of: stream, rate: format.rate)
    var isDamaged = false
    func drain() throws(MediaError) {
      while avcodec_receive_frame(decoder, frame) >= 0 {
        defer { av_frame_unref(frame) }
        guard let (samples, format) = try reader.read(frame) else { continue }
        let count = samples.count / format.channels
        if isDamaged { try silence(line.gap(before: frame), format, take) }
        isDamaged = false
        line.add(frame, count: count)
        try take(samples, format)
      }
    }
    let code = try forEachPacket { packet throws(MediaError) in
      note(packet)
      if beginsLink(packet) {
        avcodec_send_packet(decoder, nil)
        try drain()
        avcodec_flush_buffers(decoder)
      }
      if send(packet) { try drain() } else { isDamaged = true }
      return true
    }
    avcodec_send_packet(decoder, nil)
    try drain()
    if line.done == 0 {
      throw MediaError(.notAudio, path: path, "\(fileName(path)) holds no sound that can be decoded.")
    }
    if code == Self.endOfFile, isCutShort(after: line.done), let seconds {
      throw cutShort(path, after: Seconds(line.done / format.rate.hz), of: Seconds(seconds))
    }
    if code != Self.endOfFile {
      throw MediaError(
        .truncated, path: path, "\(fileName(path)) is damaged (\(Self.words(code))): what is there can be played.")
    }
  }

  /// Vorbis sound overlaps from packet to packet, but not from one link of an Ogg chain to the next: the head of a link
  /// in the middle ends what came before.
  private func beginsLink(_ packet: UnsafeMutablePointer<AVPacket>) -> Bool {
    codec == AV_CODEC_ID_VORBIS && packet.pointee.size >= 7
      && UnsafeBufferPointer(start: packet.pointee.data, count: 7).elementsEqual([1] + Array("vorbis".utf8))
  }

  /// Silence in place of what could not be decoded, so that what follows stays where it belongs.
  private func silence(
    _ count: Int, _ format: SoundFormat,
    _ take: (UnsafeBufferPointer<Float>, SoundFormat) throws(MediaError) -> Void
  ) throws(MediaError) {
    let block = 8192
    let silence = UnsafeMutableBufferPointer<Float>.allocate(capacity: block * format.channels)
    defer { silence.deallocate() }
    silence.initialize(repeating: 0)
    for start in stride(from: 0, to: count, by: block) {
      try take(UnsafeBufferPointer(rebasing: silence[..<(min(block, count - start) * format.channels)]), format)
    }
  }

  /// Containers round their lengths, and coders pad: only what lacks more than a second and a hundredth was cut off. A
  /// FLAC file counts its samples.
  private func isCutShort(after done: Double) -> Bool {
    guard let frames, !isEstimate else { return false }
    let base = stream.pointee.time_base
    let isCounted = base.num == 1 && Double(base.den) == format.rate.hz
    if isCounted, codec == AV_CODEC_ID_FLAC { return done < Double(frames) }
    return Double(frames) - done > max(format.rate.hz, 0.01 * Double(frames))
  }
}
