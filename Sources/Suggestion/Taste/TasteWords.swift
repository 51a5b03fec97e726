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
    ["rules alone \(decimal(100 * byRules, 10)), with taste \(decimal(100 * score, 10))"]
      + (liked.isEmpty ? [] : ["liked: \(liked.joined(separator: ", "))"])
      + (disliked.isEmpty ? [] : ["not liked: \(disliked.joined(separator: ", "))"])
  }

  /// What each trait of a track adds, in logits, and how the track is called for it.
  private static func worths(_ traits: TrackTraits, _ taste: Taste) -> [(words: String, worth: Double)] {
    func worth(_ trait: TrackTrait) -> Double { taste.strength(of: trait) * traits[trait] }
    func joined(_ linear: TrackTrait, _ off: TrackTrait, _ words: (Double) -> String) -> (String, Double) {
      let place = traits[linear]
      // At its bounds a trait says no more than that.
      let name = abs(place) < 2.5 ? words(place) : place > 0 ? linear.words.more : linear.words.less
      return (name, worth(linear) + worth(off))
    }
    let joined = [
      joined(.tempo, .tempoOff, TrackTrait.tempo(at:)), joined(.energy, .energyOff, TrackTrait.energy(at:)),
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

  static func tempo(at place: Double) -> String { "\(Int((120 + 12 * place).rounded())) BPM" }
  static func energy(at place: Double) -> String { "energy \(Int((5.5 + 2.5 * place).rounded()))" }
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
    let joined = [
      (TrackTrait.tempo, TrackTrait.tempoOff, TrackTrait.tempo(at:)),
      (TrackTrait.energy, TrackTrait.energyOff, TrackTrait.energy(at:)),
    ]
    for (linear, off, name) in joined {
      let (slope, bend) = (strength(of: linear), strength(of: off))
      let peak = bend < 0 ? -0.75 * slope / bend : .infinity
      if bend < 0, isSure(of: off), abs(peak) < 2.4 {
        found.append(("about \(name(peak))", -bend + abs(slope)))
      } else if isSure(of: linear) {
        found.append((slope > 0 ? linear.words.more : linear.words.less, abs(slope)))
      }
    }
    for trait in [TrackTrait.brightness, .bass, .density, .voices, .minor] where isSure(of: trait) {
      found.append((strength(of: trait) > 0 ? trait.words.more : trait.words.less, abs(strength(of: trait))))
    }
    return found.sorted { $0.strength > $1.strength }.map(\.words)
  }

  /// Whether it is worth a word: strong enough, and not by chance.
  private func isSure(of trait: TrackTrait) -> Bool {
    let place = ScorePart.rules.count + trait.place
    let deviation = max(0, spread[place * Self.count + place]).squareRoot()
    return abs(mean[place]) >= max(0.15, 0.8 * deviation)
  }

  private func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
}
