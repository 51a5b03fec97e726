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
    CommandForm("deck <deck> cue set <number>", "put the cue point at a second", of: .place) { a, at, over in
      deck(a, .cueSet(TrackTime(a.numbers[0])), at, over)
    },
    CommandForm("deck <deck> seek <number>", "go to a second, or to a minute and second: 1:30", of: .place) {
      a, at, over in
      deck(a, .seek(TrackTime(a.numbers[0])), at, over)
    },
    CommandForm("deck <deck> seek <percent>", "go to a share of the track: 50 %", of: .percentOfTrack) { a, at, _ in
      .seekFraction(a.deck, a.numbers[0] / 100, at)
    },
    CommandForm("deck <deck> jump <amount>", "jump by beats, in phase: 4, -16, 1/8", of: .jump) { a, at, over in
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
    CommandForm("deck <deck> loop move <amount>", "move the loop by beats, and the playhead along", of: .loopMove) {
      a, at, over in
      deck(a, .loopMove(Beats(a.amount.number)), at, over)
    },
    CommandForm(
      "deck <deck> loop save|recall|forget <number>", "keep the loop as a hot cue, go into it, forget it", of: .hotCue
    ) {
      a, at, over in
      let index = index(a.numbers[0])
      let action: DeckAction =
        switch a.lastWord {
        case "save": .loopSave(index)
        case "recall": .loopRecall(index)
        default: .loopForget(index)
        }
      return deck(a, action, at, over)
    },
    CommandForm("deck <deck> loop <number>", "a loop of so many beats from here", of: .loop) { a, at, over in
      deck(a, .loop(Beats(a.numbers[0])), at, over)
    },
    CommandForm("deck <deck> roll off", "let a roll go: on where the track would be") { a, at, over in
      deck(a, .rollOff, at, over)
    },
    CommandForm(
      "deck <deck> roll <number>", "a loop of so many beats while held; the track goes on underneath", of: .roll
    ) {
      a, at, over in
      deck(a, .roll(Beats(a.numbers[0])), at, over)
    },
    CommandForm("deck <deck> slip <switch>", "the track goes on underneath loops, jumps and pauses; off: back to it") {
      a, at, over in deck(a, .slip(a.switching), at, over)
    },
    CommandForm("deck <deck> censor <switch>", "backwards while on; the track goes on underneath") { a, at, over in
      deck(a, .censor(a.switching), at, over)
    },
    CommandForm("deck <deck> brake", "stop like a turntable, within a second or: over 2 beats") { a, at, over in
      deck(a, .brake, at, over)
    },
    CommandForm("deck <deck> spinback", "throw it backwards; it slows and stands") { a, at, over in
      deck(a, .spinback, at, over)
    },
    CommandForm("deck <deck> hotcue <number>", "jump to a hot cue or its loop; an empty one is set here", of: .hotCue) {
      a, at, over in
      deck(a, .hotCue(index(a.numbers[0])), at, over)
    },
    CommandForm("deck <deck> hotcue <number> clear", "forget a hot cue", of: .hotCue) { a, at, over in
      deck(a, .hotCueClear(index(a.numbers[0])), at, over)
    },
    CommandForm("deck <deck> hotcue <number> set <number>", "put a hot cue at a second", of: .hotCue, .place) {
      a, at, over in
      deck(a, .hotCueSet(index(a.numbers[0]), TrackTime(a.numbers[1])), at, over)
    },
    CommandForm(
      "deck <deck> hotcue <number> set <number> loop <number>", "with a loop of so many seconds",
      of: .hotCue, .place, .loopSeconds
    ) { a, at, over in
      deck(
        a, .hotLoopSet(index(a.numbers[0]), TrackTime(a.numbers[1]), Seconds(a.numbers[2])), at, over)
    },
    CommandForm("deck <deck> hotcue <number> name <text>", "what a hot cue is called", of: .hotCue) { a, _, _ in
      .nameCue(a.deck, Int(index(a.numbers[0])) + 1, a.text)
    },
    CommandForm(
      "deck <deck> hotcue <number> colour \(CueColour.allCases.map(\.rawValue).joined(separator: "|"))",
      "a hot cue's colour", of: .hotCue
    ) { a, _, _ in
      .colourCue(a.deck, Int(index(a.numbers[0])) + 1, CueColour(rawValue: a.lastWord)!)
    },
    CommandForm("deck <deck> nudge <amount>", "push or drag by milliseconds", of: .nudge) { a, at, over in
      deck(a, .nudge(milliseconds: a.amount.number), at, over)
    },
    CommandForm("deck <deck> tempo reset", "the recorded tempo") { a, at, over in
      deck(a, .set(.tempo, 0), at, over)
    },
    CommandForm("deck <deck> tempo <amount>", "tempo in percent", of: .tempo) { a, at, over in
      control(a, .tempo, at, over)
    },
    CommandForm("deck <deck> bpm <number>", "the tempo at which the track sounds at so many beats a minute", of: .bpm) {
      a, at, over in .bpm(a.deck, BPM(a.numbers[0]), at, over)
    },
    CommandForm("deck <deck> range 6|10|16|50", "the tempo control's range in percent") { a, at, over in
      deck(a, .tempoRange(Double(a.lastWord) ?? 10), at, over)
    },
    CommandForm(
      "deck <deck> keylock engine faster|finer|finer-short",
      "what holds the key: least work; whole chords, 3 times the work; between"
    ) { a, at, over in deck(a, .keyLockEngine(KeyLockEngine(word: a.lastWord)!), at, over) },
    CommandForm("deck <deck> keylock <switch>", "hold the key while the tempo moves") { a, at, over in
      deck(a, .keyLock(a.switching), at, over)
    },
    CommandForm("deck <deck> key reset", "the recorded key") { a, at, over in deck(a, .set(.keyShift, 0), at, over) },
    CommandForm("deck <deck> key match", "shift by as little as fits the other deck's key, cents and all") {
      a, at, over in .matchKey(a.deck, at, over)
    },
    CommandForm("deck <deck> key <amount>", "shift the key by semitones; 0.01 is a cent", of: .key) { a, at, over in
      control(a, .keyShift, at, over)
    },
    CommandForm("deck <deck> sync <switch>", "follow the other deck's tempo and phase") { a, at, over in
      deck(a, .sync(a.switching), at, over)
    },
    CommandForm("deck <deck> lead", "make this deck the one to follow") { a, at, over in deck(a, .lead, at, over) },
    CommandForm("deck <deck> quantize beat|bar|phrase", "keep jumps, cues and loops on the beat, bar or phrase") {
      a, at, over in
      deck(a, .quantizeUnit(Moment(word: a.lastWord)!), at, over)
    },
    CommandForm("deck <deck> quantize <switch>", "the same, on and off") { a, at, over in
      deck(a, .quantize(a.switching), at, over)
    },
  ]
}

extension Amount {
  /// Where only a distance makes sense, a bare number is one too.
  var number: Double {
    switch self {
    case .value(let value), .change(let value): value
    }
  }
}

extension KeyLockEngine {
  init?(word: String) {
    guard let found = Self.allCases.first(where: { $0.word == word }) else { return nil }
    self = found
  }
  var word: String {
    switch self {
    case .faster: "faster"
    case .finer: "finer"
    case .finerShort: "finer-short"
    }
  }
}
