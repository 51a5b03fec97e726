import Engine
import FoundationEssentials
import Library
import Music
import Platform
import Suggestion
import Support
import Testing

@testable import Workstation

/// A programme on a library: what is planned, and what the autopilot chooses by it.
@Suite struct StationTests {
  private let folder: ScratchFolder
  private let library: Library
  private let source = KeptStationMusic()
  private var path: String { folder.path + "/l.db" }

  /// Sixty tracks: house at 118 to 124 BPM, jazz at 96 to 102, of twenty artists, four minutes each; and two idents.
  init() throws {
    folder = try ScratchFolder()
    library = try Library(path: folder.path + "/l.db")
    let paths =
      (0..<60).map { "/m/\($0 % 2 == 0 ? "house" : "jazz")/\($0).flac" } + ["/m/ident/a.wav", "/m/ident/b.wav"]
    try library.upsert(paths.map { FileStamp(path: $0, bytes: 1, modified: 1) })
    for (index, path) in paths.enumerated() {
      var analysis = TrackAnalysis(path: path)
      (analysis.content_id, analysis.duration_seconds) = (String(format(index)), index < 60 ? 240 : 5)
      analysis.analysis_version = TrackAnalysis.currentVersion
      analysis.loudness.integrated_lufs = -12
      if index < 60 {
        analysis.bpm = (index % 2 == 0 ? 118 : 96) + Double(index / 2 % 7)
        (analysis.energy, analysis.key) = (4 + index % 3, "A minor")
        analysis.tags = Tags(
          title: "Title \(index)", artist: "Artist \(index % 20)", album: "Album \(index % 30)",
          genre: index % 2 == 0 ? "Deep House" : "Jazz")
      }
      try library.store(analysis, waveform: nil)
    }
    let idents = try paths.suffix(2).map { try #require(try library.track(at: $0)).id }
    try library.setCrate(["Station", "Idents"], to: CrateContent(idents))
  }

  private func format(_ index: Int) -> String { "c0ffee" + (index < 10 ? "0" : "") + "\(index)" }

  private func settings(_ config: String) -> Settings {
    var settings = Settings()
    #expect(settings.read(config, from: "config").isEmpty)
    return settings
  }

  private func plan(_ config: String, hours: Double = 3, at date: Double) throws -> StationPlan {
    let directories = AppDirectories(
      config: folder.path, data: folder.path, cache: folder.path, state: folder.path)
    return try StationPlan(
      hours: hours, from: date, settings: settings(config), directories: directories, library: path)
  }

  /// The contract: a line a play, with at, path and reasons; and what the table asks for.
  @Test func aPlanSaysWhatIsPlayedWhenAndWhy() throws {
    // By the clock of this machine, whatever that is.
    let nine = try #require(StationPlan.date("2026-11-30 09:00", now: 0))
    let config = """
      radio_daypart = morning daily 6-10 genres house bpm 118-124
      radio_daypart = jazz daily 10-12 genres jazz
      radio_jingles = idents
      radio_cooldown_hours = 2
      """
    let plan = try plan(config, at: nine)
    #expect(plan.notes.isEmpty, "\(plan.notes)")
    var (paths, idents) = ([String](), 0)
    for line in plan.json {
      let row = try JSONDecoder().decode(Row.self, from: Array(line.utf8).withUnsafeBytes { Data($0) })
      #expect(row.at.hasPrefix("2026-11-30T") && !row.reasons.isEmpty)
      if row.kind == "ident" {
        idents += 1
        #expect(row.path.hasPrefix("/m/ident/"))
        continue
      }
      let hour = Int(row.at.dropFirst(11).prefix(2)) ?? 0
      #expect(row.kind != "leap" || hour == 10, "\(row)")
      if row.daypart == "morning" { #expect(row.path.hasPrefix("/m/house/") && hour < 10, "\(row)") }
      if row.kind == "within", hour >= 10 { #expect(row.path.hasPrefix("/m/jazz/"), "\(row)") }
      paths.append(row.path)
    }
    #expect(paths.count > 45 && (11...14).contains(idents), "\(paths.count) and \(idents)")
    #expect(try self.plan(config, at: nine).json == plan.json, "the same plan again")
    #expect(plan.lines.count == plan.json.count && plan.lines[0].hasPrefix("09:00\t"))
  }

  private struct Row: Decodable {
    var at, path, kind: String
    var daypart: String?
    var reasons: [String]
  }

  @Test func whatTheTableLacksIsSaid() throws {
    let plan = try plan(
      """
      radio_daypart = polka daily 0-12 genres polka
      radio_daypart = fast daily 12-24 genres house bpm 160-170 crates Nowhere
      radio_jingles = None of these
      """, at: 1_792_396_800)
    #expect(
      plan.notes == [
        "there is no crate Nowhere: fast goes on without it",
        "there is no crate None of these: the station goes on without it",
        "no track is there for polka: all music is played then", "no track is there for fast: all music is played then",
      ])
    #expect(plan.lines.count > 40 && plan.remarks.count == 1, "the idents are short, as no crate names them")
    // Of house 30 tracks go up to 124 BPM; the idents are five seconds long.
    let strict = try self.plan("radio_max_bpm = 117\nradio_min_seconds = 5", at: 1_792_396_800)
    #expect(strict.remarks == ["30 tracks are left out: too fast"])
  }

  @Test func timesAndLengthsAreRead() throws {
    #expect(StationPlan.hours("24h") == 24 && StationPlan.hours("90m") == 1.5 && StationPlan.hours("2") == 2)
    for text in ["", "h", "-1h", "0", "nan", "inf h", "1e9h", "24x"] {
      #expect(StationPlan.hours(text) == nil, "\(text)")
    }
    let noon = try #require(StationPlan.date("2026-07-01T12:00", now: 0))
    #expect(StationPlan.date("14:30", now: noon) == noon + 2.5 * 3600)
    #expect(StationPlan.date("12:00", now: noon + 59) == noon)
    #expect(WallTime(here: try #require(StationPlan.date("11:00", now: noon))).clock == "11:00")
    for text in ["", "25:00", "12", "12:60", "2026-02-30 12:00", "2026-13-01 1:00", "x 1:00", "1:00 2:00 3:00"] {
      #expect(StationPlan.date(text, now: noon) == nil, "\(text)")
    }
  }

  @Test func theHistoryIsExportedFromATimeOn() throws {
    let now = try #require(StationPlan.date("2026-11-30 12:00", now: 0))
    for (number, hour) in [(0, 9.0), (2, 10), (4, 11)] {
      let track = try #require(try library.track(at: "/m/house/\(number).flac"))
      try library.record(Play(track: track.id, startedAt: now - 3600 * (12 - hour)))
    }
    let directories = AppDirectories(
      config: folder.path, data: folder.path, cache: folder.path, state: folder.path)
    func lines(_ since: String?, json: Bool = false) throws -> [String] {
      let date = try since.map { try #require(dateOfHistory($0, now: now)) }
      return try playLines(since: date, json: json, directories: directories, library: path)
    }
    #expect(try lines(nil).count == 3 && lines("2h").count == 2 && lines("90m").count == 1)
    #expect(try lines("10:30") == ["2026-11-30 11:00\tArtist 4 – Title 4\t/m/house/4.flac"])
    #expect(try lines("2026-11-30").count == 3 && lines("2026-12-01").isEmpty)
    let row = try #require(try lines("11:00", json: true).first)
    #expect(row.hasPrefix("{\"at\":\"2026-11-30T11:00:00") && row.contains("\"path\":\"/m/house/4.flac\""))
    // 13:00 has not been yet: the day before is meant.
    #expect(try #require(dateOfHistory("13:00", now: now)) == now - 23 * 3600)
    for text in ["", "yesterday", "25:00", "-1h"] { #expect(dateOfHistory(text, now: now) == nil, "\(text)") }
    #expect(throws: NotInLibrary.self) {
      try playLines(since: nil, json: false, directories: directories, library: folder.path + "/none")
    }
  }

  // MARK: On air

  private func choice(
    after track: String?, asked: [String] = [], rejected: Set<FilePath> = [], _ config: String, hour: Int
  ) throws -> (choice: Autopilot.Choice?, station: StationChoice?) {
    let settings = settings(config)
    let time = WallTime(date: 1_792_368_000 + Double(3600 * hour))
    var run = ProgrammeRun(settings.programme)
    if let known = try track.flatMap({ try library.track(at: $0) }) {
      run.note(Candidate(id: known.id), album: nil, at: WallTime(date: time.date - 240))
    }
    let next = NextChoice(
      library: library, sounds: SoundTables(), steer: SteerWish(), settings: settings, run: run,
      station: NextChoice.Station(asked: asked, time: time, source: source), rejected: rejected, goal: nil,
      playing: track,
      state: track.map { _ in DeckState() })
    return try #require(try next.find())
  }

  private static let table = """
    radio_daypart = morning daily 6-10 genres house bpm 118-124
    radio_daypart = jazz daily 10-12 genres jazz
    """

  @Test func theAutopilotObeysTheTable() throws {
    for _ in 0..<10 {
      let found = try choice(after: "/m/house/0.flac", Self.table, hour: 7)
      let path = try #require(found.choice?.path)
      #expect(path.hasPrefix("/m/house/") && path != "/m/house/0.flac")
      #expect(found.station?.path == path && found.station?.album != nil)
      #expect(found.choice?.reason?.contains("morning: house 118–124 BPM") == true, "\(found.choice?.reason ?? "")")
      #expect(try choice(after: "/m/jazz/1.flac", Self.table, hour: 10).choice?.path.hasPrefix("/m/jazz/") == true)
    }
    // What cannot be played is not chosen again.
    let rejected = Set((0..<30).map { FilePath("/m/house/\(2 * $0).flac") }.filter { $0.text != "/m/house/8.flac" })
    #expect(try choice(after: nil, rejected: rejected, Self.table, hour: 7).choice?.path == "/m/house/8.flac")
  }

  /// What is kept from one choice to the next is what a station that begins now would read.
  @Test func whatChangesInTheLibraryCountsFromTheNextChoiceOn() throws {
    let programme = settings(Self.table + "\nradio_leave_out = none").programme
    func paths(_ source: KeptStationMusic, _ programme: Programme) throws -> (paths: [String], remarks: [String]) {
      let music = try source.music(library, for: programme, without: [])
      let ids = try library.candidates().map(\.id).filter { music.pool.has($0) }
      return (try ids.map { try #require(try library.track($0)).path }.sorted(), music.remarks)
    }
    func expectTheSame(_ count: Int, _ sentence: Comment) throws {
      let (kept, new) = (try paths(source, programme), try paths(KeptStationMusic(), programme))
      #expect(kept.paths == new.paths && kept.remarks == new.remarks && kept.paths.count == count, sentence)
    }
    try expectTheSame(60, "at first")
    try expectTheSame(60, "nothing has changed")
    // A removed file leaves the pool at once; one that is silent, too fast or too short does not stay.
    try library.markMissing(under: "/m/house", notIn: Set((1..<30).map { FilePath("/m/house/\(2 * $0).flac") }))
    try expectTheSame(59, "one is gone")
    var silent = TrackAnalysis(path: "/m/house/2.flac")
    (silent.content_id, silent.duration_seconds) = (String(format(2)), 240)
    silent.analysis_version = TrackAnalysis.currentVersion
    try library.store(silent, waveform: nil)
    try expectTheSame(58, "one is silent")
    #expect(try paths(source, programme).remarks.contains("1 track is left out: silent from end to end"))
    // A copy is the same track: nothing is mixed into itself.
    try library.upsert([FileStamp(path: "/m/copy of 4.flac", bytes: 1, modified: 1)])
    try library.identify(path: "/m/copy of 4.flac", as: ContentID(hex: String(format(4))), tags: Tags(), duration: nil)
    try expectTheSame(58, "a copy")
    var spoken = programme
    spoken.kindsLeftOut = ["jazz"]
    #expect(try paths(source, spoken).remarks.contains("30 tracks are left out: of a kind that is not played"))
    let last = try #require(try library.track(at: "/m/jazz/1.flac"))
    try library.setNotes(TrackNotes(tags: ["warm"]), of: last.id)
    let tagged = settings("radio_daypart = warm daily 0-24 tags warm").programme
    #expect(try source.music(library, for: tagged, without: []).notes.isEmpty)
  }

  @Test func whatIsQueuedComesWhereItFits() throws {
    let asked = ["/m/jazz/3.flac", "/m/gone.flac", "/m/house/4.flac"]
    let morning = try choice(after: "/m/house/0.flac", asked: asked, Self.table, hour: 7)
    #expect(morning.choice?.path == "/m/house/4.flac" && morning.choice?.reason?.hasSuffix("asked for") == true)
    let refused = try #require(morning.station).refused
    #expect(refused.map(\.path) == ["/m/gone.flac"] && refused.map(\.why) == ["the library does not know it"])
    #expect(try choice(after: "/m/jazz/1.flac", asked: asked, Self.table, hour: 10).choice?.path == "/m/jazz/3.flac")
  }
}
