import Music
import Platform
import Support
import Testing

@testable import Library

private func file(_ path: String, bytes: Int64 = 100, modified: Double = 1) -> FileStamp {
  FileStamp(path: path, bytes: bytes, modified: modified)
}
private let sound = ContentID(hex: "aa01")
private let otherSound = ContentID(hex: "bb02")

private func heard(_ path: String, _ content: ContentID, bpm: Double) -> TrackAnalysis {
  var analysis = TrackAnalysis(path: path)
  analysis.content_id = content.hex
  analysis.tags = Tags(title: "Baby", artist: "Four Tet")
  analysis.bpm = bpm
  analysis.key = "A minor"
  return analysis
}

@Suite struct TrackFilesTests {
  @Test func aScanTellsNewUnchangedAndChangedFiles() throws {
    let library = try Library.inMemory()
    let first = try library.upsert([file("/m/a.flac"), file("/m/b.flac")])
    #expect(first.map(\.news) == [.new, .new])
    #expect(first.allSatisfy { $0.needsProbe })
    try library.identify(path: "/m/a.flac", as: sound, tags: Tags(), duration: Seconds(60))
    let second = try library.upsert([file("/m/a.flac"), file("/m/b.flac", modified: 2)])
    #expect(second.map(\.news) == [.unchanged, .changed])
    #expect(second.map(\.needsProbe) == [false, true])
    #expect(second.map(\.track) == first.map(\.track))
    #expect(try library.unprobed(limit: 10) == ["/m/b.flac"])
  }

