import FoundationEssentials
import Glibc
import Library
import Media
import Music
import Platform
import Support
import Testing
import Workstation

/// Two files whose names look the same, one é written as one letter and one as two, are two files wherever a path
/// counts.
@Suite("names that look the same", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .waits)
struct TwinNameTests {
  private static let names = ["caf\u{E9}.wav", "cafe\u{301}.wav"]
  private static let tones = [440.0, 1000]

  /// Both files, each of a tone of its own, in a folder.
  private func make(in folder: String) throws {
    for (name, tone) in zip(Self.names, Self.tones) {
      try write(ClickTracks.sine(hz: tone, amplitude: 0.5, seconds: 3), to: "\(folder)/\(name)")
    }
  }

  private func analysed(_ library: Library, _ folder: String) throws -> Int {
    try Self.names.count { name in
      guard let track = try library.track(at: "\(folder)/\(name)") else { return false }
      return try FilePath(track.path) == FilePath("\(folder)/\(name)") && library.analysis(of: track.id) != nil
    }
  }

  @Test func aScanAnalysesBothAndMissesTheOneThatIsGone() throws {
    let segue = try InstalledSegue()
    try make(in: segue.music)
    let scanned = try segue.run("scan", segue.music)
    #expect(scanned.status == 0 && scanned.output.contains("2 tracks in the library, 2 analysed now"))
    let library = try Library(path: segue.data + "/library.sqlite")
    #expect(try analysed(library, segue.music) == 2)
    unlink("\(segue.music)/\(Self.names[1])")
    #expect(try segue.run("scan", segue.music).status == 0)
    #expect(try library.track(at: "\(segue.music)/\(Self.names[0])")?.isMissing == false)
    #expect(try library.track(at: "\(segue.music)/\(Self.names[1])")?.isMissing == true)
  }

  @Test func aLogHasBoth() throws {
    let segue = try InstalledSegue()
    try make(in: segue.music)
    let log = segue.music + "/all.jsonl"
    let files = Self.names.map { "\(segue.music)/\($0)" }
    #expect(try segue.run("analyze", files[0], "-o", log).output.contains("1 analyses added"))
    let second = try segue.run("analyze", files[0], files[1], "-o", log)
    #expect(second.output.contains("1 analyses added") && second.output.contains("1 were in it already"))
    #expect(try segue.run("import", log).status == 0)
    #expect(try analysed(try Library(path: segue.data + "/library.sqlite"), segue.music) == 2)
  }

  @Test(arguments: [false, true])
  func aRenderPlaysTheFileThatIsNamed(isSwapped: Bool) throws {
    let scratch = try ScratchFolder()
    try make(in: scratch.path)
    let order = isSwapped ? [1, 0] : [0, 1]
    let journal = """
      segue journal 1
      @0 deck a load "\(scratch.path)/\(Self.names[order[0]])" nogrid
      @0 deck b load "\(scratch.path)/\(Self.names[order[1]])" nogrid
      @0 crossfader = -1
      @0 deck a play
      @0 deck b play
      @1s crossfader = 1
      @2s end

      """
    let rendered = try Rendered(journal, in: scratch, name: "set").samples
    for (part, tone) in order.enumerated() {
      let left = (0..<22_050).map { rendered[2 * (part * 44_100 + 11_025 + $0)] }
      let rises = zip(left, left.dropFirst()).count { $0 < 0 && $1 >= 0 }
      #expect(abs(Double(rises) * 2 - Self.tones[tone]) < 6, "second \(part + 1) plays \(2 * rises) Hz")
    }
  }
}
