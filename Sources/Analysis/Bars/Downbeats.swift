import Glibc

/// How many beats a bar has and which of them opens it, from what changes there, pooled over the whole track.
struct Downbeats {
  /// The metres that are told apart. In 6/8 the beats are dotted quarters, two a bar.
  enum Metre: String {
    case threeFour = "3/4"
    case fourFour = "4/4"
    case sixEight = "6/8"

    var beatsPerBar: Int {
      switch self {
      case .threeFour: 3
      case .fourFour: 4
      case .sixEight: 2
      }
    }
  }

  let metre: Metre
  /// Nil when no beat of the bar stands out.
  let downbeat: Int?
  /// How likely that beat is the right one among those of the bar, 0…1.
  let confidence: Double

  /// How far the votes for the beats of the bar must lie apart. Music with bars comes to 0.8 and far more.
  private static let leastSpread = 0.75
  /// The same times the root of the number of bars. Cues of pure chance that all agree with each other would come to 7
  /// (the weights' sum, times the range that four normal figures have on average, 2.06); on the development corpus
  /// those tracks whose downbeats are known and found begin at 14.
  private static let leastEvidence = 8.0

  /// The chord and the bass change with the bar, parts start with one, the bass drum opens it. The first sound is an
  /// opening bar's more often than not.
  ///
  /// The weights are those of a multinomial logistic regression over the four beats of the bar, rounded, trained on the
  /// 60 tracks in 4/4 with known downbeats of the development corpus and 24 of the demo generator, on true and on found
  /// beats; with each of the corpus' seven families left out in turn, 98 % of the held-out tracks are right. The first
  /// sound's weight was learnt as 2.1 from sequenced music, nearly all of which starts on a bar; it is cut by half for
  /// recordings with an upbeat.
  private static func vote(_ cues: BeatEvidence, phase: Int, period: Int, in range: Range<Int>) -> Double {
    1.25 * BeatEvidence.mean(cues.chords, phase, period, in: range)
      + 1.1 * BeatEvidence.mean(cues.longChords, phase, period, in: range)
      + BeatEvidence.mean(cues.bass, phase, period, in: range)
      + 0.3 * BeatEvidence.mean(cues.sections, phase, period, in: range)
      + 0.75 * BeatEvidence.mean(cues.kicks, phase, period, in: range)
  }
  private static let firstSoundWeight = 1.0

  /// - Parameters:
  ///   - times: of all the grid's beats in the track, seconds.
  ///   - firstSound: seconds; nil in silence.
  init(times: [Double], onsets: OnsetCurves, chromagram: Chromagram, firstSound: Double?) {
    let cues = BeatEvidence(times: times, onsets: onsets, chromagram: chromagram)
    metre = Self.metre(cues, count: times.count)
    let bar = metre.beatsPerBar
    // The first and last two bars are left out: the grid may extend beyond the music there.
    let inside = 2 * bar..<max(2 * bar, times.count - 2 * bar)
    let heard = (0..<bar).map { Self.vote(cues, phase: $0, period: bar, in: inside) }
    let spread = (heard.max() ?? 0) - (heard.min() ?? 0)
    let bars = Double(inside.count) / Double(bar)
    guard inside.count >= 4 * bar, spread > max(Self.leastSpread, Self.leastEvidence / bars.squareRoot()) else {
      downbeat = nil
      confidence = 0
      return
    }
    var votes = heard
    if let (beat, nearness) = Self.beat(at: firstSound, times) {
      votes[beat % bar] += Self.firstSoundWeight * nearness
    }
    let best = votes.indices.max { votes[$0] < votes[$1] } ?? 0
    downbeat = best
    confidence = 1 / votes.reduce(0) { $0 + exp($1 - votes[best]) }
  }

  /// The beat nearest to the first sound, and how near it is: 1 on the beat, a seventh half a beat off.
  private static func beat(at time: Double?, _ times: [Double]) -> (beat: Int, nearness: Double)? {
    guard let time, times.count > 1,
      let beat = times.indices.min(by: { abs(times[$0] - time) < abs(times[$1] - time) })
    else { return nil }
    return (beat, exp(-4 * abs(times[beat] - time) / (times[1] - times[0])))
  }

  /// Three where all cues together repeat far better with three beats than with four: 20 and more against 5 in music
  /// that is in three, never more than a third of it in music that is in four. Two beats that divide in three are 6/8,
  /// unless every second one is different again, as in 12/8, which DJs count as four.
  private static func metre(_ cues: BeatEvidence, count: Int) -> Metre {
    guard count >= 48 else { return .fourFour }
    let inside = 8..<(count - 8)
    let triple = cues.regularity(period: 3, in: inside)
    if triple > 5, triple > 2 * cues.regularity(period: 4, in: inside) { return .threeFour }
    return cues.isTernary && cues.regularity(period: 4, beyond: 2, in: inside) < 2 ? .sixEight : .fourFour
  }
}
