import CRealtime

/// The gain that keeps a blend of two sounds as loud as it is fair: its power lies on the line between the powers of
/// the two, at the place that the faders stand at.
///
/// Two sounds that have nothing in common blend so by themselves under equal power; kicks that fall together are up to
/// 3 dB louder, copies of one record out of phase are quieter, and under other curves the middle sags. What the two
/// have in common is measured (their powers and their product, over a quarter of a second), so the gain follows a
/// moving fader without delay. One thread.
package struct FairBlend: BitwiseCopyable, Sendable {
  /// The least and the greatest gain, linear: at first −2.5 and +3.2 dB.
  package var limits = SIMD2<Double>(0.75, 1.45)
  /// The gain now; exactly 1 where only one of them sounds.
  package private(set) var gain = 1.0
  private var powers = SIMD2<Double>.zero
  private var product = 0.0
  private let sampleRate: Double

  /// - Parameter sampleRate: Hz.
  package init(sampleRate: Double) { self.sampleRate = sampleRate }

  /// Hears both sounds as they are before their faders.
  @_noLocks package mutating func listen(
    _ a: UnsafePointer<StereoFrame>, _ b: UnsafePointer<StereoFrame>, frames: Int
  ) {
    var (squaresA, squaresB, products) = (StereoFrame.zero, StereoFrame.zero, StereoFrame.zero)
    for frame in 0..<frames {
      squaresA += a[frame] * a[frame]
      squaresB += b[frame] * b[frame]
      products += a[frame] * b[frame]
    }
    let count = Double(frames)
    let share = min(1, count / (0.25 * sampleRate))
    let heard = SIMD2<Double>(Double(squaresA.sum()), Double(squaresB.sum())) / count
    powers += (heard - powers) * share
    product += (Double(products.sum()) / count - product) * share
  }

  /// Moves the gain on by so many frames.
  /// - Parameters:
  ///   - levels: each sound's channel fader, linear: how loud it is by itself.
  ///   - sides: the crossfader's gain for each: where the blend stands between them.
  @_noLocks package mutating func follow(levels: SIMD2<Double>, sides: SIMD2<Double>, frames: Int) {
    let goal = goal(levels: levels, sides: sides)
    gain += (goal - gain) * min(1, Double(frames) / (0.04 * sampleRate))
    if goal == 1, abs(gain - 1) < 2e-4 { gain = 1 }
  }

  @_noLocks private func goal(levels: SIMD2<Double>, sides: SIMD2<Double>) -> Double {
    let sounds = powers * levels * levels
    guard sides.x > 0, sides.y > 0, sounds.x > 1e-8, sounds.y > 1e-8 else { return 1 }
    let weights = sides * sides
    let fair = (weights * sounds).sum() / weights.sum()
    let together = 2 * sides.x * sides.y * levels.x * levels.y * product
    let actual = (weights * sounds).sum() + together
    let goal = actual > 0.25 * fair ? rt_sqrt(fair / actual) : limits.y
    return abs(goal - 1) < 1e-4 ? 1 : min(limits.y, max(limits.x, goal))
  }
}
