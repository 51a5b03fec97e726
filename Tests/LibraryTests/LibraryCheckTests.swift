import Glibc
import Music
import Platform
import Support
import Testing

@testable import Library

/// A library is looked through, and mended with a copy first.
@Suite struct LibraryCheckTests {
  private let folder: ScratchFolder
  private let path: String

  init() throws {
    folder = try ScratchFolder()
    path = folder.file("library.sqlite")
  }

  /// Two hundred tracks, some with comments, a crate and cues.
  private func make() throws -> Library {
    let library = try Library(path: path)
    let tracks = try library.upsert((0..<200).map { FileStamp(path: "/music/\($0).flac", bytes: 1, modified: 1) })
    for track in tracks.prefix(20) {
      try library.setNotes(TrackNotes(rating: 3, comment: "mind the intro"), of: track.track)
      try library.set(HotCue(number: 1, time: TrackTime(9)), of: track.track)
      try library.setKeyEdit(MusicalKey(parsing: "8A"), of: track.track)
    }
    try library.setCrate(["Friday"], to: CrateContent(tracks.prefix(30).map(\.track)))
    return library
  }

  private func harm(_ script: String) throws {
    let connection = try Connection(path: path)
    try connection.execute(script: "PRAGMA foreign_keys = OFF")
    try connection.execute(script: script)
  }

  private func check(repairs: Bool = false) throws -> LibraryCheck {
    try Library.check(path: path, repairs: repairs) { $0 != "/music/7.flac" }
  }

  @Test func aSoundLibraryIsLeftAlone() throws {
    let library = try make()
    let found = try check(repairs: true)
    #expect(found.isSound && found.tracks == 200 && found.places == 200 && found.backup == nil)
    #expect(found.goneCount == 1 && found.gone == ["/music/7.flac"])
    #expect(access(path + ".before-repair", F_OK) != 0)
    #expect(try library.trackCount() == 200)
  }

  @Test("Dead rows, wrong words and tempos are found and mended; what the DJ made stays, and there is a copy")
  func mended() throws {
    let library = try make()
    let total = try library.search(Query("12")).total
    #expect(total > 10)
    try harm(
      """
      INSERT INTO hot_cue(track_id, number, time_seconds) VALUES (9999, 1, 2);
      INSERT INTO crate_track SELECT crate_id, 8888, 500 FROM crate_track LIMIT 1;
      INSERT INTO words(words) VALUES ('delete-all');
      DROP TRIGGER track_effective;
      UPDATE track SET bpm = 99 WHERE id = 3;
      """)
    let found = try check()
    #expect(found.deadRows == 2 && found.hasWrongWords && found.wronglyListed == 1 && !found.isSound)
    #expect(try library.search(Query("12")).total == 0)
    let mended = try check(repairs: true)
    #expect(mended.isSound && mended.backup == path + ".before-repair", "\(mended)")
    #expect(try library.search(Query("12")).total == total)
    #expect(try library.search(Query("comment:intro")).total == 20)
    #expect(try library.hotCues(of: TrackID(1)).count == 1 && library.crates()[0].count == 30)
    // The copy is the library as it was.
    let copy = try Library.check(path: path + ".before-repair", repairs: false) { _ in true }
    #expect(copy.deadRows == 2 && copy.hasWrongWords)
    #expect(try check(repairs: true).backup == nil)
  }

  @Test("An index that has lost rows is made anew")
  func index() throws {
    do { _ = try make() }
    // The index's root page is emptied, as a disk that loses a write does.
    let page: Int
    let size: Int
    do {
      let connection = try Connection(path: path)
      _ = try connection.rows("PRAGMA wal_checkpoint(TRUNCATE)") { $0.integer(0) }
      page = try #require(
        try connection.first("SELECT rootpage FROM sqlite_schema WHERE name = 'track_plays'") { Int($0.integer(0)) })
      size = try #require(try connection.first("PRAGMA page_size") { Int($0.integer(0)) })
    }
    let file = open(path, O_RDWR)
    // An empty leaf of an index.
    let empty: [UInt8] = [0x0A, 0, 0, 0, 0, UInt8(size >> 8), UInt8(size & 0xFF), 0]
    #expect(pwrite(file, empty, 8, off_t((page - 1) * size)) == 8)
    close(file)
    #expect(try !check().damage.isEmpty)
    let mended = try check(repairs: true)
    #expect(mended.damage.isEmpty && mended.isSound, "\(mended)")
  }

  @Test func whatIsNoLibraryIsRefused() throws {
    #expect(throws: LibraryError.self) { try Library.check(path: folder.file("none"), repairs: true) { _ in true } }
    AudioFiles.write(Array("no database at all, but long enough to be looked at".utf8), to: folder.file("text"))
    #expect(throws: LibraryError.self) { try Library.check(path: folder.file("text"), repairs: true) { _ in true } }
  }
}
