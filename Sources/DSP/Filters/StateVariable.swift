import CRealtime

/// A second-order section for a stereo pair that may be retuned at every frame: a trapezoidal state-variable filter (A.
/// Simper, Solving the continuous SVF equations using trapezoidal integration and equivalent currents, 2013). Its state
/// is the sound's, not the coefficients', so a corner on the move leaves no step. Double precision: at 246 Hz single
/// precision would add noise above the floor of 24-bit sound.
struct StateVariable: BitwiseCopyable, Sendable {
  /// A corner and a damping (1/Q).
  struct Tuning: BitwiseCopyable, Sendable {
    let k: Double
    let a1: Double
    let a2: Double
    let a3: Double

    /// - Parameter g: the tangent of half the corner's angle, by `tangent`.
    @_noLocks init(g: Double, k: Double) {
      self.k = k
      a1 = 1 / (1 + g * (g + k))
      a2 = g * a1
      a3 = g * a2
    }

    /// The corner where two sections in series are a Linkwitz-Riley filter of 24 dB per octave.
    @_noLocks init(hz: Double, sampleRate: Double) {
      self.init(g: StateVariable.tangent(hz, sampleRate), k: 1.414_213_562_373_095)
    }
  }

  @_noLocks static func tangent(_ hz: Double, _ sampleRate: Double) -> Double {
    rt_tan(Double.pi * min(hz / sampleRate, 0.49))
  }

  private var first = SIMD2<Double>.zero
  private var second = SIMD2<Double>.zero

  @_noLocks init() {}

  /// All three outputs of one frame; `high + k · band + low` is the input.
  @inline(__always)
  @_noLocks mutating func split(
    _ x: SIMD2<Double>, _ tuning: Tuning
  ) -> (low: SIMD2<Double>, band: SIMD2<Double>, high: SIMD2<Double>) {
    let v3 = x - second
    let band = tuning.a1 * first + tuning.a2 * v3
    let low = second + tuning.a2 * first + tuning.a3 * v3
    first = 2 * band - first
    second = 2 * low - second
    return (low, band, x - tuning.k * band - low)
  }

  @inline(__always)
  @_noLocks mutating func allPass(_ x: SIMD2<Double>, _ tuning: Tuning) -> SIMD2<Double> {
    x - (2 * tuning.k) * split(x, tuning).band
  }
}
