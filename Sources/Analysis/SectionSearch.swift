import Glibc

/// What a part of a track is for; the words of the analysis contract that a search tells apart by sound.
enum SectionKind: Int, CaseIterable {
  case intro, verse, build, drop, breakdown, outro
}

/// The most probable arrangement: a path through runs of bars, each with a name, that fits what is heard and how dance music is
/// arranged (a hidden semi-Markov model with hand-set costs, by dynamic programming over bars × length × name).
///
/// The costs were set by hand, on the five constructed tracks of the development corpus and on 25 arrangements of the demo
/// generator; nothing was fitted by machine. They are in nats, roughly.
struct SectionSearch {
  /// In order, without gaps, over all bars.
  private(set) var runs: [(kind: SectionKind, bars: Range<Int>)] = []

  private let table: BarTable
  private let sums: RunSums

  /// Longer runs than this are not tried.
  private static let longest = 96
  private static let never = -1e9

  init(_ table: BarTable) {
    self.table = table
    sums = RunSums(table)
    let count = table.count
    let kinds = SectionKind.allCases
    var best = [[Double]](repeating: [Double](repeating: Self.never, count: kinds.count), count: count + 1)
    var origin = [[(bar: Int, kind: Int)]](
      repeating: [(bar: Int, kind: Int)](repeating: (0, -1), count: kinds.count), count: count + 1)
    var entries: [Entry] = []
    var scores: [Double] = []
    let bestFits = (0...16).flatMap { length in kinds.map { Self.bestFit(of: length, to: $0) } }
    for end in 2...count {
      entries += self.entries(into: end - 2, best[end - 2])
      // An intro comes first, an outro last, or not at all.
      scores += entries.suffix(kinds.count).map(\.score)
      if end > 2 { scores[(end - 2) * kinds.count + SectionKind.intro.rawValue] = -.infinity }
      var limits = best[end]
      if end < count { limits[SectionKind.outro.rawValue] = .infinity }
      for start in (max(0, end - Self.longest)...(end - 2)).reversed() where start != 1 {
        let (isFirst, isLast) = (start == 0, end == count)
        let price = Self.price(bars: end - start)
        // Most runs are not looked at: even if they fitted as well as can be, another way here is better.
        var isHopeful = false
        let (entry, fit) = (start * kinds.count, min(end - start, 16) * kinds.count)
        for kind in 0..<kinds.count where scores[entry + kind] + bestFits[fit + kind] - price >= limits[kind] {
          isHopeful = true
        }
        guard isHopeful else { continue }
        let run = sums.run(start..<end)
        for kind in kinds {
          let fit = Self.fit(of: run, to: kind, isFirst: isFirst, isLast: isLast)
          let entry = entries[start * kinds.count + kind.rawValue]
          let score = entry.score + (fit - price)
          if fit > Self.never, score >= best[end][kind.rawValue] {
            best[end][kind.rawValue] = score
            limits[kind.rawValue] = score
            origin[end][kind.rawValue] = (start, entry.from)
          }
        }
      }
    }
    trace(best[count], origin)
  }

  /// What a run of one kind gets from all before it, and the kind of the run before it; −1 at the beginning.
  private struct Entry {
    var score: Double
    var from: Int
  }

  /// One for each kind. - Parameter best: the scores of the ways to `bar`, by the kind of their last run.
  private func entries(into bar: Int, _ best: [Double]) -> [Entry] {
    let kinds = SectionKind.allCases
    guard bar > 0 else { return kinds.map { Entry(score: Self.opening($0), from: -1) } }
    let rise = step(into: bar)
    return kinds.map { kind in
      var entry = Entry(score: Self.never, from: -1)
      for previous in kinds {
        let candidate = best[previous.rawValue] + Self.change(from: previous, to: kind)
        if candidate > entry.score { entry = Entry(score: candidate, from: previous.rawValue) }
      }
      if kind == .drop { entry.score += 0.12 * min(14, max(-10, rise)) }
      if kind == .breakdown { entry.score -= 0.12 * min(10, max(-14, rise)) }
      return entry
    }
  }

