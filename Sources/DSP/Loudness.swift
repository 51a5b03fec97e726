import CEBUR128
import Music

/// What a programme's loudness is, by ITU-R BS.1770-4 and EBU Tech 3342. Nil where nothing is loud enough to be measured.
package struct ProgrammeLoudness: BitwiseCopyable, Sendable, Hashable {
  package var integrated: LUFS?
  /// Loudness range.
  package var range: Decibels?
  /// The highest level between the samples, four times oversampled.
  package var truePeak: Decibels?
  /// Nothing measured.
  package init() {}
}

/// Measures interleaved stereo with libebur128. One thread at a time.
package final class LoudnessMeter {
  private var gated: UnsafeMutablePointer<ebur128_state>?
  private var peaks: UnsafeMutablePointer<ebur128_state>?

  /// - Returns: nil when libebur128 does not take this rate (it takes 16 Hz to 2.8 MHz) or memory is short.
  package init?(sampleRate: SampleRate) {
    guard sampleRate.hz >= 16, sampleRate.hz <= 2_822_400 else { return nil }
    let rate = UInt(sampleRate.hz.rounded())
    let programme = EBUR128_MODE_I.rawValue | EBUR128_MODE_LRA.rawValue
    gated = ebur128_init(2, rate, Int32(programme))
    peaks = ebur128_init(2, rate, Int32(EBUR128_MODE_TRUE_PEAK.rawValue))
    guard gated != nil, peaks != nil else { return nil }
  }

  deinit {
    if gated != nil { ebur128_destroy(&gated) }
    if peaks != nil { ebur128_destroy(&peaks) }
  }

  /// Measures a whole programme. `samples`: frames × 2, interleaved, finite.
  ///
  /// Oversampling costs thrice as much as all the rest, so only excerpts that could hold the highest level are oversampled:
  /// those whose sample peak is within 3 dB of the programme's. A lower one would have to overshoot by 3 dB more than the
  /// loudest one does, which takes full-scale tones at a quarter of the sample rate.
  package func measure(_ samples: UnsafeBufferPointer<Float>) -> ProgrammeLoudness {
    let frames = samples.count / 2
    guard let gated, let peaks, let base = samples.baseAddress, frames > 0 else { return ProgrammeLoudness() }
    ebur128_add_frames_float(gated, base, frames)
    var result = ProgrammeLoudness()
    var value = 0.0
    if ebur128_loudness_global(gated, &value) == Int32(EBUR128_SUCCESS.rawValue), value > -70, value.isFinite {
      result.integrated = LUFS(value)
    }
    if ebur128_loudness_range(gated, &value) == Int32(EBUR128_SUCCESS.rawValue), value.isFinite {
      result.range = result.integrated == nil ? nil : Decibels(value)
    }
    result.truePeak = truePeak(base, frames: frames, meter: peaks)
    return result
  }

  private func truePeak(
    _ base: UnsafePointer<Float>, frames: Int, meter: UnsafeMutablePointer<ebur128_state>
  ) -> Decibels? {
    let excerpt = 512
    /// Each excerpt is faded in and out over its neighbours' frames, so that no step rings in the oversampling filter.
    let fade = 64
    var faded = [Float](repeating: 0, count: 2 * (excerpt + 2 * fade))
    var excerptPeaks: [Float] = []
    excerptPeaks.reserveCapacity(frames / excerpt + 1)
    for start in stride(from: 0, to: frames, by: excerpt) {
      excerptPeaks.append(peakMagnitude(base + 2 * start, count: 2 * (min(frames, start + excerpt) - start)))
    }
    let highest = excerptPeaks.max() ?? 0
    guard highest > 0 else { return nil }
    for (index, peak) in excerptPeaks.enumerated() where peak >= highest * 0.708 {
      let first = index * excerpt - fade
      for frame in 0..<(excerpt + 2 * fade) {
        let edge = min(frame, excerpt + 2 * fade - 1 - frame)
        let gain = edge < fade ? Float(edge) / Float(fade) : 1
        let source = first + frame
        let inside = source >= 0 && source < frames
        faded[2 * frame] = inside ? base[2 * source] * gain : 0
        faded[2 * frame + 1] = inside ? base[2 * source + 1] * gain : 0
      }
      ebur128_add_frames_float(meter, faded, excerpt + 2 * fade)
    }
    var peak = 0.0
    for channel in 0..<UInt32(2) {
      var value = 0.0
      if ebur128_true_peak(meter, channel, &value) == Int32(EBUR128_SUCCESS.rawValue) { peak = max(peak, value) }
    }
    return Gain(max(peak, Double(highest))).decibels
  }
}

/// The highest magnitude of `count` samples, eight lanes at a time.
private func peakMagnitude(_ samples: UnsafePointer<Float>, count: Int) -> Float {
  var lanes = SIMD8<Float>(repeating: 0)
  var index = 0
  while index + 8 <= count {
    let values = UnsafeRawPointer(samples + index).loadUnaligned(as: SIMD8<Float>.self)
    lanes = lanes.replacing(with: values, where: values .> lanes)
    lanes = lanes.replacing(with: -values, where: -values .> lanes)
    index += 8
  }
  var peak = lanes.max()
  while index < count {
    peak = max(peak, abs(samples[index]))
    index += 1
  }
  return peak
}
