import Glibc
import Media
import Music
import Platform
import Support
import Testing

@testable import Studio

struct StemFolderTests {
  private func write(_ stems: StemFolder, _ kinds: [StemKind], level: Float = 0.25) throws {
    try stems.open(kinds, format: .flac, rate: .cd)
    let piece = [Float](repeating: level, count: 2 * 4096)
    try piece.withUnsafeBufferPointer { piece in try stems.write(kinds.map { _ in piece }) }
  }

  @Test(arguments: StemChoice.allCases) func stemsAreFoundBesideTheirTrack(choice: StemChoice) throws {
    let folder = try ScratchFolder()
    let track = "\(folder.path)/Artist - Søng (Mix).flac"
    AudioFiles.write([1], to: track)
    let stems = try StemFolder(SplitDesk.place(for: track, SplitWish()))
    try write(stems, choice.kinds)
    #expect(StemSearch.stems(of: track).isEmpty)
    try stems.finish(sidecar: "{}\n")
    #expect(StemSearch.stems(of: track).map(\.kind) == choice.kinds)
    // A scan of the music takes them for parts, not for tracks.
    var scan = FolderScan()
    var found: [String] = []
    scan.walk(folder.path) {
      found.append($0.path.text)
      return true
    }
    #expect(found == [track])
    #expect(folderEntries("\(folder.path)/stems") == ["Artist - Søng (Mix)"])
  }

  @Test func whatIsGivenUpLeavesNothing() throws {
    let folder = try ScratchFolder()
    let stems = try StemFolder("\(folder.path)/stems/track")
    try write(stems, [.vocals, .instrumental])
    stems.abandon()
    #expect(folderEntries("\(folder.path)/stems") == [])
  }

  @Test func onlyWhatSegueMadeIsReplaced() throws {
    let folder = try ScratchFolder()
    let place = "\(folder.path)/track"
    for _ in 0..<2 {
      let stems = try StemFolder(place)
      try write(stems, [.vocals, .instrumental])
      try stems.finish(sidecar: "{}\n")
    }
    #expect(folderEntries(folder.path) == ["track"])
    #expect(Set(folderEntries(place) ?? []) == ["vocals.flac", "instrumental.flac", "split.json"])
    unlink("\(place)/split.json")
    let stems = try StemFolder(place)
    try write(stems, [.vocals])
    #expect(throws: SplitError.self) { try stems.finish(sidecar: "{}\n") }
    stems.abandon()
    #expect(Set(folderEntries(place) ?? []) == ["vocals.flac", "instrumental.flac"])
    #expect(folderEntries(folder.path) == ["track"])
  }

  @Test func whatACrashLeftIsClearedAway() throws {
    let folder = try ScratchFolder()
    let left = "\(folder.path)/.track.partial"
    #expect(makeFolder(left) == nil)
    AudioFiles.write([1, 2], to: "\(left)/vocals.flac")
    let other = try StemFolder("\(folder.path)/other")
    #expect(folderEntries(folder.path) == [".other.partial"])
    // What another one still writes stays.
    let stems = try StemFolder("\(folder.path)/track")
    #expect(Set(folderEntries(folder.path) ?? []) == [".other.partial", ".track.partial"])
    for folder in [stems, other] { folder.abandon() }
    #expect(folderEntries(folder.path) == [])
  }

  @Test func twoDoNotSplitIntoOnePlace() throws {
    let folder = try ScratchFolder()
    let place = "\(folder.path)/track"
    do {
      let first = try StemFolder(place)
      let error = #expect(throws: SplitError.self) { _ = try StemFolder(place) }
      #expect(error?.description.contains("wait") == true)
      try write(first, [.vocals, .instrumental])
      try first.finish(sidecar: "{}\n")
    }
    _ = try StemFolder(place)
    #expect(folderEntries(folder.path) == ["track"])
  }

  @Test func aFolderThatCannotBeMadeIsSaid() throws {
    let error = #expect(throws: SplitError.self) { _ = try StemFolder("/proc/nothing/track") }
    #expect(error?.description.contains("-o") == true)
  }
}
