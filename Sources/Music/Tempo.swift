/// Beats a minute.
package struct BPM: BitwiseCopyable, Sendable, Hashable, Comparable, Codable {
  /// Beats a minute.
  package var value: Double
  /// - Parameter value: beats a minute.
  package init(_ value: Double) { self.value = value }
  package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  /// The tempo of a track that is played at a ratio of its speed.
  package static func * (bpm: Self, ratio: TempoRatio) -> Self { Self(bpm.value * ratio.value) }
  /// From one beat to the next.
  package var beatLength: Seconds { Seconds(60 / value) }

  /// This tempo times 2ⁿ, n in −2…2, whichever lies nearest to `other`: half and double time are the same groove.
  package func folded(near other: BPM) -> BPM {
    guard value > 0, other.value > 0 else { return self }
    var best = self
    for factor in [0.25, 0.5, 2.0, 4.0] {
      let candidate = BPM(value * factor)
      if ratioDistance(candidate, other) < ratioDistance(best, other) { best = candidate }
    }
    return best
  }
}

private func ratioDistance(_ a: BPM, _ b: BPM) -> Double {
  a.value > b.value ? a.value / b.value : b.value / a.value
}

/// How fast a track is played against its own tempo: 1 is as recorded, 1.02 is two percent faster.
package struct TempoRatio: BitwiseCopyable, Sendable, Hashable, Comparable, Codable {
  /// 1 is the track's own speed.
  package var value: Double
  /// - Parameter value: 1 is the track's own speed.
  @_noLocks @inlinable package init(_ value: Double) { self.value = value }
  /// - Parameter percent: 0 is the track's own speed, as on a tempo fader.
  package init(percent: Double) { value = 1 + percent / 100 }
  /// +2 is two percent faster.
  package var percent: Double { (value - 1) * 100 }
  package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  /// The track's own tempo.
  package static let asRecorded = TempoRatio(1)
}

/// A distance in beats.
package struct Beats: BitwiseCopyable, Sendable, Hashable, Comparable, Codable {
  /// A number of beats, in parts of one.
  package var value: Double
  /// - Parameter value: beats.
  @_noLocks @inlinable package init(_ value: Double) { self.value = value }
  @inlinable package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  /// Both distances together.
  @inlinable package static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
  /// One distance less the other.
  @inlinable package static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
  /// So many times the distance.
  @inlinable package static func * (a: Self, k: Double) -> Self { Self(a.value * k) }
}

/// A point on a track's grid: beat 0 is the grid's first beat; fractions lie between beats.
package struct BeatPosition: BitwiseCopyable, Sendable, Hashable, Comparable, Codable {
  /// Beats from the grid's beat 0.
  package var value: Double
  /// - Parameter value: beats from the grid's beat 0.
  @_noLocks @inlinable package init(_ value: Double) { self.value = value }
  @inlinable package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  /// The position so many beats later.
  @inlinable package static func + (a: Self, d: Beats) -> Self { Self(a.value + d.value) }
  /// The position so many beats earlier.
  @inlinable package static func - (a: Self, d: Beats) -> Self { Self(a.value - d.value) }
  /// The distance from `b` to `a`.
  @inlinable package static func - (a: Self, b: Self) -> Beats { Beats(a.value - b.value) }
}
