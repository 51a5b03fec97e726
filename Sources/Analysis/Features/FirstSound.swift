import Glibc

/// A track's first sound as a sign of its beat: what is sequenced, or played to a count, starts on a beat far more
/// often than between two, and most often on the first of a bar.
enum FirstSound {
  /// What it counts for (logarithm of the odds) when it is told which of a track's pulses is the beat. On the
  /// development corpus, nearly all of it sequenced, it was learnt as 1.4; recordings begin with an upbeat more often
  /// than that.
  static let weight = 1.0

  /// How near it is to a beat that is `seconds` away: 1 on it, less than a tenth from 0.08 s on.
  static func nearness(_ seconds: Double) -> Double { exp(-(seconds / 0.05) * (seconds / 0.05)) }
}
