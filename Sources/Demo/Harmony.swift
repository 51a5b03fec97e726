import Music

/// A key's notes and chords as MIDI pitches.
struct Harmony: Sendable {
  let key: MusicalKey

  private var scale: [Int] { key.mode == .minor ? [0, 2, 3, 5, 7, 8, 10] : [0, 2, 4, 5, 7, 9, 11] }
  private var pentatonic: [Int] { key.mode == .minor ? [0, 3, 5, 7, 10] : [0, 2, 4, 7, 9] }

  /// Semitones above the tonic of a degree of the scale; 0 is the tonic, 7 the tonic an octave up.
  private func semitones(_ degree: Int, of scale: [Int]) -> Int {
    let octave = Int((Double(degree) / Double(scale.count)).rounded(.down))
    return 12 * octave + scale[degree - octave * scale.count]
  }

  /// The lowest pitch of this class from `floor` up.
  private func lowest(_ semitonesAboveTonic: Int, from floor: Int) -> Int {
    let pitch = key.tonic.semitonesAboveC + semitonesAboveTonic
    return floor + (((pitch - floor) % 12) + 12) % 12
  }

  /// The bass note of the chord on `degree`, in the octave from E1 up.
  func root(_ degree: Int) -> Int { lowest(semitones(degree, of: scale), from: 28) }

  /// The pitch of a bass pattern's letter over the chord on `degree`: root, octave, fifth, third, seventh, next below.
  func bassNote(_ letter: Character, over degree: Int) -> Int? {
    let root = root(degree)
    let base = semitones(degree, of: scale)
    func above(_ steps: Int) -> Int { root + semitones(degree + steps, of: scale) - base }
    switch letter {
    case "r": return root
    case "o": return root + 12
    case "f": return above(4)
    case "t": return above(2)
    case "s": return above(6)
    case "b": return above(-1)
    default: return nil
    }
  }

  /// The chord on `degree` with `count` tones in stacked thirds, as a close voicing whose lowest tone lies at or above
  /// `floor`: neighbouring chords then share their place and move little.
  func chord(_ degree: Int, tones count: Int, from floor: Int) -> [Int] {
    (0..<count).map { lowest(semitones(degree + 2 * $0, of: scale), from: floor) }.sorted()
  }

  /// The tonic or its fifth, whichever octave lies nearest to `wanted` Hz: a kick drum in tune blurs no bass.
  func kickHertz(near wanted: Double) -> Double {
    (20...45).filter { [0, 7].contains(($0 + 12 - key.tonic.semitonesAboveC) % 12) }.map { hertz(Double($0)) }
      .min { abs($0 - wanted) < abs($1 - wanted) } ?? wanted
  }

  /// A tone of the pentatonic scale, 0 the tonic at or above `floor`: these notes fit every chord of the key and, but
  /// for one, the neighbouring keys of the Camelot wheel.
  func melodyNote(_ degree: Int, from floor: Int) -> Int { lowest(0, from: floor) + semitones(degree, of: pentatonic) }
}
