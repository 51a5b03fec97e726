import CRealtime

/// The DJ filter: one control, −1 closes a low-pass, +1 closes a high-pass, 0 is out of the path bit for bit. Two trapezoidal
/// state-variable sections (A. Simper, Solving the continuous SVF equations using trapezoidal integration and equivalent
/// currents, 2013) make 24 dB per octave with a resonance at the corner. One thread.
package struct SweepFilter: BitwiseCopyable, Sendable {
  private struct Section: BitwiseCopyable {
    var first = SIMD2<Double>.zero
    var second = SIMD2<Double>.zero

    @inline(__always)
    @_noLocks mutating func process(_ x: SIMD2<Double>, g: Double, k: Double, high: Bool) -> SIMD2<Double> {
      let a1 = 1 / (1 + g * (g + k))
      let a2 = g * a1
      let a3 = g * a2
      let v3 = x - second
      let v1 = a1 * first + a2 * v3
      let v2 = second + a2 * first + a3 * v3
      first = 2 * v1 - first
      second = 2 * v2 - second
      return high ? x - k * v1 - v2 : v2
    }
  }

  private var low0 = Section()
  private var low1 = Section()
  private var high0 = Section()
  private var high1 = Section()
  private var lowCorner: Double
  private var highCorner: Double
  private var wetLow = 0.0
  private var wetHigh = 0.0
  private let sampleRate: Double

  package init(sampleRate: Double) {
    self.sampleRate = sampleRate
    lowCorner = Self.tangent(20_000, sampleRate)
    highCorner = Self.tangent(20, sampleRate)
  }

  @_noLocks private static func tangent(_ hz: Double, _ sampleRate: Double) -> Double {
    rt_tan(Double.pi * min(hz / sampleRate, 0.47))
  }

  /// Works in place; the control arrives at `position` (−1…1) by the last frame.
  @_noLocks package mutating func process(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, position: Double
  ) {
    let lowTarget = min(1, max(0, -position) / 0.03)
    let highTarget = min(1, max(0, position) / 0.03)
    if lowTarget > 0 || wetLow > 0 { lowPass(sound, frames: frames, amount: max(0, -position), wetTarget: lowTarget) }
    if highTarget > 0 || wetHigh > 0 {
      highPass(sound, frames: frames, amount: max(0, position), wetTarget: highTarget)
    }
  }

  /// Corner from 20 kHz down to 60 Hz.
  @_noLocks private mutating func lowPass(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, amount: Double, wetTarget: Double
  ) {
    if wetLow == 0 {
      low0 = Section()
      low1 = Section()
      lowCorner = Self.tangent(20_000, sampleRate)
    }
    let corner = Self.tangent(20_000 * rt_exp2(-8.38 * amount), sampleRate)
    let cornerStep = (corner - lowCorner) / Double(frames)
    let wetStep = (wetTarget - wetLow) / Double(frames)
    for frame in 0..<frames {
      lowCorner += cornerStep
      wetLow += wetStep
      let x = SIMD2<Double>(sound[frame])
      let once = low0.process(x, g: lowCorner, k: 1.4142, high: false)
      let y = low1.process(once, g: lowCorner, k: 0.9, high: false)
      sound[frame] = StereoFrame(x + (y - x) * wetLow)
    }
    lowCorner = corner
    wetLow = wetTarget
  }

  /// Corner from 20 Hz up to 10 kHz.
  @_noLocks private mutating func highPass(
    _ sound: UnsafeMutablePointer<StereoFrame>, frames: Int, amount: Double, wetTarget: Double
  ) {
    if wetHigh == 0 {
      high0 = Section()
      high1 = Section()
      highCorner = Self.tangent(20, sampleRate)
    }
    let corner = Self.tangent(20 * rt_exp2(8.97 * amount), sampleRate)
    let cornerStep = (corner - highCorner) / Double(frames)
    let wetStep = (wetTarget - wetHigh) / Double(frames)
    for frame in 0..<frames {
      highCorner += cornerStep
      wetHigh += wetStep
      let x = SIMD2<Double>(sound[frame])
      let once = high0.process(x, g: highCorner, k: 1.4142, high: true)
      let y = high1.process(once, g: highCorner, k: 0.9, high: true)
      sound[frame] = StereoFrame(x + (y - x) * wetHigh)
    }
    highCorner = corner
    wetHigh = wetTarget
  }
}
