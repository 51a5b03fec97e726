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
    CommandForm("crossfader <amount>", "move the crossfader: -1 is deck a, 1 is deck b") { a, at, over in
      control(a, .crossfader, at, over)
    },
    CommandForm("master <amount>", "master level in dB") { a, at, over in control(a, .master, at, over) },
    CommandForm("headphone mix <amount>", "0 is the cue bus, 1 the master") { a, at, over in
      control(a, .headphoneMix, at, over)
    },
    CommandForm("headphone level <amount>", "headphone level in dB") { a, at, over in
      control(a, .headphoneLevel, at, over)
    },
    CommandForm("limiter <switch>", "the master's limiter") { a, at, over in mix(.limiter(a.switching), at, over) },
    CommandForm("record <switch>", "record the master") { a, _, _ in .record(a.switching) },
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
