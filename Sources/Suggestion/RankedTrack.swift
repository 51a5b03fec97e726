import Music

/// How two keys relate on the Camelot wheel, after any key shift.
package enum CamelotRelation: String, BitwiseCopyable, Sendable, Hashable, Codable, CaseIterable {
  case same
  /// One hour up or down, same mode.
  case up, down
  /// Same hour, other mode.
  case relative
  case unrelated
  case unknown
}

/// A track that could come next, and why.
package struct RankedTrack: Sendable, Hashable {
  /// What could come next.
  package var track: Track
  /// 0…1, best first.
  package var score: Double
  /// How its key relates to the key heard now.
  package var relation: CamelotRelation
  /// The tempo change that matches what plays, half and double time allowed; nil when a tempo is not known.
  package var tempoChangePercent: Double?
  /// Its energy minus that of what plays; nil when one is not known.
  package var energyStep: Int?
  /// The share of a blend of 64 beats, from one's mix-out point and the other's mix-in point, in which both sing: 0…1;
  /// nil when it is not known where they sing.
  package var vocalClash: Double?
  /// "8A → 9A", "−1.2 %", "energy +1": words for the screen, most telling first.
  package var reasons: [String]

  /// A track, how well it fits, and why.
  package init(
    track: Track, score: Double, relation: CamelotRelation, tempoChangePercent: Double?, energyStep: Int?,
    vocalClash: Double? = nil, reasons: [String]
  ) {
    self.track = track
    self.score = score
    self.relation = relation
    self.tempoChangePercent = tempoChangePercent
    self.energyStep = energyStep
    self.vocalClash = vocalClash
    self.reasons = reasons
  }
}
