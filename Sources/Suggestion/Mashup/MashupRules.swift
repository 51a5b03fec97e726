import Music

/// What a mashup is weighed by.
package enum MashupPart: String, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  /// How the keys stand after the shift, how the notes agree, and how far the shift is.
  case key
  /// How far one of them is stretched.
  case tempo
  /// Whether the instrumental leaves room for the voice, band by band.
  case room
  /// How much of the planned bars is sung.
  case voice
  /// Whether the voice is cut into where it begins and ends.
  case words
  /// Both are as driving there.
  case energy
  /// Verse over verse, hook over drop.
  case structure
  /// Phrase on phrase, and as long.
  case phrases
  /// What a splitter left of the other voice in the instrumental.
  case leftover
  /// How sure grids and keys are.
  case confidence

  /// Its place in the order of declaration.
  fileprivate var place: Int {
    switch self {
    case .key: 0
    case .tempo: 1
    case .room: 2
    case .voice: 3
    case .words: 4
    case .energy: 5
    case .structure: 6
    case .phrases: 7
    case .leftover: 8
    case .confidence: 9
    }
  }
}

/// A number for each part: 0…1, where 1 is what a DJ would pick first; or what each part counts.
package struct MashupParts: BitwiseCopyable, Sendable, Hashable, Codable {
  private var values = SIMD16<Double>.zero

  /// All 0.
  package init() {}

  /// The number of a part.
  package subscript(part: MashupPart) -> Double {
    get { values[part.place] }
    set { values[part.place] = newValue }
  }

  /// The sum over all parts of what each has times what it counts.
  package func score(_ weights: MashupParts) -> Double { (values * weights.values).sum() }
}

/// What mashups are planned and ranked by.
package struct MashupRules: Sendable, Hashable, Codable {
  /// What each part counts; only how they stand to each other matters.
  private var weights = MashupRules.usualWeights
  /// Bars that are planned, where both tracks hold them.
  package var bars = 16
  /// A key is shifted by so many semitones at most, 0…6.
  package var keyShift = 3
  /// Beyond this stretch it takes work, percent.
  package var tempoLimit = 10.0
  /// Beyond this one it is not done at all.
  package var mostStretch = 25.0
  /// Where the voice stands over the instrumental, LU: −1…3.
  package var balance = 1.0
  /// For so many of the best by tempo and key mashups are planned.
  package static let plannedCount = 64

  /// The defaults.
  package init() {}

  /// What a part counts.
  package subscript(weight part: MashupPart) -> Double {
    get { weights[part] }
    set { weights[part] = newValue }
  }

  /// What each part counts, so that all together count 1. What is negative or no number counts nothing; where nothing
  /// counts, the usual weights do.
  package var shares: MashupParts {
    func shares(of weights: MashupParts) -> MashupParts? {
      let counted = MashupPart.allCases.map { weights[$0] > 0 && weights[$0].isFinite ? weights[$0] : 0 }
      let sum = counted.reduce(0, +)
      guard sum > 0, sum.isFinite else { return nil }
      var shares = MashupParts()
      for (part, weight) in zip(MashupPart.allCases, counted) { shares[part] = weight / sum }
      return shares
    }
    return shares(of: weights) ?? shares(of: Self.usualWeights) ?? MashupParts()
  }

  /// A voice in the wrong key, or one that nobody can make out, is heard at once.
  private static let usualWeights: MashupParts = {
    var weights = MashupParts()
    weights[.key] = 0.21
    weights[.tempo] = 0.15
    weights[.room] = 0.2
    weights[.voice] = 0.08
    weights[.words] = 0.08
    weights[.energy] = 0.07
    weights[.structure] = 0.07
    weights[.phrases] = 0.08
    weights[.leftover] = 0.04
    weights[.confidence] = 0.02
    return weights
  }()
}
