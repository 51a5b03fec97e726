import Engine
import Music
import Support
import Testing

@testable import Workstation

/// The rules that hold for every row of the table, so for one that is added too.
@Suite("The language as a whole")
struct LanguageTests {
  /// Each row with its numbers in range; text and keys stand for themselves.
  private static func line(_ row: CommandRow, number: (Quantity) -> String, _ choice: Int = 0) -> String {
    row.slots.map { slot in
      switch slot {
      case .choice(let words): words[choice % words.count]
      case .deck: "b"
      case .stem: "drums"
      case .switching: "toggle"
      case .amount(let quantity): "= " + number(quantity)
      case .number(let quantity): number(quantity)
      case .percent(let quantity): number(quantity) + " %"
      case .text, .file:
        row.syntax.contains("correct key") ? "8A" : row.syntax.hasPrefix("steer") ? "more bass" : "some thing"
      }
    }.joined(separator: " ")
  }

  private static func inside(_ quantity: Quantity) -> String {
    CommandText.number(
      quantity.isWhole ? quantity.range.upperBound : 0.5 * (quantity.range.lowerBound + quantity.range.upperBound))
  }

  @Test("Every command has one line, which reads back as the same command")
  func canonical() throws {
    for row in CommandTable.rows {
      for choice in 0..<10 {
        let said = Self.line(row, number: Self.inside, choice)
        let command = try CommandTable.parse(said)
        #expect(!command.line.isEmpty, "“\(said)” has no line")
        #expect(try CommandTable.parse(command.line) == command, "“\(said)” became “\(command.line)”")
        #expect(try CommandTable.parse(command.line).line == command.line)
      }
    }
  }

  /// The table, the help, the manual and completion are one list; a row that lacks a field is found here.
  @Test("Every row has a section, a summary of its own and a syntax that completes; a row's command is written by it")
  func rows() throws {
    var summaries: Set<String> = []
    for row in CommandTable.rows {
      #expect(!row.summary.isEmpty && row.summary.count <= 100 && !row.summary.hasSuffix("."), "“\(row.syntax)”")
      if !row.summary.hasPrefix("the same") {
        #expect(summaries.insert(row.summary).inserted, "“\(row.summary)” is said twice")
      }
      // Word by word, Tab leads to the whole command.
      let words = Self.line(row, number: Self.inside).split(separator: " ").map(String.init)
      for (index, slot) in row.slots.enumerated() where !slot.words.isEmpty && index < words.count {
        let before = words[..<index].joined(separator: " ")
        let completed = CommandTable.completions(for: before.isEmpty ? "" : before + " ")
        #expect(completed.contains((before.isEmpty ? "" : before + " ") + words[index]), "“\(row.syntax)”, \(index)")
        guard !row.slots[..<index].contains(where: \.isNumber) else { break }
      }
      let command = try CommandTable.parse(Self.line(row, number: Self.inside))
      let written = try #require(CommandTable.row(of: command.action), "“\(row.syntax)” is read but not written")
      #expect(row.traits.contains(.timed) == command.canWait || written.row.syntax != row.syntax)
    }
    #expect(Set(CommandTable.rows.map(\.section)) == Set(CommandRow.Section.allCases))
    #expect(Set(CommandTable.rows.map(\.syntax)).count == CommandTable.rows.count)
  }

