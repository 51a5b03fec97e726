import Music

/// Which bars start a phrase, and how long phrases are.
struct Phrases {
  /// The beat of the grid that starts one.
  let start: Int
  /// 8, 16 or 32.
  let bars: Int

  /// What changes at each bar, four bars against four, squared; nil at the ends, where there are not as many.
  private let evidence: [Double?]

  /// A phrase of eight bars starts where most changes. It is one of sixteen, or of thirty-two, only if every second
  /// start has next to nothing: no more than the middle of a phrase.
  ///
  /// Nil for fewer than three phrases: nothing is pooled then.
  init?(_ table: BarTable, beatsPerBar: Int) {
    guard table.count >= 24 else { return nil }
    let evidence = Self.changes(table)
    self.evidence = evidence

    var length = 8
    var phase = (0..<8).max { Self.mean(evidence, $0, 8) < Self.mean(evidence, $1, 8) } ?? 0
    while length < 32, table.count >= 4 * 2 * length {
      let halves = [phase, phase + length].sorted {
        Self.mean(evidence, $0, 2 * length) > Self.mean(evidence, $1, 2 * length)
      }
      let (strong, weak) = (Self.mean(evidence, halves[0], 2 * length), Self.mean(evidence, halves[1], 2 * length))
      let middle = Self.mean(evidence, (phase + length / 2) % length, length)
      guard weak < 0.15 * strong, weak <= middle else { break }
      phase = halves[0]
      length *= 2
    }
    bars = length
    start = table.firstBeat + phase * beatsPerBar
  }

  private static func changes(_ table: BarTable) -> [Double?] {
    let radius = 4
    return (0..<table.count).map { bar in
      guard bar >= radius, bar + radius <= table.count else { return nil }
      return table.vectors[bar].indices.reduce(0.0) { sum, dimension in
        let after = (bar..<(bar + radius)).reduce(0.0) { $0 + table.vectors[$1][dimension] }
        let before = ((bar - radius)..<bar).reduce(0.0) { $0 + table.vectors[$1][dimension] }
        return sum + (after - before) * (after - before) / Double(radius * radius)
      }
    }
  }

  private static func mean(_ values: [Double?], _ phase: Int, _ period: Int) -> Double {
    let places = stride(from: phase, to: values.count, by: period)
    let found = places.compactMap { values[$0] }
    return found.isEmpty ? 0 : found.reduce(0, +) / Double(found.count)
  }
}
