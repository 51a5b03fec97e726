import Media
import Music

/// What is said of a sound's length before it was read: the workstation allows the time that it asks for. Where more
/// comes than was promised, so much more is promised again, in time.
struct Promise {
  /// Frames at the rate that is wanted; nil when the file does not say.
  private(set) var frames: Int?
  var tags = Tags()
  private let isEstimate: Bool
  private let format: SoundFormat
  private var kept: Int

  /// - Parameter first: the frame that comes first, at the wanted rate.
  init(_ sound: any Sound, at rate: SampleRate, from first: Int = 0) {
    kept = first
    frames = sound.frames.map { Resampler.length(of: min($0, 1 << 40), from: sound.format.rate, to: rate) }
    isEstimate = sound.isEstimate
    format = sound.format
  }

  func give() {
    say(
      .header,
      DecodingHeader(
        frames: frames, isEstimate: isEstimate, sourceRate: format.rate.hz, channels: format.channels, tags: tags))
  }

  /// So many more frames have come.
  mutating func keep(_ count: Int) {
    kept += count
    guard let promised = frames, kept > promised, !isEstimate else { return }
    frames = 2 * kept
    give()
  }
}
