import Glibc
import Music

/// How loud the two channels are and what they have in common, a hundred times a second.
struct StereoImage {
  /// Sums over each hundredth of a second: left², right² and left × right.
  private let left: [Float]
  private let right: [Float]
  private let product: [Float]
  private let framesPerBlock: Double

  /// One pass over the samples: frames × 2, interleaved, finite.
  init(_ samples: UnsafeBufferPointer<Float>, sampleRate: SampleRate) {
    framesPerBlock = sampleRate.hz / OnsetCurves.rate
    let frames = samples.count / 2
    let count = Int((Double(frames) / framesPerBlock).rounded(.up))
    var left = [Float](repeating: 0, count: count)
    var right = left
    var product = left
    for block in 0..<count {
      let from = Int(Double(block) * framesPerBlock)
      let to = min(frames, Int(Double(block + 1) * framesPerBlock))
      var (ll, rr, lr): (Float, Float, Float) = (0, 0, 0)
      for frame in from..<max(from, to) {
        let (l, r) = (samples[2 * frame], samples[2 * frame + 1])
        ll += l * l
        rr += r * r
        lr += l * r
      }
      left[block] = ll
      right[block] = rr
      product[block] = lr
    }
    self.left = left
    self.right = right
    self.product = product
  }

  /// The power of both channels, of the side signal, and what the channels share, over a stretch of time (nil: all).
  private func sums(from: Double, to: Double) -> (left: Double, right: Double, product: Double, frames: Double) {
    let first = min(left.count, max(0, Int((from * OnsetCurves.rate).rounded())))
    let last = min(left.count, max(first, Int((to * OnsetCurves.rate).rounded())))
    var (ll, rr, lr) = (0.0, 0.0, 0.0)
    for block in first..<last {
      ll += Double(left[block])
      rr += Double(right[block])
      lr += Double(product[block])
    }
    return (ll, rr, lr, Double(last - first) * framesPerBlock)
  }

  /// Root mean square of both channels, dBFS; −100 in silence.
  func loudness(from: Double, to: Double) -> Float {
    let sum = sums(from: from, to: to)
    guard sum.frames > 0 else { return -100 }
    return Float(max(-100, 10 * log10((sum.left + sum.right) / (2 * sum.frames) + 1e-10)))
  }

  /// Share of the side signal in the power: 0 is mono, ½ two strangers, 1 the same signal inverted. 0 in silence.
  func width(from: Double = 0, to: Double = .greatestFiniteMagnitude) -> Double {
    let sum = sums(from: from, to: min(to, Double(left.count) / OnsetCurves.rate))
    let total = 2 * (sum.left + sum.right)
    return total > 1e-9 ? min(1, max(0, (sum.left + sum.right - 2 * sum.product) / total)) : 0
  }

  /// The channels' correlation, −1…1: 1 is the same signal in both, below 0 they cancel each other in mono. Nil in silence, and
  /// where one channel is silent.
  var correlation: Double? {
    let sum = sums(from: 0, to: Double(left.count) / OnsetCurves.rate)
    let scale = (sum.left * sum.right).squareRoot()
    return scale > 1e-9 ? min(1, max(-1, sum.product / scale)) : nil
  }
}