  @Test(arguments: [true, false])
  func aMovedFileKeepsItsFacts(oldPlaceIsSeenFirst: Bool) throws {
    let library = try Library.inMemory()
    try library.upsert([file("/old/a.flac")])
    let shape = Waveform(bytes: [1, 2, 3], peaks: [4])
    let track = try library.store(heard("/old/a.flac", sound, bpm: 124), waveform: shape)
    try library.set(HotCue(number: 0, time: TrackTime(1.5)), of: track)
    try library.setCue(TrackTime(0.25), of: track)
    try library.setGridEdit(BeatGrid(bpm: BPM(125), firstBeat: TrackTime(0.1)), of: track)
    try library.record(Play(track: track, startedAt: 1000))

    if oldPlaceIsSeenFirst { #expect(try library.markMissing(under: "/old", notIn: []) == [track]) }
    let found = try library.upsert([file("/new/b.flac")])[0]
    #expect(found.news == .new)
    #expect(try library.identify(path: "/new/b.flac", as: sound, tags: Tags(title: "Baby"), duration: nil) == track)
    if !oldPlaceIsSeenFirst { #expect(try library.markMissing(under: "/old", notIn: []) == []) }

    #expect(try library.trackCount() == 1)
    let moved = try #require(try library.track(track))
    #expect(moved.path == "/new/b.flac")
    #expect(!moved.isMissing)
    #expect(moved.bpm == BPM(125), "the grid that was mended goes before the one that was heard")
    #expect(moved.key?.camelot.code == "8A")
    #expect(try library.analysis(of: track)?.bpm == 124)
    #expect(try library.waveform(of: track) == shape)
    // As a version before the peaks left it.
    try library.write { connection throws(LibraryError) in try connection.run("UPDATE waveform SET peaks = NULL") }
    #expect(try library.waveform(of: track) == Waveform(bytes: [1, 2, 3]))
    #expect(try library.hotCues(of: track).map(\.time) == [TrackTime(1.5)])
    #expect(try library.cue(of: track) == TrackTime(0.25))
    #expect(try library.grid(of: track)?.anchors[0].time == TrackTime(0.1))
    #expect(try library.plays(limit: 5) == [Play(track: track, startedAt: 1000)])
  }

  @Test func copiesAreOneTrackThatIsMissingOnlyWhenAllAre() throws {
    let library = try Library.inMemory()
    try library.upsert([file("/m/a.flac"), file("/usb/a.flac")])
    let track = try library.identify(path: "/m/a.flac", as: sound, tags: Tags(), duration: nil)
    #expect(try library.identify(path: "/usb/a.flac", as: sound, tags: Tags(), duration: nil) == track)
    #expect(try library.places(of: track) == ["/m/a.flac", "/usb/a.flac"])
    #expect(try library.candidates().count == 1)
    #expect(try library.markMissing(["/m/a.flac"]) == [])
    #expect(try library.track(track)?.path == "/usb/a.flac")
    #expect(try library.markMissing(["/usb/a.flac"]) == [track])
    #expect(try library.track(track)?.isMissing == true)
    #expect(try library.candidates().isEmpty)
    #expect(try library.upsert([file("/m/a.flac")])[0].news == .returned)
    #expect(try library.track(track)?.path == "/m/a.flac")
    #expect(try library.track(track)?.isMissing == false)
  }

  @Test func whatTheDJDidBeforeTheContentWasKnownMovesOver() throws {
    let library = try Library.inMemory()
    try library.upsert([file("/m/a.flac")])
    let known = try library.identify(path: "/m/a.flac", as: sound, tags: Tags(), duration: nil)
    try library.set(HotCue(number: 0, time: TrackTime(1)), of: known)
    let provisional = try library.upsert([file("/m/copy.flac")])[0].track
    try library.set(HotCue(number: 0, time: TrackTime(9)), of: provisional)
    try library.set(HotCue(number: 1, time: TrackTime(2)), of: provisional)
    try library.record(Play(track: provisional, startedAt: 5))
    try library.identify(path: "/m/copy.flac", as: sound, tags: Tags(), duration: nil)
    #expect(try library.track(provisional) == nil)
    #expect(try library.hotCues(of: known).map(\.time) == [TrackTime(1), TrackTime(2)])
    #expect(try library.plays(limit: 1).map(\.track) == [known])
  }

  @Test func aFileThatSoundsDifferentKeepsTheCuesAndIsAnalysedAgain() throws {
    let library = try Library.inMemory()
    try library.upsert([file("/m/a.flac")])
    let track = try library.store(heard("/m/a.flac", sound, bpm: 124), waveform: nil)
    try library.set(HotCue(number: 0, time: TrackTime(1)), of: track)
    try library.upsert([file("/m/a.flac", bytes: 200)])
    #expect(try library.identify(path: "/m/a.flac", as: otherSound, tags: Tags(), duration: nil) == track)
    #expect(try library.unanalysed() == ["/m/a.flac"])
    #expect(try library.analysis(of: track) == nil)
    #expect(try library.hotCues(of: track).count == 1)
    #expect(try library.trackCount() == 1)
    #expect(try library.search(Query("")).tracks == [track])
    #expect(try library.search(Query("four")).total == 0, "what is only remembered is not listed")
  }

  @Test func anOldFileThatGaveItsNameToANewOneFindsItsCuesAgain() throws {
    let library = try Library.inMemory()
    try library.upsert([file("/m/a.flac")])
    let track = try library.store(heard("/m/a.flac", sound, bpm: 124), waveform: Waveform(bytes: [1, 2, 3]))
    try library.set(HotCue(number: 1, time: TrackTime(1), loop: Seconds(4), label: "in"), of: track)
    try library.setGridEdit(BeatGrid(bpm: BPM(125), firstBeat: TrackTime(0.1)), of: track)
    // a.flac is now a (old).flac, and another record is called a.flac.
    try library.upsert([file("/m/a.flac", bytes: 200), file("/m/a (old).flac")])
    try library.identify(path: "/m/a.flac", as: otherSound, tags: Tags(title: "New"), duration: nil)
    let moved = try library.identify(path: "/m/a (old).flac", as: sound, tags: Tags(title: "Baby"), duration: nil)
    #expect(moved != track)
    #expect(try library.hotCues(of: moved) == [HotCue(number: 1, time: TrackTime(1), loop: Seconds(4), label: "in")])
    #expect(try library.analysis(of: moved)?.bpm == 124)
    #expect(try library.waveform(of: moved) != nil)
    #expect(try library.grid(of: moved)?.anchors[0].bpm == BPM(125))
    #expect(try library.track(moved)?.path == "/m/a (old).flac")
    #expect(try library.track(moved)?.isMissing == false)
    #expect(try library.track(moved)?.bpm == BPM(125))
    #expect(try library.track(track)?.title == "New")
    #expect(try library.trackCount() == 2)
    #expect(try library.search(Query("")).total == 2)
    #expect(try library.unanalysed() == ["/m/a.flac"])
  }

  @Test func filesThatSwapTheirNamesSwapTheirPlacesOnly() throws {
    let library = try Library.inMemory()
    try library.upsert([file("/m/a.flac"), file("/m/b.flac")])
    let a = try library.store(heard("/m/a.flac", sound, bpm: 124), waveform: nil)
    let b = try library.store(heard("/m/b.flac", otherSound, bpm: 99), waveform: nil)
    try library.upsert([file("/m/a.flac", bytes: 200), file("/m/b.flac", bytes: 200)])
    #expect(try library.identify(path: "/m/a.flac", as: otherSound, tags: Tags(), duration: nil) == b)
    #expect(try library.search(Query("")).tracks == [b], "the other sound has no place at the moment")
    #expect(try library.identify(path: "/m/b.flac", as: sound, tags: Tags(), duration: nil) == a)
    #expect(try library.tracks([a, b]).map(\.path) == ["/m/b.flac", "/m/a.flac"])
    #expect(try library.tracks([a, b]).map(\.bpm?.value) == [124, 99])
    #expect(try library.trackCount() == 2)
  }

  @Test func aCopyThatSoundsDifferentBecomesATrackOfItsOwn() throws {
    let library = try Library.inMemory()
    try library.upsert([file("/m/a.flac"), file("/m/b.flac")])
    let track = try library.store(heard("/m/a.flac", sound, bpm: 124), waveform: nil)
    try library.identify(path: "/m/b.flac", as: sound, tags: Tags(), duration: nil)
    let split = try library.identify(path: "/m/b.flac", as: otherSound, tags: Tags(), duration: nil)
    #expect(split != track)
    #expect(try library.places(of: track) == ["/m/a.flac"])
    #expect(try library.track(track)?.bpm == BPM(124))
    #expect(try library.track(split)?.bpm == nil)
  }

  @Test func onlyTheFolderThatWasScannedLosesFiles() throws {
    let library = try Library.inMemory()
    let names = ["/m/a.flac", "/m/sub/b.flac", "/m2/c.flac", "/m.flac", "/m/é.flac"]
    let tracks = try library.upsert(names.map { file($0) }).map(\.track)
    #expect(Set(try library.markMissing(under: "/m", notIn: ["/m/a.flac"])) == [tracks[1], tracks[4]])
    #expect(try library.markMissing(under: "/m/", notIn: []) == [tracks[0]])
  }

  @Test func aPathThatWasNeverFoundIsAnErrorNotATrack() throws {
    let library = try Library.inMemory()
    #expect(throws: LibraryError.unknownTrack) {
      try library.identify(path: "/nowhere.flac", as: sound, tags: Tags(), duration: nil)
    }
    #expect(throws: LibraryError.unknownTrack) {
      try library.store(heard("/nowhere.flac", sound, bpm: 1), waveform: nil)
    }
    #expect(throws: LibraryError.unknownTrack) { try library.setCue(TrackTime(3), of: TrackID(77)) }
    #expect(try library.trackCount() == 0)
  }
}