  @Test("What repeats, what is held and what needs a track is said by the rows")
  func behaviour() throws {
    func read(_ line: String) throws -> Command { try CommandTable.parse(line) }
    for line in ["deck a tempo +0.1", "crossfader -0.1", "deck b nudge -10", "browse down", "suggest up", "master +1"] {
      #expect(try read(line).repeats, "\(line)")
    }
    for line in [
      "deck a tempo = 2", "deck a jump +4", "deck a toggle", "deck a loop move -1", "deck a kill low toggle",
    ] {
      #expect(try !read(line).repeats, "\(line)")
    }
    #expect(try read("deck a cue").release == read("deck a cue release"))
    #expect(try read("deck b roll 1/8").release == read("deck b roll off"))
    #expect(try read("deck b censor on").release == read("deck b censor off"))
    #expect(try read("deck b censor off").release == nil && read("deck b play").release == nil)
    for line in [
      "deck a play", "deck a toggle", "deck a seek 3", "deck a loop halve", "deck a censor on", "deck a nudge +5",
    ] {
      #expect(try read(line).needsTrack, "\(line)")
    }
    for line in ["deck a pause", "deck a censor off", "deck a fader 1", "deck a cue set 3", "deck a unload", "swap a"] {
      #expect(try !read(line).needsTrack, "\(line)")
    }
  }

  @Test("Every number of every row has a range, and what lies beyond it is refused with it")
  func ranges() {
    for row in CommandTable.rows where row.slots.contains(where: \.isNumber) {
      // The ends are in.
      for end in [{ (quantity: Quantity) in quantity.range.lowerBound }, { $0.range.upperBound }] {
        let said = Self.line(row) { CommandText.number(end($0)) }
        #expect(throws: Never.self) { try CommandTable.parse(said) }
      }
      for beyond in [{ (quantity: Quantity) in quantity.range.lowerBound - 1 }, { $0.range.upperBound + 1 }] {
        let said = Self.line(row) { CommandText.number(beyond($0)) }
        let error = #expect(throws: CommandError.self, "“\(said)”") { try CommandTable.parse(said) }
        #expect(error?.description.contains(" is out of range: ") == true, "“\(said)”: \(error?.description ?? "")")
      }
    }
  }

  @Test(
    "Units are those of the number",
    arguments: [
      ("deck a fader 50%", "deck a fader = 0.5"), ("deck a fader = 50 %", "deck a fader = 0.5"),
      ("deck a fader -10%", "deck a fader -0.1"), ("deck a reverb 30%", "deck a reverb = 0.3"),
      ("deck a tempo +2%", "deck a tempo +2"), ("deck a tempo = 2 %", "deck a tempo = 2"),
      ("deck a trim 0 dB", "deck a trim = 0"), ("master -3dB", "master -3"), ("deck a low = -6 db", "deck a low = -6"),
      ("deck b seek 1:30", "deck b seek 90"), ("deck b seek 1:02:03.5", "deck b seek 3723.5"),
      ("deck a seek 50%", "deck a seek 50 %"), ("deck a seek 50 %", "deck a seek 50 %"),
      ("deck a seek 12 s", "deck a seek 12"), ("deck a hotcue 2 set 0:12.5", "deck a hotcue 2 set 12.5"),
      ("deck a nudge -10ms", "deck a nudge -10"), ("deck a key -30 cents", "deck a key -0.3"),
      ("deck a loop 2 bars", "deck a loop 8"), ("deck a jump -1 bar", "deck a jump -4"),
      ("deck a jump 1/8", "deck a jump +1/8"), ("crossovers 200Hz 3kHz", "crossovers 200 3000"),
      ("target -14 LUFS", "target -14"), ("deck a bpm 125 BPM", "deck a bpm 125"),
      ("deck a tempo −0.5 %", "deck a tempo -0.5"),
      ("DECK A Play AT bar", "deck a play"), ("Stem B Vocals Mute On at bar", "stem b vocals mute on at bar"),
    ])
  func units(_ said: String, _ line: String) throws {
    let said = said.replacing(" AT bar", with: "")
    #expect(try CommandTable.parse(said).line == line)
  }

  @Test(
    "A unit of something else is refused",
    arguments: [
      "deck a low -6 Hz", "deck a low -6%", "deck a fader 3 dB", "deck a tempo 2 beats", "deck a jump 4 s",
      "master 1:30",
      "deck a seek 1:75", "deck a seek 1:2:3:4", "deck a seek :30", "deck a fader %",
    ])
  func wrongUnits(_ said: String) {
    #expect(throws: CommandError.self) { try CommandTable.parse(said) }
  }

