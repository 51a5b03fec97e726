import Glibc
import Music

/// Which beats start a bar and which bars start a phrase, from what changes there, pooled over the whole track.
struct Downbeats {
  let beatsPerBar: Int
  /// Nil when no beat of the bar stands out.
  let downbeat: Int?
  let phraseStart: Int?
  let barsPerPhrase: Int

  /// How far the best beat of the bar must be ahead of the next, in standard deviations of the cues. Equal beats come to 0.06 by
  /// chance, music with bars to 0.15 and far more.
  private static let leastMargin = 0.1

  /// - Parameter times: of all the grid's beats in the track, seconds.
  init(times: [Double], onsets: OnsetCurves, harmony: Harmony) {
    barsPerPhrase = 8
    let cues = BeatCues(times: times, onsets: onsets, harmony: harmony)
    let bar = cues.beatsPerBar
    beatsPerBar = bar
    // The chord and the bass change with the bar, sections start with one, the bass drum opens it, the snare answers.
    // The first and last two bars are left out: the grid may reach beyond the music there.
    let inside = 2 * bar..<max(2 * bar, times.count - 2 * bar)
    let votes = (0..<bar).map { phase in
      1.5 * cues.mean(cues.chords, phase, bar, in: inside) + cues.mean(cues.sections, phase, bar, in: inside)
        + 0.5 * cues.mean(cues.kicks, phase, bar, in: inside)
        - 0.25 * cues.mean(cues.snares, phase, bar, in: inside)
    }
    let order = votes.indices.sorted { votes[$0] > votes[$1] }
    let isKnown = inside.count >= 4 * bar && votes[order[0]] - votes[order[1]] > Self.leastMargin
    downbeat = isKnown ? order[0] : nil
    guard let downbeat else {
      phraseStart = nil
      return
    }
    // A phrase starts where most changes, of the bars that the downbeats allow. The first and last sixteen beats cannot tell.
    let length = beatsPerBar * barsPerPhrase
    let starts = stride(from: downbeat, to: length, by: beatsPerBar)
    let told = { (start: Int) in
      cues.mean(cues.phrases, start, length, in: 16..<max(16, times.count - 16))
    }
    phraseStart = times.count >= 3 * length ? starts.max { told($0) < told($1) } : nil
  }
}

/// What happens at each beat, each cue standardised over the track (mean 0, deviation 1).
struct BeatCues {
  /// How different the next four beats are from the last four.
  let sections: [Double]
  /// The same over sixteen beats, squared: what a phrase's start has and a bar's start has not.
  let phrases: [Double]
  /// How much the notes change.
  let chords: [Double]
  /// Onsets of the low bands, and of the bands where a snare speaks.
  let kicks: [Double]
  let snares: [Double]

  init(times: [Double], onsets: OnsetCurves, harmony: Harmony) {
    let levels = times.indices.map { index -> [Double] in
      let end = index + 1 < times.count ? times[index + 1] : times[index] + 0.5
      return Self.mean(onsets.levels, from: times[index] - 0.02, to: end - 0.02)
    }
    sections = Self.standardised(Self.novelty(levels, reach: 4), least: 2)
    phrases = Self.standardised(Self.novelty(levels, reach: 16).map { $0 * $0 }, least: 4)
    chords = Self.standardised(harmony.changes(at: times), least: 0.05)
    kicks = Self.standardised(times.map { Self.peak(onsets.bands, bands: 0...1, at: $0) }, least: 0.5)
    snares = Self.standardised(times.map { Self.peak(onsets.bands, bands: 3...6, at: $0) }, least: 0.5)
  }

  /// Four, unless all cues together repeat far better after three and six beats than after four and eight.
  var beatsPerBar: Int {
    let all = [sections, chords, kicks, snares]
    func likeness(_ lag: Int) -> Double { all.reduce(0) { $0 + Self.correlation($1, lag) } }
    let triple = likeness(3) + likeness(6)
    return sections.count >= 48 && triple > 0.5 && triple > 1.3 * (likeness(4) + likeness(8)) ? 3 : 4
  }

  /// Of a standardised cue with itself, `lag` beats later.
  private static func correlation(_ cue: [Double], _ lag: Int) -> Double {
    guard cue.count > lag else { return 0 }
    return zip(cue, cue.dropFirst(lag)).reduce(0) { $0 + $1.0 * $1.1 } / Double(cue.count - lag)
  }

  /// The mean of a cue over those of the beats phase, phase + period, … that lie in `range` (nil: all).
  func mean(_ cue: [Double], _ phase: Int, _ period: Int, in range: Range<Int>? = nil) -> Double {
    let values = stride(from: phase, to: cue.count, by: period).filter { range?.contains($0) ?? true }.map { cue[$0] }
    return values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  /// How much the mean levels change from the `reach` beats before each beat to those from it on. Where there are not as many, it
  /// is the mean of the others: the track's ends speak for no beat of the bar.
  private static func novelty(_ levels: [[Double]], reach: Int) -> [Double] {
    guard levels.count > 2 * reach else { return [Double](repeating: 0, count: levels.count) }
    let inside = (reach...(levels.count - reach)).map { index in
      (0..<OnsetCurves.bandCount).reduce(0.0) { distance, band in
        let after = (0..<reach).reduce(0.0) { $0 + levels[index + $1][band] }
        let before = (1...reach).reduce(0.0) { $0 + levels[index - $1][band] }
        return distance + abs(after - before) / Double(reach)
      }
    }
    let mean = inside.reduce(0, +) / Double(inside.count)
    return [Double](repeating: mean, count: reach) + inside + [Double](repeating: mean, count: reach - 1)
  }

  private static func mean(_ curves: [[Float]], from: Double, to: Double) -> [Double] {
    curves.map { curve in
      let first = max(0, Int(from * OnsetCurves.rate))
      let last = min(curve.count - 1, Int(to * OnsetCurves.rate))
      guard first <= last else { return 0 }
      return Double(curve[first...last].reduce(0, +)) / Double(last - first + 1)
    }
  }

  private static func peak(_ curves: [[Float]], bands: ClosedRange<Int>, at time: Double) -> Double {
    let frame = Int((time * OnsetCurves.rate).rounded())
    return bands.reduce(0.0) { sum, band in
      let from = max(0, frame - 3)
      let to = min(curves[band].count - 1, frame + 3)
      return from <= to ? sum + Double(curves[band][from...to].max() ?? 0) : sum
    }
  }

  /// Mean 0, deviation 1, at most ±4; but a cue that varies by less than `least` says nothing, and is not blown up to say it.
  private static func standardised(_ values: [Double], least: Double) -> [Double] {
    guard !values.isEmpty else { return [] }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    let scale = 1 / max(variance.squareRoot(), least, 1e-9)
    return values.map { min(4, max(-4, ($0 - mean) * scale)) }
  }
}
