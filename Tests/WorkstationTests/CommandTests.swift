import Engine
import Music
import Testing

@testable import Workstation

@Suite struct CommandTests {
  @Test(arguments: [
    "deck a play", "deck b cue release", "deck a seek 63.5", "deck a seek 30 %", "deck a jump +4", "deck a jump -0.5",
    "deck a loop 4", "deck b loop halve", "deck a hotcue 1", "deck a hotcue 8 clear", "deck a nudge +10",
    "deck a tempo +0.1", "deck a tempo = 2.5", "deck a tempo reset", "deck a range 16", "deck a keylock toggle",
    "deck b keylock engine finer-short",
    "deck a key +1", "deck a key = 0", "deck a sync toggle at bar", "deck a key match at bar",
    "deck a seek 50 % at beat", "deck a lead", "deck a low -3 over 4 beats",
    "deck a kill low toggle", "deck a filter = 0 over 8 beats", "deck a load selected", "deck a load suggested",
    "deck a load /music/a b.flac", "stem a vocals mute toggle at bar", "stem a 2 level = 0.5", "stem b reset",
    "swap a at bar over 4 beats", "swap off", "crossfade b over 16 beats", "crossfader +0.1", "crossfader curve cut",
    "master -1", "headphone mix = 0.5", "headphone level +1", "limiter toggle", "record toggle", "browse page down",
    "browse up", "search", "deck a echo 0.5 over 4 beats", "deck a echo +0.1", "deck b echo out at bar",
    "deck a echo toggle at bar", "deck b gate off over 2 beats", "deck a echo beats 3/4", "deck a gate beats 1/4",
    "deck a flanger beats 16", "deck a echo feedback 0.7",
    "deck b reverb size = 1 over 8 beats", "deck a reverb = 0.3", "deck a resonance +0.1", "deck a effects off",
    "crossovers 246 2500 over 4 beats", "search bpm:120-124 over 9 beats", "sort bpm", "suggest for a", "suggest up",
    "theme paper", "device hw:1,0", "help", "quit", "bass to b over 8 bars", "mids to a at phrase over 16 beats",
    "highs to b", "all to a at bar", "crossfader reverse toggle", "crossfader cutin a 0.1", "blend fair on",
    "deck a autogain off", "deck a autogain -3.5", "target -14", "meter reset",
    "deck a slip on", "deck a roll 1/8", "deck b roll off",
    "deck a loop move -4", "deck a loop save 5", "deck a loop recall 5", "deck a loop forget 5",
    "deck a hotcue 3 name First drop", "deck a hotcue 3 colour violet", "deck a hotcue 2 set 12.5 loop 1.875",
    "deck a censor on", "deck a jump +1/8", "deck a jump -3/4", "deck a quantize bar", "deck a brake over 1/2 beats",
    "deck b spinback over 2 seconds", "deck a key match", "deck a key reset", "deck a key -0.37", "deck a loop 1/16",
  ])
  func reads(_ line: String) throws {
    _ = try CommandTable.parse(line)
  }

  @Test func timingIsTakenFromTheEndInEitherOrder() throws {
    for line in [
      "crossfade b at bar over 16 beats", "crossfade b over 16 beats at bar", "crossfade b over 4 bars at bar",
    ] {
      let command = try CommandTable.parse(line)
      #expect(command.at == .bar)
      #expect(command.over == .beats(16))
    }
  }

  @Test func fractionsAreNumbers() throws {
    #expect(try CommandTable.parse("deck a jump -1/8") == Command(.engine(.deck(.a, .jump(Beats(-0.125))))))
    #expect(throws: CommandError.self) { try CommandTable.parse("deck a jump 1/0") }
    #expect(throws: CommandError.self) { try CommandTable.parse("deck a jump 1/2/3") }
    #expect(throws: CommandError.self) { try CommandTable.parse("deck a roll 100") }
  }

  /// What is looked for, and what a hot cue is called, is text to the end of the line.
  @Test func textKeepsItsWords() throws {
    for text in ["game over 9 beats", "bars at night", "out at bar", "over lots beats"] {
      #expect(try CommandTable.parse("search " + text).action == .search(text))
      #expect(try CommandTable.parse("deck a hotcue 2 name " + text).action == .nameCue(.a, 2, text))
      #expect(try CommandTable.parse(Command(.search(text)).line).action == .search(text))
    }
  }

