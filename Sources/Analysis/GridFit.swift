import Glibc
import Music

/// The line through the beats: one tempo for the whole track where that explains them, else as few regions as it takes.
struct GridFit {
  /// Beat 0 of the first anchor lies within the track's first beat.
  let grid: BeatGrid
  /// How much of the beats' evidence lies on the grid: 0…1.
  let agreement: Double
  let isConstant: Bool

  /// - Parameters: beats: at least two, seconds.
  init?(beats: [Double], onsets: OnsetCurves, attacks: AttackCurve, duration: Double) {
    guard beats.count >= 8 else { return nil }
    let tracked = Self.evidence(at: beats, onsets)
    guard let line = Line(beats) else { return nil }
    let refined = Self.refined(line, beats: beats, attacks: attacks)
    let steady = (0..<beats.count).map { refined.time(of: Double($0)) }
    let onLine = Self.evidence(at: steady, onsets)
    if onLine >= 0.85 * tracked {
      isConstant = true
      agreement = min(1, onLine)
      let snapped = refined.snapped(beats: beats.count)
      let phase = Self.attackOffset(of: snapped, count: beats.count, attacks: attacks)
      grid = Self.constant(Line(start: snapped.start + phase, period: snapped.period))
    } else {
      isConstant = false
      agreement = min(1, tracked)
      let profile = attacks.epochAverage(beats, reach: 40)
      let shift = Self.peakOffset(profile, reach: 40)
      guard let regions = Self.regions(beats.map { $0 + shift }) else { return nil }
      grid = regions
    }
  }

  /// The mean onset strength within two frames of each time.
  private static func evidence(at times: [Double], _ onsets: OnsetCurves) -> Double {
    var sum = 0.0
    var number = 0.0
    for time in times {
      let frame = Int((time * OnsetCurves.rate).rounded())
      guard frame >= 2, frame + 2 < onsets.frames else { continue }
      sum += Double(onsets.whole[(frame - 2)...(frame + 2)].max() ?? 0)
      number += 1
    }
    return number > 0 ? sum / number : 0
  }

  /// Slope and phase to a fraction of a millisecond: the track in pieces of 16 beats, each piece's mean attack laid over the
  /// whole track's, and the line through the shifts that fit best.
  private static func refined(_ line: Line, beats: [Double], attacks: AttackCurve) -> Line {
    var line = line
    let reach = 60
    for _ in 0..<3 {
      let times = (0..<beats.count).map { line.time(of: Double($0)) }
      let template = smoothed(attacks.epochAverage(times, reach: reach))
      var points: [(beat: Double, shift: Double, weight: Double)] = []
      for start in stride(from: 0, to: beats.count - 8, by: 16) {
        let end = min(beats.count, start + 16)
        let piece = smoothed(attacks.epochAverage(times[start..<end], reach: reach))
        let (shift, likeness) = bestShift(of: piece, onto: template, limit: 30)
        if likeness > 0.3 { points.append((Double(start + end - 1) / 2, Double(shift) / AttackCurve.rate, likeness)) }
      }
      guard points.count >= 4, let correction = Line(weighted: points) else { return line }
      line = Line(start: line.start + correction.start, period: line.period + correction.period)
    }
    return line
  }

  private static func smoothed(_ profile: [Float]) -> [Float] {
    profile.indices.map { index in
      let from = max(0, index - 2)
      let to = min(profile.count - 1, index + 2)
      return profile[from...to].reduce(0, +) / Float(to - from + 1)
    }
  }

  /// By how many milliseconds `piece` comes later than `template`, and their correlation there.
  private static func bestShift(of piece: [Float], onto template: [Float], limit: Int) -> (Int, Double) {
    var best = (0, -1.0)
    for shift in -limit...limit {
      let from = max(0, -shift)
      let to = min(template.count, template.count - shift)
      var (dot, a, b) = (0.0, 1e-9, 1e-9)
      for index in from..<to {
        let x = Double(template[index])
        let y = Double(piece[index + shift])
        dot += x * y
        a += x * x
        b += y * y
      }
      let likeness = dot / (a * b).squareRoot()
      if likeness > best.1 { best = (shift, likeness) }
    }
    return best
  }

  /// From the grid to the attack: the peak of the mean attack around the beats.
  private static func attackOffset(of line: Line, count: Int, attacks: AttackCurve) -> Double {
    let profile = attacks.epochAverage((0..<count).map { line.time(of: Double($0)) }, reach: 40)
    return peakOffset(profile, reach: 40)
  }

