import Music
import Platform
import Support
import Testing

@testable import Library

/// What is played in an evening is a crate.
@Suite struct EveningTests {
  /// Noon of a day, on this machine's clock.
  private static let noon = {
    var date = 1_790_000_000.0
    let day = localDay(date)
    while localDay(date) == day { date += 600 }
    return date + 12 * 3600
  }()

  private func play(_ track: TrackID, _ date: Double, in library: Library) throws {
    try library.record(Play(track: track, startedAt: date))
  }

  private func evenings(_ library: Library) throws -> [String: [TrackID]] {
    var all: [String: [TrackID]] = [:]
    for crate in try library.crates() { all[crate.title] = try library.tracks(ofCrate: crate.id) }
    return all
  }

  @Test("An evening goes on over midnight, in its order, each track once; six hours later another one begins")
  func evening() throws {
    let library = try Library.inMemory()
    let tracks = try library.upsert((1...4).map { FileStamp(path: "/m/\($0).flac", bytes: 1, modified: 1) }).map(
      \.track)
    let night = Self.noon + 10 * 3600
    for (index, track) in [1, 0, 1, 2].enumerated() {
      try play(tracks[track], night + 3600 * Double(index), in: library)
    }
    let next = Self.noon + 24 * 3600
    try play(tracks[3], next, in: library)
    let (first, second) = ("History/\(localDay(night))", "History/\(localDay(next))")
    #expect(first != second && localDay(night + 3 * 3600) != localDay(night))
    #expect(try evenings(library) == [first: [tracks[1], tracks[0], tracks[2]], second: [tracks[3]]])
    #expect(try library.search(Query("crate:history")).total == 4)
    // Who takes a track out of it has done so; what comes later goes behind.
    try library.setCrate(["History", localDay(next)], to: CrateContent([tracks[0]]))
    try play(tracks[1], next + 600, in: library)
    #expect(try evenings(library)[second] == [tracks[0], tracks[1]])
  }

  @Test("What was played before evenings were crates is in them, too")
  func migrated() throws {
    let folder = try ScratchFolder()
    let path = folder.file("library.sqlite")
    let night = Self.noon + 10 * 3600
    do {
      let migrations = Schema.migrations.prefix { !$0.brings.hasPrefix("evenings") }
      let before = try Library(path: path, migrations: Array(migrations))
      let tracks = try before.upsert((1...3).map { FileStamp(path: "/m/\($0).flac", bytes: 1, modified: 1) }).map(
        \.track)
      try before.write { connection throws(LibraryError) in
        for (track, date) in [(1, night), (0, night + 3600), (1, night + 7200), (2, night + 30 * 3600)] {
          try connection.run(
            "INSERT INTO play(track_id, started_at) VALUES (?, ?)", [.integer(tracks[track].value), .real(date)])
        }
      }
    }
    let library = try Library(path: path)
    let (first, second) = ("History/\(localDay(night))", "History/\(localDay(night + 30 * 3600))")
    #expect(try evenings(library) == [first: [TrackID(2), TrackID(1)], second: [TrackID(3)]])
  }
}
