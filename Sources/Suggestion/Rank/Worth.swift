import Glibc
import Music

// One small function for each part; each returns 0…1, where 1 is what a DJ would pick first. What is not known lies in
// between: it may be good.

/// The tempo change that matches another tempo: as it is, or in half or double time, whichever is smallest.
/// - Returns: nil when one of them is not known.
package func tempoChange(from tempo: BPM?, to now: BPM?) -> (percent: Double, tempoMultiple: Double)? {
  guard let tempo, let now, tempo.value > 0, now.value > 0 else { return nil }
  let ratio = now.value / tempo.value
  var best = (percent: (ratio - 1) * 100, tempoMultiple: 1.0)
  func compare(_ tempoMultiple: Double) {
    let percent = (ratio / tempoMultiple - 1) * 100
    if abs(percent) < abs(best.percent) { best = (percent, tempoMultiple) }
  }
  // Not a loop over a list: a million candidates are looked at.
  compare(0.5)
  compare(2)
  return best
}

/// Falls from 1 at the same tempo to 0.4 at the edge of what is done without a word, and from there to 0 at four times
/// that.
func tempoWorth(_ percent: Double?, tempoMultiple: Double, window: Double, _ rules: SuggestRules) -> Double {
  guard let percent else { return 0.3 }
  let share = abs(percent) / max(0.1, window)
  let worth = share <= 1 ? 1 - 0.6 * share : max(0, 0.4 * (4 - share) / 3)
  return worth * (tempoMultiple == 1 ? 1 : rules.otherTime)
}

/// A set goes in small steps: half a point off the step that is wanted is as good as none, five are a jump.
func energyWorth(_ step: Double?, wanted: Double) -> Double {
  guard let step, step.isFinite else { return 0.5 }
  let off = abs(step - wanted)
  return off <= 0.5 ? 1 : max(0.1, 1 - 0.225 * (off - 0.5))
}

/// Two voices at once are the clash that everybody hears: sixteen seconds of it are as bad as all.
func voicesWorth(seconds: Double) -> Double { 1 - min(1, max(0, seconds) / 16) }

/// The same by beats, of the 64 where one is mixed into the other.
func voicesWorth(beats: Int?) -> Double { beats.map { 1 - Double($0) / Double(VoiceBeats.count) } ?? 0.8 }

/// Falls with how far two numbers lie apart, to 0 at `width`; a half where one is not known.
func nearness(_ one: Double?, _ other: Double?, width: Double) -> Double {
  guard let one, let other, one.isFinite, other.isFinite else { return 0.5 }
  return max(0, 1 - abs(one - other) / width)
}

/// Half of it by the balance of the bands above the bass, half by brightness, where two octaves are far apart.
func timbreWorth(_ one: TrackAnalysis, _ other: TrackAnalysis) -> Double {
  func octaves(_ track: TrackAnalysis) -> Double? { track.brightness_hz.flatMap { $0 > 0 ? log2($0) : nil } }
  let brightness = nearness(octaves(one), octaves(other), width: 2)
  guard let a = one.band_balance, let b = other.band_balance else { return 0.5 * brightness + 0.25 }
  let apart = [a.low_mid_db - b.low_mid_db, a.mid_db - b.mid_db, a.presence_db - b.presence_db, a.air_db - b.air_db]
  return 0.5 * brightness + 0.5 * nearness(apart.reduce(0) { $0 + abs($1) } / 4, 0, width: 12)
}

/// The share of the power below 250 Hz, dB; nil where it is not known.
func lowEnd(_ track: TrackAnalysis) -> Double? {
  track.band_balance.map { 10 * log10(pow(10, $0.sub_db / 10) + pow(10, $0.bass_db / 10)) }
}

/// 1 for the same words in the tags, less for some of them: "Deep House" is near "Tech House".
func genreWorth(_ one: String?, _ other: String?) -> Double {
  let (mine, theirs) = (genreWords(one), genreWords(other))
  guard !mine.isEmpty, !theirs.isEmpty else { return 0.5 }
  let shared = mine.intersection(theirs).count
  return shared == 0 ? 0.2 : 0.4 + 0.6 * Double(shared) / Double(mine.union(theirs).count)
}

func genreWords(_ genre: String?) -> Set<String> {
  Set((genre ?? "").folded.split { !$0.isLetter && !$0.isNumber }.map(String.init))
}

/// How far two tunings lie apart, cents; a semitone off is in tune again.
func tuningGap(_ one: Double?, _ other: Double?) -> Double? {
  guard let one, let other, one.isFinite, other.isFinite else { return nil }
  let gap = abs(one - other).truncatingRemainder(dividingBy: 100)
  return min(gap, 100 - gap)
}

/// Hours for which a play counts as "tonight".
package let setLengthHours = 12.0

/// 1 for an artist and a track not played lately.
func historyWorth(of candidate: Candidate, in now: NowPlaying, _ rules: SuggestRules) -> Double {
  var worth = 1.0
  if let artist = candidate.artist {
    if artist == now.artist {
      worth *= rules.sameArtist
    } else if !now.recentArtists.isEmpty, now.recentArtists.contains(artist) {
      worth *= rules.recentArtist
    }
  }
  if let played = candidate.lastPlayed {
    let hours = (now.date - played) / 3600
    if hours < setLengthHours { worth *= 0.2 } else if hours < 7 * 24 { worth *= 0.9 }
  }
  return worth
}
