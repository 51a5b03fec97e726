import Glibc

/// What happens at each beat, each feature standardised over the track (mean 0, deviation 1, at most ±4).
struct BeatEvidence {
  /// How much the notes change, one beat against one, and two against two.
  let chords: [Double]
  let longChords: [Double]
  /// How much the notes below 260 Hz change, beat against beat.
  let bass: [Double]
  /// How different the band levels are, two beats against two, and four against four.
  let shifts: [Double]
  let sections: [Double]
  /// Onsets of the low bands, of those where a snare speaks, of the highest, and of all.
  let kicks: [Double]
  let snares: [Double]
  let hats: [Double]
  let onsets: [Double]
  /// Level of the low bands during the beat.
  let lows: [Double]
  /// Strength of the onsets at a third, a half and so on between the beats, in shares of the strongest: see
  /// `isTernary`.
  private let subdivisions: [Double]

  /// - Parameter times: of all the grid's beats in the track, seconds.
  init(times: [Double], onsets curves: OnsetCurves, chromagram: Chromagram) {
    let levels = times.indices.map { index -> [Double] in
      let end = index + 1 < times.count ? times[index + 1] : times[index] + 0.5
      return Self.mean(curves.levels, from: times[index] - 0.02, to: end - 0.02)
    }
    chords = Self.standardised(chromagram.changes(at: times, beats: 1), least: 0.05)
    longChords = Self.standardised(chromagram.changes(at: times, beats: 2), least: 0.05)
    bass = Self.standardised(chromagram.changes(at: times, beats: 1, onlyBass: true), least: 0.05)
    shifts = Self.standardised(Self.novelty(levels, radius: 2), least: 2)
    sections = Self.standardised(Self.novelty(levels, radius: 4), least: 2)
    kicks = Self.standardised(times.map { Self.peak(curves.bands, bands: 0...1, at: $0) }, least: 0.5)
    snares = Self.standardised(times.map { Self.peak(curves.bands, bands: 3...6, at: $0) }, least: 0.5)
    hats = Self.standardised(times.map { Self.peak(curves.bands, bands: 6...7, at: $0) }, least: 0.5)
    onsets = Self.standardised(times.map { Self.peak([curves.whole], bands: 0...0, at: $0) }, least: 0.1)
    lows = Self.standardised(levels.map { ($0[0] + $0[1]) / 2 }, least: 1)
    subdivisions = [0, 1 / 3.0, 2 / 3.0, 0.25, 0.5, 0.75].map { fraction in
      let between = zip(times, times.dropFirst()).map { $0 + fraction * ($1 - $0) }
      let peaks = between.map { Self.peak([curves.whole], bands: 0...0, at: $0, radius: 1) }
      return peaks.isEmpty ? 0 : peaks.reduce(0, +) / Double(peaks.count)
    }
  }

  /// All that can tell one beat of a bar from another.
  var all: [[Double]] { [chords, longChords, bass, shifts, sections, kicks, snares, hats, onsets, lows] }

  /// True where the beats divide in three: something starts at a third and at two thirds, and less at the quarters and
  /// the half. (A shuffle has the two thirds alone.)
  var isTernary: Bool {
    let thirds = min(subdivisions[1], subdivisions[2])
    return thirds > 0.15 * subdivisions[0] && thirds > 1.5 * (subdivisions[3...].max() ?? 0) + 0.03
  }

  /// The mean of a feature over those of the beats phase, phase + period, … that lie in `range`.
  static func mean(_ feature: [Double], _ phase: Int, _ period: Int, in range: Range<Int>) -> Double {
    var (sum, number) = (0.0, 0.0)
    for index in stride(from: phase, to: min(feature.count, range.upperBound), by: period)
    where index >= range.lowerBound {
      sum += feature[index]
      number += 1
    }
    return number > 0 ? sum / number : 0
  }

  /// How much more the cues repeat with a period than chance has it: the mean over the cues of the variance ratio
  /// between and within the places in the period (F statistic; 1 is chance). `beyond`: what a shorter period explains
  /// already is left out.
  func regularity(period: Int, beyond shorter: Int = 1, in range: Range<Int>) -> Double {
    let length = Double(range.count)
    guard range.count >= 2 * period else { return 0 }
    let ratios = all.map { feature -> Double in
      let base = (0..<shorter).map { Self.mean(feature, $0, shorter, in: range) }
      let means = (0..<period).map { Self.mean(feature, $0, period, in: range) - base[$0 % shorter] }
      let between = means.reduce(0) { $0 + $1 * $1 } * length / Double(period) / Double(period - shorter)
      let total = range.reduce(0.0) { $0 + (feature[$1] - base[$1 % shorter]) * (feature[$1] - base[$1 % shorter]) }
      return between / max(1e-6, total / length)
    }
    return ratios.reduce(0, +) / Double(ratios.count)
  }

  /// How much the mean levels change from the `radius` beats before each beat to those from it on. Where there are not
  /// as many, it is the mean of the others: the track's ends speak for no beat of the bar.
  private static func novelty(_ levels: [[Double]], radius: Int) -> [Double] {
    guard levels.count > 2 * radius else { return [Double](repeating: 0, count: levels.count) }
    let inside = (radius...(levels.count - radius)).map { index in
      (0..<OnsetCurves.bandCount).reduce(0.0) { distance, band in
        let after = (0..<radius).reduce(0.0) { $0 + levels[index + $1][band] }
        let before = (1...radius).reduce(0.0) { $0 + levels[index - $1][band] }
        return distance + abs(after - before) / Double(radius)
      }
    }
    let mean = inside.reduce(0, +) / Double(inside.count)
    return [Double](repeating: mean, count: radius) + inside + [Double](repeating: mean, count: radius - 1)
  }

  private static func mean(_ curves: [[Float]], from: Double, to: Double) -> [Double] {
    curves.map { curve in
      let first = max(0, Int(from * OnsetCurves.rate))
      let last = min(curve.count - 1, Int(to * OnsetCurves.rate))
      guard first <= last else { return 0 }
      // Below −50 there is nothing to tell apart.
      return Double(curve[first...last].reduce(0) { $0 + max(-50, $1) }) / Double(last - first + 1)
    }
  }

  private static func peak(_ curves: [[Float]], bands: ClosedRange<Int>, at time: Double, radius: Int = 3) -> Double {
    let frame = Int((time * OnsetCurves.rate).rounded())
    return bands.reduce(0.0) { sum, band in
      let from = max(0, frame - radius)
      let to = min(curves[band].count - 1, frame + radius)
      return from <= to ? sum + Double(curves[band][from...to].max() ?? 0) : sum
    }
  }

  /// Mean 0, deviation 1, at most ±4; but a feature that varies by less than `least` says nothing, and is not blown up
  /// to say it.
  private static func standardised(_ values: [Double], least: Double) -> [Double] {
    guard !values.isEmpty else { return [] }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    let scale = 1 / max(variance.squareRoot(), least, 1e-9)
    return values.map { min(4, max(-4, ($0 - mean) * scale)) }
  }
}