@Suite struct FactsTests {
  @Test func anAnalysisComesBackAsItWas() throws {
    let library = try Library.inMemory()
    try library.upsert([file("/m/a.flac")])
    var analysis = heard("/m/a.flac", sound, bpm: 124)
    analysis.grid = BeatGrid(bpm: BPM(124), firstBeat: TrackTime(0.125), phraseStart: 0)
    analysis.vocals = [.init(start_seconds: 1, end_seconds: 2, confidence: 0.5)]
    analysis.energy_curve = [0.1, 0.9]
    let track = try library.store(analysis, waveform: nil)
    #expect(try library.analysis(of: track) == analysis)
    #expect(try library.grid(of: track) == analysis.grid)
  }

  @Test func hearingAgainNeverTouchesWhatTheDJMade() throws {
    let library = try Library.inMemory()
    try library.upsert([file("/m/a.flac")])
    let track = try library.store(heard("/m/a.flac", sound, bpm: 124), waveform: nil)
    let grid = BeatGrid(bpm: BPM(62), firstBeat: TrackTime(0.5))
    try library.setGridEdit(grid, of: track)
    try library.set(HotCue(number: 7, time: TrackTime(3), label: "vocal"), of: track)
    try library.store(heard("/m/a.flac", sound, bpm: 99), waveform: nil)
    #expect(try library.grid(of: track) == grid)
    #expect(try library.track(track)?.bpm == BPM(62))
    #expect(try library.hotCues(of: track).map(\.label) == ["vocal"])
    try library.setGridEdit(nil, of: track)
    #expect(try library.track(track)?.bpm == BPM(99))
    try library.clearHotCue(7, of: track)
    #expect(try library.hotCues(of: track).isEmpty)
  }

