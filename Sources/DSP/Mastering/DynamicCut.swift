import CRealtime

/// One band of a dynamic equaliser: a bell that takes back what stands out, while it does, and else passes the sound
/// bit for bit.
///
/// It listens to its own band (the bell's, 2/Q octaves wide) against all of the sound: where the band is louder than
/// `threshold` allows, it is cut by 0.7 of what is too much, `most` at most; within 10 ms, and back in 150 ms. The bell
/// is a trapezoidal state-variable filter whose gain may change at any time (A. Simper, 2013). One thread.
package struct DynamicCut: BitwiseCopyable, Sendable {
  private let tuning: StateVariable.Tuning
  private let g: Double
  private let q: Double
  private let threshold: Double
  private let most: Double
  private let attack: Double
  private let release: Double
  private let slow: Double
  private var listener = StateVariable()
  private var bell = StateVariable()
  private var bandPower = 0.0
  private var allPower = 0.0
  private var cut = 0.0
  /// The greatest cut so far, dB.
  package private(set) var greatest = 0.0

  /// Frames between two decisions.
  private static let step = 16

  /// - Parameters:
  ///   - hz: the bell's middle; below 0.45 of the rate.
  ///   - q: its quality, 0.3…4.
  ///   - threshold: how loud the band may be, dB relative to all.
  ///   - most: dB that may be taken away, 0 or more.
  package init(sampleRate: Double, hz: Double, q: Double, threshold: Double, most: Double) {
    g = StateVariable.tangent(hz, sampleRate)
    self.q = q
    (self.threshold, self.most) = (threshold, most)
    tuning = StateVariable.Tuning(g: g, k: 1 / q)
    let step = Double(Self.step)
    attack = 1 - rt_exp(-step / (0.01 * sampleRate))
    release = 1 - rt_exp(-step / (0.15 * sampleRate))
    slow = 1 - rt_exp(-step / (0.3 * sampleRate))
  }

  /// Works in place. - Parameter frames: a multiple of 16.
  package mutating func process(_ sound: UnsafeMutablePointer<StereoFrame>, frames: Int) {
    for first in stride(from: 0, to: frames, by: Self.step) {
      let count = min(Self.step, frames - first)
      var (band, all) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
      for frame in first..<first + count {
        let x = SIMD2<Double>(sound[frame])
        let heard = tuning.k * listener.split(x, tuning).band
        band += heard * heard
        all += x * x
      }
      decide(band.sum() / Double(count), all.sum() / Double(count))
      // The bell hears on while it does nothing: its first cut begins without a jolt.
      let amplitude = rt_exp2(-cut / 12.041_199_8)
      let now = StateVariable.Tuning(g: g, k: 1 / (q * amplitude))
      let share = now.k * (amplitude * amplitude - 1)
      for frame in first..<first + count {
        let x = SIMD2<Double>(sound[frame])
        let within = bell.split(x, now).band
        if cut > 0 { sound[frame] = StereoFrame(x + share * within) }
      }
    }
  }

  @inline(__always)
  private mutating func decide(_ band: Double, _ all: Double) {
    bandPower += (band - bandPower) * (band > bandPower ? attack : release)
    allPower += (all - allPower) * (all > allPower ? attack : slow)
    var wanted = 0.0
    if bandPower > 1e-9 && allPower > 0 {
      wanted = min(most, max(0, 0.7 * (10 * rt_log10(bandPower / allPower) - threshold)))
    }
    cut += (wanted - cut) * (wanted > cut ? attack : release)
    if wanted == 0 && cut < 0.005 { cut = 0 }
    greatest = max(greatest, cut)
  }
}
