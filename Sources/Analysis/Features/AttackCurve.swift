import DSP
import Glibc

/// How suddenly the sound grows, a thousand times a second: fine enough to put a beat on the attack itself, where the
/// spectral curves only know it to a frame.
struct AttackCurve {
  static let rate = BandPeaks.envelopeRate
  /// The rise of the three bands' log envelopes over 3 ms, each band by its own mean.
  let values: [Float]

  /// An envelope follows a rise at once and falls by half in 23 ms: a bass note's own cycles are no attacks.
  init(_ peaks: BandPeaks) {
    let count = peaks.envelopes[0].count
    var sum = [Float](repeating: 0, count: count)
    for (band, envelope) in peaks.envelopes.enumerated() where count > 10 {
      let loud = percentile(envelope, 0.99)
      guard loud > 1e-5 else { continue }
      let floor = 0.02 * loud
      var held: Float = 0
      var logs = [Float](repeating: 0, count: count)
      for index in 0..<count {
        held = max(envelope[index], held * 0.97)
        logs[index] = held + floor
      }
      logs.withUnsafeMutableBufferPointer { takeLogarithms($0.baseAddress!, count: count) }
      var rises = [Float](repeating: 0, count: count)
      var total: Float = 0
      for index in 3..<count {
        // Centred: the rise between one millisecond ahead and two behind is put where it happens.
        let rise = max(0, logs[index] - logs[index - 3])
        rises[index - 1] = rise
        total += rise
      }
      let scale = Float(count) / max(total, 1e-6)
      // The low-pass that makes the low band delays it by √2 ∕ (2π·200 Hz), 1.1 ms.
      let delay = band == 0 ? 1 : 0
      for index in delay..<count { sum[index - delay] += rises[index] * scale }
    }
    values = sum
  }

  /// The curve around `times`, averaged: 2 × `radius` + 1 values, the middle one at the times themselves.
  func epochAverage(_ times: some Sequence<Double>, radius: Int) -> [Float] {
    var profile = [Float](repeating: 0, count: 2 * radius + 1)
    var number: Float = 0
    for time in times {
      let centre = Int((time * Self.rate).rounded())
      guard centre - radius >= 0, centre + radius < values.count else { continue }
      for offset in 0...(2 * radius) { profile[offset] += values[centre - radius + offset] }
      number += 1
    }
    return number > 0 ? profile.map { $0 / number } : profile
  }
}
