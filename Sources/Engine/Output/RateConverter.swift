import Glibc

/// Changes the rate of rendered frames (4 interleaved channels) by any ratio, which may drift while it plays: for
/// devices that do not run at the engine's rate, and for a second card with a clock of its own.
///
/// A windowed sinc (J. O. Smith, "Digital Audio Resampling", https://ccrma.stanford.edu/~jos/resample/): Kaiser window
/// for 96 dB, 64 taps at least, 512 phases with linear interpolation between them, whose error lies 106 dB down. Flat
/// to 20 kHz at 44.1 kHz and up.
// SAFETY: made by one thread and then used by another, one at a time; its memory is its own.
final class RateConverter: @unchecked Sendable {
  private static let phases = 512
  private static let leastTaps = 64

  private let taps: Int
  /// `phases + 1` rows of `taps`.
  private let table: UnsafeMutablePointer<Float>
  private let frames: UnsafeMutablePointer<SIMD4<Float>>
  private let capacity: Int
  private var filled = 0
  /// Where the next frame lies, in frames of `frames`; the taps reach from half of them before it to half after.
  private var position: Double
  private let nominalStep: Double
  /// Parts of one by which more is consumed than the nominal rates say.
  var trim = 0.0

  /// - Parameters:
  ///   - from, to: the rates, Hz.
  ///   - longest: frames that are pulled at a time, at most.
  init(from: Double, to: Double, longest: Int) {
    nominalStep = from / to
    let narrowing = max(1, nominalStep)
    taps = Int((Double(Self.leastTaps) * narrowing / 2).rounded(.up)) * 2
    capacity = Int(Double(longest) * nominalStep * 1.01) + 2 * taps + 64
    frames = .allocate(capacity: capacity)
    frames.initialize(repeating: .zero, count: capacity)
    table = Self.sinc(taps: taps, cutoff: 1 / narrowing)
    position = 0
    reset()
  }

  deinit {
    frames.deallocate()
    table.deallocate()
  }

  /// Input frames between a frame's going in and its coming out.
  var latency: Int { taps / 2 }

  /// As new: silence before the first frame.
  @_noLocks
  func reset() {
    for index in 0..<taps { frames[index] = .zero }
    filled = taps / 2
    position = Double(taps / 2)
  }

  /// Frames that must be pushed before so many can be pulled.
  @_noLocks
  func wanted(for count: Int) -> Int {
    let last = position + Double(count - 1) * nominalStep * (1 + trim)
    return max(0, Int(last) + taps / 2 + 1 - filled)
  }

  /// Takes frames in; no more than `wanted` says.
  @_noLocks
  func push(_ input: UnsafePointer<Float>, frames count: Int) {
    let count = min(count, capacity - filled)
    for index in 0..<count {
      let from = input + index * renderedChannels
      frames[filled + index] = SIMD4(from[0], from[1], from[2], from[3])
    }
    filled += count
  }

  /// Makes `count` frames; `wanted(for: count)` must have been pushed.
  @_noLocks
  func pull(into output: UnsafeMutablePointer<Float>, frames count: Int) {
    let step = nominalStep * (1 + trim)
    var place = position
    for index in 0..<count {
      let whole = Int(place)
      let phase = (place - Double(whole)) * Double(Self.phases)
      let row = Int(phase)
      let share = Float(phase - Double(row))
      let near = table + row * taps
      let far = near + taps
      let first = frames + (whole - taps / 2 + 1)
      var a = SIMD4<Float>.zero
      var b = SIMD4<Float>.zero
      for tap in 0..<taps {
        a += first[tap] * near[tap]
        b += first[tap] * far[tap]
      }
      let made = a + (b - a) * share
      let to = output + index * renderedChannels
      (to[0], to[1], to[2], to[3]) = (made[0], made[1], made[2], made[3])
      place += step
    }
    position = place
    forget()
  }

  /// Lets go of the frames that no tap will reach again.
  @_noLocks
  private func forget() {
    let gone = min(filled, max(0, Int(position) - taps / 2 + 1))
    guard gone > 0 else { return }
    for index in 0..<(filled - gone) { frames[index] = frames[index + gone] }
    filled -= gone
    position -= Double(gone)
  }

  /// - Parameter cutoff: as a share of half the input's rate.
  private static func sinc(taps: Int, cutoff: Double) -> UnsafeMutablePointer<Float> {
    let table = UnsafeMutablePointer<Float>.allocate(capacity: (phases + 1) * taps)
    let beta = 0.1102 * (96 - 8.7)
    let half = Double(taps) / 2
    for phase in 0...phases {
      var sum = 0.0
      var row = [Double](repeating: 0, count: taps)
      for tap in 0..<taps {
        let distance = Double(tap) - (half - 1) - Double(phase) / Double(phases)
        let inside = 1 - (distance / half) * (distance / half)
        let angle = Double.pi * distance * cutoff
        let value = abs(angle) < 1e-9 ? 1 : sin(angle) / angle
        row[tap] = inside <= 0 ? 0 : value * besselI0(beta * inside.squareRoot())
        sum += row[tap]
      }
      // Each phase carries a steady signal at unity.
      for tap in 0..<taps { table[phase * taps + tap] = Float(row[tap] / sum) }
    }
    return table
  }

  /// The modified Bessel function of order zero, by its power series.
  private static func besselI0(_ x: Double) -> Double {
    var sum = 1.0
    var term = 1.0
    var k = 1.0
    while term > sum * 1e-16 {
      term *= (x / 2 / k) * (x / 2 / k)
      sum += term
      k += 1
    }
    return sum
  }
}
