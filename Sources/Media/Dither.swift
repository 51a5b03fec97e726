/// White noise of triangular density, two steps wide (Lipshitz, Wannamaker and Vanderkooy, "Quantization and Dither: A
/// Theoretical Survey", JAES 40, 1992): the error of rounding is then no longer told by the sound.
package struct Dither {
  private var state: UInt64 = 0x5E60_E5E6_0E5E_60E5

  /// The same noise each time.
  package init() {}

  /// −1…1 steps.
  package mutating func next() -> Double { uniform() + uniform() - 1 }

  private mutating func uniform() -> Double {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Double(state >> 11) / 9_007_199_254_740_992
  }
}
