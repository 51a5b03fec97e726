import Music

/// A candidate that fits, before its names are looked up.
package struct Ranked: BitwiseCopyable, Sendable, Hashable {
  /// What could come next.
  package var candidate: Candidate
  /// 0…1.
  package var score: Double
  /// How its key relates to the key heard now.
  package var relation: CamelotRelation
  /// The tempo change that matches what plays, percent, half and double time allowed; nil when a tempo is not known.
  package var tempoChangePercent: Double?
  /// 2: the candidate counted in double time, 0.5: in half time, 1: as it is.
  package var tempoMultiple: Double
  /// Its energy minus that of what plays; nil when one is not known.
  package var energyStep: Int?
  /// Beats in which both sing, of the 64 where one is mixed into the other; nil when it is not known where they sing.
  package var clashingBeats: Int?
}

/// The largest tempo change suggested, percent: the range of a ±6 % pitch fader, and what listeners forgive.
package let tempoRangePercent = 6.0

/// What could come next, best first.
///
/// Every suggestion can be mixed as it is: its key is the one heard now, an hour up or down on the wheel, or the
/// relative one, and its tempo is within ±6 % (half and double time allowed). A track outside that is never listed,
/// even if the list stays short: a DJ in a hurry must be able to trust each row. A track whose key or tempo is not
/// known may fit, so it is listed below all those that are known to, and says what is not known.
///
/// What plays is never listed, nor a copy of it: the same content, or the same song by name (`SongName`); of several
/// releases of one song only the best is.
///
/// - Parameters:
///   - candidates: in any order; the answer does not depend on it.
///   - limit: the most rows.
/// - Complexity: one pass over the candidates without allocation for those that do not fit, then a sort of those that
///   do.
package func rank(_ candidates: [Candidate], for now: NowPlaying, limit: Int) -> [Ranked] {
  guard limit > 0 else { return [] }
  let (content, song) = (now.content?.digest, now.song?.digest)
  var fitting: [Ranked] = []
  for candidate in candidates {
    if candidate.id == now.id { continue }
    if let content, candidate.content == content { continue }
    if let song, candidate.song == song { continue }
    if let ranked = score(candidate, for: now) { fitting.append(ranked) }
  }
  fitting.sort { $0.score != $1.score ? $0.score > $1.score : $0.candidate.id < $1.candidate.id }

  var listed: [Ranked] = []
  var contents: Set<UInt64> = []
  var songs: Set<UInt64> = []
  for ranked in fitting {
    if let content = ranked.candidate.content, !contents.insert(content).inserted { continue }
    if let song = ranked.candidate.song, !songs.insert(song).inserted { continue }
    listed.append(ranked)
    if listed.count == limit { break }
  }
  return listed
}

/// What could come next, best first, with names and reasons.
/// - Parameter tracks: looks up the rows of a few tracks (`Library.tracks`), in any order; one that is gone is left
///   out.
package func suggestions<Failure: Error>(
  for now: NowPlaying, from candidates: [Candidate], limit: Int,
  tracks: ([TrackID]) throws(Failure) -> [Track]
) throws(Failure) -> [RankedTrack] {
  let ranked = rank(candidates, for: now, limit: limit)
  let found = try tracks(ranked.map(\.candidate.id))
  let byID = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  return ranked.compactMap { ranked in
    byID[ranked.candidate.id].map { track in
      RankedTrack(
        track: track, score: ranked.score, relation: ranked.relation, tempoChangePercent: ranked.tempoChangePercent,
        energyStep: ranked.energyStep,
        vocalClash: ranked.clashingBeats.map { Double($0) / Double(VoiceBeats.count) },
        reasons: reasons(for: ranked, after: now))
    }
  }
}

/// How well a candidate fits; nil for one that cannot be mixed.
private func score(_ candidate: Candidate, for now: NowPlaying) -> Ranked? {
  let relation = CamelotRelation(from: now.key, to: candidate.key)
  if relation == .unrelated { return nil }
  let tempo = tempoChange(from: candidate.bpm, to: now.bpm)
  if let tempo, abs(tempo.percent) > tempoRangePercent + 1e-9 { return nil }
  let step = now.energy.flatMap { now in candidate.energy.map { Int($0) - now } }

  let fit =
    0.45 * keyScore(relation) + 0.35 * tempoScore(tempo?.percent, tempoMultiple: tempo?.tempoMultiple ?? 1) + 0.2
    * energyScore(step)
  // At half or double time their beats don't coincide.
  let clash = tempo?.tempoMultiple == 1 ? candidate.voicesIn.flatMap { now.voicesOut?.clashes(with: $0) } : nil
  let fresh = fit * freshness(of: candidate, in: now) * vocalScore(clash)
  return Ranked(
    candidate: candidate,
    // The upper half of the scale is for tracks that are known to fit.
    score: relation == .unknown || tempo == nil ? 0.5 * fresh : 0.5 + 0.5 * fresh,
    relation: relation, tempoChangePercent: tempo?.percent, tempoMultiple: tempo?.tempoMultiple ?? 1, energyStep: step,
    clashingBeats: clash)
}
