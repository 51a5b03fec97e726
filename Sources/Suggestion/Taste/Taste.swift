import Glibc
import Music

/// A track beside others, as a taste looks at it: how well it fits after what plays, and what it is like.
package struct TasteLook: BitwiseCopyable, Sendable, Hashable {
  /// 0…1 each; all the same where nothing is known of what plays.
  package var parts: ScoreParts
  /// What the track is like.
  package var traits: TrackTraits
  /// A track with its parts and traits.
  package init(_ parts: ScoreParts, _ traits: TrackTraits) { (self.parts, self.traits) = (parts, traits) }
  /// A track by itself: only its traits can be liked.
  package init(_ traits: TrackTraits) { self.init(ScoreParts(repeating: 0.5), traits) }
}

/// A DJ's choice: one track over others.
package struct TasteChoice: Sendable, Hashable {
  /// The track that it is about.
  package var track: TasteLook
  /// What was listed beside it; none: it is held against what most tracks are like.
  package var others: [TasteLook]
  /// It was chosen; else the others were, over it.
  package var isLiked: Bool
  /// How much it says: 1 for an answer, less for what may have had other reasons.
  package var strength: Double
  /// A choice of one track over others, or of the others over it.
  package init(_ track: TasteLook, over others: [TasteLook], isLiked: Bool = true, strength: Double = 1) {
    (self.track, self.others, self.isLiked, self.strength) = (track, others, isLiked, strength)
  }
}

