import Music

/// What a taste does to the score of a track, in words and numbers.
package struct TasteSaying: Sendable, Hashable {
  /// The score by the rules alone, 0…1.
  package var byRules: Double
  /// "dark, sparse": what of the track is liked, most first; empty where nothing stands out.
  package var liked: [String]
  /// "bright": what is not.
  package var disliked: [String]
  private var score: Double

  /// Traits of less logit are not spoken of.
  private static let least = 0.25

  init(of look: TasteLook, score: Double, _ taste: Taste, _ rules: SuggestRules) {
    byRules = look.parts.score(rules.ruleShares)
    self.score = score
    let worths = Self.worths(look.traits, taste).sorted { abs($0.worth) > abs($1.worth) }
    liked = worths.filter { $0.worth >= Self.least }.prefix(3).map(\.words)
    disliked = worths.filter { $0.worth <= -Self.least }.prefix(3).map(\.words)
  }

  /// "you like dark, sparse": for the list of reasons.
  var reason: String? {
    if !liked.isEmpty { return "you like \(liked.joined(separator: ", "))" }
    return disliked.isEmpty ? nil : "not your taste: \(disliked.joined(separator: ", "))"
  }

  /// What it adds, for the arithmetic.
  var lines: [String] {
    ["by the rules alone \(decimal(100 * byRules, 10)), with your taste \(decimal(100 * score, 10))"]
      + (liked.isEmpty ? [] : ["liked: \(liked.joined(separator: ", "))"])
      + (disliked.isEmpty ? [] : ["not liked: \(disliked.joined(separator: ", "))"])
  }

  /// What each trait of a track adds, in logits, and how the track is called for it.
  private static func worths(_ traits: TrackTraits, _ taste: Taste) -> [(words: String, worth: Double)] {
    func worth(_ trait: TrackTrait) -> Double { taste.strength(of: trait) * traits[trait] }
    let bpm = Int((120 + 12 * traits[.tempo]).rounded())
    let energy = Int((5.5 + 2.5 * traits[.energy]).rounded())
    let joined = [
      ("\(bpm) BPM", worth(.tempo) + worth(.tempoOff)), ("energy \(energy)", worth(.energy) + worth(.energyOff)),
    ]
    return joined
      + [TrackTrait.brightness, .bass, .density, .voices, .minor].map { trait in
        (traits[trait] >= 0 ? trait.words.more : trait.words.less, worth(trait))
      }
  }
}

extension TrackTrait {
  /// What a track is called that has much or little of it.
  var words: (more: String, less: String) {
    switch self {
    case .tempo: ("fast", "slow")
    case .tempoOff: ("any tempo", "a medium tempo")
    case .energy: ("high energy", "low energy")
    case .energyOff: ("any energy", "a medium energy")
    case .brightness: ("bright", "dark")
    case .bass: ("bassy", "light in the bass")
    case .density: ("dense", "sparse")
    case .voices: ("sung", "instrumental")
    case .minor: ("minor", "major")
    }
  }
}

extension Taste {
  /// All of it in words, a line each: what is liked, then what counts more or less than by the rules.
  package func words(rules: SuggestRules = SuggestRules()) -> [String] {
    if isRules { return ["nothing is learnt yet: the rules alone count"] }
    let before = rules.ruleShares
    let after = Scoring(self, rules: before).shares
    // Against each other: how much is left to the traits is said below.
    let rest = max(1e-9, 1 - after[.taste])
    func change(_ part: ScorePart) -> Double { abs(after[part] / rest - before[part]) }
    let changed = ScorePart.rules.filter { change($0) >= 0.02 }.sorted { change($0) > change($1) }
    let counts = changed.map { part in
      let (now, then) = (percent(after[part] / rest), percent(before[part]))
      return "\(part.words) counts \(after[part] / rest > before[part] ? "more" : "less"): \(now), by the rules \(then)"
    }
    let traits = likes.map { "likes \($0)" }
    let lines = traits + counts
    return ["learnt from \(choices == 1 ? "1 choice" : "\(choices) choices")"]
      + (lines.isEmpty ? ["much as the rules have it"] : lines)
      + (traits.isEmpty ? [] : ["what tracks are like counts \(percent(after[.taste])) of the score"])
  }

  /// "dark", "sparse", "about 124 BPM": what is liked, most first.
  package var likes: [String] {
    var found: [(words: String, strength: Double)] = []
    for (linear, off, name) in [(TrackTrait.tempo, TrackTrait.tempoOff, tempo), (.energy, .energyOff, energy)] {
      let (slope, bend) = (strength(of: linear), strength(of: off))
      let peak = bend < 0 ? -0.75 * slope / bend : .infinity
      if bend < -0.1, abs(peak) < 2.5 {
        found.append(("about \(name(peak))", -bend + abs(slope)))
      } else if abs(slope) >= 0.15 {
        found.append((slope > 0 ? linear.words.more : linear.words.less, abs(slope)))
      }
    }
    for trait in [TrackTrait.brightness, .bass, .density, .voices, .minor] where abs(strength(of: trait)) >= 0.15 {
      found.append((strength(of: trait) > 0 ? trait.words.more : trait.words.less, abs(strength(of: trait))))
    }
    return found.sorted { $0.strength > $1.strength }.map(\.words)
  }

  private func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
  private func tempo(_ place: Double) -> String { "\(Int((120 + 12 * place).rounded())) BPM" }
  private func energy(_ place: Double) -> String { "energy \(Int((5.5 + 2.5 * place).rounded()))" }
}
