import Glibc
import Music

extension CamelotRelation {
  /// How the key of the next track stands to the one that plays. Neighbours on the wheel share all notes but one.
  package init(from now: MusicalKey?, to next: MusicalKey?) {
    guard let now = now?.camelot, let next = next?.camelot else {
      self = .unknown
      return
    }
    let hours = (next.hour - now.hour + 12) % 12
    switch (hours, now.mode == next.mode) {
    case (0, true): self = .same
    case (1, true): self = .up
    case (11, true): self = .down
    case (0, false): self = .relative
    default: self = .unrelated
    }
  }

  /// True when both can sound together.
  package var fits: Bool { self != .unrelated && self != .unknown }
}

/// How far from its recorded pitch a deck sounds, semitones. With key lock off, tempo moves it too: by 12 · log₂ of the
/// ratio. What the screen shows, what is suggested and what key match aims at all come from here.
/// - Parameter shift: of the deck's key control, semitones; fractions are cents.
package func soundingShift(_ shift: Double, ratio: TempoRatio, keyLock: Bool) -> Double {
  shift + (keyLock || ratio.value <= 0 ? 0 : 12 * log2(ratio.value))
}

/// The key that a deck sounds in (`soundingShift`).
/// - Returns: nil when the key is not known, or lies a third of a semitone or more off any key: nothing fits that.
package func soundingKey(of key: MusicalKey?, shift: Double, ratio: TempoRatio, keyLock: Bool) -> MusicalKey? {
  guard let key, ratio.value > 0 else { return nil }
  let semitones = soundingShift(shift, ratio: ratio, keyLock: keyLock)
  guard semitones.isFinite, abs(semitones - semitones.rounded()) < 1.0 / 3, abs(semitones) < 120 else { return nil }
  return key.transposed(by: Int(semitones.rounded()))
}
