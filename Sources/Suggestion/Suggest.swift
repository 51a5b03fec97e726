import Music

/// A candidate that fits, before its names are looked up.
package struct Ranked: BitwiseCopyable, Sendable, Hashable {
  /// What could come next.
  package var candidate: Candidate
  /// 0…1.
  package var score: Double
  /// How its key stands to the one that sounds.
  package var relation: CamelotRelation
  /// What the candidate's tempo must change by, percent, after folding; nil when one of the tempos is not known.
  package var tempoChangePercent: Double?
  /// 2: the candidate counts twice as fast (double time), 0.5: half as fast, 1: as it is.
  package var fold: Double
  /// Its energy less that of what plays; nil when one is not known.
  package var energyStep: Int?
  /// Beats in which both sing, of the 64 where one is mixed into the other; nil when it is not known where they sing.
  package var clashingBeats: Int?
}

/// How far a tempo may be pulled, percent: what a ±6 % fader reaches and ears forgive.
package let tempoReachPercent = 6.0

/// What could come next, best first.
///
/// A suggestion can be mixed as it stands: its key is the same as the one that sounds, an hour up or down on the wheel,
/// or the relative one, and its tempo is within ±6 % (half and double time folded). A track out of reach is not listed,
/// not even when the list stays short: a DJ who takes a row from this list in a hurry must be able to trust it. A track
/// whose key or tempo is not known may fit, so it is listed, below every track whose key and tempo are known, and says
/// what is not known.
///
/// What plays is never listed, nor another copy of it: the same content, or the same song by name (`SongName`); of
/// several releases of one song only the best is.
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
    if let ranked = weigh(candidate, for: now) { fitting.append(ranked) }
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

/// Nil for a candidate out of reach.
private func weigh(_ candidate: Candidate, for now: NowPlaying) -> Ranked? {
  let relation = CamelotRelation(from: now.key, to: candidate.key)
  if relation == .unrelated { return nil }
  let tempo = tempoChange(from: candidate.bpm, to: now.bpm)
  if let tempo, abs(tempo.percent) > tempoReachPercent + 1e-9 { return nil }
  let step = now.energy.flatMap { now in candidate.energy.map { Int($0) - now } }

  let fit =
    0.45 * keyScore(relation) + 0.35 * tempoScore(tempo?.percent, fold: tempo?.fold ?? 1) + 0.2 * energyScore(step)
  // At half or double time their beats are not the same ones.
  let clash = tempo?.fold == 1 ? candidate.voicesIn.flatMap { now.voicesOut?.clashes(with: $0) } : nil
  let fresh = fit * freshness(of: candidate, in: now) * vocalScore(clash)
  return Ranked(
    candidate: candidate,
    // What is known to fit has the upper half for itself.
    score: relation == .unknown || tempo == nil ? 0.5 * fresh : 0.5 + 0.5 * fresh,
    relation: relation, tempoChangePercent: tempo?.percent, fold: tempo?.fold ?? 1, energyStep: step,
    clashingBeats: clash)
}
