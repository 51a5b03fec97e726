/// What samples a file can hold.
package enum SampleGrain: Sendable {
  /// Whole numbers of 24 bits.
  case whole
  /// Any number.
  case float

  private static let top: Float = 8_388_607 / 8_388_608

  /// A sample within what can be written.
  func held(_ sample: Float) -> Float { self == .float ? sample : min(Self.top, max(-1, sample)) }
}
