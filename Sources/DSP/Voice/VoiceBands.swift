import CRealtime

/// Sixteen band-passes, about a third of an octave apart from 160 Hz to 6 kHz, of one channel: two-pole state-variable
/// filters (A. Simper, 2013), all bands at once. Half an octave wide, so that neighbours overlap. One thread.
struct VoiceBands: BitwiseCopyable {
  typealias Lanes = SIMD16<Float>
  static var count: Int {
    @_noLocks get { 16 }
  }

  /// What all channels of one sample rate share.
  struct Tuning: BitwiseCopyable {
    let a1: Lanes
    let a2: Lanes
    let a3: Lanes
    /// Brings each band-pass to unity at its centre.
    let k: Float

    init(sampleRate: Double) {
      var (a1, a2, a3) = (Lanes.zero, Lanes.zero, Lanes.zero)
      for band in 0..<VoiceBands.count {
        let g = StateVariable.tangent(VoiceBands.centre(band), sampleRate)
        let first = 1 / (1 + g * (g + 1 / VoiceBands.q))
        (a1[band], a2[band], a3[band]) = (Float(first), Float(g * first), Float(g * g * first))
      }
      (self.a1, self.a2, self.a3) = (a1, a2, a3)
      k = Float(1 / VoiceBands.q)
    }
  }

  static var q: Double {
    @_noLocks get { 3 }
  }

  /// Hz. The lowest one is a man's lowest partial, the highest one as high as consonants are told apart.
  @_noLocks static func centre(_ band: Int) -> Double { 160 * rt_pow(6000.0 / 160, Double(band) / Double(count - 1)) }

  /// The in-phase part of what a band-pass lets through at another one's centre.
  static func overlap(of band: Int, at other: Int, sampleRate: Double) -> Double {
    let ratio =
      StateVariable.tangent(centre(other), sampleRate) / StateVariable.tangent(centre(band), sampleRate)
    let x = q * (ratio - 1 / ratio)
    return 1 / (1 + x * x)
  }

  private var first = Lanes.zero
  private var second = Lanes.zero

  @_noLocks init() {}

  /// One sample through all of them.
  @inline(__always)
  @_noLocks mutating func bands(_ x: Float, _ tuning: Tuning) -> Lanes {
    let v3 = Lanes(repeating: x) - second
    let band = tuning.a1 * first + tuning.a2 * v3
    let low = second + tuning.a2 * first + tuning.a3 * v3
    first = 2 * band - first
    second = 2 * low - second
    return band * tuning.k
  }
}
