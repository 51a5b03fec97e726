import Glibc
import Media
import Music
import Platform
import Support
import Synchronization
import Testing

@testable import Library
@testable import Workstation

/// What the library keeps of a file that could not be read: only what the file is to blame for.
@Suite struct LibraryJobsTests {
  private let folder: ScratchFolder
  private let library: Library

  init() throws {
    folder = try ScratchFolder()
    library = try Library.inMemory()
  }

  /// Takes note of files as a scan does. - Returns: their tracks.
  private func file(_ names: [String], areRead: Bool = false) throws -> [TrackID] {
    for name in names {
      AudioFiles.write([1, 2, 3], to: folder.path + "/" + name)
    }
    let paths = names.map { folder.path + "/" + $0 }
    var tracks: [TrackID] = []
    for (number, path) in paths.enumerated() {
      tracks += try library.upsert([FileStamp(path: path, bytes: 3, modified: 1)]).map(\.track)
      if areRead {
        try library.identify(path: path, as: ContentID(hex: "aa0\(number)"), tags: Tags(), duration: nil)
        // Its words were read too, and there are none.
        try library.keep(
          nil, stamp: LyricsFiles.stamp(of: FileStamp(path: path, bytes: 3, modified: 1)), of: tracks[number])
      }
    }
    return tracks
  }

  /// A stand-in for the media program that notes each start and then does as it is told.
  private func program(_ lines: String) throws -> String {
    let path = folder.path + "/program"
    let script = "#!/bin/sh\necho \"$@\" >> '\(folder.path)/started'\n\(lines)\n"
    try Programs.writeScript(script, to: path)
    return path
  }

  private var starts: Int {
    String(decoding: folder.content(of: "started"), as: UTF8.self).split(separator: "\n").count
  }

  /// Reads and analyses what is due, once. - Returns: the sentences it had to say.
  private func work(
    _ executable: String, patience: Double = 60, on other: Library? = nil, analysed: Counter = Counter()
  ) -> [String] {
    let library = other ?? library
    let said = Mutex<[String]>([])
    let media = MediaProgram(executable: executable) { _ in Seconds(patience) }
    let jobs = LibraryJobs(library: library, writer: LibraryWriter(library) { _ in }, media: media, limit: 1) { news in
      switch news {
      case .problem(_, let sentence), .failed(_, let sentence): said.withLock { $0.append(sentence) }
      case .analysed: analysed.add()
      default: break
      }
    }
    jobs.resume()
    #expect(eventually { jobs.isIdle })
    jobs.close()
    return said.withLock { $0 }
  }

