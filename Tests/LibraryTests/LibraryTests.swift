import Glibc
import Music
import Platform
import Support
import Testing

@testable import Library

extension ScratchFolder {
  /// The names of what lies there.
  var files: [String] { folderEntries(path) ?? [] }
  func file(_ name: String) -> String { path + "/" + name }
}

func bytes(of path: String) -> [UInt8] {
  guard let file = fopen(path, "rbe") else { return [] }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
  return bytes
}

func write(_ bytes: [UInt8], to path: String) {
  let file = fopen(path, "wbe")!
  fwrite(bytes, 1, bytes.count, file)
  fclose(file)
}

@Suite struct OpeningTests {
  @Test func aNewLibraryIsEmptyAndKeepsWhatIsStored() throws {
    let folder = try ScratchFolder()
    do {
      let library = try Library(path: folder.file("library.sqlite"))
      #expect(try library.trackCount() == 0)
      try library.upsert([FileStamp(path: "/music/a.flac", bytes: 1, modified: 1)])
    }
    let again = try Library(path: folder.file("library.sqlite"))
    #expect(try again.track(at: "/music/a.flac")?.title == "a")
  }

  @Test func aLibraryOfANewerVersionIsRefusedAndLeftAsItIs() throws {
    let folder = try ScratchFolder()
    let path = folder.file("library.sqlite")
    let next = Schema.migrations + [Migration(brings: "the future", script: "CREATE TABLE future (x)")]
    do { _ = try Library(path: path, migrations: next) }
    let before = bytes(of: path)
    let error = #expect(throws: LibraryError.self) { try Library(path: path) }
    #expect(error == .fromNewerVersion(path: path, version: next.count, known: Schema.migrations.count))
    #expect(error?.description.contains("newer Segue") == true)
    #expect(bytes(of: path) == before)
  }

  @Test(arguments: 1..<Schema.migrations.count)
  func anOlderFileIsBroughtUpToDateWithItsFacts(version: Int) throws {
    let folder = try ScratchFolder()
    let path = folder.file("library.sqlite")
    do {
      let old = try Library(path: path, migrations: Array(Schema.migrations.prefix(version)))
      let track = try old.upsert([FileStamp(path: "/music/a.flac", bytes: 1, modified: 1)])[0].track
      // As that version wrote it.
      try old.write { connection throws(LibraryError) in
        try connection.run(
          "INSERT INTO hot_cue(track_id, number, time_seconds, loop_seconds, label) VALUES (?, 3, 12.5, 8, 'drop')",
          [.integer(track.value)])
      }
    }
    let library = try Library(path: path)
    let track = try #require(try library.track(at: "/music/a.flac"))
    var cue = HotCue(number: 3, time: TrackTime(12.5), loop: Seconds(8), label: "drop")
    #expect(try library.hotCues(of: track.id) == [cue])
    cue.colour = .violet
    try library.set(cue, of: track.id)
    #expect(try library.hotCues(of: track.id) == [cue])
    try library.write { connection throws(LibraryError) in
      try connection.run("INSERT INTO crate(name, made_at) VALUES ('late', 0)")
    }
  }

  /// Tags that an older version could not read well are read again, once; what was read well is left in peace.
  @Test func misreadTagsAreReadAgain() throws {
    let folder = try ScratchFolder()
    let path = folder.file("library.sqlite")
    let place = try #require(Schema.migrations.firstIndex { $0.brings.hasPrefix("tags and lengths") })
    let known: [(name: String, tags: Tags)] = [
      ("good.mp3", Tags(title: "Jóga", artist: "Björk")), ("lost.mp3", Tags(title: "J\u{FFFD}ga", artist: "Bjork")),
      ("cyrillic.mp3", Tags(title: "Êèíî", artist: "A")), ("bare.wav", Tags(title: "bare")),
      ("chain.ogg", Tags(title: "One", artist: "A")),
    ]
    do {
      let old = try Library(path: path, migrations: Array(Schema.migrations.prefix(place)))
      for (number, file) in known.enumerated() {
        try old.upsert([FileStamp(path: "/m/" + file.name, bytes: 1, modified: 1)])
        try old.identify(
          path: "/m/" + file.name, as: ContentID(hex: "0\(number)"), tags: file.tags, duration: Seconds(6))
      }
      try old.write { connection throws(LibraryError) in
        try connection.run("UPDATE track SET analysis_version = ?", [.integer(Int64(TrackAnalysis.currentVersion))])
      }
    }
    let library = try Library(path: path)
    #expect(try library.unprobed(limit: 10) == ["/m/bare.wav", "/m/chain.ogg", "/m/cyrillic.mp3", "/m/lost.mp3"])
    #expect(try library.unanalysed() == ["/m/chain.ogg"])
    try library.identify(
      path: "/m/lost.mp3", as: ContentID(hex: "01"), tags: Tags(title: "Jóga", artist: "Björk"), duration: nil)
    #expect(try library.track(at: "/m/lost.mp3")?.title == "Jóga")
    #expect(try Library(path: path).unprobed(limit: 10).count == 3)
  }

