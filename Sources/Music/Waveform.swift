/// A waveform at several zooms, made once when a track is loaded: four columns of a level are one of the next. Together
/// they are half as large as the waveform.
package struct WaveformZooms: Sendable, Hashable {
  /// One width of columns.
  package struct Level: Sendable, Hashable {
    /// Columns a second.
    package let columnsPerSecond: Double
    /// Each column is the highest of what it stands for, band by band.
    package let highest: Waveform
    /// One for each column: the mean of the peaks of what it stands for.
    package let means: [UInt8]
  }

  /// The first one is the waveform itself, the last one has less than 256 columns.
  package private(set) var levels: [Level]

  /// Coarser and coarser pictures of a whole waveform.
  package init(_ waveform: Waveform) {
    let peaks = (0..<waveform.columns).map { waveform[$0].peak }
    levels = [Level(columnsPerSecond: Waveform.columnsPerSecond, highest: waveform, means: peaks)]
    while let finer = levels.last, finer.means.count >= 256 { levels.append(finer.coarser) }
  }

  /// The coarsest level that still has at least `least` columns in `seconds`, the finest where none has.
  package func level(with least: Double, in seconds: Double) -> Level {
    levels.last { $0.columnsPerSecond * seconds >= least } ?? levels[0]
  }
}

extension WaveformZooms.Level {
  fileprivate var coarser: Self {
    let count = (means.count + 3) / 4
    var bytes = [UInt8](repeating: 0, count: 3 * count)
    for (index, byte) in highest.bytes.enumerated() {
      let place = 3 * (index / 12) + index % 3
      bytes[place] = max(bytes[place], byte)
    }
    let mean = (0..<count).map { column -> UInt8 in
      let four = means[(4 * column)..<min(means.count, 4 * column + 4)]
      return UInt8((four.reduce(0) { $0 + Int($1) } + four.count / 2) / four.count)
    }
    return Self(columnsPerSecond: columnsPerSecond / 4, highest: Waveform(bytes: bytes), means: mean)
  }
}

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