  @Test(
    "What is written into a journal are the words that were said",
    arguments: [
      "crossfade b over 16 beats", "crossfade a", "crossfade centre over 8 beats", "bass to b over 8 bars at bar",
      "deck a roll 1/8", "deck a tempo reset over 8 beats", "deck a key reset", "swap a at bar",
      "deck a fader = 0 over 8 beats",
      "crossfader = 0.3", "mids to a over 6 beats", "deck b jump -4", "deck a echo beats 3/4",
    ])
  func sameWords(_ line: String) throws {
    let command = try #require(try CommandTable.parse(line).engine)
    let written = try #require(CommandText.line(for: command))
    let order = { (text: String) in text.split(separator: " ").sorted() }
    #expect(order(written) == order(line), "\(written)")
  }

  @Test("A journal calls stems by their names, but two of one name by their numbers")
  func stemNames() throws {
    let mute = EngineCommand(.deck(.a, .stemMute(1, .toggle)), at: .bar)
    let level = EngineCommand(.deck(.a, .set(.stem(0), 0.5)), over: .beats(8))
    let stems: [DeckID: [StemKind]] = [.a: [.vocals, .drums, .bass, .other]]
    #expect(CommandText.line(for: mute, stems: stems) == "stem a drums mute toggle at bar")
    #expect(CommandText.line(for: level, stems: stems) == "stem a vocals level = 0.5 over 8 beats")
    #expect(CommandText.line(for: mute, stems: [.b: stems[.a]!]) == "stem a 2 mute toggle at bar")
    #expect(CommandText.line(for: mute, stems: [.a: [.other, .other]]) == "stem a 2 mute toggle at bar")
    #expect(CommandText.line(for: mute, stems: [.a: [.vocals]]) == "stem a 2 mute toggle at bar")
  }
}

/// What a DJ types who has not read the table: most of this list was typed by one.
@Suite("Lines as people type them")
struct NaturalLineTests {
  @Test(arguments: [
    ("load 1", "deck a load selected"), ("load b", "deck b load selected"), ("load selected a", "deck a load selected"),
    ("play a", "deck a play"), ("a play", "deck a play"), ("b play at bar", "deck b play at bar"),
    ("Play A", "deck a play"),
    ("pause b", "deck b pause"), ("stop a", "deck a pause"), ("deck a stop", "deck a pause"),
    ("deck 2 play", "deck b play"),
    ("sync b", "deck b sync on"), ("b sync", "deck b sync on"), ("b sync off", "deck b sync off"),
    ("unsync b", "deck b sync off"),
    ("a loop 4", "deck a loop 4"), ("loop 4 a", "deck a loop 4"), ("loop a 4", "deck a loop 4"),
    ("a hotcue 1", "deck a hotcue 1"), ("hot cue 1 a", "deck a hotcue 1"), ("seek 1:30 b", "deck b seek 90"),
    ("deck b seek 1:30", "deck b seek 90"), ("key +1 a", "deck a key +1"), ("filter a 0.5", "deck a filter = 0.5"),
    ("echo a on", "deck a echo = 0.4"), ("fader a 50%", "deck a fader = 0.5"), ("volume a 50%", "deck a fader = 0.5"),
    ("eq low a -6", "deck a low -6"), ("gain a +2", "deck a trim +2"), ("pitch a +1", "deck a tempo +1"),
    ("beatjump 16 a", "deck a jump +16"), ("tap a", "deck a grid tap"), ("a bpm 125", "deck a bpm 125"),
    ("deck a tempo 125 bpm", "deck a bpm 125"), ("deck a eject", "deck a unload"),
    ("deck a volume 80%", "deck a fader = 0.8"),
    ("crossfade to b", "crossfade b"), ("fade to b over 8 bars", "crossfade b over 32 beats"),
    ("crossfader center", "crossfade centre"),
    ("crossfade center", "crossfade centre"), ("crossfader a", "crossfade a"), ("cue a", "deck a cue"),
    ("cue split", "headphones to split"),
    ("cue 3-4", "headphones to 3-4"), ("phones to hw:2,0", "headphones to hw:2,0"),
    ("phones a", "deck a headphones on"),
    ("kill low a", "deck a kill low on"), ("kill bass b at bar", "deck b kill low on at bar"),
    ("mute vocals a", "stem a vocals mute on"), ("a vocals off at bar", "stem a vocals mute on at bar"),
    ("b drums on", "stem b drums mute off"), ("a vocals mute toggle", "stem a vocals mute toggle"),
    ("a vocals 50%", "stem a vocals level = 0.5"), ("record", "record on"), ("rec", "record on"),
    ("rec off", "record off"),
    ("stop recording", "record off"), ("find four tet", "search four tet"), ("sort by bpm", "sort bpm"),
    ("help sync", "help sync"),
    ("a quantize", "deck a quantize on"), ("load this on deck b", "deck b load selected"), ("exit", "quit"),
    ("suggest a", "suggest for a"), ("key lock on b", "deck b keylock on"), ("limiter", "limiter toggle"),
  ])
  func understood(_ said: String, _ line: String) throws {
    let read = try NaturalLine(said)
    #expect(read.command.line == line)
    #expect(read.translated == line || read.translated == nil)
  }

