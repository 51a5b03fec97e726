import Glibc
import Music

/// The line through the beats: one tempo for the whole track where it keeps one, else as few regions as it takes.
struct GridFit {
  let grid: BeatGrid
  /// How sure the grid is, from the steadiness of the pulse and from how clearly the beat stands out from the off-beat: 0…1.
  let confidence: Double
  let isConstant: Bool

  /// Nil where no beats are found.
  init?(tempo: Double, onsets: OnsetCurves, attacks: AttackCurve) {
    let pulse = SteadyPulse(onsets, near: tempo)
    if pulse.steadiness >= 0.8 {
      let framesPerBeat = 60 * OnsetCurves.rate / pulse.bpm
      let phase = (0..<onsets.frames).map { (Double($0) / framesPerBeat).truncatingRemainder(dividingBy: 1) }
      let place = BeatPhase(onsets, phase: phase, framesPerBeat: framesPerBeat)
      let period = 60 / pulse.bpm
      let count = Int(Double(onsets.frames) / framesPerBeat)
      var line = Line(start: place.offset * period, period: period)
      line = Self.refined(line, count: count, attacks: attacks).snapped(beats: count)
      line.start += Self.attackOffset((0..<count).map { line.time(of: Double($0)) }, attacks: attacks)
      // Beat 0 is the first one that is not before the track's start.
      let first = line.start - (line.start / line.period).rounded(.down) * line.period
      grid = BeatGrid(bpm: BPM(60 / line.period), firstBeat: TrackTime(first), downbeat: nil)
      isConstant = true
      confidence = pulse.steadiness * min(1, 0.5 + place.margin)
    } else {
      var beats = BeatTrack(onsets, bpm: tempo).beats
      guard beats.count >= 8 else { return nil }
      let place = Self.place(of: beats, onsets: onsets)
      beats = Self.moved(beats, by: place.offset)
      let offset = Self.attackOffset(beats, attacks: attacks)
      guard let regions = TempoRegions(beats.map { $0 + offset }).grid else { return nil }
      grid = regions
      isConstant = false
      confidence = pulse.steadiness * min(1, 0.5 + place.margin)
    }
  }

  private static func place(of beats: [Double], onsets: OnsetCurves) -> BeatPhase {
    var phase = [Double](repeating: 0, count: onsets.frames)
    for (from, to) in zip(beats, beats.dropFirst()) {
      let first = Int((from * OnsetCurves.rate).rounded())
      let last = min(onsets.frames, Int((to * OnsetCurves.rate).rounded()))
      for frame in first..<max(first, last) { phase[frame] = Double(frame - first) / Double(max(1, last - first)) }
    }
    let mean = (beats[beats.count - 1] - beats[0]) / Double(beats.count - 1)
    return BeatPhase(onsets, phase: phase, framesPerBeat: mean * OnsetCurves.rate)
  }

  /// Each beat moved on by a fraction of its own length; less than a tenth is the tracker's own business.
  private static func moved(_ beats: [Double], by fraction: Double) -> [Double] {
    guard fraction > 0.1, fraction < 0.9 else { return beats }
    return beats.indices.map { index in
      let length = index + 1 < beats.count ? beats[index + 1] - beats[index] : beats[index] - beats[index - 1]
      return beats[index] + fraction * length
    }
  }

  /// Slope and phase to a fraction of a millisecond: the track in pieces of 16 beats, each piece's mean attack laid over the
  /// whole track's, and the line through the shifts that fit best.
  private static func refined(_ line: Line, count: Int, attacks: AttackCurve) -> Line {
    var line = line
    for _ in 0..<2 {
      let times = (0..<count).map { line.time(of: Double($0)) }
      let template = smoothed(attacks.epochAverage(times, reach: 60))
      var points: [(beat: Double, time: Double, weight: Double)] = []
      for start in stride(from: 0, to: count - 8, by: 16) {
        let end = min(count, start + 16)
        let piece = smoothed(attacks.epochAverage(times[start..<end], reach: 60))
        let (shift, likeness) = bestShift(of: piece, onto: template, limit: 25)
        if likeness > 0.5 { points.append((Double(start + end - 1) / 2, Double(shift) / AttackCurve.rate, likeness)) }
      }
      guard points.count >= 4, let correction = Line(weighted: points) else { return line }
      line = Line(start: line.start + correction.start, period: line.period + correction.period)
    }
    return line
  }

  /// Five milliseconds' mean.
  private static func smoothed(_ profile: [Float]) -> [Float] {
    profile.indices.map { index in
      let from = max(0, index - 2)
      let to = min(profile.count - 1, index + 2)
      return profile[from...to].reduce(0, +) / Float(to - from + 1)
    }
  }

  /// By how many milliseconds `piece` comes later than `template`, and how alike they are there (0…1).
  private static func bestShift(of piece: [Float], onto template: [Float], limit: Int) -> (Int, Double) {
    var best = (shift: 0, likeness: -1.0)
    for shift in -limit...limit {
      var (dot, a, b) = (Float(0), Float(1e-9), Float(1e-9))
      for index in max(0, -shift)..<min(template.count, template.count - shift) {
        let (x, y) = (template[index], piece[index + shift])
        dot += x * y
        a += x * x
        b += y * y
      }
      let likeness = Double(dot / (a * b).squareRoot())
      if likeness > best.likeness { best = (shift, likeness) }
    }
    return best
  }

  /// From the beats to their attacks, in seconds: the peak of the mean attack within 30 ms.
  private static func attackOffset(_ times: [Double], attacks: AttackCurve) -> Double {
    let reach = 30
    let profile = smoothed(attacks.epochAverage(times, reach: reach))
    guard let top = profile.indices.max(by: { profile[$0] < profile[$1] }), profile[top] > 0 else { return 0 }
    return Double(top - reach) / AttackCurve.rate
  }
}
