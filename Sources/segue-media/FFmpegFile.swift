import CFFmpeg
import Glibc
import Media
import Music

/// A file as FFmpeg's libraries read it: MP3, AAC and ALAC in MP4, Native Instruments' stem files, and what else they know.
// (Their macros are not imported into Swift: the constants are theirs.)
final class FFmpegFile: Sound {
  let path: String
  private var format: UnsafeMutablePointer<AVFormatContext>?
  private var decoder: UnsafeMutablePointer<AVCodecContext>?
  private let stream: UnsafeMutablePointer<AVStream>
  private let index: Int32
  private var content: ContentHash
  /// All packets were read, and `content` knows them.
  private var isRead = false

  private static let endOfFile: Int32 = -541_478_725
  private static let noTime = Int64.min

  /// - Parameters:
  ///   - stream: which of the audio streams, from 0.
  ///   - decodes: false for tags and content alone.
  init(path: String, stream wanted: Int, decodes: Bool) throws(MediaError) {
    self.path = path
    let name = fileName(path)
    // In a hole on the disk, or a download that never came, a demuxer would look for a beginning up to the end.
    if Self.beginsWithNothing(path) {
      throw MediaError(
        .notAudio, path: path, "\(name) holds no sound: it begins with a megabyte of zeros. Copy it again.")
    }
    // "file:" keeps names like "a:b.mp3" and "-" from being taken for protocols.
    var options: OpaquePointer?
    // A playlist that calls itself a track opens no other addresses.
    av_dict_set(&options, "protocol_whitelist", "file", 0)
    defer { av_dict_free(&options) }
    var code = avformat_open_input(&format, "file:" + path, nil, &options)
    guard code == 0, let opened = format else {
      throw MediaError(.notAudio, path: path, "\(name) is not sound that can be read: \(Self.words(code)).")
    }
    code = avformat_find_stream_info(opened, nil)
    var found: UnsafeMutablePointer<AVStream>?
    var position = 0
    for number in 0..<Int(opened.pointee.nb_streams) {
      guard let candidate = opened.pointee.streams[number],
        candidate.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_AUDIO
      else { continue }
      if position == wanted { found = candidate }
      position += 1
    }
    guard code >= 0, let found, found.pointee.codecpar.pointee.sample_rate > 0,
      found.pointee.codecpar.pointee.ch_layout.nb_channels > 0
    else {
      avformat_close_input(&format)
      throw MediaError(
        .notAudio, path: path,
        wanted == 0 ? "\(name) holds no sound that can be decoded." : "\(name) has no stem number \(wanted).")
    }
    stream = found
    index = found.pointee.index
    content = ContentHash(codec: found.pointee.codecpar.pointee.codec_id.rawValue)
    if decodes {
      do throws(MediaError) {
        decoder = try Self.openDecoder(found, name, path)
      } catch {
        avformat_close_input(&format)
        throw error
      }
    }
  }

