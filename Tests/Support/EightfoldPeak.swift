import Glibc

/// A true-peak meter for tests: eight times oversampled, in double precision.
package enum EightfoldPeak {
  /// Samples to each side that a point between two samples is made of.
  private static let reach = 10

  /// A sinc under Kaiser's window with β = 5 over ±10 samples: the filter that SciPy's `resample_poly` makes by
  /// default.
  private static let filters: [[Double]] = (1..<8).map { phase in
    let weights = (1 - reach...reach).map { tap -> Double in
      let distance = Double(tap) - Double(phase) / 8
      let window = bessel(5 * max(0, 1 - pow(distance / Double(reach), 2)).squareRoot()) / bessel(5)
      return sin(.pi * distance) / (.pi * distance) * window
    }
    return weights
  }

  /// The modified Bessel function I₀.
  private static func bessel(_ x: Double) -> Double {
    var (sum, term, number) = (1.0, 1.0, 1.0)
    while term > 1e-15 * sum {
      term *= x * x / 4 / (number * number)
      sum += term
      number += 1
    }
    return sum
  }

  /// The highest level between the samples of `sound` (stereo frames), dBTP.
  package static func decibels(_ sound: [SIMD2<Float>]) -> Double {
    var highest = 0.0
    for frame in reach..<(sound.count - reach) {
      highest = max(highest, Double(abs(sound[frame].x)), Double(abs(sound[frame].y)))
      for filter in filters {
        var sum = SIMD2<Double>.zero
        for tap in 0..<2 * reach { sum += SIMD2<Double>(sound[frame + 1 - reach + tap]) * filter[tap] }
        highest = max(highest, abs(sum.x), abs(sum.y))
      }
    }
    return 20 * log10(highest)
  }
}
