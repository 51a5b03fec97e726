import Music

/// Why a track was ranked where it is, in words for the screen, most telling first: key, tempo, voices, energy,
/// repetition.
package func reasons(for ranked: Ranked, after now: NowPlaying) -> [String] {
  var reasons = [keyReason(ranked, now), tempoReason(ranked, now)]
  if let beats = ranked.clashingBeats, beats > 4 { reasons.append("both sing, \(beats) beats") }
  if let step = ranked.energyStep {
    reasons.append(step == 0 ? "same energy" : "energy \(signed(step))")
  }
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

private func keyReason(_ ranked: Ranked, _ now: NowPlaying) -> String {
  guard let next = ranked.candidate.key?.camelot.code else { return "key unknown" }
  guard let current = now.key?.camelot.code else { return "\(next), playing key unknown" }
  return switch ranked.relation {
  case .same: "\(next), same key"
  case .relative: "\(current) → \(next), relative"
  default: "\(current) → \(next)"
  }
}

private func tempoReason(_ ranked: Ranked, _ now: NowPlaying) -> String {
  guard let percent = ranked.tempoChangePercent else {
    return ranked.candidate.bpm == nil ? "tempo unknown" : "playing tempo unknown"
  }
  let change = tempoText(percent)
  return switch ranked.tempoMultiple {
  // Counted in double time to match, the candidate grooves at half time over what plays.
  case 2: change + ", half time"
  case 0.5: change + ", double time"
  default: change
  }
}

/// "same tempo", "−1.2 %".
func tempoText(_ percent: Double) -> String {
  let tenths = Int((percent * 10).rounded())
  return tenths == 0 ? "same tempo" : "\(tenths < 0 ? "−" : "+")\(abs(tenths) / 10).\(abs(tenths) % 10) %"
}

/// "+1", "−2", with the sign that is as wide as the plus.
func signed(_ step: Int) -> String { step < 0 ? "−\(-step)" : "+\(step)" }

/// "25 min ago".
private func ago(_ seconds: Double) -> String {
  let minutes = Int(seconds / 60)
  return minutes < 60 ? "\(minutes) min ago" : "\(minutes / 60) h ago"
}
