/// What samples a file can hold, and how a sample is parted so that both parts can be written and sum to it.
package enum SampleGrain: Sendable {
  /// Whole numbers of 24 bits.
  case whole
  /// Any number.
  case float

  private static let steps: Float = 8_388_608
  private static let top: Float = 8_388_607 / steps

  /// A sample within what can be written.
  func held(_ sample: Float) -> Float { self == .float ? sample : min(Self.top, max(-1, sample)) }

  /// The part nearest to `wanted` that can be written, and whose rest can be too.
  func part(_ wanted: Float, of sample: Float) -> Float {
    guard self == .whole else { return wanted }
    let whole = (wanted * Self.steps).rounded() / Self.steps
    return min(min(Self.top, sample + 1), max(max(-1, sample - Self.top), whole))
  }
}
