import Glibc
import Music

/// How hard a track drives, second by second and as one number.
struct EnergyCurve {
  /// One a second, 0…1; 1 is the track's own strongest.
  let seconds: [Double]
  /// 1…10, comparable between tracks. Nil in silence.
  let overall: Int?

  init(_ mixdown: Mixdown, onsets: OnsetCurves, loudness: LUFS?, bpm: Double?) {
    let rate = Int(OnsetCurves.rate)
    let count = Int(mixdown.duration.rounded(.up))
    var values: [Double] = []
    for second in 0..<count {
      let from = second * rate
      let to = min(onsets.frames, from + rate)
      guard from < to else {
        values.append(0)
        continue
      }
      let length = Double(to - from)
      let level = Self.mean(onsets.levels, from, to, bands: 0...7)
      let low = Self.mean(onsets.levels, from, to, bands: 0...1)
      let motion = Double(onsets.whole[from..<to].reduce(0, +)) / length
      // Half is loudness, a quarter the low end. Onsets add the rest: a busy second (0.12) weighs as much as 9 dB.
      values.append(0.5 * level + 0.25 * low + 75 * motion)
    }
    let sorted = values.sorted()
    let top = sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(0.97 * Double(sorted.count)))]
    // 40 dB below the strongest is nothing.
    let range = 40.0
    seconds =
      onsets.frames == 0 ? [Double](repeating: 0, count: count) : values.map { min(1, max(0, 1 + ($0 - top) / range)) }
    overall = Self.overall(onsets, loudness: loudness, bpm: bpm)
  }

  private static func mean(_ curves: [[Float]], _ from: Int, _ to: Int, bands: ClosedRange<Int>) -> Double {
    var sum = 0.0
    for band in bands { sum += Double(curves[band][from..<to].reduce(0, +)) }
    return sum / Double(bands.count * (to - from))
  }

  /// Loudness from −22 to −6 LUFS, onsets a second, brightness from 500 Hz to 4 kHz and tempo from 80 to 150, in that order of weight.
  private static func overall(_ onsets: OnsetCurves, loudness: LUFS?, bpm: Double?) -> Int? {
    guard let loudness, onsets.frames > 0 else { return nil }
    let loud = unit(loudness.value, -22, -6)
    let motion = unit(Double(onsets.whole.reduce(0, +)) / Double(onsets.frames), 0.02, 0.12)
    let bright = unit(log2(max(1, onsets.brightness ?? 1)), log2(500), log2(4000))
    let pace = unit(bpm ?? 100, 80, 150)
    return 1 + Int((9 * (0.4 * loud + 0.3 * motion + 0.15 * bright + 0.15 * pace)).rounded())
  }

  private static func unit(_ value: Double, _ low: Double, _ high: Double) -> Double {
    min(1, max(0, (value - low) / (high - low)))
  }
}
