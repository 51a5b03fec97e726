import Engine
import Glibc
import Media
import Music
import Platform
import Support
import Synchronization
import Testing

@testable import Library
@testable import Workstation

/// Another program holds the library's write lock: what the DJ does goes on at once, and is stored in the end.
@Suite struct HeldLibraryTests {
  private let folder: ScratchFolder
  private let track: String

  init() throws {
    folder = try ScratchFolder()
    track = folder.path + "/one.wav"
    let writer = try SoundFileWriter(path: track, format: .wav, sampleRate: .cd, channels: 2)
    var failure: MediaError?
    ClickTracks.kicks(bpm: 120, seconds: 6).withUnsafeBufferPointer { samples in
      do throws(MediaError) { try writer.write(samples) } catch { failure = error }
    }
    if let failure { throw failure }
    try writer.close()
  }

  private var path: String { folder.path + "/l.db" }

  /// A library in which the track is known, with a grid.
  private func makeLibrary(patience: Int32 = 5_000) throws -> (Library, TrackID) {
    let library = try Library(path: path, patience: patience)
    try library.upsert([try #require(FileStamp(at: track))])
    var analysis = TrackAnalysis(path: track)
    analysis.content_id = "aa01"
    analysis.bpm = 120
    analysis.grid = BeatGrid(bpm: BPM(120), firstBeat: TrackTime(0))
    analysis.analysis_version = TrackAnalysis.currentVersion
    let id = try library.store(analysis, waveform: Waveform(bytes: [0, 0, 0, 0]))
    return (library, id)
  }

  /// - Returns: a connection that holds the write lock.
  private func hold() throws -> Connection {
    let other = try Connection(path: path, patience: 5_000)
    try other.run("BEGIN IMMEDIATE")
    return other
  }

  private func workstation() throws -> Workstation {
    var settings = Settings()
    settings.output.device = Settings.noDevice
    settings.jobs = 1
    let directories = AppDirectories(
      config: folder.path + "/config", data: folder.path + "/data", cache: folder.path + "/cache",
      state: folder.path + "/state")
    let media = MediaProgram(executable: try #require(Programs.built("segue-media")))
    return try Workstation(settings: settings, directories: directories, library: try Library(path: path), media: media)
  }

  @discardableResult
  private func wait(_ workstation: Workstation, for what: String, _ isSo: (Snapshot) -> Bool) -> Snapshot {
    var last = Snapshot()
    let came = eventually {
      workstation.tick()
      last = workstation.snapshot(browserRows: 20)
      return isSo(last)
    }
    let said = last.status.messages.map(\.text)
    #expect(came, "\(what) did not come: \(said)")
    return last
  }

  @Test("no key waits for the library")
  func commandsAndTicksGoOn() throws {
    let (library, id) = try makeLibrary()
    let workstation = try workstation()
    defer { workstation.close() }
    workstation.perform("deck a load \"\(track)\"")
    wait(workstation, for: "the track") { $0.sound.deckA.hasTrack && $0.deckA.grid != nil }
    let other = try hold()
    let began = monotonicTime()
    var longest = 0.0
    var count = 0
    func tick() {
      let start = monotonicTime()
      workstation.tick()
      _ = workstation.snapshot(browserRows: 20)
      longest = max(longest, (monotonicTime() - start).value)
      count += 1
    }
    AudioFiles.write([1, 2, 3], to: folder.path + "/new.wav")
    for line in [
      "deck a hotcue 1", "deck a hotcue 2", "deck a cue set 1.5", "deck a grid double", "deck a grid lock on",
      "deck a correct key 8A", "deck a correct section drop", "add \"\(folder.path)\"", "rescan",
      "deck b load \"\(folder.path)/new.wav\"", "record on", "crossovers 200 3000", "device none", "analyze",
      "record off",
    ] {
      let start = monotonicTime()
      workstation.perform(line)
      longest = max(longest, (monotonicTime() - start).value)
      for _ in 0..<4 { tick() }
    }
    // A read after one's own write sees what was written, though it is not stored yet.
    let loaded = wait(workstation, for: "both cues") {
      $0.sound.deckA.hotCues[0] != nil && $0.sound.deckA.hotCues[1] != nil && $0.deckA.isGridLocked
    }
    workstation.perform("deck a hotcue 1 name Drop")
    tick()
    workstation.perform("deck b load \"\(track)\"")
    let twin = wait(workstation, for: "the cues on the other deck") {
      $0.sound.deckB.hotCues[0] != nil && $0.sound.deckB.hotCues[1] != nil
    }
    #expect(twin.deckB.cueMarks[0].label == "Drop")
    #expect(twin.deckB.grid == loaded.deckA.grid && twin.deckB.isGridLocked)
    #expect(twin.deckB.track?.key == MusicalKey(parsing: "8A"))
    #expect(longest < 1, "a key or a tick took \(longest) s of \((monotonicTime() - began).value), \(count) ticks")
    #expect(try library.hotCues(of: id).isEmpty, "the library was held")
    try other.run("ROLLBACK")
    wait(workstation, for: "all in the library") { _ in
      (try? library.hotCues(of: id).map(\.label)) == ["Drop", nil] && (try? library.isGridLocked(id)) == true
        && (try? library.track(id))?.key == MusicalKey(parsing: "8A")
        && (try? library.sectionEdit(of: id)) != .some(nil) && (try? library.folders()) == [folder.path]
    }
  }

  @Test func whatIsRefusedIsSaidOnceAndStoredInTheEnd() throws {
    let (library, id) = try makeLibrary(patience: 5)
    let known = try #require(try library.track(id))
    let other = try hold()
    let news = Mutex<[String]>([])
    let writer = LibraryWriter(library, pause: .milliseconds(5)) { item in
      let word =
        switch item {
        case .stored(let change): "stored \(change.words)"
        case .refused(let change, _): "refused \(change.words)"
        case .caughtUp: "caught up"
        case .dropped(let change, _): "dropped \(change.words)"
        }
      news.withLock { $0.append(word) }
    }
    func mark(_ number: Int, at time: Double) {
      writer.keep(.track(.init(known), .hotCue(number: number, HotCue(number: number, time: TrackTime(time)))))
    }
    mark(1, at: 1)
    #expect(eventually { news.withLock { !$0.isEmpty } })
    mark(2, at: 2)
    mark(1, at: 3)
    writer.wait(within: .seconds(1))
    #expect(writer.finish(within: Seconds(0.1)).map(\.words) == ["hot cue 2 of one", "hot cue 1 of one"])
    #expect(writer.pending(of: known).hotCues[1]??.time == TrackTime(3))
    #expect(news.withLock { $0 } == ["refused hot cue 1 of one"])
    try other.run("ROLLBACK")
    #expect(writer.finish(within: Seconds(20)).isEmpty)
    #expect(try library.hotCues(of: id).map(\.time) == [TrackTime(3), TrackTime(2)])
    #expect(eventually { news.withLock { $0.last } == "caught up" })
    #expect(
      news.withLock { $0 } == [
        "refused hot cue 1 of one", "stored hot cue 2 of one", "stored hot cue 1 of one", "caught up",
      ])
  }

  /// A provisional track is gone once its content is known; what was done to it goes to the known one.
  @Test func aTrackThatIsGoneIsFoundByItsPath() throws {
    let (library, id) = try makeLibrary()
    var gone = try #require(try library.track(id))
    gone.id = TrackID(99)
    let writer = LibraryWriter(library) { _ in }
    writer.keep(.track(.init(gone), .cue(TrackTime(1.5))))
    #expect(writer.finish(within: Seconds(20)).isEmpty)
    #expect(try library.cue(of: id) == TrackTime(1.5))
  }

  /// At the end there is a word, and a bound.
  @Test func quittingSaysWhatIsNotStored() throws {
    _ = try makeLibrary()
    let library = try Library(path: path, patience: 5)
    let known = try #require(try library.track(at: track))
    let other = try hold()
    let writer = LibraryWriter(library) { _ in }
    writer.keep(.track(.init(known), .cue(TrackTime(1))))
    let began = monotonicTime()
    #expect(writer.finish(within: Seconds(0.3)).map(\.words) == ["the cue point of one"])
    #expect((monotonicTime() - began).value < 5)
    try other.run("ROLLBACK")
  }
}
