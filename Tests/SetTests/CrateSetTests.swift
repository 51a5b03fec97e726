import Library
import Music
import Support
import Testing

@testable import Workstation

/// Crates through the whole program.
@Suite("Crates", .waits)
struct CrateSetTests {
  /// Three tracks: Ada, Bea, Cid, listed by title.
  private func booth() throws -> Booth {
    let booth = try Booth()
    for (index, title) in ["Ada", "Bea", "Cid"].enumerated() {
      let sound = ClickTracks.kicks(bpm: 120 + 4 * Double(index), seconds: 8)
      try write(sound, to: "\(booth.music)/\(title).wav", tags: Tags(title: title))
    }
    try booth.scanMusic(tracks: 3)
    booth.say("sort title")
    try booth.wait(for: "the order") { $0.browser.rows.map(\.title) == ["Ada", "Bea", "Cid"] }
    return booth
  }

  private func listed(_ titles: String..., in booth: Booth) throws {
    try booth.wait(for: "\(titles)") { $0.browser.rows.map(\.title) == titles }
  }

  @Test("A crate is filled, listed in its order, moved in, emptied, named anew; each step is taken back by undo")
  func plain() throws {
    let booth = try booth()
    booth.say("browse bottom", "crate add Night/Late")
    try booth.wait(forMessage: "new crate Night/Late: Cid, 1 track")
    booth.say("browse up", "crate add")
    try booth.wait(forMessage: "crate Night/Late: Bea, 2 tracks")
    booth.say("crate add late")
    try booth.wait(forMessage: "Bea is in crate Night/Late already")
    booth.say("crate open late")
    try booth.wait(forMessage: "crate Night/Late: 2 tracks, in its order")
    try listed("Cid", "Bea", in: booth)
    booth.say("browse bottom", "crate up")
    try listed("Bea", "Cid", in: booth)
    #expect(booth.state.browser.selected == 0 && booth.state.browser.isInCrateOrder)
    booth.say("undo")
    try listed("Cid", "Bea", in: booth)
    booth.say("browse top", "crate remove")
    try listed("Bea", in: booth)
    booth.say("undo")
    try listed("Cid", "Bea", in: booth)
    booth.say("redo")
    try listed("Bea", in: booth)
    booth.say("crate rename Night/Early")
    try booth.wait(forMessage: "crate Night/Late is called Night/Early")
    try booth.wait(for: "the new name") { _ in try! booth.library.crates().map(\.title) == ["Night/Early"] }
    try listed("Bea", in: booth)
    booth.say("sort bpm", "crate down")
    try booth.wait(forMessage: "the list is in another order: crate open Night/Early brings its own")
    booth.say("crate delete early")
    try booth.wait(forMessage: "crate Night/Early is gone")
    try booth.wait(for: "all tracks") { $0.browser.total == 3 && $0.browser.query.isEmpty }
    booth.say("undo")
    try booth.wait(for: "the crate") { _ in try! booth.library.crates().map(\.title) == ["Night/Early"] }
    booth.say("crate open nothing")
    try booth.wait(forMessage: "there is no crate “nothing”; there are Night/Early")
  }

  @Test("What is selected is the row of the list that has the keys")
  func inHand() throws {
    let booth = try booth()
    try booth.load("\(booth.music)/Ada.wav", onto: .a)
    booth.say("play a", "deck a loop 4", "browse top")
    let state = try booth.wait(for: "suggestions after Ada") { !$0.screen.suggestions.rows.isEmpty }
    let suggested = state.screen.suggestions.rows[state.screen.suggestions.selected].track.title
    #expect(suggested != "Ada")
    booth.workstation.listInHand = .suggestions
    booth.say("add this to later")
    try booth.wait(forMessage: "new crate later: \(suggested), 1 track")
    booth.workstation.listInHand = .library
    booth.say("add this to later")
    try booth.wait(forMessage: "crate later: Ada, 2 tracks")
  }

  @Test("A smart crate is a search with a name: by its fields, or the one that is listed; it takes no track by hand")
  func smart() throws {
    let booth = try booth()
    booth.say("crate save peak \"hours\" bpm:>=124")
    try booth.wait(forMessage: "crate peak hours has whatever “bpm:>=124” finds")
    booth.say("crate open peak")
    try listed("Bea", "Cid", in: booth)
    booth.say("crate add peak hours")
    try booth.wait(forMessage: "crate peak hours is filled by the search “bpm:>=124”")
    booth.say("crate remove")
    try booth.wait(forMessage: "crate peak hours is filled by the search")
    booth.say("search ada", "crate save first")
    try booth.wait(forMessage: "crate first has whatever “ada” finds")
    booth.say("crate save wrong bmp:12")
    try booth.wait(forMessage: "there is no field bmp")
    booth.say("search", "crate fill all of them")
    try booth.wait(forMessage: "new crate all of them: 3 tracks")
    booth.say("crate save all of them bpm:120")
    try booth.wait(forMessage: "crate all of them has 3 tracks of its own")
    booth.say("crates")
    #expect(
      booth.state.screen.spokenAnswer.lines
        == ["all of them · 3 tracks", "first · search: ada", "peak hours · search: bpm:>=124"])
    try booth.wait(for: "all to be stored") { _ in try! booth.library.crates().count == 3 }
  }
}
