import Glibc
import Music

/// The power of stereo sound as ears weigh it, tenth of a second by tenth: the first half of a loudness meter by
/// ITU-R BS.1770-4, Annex 1. Both channels count alike.
///
/// The standard gives its two filters for 48 kHz alone; for other rates they are made from the analogue ones that those come from
/// (B. De Man, "Evaluation of implementations of the EBU R128 loudness measurement", AES 145, 2018).
struct KWeighting {
  /// Mean squares of the weighted channels, added up, of each full tenth of a second.
  private(set) var tenths: [Double] = []

  private let framesPerTenth: Int
  private var framesIntoTenth = 0
  private var sum = Pair.zero
  private var shelf: Stage
  private var highPass: Stage

  /// Left and right.
  private typealias Pair = SIMD2<Double>

  /// A filter of the second order, direct form I.
  private struct Stage {
    var b0: Double
    var b1: Double
    var b2: Double
    var a1: Double
    var a2: Double
    var x1 = Pair.zero
    var x2 = Pair.zero
    var y1 = Pair.zero
    var y2 = Pair.zero

    @inline(__always) mutating func next(_ x: Pair) -> Pair {
      // The last output comes last: the next sample waits for one product and one difference alone.
      let y = (b0 * x + b1 * x1 + b2 * x2 - a2 * y2) - a1 * y1
      (x2, x1) = (x1, x)
      (y2, y1) = (y1, y)
      return y
    }

    /// Far below what is measured, and where processors begin to be slow.
    mutating func forgetEchoes() {
      if abs(y1).max() < 1e-60, abs(y2).max() < 1e-60 { (y1, y2) = (.zero, .zero) }
    }

    private func abs(_ pair: Pair) -> Pair { pair.replacing(with: -pair, where: pair .< 0) }
  }

  /// - Precondition: `rate` is 16 Hz or more.
  init(rate: Double) {
    framesPerTenth = (Int(rate) + 5) / 10
    // The head: a high shelf of 4 dB.
    var k = tan(Double.pi * 1681.974450955533 / rate)
    var q = 0.7071752369554196
    let high = pow(10, 3.999843853973347 / 20)
    let band = pow(high, 0.4996667741545416)
    var scale = 1 / (1 + k / q + k * k)
    shelf = Stage(
      b0: (high + band * k / q + k * k) * scale, b1: 2 * (k * k - high) * scale,
      b2: (high - band * k / q + k * k) * scale, a1: 2 * (k * k - 1) * scale, a2: (1 - k / q + k * k) * scale)
    // Low frequencies count less.
    k = tan(Double.pi * 38.13547087602444 / rate)
    q = 0.5003270373238773
    scale = 1 / (1 + k / q + k * k)
    highPass = Stage(b0: 1, b1: -2, b2: 1, a1: 2 * (k * k - 1) * scale, a2: (1 - k / q + k * k) * scale)
  }

  /// Takes the next piece: frames × 2, interleaved, finite.
  mutating func add(_ samples: UnsafeBufferPointer<Float>) {
    guard let base = samples.baseAddress else { return }
    let frames = samples.count / 2
    var start = 0
    while start < frames {
      let count = min(frames - start, framesPerTenth - framesIntoTenth)
      weigh(base + 2 * start, count)
      start += count
      framesIntoTenth += count
      if framesIntoTenth == framesPerTenth {
        tenths.append(sum.sum() / Double(framesPerTenth))
        (framesIntoTenth, sum) = (0, .zero)
        shelf.forgetEchoes()
        highPass.forgetEchoes()
      }
    }
  }

  private mutating func weigh(_ samples: UnsafePointer<Float>, _ frames: Int) {
    var (shelf, highPass, sum) = (shelf, highPass, sum)
    for frame in 0..<frames {
      let weighted = highPass.next(shelf.next(Pair(Double(samples[2 * frame]), Double(samples[2 * frame + 1]))))
      sum += weighted * weighted
    }
    (self.shelf, self.highPass, self.sum) = (shelf, highPass, sum)
  }
}
