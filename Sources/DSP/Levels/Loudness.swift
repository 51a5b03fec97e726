import CEBUR128
import Glibc
import Music

/// What a programme's loudness is, by ITU-R BS.1770-4 and EBU Tech 3342. Nil where nothing is loud enough to be
/// measured.
package struct ProgrammeLoudness: BitwiseCopyable, Sendable, Hashable {
  /// Of the whole, gated; nil where nothing is louder than the gate.
  package var integrated: LUFS?
  /// Loudness range.
  package var range: Decibels?
  /// The highest level between the samples, four times oversampled.
  package var truePeak: Decibels?
  /// Nothing measured.
  package init() {}
}

/// Measures interleaved stereo with libebur128, piece by piece. One thread at a time.
///
/// libebur128 weights the sound and sums it up, a tenth of a second at a time. What is longer is put together from
/// tenths: left to itself it adds up each of the overlapping windows anew, every sample seven times, which took an
/// eighth of a whole analysis.
package final class LoudnessMeter {
  private var weighted: UnsafeMutablePointer<ebur128_state>?
  private var peaks: UnsafeMutablePointer<ebur128_state>?
  private let framesPerSecond: Double
  private var frames = 0
  private var tenths = 0
  private var gated = GatedLoudness()
  private var isFirst = true
  private var highestSample: Float = 0
  /// Room for one excerpt of `findPeaks` with its fades.
  private var faded = [Float](repeating: 0, count: 2 * (LoudnessMeter.excerpt + 2 * LoudnessMeter.fade))

  /// What counts as silence in `shortTerm`, LUFS: the absolute gate of BS.1770.
  package static let floor = -70.0

  /// The loudness of three seconds ("short-term" in EBU Tech 3341), in LUFS, each second: value n is that of the three
  /// seconds that end n + 1 seconds into the programme, what lies before it counting as silence. `floor` or more.
  package var shortTerm: [Double] { gated.shortTerm(floor: Self.floor) }

  /// - Returns: nil when libebur128 does not take this rate (it takes 16 Hz to 2.8 MHz) or memory is short.
  package init?(sampleRate: SampleRate) {
    guard sampleRate.hz >= 16, sampleRate.hz <= 2_822_400 else { return nil }
    let rate = UInt(sampleRate.hz.rounded())
    framesPerSecond = Double(rate)
    weighted = ebur128_init(2, rate, Int32(EBUR128_MODE_M.rawValue))
    peaks = ebur128_init(2, rate, Int32(EBUR128_MODE_TRUE_PEAK.rawValue))
    guard weighted != nil, peaks != nil else { return nil }
  }

  deinit {
    if weighted != nil { ebur128_destroy(&weighted) }
    if peaks != nil { ebur128_destroy(&peaks) }
  }

  /// Measures a whole programme at once: `add`, then `programme`.
  package func measure(_ samples: UnsafeBufferPointer<Float>) -> ProgrammeLoudness {
    add(samples)
    return programme
  }

  /// Takes the next piece of a programme: `addWeighted` and `findPeaks`. `samples`: frames × 2, interleaved, finite.
  /// The 64 frames at a border between two pieces count for the true peak by their samples alone.
  package func add(_ samples: UnsafeBufferPointer<Float>) {
    addWeighted(samples)
    let frames = 0..<samples.count / 2
    let middle = frames.map { 0.5 * (samples[2 * $0] + samples[2 * $0 + 1]) }
    let side = frames.map { 0.5 * (samples[2 * $0] - samples[2 * $0 + 1]) }
    middle.withUnsafeBufferPointer { middle in side.withUnsafeBufferPointer { findPeaks(middle, $0) } }
  }

  /// Takes the next piece of a programme for all but the true peak: frames × 2, interleaved, finite.
  package func addWeighted(_ samples: UnsafeBufferPointer<Float>) {
    guard let weighted, let base = samples.baseAddress else { return }
    let count = samples.count / 2
    var start = 0
    while start < count {
      let border = Int((Double(tenths + 1) * framesPerSecond / 10).rounded())
      let piece = min(count - start, border - frames)
      ebur128_add_frames_float(weighted, base + 2 * start, piece)
      start += piece
      frames += piece
      if frames == border { finishTenth() }
    }
  }

  private func finishTenth() {
    var loudness = 0.0
    let isMeasured = ebur128_loudness_window(weighted, 100, &loudness) == Int32(EBUR128_SUCCESS.rawValue)
    gated.append(isMeasured ? pow(10, loudness / 10) : 0)
    tenths += 1
  }

  /// K-weighted power of each whole tenth of a second that was added: 10 to the tenth of its loudness in LUFS.
  package var tenthPowers: [Double] { gated.tenths }

  /// Of all that was added.
  package var programme: ProgrammeLoudness {
    var result = ProgrammeLoudness()
    (result.integrated, result.range) = (gated.integrated, gated.range)
    if highestSample > 0 { result.truePeak = Gain(max(oversampledPeak, Double(highestSample))).decibels }
    return result
  }

  /// The loudness of the last 400 ms ("momentary" in EBU Tech 3341). Nil in silence.
  package var momentary: LUFS? {
    var value = 0.0
    guard ebur128_loudness_momentary(weighted, &value) == Int32(EBUR128_SUCCESS.rawValue), value.isFinite else {
      return nil
    }
    return LUFS(value)
  }

  // MARK: True peak

  /// Frames that are looked at as one.
  private static let excerpt = 512
  /// Each excerpt is faded in and out over its neighbours' frames, so that no step rings in the oversampling filter.
  private static let fade = 64

  /// Takes the next piece of a programme for the true peak alone: half of left + right and half of left − right.
  ///
  /// Oversampling costs thrice as much as all the rest, so only excerpts that could hold the highest level are
  /// oversampled: those whose sample peak is within 3 dB of the highest so far. A lower one would have to overshoot by
  /// 3 dB more than the loudest one does, which takes full-scale tones at a quarter of the sample rate.
  package func findPeaks(_ middle: UnsafeBufferPointer<Float>, _ side: UnsafeBufferPointer<Float>) {
    guard let middles = middle.baseAddress, let sides = side.baseAddress else { return }
    let frames = min(middle.count, side.count)
    var excerptPeaks: [Float] = []
    excerptPeaks.reserveCapacity(frames / Self.excerpt + 1)
    for start in stride(from: 0, to: frames, by: Self.excerpt) {
      excerptPeaks.append(
        peakMagnitude(middles + start, sides + start, count: min(frames, start + Self.excerpt) - start))
    }
    highestSample = max(highestSample, excerptPeaks.max() ?? 0)
    defer { isFirst = false }
    guard highestSample > 0 else { return }
    for (index, peak) in excerptPeaks.enumerated() where peak >= highestSample * 0.708 {
      oversample(middles, sides, frames: frames, from: index * Self.excerpt - Self.fade)
    }
  }

  /// Before the programme lies silence; where a piece borders on another one, the fade lies inside it.
  private func oversample(
    _ middles: UnsafePointer<Float>, _ sides: UnsafePointer<Float>, frames: Int, from wanted: Int
  ) {
    let first = isFirst ? wanted : max(0, wanted)
    let length = min(frames, wanted + Self.excerpt + 2 * Self.fade) - first
    for frame in 0..<length {
      let edge = min(frame, length - 1 - frame)
      let gain = edge < Self.fade ? Float(edge) / Float(Self.fade) : 1
      let source = first + frame
      faded[2 * frame] = source >= 0 ? (middles[source] + sides[source]) * gain : 0
      faded[2 * frame + 1] = source >= 0 ? (middles[source] - sides[source]) * gain : 0
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

/// The highest magnitude of both channels: that of the middle and that of the side add up to the louder one's.
private func peakMagnitude(_ middles: UnsafePointer<Float>, _ sides: UnsafePointer<Float>, count: Int) -> Float {
  var lanes = SIMD4<Float>.zero
  var index = 0
  func magnitude(_ x: SIMD4<Float>) -> SIMD4<Float> {
    unsafeBitCast(unsafeBitCast(x, to: SIMD4<UInt32>.self) & 0x7fff_ffff, to: SIMD4<Float>.self)
  }
  while index + 4 <= count {
    let middle = UnsafeRawPointer(middles + index).loadUnaligned(as: SIMD4<Float>.self)
    let side = UnsafeRawPointer(sides + index).loadUnaligned(as: SIMD4<Float>.self)
    let peak = magnitude(middle) + magnitude(side)
    lanes = lanes.replacing(with: peak, where: peak .> lanes)
    index += 4
  }
  var peak = lanes.max()
  while index < count {
    peak = max(peak, abs(middles[index]) + abs(sides[index]))
    index += 1
  }
  return peak
}
