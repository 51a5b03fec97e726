import Exchange
import Music

/// Checks where a program counts from against Segue's own beats: grids of enough tracks show it to a millisecond.
struct OffsetCheck {
  /// A track with two grids.
  struct Case {
    var origin: SoundOrigin
    /// As the other program has it.
    var foreign: BeatGrid
    /// As Segue heard it.
    var own: BeatGrid
    var seconds: Double
  }

  /// What is taken from the times of one kind of file, and why.
  struct Choice: Sendable, Hashable {
    var kind: SoundOrigin.Kind
    /// The difference that the beats show, seconds; nil where too few tracks say it.
    var measured: Double?
    /// Tracks that say it.
    var count: Int
    /// Which of the likely offsets it is, from 0; nil: as the table has it.
    var place: Int?
    /// None of the likely ones is near.
    var isDoubtful: Bool
  }

  /// So few say nothing.
  static let fewest = 20
  private static let (mostDifference, nearest) = (0.080, 0.004)

  /// What to take from times, by kind of file.
  static func choices(_ cases: [Case], of program: ForeignFormat) -> [Choice] {
    Dictionary(grouping: cases) { $0.origin.kind }.map { kind, cases in
      let differences = cases.compactMap { difference($0) }.sorted()
      guard differences.count >= fewest else {
        return Choice(kind: kind, measured: nil, count: differences.count, place: nil, isDoubtful: false)
      }
      let middle = differences[differences.count / 2]
      // The likely offsets of one kind differ by the rate alone: any file has the ones to choose from.
      let likely = cases[0].origin.likelyOffsets
      let place = likely.indices.min { abs(likely[$0] - middle) < abs(likely[$1] - middle) } ?? 0
      return Choice(
        kind: kind, measured: middle, count: differences.count, place: place,
        isDoubtful: abs(likely[place] - middle) > nearest)
    }.sorted { $0.kind.rawValue < $1.kind.rawValue }
  }

  /// How much later the other program's beats are than Segue's, seconds: the median over the track.
  private static func difference(_ item: Case) -> Double? {
    let end = min(item.seconds, 3600)
    guard end > 20 else { return nil }
    let differences = stride(from: 10.0, to: end - 5, by: (end - 15) / 16).map { second -> Double in
      let beat = item.foreign.time(of: BeatPosition(Double(item.foreign.nearestBeat(to: TrackTime(second)))))
      let own = item.own.time(of: BeatPosition(Double(item.own.nearestBeat(to: beat))))
      return (beat - own).value
    }.sorted()
    let middle = differences[differences.count / 2]
    return abs(middle) < mostDifference ? middle : nil
  }
}
