import DSP
import Glibc
import Music

/// The last stages of a master: gain, and the true-peak limiter. With neither, samples pass as they are. One thread.
package struct LevelStage: ~Copyable {
  private let gain: Float
  private let isLimiting: Bool
  private var limiter: Limiter
  /// The lowest gain of the limiter so far, linear.
  package private(set) var lowest = 1.0

  /// Frames at once.
  package static let block = 4096
  /// Frames by which all is late.
  package var latency: Int { isLimiting ? Limiter.latency : 0 }

  /// - Parameters:
  ///   - gain: dB.
  ///   - ceiling: dBTP; nil: no limiter.
  package init(gain: Double, ceiling: Double?, sampleRate: SampleRate) {
    self.gain = gain == 0 ? 1 : Float(pow(10, gain / 20))
    isLimiting = ceiling != nil
    limiter = Limiter(sampleRate: sampleRate.hz, ceiling: Float(pow(10, (ceiling ?? 0) / 20)), isForMasters: true)
  }

  /// Works in place on exactly `block` frames.
  package mutating func process(_ sound: UnsafeMutablePointer<StereoFrame>) {
    if gain != 1 { for frame in 0..<Self.block { sound[frame] *= gain } }
    guard isLimiting else { return }
    for first in stride(from: 0, to: Self.block, by: 64) {
      limiter.process(sound + first, frames: 64, strength: 1)
      lowest = min(lowest, limiter.reduction)
    }
  }

  /// A whole track through them, as long as it was. - Parameter emit: gets frames × 2, in order.
  /// - Returns: the limiter's greatest reduction, dB.
  @discardableResult
  package static func render(
    gain: Double, ceiling: Double?, _ samples: UnsafeBufferPointer<Float>, at rate: SampleRate,
    emit: (UnsafeBufferPointer<Float>) throws -> Void
  ) rethrows -> Double {
    var stage = LevelStage(gain: gain, ceiling: ceiling, sampleRate: rate)
    let latency = stage.latency
    try passBlocks(samples, of: block, latency: latency, through: { stage.process($0) }, emit: emit)
    return -20 * log10(stage.lowest)
  }
}
