import CFFmpeg
import Glibc
import Media
import Music
import Platform

/// A file as FFmpeg's libraries read it: MP3, AAC and ALAC in MP4, Native Instruments' stem files, and what else they
/// know.
// (Their macros are not imported into Swift: the constants are theirs.)
final class FFmpegFile: Sound {
  let path: String
  /// As the head has it: FFmpeg rewrites its own while it reads.
  let format: SoundFormat
  private var file: UnsafeMutablePointer<AVFormatContext>?
  private(set) var decoder: UnsafeMutablePointer<AVCodecContext>?
  let stream: UnsafeMutablePointer<AVStream>
  let codec: AVCodecID
  private let wanted: Int
  /// Nil where the head is as it should be.
  private let input: MendedInput?
  private var content: ContentHash
  /// Tags of the file, and of the stream (Ogg keeps them there), as they are at the beginning: a chain changes them.
  let texts: [(name: String, text: [UInt8])]
  /// How much sound the packets say there is.
  private var length: PacketLength
  /// All packets were read: `content` and `length` know them.
  private var isRead = false

  static let endOfFile: Int32 = -541_478_725
  static let noTime = Int64.min

  /// - Parameters:
  ///   - stream: which of the audio streams, from 0.
  ///   - decodes: false for tags and content alone.
  init(path: String, stream wanted: Int, decodes: Bool) throws(MediaError) {
    self.path = path
    self.wanted = wanted
    input = MendedInput(path: path)
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
    if let input {
      file = avformat_alloc_context()
      file?.pointee.pb = input.context
    }
    var code = avformat_open_input(&file, "file:" + path, nil, &options)
    guard code == 0, let opened = file else {
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
      avformat_close_input(&file)
      throw MediaError(
        .notAudio, path: path,
        wanted == 0 ? "\(name) holds no sound that can be decoded." : "\(name) has no stem number \(wanted).")
    }
    stream = found
    codec = found.pointee.codecpar.pointee.codec_id
    format = SoundFormat(
      rate: found.pointee.codecpar.pointee.sample_rate, layout: found.pointee.codecpar.pointee.ch_layout)
    content = ContentHash(codec: codec.rawValue)
    texts = segue_media.texts(of: opened.pointee.metadata) + segue_media.texts(of: found.pointee.metadata)
    length = PacketLength(base: found.pointee.time_base)
    if decodes {
      do throws(MediaError) {
        decoder = try openDecoder()
      } catch {
        avformat_close_input(&file)
        throw error
      }
    }
  }

