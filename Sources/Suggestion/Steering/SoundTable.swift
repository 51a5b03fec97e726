import Music

/// All tracks of a library on its own scale: made once, asked for each list.
package struct SoundTable: Sendable {
  /// The library's scale.
  package let scale: SoundScale
  private let scores: [TrackID: SoundScale.Scores]

  /// - Parameter sounds: of every track that was measured; their order decides nothing.
  package init(_ sounds: [(id: TrackID, figures: SoundFigures)]) {
    let ordered = sounds.sorted { $0.id < $1.id }
    let scale = SoundScale(ordered.map(\.figures))
    self.scale = scale
    scores = Dictionary(ordered.map { ($0.id, scale.scores(of: $0.figures)) }, uniquingKeysWith: { first, _ in first })
  }

  /// A track on the scale; nil where it was not measured.
  package subscript(track: TrackID) -> SoundScale.Scores? { scores[track] }

  /// Candidates and rules for a list that is steered: what lies where the sliders lead to and what sounds like the list
  /// of `like` has more of the score. Without either both are returned as they are.
  package func steered(
    _ candidates: [Candidate], _ rules: SuggestRules, by wish: SteerWish
  ) -> (candidates: [Candidate], rules: SuggestRules) {
    let steer = scale.aim(wish.steering)
    let like = wish.like.flatMap { scale.aim(like: $0.mean) }
    if steer == nil && like == nil { return (candidates, rules) }
    var rules = rules
    if steer != nil { rules[weight: .steer] = rules.steerWeight * wish.steering.amount }
    if like != nil { rules[weight: .like] = wish.like?.strength ?? 0 }
    var candidates = candidates
    for index in candidates.indices {
      guard let scores = scores[candidates[index].id] else { continue }
      candidates[index].steer = steer?.worth(of: scores)
      candidates[index].like = like?.worth(of: scores)
    }
    return (candidates, rules)
  }
}

/// How a list is steered.
package struct SteerWish: Sendable, Hashable {
  /// The seven sliders.
  package var steering = Steering()
  /// The list that it should sound like; nil: none.
  package var like: ListSound?
  /// Not at all.
  package init() {}
  /// By sliders and a list.
  package init(_ steering: Steering, like: ListSound? = nil) { (self.steering, self.like) = (steering, like) }
  /// Nothing is steered.
  package var isNeutral: Bool { steering.isNeutral && like == nil }
}

/// What a list of tracks sounds like.
package struct ListSound: Sendable, Hashable {
  /// What it is called.
  package var name: String
  /// The mean of its tracks on the library's scale.
  package var mean: SoundScale.Scores
  /// What it counts beside the parts of the rules, which count 1 together.
  package var strength: Double
  /// A list's name, its mean, and what it counts.
  package init(name: String, mean: SoundScale.Scores, strength: Double) {
    (self.name, self.mean, self.strength) = (name, mean, strength)
  }
}
