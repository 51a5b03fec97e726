import Engine
import Music

/// All that can be said, in the order of the help.
package enum CommandTable {
  package static let forms: [CommandForm] = transport + channel + stems + mixer + browsing + program

  /// Reads one command. - Throws: a sentence on what is wrong and what could stand there.
  package static func parse(_ line: String) throws(CommandError) -> Command {
    let parsed = try CommandLine(line)
    guard !parsed.words.isEmpty else { throw CommandError("there is no command") }
    var nearest = (fitted: -1, wishes: [String]())
    for form in forms {
      switch form.match(parsed.words) {
      case .success(let arguments):
        do {
          return try form.build(arguments, parsed.at, parsed.over)
        } catch {
          throw error as? CommandError ?? CommandError("\(error)")
        }
      case .failure(let mismatch):
        let wish = mismatch.fitted < form.slots.count ? form.slots[mismatch.fitted].wish : "the end of the line"
        if mismatch.fitted > nearest.fitted { nearest = (mismatch.fitted, []) }
        if mismatch.fitted == nearest.fitted, !nearest.wishes.contains(wish) { nearest.wishes.append(wish) }
      }
    }
    throw complaint(parsed.words, fitted: nearest.fitted, wishes: nearest.wishes)
  }

  private static func complaint(_ words: [String], fitted: Int, wishes: [String]) -> CommandError {
    if fitted <= 0 { return CommandError("“\(words[0])” is no command; ? lists them all") }
    let said = words[..<fitted].joined(separator: " ")
    let wanted = wishes.joined(separator: ", ")
    return fitted < words.count
      ? CommandError("“\(words[fitted])” does not go after “\(said)”; that takes \(wanted)")
      : CommandError("“\(said)” wants more: \(wanted)")
  }

  /// The whole lines that `line` could become with one more word; for Tab.
  package static func completions(for line: String) -> [String] {
    guard let words = try? CommandLine.split(line) else { return [] }
    let finished = line.hasSuffix(" ") || line.isEmpty
    let stem = finished ? "" : words.last ?? ""
    let before = finished ? words : Array(words.dropLast())
    var found: [String] = []
    for form in forms {
      guard let slot = form.slot(after: before) else { continue }
      for word in slot.words where word.hasPrefix(stem) && !found.contains(word) { found.append(word) }
    }
    let prefix = before.isEmpty ? "" : before.joined(separator: " ") + " "
    return found.map { prefix + $0 }
  }

  // MARK: Transport

  private static func deck(
    _ arguments: [CommandForm.Argument], _ action: DeckAction, _ at: Moment, _ over: Glide
  ) -> Command {
    .engine(EngineCommand(.deck(arguments.deck, action), at: at, over: over))
  }

  private static let transport: [CommandForm] = [
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
    CommandForm("deck <deck> grid <number> <number>", "a constant grid: BPM and the second of a downbeat") {
      a, at, over in
      guard (20...999).contains(a.numbers[0]) else { throw CommandError("a grid's tempo lies between 20 and 999 BPM") }
      return deck(a, .grid(BPM(a.numbers[0]), TrackTime(a.numbers[1])), at, over)
    },
  ]

  private static func hotCueIndex(_ number: Double) throws(CommandError) -> UInt8 {
    guard (1...Double(hotCueCount)).contains(number), number == number.rounded() else {
      throw CommandError("hot cues go from 1 to \(hotCueCount)")
    }
    return UInt8(number) - 1
  }

  // MARK: The channel

  private static func control(
    _ arguments: [CommandForm.Argument], _ control: DeckControl, _ at: Moment, _ over: Glide
  ) -> Command {
    switch arguments.amount {
    case .value(let value): deck(arguments, .set(control, value), at, over)
    case .change(let change): deck(arguments, .move(control, change), at, over)
    }
  }

  private static let channel: [CommandForm] = [
    CommandForm("deck <deck> trim <amount>", "channel gain in dB, around the auto-gain") { a, at, over in
      control(a, .trim, at, over)
    },
    CommandForm("deck <deck> autogain <number>", "the gain that brings the track to the target loudness, dB") {
      a, at, over in deck(a, .autoGain(Decibels(a.numbers[0])), at, over)
    },
    CommandForm("deck <deck> low|mid|high <amount>", "equaliser band in dB") { a, at, over in
      control(a, .eq(EQBand(word: a.lastWord)!), at, over)
    },
    CommandForm("deck <deck> kill low|mid|high <switch>", "take a band out") { a, at, over in
      deck(a, .kill(EQBand(word: a.lastWord)!, a.switching), at, over)
    },
    CommandForm("deck <deck> filter <amount>", "low-pass below 0, high-pass above: -1 … 1") { a, at, over in
      control(a, .filter, at, over)
    },
    CommandForm("deck <deck> fader <amount>", "channel fader, 0 … 1") { a, at, over in control(a, .fader, at, over) },
    CommandForm("deck <deck> headphones <switch>", "hear the deck in the headphones") { a, at, over in
      deck(a, .headphones(a.switching), at, over)
    },
  ]

  // MARK: Stems

  private static func stemIndex(_ number: Double) throws(CommandError) -> UInt8 {
    guard (1...Double(stemCount)).contains(number), number == number.rounded() else {
      throw CommandError("stems go from 1 to \(stemCount)")
    }
    return UInt8(number) - 1
  }

  private static let stems: [CommandForm] = [
    CommandForm("stem <deck> <stem> mute <switch>", "mute a stem") { a, at, over in
      .stem(a.deck, a.stem, .mute(a.switching), at, over)
    },
    CommandForm("stem <deck> <stem> level <amount>", "a stem's level, 0 … 1") { a, at, over in
      .stem(a.deck, a.stem, .level(a.amount), at, over)
    },
    CommandForm("stem <deck> <number> mute <switch>", "the same, by the stem's number") { a, at, over in
      deck(a, .stemMute(try stemIndex(a.numbers[0]), a.switching), at, over)
    },
    CommandForm("stem <deck> <number> level <amount>", "the same, by the stem's number") { a, at, over in
      control(a, .stem(try stemIndex(a.numbers[0])), at, over)
    },
    CommandForm("stem <deck> reset", "all stems at unity: the original") { a, at, over in
      deck(a, .stemsReset, at, over)
    },
    CommandForm("swap <deck>", "this deck's vocals over the other one's instrumental") { a, at, over in
      mix(.swap(vocalsOf: a.deck), at, over)
    },
    CommandForm("swap off", "both decks whole again") { _, at, over in mix(.swapOff, at, over) },
  ]

  // MARK: Mixer

  private static func mix(_ action: MixerAction, _ at: Moment, _ over: Glide) -> Command {
    .engine(EngineCommand(.mixer(action), at: at, over: over))
  }

  private static func control(
    _ arguments: [CommandForm.Argument], _ control: MixerControl, _ at: Moment, _ over: Glide
  ) -> Command {
    switch arguments.amount {
    case .value(let value): mix(.set(control, value), at, over)
    case .change(let change): mix(.move(control, change), at, over)
    }
  }

  private static let mixer: [CommandForm] = [
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

  // MARK: Browser and program

  private static let browsing: [CommandForm] = [
    CommandForm("browse page up|down", "move by a page") { a, _, _ in
      .browse(a.lastWord == "up" ? .pageUp : .pageDown)
    },
    CommandForm("browse up|down|top|bottom", "move in the browser") { a, _, _ in
      .browse(Command.BrowseMove(rawValue: a.lastWord)!)
    },
    CommandForm("search", "show all tracks") { _, _, _ in .search("") },
    CommandForm("search <text>", "find tracks: words, bpm:122-128, key:8a, artist:…") { a, _, _ in .search(a.text) },
    CommandForm(
      "sort title|artist|album|genre|year|bpm|key|energy|duration|added", "sort the browser; again: the other way"
    ) { a, _, _ in .sort(a.lastWord) },
    CommandForm("suggest for <deck>", "what fits after this deck") { a, _, _ in .suggestFor(a.deck) },
    CommandForm("suggest up|down", "move in the suggestions") { a, _, _ in
      .suggestMove(a.lastWord == "up" ? -1 : 1)
    },
  ]

  private static let program: [CommandForm] = [
    CommandForm("add <text>", "add a folder of music to the library") { a, _, _ in .addFolder(a.text) },
    CommandForm("rescan", "look for what changed in the library's folders") { _, _, _ in .rescan },
    CommandForm("analyze all", "analyse every track that is not yet") { _, _, _ in .analyzeAll },
    CommandForm("device <text>", "play through this sound device") { a, _, _ in .device(a.text) },
    CommandForm("period <number>", "frames that the device takes at a time: less is quicker, more is safer") {
      a, _, _ in
      guard (16...8192).contains(a.numbers[0]) else { throw CommandError("a period has 16 to 8192 frames: period 256") }
      return .period(Int(a.numbers[0]))
    },
    CommandForm("cue <text>", "where the headphones are: none, split, 3-4 or a second sound device") { a, _, _ in
      .cuePlace(a.text)
    },
    CommandForm("theme <text>", "change the colours") { a, _, _ in .theme(a.text) },
    CommandForm("help", "show the keys") { _, _, _ in .help },
    CommandForm("quit", "leave") { _, _, _ in .quit },
  ]
}

extension CommandForm {
  /// The slot that comes after `words`, if they fit so far.
  fileprivate func slot(after words: [String]) -> Slot? {
    if words.isEmpty { return slots.first }
    guard case .failure(let mismatch) = match(words), mismatch.fitted == words.count, words.count < slots.count else {
      return nil
    }
    return slots[words.count]
  }
}

extension Amount {
  /// Where only a distance makes sense, a bare number is one too.
  fileprivate var number: Double {
    switch self {
    case .value(let value), .change(let value): value
    }
  }
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
