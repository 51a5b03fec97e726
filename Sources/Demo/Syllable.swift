/// The resonances of a vocal tract: five centre frequencies and their levels.
struct Formants {
  var hz: SIMD8<Float>
  var decibels: SIMD8<Float>

  private init(_ hz: [Float], _ decibels: [Float]) {
    self.hz = SIMD8(hz[0], hz[1], hz[2], hz[3], hz[4], 0, 0, 0)
    self.decibels = SIMD8(decibels[0], decibels[1], decibels[2], decibels[3], decibels[4], -90, -90, -90)
  }

  /// A woman's vowels, near the averages of Peterson and Barney (1952), the upper formants as bright as in a close mix.
  static func vowel(_ letter: Character) -> Formants {
    switch letter {
    case "a": Formants([820, 1220, 2810, 3900, 4950], [0, -3, -15, -20, -30])
    case "e": Formants([560, 2050, 2850, 3900, 4950], [0, -7, -12, -19, -30])
    case "i": Formants([340, 2600, 3200, 3950, 4950], [0, -10, -12, -17, -30])
    case "o": Formants([520, 900, 2750, 3800, 4950], [0, -5, -20, -24, -34])
    default: Formants([380, 850, 2650, 3800, 4950], [0, -9, -24, -28, -38])
    }
  }

  static let nasal = Formants([280, 1150, 2500, 3700, 4800], [-3, -20, -26, -32, -42])
  static let lateral = Formants([380, 1150, 2900, 3800, 4900], [-3, -11, -18, -26, -38])
  static let rhotic = Formants([400, 1250, 1750, 3400, 4800], [-2, -8, -12, -26, -38])
}

/// A syllable as the voice needs it: an onset, a vowel that may glide into a second one, perhaps a nasal end.
struct Syllable {
  enum Onset {
    case none, breath, nasal, lateral, rhotic
    case glide(Character)
    /// Turbulence around `hz`; voiced or not.
    case fricative(hz: Double, isVoiced: Bool)
    /// A closure and a burst around `hz`; `isVoiced`: a soft one.
    case plosive(hz: Double, isVoiced: Bool)

    /// How long before its beat the syllable starts: the vowel is what falls on the beat.
    var lead: Double {
      switch self {
      case .none: 0.02
      case .breath: 0.06
      case .nasal, .lateral, .rhotic, .glide: 0.07
      case .fricative(_, let isVoiced): isVoiced ? 0.07 : 0.095
      case .plosive: 0.055
      }
    }
  }

  var onset: Onset
  var vowel: Formants
  var glide: Formants?
  var isNasalAtEnd: Bool

  /// Reads "ka", "lai", "mou", "nin": one consonant, one or two vowels, one nasal or liquid.
  init(_ text: String) {
    var letters = Array(text)
    let vowels: [Character] = ["a", "e", "i", "o", "u"]
    var first: Character?
    while let letter = letters.first, !vowels.contains(letter) {
      first = first ?? letter
      letters.removeFirst()
    }
    onset = Self.onset(first)
    vowel = Formants.vowel(letters.first ?? "a")
    let second = letters.dropFirst().first { vowels.contains($0) }
    glide = second.map(Formants.vowel)
    isNasalAtEnd = letters.last == "n" || letters.last == "m"
  }

  private static func onset(_ letter: Character?) -> Onset {
    switch letter {
    case "m", "n": .nasal
    case "l": .lateral
    case "r": .rhotic
    case "w": .glide("u")
    case "y": .glide("i")
    case "h": .breath
    case "s": .fricative(hz: 6800, isVoiced: false)
    case "j": .fricative(hz: 3600, isVoiced: true)
    case "f": .fricative(hz: 5200, isVoiced: false)
    case "v": .fricative(hz: 4800, isVoiced: true)
    case "t": .plosive(hz: 4200, isVoiced: false)
    case "k": .plosive(hz: 2200, isVoiced: false)
    case "p": .plosive(hz: 1100, isVoiced: false)
    case "d": .plosive(hz: 3400, isVoiced: true)
    case "g": .plosive(hz: 1900, isVoiced: true)
    case "b": .plosive(hz: 900, isVoiced: true)
    default: .none
    }
  }
}
