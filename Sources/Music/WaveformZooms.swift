/// A waveform at several zooms, made once when a track is loaded: four columns of a level are one of the next. Together
/// they are two thirds as large as the waveform.
package struct WaveformZooms: Sendable, Hashable {
  /// One width of columns.
  package struct Level: Sendable, Hashable {
    /// Columns a second.
    package let columnsPerSecond: Double
    /// Each column is the highest of what it stands for, band by band, and of the signal.
    package let highest: Waveform
    /// One for each column: the mean of the levels of what it stands for.
    package let means: [UInt8]
    /// One for each column: how strongly a kick sounds in it, 0…255; the highest of what it stands for.
    package let kicks: [UInt8]
  }

  /// The first one is the waveform itself, the last one has less than 256 columns.
  package private(set) var levels: [Level]
  /// What each band reaches in loud moments of the track: one column in fifty lies above. A band that is next to
  /// silent counts as a fifth of the loudest, so that its noise is not drawn as music.
  package let loud: Waveform.Column
  /// The same for the level, 64 at least: a quiet record fills the screen as a loud one does, and hiss does not.
  package let loudPeak: UInt8

  /// Coarser and coarser pictures of a whole waveform.
  package init(_ waveform: Waveform) {
    let levels = (0..<waveform.columns).map(waveform.level)
    let bands = (0..<waveform.columns).map { waveform[$0].peak }
    let loudest = max(64, loudMoments(bands))
    func band(_ offset: Int) -> UInt8 {
      max(loudest / 5, loudMoments((0..<waveform.columns).map { waveform.bytes[3 * $0 + offset] }))
    }
    loudPeak = max(64, loudMoments(levels))
    loud = Waveform.Column(low: band(0), mid: band(1), high: band(2))
    let kicks = waveform.kicks(loudLow: loud.low)
    self.levels = [Level(columnsPerSecond: Waveform.columnsPerSecond, highest: waveform, means: levels, kicks: kicks)]
    while let finer = self.levels.last, finer.means.count >= 256 { self.levels.append(finer.coarser) }
  }

  /// The coarsest level that still has at least `least` columns in `seconds`, the finest where none has.
  package func level(with least: Double, in seconds: Double) -> Level {
    levels.last { $0.columnsPerSecond * seconds >= least } ?? levels[0]
  }
}

extension Waveform {
  /// How strongly a kick sounds in each column, 0…255: the lows have risen within two columns far above what they were
  /// in the twentieth of a second before, and have not yet died away. A bass that lies there on its own is none.
  fileprivate func kicks(loudLow: UInt8) -> [UInt8] {
    let loud = Float(max(1, loudLow))
    var kicks = [UInt8](repeating: 0, count: columns)
    // The highest of three columns: a bass of 50 Hz has a peak in each of them.
    func around(_ column: Int) -> Float {
      var highest: UInt8 = 0
      for near in max(0, column - 1)...min(columns - 1, column + 1) { highest = max(highest, bytes[3 * near]) }
      return Float(highest)
    }
    // The sum of eight columns, the last of them three before this one.
    var before: Float = 0
    var hit: Float = 0
    for column in 0..<columns {
      if column >= 3 { before += around(column - 3) }
      if column >= 11 { before -= around(column - 11) }
      let base = before / 8
      let rise = Float(bytes[3 * column]) - base
      hit *= 0.9
      if rise > 0.22 * loud, rise > 0.5 * base { hit = max(hit, min(1, 1.6 * rise / loud)) }
      kicks[column] = UInt8(255 * min(1, hit, around(column) / loud))
    }
    return kicks
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
    var peaks = [UInt8](repeating: 0, count: highest.peaks.isEmpty ? 0 : count)
    for (index, peak) in highest.peaks.enumerated() { peaks[index / 4] = max(peaks[index / 4], peak) }
    var kicks = [UInt8](repeating: 0, count: count)
    for (index, kick) in self.kicks.enumerated() { kicks[index / 4] = max(kicks[index / 4], kick) }
    let mean = (0..<count).map { column -> UInt8 in
      let four = means[(4 * column)..<min(means.count, 4 * column + 4)]
      return UInt8((four.reduce(0) { $0 + Int($1) } + four.count / 2) / four.count)
    }
    return Self(
      columnsPerSecond: columnsPerSecond / 4, highest: Waveform(bytes: bytes, peaks: peaks), means: mean, kicks: kicks)
  }
}
