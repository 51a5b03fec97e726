import Foundation
import Music
import Support
import Testing

@testable import Exchange

/// Engine DJ's and Mixxx's databases.
@Suite struct DatabaseTests {
  private func key(_ track: ForeignTrack) -> String? {
    ["F#m", "C", "Am"].first { name in
      track.tags.key.flatMap(MusicalKey.init(parsing:)) == MusicalKey(parsing: name)
    }
  }

  @Test("Engine's grids, cues, loops and lists, wherever a version keeps them", arguments: [true, false])
  func engine(hasOwnTable: Bool) throws {
    let read = try read(DatabaseFiles.engine(hasOwnTable: hasOwnTable), named: "m.db")
    #expect(read.fault == nil && read.format == .engine && read.program == "Engine DJ database 3.0.1")
    let track = try #require(read.tracks.first)
    #expect(read.tracks.count == 2 && track.path.hasSuffix("/Music/a.mp3") && !track.path.contains(".."))
    #expect(key(track) == "F#m" && track.rating == 4 && track.comment == "warm" && track.tags.bpm == 125)
    // As the DJ moved it: a bar begins at 0.26 s, four beats behind the first marker.
    let grid = try #require(ForeignGrid.grid(track.marks))
    #expect(abs(grid.anchors[0].bpm.value - 125) < 1e-9 && grid.anchors.count == 1)
    #expect(abs(grid.time(of: BeatPosition(4)).value - 0.26) < 1e-9 && grid.downbeat == 0)
    let hot = track.cues.filter { $0.pad != nil }
    #expect(hot.map(\.pad) == [2] && hot[0].name == "Drop" && hot[0].colour == 0x00C800)
    #expect(abs(hot[0].seconds - 0.26) < 1e-9)
    #expect(track.cues.contains { $0.kind == .load && $0.seconds == 0.5 })
    #expect(track.cues.contains { $0.kind == .loop && $0.seconds == 2 && $0.end == 4 && $0.name == "Loop" })
    #expect(read.tracks[1].path == "/abs/b.flac" && key(read.tracks[1]) == "C" && read.tracks[1].marks.isEmpty)
    #expect(
      read.lists == [
        ForeignList(folders: ["Outer"], name: "First", tracks: ["1"]),
        ForeignList(folders: ["Outer"], name: "Inner", tracks: ["2", "1"]),
      ])
  }

  @Test("Mixxx's grids, beat maps, cues, playlists and crates")
  func mixxx() throws {
    let read = try read(DatabaseFiles.mixxx(), named: "mixxxdb.sqlite")
    #expect(read.fault == nil && read.format == .mixxx && read.tracks.map(\.path) == ["/m/a.mp3", "/m/b.ogg"])
    let first = read.tracks[0]
    #expect(first.marks == [.init(seconds: 0.5, bpm: 124.5)] && key(first) == "Am" && first.rating == 4)
    #expect(first.plays == 7 && first.comment == "note" && first.size == 1000 && first.seconds == 300.5)
    // Places are samples of two channels.
    #expect(
      first.cues == [
        ForeignCue(.load, seconds: 0.5, colour: 0xFF0000),
        ForeignCue(.cue, pad: 1, seconds: 1, name: "Drop", colour: 0x00C800),
        ForeignCue(.loop, pad: 4, seconds: 2, end: 3, name: "Loop", colour: 0xFF0000),
      ])
    let grid = try #require(ForeignGrid.grid(read.tracks[1].marks))
    #expect(grid.anchors.count == 2)
    for beat in 0..<200 {
      let truth = beat < 100 ? Double(beat) * 0.5 : 50 + Double(beat - 100) * 0.48
      #expect(abs(grid.time(of: BeatPosition(Double(beat))).value - truth) < 0.0005)
    }
    #expect(
      read.lists == [ForeignList(name: "Gig", tracks: ["2", "1"]), ForeignList(name: "House", tracks: ["1"])])
  }

  @Test("What stands in the log of a database that is in use is read, and nothing is written beside it")
  func log() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/m.db"
    try Data(DatabaseFiles.engine(hasOwnTable: true)).write(to: URL(fileURLWithPath: path))
    let writer = try DatabaseFiles.Writer(path)
    try writer.run("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0")
    try writer.run("UPDATE Track SET title = 'New' WHERE id = 1")
    let before = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(readFile(path).tracks.first?.tags.title == "New")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == before)
    try writer.run("SELECT 1")
  }

  @Test("A database without end is given up, and one of another program refused")
  func others() throws {
    let other = try DatabaseFiles.bytes("CREATE TABLE a(b); INSERT INTO a VALUES (1)")
    #expect(try read(other, named: "m.db").fault?.contains("not one of Engine DJ or Mixxx") == true)
    let endless = try DatabaseFiles.bytes(
      """
      CREATE TABLE PlaylistEntity(id); CREATE TABLE Playlist(id); CREATE TABLE Information(id);
      CREATE VIEW Track AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n WHERE id > 0)
      SELECT 1 AS id, '/a' AS path, sum(id) AS title FROM n;
      """)
    let folder = try ScratchFolder()
    try Data(endless).write(to: URL(fileURLWithPath: folder.path + "/m.db"))
    let database = try ForeignDatabase(path: folder.path + "/m.db", mostWork: 1000)
    #expect(EngineDatabase.isOne(database))
    let fault = #expect(throws: ForeignFault.self) {
      try EngineDatabase(database, path: folder.path + "/m.db").read({ _ in }, give: { _ in })
    }
    #expect(fault?.sentence.contains("given up") == true)
  }

  @Test("Chains that go round end")
  func chains() {
    #expect(EngineDatabase.inOrder([(1, 0), (2, 1), (3, 2)]) == [3, 2, 1])
    #expect(Set(EngineDatabase.inOrder([(1, 2), (2, 1), (3, 3)])) == [1, 2, 3])
  }
}