  @Test func tagsStandInForWhatWasNotHeardUnlessTheyAreNonsense() throws {
    let library = try Library.inMemory()
    try library.upsert([file("/m/a.flac"), file("/m/b.flac")])
    let a = try library.identify(
      path: "/m/a.flac", as: sound, tags: Tags(artist: "", bpm: 128, key: "4m"), duration: nil)
    let b = try library.identify(
      path: "/m/b.flac", as: otherSound, tags: Tags(bpm: 0, key: "99999999999999999999m"), duration: nil)
    #expect(try library.track(a)?.bpm == BPM(128))
    #expect(try library.track(a)?.key?.camelot.code == "11A")
    #expect(try library.track(a)?.tags.artist == nil)
    #expect(try library.track(b)?.bpm == nil)
    #expect(try library.track(b)?.key == nil)
  }

  @Test func aFailureIsKeptInWordsAndNotTriedAgainUntilTheFileChanges() throws {
    let library = try Library.inMemory()
    let track = try library.upsert([file("/m/a.flac")])[0].track
    try library.fail(path: "/m/a.flac", because: "the file is empty")
    #expect(try library.track(track)?.failure == "the file is empty")
    #expect(try library.unanalysed().isEmpty)
    #expect(try library.candidates().isEmpty)
    #expect(try library.upsert([file("/m/a.flac")])[0].needsProbe == false)
    #expect(try library.upsert([file("/m/a.flac", bytes: 7)])[0].needsProbe == true)
    try library.store(heard("/m/a.flac", sound, bpm: 124), waveform: nil)
    #expect(try library.track(track)?.failure == nil)
  }

  @Test func foldersAreRememberedOnce() throws {
    let library = try Library.inMemory()
    try library.add(folder: "/m")
    try library.add(folder: "/m")
    try library.add(folder: "/a")
    #expect(try library.folders() == ["/a", "/m"])
    #expect(try library.remove(folder: "/m"))
    #expect(try !library.remove(folder: "/m"))
    #expect(try library.folders() == ["/a"])
  }

  /// A folder that is removed takes its tracks out of the list, and they come back with all that the DJ made.
  @Test func aRemovedFoldersTracksLeaveTheListAndComeBack() throws {
    let library = try Library.inMemory()
    for folder in ["/m", "/m/deep", "/n"] { try library.add(folder: folder) }
    let paths = ["/m/a.flac", "/m/deep/b.flac", "/n/c.flac", "/mm/d.flac"]
    try library.upsert(paths.map { file($0) })
    let track = try library.store(heard("/m/a.flac", sound, bpm: 124), waveform: nil)
    try library.set(HotCue(number: 1, time: TrackTime(1)), of: track)
    #expect(try library.remove(folder: "/m"))
    #expect(try library.folders() == ["/m/deep", "/n"])
    // What another folder of the library holds, and what only begins alike, stays.
    #expect(try library.tracks(library.search(Query("")).tracks).map(\.path).sorted() == paths[1...].sorted())
    #expect(try library.trackCount() == 3)
    try library.add(folder: "/m")
    try library.upsert([file("/m/a.flac")])
    try library.identify(path: "/m/a.flac", as: sound, tags: Tags(), duration: nil)
    #expect(try library.hotCues(of: track).count == 1)
    #expect(try library.trackCount() == 4)
  }

  /// A look at one folder says nothing of the folders below it.
  @Test func whatIsMissingFromAFolderAlone() throws {
    let library = try Library.inMemory()
    try library.upsert(["/m/a.flac", "/m/ä b.flac", "/m/deep/c.flac", "/m2/d.flac"].map { file($0) })
    try library.markMissing(directlyIn: "/m", notIn: ["/m/a.flac"])
    let missing = try library.tracks(library.search(Query("missing:yes")).tracks).map(\.path)
    #expect(missing == ["/m/ä b.flac"])
  }

  @Test func aSecondProgramSeesWhatTheFirstWrote() throws {
    let folder = try ScratchFolder()
    let one = try Library(path: folder.file("l.sqlite"))
    let two = try Library(path: folder.file("l.sqlite"))
    #expect(try two.search(Query("")).total == 0)
    try one.upsert([file("/m/a.flac")])
    #expect(try two.search(Query("")).total == 1)
    #expect(try two.candidates().count == 1)
  }
}