  private static func beginsWithNothing(_ path: String) -> Bool {
    guard let file = fopen(path, "rbe") else { return false }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 1, count: 1 << 20)
    return fread(&bytes, 1, bytes.count, file) == bytes.count && bytes.allSatisfy { $0 == 0 }
  }

  deinit {
    avcodec_free_context(&decoder)
    avformat_close_input(&file)
  }

  /// - Parameter knowsHead: false for a decoder that knows frames alone, as they say themselves what they are.
  private func openDecoder(knowsHead: Bool = true) throws(MediaError) -> UnsafeMutablePointer<AVCodecContext> {
    let parameters = stream.pointee.codecpar!
    guard let coder = avcodec_find_decoder(codec), let context = avcodec_alloc_context3(coder) else {
      throw MediaError(.notAudio, path: path, "\(fileName(path)) is coded in a way that no decoder here knows.")
    }
    context.pointee.pkt_timebase = stream.pointee.time_base
    var isOpen = avcodec_parameters_to_context(context, parameters) >= 0
    if !knowsHead {
      av_freep(&context.pointee.extradata)
      context.pointee.extradata_size = 0
    }
    isOpen = isOpen && avcodec_open2(context, coder, nil) >= 0
    guard isOpen else {
      var context: UnsafeMutablePointer<AVCodecContext>? = context
      avcodec_free_context(&context)
      throw MediaError(.notAudio, path: path, "\(fileName(path)) cannot be decoded: its head is damaged.")
    }
    return context
  }

  /// Gives a packet to the decoder. - Returns: false where it is damaged; the decoder goes on behind it.
  func send(_ packet: UnsafeMutablePointer<AVPacket>) -> Bool {
    if avcodec_send_packet(decoder, packet) >= 0 { return true }
    // Behind the place where two FLAC files were joined, the head of the first holds no longer: other samples, longer
    // blocks.
    guard codec == AV_CODEC_ID_FLAC, let fresh = try? openDecoder(knowsHead: false) else { return false }
    let isRead = avcodec_send_packet(fresh, packet) >= 0
    var useless: UnsafeMutablePointer<AVCodecContext>? = isRead ? decoder : fresh
    if isRead { decoder = fresh }
    avcodec_free_context(&useless)
    return isRead
  }

  var isAAC: Bool { codec == AV_CODEC_ID_AAC }

  /// The stream's own length, else the file's.
  var seconds: Double? {
    let base = stream.pointee.time_base
    if stream.pointee.duration != Self.noTime, stream.pointee.duration > 0, base.den > 0 {
      return Double(stream.pointee.duration) * Double(base.num) / Double(base.den)
    }
    guard let duration = file?.pointee.duration, duration > 0 else { return nil }
    return Double(duration) / 1_000_000
  }

  var isEstimate: Bool { file?.pointee.duration_estimation_method == AVFMT_DURATION_FROM_BITRATE }

  var frames: Int? { seconds.flatMap { $0 < 1e8 ? Int(($0 * format.rate.hz).rounded()) : nil } }

  /// Whether the format of the file has tags of its own. The others are bare streams and lists of chunks, in which
  /// FFmpeg takes the first container of tags that it finds.
  var hasOwnTags: Bool {
    let name = file?.pointee.iformat.pointee.name.map { String(cString: $0) } ?? ""
    return !["mp3", "wav", "w64", "aiff", "aac"].contains(name)
  }

  static func words(_ code: Int32) -> String {
    var text = [UInt8](repeating: 0, count: 256)
    _ = text.withUnsafeMutableBytes { av_strerror(code, $0.bindMemory(to: CChar.self).baseAddress, 256) }
    return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// What the packets are: the same wherever the file lies and whatever its tags say. Reads them if `readAll` has not.
  /// - Parameter goesOn: is called every few megabytes: from a slow disk, a long file takes minutes.
  func contentID(_ goesOn: () -> Void) throws(MediaError) -> String {
    if !isRead {
      try forEachPacket { packet throws(MediaError) in
        let before = content.bytes
        note(packet)
        if before >> 22 != content.bytes >> 22 { goesOn() }
        return !content.isFull
      }
    }
    guard let text = content.text else {
      throw MediaError(.notAudio, path: path, "\(fileName(path)) holds no sound.")
    }
    return text
  }

  /// How long the file is by what it promises and, once its packets were read, by what they hold: a head that is wrong
  /// by more than coders pad is not believed.
  var likelySeconds: Double? {
    guard isRead, !content.isFull, length.seconds > 0 else { return seconds }
    let held = length.seconds
    guard let seconds, abs(seconds - held) <= max(1, 0.01 * held) else { return held }
    return seconds
  }

  func lasts(longerThan limit: Seconds, _ goesOn: () -> Void) throws(MediaError) -> Bool {
    let other = try FFmpegFile(path: path, stream: wanted, decodes: false)
    var packets = 0
    try other.forEachPacket { packet throws(MediaError) in
      packets += 1
      if packets % 4096 == 0 { goesOn() }
      other.length.add(packet)
      return other.length.seconds <= limit.value
    }
    return other.length.seconds > limit.value
  }

  /// Takes note of what a packet holds, on the way to the decoder or instead.
  func note(_ packet: UnsafeMutablePointer<AVPacket>) {
    content.add(packet)
    length.add(packet)
  }

  /// The packets that come next lie before a moment, as late as can be found. - Parameter ticks: of the stream's clock.
  /// - Returns: whether one was found.
  func seek(before ticks: Int64) -> Bool {
    avformat_seek_file(file, stream.pointee.index, Int64.min, ticks, ticks, 0) >= 0
  }

  /// Reads the stream's packets until `body` has enough or the file ends. - Returns: the code that ended the reading.
  @discardableResult
  func forEachPacket(
    _ body: (UnsafeMutablePointer<AVPacket>) throws(MediaError) -> Bool
  ) throws(MediaError) -> Int32 {
    var packet = av_packet_alloc()
    defer { av_packet_free(&packet) }
    guard let packet else { throw MediaError(.program, path: path, "no memory for a packet.") }
    while true {
      let code = av_read_frame(file, packet)
      if code < 0 {
        isRead = true
        return code
      }
      defer { av_packet_unref(packet) }
      if packet.pointee.stream_index == stream.pointee.index, try !body(packet) { return 0 }
    }
  }
}

/// The length of a sound by the clock of its packets, which a chained or joined file sets back.
struct PacketLength {
  private let base: AVRational
  private var ticks = 0.0
  private var last: (place: Int64, duration: Int64)?

  init(base: AVRational) { self.base = base }

  mutating func add(_ packet: UnsafeMutablePointer<AVPacket>) {
    let (place, duration) = (packet.pointee.pts, max(0, packet.pointee.duration))
    guard place != FFmpegFile.noTime else { return ticks += Double(duration) }
    if let last {
      // Durations are guesses for some codecs; the clock is not, but where it jumps.
      let (step, overflows) = place.subtractingReportingOverflow(last.place)
      let isSteady = !overflows && step >= 0 && Double(step) * Double(base.num) < 60 * Double(base.den)
      ticks += Double(isSteady ? step : last.duration)
    }
    last = (place, duration)
  }

  var seconds: Double {
    base.den > 0 ? (ticks + Double(last?.duration ?? 0)) * Double(base.num) / Double(base.den) : 0
  }
}
