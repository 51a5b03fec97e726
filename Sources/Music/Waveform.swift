/// A waveform at several zooms, made once when a track is loaded: each level's columns are the highest of four of the level before,
/// all levels together a third of the waveform.
package struct WaveformZooms: Sendable, Hashable {
  /// `levels[0]` is the waveform itself; a column of `levels[n]` lasts 4ⁿ of its columns. The last one has less than 256.
  package private(set) var levels: [Waveform]

  package init(_ waveform: Waveform) {
    levels = [waveform]
    while let finer = levels.last, finer.columns >= 256 {
      var bytes = [UInt8](repeating: 0, count: 3 * ((finer.columns + 3) / 4))
      for index in finer.bytes.indices {
        let place = 3 * (index / 12) + index % 3
        bytes[place] = max(bytes[place], finer.bytes[index])
      }
      levels.append(Waveform(bytes: bytes))
    }
  }

  /// The coarsest level that still has at least `least` columns in `seconds`, the finest where none has.
  package func level(with least: Double, in seconds: Double) -> Int {
    var level = 0
    var columns = seconds * Waveform.columnsPerSecond / 4
    while level + 1 < levels.count, columns >= least {
      level += 1
      columns /= 4
    }
    return level
  }
}

/// A track's shape at a glance: columns of equal length, three bytes each, the peak of the low (< 200 Hz), middle and
/// high (> 2 kHz) band, 0…255 on a linear scale of amplitude.
package struct Waveform: Sendable, Hashable {
  /// Columns a second.
  package static let columnsPerSecond = 150.0
  /// low, mid, high, low, mid, high …
  package var bytes: [UInt8]
  package init(bytes: [UInt8]) { self.bytes = bytes }
  /// How many columns there are.
  package var columns: Int { bytes.count / 3 }

  /// The peaks of three bands in 1/150 s.
  package struct Column: BitwiseCopyable, Sendable, Hashable {
    package var low: UInt8
    package var mid: UInt8
    package var high: UInt8
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
