/// Twelve pitch classes, C = 0.
package struct PitchClass: BitwiseCopyable, Sendable, Hashable {
  /// 0…11.
  package let semitonesAboveC: Int
  /// Any number of semitones, up or down from C: octaves are left out.
  package init(_ semitones: Int) { semitonesAboveC = ((semitones % 12) + 12) % 12 }
}

/// One of the 24 major and minor keys.
package struct MusicalKey: BitwiseCopyable, Sendable, Hashable {
  /// The two modes that DJs tell apart.
  package enum Mode: UInt8, BitwiseCopyable, Sendable, Hashable { case major, minor }
  /// The note that the key is named after.
  package var tonic: PitchClass
  /// Major or minor.
  package var mode: Mode

  /// The key on a tonic.
  package init(tonic: PitchClass, mode: Mode) {
    self.tonic = tonic
    self.mode = mode
  }

  /// All 24: C major to B major, C minor to B minor.
  package static let all: [MusicalKey] = (0..<24).map {
    MusicalKey(tonic: PitchClass($0 % 12), mode: $0 < 12 ? .major : .minor)
  }

  /// "A minor", "F# major": sharps, as the analysis contract has them.
  package var name: String {
    Self.sharpNames[tonic.semitonesAboveC] + (mode == .major ? " major" : " minor")
  }

  private static let sharpNames = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]

  /// The key so many semitones higher (negative: lower).
  package func transposed(by semitones: Int) -> MusicalKey {
    MusicalKey(tonic: PitchClass(tonic.semitonesAboveC + semitones), mode: mode)
  }
}

/// A place on the Camelot wheel: 1…12, A for minor and B for major. Neighbours share all notes but one.
package struct Camelot: BitwiseCopyable, Sendable, Hashable {
  /// 1…12; an hour on is a fifth up.
  package let hour: Int
  /// The letter: minor is A, major B.
  package let mode: MusicalKey.Mode

  /// - Returns: nil for an hour that is not on the wheel.
  package init?(hour: Int, mode: MusicalKey.Mode) {
    guard (1...12).contains(hour) else { return nil }
    self.hour = hour
    self.mode = mode
  }

  /// "8A"; `MusicalKey(parsing:)` reads it back.
  package var code: String { "\(hour)\(mode == .minor ? "A" : "B")" }
}

extension MusicalKey {
  /// The wheel turns by fifths: C major is 8B, A minor 8A.
  package var camelot: Camelot {
    let relativeMajor = mode == .major ? tonic.semitonesAboveC : tonic.semitonesAboveC + 3
    let fifths = (relativeMajor * 7) % 12
    return Camelot(hour: (fifths + 7) % 12 + 1, mode: mode)!
  }

  /// The key that a place on the Camelot wheel stands for.
  package init(_ camelot: Camelot) {
    let fifths = (camelot.hour - 8 + 12) % 12
    let relativeMajor = (fifths * 7) % 12
    self.init(
      tonic: PitchClass(camelot.mode == .major ? relativeMajor : relativeMajor - 3), mode: camelot.mode)
  }

  /// Reads what tags hold: "Am", "A minor", "F#", "Gb maj", "8A", "08a", Open Key "1m" and "1d". Nil for anything else.
  package init?(parsing text: String) {
    let characters = Array(text.filter { !$0.isWhitespace })
    guard let first = characters.first else { return nil }
    if first.isNumber {
      guard let last = characters.last, let number = Int(String(characters.dropLast())) else { return nil }
      switch last {
      case "A", "a": self.init(hour: number, mode: .minor)
      case "B", "b": self.init(hour: number, mode: .major)
      case "m", "M": self.init(openKey: number, mode: .minor)
      case "d", "D": self.init(openKey: number, mode: .major)
      default: return nil
      }
      return
    }
    guard let natural = Self.naturals[Character(first.uppercased())] else { return nil }
    var semitones = natural
    var rest = characters.dropFirst()
    while let accidental = rest.first, "#♯b♭".contains(accidental) {
      semitones += accidental == "#" || accidental == "♯" ? 1 : -1
      rest = rest.dropFirst()
    }
    let suffix = String(rest)
    switch suffix.lowercased() {
    case "": self.init(tonic: PitchClass(semitones), mode: .major)
    case "m": self.init(tonic: PitchClass(semitones), mode: suffix == "M" ? .major : .minor)
    case "min", "minor": self.init(tonic: PitchClass(semitones), mode: .minor)
    case "maj", "major": self.init(tonic: PitchClass(semitones), mode: .major)
    default: return nil
    }
  }

  private init?(hour: Int, mode: Mode) {
    guard let camelot = Camelot(hour: hour, mode: mode) else { return nil }
    self.init(camelot)
  }

  /// Open Key turns with the Camelot wheel, seven hours behind: C major is 1d and 8B.
  private init?(openKey number: Int, mode: Mode) {
    guard (1...12).contains(number) else { return nil }
    self.init(hour: (number + 6) % 12 + 1, mode: mode)
  }

  private static let naturals: [Character: Int] = ["C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11]
}

extension MusicalKey: Codable {
  /// Reads what `name` writes, and all that `init(parsing:)` understands.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let key = MusicalKey(parsing: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not a key")
    }
    self = key
  }
  /// Writes `name`.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(name)
  }
}
