import Music
import Platform
import Support
import Testing

@testable import Library

/// After a write only what was written is read again; what is kept is always what a fresh reader finds.
@Suite("Candidates that are kept") struct CandidatesTests {
  /// What tracks go through, each by a statement of its own.
  private static let deeds = [
    "UPDATE track SET last_played_at = ?2 WHERE id % 7 = ?1 % 7", "UPDATE track SET analysed_bpm = ?2 WHERE id = ?1",
    "UPDATE track SET edited_bpm = ?2 WHERE id = ?1", "UPDATE track SET analysed_wheel = ?1 % 24 WHERE id = ?1",
    "UPDATE track SET energy = 1 + ?1 % 10 WHERE id BETWEEN ?1 AND ?1 + 9", "DELETE FROM track WHERE id = ?1",
    "UPDATE track SET failure = CASE WHEN failure IS NULL THEN 'x' END WHERE id = ?1",
    "UPDATE track SET is_missing = 1 - is_missing WHERE id = ?1", "UPDATE track SET artist_digest = ?1 WHERE id = ?1",
    "UPDATE track SET song_digest = ?1, content_digest = ?1, voices_in = ?1 WHERE id = ?1",
    "UPDATE track SET has_stems = 1 - has_stems WHERE id = ?1", "UPDATE track SET rating = 3",
    // More than the library keeps account of.
    "UPDATE track SET energy = 5 WHERE id > ?1",
    """
    INSERT INTO track(path, name, folder, title_sort, added_at, bpm) SELECT '/new' || ?1 || id, 'n', '/', 'n', 1, ?2
      FROM track LIMIT 3
    """,
  ]

  @Test("They equal what is read anew, whoever writes and whatever", arguments: [1, 2, 3])
  func areWhatIsThere(seed: UInt64) throws {
    var dice = SeededRandom(seed: seed)
    let folder = try ScratchFolder()
    let path = folder.file("l.sqlite")
    let (one, two) = (try Library(path: path), try Library(path: path))
    try one.upsert((1...1500).map { FileStamp(path: "/m/\($0).flac", bytes: 1, modified: 1) })
    #expect(try one.candidates().count == 1500)
    for _ in 0..<60 {
      let writer = Bool.random(using: &dice) ? one : two
      for _ in 0..<Int.random(in: 1...4, using: &dice) {
        let values: [SQLValue] = [
          .integer(Int64.random(in: 1...1600, using: &dice)), .real(Double.random(in: 60...180, using: &dice)),
        ]
        let deed = try #require(Self.deeds.randomElement(using: &dice))
        let asked = values.prefix(deed.contains("?2") ? 2 : deed.contains("?1") ? 1 : 0)
        try writer.write { connection throws(LibraryError) in try connection.run(deed, Array(asked)) }
      }
      let anew = try Library(path: path).candidates()
      for library in [one, two] {
        let kept = try library.candidates()
        #expect(kept.count == anew.count && Set(kept) == Set(anew))
      }
    }
  }

  @Test("The account of what was written stays short")
  func accountIsShort() throws {
    let library = try Library.inMemory()
    try library.upsert((1...3000).map { FileStamp(path: "/m/\($0).flac", bytes: 1, modified: 1) })
    let count = try library.read { connection throws(LibraryError) in
      try connection.first("SELECT count(*) FROM track_change") { $0.integer(0) }
    }
    #expect(count == Int64(TrackChanges.kept))
  }
}
