import Music

/// A candidate and how well it fits, before its names are looked up.
package struct Ranked: BitwiseCopyable, Sendable, Hashable {
  /// What could come next.
  package var candidate: Candidate
  /// 0…1: the sum of `parts`, each times what it counts.
  package var score: Double
  /// 0…1 each.
  package var parts: ScoreParts
  /// Not for a DJ in a hurry (`RankedTrack.needsWork`).
  package var needsWork: Bool
  /// How its key relates to the key heard now, after the shift.
  package var relation: CamelotRelation
  /// The shift that makes its key fit, semitones; 0 where it fits as it is, or no shift helps.
  package var keyShift: Int
  /// The tempo change that matches what plays, percent, half and double time allowed; nil when a tempo is not known.
  package var tempoChangePercent: Double?
  /// 2: the candidate counted in double time, 0.5: in half time, 1: as it is.
  package var tempoMultiple: Double
  /// Its energy minus that of what plays; nil when one is not known.
  package var energyStep: Int?
  /// Beats in which both sing, of the 64 where one is mixed into the other; nil when it is not known where they sing.
  package var clashingBeats: Int?

  /// What it counts where nobody looks at it before it is played, 0…1: its score, less where it takes work.
  package var worth: Double { needsWork ? 0.7 * score : score }

  /// The greater the further up: what takes work stands below all that does not.
  var rank: Double { Self.rank(score, needsWork) }

  static func rank(_ score: Double, _ needsWork: Bool) -> Double { needsWork ? score : score + 2 }

  static func isBefore(_ a: Ranked, _ b: Ranked) -> Bool {
    a.rank != b.rank ? a.rank > b.rank : a.candidate.id < b.candidate.id
  }
}

/// What could come next by the numbers of the library alone, best first: the first of two looks, over all of it.
///
/// Nothing is left out for its key or its tempo, so that the list never runs dry: first what can be mixed as it is (its
/// key is the one heard now, an hour up or down on the wheel, or the relative one, and its tempo lies within the
/// window, half and double time allowed), then what takes work, each by its score.
///
/// What plays is never listed, nor what comes next already, nor a copy of what plays: the same content, or the same
/// song by name (`SongName`); of several releases of one song only the best is. What was played tonight
/// (`SuggestRules.againHours`) is listed only where nothing else is there, as taking work.
///
/// - Parameters:
///   - candidates: in any order; the answer does not depend on it.
///   - limit: the most rows.
/// - Complexity: one pass over the candidates; only the best few times `limit` are kept and sorted.
package func rank(
  _ candidates: [Candidate], for now: NowPlaying, limit: Int, rules: SuggestRules = SuggestRules(),
  blend: BlendRules = BlendRules()
) -> [Ranked] {
  guard limit > 0 else { return [] }
  let look = FirstLook(now, rules, blend)
  // Copies and releases of one song may crowd the best: then all are sorted.
  for keep in [4 * limit, candidates.count] {
    let (best, isAll) = look.best(of: candidates, keep: keep)
    let listed = withoutCopies(best, limit: limit)
    if isAll || listed.count == limit { return listed }
  }
  return []
}

/// The best release of each song. - Parameter ranked: best first.
func withoutCopies(_ ranked: [Ranked], limit: Int) -> [Ranked] {
  var listed: [Ranked] = []
  var contents: Set<UInt64> = []
  var songs: Set<UInt64> = []
  for ranked in ranked {
    if let content = ranked.candidate.content, !contents.insert(content).inserted { continue }
    if let song = ranked.candidate.song, !songs.insert(song).inserted { continue }
    listed.append(ranked)
    if listed.count == limit { break }
  }
  return listed
}

/// What all candidates are held against.
private struct FirstLook {
  let now: NowPlaying
  let rules: SuggestRules
  let window: Double
  let keys: KeyMatches
  let shares: ScoreParts
  let scoring: Taste.Scoring?
  /// What is not looked at yet is neither good nor bad.
  let unseen = ScoreParts(repeating: 0.5)

  init(_ now: NowPlaying, _ rules: SuggestRules, _ blend: BlendRules) {
    (self.now, self.rules) = (now, rules)
    window = blend.tempoWindow
    keys = KeyMatches(from: now.key, limit: blend.keyShift, rules)
    scoring = rules.scoring
    shares = rules.shares(scoring)
  }

  /// - Parameter keep: so many at least, where there are.
  /// - Returns: best first, and whether these are all.
  func best(of candidates: [Candidate], keep: Int) -> (ranked: [Ranked], isAll: Bool) {
    let rested = best(of: candidates, keep: keep, tonight: false)
    return rested.ranked.isEmpty ? best(of: candidates, keep: keep, tonight: true) : rested
  }

  private func best(of candidates: [Candidate], keep: Int, tonight: Bool) -> (ranked: [Ranked], isAll: Bool) {
    let (content, song) = (now.content?.digest, now.song?.digest)
    let again = rules.againHours > 0 ? rules.againHours * 3600 : -.infinity
    var best: [Ranked] = []
    var least = -Double.infinity
    var isAll = true
    for candidate in candidates {
      if candidate.id == now.id || candidate.id == now.next { continue }
      if let content, candidate.content == content { continue }
      if let song, candidate.song == song { continue }
      let isTonight = candidate.lastPlayed.map { now.date - $0 < again } ?? false
      if isTonight != tonight { continue }
      guard let ranked = weigh(candidate, isTonight, least) else { continue }
      best.append(ranked)
      if best.count >= 2 * keep + 64, best.count < candidates.count {
        best.sort(by: Ranked.isBefore)
        best.removeSubrange(keep...)
        least = best[keep - 1].rank
        isAll = false
      }
    }
    best.sort(by: Ranked.isBefore)
    return (best, isAll)
  }

  /// - Returns: nil for one that ranks below `least`; equal ones stay, for their ids to decide.
  private func weigh(_ candidate: Candidate, _ isTonight: Bool, _ least: Double) -> Ranked? {
    let key = keys[candidate.key]
    let tempo = tempoChange(from: candidate.bpm, to: now.bpm)
    let multiple = tempo?.tempoMultiple ?? 1
    let step = now.energy.flatMap { now in candidate.energy.map { Int($0) - now } }
    // At half or double time their beats don't coincide.
    let clash = tempo?.tempoMultiple == 1 ? candidate.voicesIn.flatMap { now.voicesOut?.clashes(with: $0) } : nil
    var parts = unseen
    parts[.key] = key.worth
    parts[.tempo] = tempoWorth(tempo?.percent, tempoMultiple: multiple, window: window, rules)
    parts[.energy] = energyWorth(step.map(Double.init), wanted: rules.energyStep)
    parts[.voices] = voicesWorth(beats: clash)
    parts[.history] = historyWorth(of: candidate, in: now, rules)
    if let scoring { parts[.taste] = scoring.worth(TrackTraits(candidate)) }
    if let steer = candidate.steer { parts[.steer] = Double(steer) }
    if let like = candidate.like { parts[.like] = Double(like) }
    let isEasy = key.relation.fits && key.shift == 0 && tempo.map { abs($0.percent) <= window + 1e-9 } ?? false
    let score = parts.score(shares)
    let needsWork = !isEasy || isTonight
    if Ranked.rank(score, needsWork) < least { return nil }
    return Ranked(
      candidate: candidate, score: score, parts: parts, needsWork: needsWork,
      relation: key.relation, keyShift: key.shift, tempoChangePercent: tempo?.percent, tempoMultiple: multiple,
      energyStep: step, clashingBeats: clash)
  }
}