/// What a DJ likes, learnt from choices: how much more or less each part of the score counts than by the rules, and
/// what tracks are liked for themselves.
///
/// A model of paired comparison (Bradley and Terry 1952) with a logistic likelihood: of two tracks the one is chosen
/// with a probability that rises with the difference of their worths. A Gaussian is kept over all strengths; each
/// comparison moves its mean and narrows it (one Newton step, as in D. MacKay's approximation of 1992). Its prior lies
/// at the rules, and before each choice it relaxes a little towards it: the older a choice, the less it says, so that a
/// DJ who changes their mind is followed.
package struct Taste: Sendable, Hashable {
  /// How many strengths there are: parts of the score, then traits.
  static let count = ScorePart.rules.count + TrackTrait.allCases.count
  /// How sure a choice is that the rules would make: a tenth of a score is worth so much of a logit times ten.
  static let sharpness = 14.0
  /// What is remembered of the past at each choice.
  static let memory = 0.985
  /// Standard deviations of the prior: what a part counts, and how a trait is liked.
  static let (partDeviation, traitDeviation) = (0.14, 0.5)
  /// No part counts so much more than by the rules; no trait is liked more.
  static let (mostPart, mostTrait) = (0.6, 2.0)

  /// Choices that it was learnt from.
  package internal(set) var choices = 0
  /// Strengths: what is added to what parts count, then how traits are liked. All 0: the rules.
  var mean = [Double](repeating: 0, count: Taste.count)
  /// How sure they are: the covariance, row by row.
  var spread = Taste.prior

  /// The rules, and nothing else.
  package init() {}

  private static var prior: [Double] {
    var spread = [Double](repeating: 0, count: count * count)
    for index in 0..<count { spread[index * count + index] = variance(index) }
    return spread
  }

  static func variance(_ index: Int) -> Double {
    let deviation = index < ScorePart.rules.count ? partDeviation : traitDeviation
    return deviation * deviation
  }

  /// Nothing was learnt: the score is that of the rules.
  package var isRules: Bool { choices == 0 }

  // MARK: Learning

  /// Learns from a choice. - Parameter rules: what parts count by the rules.
  package mutating func learn(_ choice: TasteChoice, rules: SuggestRules = SuggestRules()) {
    guard choice.strength > 0, choice.strength.isFinite else { return }
    choices += 1
    relax()
    let shares = rules.ruleShares
    let others = choice.others.isEmpty ? [TasteLook(choice.track.parts, TrackTraits())] : choice.others
    // The comparisons of one choice share the chosen track: together they say less than so many choices.
    let weight = min(choice.strength, 4) / Double(others.count).squareRoot()
    for other in others {
      let (winner, loser) = choice.isLiked ? (choice.track, other) : (other, choice.track)
      compare(winner, loser, weight: weight, shares)
    }
    for index in mean.indices { mean[index] = bounded(mean[index], index) }
  }

  private mutating func relax() {
    let memory = Self.memory
    for index in mean.indices { mean[index] *= memory }
    for index in spread.indices { spread[index] *= memory * memory }
    for index in mean.indices { spread[index * Self.count + index] += (1 - memory * memory) * Self.variance(index) }
  }

  private mutating func compare(_ winner: TasteLook, _ loser: TasteLook, weight: Double, _ shares: ScoreParts) {
    let count = Self.count
    let direction = Self.difference(winner, loser)
    var rules = 0.0
    for (index, part) in ScorePart.rules.enumerated() { rules += shares[part] * direction[index] }
    var push = [Double](repeating: 0, count: count)
    for row in 0..<count {
      for column in 0..<count { push[row] += spread[row * count + column] * direction[column] }
    }
    let (worth, doubt) = (rules + dot(mean, direction), dot(push, direction))
    // How likely the choice was, the doubt about the strengths included (MacKay 1992).
    let likely = 1 / (1 + exp(-worth / (1 + Double.pi * doubt / 8).squareRoot()))
    let curvature = weight * likely * (1 - likely)
    let shrink = curvature / (1 + curvature * doubt)
    let step = weight * (1 - likely) / (1 + curvature * doubt)
    for row in 0..<count {
      mean[row] += step * push[row]
      for column in 0..<count { spread[row * count + column] -= shrink * (push[row] * push[column]) }
    }
  }

  /// What sets two tracks apart, in logits for each strength.
  private static func difference(_ one: TasteLook, _ other: TasteLook) -> [Double] {
    ScorePart.rules.map { sharpness * (one.parts[$0] - other.parts[$0]) }
      + TrackTrait.allCases.map { one.traits[$0] - other.traits[$0] }
  }

  private func bounded(_ value: Double, _ index: Int) -> Double {
    let most = index < ScorePart.rules.count ? Self.mostPart : Self.mostTrait
    return value.isFinite ? max(-most, min(most, value)) : 0
  }

  // MARK: Ranking

  /// How a trait is liked: 0 by the rules, above it more is better, below it less.
  package func strength(of trait: TrackTrait) -> Double { mean[ScorePart.rules.count + trait.place] }

  /// By how much more a part counts than by the rules.
  package func strength(of part: ScorePart) -> Double { ScorePart.rules.firstIndex(of: part).map { mean[$0] } ?? 0 }

  /// What is needed to score many tracks by a taste.
  struct Scoring: BitwiseCopyable {
    /// What each part counts, `taste` among them; together 1.
    let shares: ScoreParts
    private let strengths: SIMD16<Double>
    /// The greatest liking that is told apart.
    private let most: Double

    init(_ taste: Taste, rules: ScoreParts) {
      var weights = ScoreParts()
      for part in ScorePart.rules { weights[part] = max(0, rules[part] + taste.strength(of: part)) }
      var strengths = SIMD16<Double>.zero
      for trait in TrackTrait.allCases { strengths[trait.place] = taste.strength(of: trait) }
      self.strengths = strengths
      most = 3 * (strengths * strengths).sum().squareRoot()
      weights[.taste] = 2 * most / Taste.sharpness
      shares = weights.shares(otherwise: rules)
    }

    /// How a track is liked for itself, 0…1; a half as most are.
    func worth(_ traits: TrackTraits) -> Double {
      most > 0 ? max(0, min(1, 0.5 + traits.liked(strengths) / (2 * most))) : 0.5
    }
  }

  /// The score of a track by this taste, 0…1. - Parameter rules: what parts count by the rules.
  package func score(_ look: TasteLook, rules: SuggestRules = SuggestRules()) -> Double {
    if isRules { return look.parts.score(rules.ruleShares) }
    let scoring = Scoring(self, rules: rules.ruleShares)
    var parts = look.parts
    parts[.taste] = scoring.worth(look.traits)
    return parts.score(scoring.shares)
  }
}

private func dot(_ one: [Double], _ other: [Double]) -> Double {
  var sum = 0.0
  for index in one.indices { sum += one[index] * other[index] }
  return sum
}
