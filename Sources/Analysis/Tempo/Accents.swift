import Glibc

/// What speaks for a beat at each moment of a track, as curves of `OnsetCurves.rate` values a second, each with mean 1:
/// drums and notes that start (low, middle and high), a sound that changes for half a second, notes that change for a
/// second.
struct Accents {
  /// Low, mid, high, sound, notes.
  let curves: [[Float]]
  /// Whatever starts.
  let all: [Float]
  /// How the low bands repeat; nil where nothing is low.
  let bass: Periodicity?

  init(onsets: OnsetCurves, chromagram: Chromagram) {
    let frames = onsets.frames
    let bands = [0...1, 3...5, 6...7].map { range in
      var sum = [Float](repeating: 0, count: frames)
      for band in range { for frame in 0..<frames { sum[frame] += onsets.bands[band][frame] } }
      return Self.widened(sum)
    }
    let sound = Self.widened(Self.changes(onsets.levels, radius: Int(0.5 * OnsetCurves.rate)))
    curves = (bands + [sound, Self.changes(chromagram, frames: frames)]).map(Self.normalised)
    all = Self.normalised(Self.widened(onsets.whole))
    bass = Periodicity(onsets.peaks(of: 0...1))
  }

  /// The highest of two frames to each side: a beat need not lie on the frame.
  private static func widened(_ curve: [Float]) -> [Float] {
    curve.indices.map { index in curve[max(0, index - 2)...min(curve.count - 1, index + 2)].max() ?? 0 }
  }

  private static func normalised(_ curve: [Float]) -> [Float] {
    let mean = curve.reduce(0, +) / Float(max(1, curve.count))
    return mean > 1e-9 ? curve.map { $0 / mean } : curve
  }

  /// How different the mean band levels of the next `radius` frames are from those of the last.
  static func changes(_ levels: [[Float]], radius: Int) -> [Float] {
    let frames = levels[0].count
    var total = [Float](repeating: 0, count: frames)
    guard frames > 2 * radius, radius > 0 else { return total }
    for level in levels {
      var running = [Double](repeating: 0, count: frames + 1)
      for frame in 0..<frames { running[frame + 1] = running[frame] + Double(level[frame]) }
      for frame in radius..<(frames - radius) {
        total[frame] += Float(
          abs(running[frame + radius] - 2 * running[frame] + running[frame - radius]) / Double(radius))
      }
    }
    return total
  }

  /// How different the notes of the next nine tenths of a second are from those of the last (1 − cosine of the sums of
  /// chroma and bass chroma).
  private static func changes(_ chromagram: Chromagram, frames: Int) -> [Float] {
    let count = chromagram.frames.count
    let radius = max(1, Int((0.9 / chromagram.hop).rounded()))
    guard count > 2 * radius else { return [Float](repeating: 0, count: frames) }
    var running = [[Float]](repeating: [Float](repeating: 0, count: 24), count: count + 1)
    for frame in 0..<count {
      for note in 0..<12 {
        running[frame + 1][note] = running[frame][note] + chromagram.frames[frame][note]
        running[frame + 1][12 + note] = running[frame][12 + note] + chromagram.bass[frame][note]
      }
    }
    let changes = (0..<count).map { frame -> Float in
      let (from, to) = (max(0, frame - radius), min(count, frame + radius))
      var (dot, a, b) = (Float(0), Float(1e-9), Float(1e-9))
      for note in 0..<24 {
        let before = running[frame][note] - running[from][note]
        let after = running[to][note] - running[frame][note]
        dot += before * after
        a += before * before
        b += after * after
      }
      return a > 1e-6 && b > 1e-6 ? 1 - dot / (a * b).squareRoot() : 0
    }
    return (0..<frames).map { frame in
      let place = Double(frame) / OnsetCurves.rate / chromagram.hop
      let index = min(count - 1, Int(place))
      let next = min(count - 1, index + 1)
      let fraction = Float(place - Double(index))
      return changes[index] * (1 - fraction) + changes[next] * fraction
    }
  }

  /// The mean of a curve over every `step`th of `times` from `first` on; 1 without any.
  static func mean(_ values: [Float], _ times: [Double], from first: Int = 0, step: Int = 1) -> Double {
    var sum: Float = 0
    var number: Float = 0
    for index in stride(from: first, to: times.count, by: step) {
      let frame = Int((times[index] * OnsetCurves.rate).rounded())
      guard frame >= 0, frame < values.count else { continue }
      sum += values[frame]
      number += 1
    }
    return number > 0 ? Double(sum / number) : 1
  }
}
