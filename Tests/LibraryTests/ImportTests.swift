import Music
import Platform
import Support
import Testing

@testable import Library

/// What comes from other programs: nothing of the DJ's own gives way, twice changes nothing, and all of it can be taken
/// back.
@Suite struct ImportTests {
  private let library: Library
  private let tracks: [TrackID]
  private static let grid = BeatGrid(bpm: BPM(124), firstBeat: TrackTime(0.5))

  init() throws {
    let library = try Library.inMemory()
    tracks = try library.upsert((1...3).map { FileStamp(path: "/m/\($0).flac", bytes: 1, modified: 1) }).map(\.track)
    self.library = library
  }

  private func all(_ track: TrackID) -> ImportedTrack {
    var item = ImportedTrack(track: track)
    item.pads = [
      HotCue(number: 1, time: TrackTime(1), label: "in", colour: .red),
      HotCue(number: 5, time: TrackTime(30), loop: Seconds(8)),
    ]
    (item.cue, item.grid, item.rating, item.comment, item.plays) = (TrackTime(0.5), Self.grid, 4, "from there", 7)
    return item
  }

  private func bring(_ items: [ImportedTrack], replaces: Bool = false, isDry: Bool = false) throws -> ImportCounts {
    try library.bring(
      items, crates: [(["Clubs", "Friday"], [tracks[2], tracks[0], tracks[2]])], words: "rekordbox.xml",
      replaces: replaces, isDry: isDry)
  }

  @Test func allOfItComesInOnce() throws {
    let first = try bring([all(tracks[0])])
    #expect(first.taken == 7 && first.crates == 1 && first.kept == 0)
    #expect(try library.hotCues(of: tracks[0]).map(\.number) == [1, 5])
    #expect(try library.hotCues(of: tracks[0])[0].colour == .red)
    #expect(try library.gridEdit(of: tracks[0]) == Self.grid)
    let track = try #require(try library.track(tracks[0]))
    #expect(track.notes == TrackNotes(rating: 4, comment: "from there") && track.plays == 7 && track.bpm == BPM(124))
    let crates = try library.crates()
    #expect(crates.map(\.path) == [["Clubs", "Friday"]] && crates[0].count == 2)
    #expect(try library.tracks(ofCrate: crates[0].id) == [tracks[2], tracks[0]])
    #expect(try library.search(try Query("crate:fri")).tracks.count == 2)
    #expect(try library.search(try Query("-crate:clubs")).tracks == [tracks[1]])
    let again = try bring([all(tracks[0])])
    #expect(again.taken == 0 && again.known == 7 && again.crates == 0 && again.kept == 0)
    // What changed nothing is nothing to take back: it is the first one that goes.
    #expect(try library.undoImport()?.facts == 8)
  }

  @Test func whatTheDJMadeStays() throws {
    try library.set(HotCue(number: 1, time: TrackTime(9)), of: tracks[0])
    try library.setNotes(TrackNotes(rating: 1), of: tracks[0])
    try library.setGridEdit(BeatGrid(bpm: BPM(100), firstBeat: TrackTime(0)), of: tracks[0])
    try library.lockGrid(true, of: tracks[0])
    try library.setCrate(["Clubs", "Friday"], to: CrateContent([tracks[1]]))
    let counts = try bring([all(tracks[0])])
    #expect(counts.kept == 3 && counts.taken == 4 && counts.keptCrates == 1)
    #expect(try library.hotCues(of: tracks[0])[0].time == TrackTime(9))
    let replaced = try bring([all(tracks[0])], replaces: true)
    #expect(replaced.taken == 2 && replaced.kept == 1 && replaced.crates == 1)
    #expect(try library.gridEdit(of: tracks[0])?.anchors[0].bpm == BPM(100), "a locked grid stays")
    #expect(try library.notes(of: tracks[0]).rating == 4)
  }

  @Test func aSmartCrateStaysASearch() throws {
    try library.setCrate(["Clubs", "Friday"], to: CrateContent(query: "bpm:120"))
    #expect(try bring([all(tracks[0])], replaces: true).keptCrates == 1)
    #expect(try library.content(ofCrate: ["Clubs", "Friday"]) == CrateContent(query: "bpm:120"))
  }

  @Test func aDryRunWritesNothing() throws {
    let counts = try bring([all(tracks[0])], isDry: true)
    #expect(counts.taken == 7 && counts.crates == 1)
    #expect(try library.hotCues(of: tracks[0]).isEmpty && library.crates().isEmpty)
    #expect(try library.undoImport() == nil)
  }