  private static func beginsWithNothing(_ path: String) -> Bool {
    guard let file = fopen(path, "rb") else { return false }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 1, count: 1 << 20)
    return fread(&bytes, 1, bytes.count, file) == bytes.count && bytes.allSatisfy { $0 == 0 }
  }

  deinit {
    avcodec_free_context(&decoder)
    avformat_close_input(&format)
  }

  private static func openDecoder(
    _ stream: UnsafeMutablePointer<AVStream>, _ name: String, _ path: String
  ) throws(MediaError) -> UnsafeMutablePointer<AVCodecContext> {
    let parameters = stream.pointee.codecpar!
    guard let codec = avcodec_find_decoder(parameters.pointee.codec_id), let context = avcodec_alloc_context3(codec)
    else {
      throw MediaError(.notAudio, path: path, "\(name) is coded in a way that no decoder here knows.")
    }
    context.pointee.pkt_timebase = stream.pointee.time_base
    guard avcodec_parameters_to_context(context, parameters) >= 0, avcodec_open2(context, codec, nil) >= 0 else {
      var context: UnsafeMutablePointer<AVCodecContext>? = context
      avcodec_free_context(&context)
      throw MediaError(.notAudio, path: path, "\(name) cannot be decoded: its head is damaged.")
    }
    return context
  }

  var sampleRate: SampleRate { SampleRate(hz: Double(stream.pointee.codecpar.pointee.sample_rate)) }
  var channels: Int { Int(stream.pointee.codecpar.pointee.ch_layout.nb_channels) }

  var speakers: [Speaker] {
    var layout = stream.pointee.codecpar.pointee.ch_layout
    return (0..<channels).map { number in
      switch av_channel_layout_channel_from_index(&layout, UInt32(number)) {
      case AV_CHAN_FRONT_LEFT: channels == 1 ? .mono : .left
      case AV_CHAN_FRONT_RIGHT: .right
      case AV_CHAN_FRONT_CENTER: channels == 1 ? .mono : .centre
      case AV_CHAN_LOW_FREQUENCY: .lowFrequency
      case AV_CHAN_SIDE_LEFT: .sideLeft
      case AV_CHAN_SIDE_RIGHT: .sideRight
      case AV_CHAN_BACK_LEFT: .backLeft
      case AV_CHAN_BACK_RIGHT: .backRight
      case AV_CHAN_BACK_CENTER: .backCentre
      default: .unknown
      }
    }
  }

  /// The stream's own length, else the file's.
  var seconds: Double? {
    let base = stream.pointee.time_base
    if stream.pointee.duration != Self.noTime, stream.pointee.duration > 0, base.den > 0 {
      return Double(stream.pointee.duration) * Double(base.num) / Double(base.den)
    }
    guard let duration = format?.pointee.duration, duration > 0 else { return nil }
    return Double(duration) / 1_000_000
  }

  var isEstimate: Bool { format?.pointee.duration_estimation_method == AVFMT_DURATION_FROM_BITRATE }

  var frames: Int? { seconds.flatMap { $0 < 1e8 ? Int(($0 * sampleRate.hz).rounded()) : nil } }

  /// Tags of the file, and of the stream where the file has none (Ogg keeps them there).
  var tags: Tags {
    var texts: [String: String] = [:]
    for dictionary in [format?.pointee.metadata, stream.pointee.metadata] {
      var entry: UnsafeMutablePointer<AVDictionaryEntry>?
      while let next = av_dict_get(dictionary ?? nil, "", entry, AV_DICT_IGNORE_SUFFIX) {
        entry = next
        let name = String(cString: next.pointee.key)
        if texts[name] == nil { texts[name] = String(cString: next.pointee.value) }
      }
    }
    return Tags(texts: texts)
  }

  /// What the packets are: the same wherever the file lies and whatever its tags say. Reads them if `readAll` has not.
  /// - Parameter goesOn: is called every few megabytes: from a slow disk, a long file takes minutes.
  func contentID(_ goesOn: () -> Void) throws(MediaError) -> String {
    if !isRead {
      try forEachPacket { packet throws(MediaError) in
        let before = content.bytes
        content.add(packet)
        if before >> 22 != content.bytes >> 22 { goesOn() }
        return !content.isFull
      }
      isRead = true
    }
    guard let text = content.text else {
      throw MediaError(.notAudio, path: path, "\(fileName(path)) holds no sound.")
    }
    return text
  }

  /// - Returns: the code that ended the reading.
  @discardableResult
  private func forEachPacket(
    _ body: (UnsafeMutablePointer<AVPacket>) throws(MediaError) -> Bool
  ) throws(MediaError) -> Int32 {
    var packet = av_packet_alloc()
    defer { av_packet_free(&packet) }
    guard let packet else { throw MediaError(.program, path: path, "no memory for a packet.") }
    while true {
      let code = av_read_frame(format, packet)
      if code < 0 { return code }
      defer { av_packet_unref(packet) }
      if packet.pointee.stream_index == index, try !body(packet) { return 0 }
    }
  }

  func readAll(_ take: (UnsafeBufferPointer<Float>) throws(MediaError) -> Void) throws(MediaError) {
    var frame = av_frame_alloc()
    var converter: OpaquePointer?
    defer {
      av_frame_free(&frame)
      swr_free(&converter)
    }
    guard let frame, let decoder else { throw MediaError(.program, path: path, "no memory for a frame.") }
    var samples: [Float] = []
    var done = 0
    var isDamaged = false
    func drain() throws(MediaError) {
      while avcodec_receive_frame(decoder, frame) >= 0 {
        defer { av_frame_unref(frame) }
        let count = Int(frame.pointee.nb_samples)
        guard count > 0, Int(frame.pointee.ch_layout.nb_channels) == channels else { continue }
        if isDamaged { done += try fillGap(before: frame, after: done, take) }
        isDamaged = false
        if converter == nil { converter = try makeConverter(frame) }
        if samples.count < count * channels { samples = [Float](repeating: 0, count: count * channels) }
        let made = samples.withUnsafeMutableBufferPointer { buffer in
          buffer.withMemoryRebound(to: UInt8.self) { bytes -> Int32 in
            var output: UnsafeMutablePointer<UInt8>? = bytes.baseAddress
            return withUnsafeMutablePointer(to: &output) { output in
              frame.pointee.extended_data.withMemoryRebound(to: UnsafePointer<UInt8>?.self, capacity: channels) {
                swr_convert(converter, output, Int32(count), $0, Int32(count))
              }
            }
          }
        }
        guard made > 0 else { continue }
        done += Int(made)
        var failure: MediaError?
        samples.withUnsafeBufferPointer { buffer in
          do throws(MediaError) {
            try take(UnsafeBufferPointer(rebasing: buffer[..<(Int(made) * channels)]))
          } catch { failure = error }
        }
        if let failure { throw failure }
      }
    }
    let code = try forEachPacket { packet throws(MediaError) in
      content.add(packet)
      // The decoder goes on behind a damaged packet.
      if avcodec_send_packet(decoder, packet) >= 0 { try drain() } else { isDamaged = true }
      return true
    }
    isRead = true
    avcodec_send_packet(decoder, nil)
    try drain()
    if done == 0 { throw MediaError(.notAudio, path: path, "\(fileName(path)) holds no sound that can be decoded.") }
    if code == Self.endOfFile, isCutShort(after: done), let frames {
      let (there, whole) = (Seconds(Double(done) / sampleRate.hz), Seconds(Double(frames) / sampleRate.hz))
      throw MediaError(
        .truncated, path: path,
        "\(fileName(path)) is damaged: it stops after \(clock(there)) of \(clock(whole)). What is there can be played.")
    }
    if code != Self.endOfFile {
      throw MediaError(
        .truncated, path: path, "\(fileName(path)) is damaged (\(Self.words(code))): what is there can be played.")
    }
  }

  /// Silence in place of what could not be decoded, so that what follows stays where it belongs.
  /// - Returns: how many frames.
  private func fillGap(
    before frame: UnsafeMutablePointer<AVFrame>, after done: Int,
    _ take: (UnsafeBufferPointer<Float>) throws(MediaError) -> Void
  ) throws(MediaError) -> Int {
    let beginning = stream.pointee.start_time == Self.noTime ? 0 : stream.pointee.start_time
    guard frame.pointee.best_effort_timestamp != Self.noTime else { return 0 }
    let ticks = frame.pointee.best_effort_timestamp - beginning
    let place = av_rescale_q(ticks, stream.pointee.time_base, AVRational(num: 1, den: frame.pointee.sample_rate))
    let gap = Int(place) - done
    // More than damaged packets hold is a clock that jumps.
    guard gap > 0, gap < 60 * Int(frame.pointee.sample_rate) else { return 0 }
    let block = 8192
    let silence = UnsafeMutableBufferPointer<Float>.allocate(capacity: block * channels)
    defer { silence.deallocate() }
    silence.initialize(repeating: 0)
    for start in stride(from: 0, to: gap, by: block) {
      try take(UnsafeBufferPointer(rebasing: silence[..<(min(block, gap - start) * channels)]))
    }
    return gap
  }

  /// Containers round their lengths, and coders pad: only what lacks more than a second and a hundredth was cut off. A FLAC
  /// file counts its samples.
  private func isCutShort(after done: Int) -> Bool {
    guard let frames, !isEstimate else { return false }
    let base = stream.pointee.time_base
    let isCounted = base.num == 1 && Double(base.den) == sampleRate.hz
    if isCounted, stream.pointee.codecpar.pointee.codec_id == AV_CODEC_ID_FLAC { return done < frames }
    return Double(frames - done) > max(sampleRate.hz, 0.01 * Double(frames))
  }

  private func makeConverter(_ frame: UnsafeMutablePointer<AVFrame>) throws(MediaError) -> OpaquePointer {
    var converter: OpaquePointer?
    let rate = frame.pointee.sample_rate
    let source = AVSampleFormat(frame.pointee.format)
    guard
      swr_alloc_set_opts2(
        &converter, &frame.pointee.ch_layout, AV_SAMPLE_FMT_FLT, rate, &frame.pointee.ch_layout, source, rate, 0, nil)
        >= 0,
      swr_init(converter) >= 0, let converter
    else { throw MediaError(.notAudio, path: path, "\(fileName(path)) has samples of an unknown kind.") }
    return converter
  }

  private static func words(_ code: Int32) -> String {
    var text = [UInt8](repeating: 0, count: 256)
    _ = text.withUnsafeMutableBytes { av_strerror(code, $0.bindMemory(to: CChar.self).baseAddress, 256) }
    return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
  }
}
