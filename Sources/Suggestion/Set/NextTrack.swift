import Glibc
import Music

/// A track that a set could go on with.
package struct SetChoice: BitwiseCopyable, Sendable, Hashable {
  /// Its row.
  package var id: TrackID
  /// 1…10; nil where it is not known.
  package var energy: Double?
  /// How well it fits after what plays, 0…1.
  package var score: Double

  /// A row, its energy (1…10; nil where it is not known) and how well it fits, 0…1.
  package init(_ id: TrackID, energy: Double?, score: Double) {
    (self.id, self.energy, self.score) = (id, energy, score)
  }
}

/// How a set chooses its next track by itself.
package struct SetRules: Sendable, Hashable {
  /// It chooses among so many of the best.
  package var topCount = 4
  /// A track is not played again within so many hours.
  package var cooldownHours = 12.0
  /// An artist is not heard again within so many plays.
  package var artistGap = 4
  /// A record is not heard again within so many plays; 0: it may be.
  package var albumGap = 0
  /// How many points of energy off the course a track may lie before it counts as half as good.
  package var courseWidth = 1.0

  /// The defaults.
  package init() {}
}

/// What a set goes on with: one of the best few by chance, the better the likelier, so that no two sets are the same.
///
/// - Parameters:
///   - choices: what may be played (`SetHistory.rested`), in any order; the answer does not depend on it.
///   - energy: what the course wants, 1…10; nil: no course.
/// - Returns: nil where there is none.
package func chooseNext(
  from choices: [SetChoice], energy: Double?, rules: SetRules = SetRules(),
  using dice: inout some RandomNumberGenerator
) -> SetChoice? {
  let best = choices.map { (choice: $0, worth: worth($0, energy, rules)) }
    .sorted { $0.worth != $1.worth ? $0.worth > $1.worth : $0.choice.id < $1.choice.id }
    .prefix(max(1, rules.topCount))
  // Squared: a track half as good is chosen a quarter as often.
  let weights = best.map { $0.worth * $0.worth }
  let sum = weights.reduce(0, +)
  guard sum > 0 else { return best.first?.choice }
  var ticket = Double.random(in: 0..<sum, using: &dice)
  for (item, weight) in zip(best, weights) {
    ticket -= weight
    if ticket < 0 { return item.choice }
  }
  return best.last?.choice
}

/// The score, the less the farther the energy lies off the course. What is no number counts nothing.
private func worth(_ choice: SetChoice, _ energy: Double?, _ rules: SetRules) -> Double {
  let score = choice.score > 0 ? choice.score : 0
  guard let energy, energy.isFinite else { return score }
  // An energy that is not known lies two points off.
  let distance = choice.energy.map { abs($0 - energy) } ?? 2
  return score * exp2(-distance / (rules.courseWidth > 0.1 ? rules.courseWidth : 0.1))
}