  @Test("Only what was translated is echoed")
  func echo() throws {
    #expect(try NaturalLine("deck a play").translated == nil)
    #expect(try NaturalLine("play a").translated == "deck a play")
    #expect(try NaturalLine("deck a seek 1:30").translated == nil)
  }

  @Test("The table of what people say: what is meant, or a question; never anything else")
  func table() throws {
    var (understood, asked) = (0, 0)
    for row in saidLines.split(separator: "\n") {
      let parts = row.split(separator: " | ").map(String.init)
      let meant = parts[1]
      if meant == "asks" {
        #expect(throws: CommandError.self, "\(parts[0])") { try NaturalLine.canonical(parts[0]) }
        asked += 1
      } else {
        #expect(try NaturalLine.canonical(parts[0]) == meant, "\(parts[0])")
        understood += 1
      }
    }
    #expect(understood >= 190 && asked <= 30, "\(understood) understood, \(asked) asked")
  }

  /// Reads a table of lines and what they mean, or that they ask. - Returns: how many of each there are.
  private func read(_ table: String) -> (understood: Int, asked: Int) {
    var (understood, asked) = (0, 0)
    for row in table.split(separator: "\n") {
      let parts = row.split(separator: " | ").map(String.init)
      let done = try? NaturalLine.canonical(parts[0])
      #expect((done ?? "asks") == parts[1], "\(parts[0])")
      if done == nil { asked += 1 } else { understood += 1 }
    }
    return (understood, asked)
  }

  @Test("What others say does what is meant, or asks; nothing does something else")
  func othersSay() {
    let (understood, asked) = read(linesOfOthers)
    #expect(understood >= 85 && asked <= 20, "\(understood) understood, \(asked) asked")
  }

  @Test("What a stranger typed does what is meant, or asks; nothing does something else")
  func strangersLines() {
    let (understood, asked) = read(linesOfAStranger)
    #expect(understood >= 80 && asked <= 25, "\(understood) understood, \(asked) asked")
  }

  @Test("What a second stranger typed does what is meant, or asks; nothing does something else")
  func secondStrangersLines() {
    let (understood, asked) = read(linesOfASecondStranger)
    #expect(understood >= 130 && asked <= 40, "\(understood) understood, \(asked) asked")
  }

