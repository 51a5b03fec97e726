import Engine
import Music
import Testing

@testable import Workstation

/// Old journals and key files go on being read, whatever is renamed.
@Suite struct LinesOfTodayTests {
  /// How a timed line of the fixture ends, and what that means.
  private static let timings: [(ending: String, at: Moment, over: Glide)] = [
    (" at bar over 8 beats", .bar, .beats(8)), (" at beat", .beat, .short), (" at bar", .bar, .short),
    (" at phrase", .phrase, .short), (" over 16 beats", .now, .beats(16)),
    (" over 4 bars", .now, .beats(16)), (" over 2.5 seconds", .now, .seconds(2.5)),
  ]

  /// The commands of both texts, without the time in front, and the lines that only a journal has.
  private static let lines: [String] = {
    let journal = journalOfToday.split(separator: "\n").dropFirst(9).dropLast(5)
    return journal.map { String($0.drop { $0 != " " }.dropFirst()) }
      + keysOfToday.split(separator: "\n").map(String.init)
  }()

  private static func isTimed(_ line: String) -> Bool {
    timings.contains { line.hasSuffix($0.ending) && lines.contains(String(line.dropLast($0.ending.count))) }
  }

  @Test func theJournalIsReadWhole() throws {
    let journal = try Journal(parsing: journalOfToday, name: "set")
    #expect(journal.entries.count == journalOfToday.split(separator: "\n").count - 2)
    #expect(journal.rate == .cd && journal.isEnded)
    let grid = BeatGrid(
      anchors: [
        .init(time: TrackTime(0.137), beat: BeatPosition(0), bpm: BPM(126)),
        .init(time: TrackTime(30.5), beat: BeatPosition(63.75), bpm: BPM(127.5)),
      ], beatsPerBar: 4, downbeat: 0, phraseStart: 0, barsPerPhrase: 8)
    guard case .load(.a, let spec) = journal.entries[0].what else {
      Issue.record("no load at first")
      return
    }
    #expect(spec == Journal.TrackSpec(path: "/music/one \"1\".flac", grid: .known(grid), stems: true))
    guard case .load(.b, let bare) = journal.entries[1].what else {
      Issue.record("no second load")
      return
    }
    #expect(bare == Journal.TrackSpec(path: "/music/two.flac", grid: .none, stems: false))
    #expect(journal.recordings.map(\.recording) == [.init(path: "/recordings/one.wav", format: .wav)])
    #expect(Tracklist(of: journal).items.map(\.track.title) == ["One", "Two"])
    let waits = journal.entries.suffix(3).map(\.when)
    #expect(waits == [.after(Seconds(2)), .afterBeats(Beats(1.5)), .afterBeats(Beats(16))])
  }

  /// How a line is written now that was written otherwise on that day: whoever renames a command says so here.
  private static let renamed: [String: String] = [:]

  /// Each line is written back as it was read, each means something of its own, and together they mean all samples.
  @Test func eachLineIsStillTheSameCommand() throws {
    let lines = Self.lines.filter { !Self.isTimed($0) }
    let commands = try lines.map { try CommandTable.parse($0) }
    #expect(commands.allSatisfy { $0.at == .now && $0.over == .short })
    let others = zip(lines, commands).filter { (Self.renamed[$0] ?? $0) != $1.line }.map { "\($0) is now \($1.line)" }
    #expect(others.isEmpty)
    #expect(Set(commands).count == lines.count, "two lines have come to mean the same")
    let unread = Set(Command.Action.samples).subtracting(commands.map(\.action)).map { Command($0).line }
    #expect(unread.isEmpty, "a command that is new is written down here as it is written first")
  }

  @Test func timesAreStillTheSame() throws {
    var count = 0
    for line in Self.lines where Self.isTimed(line) {
      let timing = try #require(Self.timings.first { line.hasSuffix($0.ending) })
      let plain = try CommandTable.parse(String(line.dropLast(timing.ending.count)))
      #expect(
        try CommandTable.parse(line) == Command(plain.action, at: timing.at, over: timing.over), "\(line)")
      count += 1
    }
    #expect(count > 80)
  }

  /// What a table of commands can say is there, so that a row that comes later is added here with the lines that it is
  /// first written as.
  @Test func everyRowOfEveryCommandIsThere() {
    let missing = CommandTable.rows.filter { row in
      !Self.lines.contains { line in
        guard let read = try? row.command(CommandLine(line)), case .success = read else { return false }
        return true
      }
    }
    #expect(missing.map(\.syntax).isEmpty)
  }
}
