import Engine
import Music

/// What lies behind the decks.
extension CommandTable {
  static func mix(_ action: MixerAction, _ at: Moment, _ over: Glide) -> Command {
    .engine(EngineCommand(.mixer(action), at: at, over: over))
  }

  static func control(
    _ arguments: [CommandForm.Argument], _ control: MixerControl, _ at: Moment, _ over: Glide
  ) -> Command {
    switch arguments.amount {
    case .value(let value): mix(.set(control, value), at, over)
    case .change(let change): mix(.move(control, change), at, over)
    }
  }

  static let mixer: [CommandForm] = [
    CommandForm("crossfade a|b|centre", "move the crossfader to a side") { a, at, over in
      let side =
        switch a.lastWord {
        case "a": -1.0
        case "b": 1.0
        default: 0.0
        }
      return mix(.set(.crossfader, side), at, over)
    },
    CommandForm("crossfader curve power|linear|cut", "the crossfader's law") { a, at, over in
      mix(.curve(CrossfaderCurve(word: a.lastWord)!), at, over)
    },
    CommandForm("crossfader reverse <switch>", "deck b on the left, deck a on the right") { a, at, over in
      mix(.crossfaderReverse(a.switching), at, over)
    },
    CommandForm(
      "crossfader cutin <deck> <number>", "the share of the way, 0 … 0.9, that a deck stays silent for", of: .cutIn
    ) {
      a, at, over in
      mix(.cutIn(a.deck, a.numbers[0]), at, over)
    },
    CommandForm("crossfader <amount>", "move the crossfader: -1 is deck a, 1 is deck b", of: .crossfader) {
      a, at, over in
      control(a, .crossfader, at, over)
    },
    CommandForm("bass|mids|highs|all to <deck>", "hand a band to a deck; bass goes kick by kick, over 8 bars") {
      a, at, over in mix(.handover(HandoverPart(word: a.word(0))!, to: a.deck), at, over)
    },
    CommandForm(
      "blend fair off|auto|on", "hold a blend as loud as its two tracks; auto: in handovers, crossfades over beats"
    ) {
      a, at, over in mix(.fairBlend(FairBlendMode(word: a.lastWord)!), at, over)
    },
    CommandForm("master <amount>", "master level in dB", of: .master) { a, at, over in control(a, .master, at, over) },
    CommandForm("headphone mix <amount>", "0 is the cue bus, 1 the master", of: .headphoneMix) { a, at, over in
      control(a, .headphoneMix, at, over)
    },
    CommandForm("headphone level <amount>", "headphone level in dB", of: .headphoneLevel) { a, at, over in
      control(a, .headphoneLevel, at, over)
    },
    CommandForm("limiter <switch>", "the master's limiter") { a, at, over in mix(.limiter(a.switching), at, over) },
    CommandForm("target <number>", "the loudness that auto-gain brings tracks to, LUFS", of: .target) { a, _, _ in
      .target(LUFS(a.numbers[0]))
    },
    CommandForm("meter reset", "the master's integrated loudness and highest peak begin anew") { _, _, _ in
      .meterReset
    },
    CommandForm("record <switch>", "record the master, with a cue sheet of what is played") { a, _, _ in
      .record(a.switching)
    },
    CommandForm("record on <text>", "record to this file: .wav, .flac, .ogg, .opus or .mp3 says the format") {
      a, _, _ in
      .recordTo(a.text)
    },
    CommandForm("record decks <switch>", "recordings have a file for each deck too") { a, _, _ in
      .recordDecks(a.switching)
    },
  ]
}

extension CrossfaderCurve {
  init?(word: String) {
    switch word {
    case "power": self = .power
    case "linear": self = .linear
    case "cut": self = .cut
    default: return nil
    }
  }
  var word: String {
    switch self {
    case .power: "power"
    case .linear: "linear"
    case .cut: "cut"
    }
  }
}

extension HandoverPart {
  init?(word: String) {
    guard let part = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = part
  }
  var word: String {
    switch self {
    case .low: "bass"
    case .mid: "mids"
    case .high: "highs"
    case .all: "all"
    }
  }
}

extension HandoverPart {
  /// Within a sentence.
  var heading: String { self == .all ? "sound" : word }
}

extension FairBlendMode {
  init?(word: String) {
    guard let mode = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = mode
  }
  var word: String {
    switch self {
    case .off: "off"
    case .auto: "auto"
    case .on: "on"
    }
  }
}