  private static func peakOffset(_ profile: [Float], reach: Int) -> Double {
    let smooth = smoothed(profile)
    guard let top = smooth.indices.max(by: { smooth[$0] < smooth[$1] }), smooth[top] > 0 else { return 0 }
    return Double(top - reach) / AttackCurve.rate
  }

  /// The grid's beat 0 is the first beat at or after the track's start.
  private static func constant(_ line: Line) -> BeatGrid {
    let first = line.start - (line.start / line.period).rounded(.down) * line.period
    return BeatGrid(bpm: BPM(60 / line.period), firstBeat: TrackTime(max(0, first)), downbeat: nil)
  }

  /// Beats smoothed over 9 neighbours, then as few straight pieces as stay within 8 ms of them.
  private static func regions(_ beats: [Double]) -> BeatGrid? {
    let smooth = beats.indices.map { index in
      let from = max(0, index - 4)
      let to = min(beats.count - 1, index + 4)
      let piece = (from...to).map { (Double($0 - index), beats[$0], 1.0) }
      return Line(weighted: piece)?.start ?? beats[index]
    }
    var kept = [0]
    while let last = kept.last, last < smooth.count - 1 {
      var end = min(smooth.count - 1, last + 4)
      while end < smooth.count - 1, straight(smooth, last, end + 1) { end += 1 }
      kept.append(end)
    }
    var anchors: [BeatGrid.Anchor] = []
    for (from, to) in zip(kept, kept.dropFirst()) {
      let period = (smooth[to] - smooth[from]) / Double(to - from)
      guard period > 0.1 else { return nil }
      anchors.append(
        BeatGrid.Anchor(time: TrackTime(smooth[from]), beat: BeatPosition(Double(from)), bpm: BPM(60 / period)))
    }
    guard !anchors.isEmpty else { return nil }
    return BeatGrid(anchors: anchors, downbeat: nil)
  }

  private static func straight(_ beats: [Double], _ from: Int, _ to: Int) -> Bool {
    let period = (beats[to] - beats[from]) / Double(to - from)
    return (from...to).allSatisfy { abs(beats[from] + Double($0 - from) * period - beats[$0]) < 0.008 }
  }
}

/// Time as a straight line over the number of the beat.
struct Line {
  /// Where beat 0 lies, and a beat's length, in seconds.
  var start: Double
  var period: Double

  init(start: Double, period: Double) {
    self.start = start
    self.period = period
  }

  func time(of beat: Double) -> Double { start + beat * period }

  /// Weighted least squares. Nil where the points do not make a line.
  init?(weighted points: [(beat: Double, shift: Double, weight: Double)]) {
    var (sw, sx, sy, sxx, sxy) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (x, y, w) in points {
      sw += w
      sx += w * x
      sy += w * y
      sxx += w * x * x
      sxy += w * x * y
    }
    let determinant = sw * sxx - sx * sx
    guard determinant > 1e-9 else { return nil }
    period = (sw * sxy - sx * sy) / determinant
    start = (sy - period * sx) / sw
  }

  /// A robust fit: beats far from the line (2.5 times the median deviation) are left out, and it is drawn again.
  init?(_ beats: [Double]) {
    var points = beats.enumerated().map { (beat: Double($0.offset), shift: $0.element, weight: 1.0) }
    guard var line = Line(weighted: points) else { return nil }
    for _ in 0..<4 {
      let deviations = points.map { abs($0.shift - line.time(of: $0.beat)) }.sorted()
      let limit = max(0.012, 2.5 * 1.48 * deviations[deviations.count / 2])
      points = beats.enumerated().map { (beat: Double($0.offset), shift: $0.element, weight: 1.0) }
        .filter { abs($0.shift - line.time(of: $0.beat)) <= limit }
      guard points.count >= 8, let better = Line(weighted: points) else { break }
      line = better
    }
    self = line
  }

  /// Producers set whole tempi: where one lies so near that the beats stay within 5 ms of this line to the end, it is meant.
  func snapped(beats: Int) -> Line {
    let bpm = 60 / period
    for step in [1.0, 0.5, 0.1] {
      let round = (bpm / step).rounded() * step
      let drift = abs(60 / round - period) * Double(beats) / 2
      if drift < 0.005 {
        let middle = Double(beats) / 2
        return Line(start: time(of: middle) - middle * 60 / round, period: 60 / round)
      }
    }
    return self
  }
}
