import Glibc

/// Where a master is to go, and how far mastering may go for it.
package struct MasterGoal: Sendable, Hashable {
  /// The kinds of master that there are.
  package enum Preset: String, Sendable, Hashable, CaseIterable {
    /// For services that play everything at −14 LUFS.
    case streaming
    /// As loud as records in stores are: −9 LUFS.
    case loud
    /// For large systems: −8 LUFS, lows in mono.
    case club
    /// As loud, as bright and as wide below as another record.
    case reference
  }

  /// Which kind it is.
  package var preset: Preset
  /// LUFS, of the whole; within 0.2 it is reached.
  package var loudness: Double
  /// dBTP at most.
  package var truePeak: Double
  /// What the limiter stays below that, dB: lossy encoders draw peaks a little higher.
  package var encoderRoom: Double
  /// The tone of another record; nil: the balanced curve, from which bands may be as far as `ToneCurve.room`.
  package var tone: ToneCurve?
  /// Most that a band is raised or lowered, dB.
  package var mostRaised: Double
  /// See `mostRaised`.
  package var mostLowered: Double
  /// Hz below which the side is taken out in any case; nil: only where mono loses too much.
  package var monoBelow: Double?
  /// The least crest, dB, that may be left where mastering takes some away.
  package var leastCrest: Double
  /// How much less steeply strikes may rise than before, dB.
  package var mostSharpnessLost: Double
  /// How much loudness range may be lost, LU.
  package var mostRangeLost: Double
  /// Rounds at most.
  package var rounds = 6

  /// What a preset asks for. - Parameter reference: for `.reference`, what another record measures; its loudness and
  /// tone are the goal, its true peak is not.
  package init(_ preset: Preset, reference: MasterAnalysis? = nil) {
    self.preset = preset
    (mostRaised, mostLowered) = (2, 4)
    (truePeak, encoderRoom) = (-1, 0.4)
    (mostSharpnessLost, mostRangeLost) = (5, 4)
    switch preset {
    case .streaming: (loudness, encoderRoom, leastCrest) = (-14, 1, 9)
    case .loud: (loudness, leastCrest) = (-9, 7)
    case .club: (loudness, leastCrest, monoBelow) = (-8, 6.5, 110)
    case .reference:
      loudness = reference?.loudness.integrated ?? -14
      tone = reference?.tone?.curve
      leastCrest = 6
      (mostRaised, mostLowered) = (8, 10)
    }
  }
}
