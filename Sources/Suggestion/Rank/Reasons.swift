import Music

/// Why a track was ranked where it is, in words for the screen, most telling first: key, tempo, voices, energy, form,
/// sound, repetition. What does not fit is said with what cures it.
/// - Parameter overlap: what the plan of the blend says; nil where none is planned.
func reasons(
  for ranked: Ranked, _ overlap: Overlap? = nil, after now: NowPlaying, _ blend: BlendRules = BlendRules()
) -> [String] {
  var reasons = [keyReason(ranked, now), tempoReason(ranked, overlap, blend)]
  if let overlap {
    let seconds = Int(overlap.plan.twoVoices.value.rounded())
    if overlap.plan.twoVoices.value > blend.voicesAllowed { reasons.append("both sing for \(seconds) s") }
  } else if let beats = ranked.clashingBeats, beats > 4 {
    reasons.append("both sing, \(beats) beats")
  }
  if let step = ranked.energyStep {
    reasons.append(step == 0 ? "same energy" : "energy \(signed(step))")
  }
  if let overlap { reasons += planReasons(overlap, ranked) }
  if let artist = ranked.candidate.artist {
    if artist == now.artist {
      reasons.append("same artist")
    } else if now.recentArtists.contains(artist) {
      reasons.append("artist played lately")
    }
  }
  if let played = ranked.candidate.lastPlayed, now.date - played < setLengthHours * 3600 {
    reasons.append("played \(ago(max(0, now.date - played)))")
  }
  return reasons
}

private func planReasons(_ overlap: Overlap, _ ranked: Ranked) -> [String] {
  let plan = overlap.plan
  var reasons: [String] = []
  if plan.bars == 0 {
    reasons.append(plan.kind.rawValue)
  } else {
    reasons.append("\(plan.kind.rawValue), \(plan.bars) bars")
    if overlap.landsOnForm, let label = overlap.b.firstFullLabel {
      reasons.append("the \(label) begins where the blend ends")
    }
  }
  if let step = overlap.energyStep, abs(step) >= 2.5, abs(step) > Double(abs(ranked.energyStep ?? 0)) + 1 {
    reasons.append("energy \(signed(Int(step.rounded()))) where they meet")
  }
  if let tuning = overlap.tuning, tuning >= 20 { reasons.append("tuned \(Int(tuning.rounded())) cents apart") }
  let (mine, theirs) = (overlap.a.analysis.tags.genre, overlap.b.analysis.tags.genre)
  if genreWorth(mine, theirs) == 1, let theirs { reasons.append(theirs) }
  return reasons
}

private func keyReason(_ ranked: Ranked, _ now: NowPlaying) -> String {
  guard let next = ranked.candidate.key?.camelot.code else {
    return ranked.candidate.bpm == nil ? "key unknown" : "no key known: listen first"
  }
  guard let current = now.key?.camelot.code else { return "\(next), playing key unknown" }
  if ranked.keyShift != 0 { return "\(current) → \(next) clashes: shift \(signed(ranked.keyShift)) fits" }
  return switch ranked.relation {
  case .same: "\(next), same key"
  case .relative: "\(current) → \(next), relative"
  case .diagonal: "\(current) → \(next), diagonal: keep it short"
  case .upTwo, .upSeven: "\(current) → \(next), a lift: keep it short"
  case .unrelated: "\(current) → \(next) clashes: keep it short"
  case .up, .down, .unknown: "\(current) → \(next)"
  }
}

private func tempoReason(_ ranked: Ranked, _ overlap: Overlap?, _ blend: BlendRules) -> String {
  guard let percent = ranked.tempoChangePercent else {
    return ranked.candidate.bpm == nil ? "tempo unknown" : "playing tempo unknown"
  }
  let change = tempoText(percent)
  // Counted in double time to match, the candidate grooves at half time over what plays.
  let counted =
    switch ranked.tempoMultiple {
    case 2: ", half time"
    case 0.5: ", double time"
    default: ""
    }
  let cost =
    if abs(percent) <= blend.tempoWindow + 1e-9 {
      ""
    } else if abs(percent) <= blend.tempoLimit {
      ": at the edge"
    } else if let meeting = overlap?.plan.tempoChangePercent {
      ": they meet at \(tempoText(meeting))"
    } else if abs(percent) <= blend.tempoLimit + blend.tempoRamp {
      ": both must give way"
    } else {
      ": too far for a common beat"
    }
  return change + counted + cost
}

/// "same tempo", "−1.2 %".
func tempoText(_ percent: Double) -> String {
  let tenths = Int((max(-1e6, min(1e6, percent)) * 10).rounded())
  return tenths == 0 ? "same tempo" : "\(tenths < 0 ? "−" : "+")\(abs(tenths) / 10).\(abs(tenths) % 10) %"
}

/// "+1", "−2", with the sign that is as wide as the plus.
func signed(_ step: Int) -> String { step < 0 ? "−\(-step)" : "+\(step)" }

/// "25 min ago".
private func ago(_ seconds: Double) -> String {
  let minutes = Int(seconds / 60)
  return minutes < 60 ? "\(minutes) min ago" : "\(minutes / 60) h ago"
}
