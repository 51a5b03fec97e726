import Engine
import Music

/// A deck's filter resonance and insert effects, and where its equaliser's bands part.
extension CommandTable {
  static let effects: [CommandForm] = [
    CommandForm("deck <deck> resonance <amount>", "the filter's resonance, 0 … 1", of: .resonance) { a, at, over in
      control(a, .resonance, at, over)
    },
    CommandForm("deck <deck> echo out", "stop; the last beats go round in the echo and die away") { a, at, over in
      deck(a, .echoOut, at, over)
    },
    CommandForm("deck <deck> echo feedback <amount>", "what each repeat leaves to the next, 0 … 0.95", of: .feedback) {
      a, at, over in
      control(a, .echoFeedback, at, over)
    },
    CommandForm("deck <deck> reverb size <amount>", "the room: 0 rings for 0.6 seconds, 1 for 7", of: .roomSize) {
      a, at, over in
      control(a, .reverbSize, at, over)
    },
    CommandForm(
      "deck <deck> echo|gate|flanger beats <number>", "repeat, period or sweep in beats: 3/4, 1/2, 8", of: .effectBeats
    ) {
      a, at, over in
      deck(a, .effectBeats(DeckEffect(word: a.word(2))!, a.numbers[0]), at, over)
    },
    CommandForm(
      "deck <deck> echo|reverb|flanger|gate <amount>", "effect, behind the fader: 0 is dry, 1 all wet", of: .effect
    ) {
      a, at, over in control(a, .effect(DeckEffect(word: a.lastWord)!), at, over)
    },
    CommandForm(
      "deck <deck> echo|reverb|flanger|gate <switch>", "the same by a switch, at an amount that is heard well"
    ) {
      a, at, over in
      let effect = DeckEffect(word: a.word(2))!
      return switch a.switching {
      case .on: deck(a, .set(.effect(effect), effect.usualAmount), at, over)
      case .off: deck(a, .set(.effect(effect), 0), at, over)
      case .toggle: .toggleEffect(a.deck, effect, at, over)
      }
    },
    CommandForm("deck <deck> effects off", "all effects to 0; what rings rings out") { a, at, over in
      deck(a, .effectsOff, at, over)
    },
  ]

  static let crossovers: [CommandForm] = [
    CommandForm(
      "crossovers <number> <number>", "where bass ends and treble begins on both decks, Hz: 246 2500",
      of: .lowCrossover, .highCrossover
    ) { a, at, over in
      mix(.crossovers(low: a.numbers[0], high: a.numbers[1]), at, over)
    }
  ]
}

extension DeckEffect {
  init?(word: String) {
    guard let effect = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = effect
  }
  package var word: String {
    switch self {
    case .gate: "gate"
    case .flanger: "flanger"
    case .echo: "echo"
    case .reverb: "reverb"
    }
  }

  /// The dry/wet amount of a switch that is on: heard at once, with the track still in front.
  var usualAmount: Double {
    switch self {
    case .gate: 0.9
    case .flanger: 0.5
    case .echo: 0.4
    case .reverb: 0.35
    }
  }
}
