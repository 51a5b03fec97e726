import Media
import Music
import Platform

/// Makes stereo at one rate of pieces of any format, also where the format changes between two of them.
struct StereoStage: ~Copyable {
  private let path: String
  private let rate: SampleRate
  /// Of the last piece.
  private var format: SoundFormat?
  private var downmix = Downmix(channels: 2)
  private var resampler: Resampler?
  private var mixed = [Float](repeating: 0, count: 2 * 8192)
  /// Frames that came in.
  private(set) var frames = 0
  /// Stereo samples that were no numbers or infinite.
  private(set) var replaced = 0

  init(path: String, rate: SampleRate) {
    self.path = path
    self.rate = rate
  }

  /// Takes interleaved samples and hands on what is ready, in small pieces, so that a deck can play soon.
  /// - Throws: for a rate that no music has; `.notAudio` at the beginning, `.truncated` behind what there is.
  mutating func take(
    _ samples: UnsafeBufferPointer<Float>, _ format: SoundFormat, _ emit: (UnsafeBufferPointer<Float>) -> Void
  ) throws(MediaError) {
    if format != self.format { try change(to: format, emit) }
    let count = samples.count / format.channels
    guard count > 0, let source = samples.baseAddress else { return }
    frames += count
    if mixed.count < 2 * count { mixed = [Float](repeating: 0, count: 2 * count) }
    mixed.withUnsafeMutableBufferPointer { stereo in
      downmix.mix(source, into: stereo.baseAddress!, frames: count)
      replaced += silenceWhatIsNoNumber(stereo.baseAddress!, count: 2 * count)
      for start in stride(from: 0, to: count, by: 8192) {
        let end = min(count, start + 8192)
        let piece = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(stereo)[(2 * start)..<(2 * end)])
        if let resampler { resampler.process(piece, emit: emit) } else { emit(piece) }
      }
    }
  }

  /// Hands on what the filter of the resampler still holds.
  mutating func finish(_ emit: (UnsafeBufferPointer<Float>) -> Void) {
    resampler?.finish(emit: emit)
    resampler = nil
  }

  /// What comes has its own channels and its own rate; what came before is brought to its end.
  private mutating func change(to new: SoundFormat, _ emit: (UnsafeBufferPointer<Float>) -> Void) throws(MediaError) {
    downmix = Downmix(channels: new.channels, speakers: new.speakers)
    if new.rate != format?.rate {
      finish(emit)
      if new.rate != rate {
        // A damaged head may say anything, and a resampler tries: from 134 MHz, for minutes.
        resampler =
          MediaLimits.rates.contains(new.rate.hz) ? Resampler(from: new.rate, to: rate, channels: 2) : nil
        guard resampler != nil else {
          throw MediaError(
            frames == 0 ? .notAudio : .truncated, path: path,
            "\(fileName(path)) cannot be played\(frames == 0 ? "" : " to its end"): its sample rate is said to be "
              + "\(Int(new.rate.hz)) Hz.")
        }
      }
    }
    format = new
  }
}

/// - Returns: how many samples were no numbers or infinite, and are 0 now.
private func silenceWhatIsNoNumber(_ samples: UnsafeMutablePointer<Float>, count: Int) -> Int {
  guard !UnsafeBufferPointer(start: samples, count: count).allLie(within: .infinity) else { return 0 }
  let damaged = (0..<count).filter { !samples[$0].isFinite }
  for index in damaged { samples[index] = 0 }
  return damaged.count
}
