import Music

/// A ranking of all that could come next, with the blends of the best planned. It is made anew when something else
/// plays; as the track runs on, only the blends that it has passed are planned again.
package struct Ranking: Sendable {
  private struct Planned {
    var overlap: Overlap
    /// By the second look.
    var ranked: Ranked
  }

  /// What it is for.
  package let now: NowPlaying
  /// What could come next, by the first look.
  private let first: [Ranked]
  private let playing: BlendSide?
  private let sides: [TrackID: BlendSide]
  private let rules: SuggestRules
  private let blend: BlendRules
  private let shares: ScoreParts
  private let scoring: Taste.Scoring?
  private var planned: [TrackID: Planned] = [:]
  /// Best first.
  package private(set) var ranked: [Ranked] = []
  /// No blend begins before it, time of what plays.
  private var earliest = TrackTime(0)
  /// When the first of the planned blends begins.
  private var nextStart: TrackTime?

  /// Looks at all candidates, and plans the blends of the best `SuggestRules.plannedCount`.
  /// - Parameters:
  ///   - playing: the facts of what plays; nil: nothing is planned.
  ///   - earliest: no blend begins before it, time of what plays.
  ///   - limit: the most rows.
  ///   - facts: looks up what is known of tracks; those it does not know are not planned.
  package init<Failure: Error>(
    for now: NowPlaying, _ playing: BlendSide? = nil, earliest: TrackTime = TrackTime(0),
    from candidates: [Candidate], limit: Int, rules: SuggestRules = SuggestRules(), blend: BlendRules = BlendRules(),
    facts: ([TrackID]) throws(Failure) -> [TrackID: BlendSide]
  ) throws(Failure) {
    (self.now, self.playing, self.rules, self.blend) = (now, playing, rules, blend)
    scoring = rules.scoring
    shares = rules.shares(scoring)
    // As many as are planned at least, so that a longer list begins like a shorter one.
    first = rank(
      candidates, for: now, limit: max(limit, SuggestRules.plannedCount), rules: rules, blend: blend)
    self.limit = limit
    sides = playing == nil ? [:] : try facts(first.prefix(SuggestRules.plannedCount).map(\.candidate.id))
    move(to: earliest)
  }

  private let limit: Int

  /// Whether the track has run past a planned blend, or was set back by half a minute: `move` changes the list then.
  package func isPassed(at place: TrackTime) -> Bool {
    place < earliest - Seconds(30) || nextStart.map { $0 < place } ?? false
  }

  /// The track has run on: what begins before `earliest` is planned again; all of it where the DJ has gone back.
  package mutating func move(to earliest: TrackTime) {
    if earliest < self.earliest { planned = [:] }
    self.earliest = earliest
    var all = first
    var nextStart: TrackTime?
    for (index, first) in first.enumerated() {
      guard let playing, let side = sides[first.candidate.id] else { continue }
      if isPassed(planned[first.candidate.id]?.overlap.plan, earliest) {
        let plan = planBlend(from: playing, to: side, earliest: earliest, rules: blend)
        let overlap = Overlap(plan, from: playing, to: side, rules)
        planned[first.candidate.id] = Planned(overlap: overlap, ranked: overlap.weighed(first, shares, scoring))
      }
      guard let planned = planned[first.candidate.id] else { continue }
      all[index] = planned.ranked
      let start = planned.overlap.plan.out.lowerBound
      if start > earliest { nextStart = min(start, nextStart ?? start) }
    }
    self.nextStart = nextStart
    all.sort(by: Ranked.isBefore)
    ranked = Array(all.prefix(max(0, limit)))
  }

  /// Whether a plan is to be made, or made again.
  private func isPassed(_ plan: BlendPlan?, _ earliest: TrackTime) -> Bool {
    plan.map { $0.out.lowerBound < earliest } ?? true
  }

  /// How a candidate would come in; nil where it is not planned.
  package func plan(for track: TrackID) -> BlendPlan? { planned[track]?.overlap.plan }

  /// The first of the list as a taste looks at them. - Parameter count: so many at most.
  package func looks(_ count: Int) -> [(id: TrackID, look: TasteLook)] {
    ranked.prefix(max(0, count)).map { ($0.candidate.id, look(at: $0)) }
  }

  /// A row of the list as a taste looks at it; nil where it is not listed.
  package func look(at track: TrackID) -> TasteLook? {
    ranked.first { $0.candidate.id == track }.map { look(at: $0) }
  }

  private func look(at ranked: Ranked) -> TasteLook {
    let heard = planned[ranked.candidate.id]?.overlap.b.analysis
    return TasteLook(ranked.parts, heard.map { TrackTraits(ranked.candidate, $0) } ?? TrackTraits(ranked.candidate))
  }

  /// The rows with names and reasons, best first.
  /// - Parameter tracks: looks up the rows of a few tracks (`Library.tracks`), in any order; one that is gone is left
  ///   out.
  package func rows<Failure: Error>(
    tracks: ([TrackID]) throws(Failure) -> [Track]
  ) throws(Failure) -> [RankedTrack] {
    let found = try tracks(ranked.map(\.candidate.id))
    let byID = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return ranked.compactMap { ranked in
      byID[ranked.candidate.id].map { track in
        let overlap = planned[ranked.candidate.id]?.overlap
        let saying = rules.taste.flatMap { taste in
          taste.isRules ? nil : TasteSaying(of: look(at: ranked), score: ranked.score, taste, rules)
        }
        return RankedTrack(
          track: track, ranked: ranked, plan: overlap?.plan, weights: shares,
          reasons: reasons(for: ranked, overlap, after: now, blend) + [saying?.reason].compactMap(\.self), taste: saying
        )
      }
    }
  }
}

/// What could come next by the library's numbers alone, best first, with names and reasons: a ranking without plans.
/// - Parameter tracks: looks up the rows of a few tracks (`Library.tracks`), in any order; one that is gone is left
///   out.
package func suggestions<Failure: Error>(
  for now: NowPlaying, from candidates: [Candidate], limit: Int, rules: SuggestRules = SuggestRules(),
  blend: BlendRules = BlendRules(), tracks: ([TrackID]) throws(Failure) -> [Track]
) throws(Failure) -> [RankedTrack] {
  let ranking = try Ranking(for: now, from: candidates, limit: limit, rules: rules, blend: blend) {
    _ throws(Failure) -> [TrackID: BlendSide] in [:]
  }
  return try ranking.rows(tracks: tracks)
}
