import Engine
import Music
import Platform
import Testing

@testable import Workstation

@Suite struct JournalTests {
  @Test func readsTimesInFramesSecondsAndBeats() throws {
    let journal = try Journal(
      parsing: """
        segue journal 1
        # a set
        rate 48000
        @0 deck a load "/music/a \\"b\\".flac" grid 0.5:0:120,30.5:60:124 bar 4 downbeat 0 phrase 0 8 stems
        @1.5s deck a play
        +16 beats crossfade b over 16 beats
        +2 seconds end

        """, name: "set")
    #expect(journal.rate == .video)
    #expect(
      journal.entries.map(\.when) == [
        .frame(ClockFrame(0)), .frame(ClockFrame(72_000)), .afterBeats(Beats(16)), .after(Seconds(2)),
      ])
    guard case .load(.a, let spec) = journal.entries[0].what, case .known(let grid) = spec.grid else {
      Issue.record("not a load")
      return
    }
    #expect(spec.path == "/music/a \"b\".flac")
    #expect(spec.stems)
    #expect(grid.anchors.count == 2 && grid.phraseStart == 0 && grid.downbeat == 0)
    #expect(try Journal.readWhat(journal.entries[0].what.line!).line == journal.entries[0].what.line)
  }

  @Test(arguments: [
    ("rate 44100\n", "set: a journal begins with “segue journal 1”"),
    (
      "segue journal 1\n@x deck a play\n\n",
      "set, line 2: a line begins with @frame, @12.5s, @a:12.5s, +4 beats or +2 seconds, not “@x”"
    ),
    ("segue journal 1\n@0 quit\n\n", "set, line 2: “quit” doesn't affect the sound, so journals don't take it"),
    ("segue journal 1\n@0 deck a load \"x\" grid 1:1\n\n", "set, line 2: “1:1” is not second:beat:BPM"),
    (
      "segue journal 1\n# a\n@0 deck a play\n@9 deck a lwo -3\n\n",
      "set, line 4: unexpected “lwo” after “deck a”: did you mean low?"
    ),
    ("segue journal 1\n@0 record on \"x\" aac\n\n", "set, line 2: there is no format “aac”"),
    (
      "segue journal 1\n+2 beats record off\n\n",
      "set, line 2: “record” and “heard” lines need a time of their own, @frame or @12.5s, not a wait"
    ),
    (
      "segue journal 1\n@0 heard a x\n\n",
      "set, line 2: a played track is written: heard a \"path\" title \"…\" artist \"…\""
    ),
  ])
  func namesTheBrokenLine(_ text: String, _ sentence: String) {
    do {
      _ = try Journal(parsing: text, name: "set")
      Issue.record("was read")
    } catch { #expect(error.description.hasPrefix(sentence)) }
  }

  @Test(arguments: [
    "new\nline\r\n.wav", "a \"b\"\\n;'.flac", "-\u{1B}[31m 曲\u{1F3A7}.mp3", "\r", "\u{301}a \u{301}b.wav",
    "a\"\u{301}.wav",
  ])
  func everyNameOfAFileComesBack(_ path: String) throws {
    let line = Journal.What.load(.a, .init(path: path, grid: .none, stems: true)).line!
    #expect(!line.unicodeScalars.contains { $0 == "\n" || $0 == "\r" })
    let journal = try Journal(parsing: "segue journal 1\n@0 \(line)\n@1 deck a play\n", name: "set")
    guard case .load(.a, let spec) = journal.entries.first?.what else {
      Issue.record("not a load")
      return
    }
    #expect(spec.path == FilePath(path))
    #expect(journal.entries.count == 2)
  }

  @Test func linesOfOtherSystemsAreRead() throws {
    let journal = try Journal(parsing: "segue journal 1\r\nrate 48000\r\n@0 deck a play\r\n", name: "set")
    #expect(journal.rate == .video)
    #expect(journal.entries.count == 1)
    var settings = Settings()
    #expect(settings.read("period = 512\r\nrate = 48000\r\n", from: "config").isEmpty)
    #expect(settings.output.periodFrames == 512 && settings.output.rate == .video)
  }

  @Test func aTornLastLineIsDropped() throws {
    let journal = try Journal(parsing: "segue journal 1\n@0 deck a play\n@77 deck a pa", name: "set")
    #expect(journal.entries.count == 1)
  }
}

@Suite struct SettingsTests {
  @Test func brokenLinesAreNamedAndTheRestIsUsed() {
    var settings = Settings()
    let problems = settings.read("period = 512 # small\nrate = 96000\nfoo = 1\nbar\ncue = split\n", from: "config")
    #expect(settings.output.periodFrames == 512)
    #expect(settings.output.cue == .splitMono)
    #expect(settings.output.rate == .cd)
    #expect(
      problems.map(\.text) == [
        "config, line 2: rate is auto, 44100 or 48000, not 96000; the default is used",
        "config, line 3: there is no setting “foo”; the default is used",
        "config, line 4: “bar” is not name = value; the default is used",
      ])
  }
}
