import Glibc

/// Sums over the bars, so that what a run of them is like takes no more time than its ends. Runs hold two bars at
/// least.
struct RunSums {
  /// One value a bar.
  struct Running {
    /// Element `n` is the sum over the bars before `n`.
    private let sums: [Double]

    init(_ values: [Double]) {
      sums = values.reduce(into: [0]) { sums, value in sums.append(sums[sums.count - 1] + value) }
    }

    @inline(__always) func sum(_ bars: Range<Int>) -> Double { sums[bars.upperBound] - sums[bars.lowerBound] }
    @inline(__always) func mean(_ bars: Range<Int>) -> Double { sum(bars) / Double(bars.count) }
  }

  /// How much the bars of one run differ, as far as it has been asked for; negative: it has not.
  struct Spread {
    fileprivate var unevenness = -1.0
    fileprivate var unsteadiness = -1.0
  }

  private var first: [BarTable.Vector] = [.zero]
  private var moments: [BarTable.Vector] = [.zero]
  private let squares: Running
  /// dB as in `BarTable`.
  let low: Running
  let notes: Running
  let highs: Running
  let loudness: Running
  /// Whether a bar has a low end and notes, 0…1.
  let fullness: Running
  private let highMoments: Running

  init(_ table: BarTable) {
    for (index, bar) in table.vectors.enumerated() {
      first.append(first[index] + bar)
      moments.append(moments[index] + Double(index) * bar)
    }
    squares = Running(table.vectors.map { ($0 * $0).sum() })
    low = Running(table.low)
    notes = Running(table.notes)
    loudness = Running(table.loudness)
    fullness = Running(
      zip(table.low, table.notes).map { Self.likely($0 + 9, over: 2) * Self.likely($1 + 9, over: 2) })
    highs = Running(table.highs)
    highMoments = Running(table.highs.enumerated().map { Double($0) * $1 })
  }

  static func mean(_ values: [Double], _ bars: Range<Int>) -> Double {
    bars.isEmpty ? 0 : values[bars].reduce(0, +) / Double(bars.count)
  }

  /// 0…1, a half at nought.
  static func likely(_ value: Double, over scale: Double) -> Double { 1 / (1 + exp(-value / scale)) }

  /// How much the bars differ as a part of this kind counts it: a run that holds another one differs no less.
  @inline(__always)
  func difference(_ bars: Range<Int>, of kind: SectionKind, _ known: inout Spread) -> Double {
    kind == .drop || kind == .verse ? unevenness(bars, &known) : unsteadiness(bars, &known)
  }

  /// Squared distance of the bars from their mean.
  private func unevenness(_ bars: Range<Int>, _ known: inout Spread) -> Double {
    if known.unevenness < 0 {
      let sum = first[bars.upperBound] - first[bars.lowerBound]
      known.unevenness = max(0, squares.sum(bars) - (sum * sum).sum() / Double(bars.count))
    }
    return known.unevenness
  }

  /// Squared distance of the bars from the line through them.
  private func unsteadiness(_ bars: Range<Int>, _ known: inout Spread) -> Double {
    if known.unsteadiness < 0 {
      let sum = first[bars.upperBound] - first[bars.lowerBound]
      let moment = moments[bars.upperBound] - moments[bars.lowerBound] - Self.middle(bars) * sum
      known.unsteadiness = max(0, unevenness(bars, &known) - (moment * moment).sum() / Self.spread(bars))
    }
    return known.unsteadiness
  }

  /// By how many decibels the highs rise over the run.
  func brightening(_ bars: Range<Int>) -> Double {
    let moment = highMoments.sum(bars) - Self.middle(bars) * highs.sum(bars)
    return moment / Self.spread(bars) * Double(bars.count)
  }

  private static func middle(_ bars: Range<Int>) -> Double { Double(bars.lowerBound + bars.upperBound - 1) / 2 }

  /// Σ (bar − middle)² over the run.
  private static func spread(_ bars: Range<Int>) -> Double {
    let length = Double(bars.count)
    return length * (length * length - 1) / 12
  }
}
