import Glibc
import Music

// One small function for each part; each returns 0…1. What is not known lies in between: it may be good.

/// What a key is worth after the shift, less for the shift itself and for the cents that tunings lie apart. Where the
/// notes are known they count more than the names of the keys: they are what is heard, and one name in five is wrong.
/// - Parameter agreement: of the notes, 0…1; nil where they are not known.
func mashupKeyWorth(_ relation: CamelotRelation, shift: Int, cents: Double, agreement: Double?) -> Double {
  let standing =
    switch relation {
    case .same: 1.0
    case .relative: 0.92
    case .up, .down: 0.8
    case .diagonal: 0.65
    case .unknown: 0.4
    case .upTwo, .upSeven: 0.25
    case .unrelated: 0.1
    }
  // A correlation of 0.8 is as good as notes of two songs agree; one that is negative is worth nothing.
  let notes = agreement.map { 0.3 * standing + 0.7 * max(0, min(1, (2 * $0 - 1) / 0.8)) } ?? standing
  return notes * pow(0.93, Double(abs(shift))) * (1 - 0.15 * min(1, abs(cents) / 50))
}

/// 1 at the same tempo; what is stretched by the limit is worth 0.4, what by three times that nothing.
func mashupTempoWorth(_ stretch: Double, tempoMultiple: Double, limit: Double) -> Double {
  let share = abs(stretch) / max(0.1, limit)
  let worth = share <= 1 ? 1 - 0.6 * share : max(0, 0.4 * (3 - share) / 2)
  return worth * (tempoMultiple == 1 ? 1 : 0.9)
}

/// Three quarters sung is what a mashup wants; without a voice it is none, and one that never breathes tires.
func sungWorth(_ share: Double) -> Double {
  share < 0.7 ? max(0, share / 0.7) : 1 - 0.25 * max(0, min(1, (share - 0.85) / 0.15))
}

/// What is cut off a sung span: a quarter of a second is heard, a second is a word lost.
func wordsWorth(_ cut: SIMD2<Double>) -> Double {
  func cost(_ seconds: Double) -> Double { seconds <= 0 ? 0 : 0.4 + 0.6 * min(1, seconds) }
  return max(0, 1 - 0.6 * cost(cut.x) - 0.4 * cost(cut.y))
}

/// As driving as each other; four points of ten apart is nothing.
func mashupEnergyWorth(_ voice: Double?, _ beat: Double?) -> Double {
  guard let voice, let beat else { return 0.5 }
  return max(0, 1 - max(0, abs(voice - beat) - 0.5) / 4)
}

/// What a part of a song is for.
enum FormKind: BitwiseCopyable, Sendable {
  case hook, verse, quiet, edge

  init(label: String) {
    self =
      switch label {
      case "chorus", "drop": .hook
      case "verse": .verse
      case "intro", "outro": .edge
      default: .quiet
      }
  }
}

/// What a part of a song is worth under a voice that comes from another one's.
func formWorth(voice: FormKind?, beat: FormKind?) -> Double {
  guard let voice, let beat else { return 0.5 }
  return switch (voice, beat) {
  case (.hook, .hook), (.verse, .verse), (.quiet, .quiet): 1
  case (.verse, .quiet), (.quiet, .verse), (.hook, .verse): 0.7
  case (.verse, .hook): 0.6
  case (.quiet, .hook): 0.5
  case (.hook, .quiet), (.edge, .edge): 0.45
  case (.verse, .edge), (.quiet, .edge): 0.55
  case (.hook, .edge), (.edge, _): 0.35
  }
}

/// What is left of the other voice: −30 dB and below nobody hears, −6 dB sings along.
func leftoverWorth(_ leftover: Decibels?) -> Double {
  guard let leftover else { return 1 }
  return max(0, min(1, (-6 - leftover.value) / 24))
}

/// How much of the voice an instrumental leaves to be heard in a bar, 0…1: each band counts as much as the voice's
/// loudness there; what lies 9 dB under the voice leaves all of it, what lies 9 dB over it nothing. 0 without a voice.
/// - Parameter gain: of the voice, dB.
func roomWorth(_ voice: MashupBar, over beat: MashupBar, gain: Float) -> Float {
  var heard = (voice.voice + gain - beat.instrumental + 9) / 18
  heard.clamp(lowerBound: .zero, upperBound: SIMD16(repeating: 1))
  return (voice.counts * heard).sum()
}

/// Notes stand out by so much of their mean (root mean square): noise does by less, instrumentals of songs by a quarter
/// and more, voices by a third.
private let leastContrast: Float = 0.15

/// How alike two sets of notes are, 0…1; the one rotated up by `shift`. Nil where one has none.
func notesAgreement(_ voice: SIMD16<Float>, _ beat: SIMD16<Float>, shift: Int) -> Double? {
  let means = (voice.sum() / 12, beat.sum() / 12)
  var (dot, mine, theirs) = (Float(0), Float(0), Float(0))
  for note in 0..<12 {
    let (a, b) = (voice[note] - means.0, beat[((note + shift) % 12 + 12) % 12] - means.1)
    dot += a * b
    mine += a * a
    theirs += b * b
  }
  func isFlat(_ power: Float, _ mean: Float) -> Bool { power <= 12 * leastContrast * leastContrast * mean * mean }
  guard mine > 1e-6, theirs > 1e-6, !isFlat(mine, means.0), !isFlat(theirs, means.1) else { return nil }
  return Double(max(0, min(1, 0.5 + 0.5 * dot / (mine * theirs).squareRoot())))
}
