import CFFmpeg
import Media
import Music
import Platform

/// Sound out of packets. What a file says of itself at its beginning holds for its beginning alone: another rate, other
/// channels, another way to code samples may follow.
extension FFmpegFile {
  func read(
    from first: Int, _ take: (UnsafeBufferPointer<Float>, SoundFormat) throws(MediaError) -> Bool
  ) throws(MediaError) {
    var frame = av_frame_alloc()
    defer { av_frame_free(&frame) }
    guard let frame, decoder != nil else { throw MediaError(.program, path: path, "no memory for a frame.") }
    let reader = FrameReader(path: path)
    var line = TimeLine(of: stream, rate: format.rate)
    var way = WayIn(to: first, of: stream, codec, rate: format.rate)
    // Its frames are found by looking through every byte, which takes half as long as to decode them.
    if way.isOpen, codec == AV_CODEC_ID_FLAC, first < frames ?? 0 { way.hasPassed = seek(before: way.goal) }
    var (isDamaged, goesOn) = (false, true)
    func drain() throws(MediaError) {
      while goesOn, avcodec_receive_frame(decoder, frame) >= 0 {
        defer { av_frame_unref(frame) }
        guard let (samples, format) = try reader.read(frame) else { continue }
        let count = samples.count / format.channels
        if way.hasPassed { line.enter(at: frame, passed: way.oddPlace, first: first) }
        // What is missing before the first frame that is wanted is silence too.
        if isDamaged || way.hasPassed { goesOn = try silence(line.gap(before: frame), format, take) }
        (isDamaged, way.hasPassed) = (false, false)
        let early = max(0, Double(first) - line.done)
        line.add(frame, count: count)
        guard goesOn, early < Double(count) else { continue }
        goesOn = try take(UnsafeBufferPointer(rebasing: samples[(Int(early) * format.channels)...]), format)
      }
    }
    let code = try forEachPacket { packet throws(MediaError) in
      if way.passes(packet) { return true }
      note(packet)
      if beginsLink(packet) {
        avcodec_send_packet(decoder, nil)
        try drain()
        avcodec_flush_buffers(decoder)
      }
      if send(packet) { try drain() } else { isDamaged = true }
      return goesOn
    }
    if !goesOn { return }
    avcodec_send_packet(decoder, nil)
    try drain()
    if !goesOn { return }
    if way.hasPassed { line.end(at: way.place) }
    if line.done == 0, !way.hasPassed {
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
  /// - Returns: whether more is wanted.
  private func silence(
    _ count: Int, _ format: SoundFormat,
    _ take: (UnsafeBufferPointer<Float>, SoundFormat) throws(MediaError) -> Bool
  ) throws(MediaError) -> Bool {
    let block = 8192
    let silence = UnsafeMutableBufferPointer<Float>.allocate(capacity: block * format.channels)
    defer { silence.deallocate() }
    silence.initialize(repeating: 0)
    for start in stride(from: 0, to: count, by: block) {
      let piece = UnsafeBufferPointer(rebasing: silence[..<(min(block, count - start) * format.channels)])
      if try !take(piece, format) { return false }
    }
    return true
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
