import Glibc

/// Where in the period the beat lies: the track is folded at its period, and the place that looks most like a beat
/// wins. The strongest onsets need not be on the beat (off-beat hats and basses), so the bands are asked one by one.
struct BeatPhase {
  /// Fractions of a period, 0..<1, from the phase that was given.
  let offset: Double

  private static let bins = 64

  /// - Parameters:
  ///   - phase: for each frame, where in the beat it lies by a first guess (0..<1).
  ///   - framesPerBeat: on average.
  ///   - firstSound: seconds; nil in silence.
  init(_ onsets: OnsetCurves, phase: [Double], framesPerBeat: Double, firstSound: Double?) {
    let slots = phase.map { min(Self.bins - 1, Int($0 * Double(Self.bins))) }
    let whole = Self.folded(onsets.whole, slots)
    let low = Self.folded(Self.sum(onsets.bands, 0...1), slots)
    let mid = Self.folded(Self.sum(onsets.bands, 3...5), slots)
    let change = Self.folded(Accents.changes(onsets.levels, radius: Int(2 * framesPerBeat)).map { $0 * $0 }, slots)

    let opening = firstSound.flatMap { seconds -> Double? in
      let frame = Int((seconds * OnsetCurves.rate).rounded())
      return phase.indices.contains(frame) ? phase[frame] : nil
    }
    var found: [(slot: Int, score: Double)] = []
    let highest = whole.max() ?? 0
    for slot in 0..<Self.bins {
      let before = whole[(slot + Self.bins - 1) % Self.bins]
      let after = whole[(slot + 1) % Self.bins]
      guard whole[slot] >= before, whole[slot] > after, whole[slot] > 0.3 * highest else { continue }
      var score = Self.likelihood(slot, whole: whole, low: low, mid: mid, change: change)
      if let opening {
        let beats = opening - Double(slot) / Double(Self.bins)
        let distance = abs(beats - beats.rounded()) * framesPerBeat / OnsetCurves.rate
        score += FirstSound.weight * FirstSound.nearness(distance)
      }
      found.append((slot, score))
    }
    found.sort { $0.score > $1.score }
    offset = found.isEmpty ? 0 : (Double(found[0].slot) + 0.5) / Double(Self.bins)
  }

  /// A beat is where much starts (kick and snare more than hats), where the sound changes for longer than a beat, and
  /// from where swung notes lie two thirds on, never one third; where its halves are swung, five sixths on, never one
  /// sixth.
  private static func likelihood(
    _ slot: Int, whole: [Double], low: [Double], mid: [Double], change: [Double]
  ) -> Double {
    func near(_ curve: [Double], _ slot: Int) -> Double {
      (-1...1).map { curve[(slot + $0 + 2 * bins) % bins] }.max() ?? 0
    }
    let third = near(whole, slot + bins / 3)
    let twoThirds = near(whole, slot + 2 * bins / 3)
    let sixth = near(whole, slot + Int((Double(bins) / 6).rounded()))
    let fiveSixths = near(whole, slot + Int((Double(bins) * 5 / 6).rounded()))
    return log(near(whole, slot) + 0.1) + 0.5 * log(near(low, slot) + 0.3) + 0.5 * log(near(mid, slot) + 0.3)
      + log(near(change, slot) + 0.1) + 0.5 * log((twoThirds + 1) / (third + 1))
      + 0.5 * log((fiveSixths + 1) / (sixth + 1))
  }

  /// The mean of a curve at each place in the beat, smoothed over three places, over its mean.
  private static func folded(_ curve: [Float], _ slots: [Int]) -> [Double] {
    var sums = [Double](repeating: 0, count: bins)
    var counts = [Double](repeating: 1e-9, count: bins)
    for (value, slot) in zip(curve, slots) {
      sums[slot] += Double(value)
      counts[slot] += 1
    }
    let means = zip(sums, counts).map { $0 / $1 }
    let smooth = (0..<bins).map { (means[($0 + bins - 1) % bins] + means[$0] + means[($0 + 1) % bins]) / 3 }
    let mean = max(1e-9, smooth.reduce(0, +) / Double(bins))
    return smooth.map { $0 / mean }
  }

  private static func sum(_ curves: [[Float]], _ bands: ClosedRange<Int>) -> [Float] {
    var total = curves[bands.lowerBound]
    for band in bands.dropFirst() { for frame in total.indices { total[frame] += curves[band][frame] } }
    return total
  }
}
