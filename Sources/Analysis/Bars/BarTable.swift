import Glibc
import Music

/// A track bar by bar, as the naming of its sections sees it.
struct BarTable {
  /// Eight levels, four floors, four onsets: the first sixteen lanes of a cell.
  typealias Vector = SIMD16<Double>

  /// Borders of the bars in seconds: one more than there are bars.
  let borders: [Double]
  /// The grid's beat that opens the first bar.
  let firstBeat: Int
  /// Bars × dimensions: levels, floors and onsets, scaled so that a difference of 1 is one that is heard.
  let vectors: [Vector]
  /// How far each bar's low end (30–144 Hz), held notes (316–1500 Hz), highs (above 3.3 kHz) and whole lie above (+) or
  /// below (−) the track's upper quartile, dB.
  let low: [Double]
  let notes: [Double]
  let highs: [Double]
  let loudness: [Double]
  /// Onsets of all bands, 1 is the track's mean.
  let onsets: [Double]

  var count: Int { borders.count - 1 }

  /// From two phrases of four bars to three hours of fast ones.
  private static let countable = 8...15_000

  /// Nil where downbeats are not known, nothing sounds, or there are too few bars, or too many.
  init?(_ features: TrackFeatures, grid: BeatGrid?) {
    guard let grid, let downbeat = grid.downbeat, let sounding = features.soundingRange, features.count > 0 else {
      return nil
    }
    let bar = Double(grid.beatsPerBar)
    let place = { (time: Double) in (grid.beat(at: TrackTime(time)).value - Double(downbeat)) / bar }
    // A bar counts when more than a third of it sounds.
    let first = Int((place(sounding.lowerBound) - 0.6).rounded(.up))
    let last = Int((place(sounding.upperBound) + 0.6).rounded(.down))
    guard Self.countable.contains(last - first) else { return nil }
    let borders = (first...last).map { grid.time(of: BeatPosition(Double(downbeat) + Double($0) * bar)).value }
    let bars = features.means(between: borders)
    var count = bars.count
    // What only rings on after the last stroke is no bar.
    let usual = bars.map(\.allOnsets).sorted()[count / 2]
    while count > Self.countable.lowerBound, bars[count - 1].allOnsets < 0.2 * usual { count -= 1 }
    self.borders = Array(borders[...count])
    firstBeat = downbeat + first * grid.beatsPerBar
    let cells = bars[..<count]

    low = Self.relative(cells.map { Double($0.level(0) + $0.level(1)) / 2 }, atMost: 6)
    notes = Self.relative(cells.map { Double($0.floor(3) + $0.floor(4)) / 2 }, atMost: 6)
    highs = Self.relative(cells.map { Double($0.level(6) + $0.level(7)) / 2 }, atMost: 10)
    loudness = Self.relative(
      cells.map { cell in 10 * log10((0..<8).reduce(0) { $0 + pow(10, Double(cell.level($1)) / 10) } + 1e-6) },
      atMost: 6)
    onsets = cells.map { Double($0.allOnsets) / 4 }
    vectors = Self.vectors(cells)
  }

  /// To the upper quartile; more than 30 dB below is nothing.
  private static func relative(_ values: [Double], atMost most: Double) -> [Double] {
    let reference = percentile(values, 0.75)
    return values.map { min(most, max(-30, $0 - reference)) }
  }

  /// Eight decibels, or twice as many onsets, are a step; no dimension falls more than four steps below its upper
  /// quartile, so that near silence is not ever so different from nothing.
  private static func vectors(_ cells: ArraySlice<TrackFeatures.Lanes>) -> [Vector] {
    var rows = cells.map { cell in
      var row = Vector(cell.lowHalf)
      for lane in 0..<12 { row[lane] /= 8 }
      for lane in 12..<16 { row[lane] = 2.0.squareRoot() * log2(1 + row[lane]) }
      return row
    }
    var least = Vector.zero
    for lane in least.indices { least[lane] = percentile(rows.map { $0[lane] }, 0.75) - 4 }
    for row in rows.indices { rows[row] = pointwiseMax(least, rows[row]) }
    return rows
  }
}
