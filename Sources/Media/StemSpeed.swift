import DSP
import Music

/// Whether stems are those of the track and only run at another speed: at that speed their low tones meet the track's.
/// Asked only where stems are refused, to give the true reason.
struct StemSpeed {
  private let rate: Double
  private let track: [Float]
  private let fft: RealFFT
  private let window: Int
  private let reach: Int

  /// Means of so many frames: what is left goes up to 1.4 kHz.
  private static let step = 16
  private static let length = Seconds(2.5)
  /// As far as two files that are taken for equally long can be apart.
  private static let reach = Seconds(0.6)
  /// Fast or slow by this much at most, in these steps: within a window a step is a quarter of a millisecond.
  private static let (most, fineness) = (0.05, 0.0002)
  /// The share of the track's energy that must be explained.
  private static let leastShare = 0.4

  /// - Parameter track: stereo, interleaved.
  private init?(_ track: UnsafeBufferPointer<Float>, at rate: SampleRate) {
    self.rate = rate.hz / Double(Self.step)
    self.track = Self.thinned(track)
    window = Int(Self.length.value * self.rate)
    reach = Int(Self.reach.value * self.rate)
    var size = 1
    while size < window + 2 * reach { size *= 2 }
    fft = RealFFT(size: size)
    guard self.track.count > 2 * window else { return nil }
  }

  /// By how many percent the stems are faster than the track; nil when that is not what is wrong.
  static func ofAll(_ signals: StemSignals) -> Double? {
    StemSpeed(all(signals.original), at: signals.original.sampleRate)?.speed(
      of: signals.stems.indices.filter { !signals.isSilent[$0] }.map { thinned(all(signals.stems[$0])) })
  }

  /// The same of one stem, against what the others leave.
  static func of(_ stem: Int, _ fit: StemFit, _ signals: StemSignals) -> Double? {
    let original = signals.original
    var rest = Array(all(original))
    for index in signals.stems.indices where index != stem && !signals.isSilent[index] {
      let placing = StemPlacing(lag: fit.lags[index], gain: fit.gains[index])
      guard let laid = try? placing.laid(signals.stems[index], over: 0..<original.framesReady) else { return nil }
      for place in rest.indices { rest[place] -= laid.samples[place] }
    }
    return rest.withUnsafeBufferPointer {
      StemSpeed($0, at: original.sampleRate)?.speed(of: [thinned(all(signals.stems[stem]))])
    }
  }

  private static func all(_ pcm: PCM) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: pcm.samples, count: 2 * pcm.framesReady)
  }

  /// One channel, means of `step` frames.
  private static func thinned(_ samples: UnsafeBufferPointer<Float>) -> [Float] {
    (0..<samples.count / (2 * step)).map { index in
      var sum: Float = 0
      for frame in (step * index)..<(step * (index + 1)) {
        sum += 0.75 * samples[2 * frame] + 0.66 * samples[2 * frame + 1]
      }
      return sum / Float(step)
    }
  }

  private func speed(of stems: [[Float]]) -> Double? {
    let starts = [0, track.count / 2].map { half in
      stride(from: half, through: half + track.count / 2 - window, by: window / 4).max { energy($0) < energy($1) }
        ?? half
    }
    let most = min(Self.most, 1.1 * Self.reach.value * rate / Double(track.count))
    let right = shareExplained(by: stems, at: 1, starts)
    var best = (speed: 1.0, share: right)
    for step in 1...max(1, Int(most / Self.fineness)) {
      for speed in [1 + Double(step) * Self.fineness, 1 - Double(step) * Self.fineness] {
        let share = shareExplained(by: stems, at: speed, starts)
        if share > best.share { best = (speed, share) }
      }
    }
    return best.share > max(Self.leastShare, 1.3 * right) ? 100 * (1 / best.speed - 1) : nil
  }

  private func energy(_ start: Int) -> Float {
    track[start..<min(track.count, start + window)].reduce(0) { $0 + $1 * $1 }
  }

  /// How much of the track's energy in some windows the stems explain, each for itself at its best lag, when they are
  /// read at `speed`; 0…1 and above where they are alike.
  private func shareExplained(by stems: [[Float]], at speed: Double, _ starts: [Int]) -> Double {
    var (explained, whole) = (0.0, 1e-12)
    for start in starts {
      for index in 0..<fft.size {
        fft.signal[index] = index < window && start + index < track.count ? track[start + index] : 0
      }
      whole += Double(energy(start))
      fft.forward()
      let reference = Array(fft.spectrum)
      for stem in stems { explained += energy(explainedBy: stem, at: speed, start, reference) }
    }
    return explained / whole
  }

  private func energy(explainedBy stem: [Float], at speed: Double, _ start: Int, _ reference: [Float]) -> Double {
    // The stem's own time around the window's middle.
    let middle = Double(start) + Double(window) / 2
    let count = window + 2 * reach
    for index in 0..<fft.size {
      let place = middle + (Double(index) - Double(count) / 2) * speed
      let whole = Int(place.rounded(.down))
      guard index < count, whole >= 0, whole + 1 < stem.count else {
        fft.signal[index] = 0
        continue
      }
      let part = Float(place - place.rounded(.down))
      fft.signal[index] = stem[whole] * (1 - part) + stem[whole + 1] * part
    }
    let sound = Array(fft.signal[..<count])
    fft.forward()
    for bin in 0..<fft.bins {
      let (re, im) = (fft.spectrum[2 * bin], fft.spectrum[2 * bin + 1])
      fft.spectrum[2 * bin] = re * reference[2 * bin] + im * reference[2 * bin + 1]
      fft.spectrum[2 * bin + 1] = im * reference[2 * bin] - re * reference[2 * bin + 1]
    }
    fft.inverse()
    guard let lag = (0...2 * reach).max(by: { abs(fft.signal[$0]) < abs(fft.signal[$1]) }) else { return 0 }
    let product = Double(fft.signal[lag]) / Double(fft.size)
    let power = sound[lag..<(lag + window)].reduce(1e-9) { $0 + Double($1) * Double($1) }
    return product * product / power
  }
}
