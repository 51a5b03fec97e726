import Glibc

/// One stereo frame.
package typealias StereoFrame = SIMD2<Float>

/// Reads sound between its frames: a windowed sinc of 32 taps in 512 phases with lines between them (J. O. Smith, Digital
/// Audio Resampling). Six banks of falling cut-off keep faster reading free of aliases. Flat within 0.1 dB to 18 kHz at
/// 44.1 kHz. Immutable after it is made; any thread.
// SAFETY: the table is written in `init` only and lives as long as the value's owner, which calls `free()` once.
package struct Interpolator: @unchecked Sendable {
  static let taps = 32
  /// Frames before a position that reading there touches; as many after it and one more.
  package static var reach: Int {
    @_noLocks get { 16 }
  }
  private static let phases = 512
  private static let bankRates: [Double] = [1.02, 1.15, 1.35, 1.65, 2.1, 3.2]
  private static let bankSize = (phases + 1) * taps
  private let table: UnsafeMutablePointer<Float>

  package init() {
    let count = Self.bankSize * Self.bankRates.count
    table = .allocate(capacity: count)
    for (bank, rate) in Self.bankRates.enumerated() {
      let cutoff = bank == 0 ? 0.95 : 0.95 / rate
      for phase in 0...Self.phases {
        let row = table + bank * Self.bankSize + phase * Self.taps
        Self.fill(row, fraction: Double(phase) / Double(Self.phases), cutoff: cutoff)
      }
    }
  }

  package func free() { table.deallocate() }

  /// One phase: sinc × Kaiser window (β = 9), scaled so that a constant stays what it is.
  private static func fill(_ row: UnsafeMutablePointer<Float>, fraction: Double, cutoff: Double) {
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
    for k in 1..<40 {
      term *= (x / 2 / Double(k)) * (x / 2 / Double(k))
      sum += term
    }
    return sum
  }

  /// Reads `frames` frames from `position` on, `rate` source frames apart (up to 3.2 without aliases; backwards where it is
  /// negative). `bend`: change of the rate per frame, for a platter that gains or loses speed.
  /// - Precondition: `source` is readable from `reach` frames before the least position to `reach` + 1 after the greatest one.
  @_noLocks package func read(
    _ source: UnsafePointer<StereoFrame>, position: Double, rate: Double, bend: Double = 0,
    into output: UnsafeMutablePointer<StereoFrame>,
    frames: Int
  ) {
    let speed = max(abs(rate), abs(rate + bend * Double(frames)))
    let bank = speed <= 1.02 ? 0 : speed <= 1.15 ? 1 : speed <= 1.35 ? 2 : speed <= 1.65 ? 3 : speed <= 2.1 ? 4 : 5
    let rows = table + bank * (512 + 1) * 32
    for frame in 0..<frames {
      let place = position + Double(frame) * (rate + bend * 0.5 * Double(frame))
      var whole = Int(place)
      if Double(whole) > place { whole -= 1 }
      let phase = (place - Double(whole)) * 512
      let index = Int(phase)
      let blend = Float(phase - Double(index))
      let row = rows + index * 32
      let first = source + (whole - 15)
      var even = StereoFrame(repeating: 0)
      var odd = StereoFrame(repeating: 0)
      var tap = 0
      while tap < 32 {
        let a = row[tap] + blend * (row[tap + 32] - row[tap])
        let b = row[tap + 1] + blend * (row[tap + 33] - row[tap + 1])
        even += first[tap] * a
        odd += first[tap + 1] * b
        tap += 2
      }
      output[frame] = even + odd
    }
  }
}
