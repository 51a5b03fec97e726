import Glibc
import Library
import Media
import Music
import Support
import Synchronization
import Testing

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
      tracks += try library.upsert([FoundFile(path: path, bytes: 3, modified: 1)]).map(\.track)
      if areRead {
        try library.identify(path: path, as: ContentID(hex: "aa0\(number)"), tags: Tags(), duration: nil)
      }
    }
    return tracks
  }

  /// A stand-in for the media program that notes each start and then does as it is told.
  private func program(_ lines: String) -> String {
    let path = folder.path + "/program"
    let script = "#!/bin/sh\necho \"$@\" >> '\(folder.path)/started'\n\(lines)\n"
    AudioFiles.write(Array(script.utf8), to: path)
    chmod(path, 0o700)
    return path
  }

  private var starts: Int {
    String(decoding: folder.content(of: "started"), as: UTF8.self).split(separator: "\n").count
  }

  /// Reads and analyses what is due, once. - Returns: the sentences it had to say.
  private func work(_ executable: String, patience: Double = 60) -> [String] {
    let said = Mutex<[String]>([])
    let media = MediaProgram(executable: executable) { _ in Seconds(patience) }
    let jobs = LibraryJobs(library: library, media: media, limit: 1) { news in
      if case .problem(_, let sentence) = news { said.withLock { $0.append(sentence) } }
    }
    jobs.resume()
    #expect(eventually { jobs.isIdle })
    jobs.close()
    return said.withLock { $0 }
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
    _ = work(program("exit 127"))
    #expect(try library.tracks(tracks).allSatisfy { $0.failure == nil })
    // Each file in turn, and then the analysis of each.
    #expect(starts == 4)
  }

  @Test func aFileThatCrashesTheProgramTwiceIsMarked() throws {
    let tracks = try file(["a.mp3"])
    _ = work(program("kill -SEGV $$"))
    #expect(try library.track(tracks[0])?.failure?.contains("a.mp3 made the media program fail") == true)
    #expect(starts == 2)
  }

  @Test func anAnalysisThatTakesTooLongIsTriedAgainAnotherTime() throws {
    let tracks = try file(["a.mp3"], areRead: true)
    let said = work(program("exec sleep 60"), patience: 0.05)
    #expect(said.contains { $0.contains("was given up") })
    #expect(try library.track(tracks[0])?.failure == nil)
    #expect(try library.unanalysed(limit: 9) == tracks)
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
