import CEBUR128
import Glibc
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

/// Measures interleaved stereo, piece by piece, as libebur128 does (its tests and `segue-bench analysis` compare the two) in a
/// fifth of the time: that library adds up each sample eight times over. Its oversampling finds the peaks. One thread at a time.
package final class LoudnessMeter {
  private var weighting: KWeighting
  private var peaks: UnsafeMutablePointer<ebur128_state>?
  private var isFirst = true
  private var highestSample: Float = 0
  /// Room for one excerpt of `findPeaks` with its fades.
  private var faded = [Float](repeating: 0, count: 2 * (LoudnessMeter.excerpt + 2 * LoudnessMeter.fade))

  /// What counts as silence in `shortTerm`, LUFS: the absolute gate of BS.1770.
  package static let floor = -70.0

  /// - Returns: nil when libebur128 does not take this rate (it takes 16 Hz to 2.8 MHz) or memory is short.
  package init?(sampleRate: SampleRate) {
    guard sampleRate.hz >= 16, sampleRate.hz <= 2_822_400 else { return nil }
    weighting = KWeighting(rate: sampleRate.hz.rounded())
    peaks = ebur128_init(2, UInt(sampleRate.hz.rounded()), Int32(EBUR128_MODE_TRUE_PEAK.rawValue))
    guard peaks != nil else { return nil }
  }

  deinit {
    if peaks != nil { ebur128_destroy(&peaks) }
  }

  /// Measures a whole programme at once: `add`, then `programme`.
  package func measure(_ samples: UnsafeBufferPointer<Float>) -> ProgrammeLoudness {
    add(samples)
    return programme
  }

  /// Takes the next piece of a programme: `weigh` and `findPeaks`. `samples`: frames × 2, interleaved, finite. The 64 frames at a
  /// border between two pieces count for the true peak by their samples alone.
  package func add(_ samples: UnsafeBufferPointer<Float>) {
    weigh(samples)
    let frames = 0..<samples.count / 2
    let middle = frames.map { 0.5 * (samples[2 * $0] + samples[2 * $0 + 1]) }
    let side = frames.map { 0.5 * (samples[2 * $0] - samples[2 * $0 + 1]) }
    middle.withUnsafeBufferPointer { middle in side.withUnsafeBufferPointer { findPeaks(middle, $0) } }
  }

  /// Takes the next piece of a programme for all but the true peak: frames × 2, interleaved, finite.
  package func weigh(_ samples: UnsafeBufferPointer<Float>) { weighting.add(samples) }

  /// Of all that was added.
  package var programme: ProgrammeLoudness {
    var result = ProgrammeLoudness()
    result.integrated = integrated
    if result.integrated != nil { result.range = range }
    if highestSample > 0 { result.truePeak = Gain(max(oversampledPeak, Double(highestSample))).decibels }
    return result
  }

  /// The loudness of three seconds ("short-term" in EBU Tech 3341), in LUFS, each second: value n is that of the three
  /// seconds that end n + 1 seconds into the programme, what lies before it counting as silence. `floor` or more.
  package var shortTerm: [Double] {
    stride(from: 10, through: weighting.tenths.count, by: 10).map { max(Self.floor, Self.level(power(before: $0, 30))) }
  }

  /// The loudness of the last 400 ms, to a tenth of a second ("momentary" in EBU Tech 3341). Nil in silence.
  package var momentary: LUFS? {
    let power = power(before: weighting.tenths.count, 4)
    return power > 0 ? LUFS(Self.level(power)) : nil
  }

  // MARK: Loudness from the power of tenths of a second

  /// BS.1770-4: blocks of 400 ms each 100 ms; those below −70 LUFS do not count, nor those 10 LU below the mean of the rest.
  private var integrated: LUFS? {
    guard weighting.tenths.count >= 4 else { return nil }
    let blocks = (4...weighting.tenths.count).map { power(before: $0, 4) }.filter { $0 >= Self.power(Self.floor) }
    guard !blocks.isEmpty else { return nil }
    let gate = 0.1 * blocks.reduce(0, +) / Double(blocks.count)
    let loud = blocks.filter { $0 >= gate }
    return LUFS(Self.level(loud.reduce(0, +) / Double(loud.count)))
  }

  /// EBU Tech 3342: from the tenth to the ninety-fifth percentile of the short-term loudness each second, without what lies 20 LU
  /// below its mean.
  private var range: Decibels? {
    guard weighting.tenths.count >= 30 else { return Decibels(0) }
    let all = stride(from: 30, through: weighting.tenths.count, by: 10).map { power(before: $0, 30) }
      .filter { $0 >= Self.power(Self.floor) }
    let gate = 0.01 * all.reduce(0, +) / Double(max(1, all.count))
    let loud = all.filter { $0 >= gate }.sorted()
    guard let last = loud.indices.last else { return Decibels(0) }
    let low = loud[Int(0.1 * Double(last) + 0.5)]
    let high = loud[Int(0.95 * Double(last) + 0.5)]
    return Decibels(10 * log10(high / low))
  }

  /// The mean power of so many tenths before one; before the programme lies silence.
  private func power(before end: Int, _ count: Int) -> Double {
    weighting.tenths[max(0, end - count)..<end].reduce(0, +) / Double(count)
  }

  private static func level(_ power: Double) -> Double { 10 * log10(power) - 0.691 }
  private static func power(_ level: Double) -> Double { pow(10, (level + 0.691) / 10) }

  // MARK: True peak

  /// Frames that are looked at as one.
  private static let excerpt = 512
  /// Each excerpt is faded in and out over its neighbours' frames, so that no step rings in the oversampling filter.
  private static let fade = 64

  /// Takes the next piece of a programme for the true peak alone: half of left + right and half of left − right.
  ///
  /// Oversampling costs thrice as much as all the rest, so only excerpts that could hold the highest level are oversampled:
  /// those whose sample peak is within 3 dB of the highest so far. A lower one would have to overshoot by 3 dB more than the
  /// loudest one does, which takes full-scale tones at a quarter of the sample rate.
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
