import FoundationEssentials
import Library
import Media
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// What an analysis log may change in a library, and what not.
@Suite struct ImportTests {
  private let folder: ScratchFolder
  private let library: Library

  init() throws {
    folder = try ScratchFolder()
    library = try Library(path: folder.path + "/l.db")
  }

  private func path(_ name: String) -> String { folder.path + "/" + name }

  /// Writes a file of music, as far as the import looks at it.
  private func make(_ names: String...) { for name in names { AudioFiles.write([1, 2, 3], to: path(name)) } }

  private func heard(_ name: String, _ content: String, bpm: Double, version: Int) -> TrackAnalysis {
    var analysis = TrackAnalysis(path: path(name))
    analysis.content_id = content
    analysis.bpm = bpm
    analysis.analysis_version = version
    analysis.tags = Tags(title: "\(bpm)")
    return analysis
  }

  /// Writes a log of these. - Returns: its path.
  private func log(_ analyses: [TrackAnalysis]) throws -> String {
    let lines = try analyses.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) + "\n" }
    AudioFiles.write(Array(lines.joined().utf8), to: path("log.jsonl"))
    return path("log.jsonl")
  }

  private func take(_ analyses: TrackAnalysis..., moved: (String, String)? = nil) throws -> String {
    let directories = AppDirectories(config: folder.path, data: folder.path, cache: folder.path)
    let log = try log(analyses)
    return try importAnalyses([log], moved: moved, directories: directories, library: path("l.db")) { _ in }.summary
  }

  @Test func anOlderAnalysisLeavesTheNewerOne() throws {
    make("a.flac")
    #expect(try take(heard("a.flac", "aa01", bpm: 124, version: 9)) == "1 analysis taken in; 1 track in the library")
    let summary = try take(
      heard("a.flac", "aa01", bpm: 62, version: 8), heard("a.flac", "aa01", bpm: 93, version: 9))
    #expect(summary == "2 analyses taken in; 1 track in the library; 2 of them it had already, or newer ones")
    let track = try #require(try library.track(at: path("a.flac")))
    #expect(track.bpm == BPM(124) && track.tags.title == "124.0")
    #expect(try take(heard("a.flac", "aa01", bpm: 126, version: 10)) == "1 analysis taken in; 1 track in the library")
    #expect(try library.track(track.id)?.bpm == BPM(126))
  }

  /// Two files that sound the same are one track, whichever line comes first, in one log too.
  @Test(arguments: [[9, 8], [8, 9], [9, 9]])
  func copiesAreOneTrack(versions: [Int]) throws {
    make("a.flac", "b.flac")
    let bpm = [8: 62.0, 9: 124]
    _ = try take(
      heard("a.flac", "aa01", bpm: bpm[versions[0]]!, version: versions[0]),
      heard("b.flac", "aa01", bpm: bpm[versions[1]]!, version: versions[1]))
    let track = try #require(try library.track(at: path("b.flac")))
    #expect(track.bpm == BPM(124))
    #expect(try library.places(of: track.id) == [FilePath(path("a.flac")), FilePath(path("b.flac"))])
  }

  @Test func aFileThatHoldsSomethingElseKeepsWhatItHas() throws {
    make("a.flac", "b.flac")
    let found = ["a.flac", "b.flac"].compactMap { FileStamp(at: path($0)) }
    try library.upsert(found)
    let other = try library.identify(path: path("a.flac"), as: ContentID(hex: "bb02"), tags: Tags(), duration: nil)
    let same = try library.identify(path: path("b.flac"), as: ContentID(hex: "aa01"), tags: Tags(), duration: nil)
    _ = try take(heard("a.flac", "aa01", bpm: 124, version: 9))
    #expect(try library.track(at: path("a.flac"))?.id == other)
    #expect(try library.track(other)?.bpm == nil)
    #expect(try library.track(same)?.bpm == BPM(124))
  }

  @Test func aFolderThatMovedIsNamedAsAFolder() throws {
    make("a.flac")
    var there = heard("a.flac", "aa01", bpm: 124, version: 9)
    there.path = "/there/a.flac"
    var beside = heard("a.flac", "bb02", bpm: 93, version: 9)
    beside.path = "/therea.flac"
    _ = try take(there, beside, moved: ("/there/", folder.path + "/"))
    #expect(try library.track(at: path("a.flac"))?.bpm == BPM(124))
  }

  /// A Mac lists names with the accent apart; copied here they may have it within the letter, and the other way round.
  @Test func aNameThatLooksTheSameIsFoundByListing() throws {
    make("caf\u{E9}.flac")
    _ = try take(heard("cafe\u{301}.flac", "aa01", bpm: 124, version: 9))
    #expect(try library.track(at: path("caf\u{E9}.flac"))?.bpm == BPM(124))
  }

  @Test func whatAnOlderVersionHeardIsNotDone() throws {
    let now = TrackAnalysis.currentVersion
    let file = try log([
      heard("a.flac", "aa01", bpm: 124, version: now - 1), heard("b.flac", "bb02", bpm: 124, version: now),
    ])
    #expect(try AnalysisLog(addingTo: file).done == [FilePath(path("b.flac"))])
  }
}
