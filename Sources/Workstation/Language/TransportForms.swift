import Engine
import Music

/// Play, cues, jumps, loops, tempo, key and sync of a deck.
extension CommandTable {
  static func deck(
    _ arguments: [CommandForm.Argument], _ action: DeckAction, _ at: Moment, _ over: Glide
  ) -> Command {
    .engine(EngineCommand(.deck(arguments.deck, action), at: at, over: over))
  }

  static let transport: [CommandForm] = [
    CommandForm("deck <deck> load selected|suggested", "load what is selected in the browser, or suggested") {
      a, _, _ in .load(a.deck, a.lastWord == "selected" ? .selected : .suggested)
    },
    CommandForm("deck <deck> load <text>", "load a file") { a, _, _ in .load(a.deck, .path(a.text)) },
    CommandForm("deck <deck> unload", "empty the deck") { a, at, over in
      .engine(EngineCommand(.unload(a.deck), at: at, over: over))
    },
    CommandForm("deck <deck> play|pause|toggle", "start and stop") { a, at, over in
      let action: DeckAction =
        switch a.lastWord {
        case "play": .play
        case "pause": .pause
        default: .playToggle
        }
      return deck(a, action, at, over)
    },
    CommandForm("deck <deck> cue", "back to the cue point; on it, play while held; elsewhere, set it") { a, at, over in
      deck(a, .cuePress, at, over)
    },
    CommandForm("deck <deck> cue release", "let the cue go") { a, at, over in deck(a, .cueRelease, at, over) },
    CommandForm("deck <deck> cue set <number>", "put the cue point at a second") { a, at, over in
      deck(a, .cueSet(TrackTime(a.numbers[0])), at, over)
    },
    CommandForm("deck <deck> seek <number>", "go to a second") { a, at, over in
      deck(a, .seek(TrackTime(a.numbers[0])), at, over)
    },
    CommandForm("deck <deck> seek <number> %", "go to a share of the track") { a, _, _ in
      .seekFraction(a.deck, min(100, max(0, a.numbers[0])) / 100)
    },
    CommandForm("deck <deck> jump <amount>", "jump by beats, in phase") { a, at, over in
      deck(a, .jump(Beats(a.amount.number)), at, over)
    },
    CommandForm("deck <deck> loop in|out|toggle|halve|double", "loop by hand, leave and re-enter, change its length") {
      a, at, over in
      let action: DeckAction =
        switch a.lastWord {
        case "in": .loopIn
        case "out": .loopOut
        case "halve": .loopScale(0.5)
        case "double": .loopScale(2)
        default: .loopToggle
        }
      return deck(a, action, at, over)
    },
    CommandForm("deck <deck> loop <number>", "a loop of so many beats from here") { a, at, over in
      guard a.numbers[0] > 0 else { throw CommandError("a loop is longer than nothing: loop 4") }
      return deck(a, .loop(Beats(a.numbers[0])), at, over)
    },
    CommandForm("deck <deck> hotcue <number>", "jump to a hot cue, or set it here") { a, at, over in
      deck(a, .hotCue(try hotCueIndex(a.numbers[0])), at, over)
    },
    CommandForm("deck <deck> hotcue <number> clear", "forget a hot cue") { a, at, over in
      deck(a, .hotCueClear(try hotCueIndex(a.numbers[0])), at, over)
    },
    CommandForm("deck <deck> hotcue <number> set <number>", "put a hot cue at a second") { a, at, over in
      deck(a, .hotCueSet(try hotCueIndex(a.numbers[0]), TrackTime(a.numbers[1])), at, over)
    },
    CommandForm("deck <deck> nudge <amount>", "push or drag by milliseconds") { a, at, over in
      deck(a, .nudge(milliseconds: a.amount.number), at, over)
    },
    CommandForm("deck <deck> tempo reset", "the recorded tempo") { a, at, over in
      deck(a, .set(.tempo, 0), at, over)
    },
    CommandForm("deck <deck> tempo <amount>", "tempo in percent") { a, at, over in control(a, .tempo, at, over) },
    CommandForm("deck <deck> range 6|10|16|50", "the tempo control's range in percent") { a, at, over in
      deck(a, .tempoRange(Double(a.lastWord) ?? 10), at, over)
    },
    CommandForm("deck <deck> keylock <switch>", "hold the key while the tempo moves") { a, at, over in
      deck(a, .keyLock(a.switching), at, over)
    },
    CommandForm("deck <deck> key <amount>", "shift the key by semitones") { a, at, over in
      control(a, .keyShift, at, over)
    },
    CommandForm("deck <deck> sync <switch>", "follow the other deck's tempo and phase") { a, at, over in
      deck(a, .sync(a.switching), at, over)
    },
    CommandForm("deck <deck> lead", "make this deck the one to follow") { a, at, over in deck(a, .lead, at, over) },
    CommandForm("deck <deck> quantize <switch>", "keep jumps, cues and loops on the beat") { a, at, over in
      deck(a, .quantize(a.switching), at, over)
    },
  ]

  static func hotCueIndex(_ number: Double) throws(CommandError) -> UInt8 {
    guard (1...Double(hotCueCount)).contains(number), number == number.rounded() else {
      throw CommandError("hot cues go from 1 to \(hotCueCount)")
    }
    return UInt8(number) - 1
  }
}

extension Amount {
  /// Where only a distance makes sense, a bare number is one too.
  var number: Double {
    switch self {
    case .value(let value), .change(let value): value
    }
  }
}