  private mutating func trace(_ last: [Double], _ origin: [[(bar: Int, kind: Int)]]) {
    var kind = last.indices.max { last[$0] + Self.closing($0) < last[$1] + Self.closing($1) } ?? 0
    var end = table.count
    while end > 0, kind >= 0 {
      let from = origin[end][kind]
      runs.append((SectionKind(rawValue: kind) ?? .verse, from.bar..<end))
      end = from.bar
      kind = from.kind
    }
    runs.reverse()
  }

  /// By how many decibels the low end and the whole rise where a run starts: two bars against two.
  private func step(into bar: Int) -> Double {
    let (before, after) = (max(0, bar - 2)..<bar, bar..<min(table.count, bar + 2))
    return RunSums.mean(table.low, after) - RunSums.mean(table.low, before) + RunSums.mean(table.loudness, after)
      - RunSums.mean(table.loudness, before)
  }

  /// How well a run sounds like its name. Full parts are even (or pay for it); the others may grow or thin out steadily.
  /// Before the first and after the last full part there is no low end, or no notes; a breakdown has notes and no low end; a build
  /// grows brighter and loses its low end before it lands.
  private static func fit(of run: RunSums.Run, to kind: SectionKind, isFirst: Bool, isLast: Bool) -> Double {
    let weight = 0.5 * Double(min(run.length, 16))
    // Drums without notes are neither breakdown nor build; a part that is softer as a whole is no drums without notes.
    let notes = run.notes - max(-12, min(0, run.highs))
    let noteless = 1.6 * weight * min(0, likely(notes + 9, over: 1) - 0.6)
    switch kind {
    case .drop:
      return -0.2 * run.unevenness + weight * (run.fullness - 0.6) + 0.1 * weight * min(0, run.loudness + 1)
    case .verse: return -0.2 * run.unevenness + weight * (run.fullness - 0.6) - 0.4
    case .intro: return isFirst ? -0.2 * run.unsteadiness + 0.7 * weight * (0.5 - run.fullness) : never
    case .outro: return isLast ? -0.2 * run.unsteadiness + 0.7 * weight * (0.5 - run.fullness) : never
    case .breakdown: return -0.2 * run.unsteadiness + weight * (likely(-run.low - 9, over: 2) - 0.5) + noteless
    case .build:
      return -0.2 * run.unsteadiness + 0.15 * min(10, max(-6, run.brightening)) + noteless
        + 1.5 * (likely(-run.lastLow - 6, over: 2) - 0.5) - 0.1 * Double(max(0, run.length - 16))
    }
  }

  /// What `fit` is at most for runs of so many bars.
  private static func bestFit(of length: Int, to kind: SectionKind) -> Double {
    let weight = 0.5 * Double(min(length, 16))
    return switch kind {
    case .drop: 0.4 * weight
    case .verse: 0.4 * weight - 0.4
    case .intro, .outro: 0.35 * weight
    case .breakdown: 0.5 * weight
    case .build: 2.25
    }
  }

  /// 0…1, a half at nought.
  fileprivate static func likely(_ value: Double, over scale: Double) -> Double { 1 / (1 + exp(-value / scale)) }

  /// Parts are eight bars or a multiple, seldom four more or less, hardly ever anything else; each costs something.
  private static func price(bars: Int) -> Double {
    var price = 2.5
    if bars % 8 != 0 { price += bars % 4 == 0 ? 2 : 4 }
    if bars < 4 { price += 3 }
    if bars > 32 { price += Double(bars - 32) / 16 }
    return price
  }

  private static func opening(_ kind: SectionKind) -> Double {
    switch kind {
    case .intro: 0
    case .verse: -2
    case .drop: -2.5
    case .breakdown: -3
    case .build: -4
    case .outro: never
    }
  }

  private static func closing(_ kind: Int) -> Double { [-4, -2, -5, -1.5, -3, 0][kind] }

