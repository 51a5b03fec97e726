import CRealtime

/// A compressor for one band, or for all of the sound: it follows the power of both channels and takes back what is
/// above its threshold, softly. Feed-forward, with a knee of 6 dB (D. Giannoulis, M. Massberg and J. D. Reiss, "Digital
/// Dynamic Range Compressor Design", JAES 60, 2012). Below the knee it passes the sound bit for bit. One thread.
package struct BandCompressor: BitwiseCopyable, Sendable {
  /// What it is to do.
  package struct Settings: BitwiseCopyable, Sendable, Hashable {
    /// dBFS, of the mean square of one channel.
    package var threshold: Double
    /// 2: of 2 dB above the threshold 1 is left.
    package var ratio: Double
    /// Seconds until two thirds of a cut are there.
    package var attack: Double
    /// Seconds until a third of it is left.
    package var release: Double
    /// dB at most.
    package var most: Double
    /// All of them.
    package init(threshold: Double, ratio: Double, attack: Double, release: Double, most: Double) {
      (self.threshold, self.ratio, self.attack, self.release, self.most) = (threshold, ratio, attack, release, most)
    }
  }

  private let settings: Settings
  private let attack: Double
  private let release: Double
  private let averaging: Double
  private var power = 0.0
  private var cut = 0.0
  private var gain: Float = 1
  /// The greatest cut so far, dB.
  package private(set) var greatest = 0.0

  private static let step = 16
  private static let knee = 6.0

  /// - Parameter sampleRate: Hz.
  package init(sampleRate: Double, _ settings: Settings) {
    self.settings = settings
    let step = Double(Self.step)
    attack = 1 - rt_exp(-step / (max(1e-4, settings.attack) * sampleRate))
    release = 1 - rt_exp(-step / (max(1e-3, settings.release) * sampleRate))
    // A cycle of 50 Hz: shorter, the gain would follow the wave.
    averaging = 1 - rt_exp(-step / (0.02 * sampleRate))
  }

  /// Works in place. - Parameter frames: a multiple of 16.
  package mutating func process(_ sound: UnsafeMutablePointer<StereoFrame>, frames: Int) {
    for first in stride(from: 0, to: frames, by: Self.step) {
      let count = min(Self.step, frames - first)
      var squares = StereoFrame.zero
      for frame in first..<first + count { squares += sound[frame] * sound[frame] }
      let mean = Double(squares.sum()) / Double(2 * count)
      power += (mean - power) * averaging
      let wanted = power > 1e-9 ? reduction(10 * rt_log10(power) - settings.threshold) : 0
      cut += (wanted - cut) * (wanted > cut ? attack : release)
      if wanted == 0 && cut < 0.005 { cut = 0 }
      greatest = max(greatest, cut)
      apply(sound + first, frames: count)
    }
  }

  private func reduction(_ above: Double) -> Double {
    let slope = 1 - 1 / settings.ratio
    if above <= -Self.knee / 2 { return 0 }
    let over = above < Self.knee / 2 ? (above + Self.knee / 2) * (above + Self.knee / 2) / (2 * Self.knee) : above
    return min(settings.most, slope * over)
  }

  @inline(__always)
  private mutating func apply(_ sound: UnsafeMutablePointer<StereoFrame>, frames: Int) {
    let goal = cut == 0 ? Float(1) : Float(rt_exp2(-cut / 6.020_599_9))
    if goal == 1 && gain == 1 { return }
    let slope = (goal - gain) / Float(frames)
    for frame in 0..<frames { sound[frame] *= gain + slope * Float(frame + 1) }
    gain = goal
  }
}
