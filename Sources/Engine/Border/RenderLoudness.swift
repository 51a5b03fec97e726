import CRealtime

/// How loud a bus of a track is, place by place, for the audio thread: K-weighted power, a value a tenth of a second.
// SAFETY: the memory outlives every use: the face frees it only after the audio thread returned the track's handle.
struct RenderLoudness: BitwiseCopyable, @unchecked Sendable {
  let tenths: UnsafePointer<Float>
  let count: Int
  /// LUFS of the whole, gated; nil where nothing is loud enough.
  let whole: Double?

  /// LUFS of a part, gated as ITU-R BS.1770-4 has it (blocks of 400 ms, one each 100 ms; none below −70 LUFS, none more
  /// than 10 LU below the average of the others); nil where less than two seconds of it are loud enough.
  @_noLocks func integrated(from first: Int, tenths length: Int) -> Double? {
    Self.integrated(tenths, from: max(0, first), to: min(count, first + length), least: 20)
  }

  @_noLocks static func integrated(
    _ tenths: UnsafePointer<Float>, from first: Int, to end: Int, least: Int
  ) -> Double? {
    var gate = 1e-7
    var mean = 0.0
    for _ in 0..<2 {
      var (sum, blocks) = (0.0, 0)
      var index = first
      while index + 4 <= end {
        let power = Double(tenths[index] + tenths[index + 1] + tenths[index + 2] + tenths[index + 3]) / 4
        if power >= gate {
          sum += power
          blocks += 1
        }
        index += 1
      }
      guard blocks > 0, blocks >= least else { return nil }
      mean = sum / Double(blocks)
      gate = max(gate, mean / 10)
    }
    return 10 * rt_log10(mean)
  }
}

/// A bus's loudness, and the memory that it lies in.
// SAFETY: as for `TrackMemory`.
final class LoudnessMemory: @unchecked Sendable {
  let level: RenderLoudness
  private let tenths: UnsafeMutablePointer<Float>

  init(_ powers: [Float]) {
    tenths = .allocate(capacity: max(1, powers.count))
    for (index, power) in powers.enumerated() { (tenths + index).initialize(to: power.isFinite ? power : 0) }
    level = RenderLoudness(
      tenths: tenths, count: powers.count,
      whole: RenderLoudness.integrated(tenths, from: 0, to: powers.count, least: 1))
  }

  deinit { tenths.deallocate() }
}