  private final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    var count: Int { value.load(ordering: .relaxed) }
    func add() { value.add(1, ordering: .relaxed) }
  }

  /// Files of a second each.
  private func music(_ count: Int) throws -> [FileStamp] {
    try (0..<count).map { number in
      let path = "\(folder.path)/\(number).wav"
      let writer = try SoundFileWriter(path: path, format: .wav, sampleRate: .cd, channels: 2)
      let sound = ClickTracks.sine(hz: 300 + 20 * Double(number), amplitude: 0.3, seconds: 1)
      var failure: MediaError?
      sound.withUnsafeBufferPointer { samples in
        do throws(MediaError) { try writer.write(samples) } catch { failure = error }
      }
      if let failure { throw failure }
      try writer.close()
      return try #require(FileStamp(at: path))
    }
  }

  /// What the library refuses once it refuses for each: said once, and nothing is analysed in vain.
  @Test(arguments: ["analysis", "place"])
  func aLibraryThatRefusesEndsTheJob(table: String) throws {
    let path = folder.path + "/l.db"
    let refusing = try Library(path: path)
    try refusing.upsert(try music(8))
    let other = try Connection(path: path, patience: 5000)
    let moment = table == "analysis" ? "INSERT" : "UPDATE"
    try other.execute(
      script: "CREATE TRIGGER full BEFORE \(moment) ON \(table) BEGIN SELECT RAISE(FAIL, 'no room'); END")
    let media = try #require(Programs.built("segue-media"))
    let analysed = Counter()
    // Notes what it is asked to listen to.
    let said = work(try program("tee -a '\(folder.path)/asked' | '\(media)' \"$@\""), on: refusing, analysed: analysed)
    #expect(said.count == 1 && said[0].contains(" stopped: ") && said[0].contains("no room"), "\(said)")
    #expect(analysed.count == 0)
    let asked = folder.content(of: "asked").count { $0 == 0 }
    #expect(asked == (table == "analysis" ? 1 : 0), "\(asked) files were listened to")
    // It is all taken up again once there is room.
    try other.execute(script: "DROP TRIGGER full")
    #expect(work(media, on: refusing, analysed: analysed).isEmpty)
    #expect(analysed.count == 8)
  }

  /// What is found beside a track is known before a deck has held it, and forgotten when it is gone.
  @Test func aScanFindsTheStemsBesideTracks() throws {
    let music = folder.path + "/Music"
    for path in ["", "/stems", "/stems/Song", "/Other"] { mkdir(music + path, 0o700) }
    let tracks = ["Song", "Bare", "Other/Named", "Sung_vocals_only_mix"]
    let parts = ["stems/Song/vocals", "stems/Song/no_vocals", "Other/Named_vocals", "Other/Named_instrumental"]
    for name in tracks + parts { AudioFiles.write([1, 2, 3], to: "\(music)/\(name).wav") }
    func titles(_ query: String) throws -> [String] {
      try library.tracks(library.search(try Query(query)).tracks).map(\.title).sorted()
    }
    // A scan of the folder alone: nothing can be read, and stems are found all the same.
    func scan() {
      let media = MediaProgram(executable: folder.path + "/nothing")
      let jobs = LibraryJobs(library: library, writer: LibraryWriter(library) { _ in }, media: media, limit: 1) { _ in }
      jobs.scan([music])
      #expect(eventually { jobs.isIdle })
      jobs.close()
    }
    scan()
    #expect(try titles("stems:yes") == ["Named", "Song"])
    #expect(try titles("stems:no") == ["Bare", "Sung_vocals_only_mix"])
    unlink(music + "/stems/Song/vocals.wav")
    scan()
    #expect(try titles("stems:yes") == ["Named"])
  }

  @Test func aProgramThatDoesNotStartIsSaidOnceForAllAnalyses() throws {
    _ = try file((1...9).map { "\($0).mp3" }, areRead: true)
    #expect(work(folder.path + "/nothing").count { $0.contains("does not start") } == 1)
  }

  @Test func aProgramThatDoesNotStartIsNoFaultOfTheFiles() throws {
    let tracks = try file((1...70).map { "\($0).mp3" })
    let said = work(folder.path + "/nothing")
    #expect(try library.tracks(tracks).allSatisfy { $0.failure == nil && !$0.isMissing })
    #expect(try library.unprobed(limit: 100).count == 70)
    #expect(said.contains { $0.contains("does not start") && $0.contains("left to the next scan") }, "\(said)")
  }

  @Test func aProgramThatEndsAtOnceIsNoFaultOfTheFiles() throws {
    let tracks = try file(["a.mp3", "b.mp3"])
    _ = work(try program("exit 127"))
    #expect(try library.tracks(tracks).allSatisfy { $0.failure == nil })
    // Each file in turn, and then the analysis of each.
    #expect(starts == 4)
  }

  @Test func aFileThatCrashesTheProgramTwiceIsMarked() throws {
    let tracks = try file(["a.mp3"])
    _ = work(try program("kill -SEGV $$"))
    #expect(try library.track(tracks[0])?.failure?.contains("a.mp3 made the media program fail") == true)
    #expect(starts == 2)
  }

  @Test func anAnalysisThatTakesTooLongIsTriedAgainAnotherTime() throws {
    let tracks = try file(["a.mp3"], areRead: true)
    let said = work(try program("exec sleep 60"), patience: 0.05)
    #expect(said.contains { $0.contains("was given up") })
    #expect(try library.track(tracks[0])?.failure == nil)
    #expect(try library.unanalysed() == [FilePath(folder.path + "/a.mp3")])
    #expect(starts == 1)
  }

  @Test(arguments: [true, false])
  func aFileThatIsGoneIsMissing(isRead: Bool) throws {
    let tracks = try file(["a.mp3"], areRead: isRead)
    unlink(folder.path + "/a.mp3")
    _ = work(try #require(Programs.built("segue-media")))
    #expect(try library.track(tracks[0])?.isMissing == true)
    #expect(try library.track(tracks[0])?.failure == nil)
  }
}
