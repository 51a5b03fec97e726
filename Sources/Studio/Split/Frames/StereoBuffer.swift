/// Interleaved stereo samples at a place that does not move.
// SAFETY: the memory is the object's own and lives as long; one thread uses it at a time, that of its owner.
final class StereoBuffer: @unchecked Sendable {
  let samples: UnsafeMutablePointer<Float>
  private let count: Int

  /// Silence.
  init(frames: Int) {
    count = 2 * frames
    samples = .allocate(capacity: count)
    samples.initialize(repeating: 0, count: count)
  }

  deinit { samples.deallocate() }

  /// Drops the first frames; those behind them move to the front, and silence follows them.
  func dropFirst(_ frames: Int) {
    samples.update(from: samples + 2 * frames, count: count - 2 * frames)
    (samples + count - 2 * frames).update(repeating: 0, count: 2 * frames)
  }

  /// The first frames.
  func first(_ frames: Int) -> UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: samples, count: 2 * frames) }
}
