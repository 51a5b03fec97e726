import Music

// One small function for each reason; each returns 0…1, where 1 is what a DJ would pick first.

/// Same key is safest; an hour up lifts a room, an hour down rests it, the relative key changes the mood.
func keyScore(_ relation: CamelotRelation) -> Double {
  switch relation {
  case .same: 1
  case .up: 0.95
  case .down: 0.9
  case .relative: 0.85
  case .unknown: 0.4
  case .unrelated: 0
  }
}

/// The tempo change that matches another tempo: as it is, or in half or double time, whichever is smallest.
/// - Returns: nil when one of them is not known.
func tempoChange(from tempo: BPM?, to now: BPM?) -> (percent: Double, tempoMultiple: Double)? {
  guard let tempo, let now, tempo.value > 0, now.value > 0 else { return nil }
  var best = (percent: (now.value / tempo.value - 1) * 100, tempoMultiple: 1.0)
  for tempoMultiple in [0.5, 2.0] {
    let percent = (now.value / (tempo.value * tempoMultiple) - 1) * 100
    if abs(percent) < abs(best.percent) { best = (percent, tempoMultiple) }
  }
  return best
}

/// Falls linearly from 1 at the same tempo to 0.2 at the largest change; half and double time score a little less.
func tempoScore(_ percent: Double?, tempoMultiple: Double) -> Double {
  guard let percent else { return 0.3 }
  return max(0, 1 - 0.8 * abs(percent) / tempoRangePercent) * (tempoMultiple == 1 ? 1 : 0.85)
}

/// A set climbs in small steps: level or one up is best, jumps are worst, and down is a little worse than up.
func energyScore(_ step: Int?) -> Double {
  guard let step else { return 0.5 }
  return switch step {
  case 0, 1: 1
  case -1, 2: 0.8
  case -2, 3: 0.5
  case -3, 4: 0.25
  default: 0.1
  }
}

/// A factor: two vocals at once are the clash that everybody hears; a bar of it hardly matters, and stems can mute one.
func vocalScore(_ beats: Int?) -> Double {
  guard let beats else { return 1 }
  return 1 - 0.4 * Double(beats) / Double(VoiceBeats.count)
}

/// Hours for which a play counts as "tonight".
package let setLengthHours = 12.0

/// A factor: 1 for an artist and a track not played lately.
func freshness(of candidate: Candidate, in now: NowPlaying) -> Double {
  var factor = 1.0
  if let artist = candidate.artist {
    if artist == now.artist { factor *= 0.75 } else if now.recentArtists.contains(artist) { factor *= 0.85 }
  }
  if let played = candidate.lastPlayed {
    let hours = (now.date - played) / 3600
    if hours < setLengthHours { factor *= 0.2 } else if hours < 7 * 24 { factor *= 0.95 }
  }
  return factor
}
