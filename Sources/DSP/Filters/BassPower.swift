import CRealtime

/// How much energy a sound has below the isolator's lower crossover, by the same Linkwitz-Riley low-pass. One thread.
package struct BassPower: BitwiseCopyable, Sendable {
  private var first = StateVariable()
  private var second = StateVariable()
  private var corner: Double
  private var tuning: StateVariable.Tuning
  private let sampleRate: Double

  /// - Parameter hz: where bass ends, to begin with.
  package init(sampleRate: Double, hz: Double = 246) {
    self.sampleRate = sampleRate
    corner = rt_log2(hz)
    tuning = StateVariable.Tuning(hz: hz, sampleRate: sampleRate)
  }

  /// The sum of the squares of both channels of the next frames.
  /// - Parameter corner: where bass ends now, log2 Hz; nil: where it did.
  @_noLocks package mutating func squares(
    _ sound: UnsafePointer<StereoFrame>, frames: Int, corner wanted: Double? = nil
  ) -> Double {
    if let wanted, wanted != corner {
      corner = wanted
      tuning = StateVariable.Tuning(hz: rt_exp2(wanted), sampleRate: sampleRate)
    }
    var sum = SIMD2<Double>.zero
    for frame in 0..<frames {
      let bass = second.split(first.split(SIMD2<Double>(sound[frame]), tuning).low, tuning).low
      sum += bass * bass
    }
    return sum.sum()
  }
}
