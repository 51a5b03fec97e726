import Glibc
import Music

/// K-weighted powers of a programme's tenths of a second, and what ITU-R BS.1770-4 and EBU Tech 3342 make of them.
///
/// A power here is 10 to the tenth of its loudness in LUFS.
struct GatedLoudness {
  /// One a tenth of a second.
  private(set) var tenths: [Double] = []

  mutating func append(_ power: Double) { tenths.append(power) }

  /// The integrated loudness: of all blocks of 400 ms, one each 100 ms, those that are louder than −70 LUFS and lie no
  /// more than 10 LU below what such blocks have on average (BS.1770-4, Annex 1).
  var integrated: LUFS? {
    let audible = windows(tenths: 4, every: 1).filter { $0 >= Self.absoluteGate }
    guard let mean = Self.mean(audible), let gated = Self.mean(audible.filter { $0 >= mean / 10 }) else { return nil }
    return LUFS(10 * log10(gated))
  }

  /// The loudness range: from the 10th to the 95th percentile of three seconds' loudness, one each second, of what lies
  /// no more than 20 LU below the average (Tech 3342).
  var range: Decibels? {
    let audible = windows(tenths: 30, every: 10).filter { $0 >= Self.absoluteGate }
    guard let mean = Self.mean(audible) else { return nil }
    let sorted = audible.filter { $0 >= mean / 100 }.sorted()
    func percentile(_ share: Double) -> Double { sorted[Int((Double(sorted.count - 1) * share).rounded())] }
    return Decibels(10 * log10(percentile(0.95) / percentile(0.1)))
  }

  /// The loudness of three seconds each second, in LUFS, `floor` or more; before the programme lies silence.
  func shortTerm(floor: Double) -> [Double] {
    stride(from: 10, through: tenths.count, by: 10).map { end in
      let power = tenths[max(0, end - 30)..<end].reduce(0, +) / 30
      return max(floor, 10 * log10(power))
    }
  }

  private static let absoluteGate = 1e-7

  /// Mean powers of so many tenths, one each `step` tenths.
  private func windows(tenths length: Int, every step: Int) -> [Double] {
    stride(from: length, through: tenths.count, by: step).map { end in
      tenths[(end - length)..<end].reduce(0, +) / Double(length)
    }
  }

  private static func mean(_ powers: [Double]) -> Double? {
    powers.isEmpty ? nil : powers.reduce(0, +) / Double(powers.count)
  }
}
