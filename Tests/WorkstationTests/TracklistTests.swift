import Engine
import Media
import Music
import Platform
import Support
import Testing

@testable import Workstation

@Suite struct TracklistTests {
  private let set = """
    segue journal 1
    rate 44100
    @0 deck a load "/m/one.flac" grid 0:0:120 downbeat 0
    @44100 record on "/r/the \\"best\\" night.flac" flac
    @44100 deck a play
    @48000 deck a low -1
    @49000 deck a low -1
    @50000 deck a low -1
    @44160 heard a "/m/one.flac" title "One \\"2\\"" artist "Somebody"
    @441000 deck b load "/m/two.flac" nogrid
    @882000 deck b play at bar
    @882100 swap b at bar over 4 beats
    @883000 heard b "/m/two.flac" title "Two"
    @1323000 record off
    @1764000 heard a "/m/three.flac" title "Three"
    @2000000 end

    """

  private var journal: Journal { get throws { try Journal(parsing: set, name: "night") } }

  @Test func remarksComeBackAsTheyWere() throws {
    for entry in try journal.entries where entry.what.isRemark {
      let line = try #require(entry.what.line)
      #expect(try Journal.readWhat(line).line == line)
    }
    let ranges = try journal.recordings
    #expect(ranges.count == 1)
    #expect(ranges.first?.start == ClockFrame(44_100) && ranges.first?.end == ClockFrame(1_323_000))
    #expect(ranges.first?.recording == Journal.Recording(path: "/r/the \"best\" night.flac", format: .flac))
    #expect(throws: OfflineSet.Failure.self) { try journal.recording(2) }
  }

  @Test func ofTheWholeSetAndOfARecording() throws {
    #expect(Tracklist(of: try journal).lines == ["0:01\tSomebody – One \"2\"", "0:20\tTwo", "0:40\tThree"])
    let recorded = Tracklist(of: try journal, in: try journal.recording(1))
    #expect(recorded.items.map(\.track.title) == ["One \"2\"", "Two"])
    #expect(
      recorded.jsonLines.first
        == "{\"seconds\":0.001,\"deck\":\"a\",\"title\":\"One "
        + "\\\"2\\\"\",\"artist\":\"Somebody\",\"path\":\"/m/one.flac\"}"
    )
  }

  @Test func aCueSheetHasNoQuotesWithinQuotes() throws {
    let recorded = Tracklist(of: try journal, in: try journal.recording(1))
    var items = recorded.items
    items[1].track.artist = "A\u{1B}[31m\nB"
    items[1].seconds = 6000.5
    let text = CueSheet.text(of: items, recording: "/r/the \"best\" night.flac")
    #expect(
      text.split(separator: "\r\n").map(String.init) == [
        "REM COMMENT \"Segue\"", "TITLE \"the 'best' night\"", "FILE \"the 'best' night.flac\" WAVE",
        "  TRACK 01 AUDIO", "    TITLE \"One '2'\"", "    PERFORMER \"Somebody\"", "    INDEX 01 00:00:00",
        "  TRACK 02 AUDIO", "    TITLE \"Two\"", "    PERFORMER \"A[31mB\"", "    INDEX 01 100:00:37",
      ])
  }

  @Test func theStoryIsInWords() throws {
    #expect(
      try journal.story == [
        "0:00\tdeck a: loads one.flac, 120.0 BPM",
        "0:01\t● recording to /r/the \"best\" night.flac",
        "0:01\tdeck a: play",
        "0:01\t♪ deck a is heard: Somebody – One \"2\"",
        "0:01\tdeck a: low -1  (3 times)",
        "0:10\tdeck b: loads two.flac",
        "0:20\tdeck b: play at bar",
        "0:20\tthe vocals of deck b over the music of deck a at bar over 4 beats",
        "0:20\t♪ deck b is heard: Two",
        "0:30\t● the recording ends",
        "0:40\t♪ deck a is heard: Three",
        "0:45\tthe end",
      ])
  }

  @Test func aSetWrittenByHandHasItsTracksWhereTheyAreStarted() throws {
    let text = """
      segue journal 1
      @0 deck a load "/m/one.flac" grid 0:0:120
      @2s deck a play
      @2s deck b load "/m/two.flac" grid 0:0:120
      +250 beats deck b play

      """
    #expect(Tracklist(of: try Journal(parsing: text, name: "x")).lines == ["0:02\tone", "2:02\ttwo"])
  }

  @Test func filesThatAreGoneAreAllNamed() throws {
    let text = """
      segue journal 1
      @0 deck a load "/nowhere/one.flac" nogrid
      @0 deck a refresh "/nowhere/one.flac" nogrid
      # a line between
      @0 deck b load "/nowhere/two.flac" nogrid
      @1s end

      """
    let media = MediaProgram(executable: "/nowhere/segue-media")
    var set = OfflineSet(rate: .cd, media: media)
    let error = #expect(throws: OfflineSet.Failure.self) {
      try set.play(try Journal(parsing: text, name: "night")) { _ in }
    }
    #expect(
      error?.description == """
        night, line 2: /nowhere/one.flac is not there: put it back, or write where it is now
        night, line 5: /nowhere/two.flac is not there: put it back, or write where it is now
        """)
  }
}
