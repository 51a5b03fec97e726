#if canImport(Glibc)
  import Glibc
#endif

/// A level relative to another one, in decibels.
package struct Decibels: BitwiseCopyable, Sendable, Hashable, Comparable, Codable {
  /// dB.
  package var value: Double
  /// - Parameter value: dB.
  package init(_ value: Double) { self.value = value }
  package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  /// One gain after the other.
  package static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
  /// By how much the one is above the other.
  package static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
  /// As it is.
  package static let unity = Decibels(0)
  /// The factor on amplitude: 10^(dB / 20); silence from −144 dB down.
  package var gain: Gain { value <= -144 ? .silence : Gain(pow(10, value / 20)) }
}

/// A linear factor on samples.
package struct Gain: BitwiseCopyable, Sendable, Hashable, Comparable, Codable {
  /// Linear: 1 leaves samples as they are.
  package var value: Double
  /// - Parameter value: linear.
  package init(_ value: Double) { self.value = value }
  package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  /// As it is.
  package static let unity = Gain(1)
  /// Nothing is heard.
  package static let silence = Gain(0)
  /// Silence is shown as −144 dB, the floor of 24-bit sound.
  package var decibels: Decibels { Decibels(value <= 6.3e-8 ? -144 : 20 * log10(value)) }
}

/// Programme loudness (ITU-R BS.1770, EBU R128).
package struct LUFS: BitwiseCopyable, Sendable, Hashable, Comparable, Codable {
  /// LUFS.
  package var value: Double
  /// - Parameter value: LUFS.
  package init(_ value: Double) { self.value = value }
  package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  /// By how much the one is above the other.
  package static func - (a: Self, b: Self) -> Decibels { Decibels(a.value - b.value) }
}
