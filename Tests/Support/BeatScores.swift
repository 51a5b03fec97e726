import Glibc

/// How well events that were found agree with those that are true, as the field scores beats: one to one, within a
/// tolerance (Davies, Degara and Plumbley, "Evaluation methods for musical audio beat tracking algorithms", 2009;
/// F-measure).
package struct BeatScores: Sendable {
  /// 2·hits ∕ (found + true): 0…1.
  package let f: Double
  /// The median of found − true over the hits, and the median distance from it, in seconds; nil without hits.
  package let offset: Double?
  package let jitter: Double?

  /// - Parameters:
  ///   - found, truth: seconds, rising. Events before the fifth second count on neither side, as usual.
  ///   - tolerance: seconds.
  package init(_ found: [Double], truth: [Double], tolerance: Double = 0.07) {
    let truth = truth.filter { $0 >= 5 }
    let found = found.filter { $0 >= 5 && $0 <= (truth.last ?? 0) + 0.5 }
    // In one dimension, taking each true event's earliest free neighbour matches as many as can be.
    var next = 0
    var distances: [Double] = []
    for time in truth {
      while next < found.count, found[next] < time - tolerance { next += 1 }
      if next < found.count, found[next] <= time + tolerance {
        distances.append(found[next] - time)
        next += 1
      }
    }
    let all = found.count + truth.count
    f = all > 0 ? 2 * Double(distances.count) / Double(all) : 0
    let middle = Self.median(distances)
    offset = middle
    jitter = middle.flatMap { middle in Self.median(distances.map { abs($0 - middle) }) }
  }

  private static func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }
}
