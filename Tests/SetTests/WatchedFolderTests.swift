import Glibc
import Platform
import Support
import Testing

/// Folders of music that are added, watched, and taken out again.
@Suite(.waits) struct WatchedFolderTests {
  private func titles(_ booth: Booth) -> [String] { booth.snapshot.browser.rows.map(\.title).sorted() }

  @Test(
    "A file that comes into a folder is listed and analysed without a rescan, one that goes is missing")
  func dropped() throws {
    let booth = try Booth()
    try write(ClickTracks.kicks(bpm: 120, seconds: 8), to: booth.music + "/one.wav")
    try booth.scanMusic(tracks: 1)
    // Watched once the program has run for a second; files are written until one is noticed.
    mkdir(booth.music + "/new", 0o700)
    var looks = 0
    let came = eventually {
      if looks % 400 == 0 {
        try? write(ClickTracks.kicks(bpm: 126, seconds: 8), to: booth.music + "/new/two.wav")
      }
      looks += 1
      return titles(booth) == ["one", "two"]
    }
    #expect(came, "\(titles(booth))")
    try booth.wait(for: "its tempo") { $0.browser.rows.allSatisfy { $0.bpm != nil } }
    unlink(booth.music + "/new/two.wav")
    try booth.wait(for: "the gap") { $0.browser.rows.contains { $0.title == "two" && $0.isMissing } }
  }

  @Test("A folder that is removed takes its tracks out of the list, and a cue is back with the folder")
  func removed() throws {
    let booth = try Booth()
    try write(ClickTracks.kicks(bpm: 120, seconds: 8), to: booth.music + "/one.wav")
    try booth.scanMusic(tracks: 1)
    try booth.load(booth.music + "/one.wav", onto: .a)
    booth.say("deck a hotcue 3")
    try booth.wait(for: "the cue in the library") { _ in
      guard let track = try? booth.library.track(at: booth.music + "/one.wav") else { return false }
      return (try? booth.library.hotCues(of: track.id).count) == 1
    }
    booth.say("remove \"\(booth.folder.path)/elsewhere\"")
    try booth.wait(forMessage: "elsewhere is no folder of the library")
    booth.say("remove \"\(booth.music)\"")
    try booth.wait(for: "an empty list") { $0.browser.rows.isEmpty && $0.status.trackCount == 0 }
    try booth.wait(forMessage: "are out of the list")
    try booth.scanMusic(tracks: 1)
    let track = try #require(try booth.library.track(at: booth.music + "/one.wav"))
    #expect(try booth.library.hotCues(of: track.id).map(\.number) == [3])
  }
}