  @Test("What brings a sound back undoes what took it away; who comes in does so by the control that keeps him out")
  func asThingsStand() throws {
    var decks = NaturalLine.Decks(loaded: [.a, .b], playing: [.a, .b])
    func said(_ line: String) throws -> String {
      try NaturalLine(line, decks: decks).commands.map(\.line).joined(separator: "; ")
    }
    #expect(try said("bass back on b") == "stem b bass mute off")
    decks.killedBass = [.b]
    #expect(try said("bass back on b") == "deck b kill low off")
    #expect(try said("bring the bass back on b") == "deck b kill low off")
    #expect(try said("b bass on at bar") == "deck b kill low off at bar")
    #expect(try said("bass back on a") == "stem a bass mute off")
    #expect(try said("unmute bass b") == "stem b bass mute off")
    decks.mutedBass = [.b]
    #expect(try said("bass back on b") == "deck b kill low off; stem b bass mute off")
    #expect(try said("fade in b over 4 bars") == "deck b fader = 1 over 16 beats")
    decks.crossfadedAway = [.b]
    #expect(try said("fade in b") == "deck b fader = 1; crossfade b")
    decks.faderUp = [.b]
    #expect(try said("fade in b over 4 bars") == "crossfade b over 16 beats")
    decks.isReversed = true
    #expect(try said("fade in b") == "crossfade a")
    #expect(try said("fade out b") == "deck b fader = 0")
    decks.crossfadedAway = []
    #expect(throws: CommandError("deck B is in already: its fader is up")) { try said("fade in b") }
    #expect(try said("rewind b") == "deck b spinback")
    #expect(try said("sync a to b") == "deck a sync on" && said("jump to cue 2 on a") == "deck a hotcue 2")
    decks.synced = [.b]
    #expect(try said("sync a to b") == "deck b lead; deck a sync on")
    #expect(try said("sync b to a") == "deck b sync on")
    decks.hotCues = [.a: [0]]
    #expect(try said("jump to cue 1 on a") == "deck a hotcue 1" && said("hotcue 2 a") == "deck a hotcue 2")
    #expect(throws: CommandError("deck A has no hot cue 2 to go to: hot cue 2 a sets it where the deck is")) {
      try said("jump to cue 2 on a")
    }
    // To set one is not to jump to the one that there is.
    #expect(try said("set cue 1 on a here") == "deck a hotcue 1 clear; deck a hotcue 1")
    #expect(try said("set hotcue 2 on a") == "deck a hotcue 2")
    decks.playing = [.a]
    #expect(try said("rewind b") == "deck b seek 0")
    #expect(try said("bring in b") == "deck b play at bar")
    #expect(try said("bring b in at phrase") == "deck b play at phrase")
    (decks.playing, decks.crossfadedAway, decks.faderUp, decks.isReversed) = ([], [.b], [.a], false)
    #expect(
      try said("bring in b over 4 bars") == "deck b play; deck b fader = 1 over 16 beats; crossfade b over 16 beats")
  }

  @Test("What is not understood of a line that begins as others do is said with one of those")
  func examples() {
    let error = #expect(throws: CommandError.self) { try NaturalLine("vinyl mode") }
    #expect(error?.description == "“mode” was not understood after “vinyl”: say for example vinyl stop a")
    #expect(NaturalPhrase.examples(of: "give").allSatisfy { (try? NaturalLine($0)) != nil })
    for verb in NaturalPhrase.verbs {
      for example in NaturalPhrase.examples(of: verb) { #expect((try? NaturalLine(example)) != nil, "\(example)") }
    }
  }

  @Test("A line that names no deck means the one that a hand was on last, or the only one that it can mean")
  func whichDeck() throws {
    for said in ["play", "loop 4", "hotcue 1", "seek 1:30", "key +1", "stop", "bpm 125"] {
      #expect(try NaturalLine(said, decks: .init(focus: .b)).command == NaturalLine("b " + said).command)
    }
    let onlyB = NaturalLine.Decks(loaded: [.b], playing: [])
    #expect(try NaturalLine("loop 4", decks: onlyB).command.line == "deck b loop 4")
    #expect(try NaturalLine("load selected", decks: onlyB).command.line == "deck a load selected")
    let both = NaturalLine.Decks(loaded: [.a, .b], playing: [.a], focus: .b)
    #expect(try NaturalLine("stop", decks: both).command.line == "deck a pause")
    #expect(try NaturalLine("eject", decks: both).command.line == "deck b unload")
    #expect(try NaturalLine("load selected", decks: both).command.line == "deck b load selected")
    #expect(try NaturalLine("loop 4", decks: both).command.line == "deck b loop 4")
    // Where both are heard a wrong guess would be, too.
    let heard = NaturalLine.Decks(loaded: [.a, .b], playing: [.a, .b])
    for said in ["stop", "pause", "eject"] {
      let error = #expect(throws: CommandError.self) { try NaturalLine(said, decks: heard) }
      #expect(error?.description == "“\(said)” needs a deck: say “a \(said)” or “b \(said)”")
    }
    // No hand says where a sound goes.
    for said in ["swap", "mash", "bass swap", "fade over 8 bars"] {
      #expect(throws: CommandError.self, "\(said)") { try NaturalLine(said, decks: both) }
    }
    // A bass that is swapped goes to who has none, else to who follows.
    var swapping = heard
    #expect(throws: CommandError.self) { try NaturalLine("swap the basses", decks: swapping) }
    swapping.synced = [.b]
    #expect(try NaturalLine("swap the basses over 8 bars", decks: swapping).command.line == "bass to b over 8 bars")
    swapping.killedBass = [.a]
    #expect(try NaturalLine("swap bass", decks: swapping).command.line == "bass to a")
    swapping.playing = [.b]
    #expect(throws: CommandError.self) { try NaturalLine("swap the basses", decks: swapping) }
    // To leave a loop is not to enter one.
    let unlooped = NaturalLine.Decks(loaded: [.a, .b], unlooped: [.a])
    let error = #expect(throws: CommandError.self) { try NaturalLine("a loop off", decks: unlooped) }
    #expect(error?.description == "deck a isn't looping")
    #expect(throws: CommandError.self) { try NaturalLine("unloop a", decks: unlooped) }
    #expect(try NaturalLine("loop toggle a", decks: unlooped).command.line == "deck a loop toggle")
    #expect(try NaturalLine("reloop a", decks: unlooped).command.line == "deck a loop toggle")
    #expect(try NaturalLine("b loop exit", decks: unlooped).command.line == "deck b loop toggle")
    #expect(try NaturalLine("load glass engine on the other deck", decks: both).command.deck == .a)
    // What concerns no deck asks for none.
    #expect(try NaturalLine("crossfader center").command.line == "crossfade centre")
  }

  @Test(arguments: [
    ("deck a line", "“deck a line” needs more: some text"),
    ("deck a hotcue 2 name", "“deck a hotcue 2 name” needs more: some text"),
    ("cue a 1", "“cue a 1” could mean two things: deck a cue is the cue point, deck a hotcue 1 a hot cue"),
    (
      "cue hw:2,0",
      "“cue hw:2,0” isn't a cue point (deck a cue); for the headphone output: headphones to hw:2,0"
    ),
    ("tempo a 125", "“125” is out of range: tempo goes from -50 to 50 %; for a tempo in BPM: deck a bpm 125"),
    ("a lopp 4", "“lopp” was not understood: did you mean “a loop 4”?"),
    ("dock a play", "“dock” was not understood: did you mean “deck a play”?"),
    ("nexxt", "“nexxt” was not understood: did you mean “next”?"),
    ("panik", "“panik” was not understood: did you mean “panic”?"),
    ("crosfade to b ovr 8 bars", "“crosfade”, “ovr” was not understood: did you mean “crossfade to b over 8 bars”?"),
    ("mute vocls on b", "“vocls” was not understood: did you mean “mute vocals on b”?"),
    ("laod harbour lights on a", "“laod” was not understood: did you mean “load harbour lights on a”?"),
    ("deck a play at baar", "“baar” was not understood: did you mean “deck a play at bar”?"),
    ("a tempo 124 bmp", "“bmp” was not understood: did you mean “a tempo 124 bpm”?"),
    // What a slip is not to lead to.
    ("stopp a", "“stopp” isn't a command: help lists them all"),
    (
      "deck a ejct",
      "unexpected “ejct” after “deck a”: it takes load, unload, neutral, play, toggle, pause … (help "
        + "deck lists all 46)"
    ),
    ("quick", "“quick” isn't a command: help lists them all"),
    (
      "play b in 4 bars",
      "“in 4 bars” was not understood after “play b”: nothing waits so long; at beat, at bar or at phrase may stand "
        + "there"
    ),
    (
      "start a with lights",
      "“with lights” was not understood after “start a”: nothing more belongs there"
    ),
    ("why two-step", "“two-step” was not understood after “why”: nothing more belongs there"),
    (
      "stop wobbling",
      "“wobbling” was not understood after “stop”: nothing more belongs there"
    ),
    ("volume a 80", "“80” is out of range: a fader goes from 0 to 1; for a percentage: 80%"),
    ("", "the line is empty"),
  ])
  func refused(_ said: String, _ sentence: String) {
    let error = #expect(throws: CommandError.self) { try NaturalLine(said) }
    #expect(error?.description == sentence)
  }

  /// What is left over would be dropped, and something else done: "all stems off", "leave vocals on".
  @Test("No word that is said is dropped")
  func nothingIsDropped() {
    for row in NaturalPhrase.all where row.said.contains("<rest>") && row.meant != ["help"] {
      #expect(row.meant.contains("<rest>"), "\(row.said.joined(separator: " "))")
    }
    for row in NaturalPhrase.all {
      let number = row.meant.contains { $0.hasSuffix("<number>") }
      #expect(!row.said.contains("<number>") || number, "\(row.said.joined(separator: " "))")
    }
  }

  @Test("Whatever a row means, the table reads it")
  func rowsAreRead() {
    for row in NaturalPhrase.all {
      let words = { (slots: [Substring], number: String) in
        slots.flatMap { slot -> [String] in
          switch slot {
          case "<stem>": return ["drums"]
          case "<pair>": return ["3-4"]
          case "<number>": return [number]
          case "<plus>": return ["+" + number]
          case "<fraction>": return ["1/2"]
          case "<rest>": return []
          case "<any>": return ["low"]
          default: return [String(slot.split(separator: "|")[0])]
          }
        }
      }
      let reads = ["", " on", " 1", " bpm", " 3-4", " status", " darker"].contains { rest in
        ["1", "25", "16"].contains { number in
          let said = words(row.said, number).joined(separator: " ") + rest
          return (try? NaturalLine("a " + said)) != nil || (try? NaturalLine(said)) != nil
        }
      }
      #expect(reads, "\(row.said)")
    }
  }

  @Test("Whatever is typed, there is an answer and no crash")
  func anything() {
    var lines = RandomLines(seed: 11)
    let words =
      CommandTable.rows.flatMap { $0.slots.flatMap(\.words) }
      + [
        "a", "b", "1", "-6", "50%", "nan", "=", "%", "over", "beats", "at", "\"", ";", "1:30", "to", "eq", "bass", "曲",
      ]
    for _ in 0..<2_000 {
      let line = (0..<(1 + lines.below(6))).map { _ in lines.pick(words) }.joined(separator: " ")
      guard let read = try? NaturalLine(line) else { continue }
      #expect(throws: Never.self, "“\(line)”") { try CommandTable.parse(read.command.line) }
    }
  }
}
