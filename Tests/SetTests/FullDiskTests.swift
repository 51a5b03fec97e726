import Glibc
import Library
import Music
import Support
import Testing
import Workstation

/// What concerns all files is said once, ends the job, and leaves true counts.
@Suite("a full disk", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .waits)
struct FullDiskTests {
  private func music(_ count: Int, _ segue: InstalledSegue) throws -> [String] {
    try (0..<count).map { number in
      let path = "\(segue.music)/\(number).wav"
      try write(ClickTracks.sine(hz: 300 + 20 * Double(number), amplitude: 0.3, seconds: 4), to: path)
      return path
    }
  }

  @Test(arguments: [300, 600, 1000])
  func aScanStops(kilobytes: Int) throws {
    guard let disk = try SmallDisk(kilobytes: kilobytes) else { return }
    let segue = try InstalledSegue()
    let count = try music(24, segue).count
    let ended = try segue.run("scan", segue.music, "--library", disk.path + "/l.db", "--jobs", "2")
    #expect(ended.status == 1)
    #expect(ended.errors.split(separator: "\n").count == 1 && ended.errors.contains("is full"), "\(ended.errors)")
    #expect(!ended.output.contains("could not be read"))
    // Looked at where there is room.
    for ending in ["", "-wal"] where access(disk.path + "/l.db" + ending, R_OK) == 0 {
      _ = try Programs.run(["/bin/cp", disk.path + "/l.db" + ending, segue.folder.path + "/l.db" + ending])
    }
    guard ended.output.contains("analysed now") else { return }
    let library = try Library(path: segue.folder.path + "/l.db")
    let left = try library.unanalysed().count
    let kept = try library.trackCount() - left
    #expect(kept < count && ended.output.contains("\(kept) analysed now"), "\(ended.output)")
  }

  @Test func aLogEndsWithAWholeLine() throws {
    guard let disk = try SmallDisk(kilobytes: 64) else { return }
    let segue = try InstalledSegue()
    let files = try music(24, segue)
    let log = disk.path + "/all.jsonl"
    let ended = try Programs.run(
      [segue.program, "analyze"] + files + ["-o", log, "--jobs", "2"], environment: segue.environment)
    #expect(ended.status == 1)
    #expect(complaints(ended.errors) == 1 && ended.errors.contains("No space left"), "\(ended.errors)")
    let text = Programs.contents(log)
    #expect(text.isEmpty || text.hasSuffix("}\n"))
    let lines = text.split(separator: "\n").count
    #expect(
      ended.output.contains("\(lines) analyses added") && ended.errors.contains("\(24 - lines) of 24 files are left"))
  }

  /// Lines on standard error but for those that a slow machine says meanwhile: "13 of 24 analysed".
  private func complaints(_ errors: String) -> Int {
    errors.split(separator: "\n").count { !$0.hasSuffix(" of 24 analysed") }
  }
}
