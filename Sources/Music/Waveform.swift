/// A track's shape at a glance: columns of equal length, three bytes each, the peak of the low (< 200 Hz), middle and
/// high (> 2 kHz) band, 0…255 on a linear scale of amplitude.
package struct Waveform: Sendable, Hashable {
  /// Columns a second.
  package static let columnsPerSecond = 150.0
  /// low, mid, high, low, mid, high …
  package var bytes: [UInt8]
  /// - Parameter bytes: as `bytes` gives them.
  package init(bytes: [UInt8]) { self.bytes = bytes }
  /// How many columns there are.
  package var columns: Int { bytes.count / 3 }

  /// The peaks of three bands in 1/150 s.
  package struct Column: BitwiseCopyable, Sendable, Hashable {
    /// 0…255.
    package var low: UInt8
    /// 0…255.
    package var mid: UInt8
    /// 0…255.
    package var high: UInt8
    /// A column's three bands, 0…255 each.
    package init(low: UInt8, mid: UInt8, high: UInt8) {
      self.low = low
      self.mid = mid
      self.high = high
    }
    /// The highest of the three.
    package var peak: UInt8 { max(low, mid, high) }
  }

  /// - Precondition: `column` is less than `columns`.
  package subscript(column: Int) -> Column {
    Column(low: bytes[3 * column], mid: bytes[3 * column + 1], high: bytes[3 * column + 2])
  }
}
