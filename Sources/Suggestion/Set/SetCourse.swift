import Music

/// How the energy of a set goes: what a track at some point of it should have.
package struct SetCourse: Sendable, Hashable {
  /// The shape of it.
  package enum Shape: String, BitwiseCopyable, Sendable, Hashable, CaseIterable {
    /// Up to the peak, and no further.
    case build
    /// As it is.
    case hold
    /// Down to rest.
    case release
    /// Up to the peak at two thirds, and down again.
    case arc
  }

  /// The shape of it.
  package var shape: Shape
  /// How long it takes; behind it its last energy is held.
  package var length: Seconds
  /// The energy that it begins with, 1…10.
  package var start: Double

  /// The energies of a full floor and of a room that goes home, 1…10.
  static let (peak, rest) = (9.0, 3.0)
  /// Where an arc has its peak, as a share of its length.
  static let arcPeak = 2.0 / 3

  /// - Parameter start: the energy of what plays first, 1…10.
  package init(_ shape: Shape, length: Seconds, start: Double) {
    self.shape = shape
    self.length = length
    self.start = max(1, min(10, start))
  }

  /// The energy that is wanted, 1…10. - Parameter time: since the course began.
  package func energy(at time: Seconds) -> Double {
    let share = length.value > 0 ? max(0, min(1, time.value / length.value)) : 1
    return switch shape {
    case .hold: start
    case .build: start + (max(Self.peak, start) - start) * share
    case .release: start + (min(Self.rest, start) - start) * share
    case .arc where share < Self.arcPeak: start + (max(Self.peak, start) - start) * share / Self.arcPeak
    case .arc:
      max(Self.peak, start)
        + (min(Self.rest, start) - max(Self.peak, start)) * (share - Self.arcPeak) / (1 - Self.arcPeak)
    }
  }
}
