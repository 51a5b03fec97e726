import Glibc

/// One stereo frame.
package typealias StereoFrame = SIMD2<Float>

// SAFETY: the table is written in `init` only, belongs to this value alone and is freed with it.
/// Reads sound between its frames: a windowed sinc in 512 phases with lines between them (J. O. Smith, Digital Audio
/// Resampling). Banks of falling cut-off, with as many more taps, keep faster reading free of aliases. Flat within 0.1
/// dB to 18 kHz at 44.1 kHz. From 1.65 on, where what lies beyond the new band's edge would be heard, that is down by
/// 80 dB; below, it folds back to above 16 kHz. Immutable after it is made; any thread.
package struct Interpolator: ~Copyable, @unchecked Sendable {
  /// One cut-off: for reading up to `rate` frames apart, `taps` frames wide.
  private struct Bank {
    let rate: Double
    let taps: Int
    let offset: Int
  }
  private static let phases = 512
  private static let kinds: [(rate: Double, taps: Int)] = [
    (1.02, 32), (1.15, 32), (1.35, 32), (1.65, 128), (2.1, 128), (2.6, 128), (3.2, 256), (4.2, 256),
  ]
  private let banks: UnsafeMutablePointer<Bank>
  private let table: UnsafeMutablePointer<Float>

  /// Frames before a position that reading at a rate touches; as many after it and one more.
  @_noLocks package static func reach(atRate rate: Double) -> Int { rate <= 1.35 ? 16 : rate <= 2.6 ? 64 : 128 }

  /// Computes the table: some milliseconds; never on the audio thread.
  package init() {
    banks = .allocate(capacity: Self.kinds.count)
    var size = 0
    for (index, kind) in Self.kinds.enumerated() {
      (banks + index).initialize(to: Bank(rate: kind.rate, taps: kind.taps, offset: size))
      size += (Self.phases + 1) * kind.taps
    }
    table = .allocate(capacity: size)
    for index in 0..<Self.kinds.count {
      let bank = banks[index]
      for phase in 0...Self.phases {
        Self.fill(
          table + bank.offset + phase * bank.taps, taps: bank.taps, fraction: Double(phase) / Double(Self.phases),
          cutoff: Self.cutoff(of: bank))
      }
    }
  }

  deinit {
    table.deallocate()
    banks.deallocate()
  }

  /// As a share of the band that is read. The window's slope reaches 5.74 / taps to both sides of it.
  private static func cutoff(of bank: Bank) -> Double {
    if bank.taps > 32 { return 1 / bank.rate - 5.74 / Double(bank.taps) }
    return bank.rate > 1.02 ? 0.95 / bank.rate : 0.95
  }

  /// One phase: sinc × Kaiser window (β = 9), scaled so that a constant stays what it is.
  private static func fill(_ row: UnsafeMutablePointer<Float>, taps: Int, fraction: Double, cutoff: Double) {
    let reach = taps / 2
    var weights = [Double](repeating: 0, count: taps)
    for tap in 0..<taps {
      let distance = Double(tap - (reach - 1)) - fraction
      let x = Double.pi * distance * cutoff
      let sinc = abs(x) < 1e-9 ? 1 : sin(x) / x
      let edge = distance / Double(reach)
      weights[tap] = abs(edge) >= 1 ? 0 : sinc * bessel(9 * (1 - edge * edge).squareRoot())
    }
    let sum = weights.reduce(0, +)
    for tap in 0..<taps { row[tap] = Float(weights[tap] / sum) }
  }

  /// Modified Bessel function of the first kind, order zero, by its series.
  private static func bessel(_ x: Double) -> Double {
    var sum = 1.0
    var term = 1.0
    var k = 1.0
    while term > 1e-17 * sum {
      let factor = x / (2 * k)
      term *= factor * factor
      sum += term
      k += 1
    }
    return sum
  }

  /// Reads `frames` frames from `position` on, `rate` source frames apart (up to 4.2 without aliases; backwards where
  /// it is negative). `bend`: change of the rate per frame, for a platter that gains or loses speed.
  /// - Precondition: `source` is readable from `reach(atRate:)` frames of the greatest speed before the least position
  ///   to as many + 1 after the greatest one.
  @_noLocks package func read(
    _ source: UnsafePointer<StereoFrame>, position: Double, rate: Double, bend: Double = 0,
    into output: UnsafeMutablePointer<StereoFrame>,
    frames: Int
  ) {
    let speed = max(abs(rate), abs(rate + bend * Double(frames)))
    var index = 0
    while index < 7 && speed > banks[index].rate { index += 1 }
    let bank = banks[index]
    let taps = bank.taps
    let rows = table + bank.offset
    let before = taps / 2 - 1
    for frame in 0..<frames {
      let place = position + Double(frame) * (rate + bend * 0.5 * Double(frame))
      var whole = Int(place)
      if Double(whole) > place { whole -= 1 }
      let phase = (place - Double(whole)) * 512
      let index = Int(phase)
      let blend = Float(phase - Double(index))
      let row = rows + index * taps
      let next = row + taps
      let first = source + (whole - before)
      var even = StereoFrame(repeating: 0)
      var odd = StereoFrame(repeating: 0)
      var tap = 0
      while tap < taps {
        let a = row[tap] + blend * (next[tap] - row[tap])
        let b = row[tap + 1] + blend * (next[tap + 1] - row[tap + 1])
        even += first[tap] * a
        odd += first[tap + 1] * b
        tap += 2
      }
      output[frame] = even + odd
    }
  }
}
