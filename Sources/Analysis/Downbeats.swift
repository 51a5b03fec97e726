import Glibc
import Music

/// Which beats start a bar and which bars start a phrase, from what changes there, pooled over the whole track.
struct Downbeats {
  let beatsPerBar: Int
  /// Nil when no beat of the bar stands out.
  let downbeat: Int?
  let phraseStart: Int?
  let barsPerPhrase: Int

  init(times: [Double], onsets: OnsetCurves, harmony: Harmony) {
    beatsPerBar = 4
    barsPerPhrase = 8
    let cues = BeatCues(times: times, onsets: onsets, harmony: harmony)
    guard times.count >= 16 else {
      (downbeat, phraseStart) = (nil, nil)
      return
    }
    let votes = (0..<4).map { phase in
      2 * cues.mean(cues.sections, phase, 4) + 1.5 * cues.mean(cues.chords, phase, 4)
        + 1 * cues.mean(cues.kicks, phase, 4) - 0.5 * cues.mean(cues.snares, phase, 4)
    }
    let order = votes.indices.sorted { votes[$0] > votes[$1] }
    let margin = votes[order[0]] - votes[order[1]]
    downbeat = margin > 0.02 ? order[0] : nil
    guard let downbeat else {
      phraseStart = nil
      return
    }
    // A phrase starts where most changes, of the bars that the downbeats allow.
    let length = beatsPerBar * barsPerPhrase
    let starts = stride(from: downbeat, to: length, by: beatsPerBar)
    phraseStart =
      times.count >= 2 * length
      ? starts.max { cues.mean(cues.sections, $0, length) < cues.mean(cues.sections, $1, length) } : nil
  }
}

/// What happens at each beat, each cue standardised over the track (mean 0, deviation 1).
struct BeatCues {
  /// How different the next four beats are from the last four.
  let sections: [Double]
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
    sections = Self.standardised(
      times.indices.map { index in
        guard index >= 4, index + 4 <= levels.count else { return 0 }
        var distance = 0.0
        for band in 0..<OnsetCurves.bandCount {
          let after = (0..<4).reduce(0.0) { $0 + levels[index + $1][band] }
          let before = (1...4).reduce(0.0) { $0 + levels[index - $1][band] }
          distance += abs(after - before)
        }
        return distance
      })
    chords = Self.standardised(harmony.changes(at: times))
    kicks = Self.standardised(times.map { Self.peak(onsets.bands, bands: 0...1, at: $0) })
    snares = Self.standardised(times.map { Self.peak(onsets.bands, bands: 3...6, at: $0) })
  }

  /// The mean of a cue over the beats phase, phase + period, …
  func mean(_ cue: [Double], _ phase: Int, _ period: Int) -> Double {
    let values = stride(from: phase, to: cue.count, by: period).map { cue[$0] }
    return values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
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

  static func standardised(_ values: [Double]) -> [Double] {
    guard !values.isEmpty else { return [] }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    let scale = variance > 1e-12 ? 1 / variance.squareRoot() : 0
    return values.map { ($0 - mean) * scale }
  }
}
