import Glibc
import Music
import Platform
import Support
import Testing

@testable import Library

private func files(_ range: Range<Int>) -> [FileStamp] {
  range.map { FileStamp(path: "/music/\($0).flac", bytes: 1, modified: 1) }
}

@Suite struct TroubleTests {
  @Test func aProgramThatIsKilledInTheMiddleOfWritingLosesNothingThatWasFinished() async throws {
    let folder = try ScratchFolder()
    let path = folder.file("library.sqlite")
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let library = try Library(path: path)
      try library.upsert(files(0..<500))
      try library.write { connection throws(LibraryError) in
        for number in 0..<2_000 {
          try connection.run(
            "INSERT INTO track(path, folder, name, title_sort, added_at) VALUES (?1, '', ?1, ?1, 0)",
            [.text("unfinished \(number)")])
        }
        kill(getpid(), SIGKILL)
      }
    }
    let library = try Library(path: path)
    #expect(try library.trackCount() == 500)
    #expect(try library.search(Query("unfinished")).total == 0)
    try library.upsert(files(500..<510))
    let check = try library.read { connection throws(LibraryError) in
      try connection.rows("PRAGMA integrity_check") { $0.text(0) }
    }
    #expect(check == ["ok"])
  }

  @Test func aFullDiskIsSaidAndWhatWasStoredStays() throws {
    let folder = try ScratchFolder()
    let path = folder.file("library.sqlite")
    let library = try Library(path: path)
    let track = try library.upsert(files(0..<10))[0].track
    // SQLite takes this limit for a disk that is full.
    try library.write { connection throws(LibraryError) in
      let pages = try connection.first("PRAGMA page_count") { $0.integer(0) } ?? 0
      _ = try connection.rows("PRAGMA max_page_count = \(pages + 10)") { $0.integer(0) }
    }
    let error = #expect(throws: LibraryError.self) { try library.upsert(files(10..<5_000)) }
    #expect(error == .diskFull(path: path))
    #expect(try library.track(track)?.path == "/music/0.flac")
    let count = try library.trackCount()
    #expect(try library.search(Query("")).total == count)
    try library.write { connection throws(LibraryError) in
      _ = try connection.rows("PRAGMA max_page_count = 1000000") { $0.integer(0) }
    }
    #expect(try library.upsert(files(10..<5_000)).count == 4_990)
    #expect(try library.trackCount() == 5_000)
  }

  @Test func readingDoesNotWaitForAWriteThatGoesOn() throws {
    let folder = try ScratchFolder()
    let library = try Library(path: folder.file("library.sqlite"))
    try library.upsert(files(0..<10))
    try library.write { connection throws(LibraryError) in
      try connection.run("DELETE FROM track")
      // Were there one lock for both, this would never come back.
      #expect(try library.trackCount() == 10)
      #expect(try library.search(try! Query("")).total == 10)
    }
    #expect(try library.trackCount() == 0)
  }

  @Test func manyThreadsAtOnceLoseNothing() async throws {
    let folder = try ScratchFolder()
    let library = try Library(path: folder.file("library.sqlite"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<4 {
        group.addTask {
          for start in stride(from: worker * 1000, to: (worker + 1) * 1000, by: 100) {
            try library.upsert(files(start..<(start + 100)))
          }
        }
        group.addTask {
          for number in 0..<50 {
            let found = try library.search(Query("\(number)"), sort: SortColumn.allCases[number % 10])
            #expect(try library.rows(0..<20, of: found).count == min(20, found.total))
            _ = try library.candidates()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try library.trackCount() == 4_000)
    #expect(try library.search(Query("")).total == 4_000)
    #expect(try library.candidates().count == 4_000)
  }

  @Test func aQueryPastedFromABookIsRefusedInWords() throws {
    let library = try Library.inMemory()
    #expect(throws: QueryError.self) { try Query(String(repeating: "word ", count: 1000)) }
    #expect(throws: QueryError.self) { try Query(String(repeating: "-bpm:>1 ", count: 1000)) }
    for word in ["word", "-word", "bpm:>1", "-bpm:>1", "path:\"a\"", "key:~8a"] {
      let query = try Query(Array(repeating: word, count: Query.mostTerms).joined(separator: " "))
      #expect(try library.search(query).total == 0)
    }
    #expect(try library.search(Query(String(repeating: "longword", count: 10_000))).total == 0)
    #expect(try library.search(Query("nul\0l \"\0\" artist:\0")).total == 0)
  }

  @Test func filtersOfManyShapesDoNotFillMemory() throws {
    let library = try Library.inMemory()
    try library.upsert(files(0..<3))
    for hour in 1...12 {
      for bound in ["bpm:<9", "-bpm:<9", "energy:>3", "-year:1-2", "-stems:yes", "plays:0", "-played:yes"] {
        for more in ["", " year:none", " energy:1-2 -failed:yes", " -key:~\(hour)b"] {
          _ = try library.search(Query("-key:\(hour)a \(bound)\(more)"))
        }
      }
    }
    #expect(try library.search(Query("-key:8a")).total == 3)
  }

  @Test func textsOfAnyKindComeBackAsTheyWere() throws {
    let library = try Library.inMemory()
    let texts = [
      "'; DROP TABLE track; --", "a\0b", "\u{1b}[31mred", "日本語 テキスト", "👩🏽‍🎤", "e\u{301}", "\"quoted\"", "%_*",
    ]
    try library.upsert(files(0..<texts.count))
    for (number, text) in texts.enumerated() {
      let track = try library.identify(
        path: "/music/\(number).flac", as: ContentID(hex: "\(number)"), tags: Tags(title: text, artist: text),
        duration: nil)
      #expect(try library.track(track).map { Array($0.tags.title!.utf8) } == Array(text.utf8))
    }
    #expect(try library.search(Query("title:日本")).total == 1)
    #expect(try library.search(Query("title:\"drop table\"")).total == 1)
  }

  @Test func numbersThatAreNoneDoNotLoseTheRest() throws {
    let library = try Library.inMemory()
    try library.upsert(files(0..<1))
    var analysis = TrackAnalysis(path: "/music/0.flac")
    analysis.bpm = .nan
    analysis.loudness.integrated_lufs = -.infinity
    analysis.energy = 4
    let track = try library.store(analysis, waveform: nil)
    #expect(try library.track(track)?.bpm == nil)
    #expect(try library.analysis(of: track)?.energy == 4)
    #expect(try library.unprobed(limit: 1).isEmpty, "an analysis without a content is one all the same")
    #expect(try library.analysis(of: track)?.loudness.integrated_lufs == -.infinity)
  }
}
