import CRealtime

/// How much louder a blend has been than was fair, lately, and what makes up for it.
///
/// The gains of `FairBlend` and `FairBands` follow powers of the last second, and are late where a track becomes louder
/// or softer in the middle of a blend. What they missed is remembered here, of both sounds by themselves and of the
/// blend as it was sent, weighted as loudness is; the blend is then held that much softer or louder, over the next half
/// second, so that three seconds of it, which the ear takes together, come out even. One thread.
package struct BlendExcess: BitwiseCopyable, Sendable {
  /// By how much the middle of a blend is aimed under the fair line, a share of its power: what is too loud is noticed
  /// before what is too soft, by an eighth of a decibel.
  private static var reserve: Double {
    @_noLocks get { 0.03 }
  }
  /// Powers of the greatest and the least trim: ±1.5 dB.
  private static var bounds: (least: Double, greatest: Double) {
    @_noLocks get { (0.708, 1.413) }
  }
  /// Seconds: over which an excess is made up for, after which it is forgotten, over which the fair power is measured,
  /// and in which the trim moves.
  private static var seconds: (repay: Double, forget: Double, measure: Double, move: Double) {
    @_noLocks get { (0.45, 3, 1, 0.3) }
  }

  /// What the blend is multiplied by; exactly 1 while only one of them has been heard.
  package private(set) var trim = 1.0
  private var power = 1.0
  /// Beyond what was fair: power times frames.
  private var excess = 0.0
  /// Of both sounds by themselves, over the last second.
  private var powers = SIMD2<Double>.zero
  private var frames = 0.0
  /// Of both sounds by themselves, in the segment that is heard.
  private var alone = SIMD2<Double>.zero
  private var weightings = (LoudnessWeighting(), LoudnessWeighting(), LoudnessWeighting())
  private let tuning: LoudnessWeighting.Tuning
  private let sampleRate: Double

  /// - Parameter sampleRate: Hz.
  package init(sampleRate: Double) {
    self.sampleRate = sampleRate
    tuning = LoudnessWeighting.Tuning(sampleRate: sampleRate)
  }

  /// Forgets what was heard: the next blend is another one.
  @_noLocks package mutating func reset() {
    if frames == 0 { return }
    (trim, power, excess, powers, frames) = (1, 1, 0, .zero, 0)
    weightings = (LoudnessWeighting(), LoudnessWeighting(), LoudnessWeighting())
  }

  /// Hears both sounds as they are before their faders.
  /// - Parameter levels: each sound's channel fader, linear.
  @_noLocks package mutating func listen(
    _ a: UnsafePointer<StereoFrame>, _ b: UnsafePointer<StereoFrame>, levels: SIMD2<Double>, frames: Int
  ) {
    var (first, second) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
    for frame in 0..<frames {
      let x = weightings.0.weigh(SIMD2<Double>(a[frame]), tuning)
      let y = weightings.1.weigh(SIMD2<Double>(b[frame]), tuning)
      first += x * x
      second += y * y
    }
    alone = SIMD2(first.sum(), second.sum()) * levels * levels
  }

  /// Hears the bands of both sounds at unity.
  /// - Parameter own: each band's level by itself, channel fader included; linear.
  @_noLocks package mutating func listen(
    _ a: UnsafePointer<BandFrame>, _ b: UnsafePointer<BandFrame>, own: (SIMD3<Double>, SIMD3<Double>), frames: Int
  ) {
    var (first, second) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
    for frame in 0..<frames {
      let (x, y) = (a[frame], b[frame])
      let soundA = x.low * own.0[0] + x.mid * own.0[1] + x.high * own.0[2]
      let soundB = y.low * own.1[0] + y.mid * own.1[1] + y.high * own.1[2]
      let (weighedA, weighedB) = (weightings.0.weigh(soundA, tuning), weightings.1.weigh(soundB, tuning))
      first += weighedA * weighedA
      second += weighedB * weighedB
    }
    alone = SIMD2(first.sum(), second.sum())
  }

  /// Hears the blend of what `listen` heard, and moves the trim.
  /// - Parameters:
  ///   - gain: what it is sent with, linear.
  ///   - progress: how far it has come from the first sound to the second, 0…1.
  @_noLocks package mutating func follow(
    _ blend: UnsafePointer<StereoFrame>, gain: Double, progress: Double, frames count: Int
  ) {
    var sum = SIMD2<Double>.zero
    for frame in 0..<count {
      let x = weightings.2.weigh(SIMD2<Double>(blend[frame]), tuning)
      sum += x * x
    }
    let length = Double(count)
    frames += length
    powers += (alone / length - powers) * min(1, length / min(frames, Self.seconds.measure * sampleRate))
    var wanted = 1.0
    if powers.min() > 1e-8 {
      let share = SIMD2(1 - progress, progress)
      excess += sum.sum() * gain * gain - (share * alone).sum() * (1 - 4 * share.x * share.y * Self.reserve)
      excess -= excess * min(1, length / (Self.seconds.forget * sampleRate))
      wanted = 1 - excess / ((share * powers).sum() * Self.seconds.repay * sampleRate)
      wanted = min(Self.bounds.greatest, max(Self.bounds.least, wanted))
    } else {
      excess = 0
    }
    power += (wanted - power) * min(1, length / (Self.seconds.move * sampleRate))
    trim = rt_sqrt(power)
  }
}
