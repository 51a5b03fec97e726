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

/// Measures interleaved stereo with libebur128, piece by piece. One thread at a time.
package final class LoudnessMeter {
  private var gated: UnsafeMutablePointer<ebur128_state>?
  private var peaks: UnsafeMutablePointer<ebur128_state>?
  private let framesPerSecond: Int
  private var framesIntoSecond = 0
  private var secondsLoudness: [Double] = []
  private var highestSample: Float = 0
  /// Room for one excerpt of `findPeaks` with its fades.
  private var faded = [Float](repeating: 0, count: 2 * (LoudnessMeter.excerpt + 2 * LoudnessMeter.fade))

  /// What counts as silence in `shortTerm`, LUFS: the absolute gate of BS.1770.
  package static let floor = -70.0

  /// - Returns: nil when libebur128 does not take this rate (it takes 16 Hz to 2.8 MHz) or memory is short.
  package init?(sampleRate: SampleRate) {
    guard sampleRate.hz >= 16, sampleRate.hz <= 2_822_400 else { return nil }
    let rate = UInt(sampleRate.hz.rounded())
    framesPerSecond = Int(rate)
    let programme = EBUR128_MODE_I.rawValue | EBUR128_MODE_LRA.rawValue
    gated = ebur128_init(2, rate, Int32(programme))
    peaks = ebur128_init(2, rate, Int32(EBUR128_MODE_TRUE_PEAK.rawValue))
    guard gated != nil, peaks != nil else { return nil }
  }

  deinit {
    if gated != nil { ebur128_destroy(&gated) }
    if peaks != nil { ebur128_destroy(&peaks) }
  }

  /// Measures a whole programme at once: `add`, then `programme`.
  package func measure(_ samples: UnsafeBufferPointer<Float>) -> ProgrammeLoudness {
    add(samples)
    return programme
  }

  /// Takes the next piece of a programme. `samples`: frames × 2, interleaved, finite. The 64 frames at a border between two
  /// pieces count for the true peak by their samples alone.
  package func add(_ samples: UnsafeBufferPointer<Float>) {
    let frames = samples.count / 2
    guard let gated, let base = samples.baseAddress, frames > 0 else { return }
    let isFirst = secondsLoudness.isEmpty && framesIntoSecond == 0
    var start = 0
    while start < frames {
      let count = min(frames - start, framesPerSecond - framesIntoSecond)
      ebur128_add_frames_float(gated, base + 2 * start, count)
      start += count
      framesIntoSecond += count
      if framesIntoSecond == framesPerSecond {
        framesIntoSecond = 0
        secondsLoudness.append(Self.floored(reading(ebur128_loudness_shortterm)))
      }
    }
    findPeaks(base, frames: frames, isFirst: isFirst)
  }

  /// Of all that was added.
  package var programme: ProgrammeLoudness {
    var result = ProgrammeLoudness()
    if let value = reading(ebur128_loudness_global), value > -70 { result.integrated = LUFS(value) }
    if let value = reading(ebur128_loudness_range), result.integrated != nil { result.range = Decibels(value) }
    if highestSample > 0 { result.truePeak = Gain(max(oversampledPeak, Double(highestSample))).decibels }
    return result
  }

  /// The loudness of three seconds ("short-term" in EBU Tech 3341), in LUFS, each second: value n is that of the three
  /// seconds that end n + 1 seconds into the programme, what lies before it counting as silence. `floor` or more.
  package var shortTerm: [Double] { secondsLoudness }

  /// The loudness of the last 400 ms ("momentary" in EBU Tech 3341). Nil in silence.
  package var momentary: LUFS? { reading(ebur128_loudness_momentary).map { LUFS($0) } }

  private func reading(
    _ measure: (UnsafeMutablePointer<ebur128_state>?, UnsafeMutablePointer<Double>?) -> Int32
  ) -> Double? {
    var value = 0.0
    guard measure(gated, &value) == Int32(EBUR128_SUCCESS.rawValue), value.isFinite else { return nil }
    return value
  }

  private static func floored(_ value: Double?) -> Double { max(floor, value ?? floor) }

  // MARK: True peak

  /// Frames that are looked at as one.
  private static let excerpt = 512
  /// Each excerpt is faded in and out over its neighbours' frames, so that no step rings in the oversampling filter.
  private static let fade = 64

  /// Oversampling costs thrice as much as all the rest, so only excerpts that could hold the highest level are oversampled:
  /// those whose sample peak is within 3 dB of the highest so far. A lower one would have to overshoot by 3 dB more than the
  /// loudest one does, which takes full-scale tones at a quarter of the sample rate.
  private func findPeaks(_ base: UnsafePointer<Float>, frames: Int, isFirst: Bool) {
    var excerptPeaks: [Float] = []
    excerptPeaks.reserveCapacity(frames / Self.excerpt + 1)
    for start in stride(from: 0, to: frames, by: Self.excerpt) {
      excerptPeaks.append(peakMagnitude(base + 2 * start, count: 2 * (min(frames, start + Self.excerpt) - start)))
    }
    highestSample = max(highestSample, excerptPeaks.max() ?? 0)
    guard highestSample > 0 else { return }
    for (index, peak) in excerptPeaks.enumerated() where peak >= highestSample * 0.708 {
      oversample(base, frames: frames, from: index * Self.excerpt - Self.fade, isFirst: isFirst)
    }
  }

  /// Before the programme lies silence; where a piece borders on another one, the fade lies inside it.
  private func oversample(_ base: UnsafePointer<Float>, frames: Int, from wanted: Int, isFirst: Bool) {
    let first = isFirst ? wanted : max(0, wanted)
    let length = min(frames, wanted + Self.excerpt + 2 * Self.fade) - first
    for frame in 0..<length {
      let edge = min(frame, length - 1 - frame)
      let gain = edge < Self.fade ? Float(edge) / Float(Self.fade) : 1
      let source = first + frame
      faded[2 * frame] = source >= 0 ? base[2 * source] * gain : 0
      faded[2 * frame + 1] = source >= 0 ? base[2 * source + 1] * gain : 0
    }
    ebur128_add_frames_float(peaks, faded, length)
  }

  private var oversampledPeak: Double {
    (0..<UInt32(2)).reduce(0.0) { highest, channel in
      var value = 0.0
      let isMeasured = ebur128_true_peak(peaks, channel, &value) == Int32(EBUR128_SUCCESS.rawValue)
      return isMeasured ? max(highest, value) : highest
    }
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
