import Music

/// What a DJ can steer a list by.
package enum SteerSlider: String, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  /// How hard it drives.
  case energy
  /// How fast it is.
  case tempo
  /// How much of its power lies below 250 Hz.
  case bass
  /// How many chords and keys it goes through: notes spread over many pitch classes, sections in other keys, no key
  /// that all agrees with.
  case harmony
  /// How many attacks there are.
  case density
  /// How much of it is sung.
  case vocals
  /// Semitones and tritones that sound together, energy that climbs, a minor key.
  case tension

  /// The measured figures that make it, each by what it counts; each is first ranked among the library's.
  package var figures: [(figure: SoundFigure, weight: Double)] {
    switch self {
    case .energy: [(.drive, 1)]
    case .tempo: [(.tempo, 1)]
    case .bass: [(.lowEnd, 1)]
    case .harmony: [(.keySpread, 1), (.keyChanges, 1), (.keyConfidence, -1)]
    case .density: [(.onsetDensity, 1)]
    case .vocals: [(.vocals, 1)]
    case .tension: [(.dissonance, 1), (.rise, 1), (.minor, 1)]
    }
  }

  /// Its place in `allCases`.
  var place: Int {
    switch self {
    case .energy: 0
    case .tempo: 1
    case .bass: 2
    case .harmony: 3
    case .density: 4
    case .vocals: 5
    case .tension: 6
    }
  }
}

/// Seven sliders, −1…+1 each; at 0 a list is as without them.
package struct Steering: BitwiseCopyable, Sendable, Hashable {
  private var values = SIMD8<Double>.zero

  /// All at 0.
  package init() {}

  /// Set beyond an end it stays there; what is no number is 0.
  package subscript(slider: SteerSlider) -> Double {
    get { values[slider.place] }
    set { values[slider.place] = newValue.isFinite ? max(-1, min(1, newValue)) : 0 }
  }

  /// All are at 0.
  package var isNeutral: Bool { values == .zero }

  /// How far the slider stands that is moved most, 0…1.
  package var amount: Double { max(values.max(), -values.min()) }

  /// "bass +0.5, tension −0.25": those that are not at 0; nil where all are.
  package var words: String? {
    let moved = SteerSlider.allCases.filter { self[$0] != 0 }
    return moved.isEmpty ? nil : moved.map { "\($0.rawValue) \(Self.number(self[$0]))" }.joined(separator: ", ")
  }

  /// "+0.5", "−0.25", "0".
  package static func number(_ value: Double) -> String {
    let hundredths = Int((abs(value) * 100).rounded())
    if hundredths == 0 { return "0" }
    let tail =
      hundredths % 10 == 0 ? "\(hundredths % 100 / 10)" : "\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    return "\(value < 0 ? "−" : "+")\(hundredths / 100)" + (hundredths % 100 == 0 ? "" : ".\(tail)")
  }
}
