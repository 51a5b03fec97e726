import Music

/// What suggestions are ranked by; a blend's own rules (`BlendRules`) say how far a tempo and a key are changed.
package struct SuggestRules: Sendable, Hashable {
  /// What each part counts; only how they stand to each other matters.
  package var weights = SuggestRules.usualWeights
  /// What a key is worth that relates so to the one that is heard, 0…1.
  private var keys = Dictionary(
    uniqueKeysWithValues: CamelotRelation.allCases.map { ($0, SuggestRules.usualWorth(of: $0)) })
  /// What the worth of a key is multiplied by that fits only after a shift of one semitone.
  package var shiftByOne = 0.75
  /// The same of two.
  package var shiftByTwo = 0.6
  /// What half or double time multiplies the worth of a tempo by.
  package var otherTime = 0.85
  /// The step in energy that is wanted: 1 builds a set up, 0 holds it, −1 lets it rest; points of energy.
  package var energyStep = 0.5
  /// What is left of a track's history where it is by the artist that plays.
  package var sameArtist = 0.3
  /// The same by an artist that played in the last hours.
  package var recentArtist = 0.5
  /// What was played in so many hours is not listed, unless nothing else is there; 0: it is listed.
  package var againHours = 12.0
  /// What was learnt of the DJ; nil: the rules alone count.
  package var taste: Taste?

  /// What the sliders count when one stands at its end, beside the other parts as they are usually.
  package var steerWeight = 1.5

  /// The defaults.
  package init() {}

  /// What a part counts.
  package subscript(weight part: ScorePart) -> Double {
    get { weights[part] }
    set { weights[part] = newValue }
  }

  /// What a relation of keys is worth.
  package subscript(relation: CamelotRelation) -> Double {
    get { keys[relation] ?? 0 }
    set { keys[relation] = newValue }
  }

  /// Same key is safest; an hour up lifts a room, an hour down rests it, the relative key changes the mood.
  private static func usualWorth(of relation: CamelotRelation) -> Double {
    switch relation {
    case .same: 1
    case .up: 0.95
    case .down: 0.9
    case .relative: 0.85
    case .diagonal: 0.55
    case .upTwo: 0.5
    case .upSeven: 0.45
    case .unknown: 0.4
    case .unrelated: 0
    }
  }

  /// Key and tempo are what everybody hears at once.
  private static var usualWeights: ScoreParts {
    var weights = ScoreParts()
    weights[.key] = 0.24
    weights[.tempo] = 0.2
    weights[.energy] = 0.12
    weights[.voices] = 0.1
    weights[.structure] = 0.08
    weights[.lowEnd] = 0.02
    weights[.timbre] = 0.03
    weights[.loudness] = 0.03
    weights[.genre] = 0.04
    weights[.history] = 0.08
    weights[.confidence] = 0.06
    return weights
  }

  /// What each part counts by the rules alone, adding up to 1.
  package var ruleShares: ScoreParts {
    var weights = weights
    for part in [ScorePart.taste, .steer, .like] { weights[part] = 0 }
    return weights.shares(otherwise: Self.usualWeights)
  }

  /// The same with what was learnt, and with what the DJ steers by (`SoundTable.steered`).
  func shares(_ scoring: Taste.Scoring?) -> ScoreParts {
    var shares = scoring?.shares ?? ruleShares
    guard weights[.steer] > 0 || weights[.like] > 0 else { return shares }
    (shares[.steer], shares[.like]) = (weights[.steer], weights[.like])
    return shares.shares(otherwise: shares)
  }

  /// The taste, where it has learnt something.
  var scoring: Taste.Scoring? {
    taste.flatMap { $0.isRules ? nil : Taste.Scoring($0, rules: ruleShares) }
  }

  /// For how many of the best a blend is planned.
  package static let plannedCount = 64
}
