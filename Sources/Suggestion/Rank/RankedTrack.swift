import Music

/// How two keys relate on the Camelot wheel, after any key shift.
package enum CamelotRelation: String, BitwiseCopyable, Sendable, Hashable, Codable, CaseIterable {
  case same
  /// One hour up or down, same mode.
  case up, down
  /// Same hour, other mode.
  case relative
  /// An hour up or down, other mode.
  case diagonal
  /// Two hours up: a whole tone. Seven: a semitone. Both lift a room, and sound wrong for long.
  case upTwo = "up_two"
  case upSeven = "up_seven"
  case unrelated
  case unknown
}

/// A track that could come next, and why.
package struct RankedTrack: Sendable {
  /// What could come next.
  package var track: Track
  /// What it was ranked by; its score and parts are those of the plan where there is one.
  package var ranked: Ranked
  /// How it would come in; nil where its facts are not known, or too many are better.
  package var plan: BlendPlan?
  /// What each part of the score counts; all together 1.
  package var weights: ScoreParts
  /// "8A → 9A", "−1.2 %", "energy +1": words for the screen, most telling first.
  package var reasons: [String]
  /// What was learnt of the DJ, and what it does to the score; nil where nothing was learnt.
  package var taste: TasteSaying?

  /// 0…1: the sum of its parts, each times what it counts.
  package var score: Double { ranked.score }
  /// Not for a DJ in a hurry: keys that clash or must be shifted, a tempo beyond the window, or what is not known.
  package var needsWork: Bool { ranked.needsWork }
  /// How its key relates to the key heard now, after the shift.
  package var relation: CamelotRelation { ranked.relation }
  /// The tempo change that matches what plays, half and double time allowed; nil when a tempo is not known.
  package var tempoChangePercent: Double? { ranked.tempoChangePercent }
  /// Its energy minus that of what plays; nil when one is not known.
  package var energyStep: Int? { ranked.energyStep }
  /// The share of a blend of 64 beats, from one's mix-out point and the other's mix-in point, in which both sing: 0…1;
  /// nil when it is not known where they sing.
  package var vocalClash: Double? { ranked.clashingBeats.map { Double($0) / Double(VoiceBeats.count) } }

  /// The score as a sum of points of 100, a line a part, what counts most first: "key 0.95 × 24 % = 22.8".
  package var arithmetic: [String] {
    (taste?.lines ?? [])
      + countedParts.sorted { weights[$0] > weights[$1] }.map { part in
        let (value, weight) = (ranked.parts[part], weights[part])
        return
          "\(part.words) \(decimal(value, 100)) × \(decimal(100 * weight, 10)) % = \(decimal(100 * value * weight, 10))"
      }
  }

  /// Those that the score is made of.
  package var countedParts: [ScorePart] {
    ScorePart.allCases.filter {
      ScorePart.rules.contains($0) || ($0 == .taste && taste != nil) || ($0 != .taste && weights[$0] > 0)
    }
  }
}
