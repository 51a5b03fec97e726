import Glibc

/// What a part of a track is for; the words of the analysis contract that a search tells apart by sound.
enum SectionKind: Int, CaseIterable {
  case intro, verse, build, drop, breakdown, outro
}

/// The most probable arrangement: a path through runs of bars, each with a name, that fits what is heard and how dance
/// music is arranged (a hidden semi-Markov model with hand-set costs, by dynamic programming over bars × length ×
/// name).
///
/// The costs were set by hand, on the five constructed tracks of the development corpus and on 25 arrangements of the
/// demo generator; nothing was fitted by machine. They are in nats, roughly.
struct SectionSearch {
  /// In order, without gaps, over all bars.
  private(set) var runs: [(kind: SectionKind, bars: Range<Int>)] = []

  private let table: BarTable
  private let sums: RunSums

  /// Longer runs than this are not tried.
  private static let longest = 96
  private static let never = -1e9
  /// Far above what the sums over a long track's bars are off by.
  private static let rounding = 1e-3

  /// The likeliest first: once good ways are known, few others are looked at.
  private static let lengths =
    [8, 4].flatMap { Array(stride(from: $0, through: longest, by: 8)) }
    + (2...longest).filter { $0 % 4 != 0 }

  private static let prices = (0...longest).map(price)

  /// What a run of so many bars comes to at most, of each kind.
  private static let bounds = (0...longest).map { length in
    byKind(others: -.infinity) { bestFit(of: length, to: $0) - price(bars: length) }
  }

  /// What follows what, by the kind that follows.
  private static let changes = SectionKind.allCases.map { kind in
    byKind(others: never) { change(from: $0, to: kind) }
  }

  /// A number for each kind, by its raw value; the last two lanes are not used.
  private typealias ByKind = SIMD8<Double>

  private static let kinds = SectionKind.allCases.count

  private static func byKind(others: Double, _ value: (SectionKind) -> Double) -> ByKind {
    SectionKind.allCases.reduce(into: ByKind(repeating: others)) { $0[$1.rawValue] = value($1) }
  }

  /// Where the last run of the best path to a bar starts, and the kind of the run before it; −1: there is none.
  private struct Origin {
    var start: Int32 = 0
    var from: Int32 = -1
  }

  init(_ table: BarTable) {
    self.table = table
    sums = RunSums(table)
    let count = table.count
    // One for each bar: the best path to it whose last run is of each kind; what a run of each kind that starts here
    // gets from all before it.
    var scores = [ByKind](repeating: ByKind(repeating: Self.never), count: count + 1)
    var origins = [Origin](repeating: Origin(), count: (count + 1) * Self.kinds)
    var entries: [ByKind] = []
    var former: [Int32] = []
    // The same less what the longest run that was looked at from here pays for how its bars differ: a longer one, which
    // holds it, pays no less.
    var tops: [ByKind] = []
    let (lengths, prices, bounds) = (Self.lengths, Self.prices, Self.bounds)
    for end in 2...count {
      enter(end - 2, scores[end - 2], &entries, &former)
      tops.append(entries[end - 2])
      var limits = scores[end]
      // An outro comes last, or not at all.
      if end < count { limits[SectionKind.outro.rawValue] = .infinity }
      for length in lengths where length <= end && length != end - 1 {
        let start = end - length
        // Most runs are not looked at: even if they fitted as well as can be, another path here is better. How much
        // their bars differ, which takes the longest to tell, is asked last.
        let isWorthLooking = tops[start] + bounds[length] .>= limits
        guard any(isWorthLooking) else { continue }
        var spread = RunSums.Spread()
        for kind in SectionKind.allCases where isWorthLooking[kind.rawValue] {
          let (before, limit) = (entries[start][kind.rawValue], limits[kind.rawValue])
          let gain = before + fit(of: start..<end, to: kind) - prices[length]
          guard gain >= limit else { continue }
          let difference = 0.2 * sums.difference(start..<end, of: kind, &spread)
          tops[start][kind.rawValue] = before - difference + Self.rounding
          let score = gain - difference
          // Of equals, the longest.
          let path = end * Self.kinds + kind.rawValue
          guard score > limit || score == limit && start < origins[path].start else { continue }
          limits[kind.rawValue] = score
          scores[end][kind.rawValue] = score
          origins[path] = Origin(start: Int32(start), from: former[start * Self.kinds + kind.rawValue])
        }
      }
    }
    trace(scores, origins)
  }