  @Test func aMigrationThatFailsLeavesTheVersionBefore() throws {
    let folder = try ScratchFolder()
    let path = folder.file("library.sqlite")
    let broken = Schema.migrations + [Migration(brings: "half", script: "CREATE TABLE half (x); CREATE TABLE half (x)")]
    #expect(throws: LibraryError.self) { try Library(path: path, migrations: broken) }
    let library = try Library(path: path)
    let tables = try library.read { connection throws(LibraryError) in
      try connection.first("SELECT count(*) FROM sqlite_schema WHERE name = 'half'") { $0.integer(0) }
    }
    #expect(tables == 0)
  }

  @Test(arguments: ["this is not a database, but a text of some length. ", "SQLite format 3\0 and then rubbish "])
  func aFileThatIsNoLibraryIsRefusedAndLeftAsItIs(text: String) throws {
    let folder = try ScratchFolder()
    let path = folder.file("library.sqlite")
    let rubbish = Array(String(repeating: text, count: 100).utf8)
    write(rubbish, to: path)
    #expect(throws: LibraryError.self) { try Library(path: path) }
    #expect(bytes(of: path) == rubbish)
  }

  @Test func anotherProgramsDatabaseIsRefused() throws {
    let folder = try ScratchFolder()
    let path = folder.file("library.sqlite")
    do {
      let other = try Connection(path: path)
      try other.execute(script: "CREATE TABLE bookmarks (url TEXT)")
    }
    let before = bytes(of: path)
    #expect(throws: LibraryError.notALibrary(path: path)) { try Library(path: path) }
    #expect(bytes(of: path) == before)
  }

  @Test func aFolderThatCannotHoldALibraryIsNamed() {
    // Nobody, root included, can make a file here.
    let error = #expect(throws: LibraryError.self) { try Library(path: "/proc/segue/library.sqlite") }
    #expect(error?.description.contains("/proc/segue/library.sqlite") == true)
    #expect(throws: LibraryError.self) { try Library(path: "/") }
  }

  /// Root may write everywhere.
  @Test(.enabled(if: geteuid() != 0)) func aFolderThatMayNotBeWrittenIsNamed() throws {
    let folder = try ScratchFolder()
    chmod(folder.path, 0o555)
    defer { chmod(folder.path, 0o755) }
    let error = #expect(throws: LibraryError.self) { try Library(path: folder.file("library.sqlite")) }
    #expect(error?.description.contains(folder.path) == true)
  }

  @Test func aDamagedPageIsReportedNotCrashedOn() throws {
    let folder = try ScratchFolder()
    let path = folder.file("library.sqlite")
    do {
      let library = try Library(path: path)
      try library.upsert((0..<2000).map { FileStamp(path: "/music/\($0).flac", bytes: 1, modified: 1) })
    }
    var content = bytes(of: path)
    for index in content.indices where index > 8192 && index % 4096 < 64 { content[index] = 0xff }
    write(content, to: path)
    let error = #expect(throws: LibraryError.self) {
      let library = try Library(path: path)
      _ = try library.search(Query("1"))
      _ = try library.search(Query(""), sort: .title)
    }
    if case .damaged = error {} else { Issue.record("not .damaged: \(String(describing: error))") }
  }
}

@Suite struct KillTests {
  @Test func whatWasNotCommittedIsGoneAndWhatWasIsThere() throws {
    let folder = try ScratchFolder()
    let path = folder.file("library.sqlite")
    let library = try Library(path: path)
    try library.upsert((0..<600).map { FileStamp(path: "/music/\($0).flac", bytes: 1, modified: 1) })
    // The files as kill -9 would leave them in the middle of a transaction: some of it is in the log already.
    let killed = try ScratchFolder()
    try library.write { connection throws(LibraryError) in
      try connection.run("PRAGMA cache_spill = 1")
      try connection.run("PRAGMA cache_size = 10")
      for number in 0..<3000 {
        try connection.run(
          "INSERT INTO track(path, folder, name, title_sort, added_at) VALUES (?1, '', ?1, ?1, 0)",
          [.text("unfinished \(number)")])
      }
      for name in folder.files where !name.hasSuffix("-shm") {
        write(bytes(of: folder.file(name)), to: killed.file(name))
      }
    }
    #expect(bytes(of: killed.file("library.sqlite-wal")).count > 100_000, "the log must hold a part of the transaction")
    let reopened = try Library(path: killed.file("library.sqlite"))
    #expect(try reopened.trackCount() == 600)
    #expect(try reopened.search(Query("unfinished")).total == 0)
    let check = try reopened.read { connection throws(LibraryError) in
      try connection.rows("PRAGMA integrity_check") { $0.text(0) }
    }
    #expect(check == ["ok"])
  }
}
