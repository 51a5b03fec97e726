import CFFmpeg
import Media
import Music
import Platform

/// A decoder's frames as interleaved floats, whatever each of them is.
final class FrameReader {
  private let path: String
  private var converter: OpaquePointer?
  /// What the converter was made for, and what it makes of it.
  private var layout = AVChannelLayout()
  private var coding: Int32 = -1
  private var format = SoundFormat(rate: SampleRate(hz: 0), channels: 0, speakers: [])
  private var samples: [Float] = []

  init(path: String) { self.path = path }

  deinit {
    swr_free(&converter)
    av_channel_layout_uninit(&layout)
  }

  /// - Returns: the frame's samples, good until the next call; nil where there are none.
  /// - Throws: `.notAudio` for samples of a kind that nobody knows.
  func read(
    _ frame: UnsafeMutablePointer<AVFrame>
  ) throws(MediaError) -> (samples: UnsafeBufferPointer<Float>, format: SoundFormat)? {
    let count = Int(frame.pointee.nb_samples)
    guard count > 0, frame.pointee.ch_layout.nb_channels > 0, frame.pointee.sample_rate > 0 else { return nil }
    if frame.pointee.format != coding || Double(frame.pointee.sample_rate) != format.rate.hz
      || av_channel_layout_compare(&frame.pointee.ch_layout, &layout) != 0
    {
      try adopt(frame)
    }
    let channels = format.channels
    if samples.count < count * channels { samples = [Float](repeating: 0, count: count * channels) }
    return samples.withUnsafeMutableBufferPointer { buffer in
      let made = buffer.withMemoryRebound(to: UInt8.self) { bytes -> Int32 in
        var output: UnsafeMutablePointer<UInt8>? = bytes.baseAddress
        return withUnsafeMutablePointer(to: &output) { output in
          frame.pointee.extended_data.withMemoryRebound(to: UnsafePointer<UInt8>?.self, capacity: channels) {
            swr_convert(converter, output, Int32(count), $0, Int32(count))
          }
        }
      }
      guard made > 0 else { return nil }
      return (UnsafeBufferPointer(rebasing: UnsafeBufferPointer(buffer)[..<(Int(made) * channels)]), format)
    }
  }

  /// Frames are like this one from now on.
  private func adopt(_ frame: UnsafeMutablePointer<AVFrame>) throws(MediaError) {
    swr_free(&converter)
    av_channel_layout_copy(&layout, &frame.pointee.ch_layout)
    coding = frame.pointee.format
    format = SoundFormat(rate: frame.pointee.sample_rate, layout: layout)
    let rate = frame.pointee.sample_rate
    guard
      swr_alloc_set_opts2(
        &converter, &layout, AV_SAMPLE_FMT_FLT, rate, &frame.pointee.ch_layout, AVSampleFormat(coding), rate, 0, nil)
        >= 0,
      swr_init(converter) >= 0
    else { throw MediaError(.notAudio, path: path, "\(fileName(path)) has samples of an unknown kind.") }
  }
}

extension SoundFormat {
  init(rate: Int32, layout: AVChannelLayout) {
    var layout = layout
    let channels = Int(layout.nb_channels)
    let speakers = (0..<channels).map { number -> Speaker in
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
    self.init(rate: SampleRate(hz: Double(rate)), channels: channels, speakers: speakers)
  }
}

/// Where a stream is by the samples that came, held against the clock of its packets.
struct TimeLine {
  /// Frames that were handed on, at the rate that the stream begins with.
  private(set) var done = 0.0
  private let rate: SampleRate
  private let base: AVRational
  private let beginning: Int64
  /// `done` less the clock, at the last frame that was sound. The clock of a chained or joined file starts again.
  private var lead = 0.0

  init(of stream: UnsafeMutablePointer<AVStream>, rate: SampleRate) {
    self.rate = rate
    base = stream.pointee.time_base
    beginning = stream.pointee.start_time == FFmpegFile.noTime ? 0 : stream.pointee.start_time
  }

  private func clock(_ frame: UnsafeMutablePointer<AVFrame>) -> Double? {
    guard frame.pointee.best_effort_timestamp != FFmpegFile.noTime else { return nil }
    let ticks = frame.pointee.best_effort_timestamp &- beginning
    return Double(av_rescale_q(ticks, base, AVRational(num: 1, den: Int32(rate.hz))))
  }

  /// The first frame after others were passed undecoded. - Parameters:
  ///   - passed: frames that were passed, where its clock does not say it.
  ///   - first: the frame that is wanted: what lies before it is of no concern.
  mutating func enter(at frame: UnsafeMutablePointer<AVFrame>, passed: Double?, first: Int) {
    guard passed == nil, let clock = clock(frame) else { return done = passed ?? Double(first) }
    done = min(clock, Double(first))
  }

  /// The stream ended while packets were passed.
  mutating func end(at place: Double) { done = place }

  /// How many frames are missing before this one, at its own rate. They are done from now on.
  mutating func gap(before frame: UnsafeMutablePointer<AVFrame>) -> Int {
    guard let clock = clock(frame) else { return 0 }
    let gap = clock + lead - done
    // More than damaged packets hold is a clock that jumps.
    guard gap > 0, gap < 60 * rate.hz else { return 0 }
    done += gap
    return Int((gap * Double(frame.pointee.sample_rate) / rate.hz).rounded())
  }

  /// A frame was handed on.
  mutating func add(_ frame: UnsafeMutablePointer<AVFrame>, count: Int) {
    if let clock = clock(frame) { lead = done - clock }
    done += Double(count) * rate.hz / Double(frame.pointee.sample_rate)
  }
}
