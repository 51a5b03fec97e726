import Music

/// Which way round a mashup of two tracks goes.
package enum MashupWay: String, BitwiseCopyable, Sendable, Hashable, CaseIterable {
  /// The track's voice over the partner's instrumental.
  case ownVoice = "voice"
  /// The partner's voice over the track's instrumental.
  case ownBeat = "beat"
}

/// A partner for a mashup, one way round, with its best places.
package struct MashupPartner: Sendable, Hashable {
  /// The partner's row.
  package var id: TrackID
  /// Which of the two sings.
  package var way: MashupWay
  /// Best first, one at least.
  package var plans: [MashupPlan]

  /// The best place.
  package var plan: MashupPlan { plans[0] }
  /// Of the best place.
  package var score: Double { plan.score }
  /// Not for a DJ in a hurry: keys that do not fit, a far stretch, a beat that is not sure.
  package func needsWork(_ rules: MashupRules) -> Bool {
    !plan.keysFit || abs(plan.stretch) > rules.tempoLimit || plan.confidence < 0.15
  }
}

/// The partners of a track, both ways round, best first; what takes work below all that does not.
///
/// The order of `others` does not matter. The track itself is no partner.
/// - Parameters:
///   - isHeld: the track keeps its tempo: it plays.
///   - places: so many of each at most.
/// - Returns: the partners, and what stood in the way of the others, each in a sentence.
package func mashupPartners(
  of track: MashupSide, id: TrackID?, isHeld: Bool = false, among others: [TrackID: MashupSide], limit: Int,
  places: Int = 4, rules: MashupRules = MashupRules()
) -> (partners: [MashupPartner], obstacles: [TrackID: String]) {
  var partners: [MashupPartner] = []
  var obstacles: [TrackID: String] = [:]
  for (other, side) in others where other != id {
    for way in MashupWay.allCases {
      let isOwn = way == .ownVoice
      // What plays keeps its tempo; where nothing plays the drums do.
      let held: MashupPlan.Side = isHeld && isOwn ? .voice : .beat
      do throws(MashupObstacle) {
        let plans = try planMashups(
          voice: isOwn ? track : side, over: isOwn ? side : track, holding: held, limit: places, rules: rules)
        partners.append(MashupPartner(id: other, way: way, plans: plans))
      } catch {
        if obstacles[other] == nil { obstacles[other] = error.description }
      }
    }
  }
  partners.sort { a, b in
    let (mine, theirs) = (a.needsWork(rules), b.needsWork(rules))
    if mine != theirs { return theirs }
    if a.score != b.score { return a.score > b.score }
    return a.id != b.id ? a.id < b.id : a.way == .ownVoice && b.way == .ownBeat
  }
  return (Array(partners.prefix(max(0, limit))), obstacles)
}

/// Those among which partners are looked for: the best by tempo and key alone, so many at most. The order of
/// `candidates` does not matter.
package func likelyPartners(
  of track: (bpm: BPM?, key: MusicalKey?), among candidates: [Candidate], limit: Int = MashupRules.plannedCount,
  rules: MashupRules = MashupRules()
) -> [TrackID] {
  func worth(_ candidate: Candidate) -> Double {
    let tempo = tempoChange(from: candidate.bpm, to: track.bpm).map {
      mashupTempoWorth($0.percent, tempoMultiple: $0.tempoMultiple, limit: rules.tempoLimit)
    }
    var key = 0.4
    if let mine = track.key, let theirs = candidate.key {
      let least = (0...max(0, min(6, rules.keyShift))).first { step in
        [step, -step].contains { CamelotRelation(from: theirs, to: mine.transposed(by: $0)).fitsOver }
      }
      key = least.map { 1 - 0.07 * Double($0) } ?? 0
    }
    return key + (tempo ?? 0)
  }
  return candidates.map { (id: $0.id, worth: worth($0)) }
    .sorted { $0.worth != $1.worth ? $0.worth > $1.worth : $0.id < $1.id }.prefix(max(0, limit)).map(\.id)
}
