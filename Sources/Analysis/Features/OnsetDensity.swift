/// How many attacks a track has.
enum OnsetDensity {
  /// Attacks a second: peaks of the levels' rise over 20 ms, by 3 dB on average over the bands, not nearer than 50 ms
  /// to each other. In absolute terms: a drone has none. Nil in silence.
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

  /// Whether anything starts at least every five seconds on average, in whichever band: in one of those within 30 dB of
  /// the loudest, a level 3 dB above all that it was from 120 to 20 ms before. Tones that beat against each other grow
  /// as fast out of their nulls, but not above what they were as long before.
  static func hasAttacks(_ onsets: OnsetCurves) -> Bool {
    let tops = onsets.levels.map { $0.max() ?? 0 }
    let loudest = tops.max() ?? 0
    var attacks = [Bool](repeating: false, count: onsets.frames)
    for (level, top) in zip(onsets.levels, tops) where top > loudest - 30 {
      let floor = top - 25
      for frame in 12..<max(12, onsets.frames) {
        let before = level[frame - 12..<frame - 1].max() ?? 0
        if level[frame] > max(floor, before) + 3 { attacks[frame] = true }
      }
    }
    var number = 0
    var last = -10
    for frame in attacks.indices where attacks[frame] && frame - last >= 5 {
      number += 1
      last = frame
    }
    return Double(number) > 0.2 * Double(onsets.frames) / OnsetCurves.rate
  }
}
