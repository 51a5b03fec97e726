#if canImport(Glibc)
  import Glibc
#endif

// Which key sounds, and which keys go with it: the screen, the suggestions, the search and key match all ask here.

extension Camelot {
  /// Those that mix with this one: itself, an hour up and down, and the other letter of the hour. Neighbours on the
  /// wheel share all notes but one, the two letters of an hour all of them.
  package var fitting: [Camelot] {
    let other: MusicalKey.Mode = mode == .major ? .minor : .major
    return [
      self, Camelot(hour: hour % 12 + 1, mode: mode)!, Camelot(hour: (hour + 10) % 12 + 1, mode: mode)!,
      Camelot(hour: hour, mode: other)!,
    ]
  }
}

extension MusicalKey {
  /// Whether both can sound together (`Camelot.fitting`); false where either is not known.
  package static func fit(_ one: MusicalKey?, _ other: MusicalKey?) -> Bool {
    guard let one, let other else { return false }
    return one.camelot.fitting.contains(other.camelot)
  }
}

/// How far from its recorded pitch a deck sounds, semitones. With key lock off, tempo moves it too: by 12 · log₂ of the
/// ratio.
/// - Parameters:
///   - shift: of the deck's key control, semitones; fractions are cents.
///   - ratio: what the deck's tempo is set to; 1 is as recorded.
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
