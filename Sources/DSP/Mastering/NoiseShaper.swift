import CRealtime

/// Rounds a finished master to fewer bits: triangular dither, and the error of rounding fed back so that it lies where
/// the ear hears least. The filter is that of S. P. Lipshitz, J. Vanderkooy and R. A. Wannamaker, "Minimally Audible
/// Noise Shaping" (JAES 39, 1991, five coefficients, for 44.1 and 48 kHz). The same sound gets the same noise. One
/// thread.
package struct NoiseShaper: BitwiseCopyable, Sendable {
  private let scale: Double
  private var errors = (
    SIMD2<Double>.zero, SIMD2<Double>.zero, SIMD2<Double>.zero, SIMD2<Double>.zero, SIMD2<Double>.zero
  )
  private var state: UInt64 = 0x2545_F491_4F6C_DD1D

  /// - Parameter bits: 8…24.
  package init(bits: Int) { scale = Double(1 << (bits - 1)) }

  /// Whether all samples lie on the steps already.
  package func fits(_ samples: UnsafeBufferPointer<Float>) -> Bool {
    let scale = Float(scale)
    return samples.allSatisfy { ($0 * scale).rounded() == $0 * scale }
  }

  /// Works in place, and holds what is beyond full scale.
  package mutating func process(_ sound: UnsafeMutablePointer<StereoFrame>, frames: Int) {
    for frame in 0..<frames {
      let (e0, e1, e2, e3, e4) = errors
      let shaped = 2.033 * e0 - 2.165 * e1 + 1.959 * e2 - 1.590 * e3 + 0.6149 * e4
      let wanted = SIMD2<Double>(sound[frame]) * scale - shaped
      let noise = SIMD2(uniform() + uniform() - 1, uniform() + uniform() - 1)
      let rounded = (wanted + noise).rounded(.toNearestOrEven)
      // Held, it would feed back an error that no rounding makes.
      let error = rounded - wanted
      errors = (error, e0, e1, e2, e3)
      let held = pointwiseMin(pointwiseMax(rounded, SIMD2(repeating: -scale)), SIMD2(repeating: scale - 1))
      sound[frame] = StereoFrame(held / scale)
    }
  }

  private mutating func uniform() -> Double {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Double(state >> 11) / 9_007_199_254_740_992
  }
}
