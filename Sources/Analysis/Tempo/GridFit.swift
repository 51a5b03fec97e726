import Glibc
import Music

/// The line through the beats: one tempo for the whole track where it keeps one, else as few regions as it takes.
struct GridFit {
  private(set) var grid: BeatGrid
  let isConstant: Bool
  private let attacks: AttackCurve

  /// - Parameter firstSound: seconds; nil in silence.
  init(tempo: Double, onsets: OnsetCurves, attacks: AttackCurve, firstSound: Double?) {
    let pulse = SteadyPulse(onsets, near: tempo)
    let steady = SteadyGrid(pulse, onsets: onsets, attacks: attacks, firstSound: firstSound)
    // More pieces always explain a little more: by a few hundredths where the tempo is one, to twice and far more where
    // it moves.
    if let moving = MovingGrid(tempo: tempo, onsets: onsets, attacks: attacks, firstSound: firstSound),
      moving.clarity > 1.3 * steady.clarity
    {
      grid = moving.grid
      isConstant = false
    } else {
      grid = steady.grid
      isConstant = true
    }
    self.attacks = attacks
  }

  /// How high the mean attack is on the beats or on the quarters and thirds between them, whichever is highest: two
  /// lines are compared by how well they keep to the music's pulse, not by which of its pulses they count.
  fileprivate static func clarity(_ times: [Double], attacks: AttackCurve) -> Double {
    [0, 0.25, 1.0 / 3, 0.5, 2.0 / 3, 0.75].reduce(0) { highest, part in
      let places = zip(times, times.dropFirst()).map { $0 + part * ($1 - $0) }
      return max(
        highest, AttackShape(attacks.epochAverage(places, radius: AttackShape.radius)).attack(limit: 15).height)
    }
  }

  /// The same line with the beats counted at another level.
  func counted(_ level: BeatLevel, duration: Double) -> GridFit {
    guard level.ratio != 1 || level.phase != 0 else { return self }
    var fit = self
    fit.grid = level.grid(from: grid)
    let times = fit.grid.beats(in: TrackTime(0)...TrackTime(duration)).map(\.value)
    let shift = AttackShape(attacks.epochAverage(times, radius: AttackShape.radius)).attack(limit: 25).seconds
    fit.grid = fit.grid.moved(by: shift)
    return fit
  }

  /// The tempo of the middle beat.
  func bpm(duration: Double) -> Double {
    guard !isConstant else { return grid.anchors[0].bpm.value }
    let times = grid.beats(in: TrackTime(0)...TrackTime(duration)).map(\.value)
    let lengths = zip(times, times.dropFirst()).map { $1 - $0 }.sorted()
    return lengths.isEmpty ? grid.anchors[0].bpm.value : 60 / lengths[lengths.count / 2]
  }
}

extension BeatGrid {
  fileprivate func moved(by seconds: Double) -> BeatGrid {
    BeatGrid(
      anchors: anchors.map { Anchor(time: $0.time + Seconds(seconds), beat: $0.beat, bpm: $0.bpm) }, downbeat: nil)
  }
}

/// One tempo from the first beat to the last.
private struct SteadyGrid {
  let grid: BeatGrid
  let clarity: Double

  init(_ pulse: SteadyPulse, onsets: OnsetCurves, attacks: AttackCurve, firstSound: Double?) {
    let framesPerBeat = 60 * OnsetCurves.rate / pulse.bpm
    let phase = (0..<onsets.frames).map { (Double($0) / framesPerBeat).truncatingRemainder(dividingBy: 1) }
    let place = BeatPhase(onsets, phase: phase, framesPerBeat: framesPerBeat, firstSound: firstSound)
    let period = 60 / pulse.bpm
    let count = Int(Double(onsets.frames) / framesPerBeat)
    var line = BeatLine(start: place.offset * period, period: period)
    line = Self.refined(line, count: count, attacks: attacks).snapped(beats: count)
    let times = (0..<count).map { line.time(of: Double($0)) }
    let attack = AttackShape(attacks.epochAverage(times, radius: AttackShape.radius)).attack(limit: 30)
    line.start += attack.seconds
    // Beat 0 is the first one that is not before the track's start.
    let first = line.start - (line.start / line.period).rounded(.down) * line.period
    grid = BeatGrid(bpm: BPM(60 / line.period), firstBeat: TrackTime(first), downbeat: nil)
    clarity = GridFit.clarity(times, attacks: attacks)
  }

