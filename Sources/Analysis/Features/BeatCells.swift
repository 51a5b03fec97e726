import Glibc
import Music

extension TrackFeatures {
  /// Gathers the curves into one cell a beat.
  ///
  /// - Parameters:
  ///   - beats: seconds, rising; with fewer than two, cells are half a second long.
  ///   - soundingRange: seconds where the sound starts and ends; nil in silence.
  init(
    beats: [Double], onsets: OnsetCurves, chromagram: Chromagram, stereo: StereoImage,
    soundingRange: ClosedRange<Double>?,
    duration: Double
  ) {
    guard onsets.frames > 0, duration > 0 else {
      self.init(times: [0], cells: [], soundingRange: nil)
      return
    }
    let times = Self.borders(beats, duration: duration)
    let cells = zip(times, times.dropFirst()).map { start, end in
      Cell(from: start, to: end, onsets: onsets, chromagram: chromagram, stereo: stereo)
    }
    self.init(times: times, cells: cells, soundingRange: soundingRange)
  }

  /// The beats, with what lies before the first and after the last divided into beats too.
  private static func borders(_ beats: [Double], duration: Double) -> [Double] {
    guard let first = beats.first, let last = beats.last, beats.count > 1 else {
      return stride(from: 0, to: duration, by: 0.5).filter { duration - $0 > 0.25 || $0 == 0 } + [duration]
    }
    let (before, after) = (beats[1] - first, last - beats[beats.count - 2])
    let lead = stride(from: first - before, to: 0.25 * before, by: -max(0.1, before)).reversed()
    let tail = stride(from: last + after, to: duration - 0.25 * after, by: max(0.1, after))
    // A border at nought and one at the end, unless a beat is there already.
    return (first > 0.001 ? [0] : []) + lead + beats + tail + (last < duration - 0.001 ? [duration] : [])
  }
}

extension TrackFeatures.Cell {
  /// The window of a spectrum reaches over the beat's border: cells start 20 ms early, where the beat's own attack
  /// begins.
  private static let lead = 0.02

  init(from start: Double, to end: Double, onsets: OnsetCurves, chromagram: Chromagram, stereo: StereoImage) {
    let first = min(onsets.frames - 1, max(0, Int((start - Self.lead) * OnsetCurves.rate)))
    let last = min(onsets.frames, max(first + 1, Int((end - Self.lead) * OnsetCurves.rate)))
    let share = 1 / Float(last - first)
    // Below −50 there is nothing to tell apart.
    let levels = onsets.levels.map { band in band[first..<last].reduce(0) { $0 + max($1, -50) } * share }
    let floors = TrackFeatures.floorBands.map { band in
      max(-50, percentile(Array(onsets.levels[band][first..<last]), 0.25))
    }
    let rises = onsets.bands.map { band in band[first..<last].reduce(0, +) * share }
    self.init(
      levels: levels, floors: floors,
      onsets: (0..<4).map { 0.5 * (rises[2 * $0] + rises[2 * $0 + 1]) },
      chroma: chromagram.chroma(from: start, to: end), loudness: stereo.loudness(from: start, to: end),
      width: Float(stereo.width(from: start, to: end)))
  }
}
