import Glibc
import Music

/// How loud the two channels are and what they have in common, a hundred times a second.
struct StereoImage {
  /// Sums over each hundredth of a second: left², right² and left × right.
  private var left: [Float] = []
  private var right: [Float] = []
  private var product: [Float] = []
  private let framesPerBlock: Double
  /// Frames that were added, and where the last of the blocks ends.
  private var frames = 0
  private var end = 0

  /// Of nothing yet.
  init(sampleRate: SampleRate) { framesPerBlock = sampleRate.hz / OnsetCurves.rate }

  /// Takes frames × 2 interleaved samples, finite; writes half of left + right and half of left − right of each.
  mutating func add(
    _ samples: UnsafePointer<Float>, frames count: Int, middles: UnsafeMutablePointer<Float>,
    sides: UnsafeMutablePointer<Float>
  ) {
    var done = 0
    while done < count {
      if frames == end {
        left.append(0)
        right.append(0)
        product.append(0)
        end = max(frames + 1, Int(Double(left.count) * framesPerBlock))
      }
      let length = min(count - done, end - frames)
      let sums = Self.split(samples + 2 * done, frames: length, middles + done, sides + done)
      left[left.count - 1] += sums.left
      right[right.count - 1] += sums.right
      product[product.count - 1] += sums.product
      done += length
      frames += length
    }
  }

  private static func split(
    _ samples: UnsafePointer<Float>, frames: Int, _ middles: UnsafeMutablePointer<Float>,
    _ sides: UnsafeMutablePointer<Float>
  ) -> (left: Float, right: Float, product: Float) {
    var (ll, rr, lr) = (SIMD4<Float>.zero, SIMD4<Float>.zero, SIMD4<Float>.zero)
    var frame = 0
    while frame + 4 <= frames {
      let four = UnsafeRawPointer(samples + 2 * frame).loadUnaligned(as: SIMD8<Float>.self)
      let (l, r) = (four.evenHalf, four.oddHalf)
      ll += l * l
      rr += r * r
      lr += l * r
      UnsafeMutableRawPointer(middles + frame).storeBytes(of: 0.5 * (l + r), as: SIMD4<Float>.self)
      UnsafeMutableRawPointer(sides + frame).storeBytes(of: 0.5 * (l - r), as: SIMD4<Float>.self)
      frame += 4
    }
    var sums = (left: ll.sum(), right: rr.sum(), product: lr.sum())
    while frame < frames {
      let (l, r) = (samples[2 * frame], samples[2 * frame + 1])
      sums.left += l * l
      sums.right += r * r
      sums.product += l * r
      (middles[frame], sides[frame]) = (0.5 * (l + r), 0.5 * (l - r))
      frame += 1
    }
    return sums
  }

  /// Of the first `frames` frames: all, or a whole number of hundredths of a second.
  func first(_ frames: Int) -> StereoImage {
    guard frames < self.frames else { return self }
    var image = self
    let blocks = Int((Double(frames) / framesPerBlock).rounded())
    for list in [\StereoImage.left, \.right, \.product] { image[keyPath: list].removeLast(left.count - blocks) }
    (image.frames, image.end) = (frames, frames)
    return image
  }

  /// Forgets the first frames: a whole number of hundredths of a second.
  mutating func removeFirst(_ frames: Int) {
    let blocks = Int((Double(frames) / framesPerBlock).rounded())
    for list in [\StereoImage.left, \.right, \.product] { self[keyPath: list].removeFirst(blocks) }
    self.frames -= frames
    end -= frames
  }

  /// Sums of squares over all frames: of half of left + right, and the mean of both channels'.
  var powers: (middle: Double, both: Double) {
    var (middle, both) = (0.0, 0.0)
    for block in left.indices {
      let sum = Double(left[block]) + Double(right[block])
      middle += 0.25 * (sum + 2 * Double(product[block]))
      both += 0.5 * sum
    }
    return (max(0, middle), both)
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

  /// The channels' correlation, −1…1: 1 is the same signal in both, below 0 they cancel each other in mono. Nil in
  /// silence, and where one channel is silent.
  var correlation: Double? {
    let sum = sums(from: 0, to: Double(left.count) / OnsetCurves.rate)
    let scale = (sum.left * sum.right).squareRoot()
    return scale > 1e-9 ? min(1, max(-1, sum.product / scale)) : nil
  }
}
