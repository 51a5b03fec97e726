import Music

/// How long the frames of a track's spectrogram are: 4096 samples at 44.1 kHz, which the nets were taught with, and as
/// long in time at any other rate, so that a bin is the same pitch. Four frames overlap.
package struct FrameSize: Sendable, Hashable {
  /// Samples of a frame; a multiple of 4 with no prime factor above 7, which transforms fast.
  package let samples: Int
  /// Samples from a frame to the next.
  package var hop: Int { samples / 4 }
  /// Bins from 0 Hz to half the rate.
  package var bins: Int { samples / 2 + 1 }

  /// The nearest fast size at a rate: within 2 % from 8 kHz up, 0.5 % at 48 kHz.
  package init(at rate: SampleRate) {
    let wanted = 4096 * rate.hz / SampleRate.cd.hz
    var best = 4
    for fours in stride(from: 4, through: max(4, Int(wanted * 1.1)), by: 4) where Self.isFast(fours) {
      if abs(Double(fours) - wanted) < abs(Double(best) - wanted) { best = fours }
    }
    samples = best
  }

  private static func isFast(_ size: Int) -> Bool {
    var rest = size
    for factor in [2, 3, 5, 7] { while rest % factor == 0 { rest /= factor } }
    return rest == 1
  }
}
