/// How many attacks a track has.
enum OnsetDensity {
  /// Attacks a second: peaks of the levels' rise over 20 ms, by 3 dB on average over the bands, not nearer than 50 ms to each other.
  /// In absolute terms: a drone has none. Nil in silence.
  static func perSecond(_ onsets: OnsetCurves) -> Double? {
    guard onsets.frames > 20 else { return nil }
    var rise = [Float](repeating: 0, count: onsets.frames)
    for level in onsets.levels {
      // What is 25 dB below the band's loudest is no attack, however sudden.
      let floor = (level.max() ?? 0) - 25
      for frame in 2..<onsets.frames { rise[frame] += max(0, max(floor, level[frame]) - max(floor, level[frame - 2])) }
    }
    let least = 3 * Float(onsets.levels.count)
    var number = 0
    var last = -10
    for frame in 2..<(onsets.frames - 2) where rise[frame] > least && frame - last >= 5 {
      if rise[frame] >= rise[frame - 1], rise[frame] >= rise[frame + 1] {
        number += 1
        last = frame
      }
    }
    return Double(number) / (Double(onsets.frames) / OnsetCurves.rate)
  }
}