  /// What follows what: an intro leads to a verse or a build, a build to a drop, a drop to a breakdown or the outro.
  private static func change(from: SectionKind, to: SectionKind) -> Double {
    switch (from, to) {
    case (.outro, _), (_, .intro): never
    case _ where from == to: never
    case (.intro, .verse), (.intro, .build), (.verse, .build), (.verse, .breakdown), (.build, .drop): 0
    case (.drop, .breakdown), (.drop, .outro), (.breakdown, .build), (.breakdown, .drop): 0
    case (.breakdown, .verse): -0.5
    case (.verse, .drop): -0.7
    case (.drop, .build): -1
    case (.verse, .outro), (.drop, .verse): -1.5
    case (.intro, .drop): -3.5
    case (.build, .verse): -2.5
    case (.intro, .breakdown), (.build, .breakdown): -3
    default: -4
    }
  }
}

/// Sums over the bars, so that what a run of them is like takes no more time than its ends.
private struct RunSums {
  /// What a run of bars is like.
  struct Run {
    var length: Int
    /// Squared distance of the bars from their mean, and from the line through them.
    var unevenness: Double
    var unsteadiness: Double
    /// Means, dB as in `BarTable`; `lastLow` of the last quarter.
    var low: Double
    var lastLow: Double
    var notes: Double
    var highs: Double
    var loudness: Double
    /// Share of the bars that have a low end and notes.
    var fullness: Double
    /// By how many decibels the highs rise over the run.
    var brightening: Double
  }

  private let dimensions: Int
  /// Row `n` has the sums over the bars before `n`.
  private var first: [[Double]]
  private var moments: [[Double]]
  private var squares: [Double]
  private var low: [Double]
  private var notes: [Double]
  private var loudness: [Double]
  private var fullness: [Double]
  private var highs: [Double]
  private var highMoments: [Double]

  init(_ table: BarTable) {
    dimensions = table.vectors.first?.count ?? 0
    first = [[Double](repeating: 0, count: dimensions)]
    moments = first
    squares = [0]
    for (bar, vector) in table.vectors.enumerated() {
      first.append(zip(first[bar], vector).map { $0 + $1 })
      moments.append(zip(moments[bar], vector).map { $0 + Double(bar) * $1 })
      squares.append(vector.reduce(squares[bar]) { $0 + $1 * $1 })
    }
    low = Self.running(table.low)
    notes = Self.running(table.notes)
    loudness = Self.running(table.loudness)
    fullness = Self.running(
      zip(table.low, table.notes).map {
        SectionSearch.likely($0 + 9, over: 2) * SectionSearch.likely($1 + 9, over: 2)
      })
    highs = Self.running(table.highs)
    highMoments = Self.running(table.highs.enumerated().map { Double($0) * $1 })
  }

  private static func running(_ values: [Double]) -> [Double] {
    values.reduce(into: [0]) { sums, value in sums.append(sums[sums.count - 1] + value) }
  }

  static func mean(_ values: [Double], _ bars: Range<Int>) -> Double {
    bars.isEmpty ? 0 : values[bars].reduce(0, +) / Double(bars.count)
  }

  func run(_ bars: Range<Int>) -> Run {
    let length = Double(bars.count)
    let middle = Double(bars.lowerBound + bars.upperBound - 1) / 2
    // Σ (bar − middle)² over the run.
    let spread = length * (length * length - 1) / 12
    var unevenness = squares[bars.upperBound] - squares[bars.lowerBound]
    var explained = 0.0
    for dimension in 0..<dimensions {
      let sum = first[bars.upperBound][dimension] - first[bars.lowerBound][dimension]
      let moment = moments[bars.upperBound][dimension] - moments[bars.lowerBound][dimension] - middle * sum
      unevenness -= sum * sum / length
      explained += moment * moment / spread
    }
    let mean = { (sums: [Double], bars: Range<Int>) in
      (sums[bars.upperBound] - sums[bars.lowerBound]) / Double(bars.count)
    }
    let last = (bars.upperBound - max(1, bars.count / 4))..<bars.upperBound
    let highMoment = highMoments[bars.upperBound] - highMoments[bars.lowerBound] - middle * length * mean(highs, bars)
    return Run(
      length: bars.count, unevenness: max(0, unevenness), unsteadiness: max(0, unevenness - explained),
      low: mean(low, bars), lastLow: mean(low, last), notes: mean(notes, bars), highs: mean(highs, bars),
      loudness: mean(loudness, bars),
      fullness: mean(fullness, bars), brightening: highMoment / spread * length)
  }
}
