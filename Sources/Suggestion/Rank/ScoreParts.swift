/// What a suggestion is weighed by.
package enum ScorePart: String, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  /// How the keys relate, after any shift; less where the tunings lie apart.
  case key
  /// How far the next track's tempo must be changed.
  case tempo
  /// The step in energy where they meet.
  case energy
  /// Voices over voices in the blend.
  case voices
  /// What kind of blend their forms allow, and whether a part begins where it ends.
  case structure
  /// Both carry as much bass.
  case lowEnd = "low_end"
  /// Both are as bright, and balanced alike.
  case timbre
  /// Both are mastered as loud.
  case loudness
  /// Both are of one kind by their tags.
  case genre
  /// Not the same artist again, not what was played this week.
  case history
  /// How sure the blend is to sound as planned.
  case confidence
  /// How the track is liked for itself (`Taste`); counts nothing before something was learnt.
  case taste
  /// How far it lies where the sliders lead to; it counts only while one is moved.
  case steer
  /// How much it sounds like the list that the DJ has named; it counts only while there is one.
  case like

  /// Those that the rules weigh: all but `taste`, and what the DJ steers by.
  package static let rules = allCases.filter { $0 != .taste && $0 != .steer && $0 != .like }

  /// Its place in the order of declaration.
  fileprivate var place: Int {
    switch self {
    case .key: 0
    case .tempo: 1
    case .energy: 2
    case .voices: 3
    case .structure: 4
    case .lowEnd: 5
    case .timbre: 6
    case .loudness: 7
    case .genre: 8
    case .history: 9
    case .confidence: 10
    case .taste: 11
    case .steer: 12
    case .like: 13
    }
  }
}

/// A number for each part: 0…1, where 1 is what a DJ would pick first; or what each part counts.
package struct ScoreParts: BitwiseCopyable, Sendable, Hashable {
  private var values = SIMD16<Double>.zero

  /// All 0.
  package init() {}

  /// All the same.
  init(repeating value: Double) { for part in ScorePart.allCases { self[part] = value } }

  /// The number of a part.
  package subscript(part: ScorePart) -> Double {
    get { values[part.place] }
    set { values[part.place] = newValue }
  }

  /// The sum over all parts of what each has times what it counts.
  package func score(_ weights: ScoreParts) -> Double { (values * weights.values).sum() }

  /// What each part counts, so that all together count 1. What is negative or no number counts nothing; where nothing
  /// counts, `otherwise` does.
  func shares(otherwise: ScoreParts) -> ScoreParts {
    var shares = self
    for part in ScorePart.allCases where !(self[part] > 0 && self[part].isFinite) { shares[part] = 0 }
    let sum = shares.values.sum()
    guard sum > 0, sum.isFinite else { return otherwise.shares(otherwise: otherwise) }
    shares.values /= sum
    return shares
  }
}

extension ScorePart {
  /// As it is said on the screen.
  var words: String { self == .lowEnd ? "low end" : rawValue }
}

/// A number with one or two places: "22.8" for a `scale` of 10, "0.95" for 100. What is no number is said as 0.
func decimal(_ value: Double, _ scale: Int) -> String {
  let count = Int((max(-1e6, min(1e6, value.isFinite ? value : 0)) * Double(scale)).rounded())
  let part = abs(count) % scale
  return "\(count < 0 ? "−" : "")\(abs(count) / scale).\(scale == 100 && part < 10 ? "0" : "")\(part)"
}