  @Test(arguments: [
    ("dock a play", "“dock” isn't a command: did you mean deck?"),
    ("please play", "“please” isn't a command: help lists them all"),
    ("deck a ecko 0.5", "unexpected “ecko” after “deck a”: did you mean echo?"),
    ("swap c", "unexpected “c” after “swap”: it takes a, b, off"),
    ("deck c play", "unexpected “c” after “deck”: it takes a, b"),
    ("deck a hotcue 9", "“9” is out of range: hot cues go from 1 to 8 in whole numbers"),
    ("deck a keylock maybe", "unexpected “maybe” after “deck a keylock”: it takes engine, on, off, toggle"),
    ("deck a echo beats 99", "“99” is out of range: an effect's beats go from 1/32 to 32 beats"),
    (
      "deck a reverb beats 1",
      "unexpected “beats” after “deck a reverb”: it takes size, an amount: +1, -1 or = 1, on, off, toggle"
    ),
    ("crossfade b over lots beats", "“over” needs a number: over 8 beats"),
    ("theme paper at bar", "“theme paper” can't wait for the bar: it happens at once"),
    ("deck a autogain on at beat", "“deck a autogain on” can't wait for the beat: it happens at once"),
    ("theme paper over 8 beats", "“theme paper” happens at once: it takes no “over”"),
    ("deck a grid nudge 1e300", "“1e300” is out of range: a grid nudge goes from -60000 to 60000 ms"),
    ("deck a load \"x", "unclosed quotation mark: deck a load \"x"),
    ("deck a tempo nan", "“nan” isn't a number: deck a tempo takes one like 1 or 0.5"),
    ("deck a tempo = nan", "“nan” isn't a number: deck a tempo takes one like 1 or 0.5"),
    ("deck a fader -inf", "“-inf” isn't a number: deck a fader takes one like 1 or 0.5"),
    ("deck a seek 1e999", "“1e999” isn't a number: deck a seek takes one like 1 or 0.5"),
    ("deck a tempo 125", "“125” is out of range: tempo goes from -50 to 50 %; for a tempo in BPM: deck a bpm 125"),
    (
      "deck b tempo = -125 %",
      "“-125 %” is out of range: tempo goes from -50 to 50 %; for a tempo in BPM: deck b bpm 125"
    ),
    ("deck a fader 7", "“7” is out of range: a fader goes from 0 to 1"),
    ("deck a fader = 150%", "“150%” is out of range: a fader goes from 0 to 1"),
    ("deck a fader +2", "“+2” is out of range: a fader goes from 0 to 1"),
    ("deck a low = 99", "“99” is out of range: an EQ band goes from -26 to 12 dB"),
    ("deck a seek 1e9", "“1e9” is out of range: a position goes from -10 to 86400 seconds"),
    ("stem a 1.5 mute on", "“1.5” is out of range: stems go from 1 to 6 in whole numbers"),
    ("crossfade b over 1e9 beats", "“over 1e9” is out of range: it goes from 0 to 16384 beats"),
    ("crossfade b over -1 seconds", "“over -1” is out of range: it goes from 0 to 3600 seconds"),
    ("record", "“record” needs more: on, off, toggle, decks"),
  ])
  func saysWhatIsWrong(_ line: String, _ sentence: String) {
    #expect(throws: CommandError(sentence)) { try CommandTable.parse(line) }
  }

  @Test func aLongListOfChoicesIsLeftToTab() {
    let error = #expect(throws: CommandError.self) { try CommandTable.parse("deck a quickly") }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("unexpected “quickly” after “deck a”: it takes load, "))
    #expect(text.contains("(help deck lists all "))
    #expect(text.count < 120)
  }

  @Test func completesWordByWord() {
    #expect(CommandTable.completions(for: "cross") == ["crossfade", "crossfader", "crossovers"])
    #expect(CommandTable.completions(for: "deck a key") == ["deck a keylock", "deck a key"])
    #expect(CommandTable.completions(for: "stem b vo") == ["stem b vocals"])
    #expect(
      CommandTable.completions(for: "deck a kill ").sorted() == ["high", "low", "mid"].map { "deck a kill " + $0 })
    #expect(CommandTable.completions(for: "nothing like it ").isEmpty)
  }

  @Test func linesAreSeparatedBySemicolonsOutsideQuotes() {
    #expect(
      CommandLine.commands(in: "deck a play; search \"a;b\" ;; quit") == ["deck a play", "search \"a;b\" ", "quit"])
  }

  /// Whatever can be said comes back the same from its own line, at every moment and glide that it takes.
  @Test func everyCommandSurvivesItsText() throws {
    let glides: [Glide] = [.short, .beats(8), .beats(1.5), .seconds(0.25)]
    for action in Command.Action.samples {
      #expect(CommandTable.row(of: action) != nil, "\(action) has no row in the table")
      let isTimed = Command(action).canWait
      for at in isTimed ? [Moment.now, .beat, .bar, .phrase] : [.now] {
        for over in isTimed ? glides : [.short] {
          let command = Command(action, at: at, over: over)
          #expect(try CommandTable.parse(command.line) == command, "“\(command.line)”")
          // The journal writes what the engine is told, and nothing else.
          if let engine = command.engine { #expect(CommandText.line(for: engine) == command.line) }
        }
      }
    }
  }

  /// A row that no sample is written by is a command that the test above never sees: another way to say what a row
  /// before it writes.
  @Test func everyRowHasASample() {
    let written = Set(Command.Action.samples.compactMap { CommandTable.row(of: $0)?.row.syntax })
    let others = CommandTable.rows.map(\.syntax).filter { !written.contains($0) }
    #expect(others == [])
    #expect(Set(Command.Action.samples).count == Command.Action.samples.count)
  }
}
