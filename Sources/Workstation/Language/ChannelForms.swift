import Engine
import Music

/// A deck's channel: levels, equaliser, filter, headphones; and its stems.
extension CommandTable {
  static func control(
    _ arguments: [CommandForm.Argument], _ control: DeckControl, _ at: Moment, _ over: Glide
  ) -> Command {
    switch arguments.amount {
    case .value(let value): deck(arguments, .set(control, value), at, over)
    case .change(let change): deck(arguments, .move(control, change), at, over)
    }
  }

  static let channel: [CommandForm] = [
    CommandForm("deck <deck> trim <amount>", "channel gain in dB, around the auto-gain", of: .trim) { a, at, over in
      control(a, .trim, at, over)
    },
    CommandForm("deck <deck> autogain <switch>", "bring the deck's tracks to the target loudness, or not") { a, _, _ in
      .autoGain(a.deck, a.switching)
    },
    CommandForm(
      "deck <deck> autogain <number>", "the same gain by hand, in dB: analysis leaves it alone", of: .autoGain
    ) {
      a, at, over in deck(a, .autoGain(Decibels(a.numbers[0])), at, over)
    },
    CommandForm("deck <deck> low|mid|high <amount>", "equaliser band in dB", of: .eq) { a, at, over in
      control(a, .eq(EQBand(word: a.lastWord)!), at, over)
    },
    CommandForm("deck <deck> kill low|mid|high <switch>", "take a band out") { a, at, over in
      deck(a, .kill(EQBand(word: a.lastWord)!, a.switching), at, over)
    },
    CommandForm("deck <deck> filter <amount>", "low-pass below 0, high-pass above: -1 … 1", of: .filter) {
      a, at, over in
      control(a, .filter, at, over)
    },
    CommandForm("deck <deck> fader <amount>", "channel fader, 0 … 1", of: .fader) { a, at, over in
      control(a, .fader, at, over)
    },
    CommandForm("deck <deck> headphones <switch>", "hear the deck in the headphones") { a, at, over in
      deck(a, .headphones(a.switching), at, over)
    },
  ]

  /// Of a stem or a hot cue, by its number from 1, which the row's range has let pass.
  static func index(_ number: Double) -> UInt8 { UInt8(number) - 1 }

  static let stems: [CommandForm] = [
    CommandForm("stem <deck> <stem> mute <switch>", "mute a stem") { a, at, over in
      .stem(a.deck, a.stem, .mute(a.switching), at, over)
    },
    CommandForm("stem <deck> <stem> level <amount>", "a stem's level, 0 … 1", of: .level) { a, at, over in
      .stem(a.deck, a.stem, .level(a.amount), at, over)
    },
    CommandForm("stem <deck> <number> mute <switch>", "the same, by the stem's number", of: .stemNumber) {
      a, at, over in
      deck(a, .stemMute(index(a.numbers[0]), a.switching), at, over)
    },
    CommandForm("stem <deck> <number> level <amount>", "the same, by the stem's number", of: .stemNumber, .level) {
      a, at, over in
      control(a, .stem(index(a.numbers[0])), at, over)
    },
    CommandForm("stem <deck> reset", "all stems at unity: the original") { a, at, over in
      deck(a, .stemsReset, at, over)
    },
    CommandForm("swap <deck>", "this deck's vocals over the other one's instrumental") { a, at, over in
      mix(.swap(vocalsOf: a.deck), at, over)
    },
    CommandForm("swap off", "both decks whole again") { _, at, over in mix(.swapOff, at, over) },
  ]
}

extension EQBand {
  init?(word: String) {
    switch word {
    case "low": self = .low
    case "mid": self = .mid
    case "high": self = .high
    default: return nil
    }
  }
  var word: String {
    switch self {
    case .low: "low"
    case .mid: "mid"
    case .high: "high"
    }
  }
}