  /// Appends what runs of each kind that start at `bar` get from all before them. - Parameter scores: of the ways to
  /// `bar`, by the kind of their last run.
  private func enter(_ bar: Int, _ scores: ByKind, _ entries: inout [ByKind], _ former: inout [Int32]) {
    let rise = bar > 0 ? step(into: bar) : 0
    var gains = ByKind(repeating: Self.never)
    for kind in SectionKind.allCases {
      var (best, from) = (bar > 0 ? Self.never : Self.opening(kind), Int32(-1))
      if bar > 0 {
        let candidates = scores + Self.changes[kind.rawValue]
        for previous in 0..<Self.kinds where candidates[previous] > best {
          (best, from) = (candidates[previous], Int32(previous))
        }
        if kind == .drop { best += 0.12 * min(14, max(-10, rise)) }
        if kind == .breakdown { best -= 0.12 * min(10, max(-14, rise)) }
        // An intro comes first, or not at all.
        if kind == .intro { best = -.infinity }
      }
      gains[kind.rawValue] = best
      former.append(from)
    }
    entries.append(gains)
  }

  private mutating func trace(_ scores: [ByKind], _ origins: [Origin]) {
    let last = (0..<Self.kinds).map { scores[table.count][$0] + Self.closing($0) }
    var kind = last.indices.max { last[$0] < last[$1] } ?? 0
    var end = table.count
    while end > 0, kind >= 0 {
      let origin = origins[end * Self.kinds + kind]
      runs.append((SectionKind(rawValue: kind) ?? .verse, Int(origin.start)..<end))
      end = Int(origin.start)
      kind = Int(origin.from)
    }
    runs.reverse()
  }

  /// By how many decibels the low end and the whole rise where a run starts: two bars against two.
  private func step(into bar: Int) -> Double {
    let (before, after) = (max(0, bar - 2)..<bar, bar..<min(table.count, bar + 2))
    return RunSums.mean(table.low, after) - RunSums.mean(table.low, before) + RunSums.mean(table.loudness, after)
      - RunSums.mean(table.loudness, before)
  }

  /// How well a run sounds like its name, if its bars did not differ. Full parts are even (or pay for it, as the caller
  /// counts); the others may grow or thin out steadily. Before the first and after the last full part there is no low
  /// end, or no notes; a breakdown has notes and no low end; a build grows brighter and loses its low end before it
  /// lands.
  @inline(__always)
  private func fit(of run: Range<Int>, to kind: SectionKind) -> Double {
    let weight = 0.5 * Double(min(run.count, 16))
    switch kind {
    case .drop:
      return weight * (sums.fullness.mean(run) - 0.6) + 0.1 * weight * min(0, sums.loudness.mean(run) + 1)
    case .verse: return weight * (sums.fullness.mean(run) - 0.6) - 0.4
    case .intro, .outro: return 0.7 * weight * (0.5 - sums.fullness.mean(run))
    case .breakdown:
      return weight * (RunSums.likely(-sums.low.mean(run) - 9, over: 2) - 0.5) + 1.6 * weight * noteless(run)
    case .build:
      let last = run.upperBound - max(1, run.count / 4)..<run.upperBound
      return 0.15 * min(10, max(-6, sums.brightening(run))) + 1.6 * weight * noteless(run)
        + 1.5 * (RunSums.likely(-sums.low.mean(last) - 6, over: 2) - 0.5) - 0.1 * Double(max(0, run.count - 16))
    }
  }

  /// 0 where there are notes, −0.6 where surely are none: drums without notes are neither breakdown nor build; a part
  /// that is softer as a whole is no drums without notes.
  private func noteless(_ run: Range<Int>) -> Double {
    let notes = sums.notes.mean(run) - max(-12, min(0, sums.highs.mean(run)))
    return min(0, RunSums.likely(notes + 9, over: 1) - 0.6)
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
