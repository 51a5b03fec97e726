import CRealtime

/// A second-order section for a stereo pair, transposed direct form II, in double precision: at 246 Hz single precision would
/// add noise above the floor of 24-bit sound.
struct Biquad: BitwiseCopyable, Sendable {
  private var b0 = 1.0
  private var b1 = 0.0
  private var b2 = 0.0
  private var a1 = 0.0
  private var a2 = 0.0
  private var z1 = SIMD2<Double>.zero
  private var z2 = SIMD2<Double>.zero

  enum Shape { case lowPass, highPass, allPass }

  /// Coefficients by the bilinear transform (R. Bristow-Johnson, Audio EQ Cookbook), Q = 1/√2: two in series are a
  /// Linkwitz-Riley filter of 24 dB per octave.
  @_noLocks init(_ shape: Shape, hz: Double, sampleRate: Double) {
    let omega = 2 * Double.pi * min(hz, 0.45 * sampleRate) / sampleRate
    let cosine = rt_cos(omega)
    let alpha = rt_sin(omega) * 0.5 * 1.414213562373095
    let scale = 1 / (1 + alpha)
    a1 = -2 * cosine * scale
    a2 = (1 - alpha) * scale
    switch shape {
    case .lowPass:
      b0 = (1 - cosine) / 2 * scale
      b1 = (1 - cosine) * scale
      b2 = b0
    case .highPass:
      b0 = (1 + cosine) / 2 * scale
      b1 = -(1 + cosine) * scale
      b2 = b0
    case .allPass:
      b0 = a2
      b1 = a1
      b2 = 1
    }
  }

  @inline(__always)
  @_noLocks mutating func process(_ x: SIMD2<Double>) -> SIMD2<Double> {
    let y = b0 * x + z1
    z1 = b1 * x - a1 * y + z2
    z2 = b2 * x - a2 * y
    return y
  }
}