  @Test func itIsTakenBackAsAWhole() throws {
    try library.setNotes(TrackNotes(comment: "mine", tags: ["x"]), of: tracks[0])
    try library.set(HotCue(number: 1, time: TrackTime(9)), of: tracks[0])
    try library.setCrate(["Clubs", "Friday"], to: CrateContent([tracks[1]]))
    _ = try bring([all(tracks[0]), all(tracks[1])], replaces: true)
    // Since then the DJ changed one of them: that stays.
    try library.set(HotCue(number: 5, time: TrackTime(77)), of: tracks[1])
    let undone = try #require(try library.undoImport())
    #expect(undone.words == "rekordbox.xml" && undone.facts == 14)
    #expect(try library.notes(of: tracks[0]) == TrackNotes(comment: "mine", tags: ["x"]))
    #expect(try library.hotCues(of: tracks[0]) == [HotCue(number: 1, time: TrackTime(9))])
    #expect(try library.gridEdit(of: tracks[0]) == nil && library.cue(of: tracks[0]) == nil)
    #expect(try library.hotCues(of: tracks[1]) == [HotCue(number: 5, time: TrackTime(77))])
    #expect(try library.track(tracks[1])?.plays == 0)
    #expect(try library.tracks(ofCrate: library.crates()[0].id) == [tracks[1]])
    #expect(try library.undoImport() == nil)
  }

  @Test("A key that is another one than Segue's is the DJ's from then on; one that the DJ set stays")
  func keys() throws {
    let key = try #require(MusicalKey(parsing: "8A"))
    let other = try #require(MusicalKey(parsing: "3B"))
    func item(_ track: TrackID, _ key: MusicalKey) -> ImportedTrack {
      var item = ImportedTrack(track: track)
      item.key = key
      return item
    }
    try library.setKeyEdit(other, of: tracks[1])
    let counts = try bring([item(tracks[0], key), item(tracks[1], key)])
    #expect(counts.taken == 1 && counts.kept == 1)
    #expect(try library.keyEdits(of: tracks) == [tracks[0]: key, tracks[1]: other])
    #expect(try library.track(tracks[0])?.key == key)
    #expect(try bring([item(tracks[0], key), item(tracks[1], other)]).known == 2)
    #expect(try bring([item(tracks[1], key)], replaces: true).taken == 1)
    #expect(try library.undoImport()?.facts == 1)
    #expect(try library.track(tracks[1])?.key == other)
    _ = try library.undoImport()
    #expect(try library.keyEdits(of: tracks) == [tracks[1]: other])
  }

  @Test("A tag's key that is the same is known already, and no correction of the DJ's")
  func taggedKey() throws {
    let key = try #require(MusicalKey(parsing: "8A"))
    let track = try library.identify(
      path: "/m/1.flac", as: ContentID(hex: "aa01"), tags: Tags(key: "Am"), duration: nil)
    var item = ImportedTrack(track: track)
    item.key = key
    #expect(try bring([item]).known == 1)
    #expect(try library.keyEdits(of: [track]).isEmpty)
  }

  @Test("Of the days on which a track was played the latest one counts, here or there")
  func lastPlayed() throws {
    func bringPlayed(_ date: Double) throws -> ImportCounts {
      var item = ImportedTrack(track: tracks[0])
      item.lastPlayedAt = date
      return try bring([item])
    }
    #expect(try bringPlayed(1_000_000).taken == 1)
    #expect(try bringPlayed(900_000).known == 1)
    #expect(try bringPlayed(1_000_000).known == 1)
    #expect(try bringPlayed(1_100_000).taken == 1)
    #expect(try library.track(tracks[0])?.lastPlayedAt == 1_100_000)
    #expect(try library.undoImport()?.facts == 1)
    #expect(try library.track(tracks[0])?.lastPlayedAt == 1_000_000)
    try library.record(Play(track: tracks[0], startedAt: 2_000_000))
    #expect(try bringPlayed(1_500_000).known == 1)
  }

  @Test("A dry run counts tracks that the library has not yet, each of their facts once")
  func dryRunOfNewTracks() throws {
    let counts = try bring([all(TrackID(-1)), all(TrackID(-1)), all(TrackID(-2))], isDry: true)
    #expect(counts.taken == 14 && counts.known == 7)
  }

  @Test("A hot cue is written as Foundation writes it, whatever it is called", arguments: 0..<40)
  func padTexts(seed: Int) {
    let names: [String?] = [
      nil, "", "Drop", "a \"b\"", "1/2", "back\\slash", "tab\tend", "häuser", "🎧", "x\u{7F}", "\u{2028}",
    ]
    let times = [0, 1.5, 30, 0.1, 1e-7, 123_456.789_012_3, -0.004, 1e17, 61.0]
    let colours: [String?] = [nil, "red"]
    let pad = ImportedPad(
      number: 1 + seed % 8, time: times[seed % times.count],
      loop: seed % 3 == 0 ? times[(seed + 2) % times.count] : nil,
      label: names[seed % names.count], colour: colours[seed % 2])
    #expect(pad.text == pad.encoded)
  }

  /// All or nothing: an import of a track that is gone leaves the library as it was.
  @Test func whatFailsLeavesNothing() throws {
    var wrong = all(TrackID(99))
    wrong.grid = nil
    #expect(throws: LibraryError.self) { try bring([all(tracks[0]), wrong]) }
    #expect(try library.hotCues(of: tracks[0]).isEmpty && library.crates().isEmpty)
  }
}
