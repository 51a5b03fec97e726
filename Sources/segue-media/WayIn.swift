import CFFmpeg
import Music

/// The way to a frame in the middle of a stream. Packets before it are read, which costs little, and not decoded, but
/// for the last second: in that a decoder comes to the state in which it would be. Where the clock of the packets does
/// not tell frames, or starts again, all that follows is decoded and counted.
struct WayIn {
  /// Packets are passed until they come near the goal.
  private(set) var isOpen: Bool
  /// From there on packets are decoded, ticks of the stream's clock.
  let goal: Int64
  /// Packets were passed, or sought, and no frame came after them yet.
  var hasPassed = false
  /// Frames that were passed, where the clock of what follows does not say it.
  private(set) var oddPlace: Double?
  private let beginning: Int64
  private let ticksAFrame: Double
  /// Where the next packet begins, if the clock goes on.
  private var next: Int64?

  /// What a decoder needs to come to its state: Opus wants 80 ms, an MP3 at its lowest rate ten frames of 72 ms.
  private static let runUp = Seconds(1)
  /// What a head says beyond is no time, and no sum of two such leaves the numbers.
  private static let times = -(Int64(1) << 60)...(Int64(1) << 60)

  /// - Parameter rate: of frames.
  init(to first: Int, of stream: UnsafeMutablePointer<AVStream>, _ codec: AVCodecID, rate: SampleRate) {
    let base = stream.pointee.time_base
    let (ticks, frames) = (Int(base.den), Int(rate.hz))
    let begin = stream.pointee.start_time
    beginning = Self.times.contains(begin) ? begin : 0
    ticksAFrame = rate.hz > 0 ? Double(ticks) / rate.hz : 0
    let start = (Double(first) - Self.runUp.value * rate.hz) * ticksAFrame
    let tellsFrames = base.num == 1 && ticks > 0 && frames > 0 && (ticks % frames == 0 || frames % ticks == 0)
    isOpen = Self.isPassable(codec) && tellsFrames && start > 0 && start < Double(Self.times.upperBound)
    goal = isOpen ? beginning + Int64(start) : beginning
  }

  /// Packets of these say exactly where they lie. (Those of Vorbis are out by half a block here and there.)
  private static func isPassable(_ codec: AVCodecID) -> Bool {
    [
      AV_CODEC_ID_FLAC, AV_CODEC_ID_ALAC, AV_CODEC_ID_WAVPACK, AV_CODEC_ID_MP3, AV_CODEC_ID_AAC, AV_CODEC_ID_OPUS,
    ].contains(codec)
  }

  /// Frames before what comes next.
  var place: Double { next.map { Double($0 - beginning) / ticksAFrame } ?? 0 }

  /// Whether a packet need not be decoded. - Parameter packet: the next one of the stream.
  mutating func passes(_ packet: UnsafeMutablePointer<AVPacket>) -> Bool {
    guard isOpen else { return false }
    let (begin, duration) = (packet.pointee.pts, packet.pointee.duration)
    let isTold = Self.times.contains(begin) && Self.times.contains(duration)
    let isSteady = isTold && duration > 0 && begin >= next ?? begin
    guard isSteady, begin + duration <= goal else {
      if !isSteady, hasPassed { oddPlace = place }
      isOpen = false
      return false
    }
    (hasPassed, next) = (true, begin + duration)
    return true
  }
}
