import Music

/// How much a list that suggestions should sound like may count: tried on the library itself.
package struct LikeStrength: Sendable, Hashable {
  /// What was tried: what the list counts beside the parts of the rules, which count 1 together.
  package static let tried: [Double] = [0.125, 0.25, 0.5, 1, 2, 4, 8]

  /// What a strength does to the lists of some tracks of the library.
  package struct Effect: Sendable, Hashable {
    /// The strength.
    package var strength: Double
    /// The share of a list that is new.
    package var change: Double
    /// How many tracks all lists have together, against as many as without it: 1 as varied, near 0 all the same.
    package var variety: Double
    /// What the list is worth by the rules alone, against its worth without it.
    package var fit: Double

    /// A strength and what it does.
    package init(strength: Double, change: Double, variety: Double, fit: Double) {
      (self.strength, self.change, self.variety, self.fit) = (strength, change, variety, fit)
    }

    /// The list changes, and is neither the same for all tracks nor unfit to be mixed.
    var isUseful: Bool { change >= 0.15 && variety >= 0.6 && fit >= 0.75 }
  }

  /// In the order of `tried`.
  package let effects: [Effect]
  /// The weakest and the strongest that change the list and do not collapse it; nil where none does.
  package let range: ClosedRange<Double>?
  /// In the middle of the range; without one the strongest that does not collapse it, or the weakest.
  package let strength: Double

  /// A strength that was found before.
  package init(effects: [Effect]) {
    self.effects = effects
    // The first run of useful ones: beyond a collapse nothing is looked for.
    let useful = effects.drop { !$0.isUseful }.prefix(while: \.isUseful)
    if let first = useful.first, let last = useful.last {
      range = first.strength...last.strength
      strength = useful[useful.startIndex + useful.count / 2].strength
    } else {
      range = nil
      strength = effects.last { $0.variety >= 0.6 && $0.fit >= 0.75 }?.strength ?? Self.tried[0]
    }
  }

  /// How many tracks of the library a strength is tried on, and how long the lists are.
  private static let (sample, length) = (12, 20)

  /// Tries all strengths.
  /// - Parameters:
  ///   - mean: of the list's tracks (`SoundScale.scores`).
  ///   - candidates: all of the library.
  ///   - progress: is told how many strengths were tried; false ends the work.
  /// - Returns: nil where it was ended.
  package init?(
    like mean: SoundScale.Scores, in table: SoundTable, _ candidates: [Candidate], rules: SuggestRules,
    blend: BlendRules, progress: (Int) -> Bool = { _ in true }
  ) {
    let ordered = candidates.sorted { $0.id < $1.id }
    let step = max(1, ordered.count / Self.sample)
    let playing = stride(from: step / 2, to: ordered.count, by: step).prefix(Self.sample).map { ordered[$0] }
    // Of a small library a list of twenty is all of it.
    let length = max(1, min(Self.length, ordered.count / 4))
    func lists(_ strength: Double) -> [[Ranked]] {
      var wish = SteerWish()
      if strength > 0 { wish.like = ListSound(name: "", mean: mean, strength: strength) }
      let (steered, rules) = table.steered(candidates, rules, by: wish)
      return playing.map { track in
        let now = NowPlaying(
          id: track.id, bpm: track.bpm, key: track.key, energy: track.energy.map(Int.init), date: 0)
        return Array(rank(steered, for: now, limit: length, rules: rules, blend: blend))
      }
    }
    let plain = lists(0)
    let shares = rules.ruleShares
    func worth(_ lists: [[Ranked]]) -> Double { lists.joined().reduce(0) { $0 + $1.parts.score(shares) } }
    func kinds(_ lists: [[Ranked]]) -> Int { Set(lists.joined().map(\.candidate.id)).count }
    var effects: [Effect] = []
    for (index, strength) in Self.tried.enumerated() {
      guard progress(index) else { return nil }
      let steered = lists(strength)
      let new = zip(plain, steered).reduce(0) { sum, pair in
        let before = Set(pair.0.map(\.candidate.id))
        return sum + pair.1.count { !before.contains($0.candidate.id) }
      }
      effects.append(
        Effect(
          strength: strength, change: Double(new) / Double(max(1, plain.joined().count)),
          variety: Double(kinds(steered)) / Double(max(1, kinds(plain))),
          fit: worth(steered) / max(1e-9, worth(plain))))
    }
    self.init(effects: effects)
  }
}
