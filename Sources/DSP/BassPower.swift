/// How much energy a sound has below the isolator's lower crossover, by the same Linkwitz-Riley low-pass. One thread.
package struct BassPower: BitwiseCopyable, Sendable {
  private var first = StateVariable()
  private var second = StateVariable()
  private let tuning: StateVariable.Tuning

  /// - Parameter hz: where bass ends.
  package init(sampleRate: Double, hz: Double = 246) {
    tuning = StateVariable.Tuning(hz: hz, sampleRate: sampleRate)
  }

  /// The sum of the squares of both channels of the next frames.
  @_noLocks package mutating func squares(_ sound: UnsafePointer<StereoFrame>, frames: Int) -> Double {
    var sum = SIMD2<Double>.zero
    for frame in 0..<frames {
      let bass = second.split(first.split(SIMD2<Double>(sound[frame]), tuning).low, tuning).low
      sum += bass * bass
    }
    return sum.sum()
  }
}
