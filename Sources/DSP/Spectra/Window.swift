import Glibc

/// Window functions for frames that are transformed.
package enum Window {
  /// A periodic Hann window of `size` samples: 0 … 1 … 0.
  package static func hann(_ size: Int) -> [Float] {
    (0..<size).map { Float(0.5 - 0.5 * cos(2 * Double.pi * Double($0) / Double(size))) }
  }
}
