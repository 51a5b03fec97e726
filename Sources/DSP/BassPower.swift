/// How much energy a sound has below the isolator's lower crossover, by the same Linkwitz-Riley low-pass. One thread.
package struct BassPower: BitwiseCopyable, Sendable {
  private var first: Biquad
  private var second: Biquad

  /// - Parameter hz: where bass ends.
  package init(sampleRate: Double, hz: Double = 246) {
    first = Biquad(.lowPass, hz: hz, sampleRate: sampleRate)
    second = first
  }

  /// The sum of the squares of both channels of the next frames.
  @_noLocks package mutating func squares(_ sound: UnsafePointer<StereoFrame>, frames: Int) -> Double {
    var sum = SIMD2<Double>.zero
    for frame in 0..<frames {
      let bass = second.process(first.process(SIMD2<Double>(sound[frame])))
      sum += bass * bass
    }
    return sum.sum()
  }
}