  /// Slope and phase to a fraction of a millisecond: the track in pieces of 16 beats, each piece's mean attack laid
  /// over the whole track's, and the line through the shifts that fit best; again, until it stays, as a line that is
  /// off blurs the mean. A piece with other instruments (an intro without drums) has another attack, so that few pieces
  /// must not turn the line.
  private static func refined(_ line: BeatLine, count: Int, attacks: AttackCurve) -> BeatLine {
    var line = line
    for _ in 0..<8 {
      let times = (0..<count).map { line.time(of: Double($0)) }
      let shape = AttackShape(attacks.epochAverage(times, radius: AttackShape.radius))
      var points: [(beat: Double, time: Double, weight: Double)] = []
      for start in stride(from: 0, to: count - 8, by: 16) {
        let end = min(count, start + 16)
        let (shift, likeness) = shape.shift(
          of: attacks.epochAverage(times[start..<end], radius: AttackShape.radius), limit: 25)
        // What is not alike is noise: the less of it, the more exact the shift.
        if likeness > 0.5 { points.append((Double(start + end - 1) / 2, shift, likeness / (1.02 - likeness))) }
      }
      guard points.count >= 4, let correction = BeatLine(through: points, tolerance: 0.0005) else { return line }
      line = BeatLine(start: line.start + correction.start, period: line.period + correction.period)
      if abs(correction.start) < 0.0001, abs(correction.period) * Double(count) < 0.0001 { break }
    }
    return line
  }
}

/// A tempo that moves: beats tracked one by one, and straight pieces through them.
private struct MovingGrid {
  let grid: BeatGrid
  let clarity: Double

  /// Nil where no beats are found.
  init?(tempo: Double, onsets: OnsetCurves, attacks: AttackCurve, firstSound: Double?) {
    let path = TempoPath(onsets, near: tempo)
    var beats = BeatTrack(onsets, path: path).beats
    guard beats.count >= 8 else { return nil }
    let place = Self.place(of: beats, onsets: onsets, firstSound: firstSound)
    beats = Self.moved(beats, by: place.offset)
    let rough = AttackShape(attacks.epochAverage(beats, radius: AttackShape.radius)).attack(limit: 30).seconds
    guard let regions = TempoRegions(beats.map { $0 + rough }, attacks: attacks).grid else { return nil }
    let times = regions.beats(in: TrackTime(beats[0])...TrackTime(beats[beats.count - 1])).map(\.value)
    let attack = AttackShape(attacks.epochAverage(times, radius: AttackShape.radius)).attack(limit: 15)
    grid = regions.moved(by: attack.seconds)
    clarity = GridFit.clarity(times, attacks: attacks)
  }

  private static func place(of beats: [Double], onsets: OnsetCurves, firstSound: Double?) -> BeatPhase {
    var phase = [Double](repeating: 0, count: onsets.frames)
    let lead = (beats[1] - beats[0]) * OnsetCurves.rate
    for frame in 0..<min(onsets.frames, Int((beats[0] * OnsetCurves.rate).rounded())) {
      let place = (Double(frame) - beats[0] * OnsetCurves.rate) / lead
      phase[frame] = place - place.rounded(.down)
    }
    for (from, to) in zip(beats, beats.dropFirst()) {
      let first = Int((from * OnsetCurves.rate).rounded())
      let last = min(onsets.frames, Int((to * OnsetCurves.rate).rounded()))
      for frame in first..<max(first, last) { phase[frame] = Double(frame - first) / Double(max(1, last - first)) }
    }
    let mean = (beats[beats.count - 1] - beats[0]) / Double(beats.count - 1)
    return BeatPhase(onsets, phase: phase, framesPerBeat: mean * OnsetCurves.rate, firstSound: firstSound)
  }

  /// Each beat moved on by a fraction of its own length; less than a tenth is the tracker's own business.
  private static func moved(_ beats: [Double], by fraction: Double) -> [Double] {
    guard fraction > 0.1, fraction < 0.9 else { return beats }
    return beats.indices.map { index in
      let length = index + 1 < beats.count ? beats[index + 1] - beats[index] : beats[index] - beats[index - 1]
      return beats[index] + fraction * length
    }
  }
}
