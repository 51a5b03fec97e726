/// A track's shape at a glance: columns of equal length. Each has the peak of the low (< 200 Hz), middle and high
/// (> 2 kHz) band of the mono mix, and the peak of the signal itself, the higher of its channels. All are 0…255 on a
/// linear scale of amplitude.
package struct Waveform: Sendable, Hashable {
  /// Columns a second.
  package static let columnsPerSecond = 150.0
  /// low, mid, high, low, mid, high …
  package var bytes: [UInt8]
  /// One for each column: the highest sample of either channel. 255 is full scale and nothing below it. Empty where an
  /// earlier version listened, which kept the bands alone.
  package var peaks: [UInt8]
  /// - Parameters:
  ///   - bytes: as `bytes` gives them.
  ///   - peaks: as `peaks` gives them; of another count than the columns they are left out.
  package init(bytes: [UInt8], peaks: [UInt8] = []) {
    self.bytes = bytes
    self.peaks = peaks.count == bytes.count / 3 ? peaks : []
  }
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

  /// How loud a column is: the signal's peak where it is known, else the highest of the bands. 0…255.
  /// - Precondition: `column` is less than `columns`.
  package func level(_ column: Int) -> UInt8 { peaks.isEmpty ? self[column].peak : peaks[column] }

  /// The columns of another waveform behind the first `count` of this one, without that one's first `dropped`.
  package func joined(first count: Int, _ next: Waveform, dropping dropped: Int) -> Waveform {
    Waveform(
      bytes: Array(bytes.prefix(3 * count)) + next.bytes.dropFirst(3 * dropped),
      peaks: Array(peaks.prefix(count)) + next.peaks.dropFirst(dropped))
  }
}

extension Waveform {
  /// Both parts as one, as they go from one program to the other: the bands, then the peaks.
  package var blob: [UInt8] { bytes + peaks }

  /// What `blob` gave, by a program of the same version. - Returns: nil where its length is none of a blob's.
  package init?(blob: [UInt8]) {
    guard blob.count % 4 == 0 else { return nil }
    let columns = blob.count / 4
    self.init(bytes: Array(blob[..<(3 * columns)]), peaks: Array(blob[(3 * columns)...]))
  }
}
