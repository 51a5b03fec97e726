import Glibc
import Music

/// Where somebody sings, from what `VocalFeatures` heard: a linear judge a fifth of a second, smoothed over a second
/// and over the bar, since singing comes and goes with the bars.
struct Vocals {
  /// In order, apart from each other; empty when nobody sings. Nil when the track is too short or too silent to tell.
  let spans: [TrackAnalysis.VocalSpan]?

  /// Pauses shorter than this are within a phrase; seconds.
  private static let breath = 0.9
  /// Shorter calls are chance; seconds.
  private static let shortest = 1.0
  /// A whole track is said to have no vocals at all where less than so many seconds of it would.
  private static let least = 3.0

  /// - Parameter downbeats: seconds; empty where bars are not known: two seconds count as a bar then.
  init(_ features: VocalFeatures, downbeats: [Double], duration: Double) {
    guard features.frames > 0 else {
      spans = nil
      return
    }
    let evidence = Self.evidence(features)
    let bars = Self.bars(downbeats, frames: evidence.count)
    let smooth = zip(Self.overBars(evidence, bars), Self.overSecond(evidence)).map { 0.5 * ($0 + $1) }
    // Whether there are vocals at all asks for strong evidence somewhere; where they are is then a matter of this
    // track's own middle: backings differ more than voices do.
    guard percentile(smooth, 0.92) >= VocalWeights.gate else {
      spans = []
      return
    }
    // Beyond what the fit has seen, the middle tells no more: a track with one short call is mostly not sung.
    let middle = max(-4.5, min(1.5, percentile(smooth, 0.5)))
    let odds = smooth.map { VocalWeights.slope * $0 + VocalWeights.middle * middle + VocalWeights.offset }
    spans = Self.spans(odds, duration: duration)
  }

  /// The logarithm of the odds that a frame is sung, as the frame itself tells.
  static func evidence(_ features: VocalFeatures) -> [Float] {
    var evidence = [Float](repeating: VocalWeights.bias, count: features.frames)
    for (column, values) in features.columns.enumerated() {
      // Against the track's own middle and spread: a bright track is not a voice.
      let middle = percentile(values, 0.5)
      let mean = values.reduce(0, +) / Float(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)
      let scale = VocalWeights.relative[column] / (variance.squareRoot() + 1e-3)
      let weight = VocalWeights.absolute[column]
      for frame in evidence.indices { evidence[frame] += weight * values[frame] + scale * (values[frame] - middle) }
    }
    return evidence
  }

  /// Frames at which bars begin, from the first frame to the end; the known ones are continued on both sides.
  static func bars(_ downbeats: [Double], frames: Int) -> [Int] {
    let end = Double(frames) / VocalFeatures.rate
    let lengths = zip(downbeats, downbeats.dropFirst()).map { $1 - $0 }.sorted()
    let usual = lengths.count < 2 ? 2 : max(0.5, lengths[lengths.count / 2])
    var times = lengths.count < 2 ? [0] : downbeats
    while let first = times.first, first > 0 { times.insert(first - usual, at: 0) }
    while let last = times.last, last < end { times.append(last + usual) }
    let places = times.map { min(frames, max(0, Int(($0 * VocalFeatures.rate).rounded()))) }
    return places.reduce(into: []) { unique, place in if unique.last != place { unique.append(place) } }
  }

  private static func overBars(_ values: [Float], _ bars: [Int]) -> [Float] {
    var means = values
    for (from, to) in zip(bars, bars.dropFirst()) {
      let mean = values[from..<to].reduce(0, +) / Float(to - from)
      for frame in from..<to { means[frame] = mean }
    }
    return means
  }

  private static func overSecond(_ values: [Float]) -> [Float] {
    values.indices.map { frame in
      let around = max(0, frame - 2)..<min(values.count, frame + 3)
      return values[around].reduce(0, +) / Float(around.count)
    }
  }

  /// Frames with even odds or better, breaths bridged and chance calls left out. A span's confidence is the mean
  /// probability of its frames.
  static func spans(_ odds: [Float], duration: Double) -> [TrackAnalysis.VocalSpan] {
    var ranges: [Range<Int>] = []
    for frame in odds.indices where odds[frame] > 0 {
      if let last = ranges.last, Double(frame - last.upperBound) / VocalFeatures.rate < breath {
        ranges[ranges.count - 1] = last.lowerBound..<frame + 1
      } else {
        ranges.append(frame..<frame + 1)
      }
    }
    ranges.removeAll { Double($0.count) / VocalFeatures.rate < shortest }
    guard Double(ranges.reduce(0) { $0 + $1.count }) / VocalFeatures.rate >= least else { return [] }
    return ranges.map { range in
      let sum = range.reduce(0.0) { $0 + 1 / (1 + exp(-Double(odds[$1]))) }
      // A frame stands for the time around its middle.
      let start = max(0, (Double(range.lowerBound) - 0.5) / VocalFeatures.rate)
      let end = min(duration, (Double(range.upperBound) - 0.5) / VocalFeatures.rate)
      return TrackAnalysis.VocalSpan(
        start_seconds: start, end_seconds: end, confidence: sum / Double(range.count))
    }
  }
}
