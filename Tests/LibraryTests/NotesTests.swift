import Foundation
import Music
import Platform
import Support
import Testing

@testable import Library

/// What the DJ notes of tracks: kept, found, and never lost.
@Suite struct NotesTests {
  private let library: Library
  private let tracks: [TrackID]

  init() throws {
    let library = try Library.inMemory()
    tracks = try library.upsert((1...4).map { FileStamp(path: "/m/\($0).flac", bytes: 1, modified: 1) }).map(\.track)
    for number in 1...4 {
      try library.identify(
        path: "/m/\(number).flac", as: ContentID(hex: "0\(number)"), tags: Tags(title: "T\(number)"), duration: nil)
    }
    self.library = library
    try library.setNotes(
      TrackNotes(rating: 4, comment: "Mind the long intró", colour: .red, tags: ["warm-up", "Late Night"]),
      of: tracks[0])
    try library.setNotes(TrackNotes(rating: 2, tags: ["Warm-Up"]), of: tracks[1])
  }

  private func found(_ query: String) throws -> [Int64] {
    try library.search(try Query(query)).tracks.map(\.value).sorted()
  }

  @Test func areThereAgainAndReplaced() throws {
    let noted = try #require(try library.track(tracks[0])).notes
    #expect(
      noted == TrackNotes(rating: 4, comment: "Mind the long intró", colour: .red, tags: ["warm-up", "Late Night"]))
    try library.setNotes(TrackNotes(comment: "short"), of: tracks[0])
    #expect(try library.notes(of: tracks[0]) == TrackNotes(comment: "short"))
    #expect(try found("comment:intro").isEmpty)
    #expect(try found("comment:short") == [1])
    #expect(throws: LibraryError.unknownTrack) { try library.setNotes(TrackNotes(rating: 1), of: TrackID(99)) }
    #expect(try library.tagsInUse().map(\.tag) == ["Warm-Up"])
  }

  @Test(
    arguments: [
      ("rating:4", [1]), ("rating:>=2", [1, 2]), ("rating:1-3", [2]), ("rating:none", [3, 4]),
      ("-rating:4", [2, 3, 4]),
      ("tag:warm", [1, 2]), ("tag:WARM-UP", [1, 2]), ("tag:\"late night\"", [1]), ("tag:\"late\"", []),
      ("-tag:warm-up", [3, 4]), ("tag:none", [3, 4]), ("tag:", [1, 2, 3, 4]), ("comment:intro", [1]),
      ("comment:\"long intro\"", [1]), ("-comment:mind", [2, 3, 4]), ("intro", []), ("tag:warm rating:2", [2]),
    ] as [(String, [Int64])])
  func areFound(query: String, expected: [Int64]) throws {
    #expect(try found(query) == expected)
  }

  @Test func whatWasPlayedTonightIsLeftOut() throws {
    let now = secondsSince1970()
    try library.record(Play(track: tracks[0], startedAt: now - 3600))
    try library.record(Play(track: tracks[1], startedAt: now - 13 * 3600))
    #expect(try found("played:tonight") == [1])
    #expect(try found("-played:tonight") == [2, 3, 4])
    #expect(try found("played:yes") == [1, 2])
    #expect(try found("played:ton") == [1, 2, 3, 4])
    let track = try #require(try library.track(tracks[1]))
    #expect(track.plays == 1 && track.lastPlayedAt == now - 13 * 3600 && track.addedAt != nil)
    for column in [SortColumn.played, .rating] {
      let sorted = try library.search(try Query(""), sort: column, ascending: false).tracks
      #expect(sorted.prefix(2) == [TrackID(1), TrackID(2)], "by \(column)")
    }
  }

  @Test func anUnknownFieldIsSaid() throws {
    let error = try #require(throws: QueryError.self) { try Query("mood:dark") }
    #expect(error.reason.contains("there is no field mood") && error.reason.contains("tag"))
    #expect(throws: QueryError.self) { try Query("played:never") }
  }

  /// A moved file is first another track; what was noted of either is there when they turn out to be one.
  @Test func theyGoWithTheSound() throws {
    let moved = try library.upsert([FileStamp(path: "/n/1.flac", bytes: 1, modified: 2)])[0].track
    try library.setNotes(TrackNotes(rating: 1, tags: ["peak", "WARM-UP"]), of: moved)
    let owner = try library.identify(
      path: "/n/1.flac", as: ContentID(hex: "01"), tags: Tags(title: "T1"), duration: nil)
    #expect(owner == tracks[0])
    let notes = try library.notes(of: owner)
    #expect(notes.rating == 4 && notes.colour == .red && Set(notes.tags) == ["warm-up", "Late Night", "peak"])
    // Another sound takes the place: the old one is remembered with its notes.
    try library.markMissing(["/n/1.flac"])
    try library.identify(path: "/m/2.flac", as: ContentID(hex: "22"), tags: Tags(title: "New"), duration: nil)
    let old = try #require(try library.track(holding: ContentID(hex: "02")))
    #expect(old.notes == TrackNotes(rating: 2, tags: ["Warm-Up"]))
  }

  /// Before its tables change the library is copied, whole; copies of older versions go.
  @Test func theLibraryIsCopiedBeforeItsTablesChange() throws {
    let folder = try ScratchFolder()
    let path = folder.file("library.sqlite")
    let version = Schema.migrations.count - 1
    do {
      let old = try Library(path: path, migrations: Array(Schema.migrations.prefix(version)))
      try old.upsert([FileStamp(path: "/m/1.flac", bytes: 1, modified: 1)])
    }
    #expect(FileManager.default.createFile(atPath: path + ".version-\(version - 1)", contents: nil))
    #expect(try Library(path: path).trackCount() == 1)
    #expect(!FileManager.default.fileExists(atPath: path + ".version-\(version - 1)"))
    let copy = try Library(
      path: path + ".version-\(version)", migrations: Array(Schema.migrations.prefix(version)))
    let count = try copy.read { connection throws(LibraryError) in
      try connection.first("SELECT count(*) FROM track") { $0.integer(0) }
    }
    #expect(count == 1)
    // A library that is new or up to date is not copied.
    let fresh = folder.file("fresh.sqlite")
    for _ in 0..<2 { _ = try Library(path: fresh) }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!files.contains { $0.hasPrefix("fresh") && $0.contains("version") })
  }
}
