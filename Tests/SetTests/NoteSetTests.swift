import Engine
import Library
import Music
import Support
import Testing

@testable import Workstation

/// What the DJ notes of tracks, said at the prompt, and taken back.
@Suite("Notes", .serialized, .waits)
struct NoteSetTests {
  private let booth: Booth

  init() throws {
    booth = try Booth()
    try write(ClickTracks.kicks(bpm: 120, seconds: 30), to: booth.music + "/1.wav")
  }

  private func noted(_ what: String, _ isThere: @escaping (TrackNotes) -> Bool) throws {
    try booth.wait(for: what) { $0.screen.browser.rows.first.map { isThere($0.notes) } ?? false }
  }

  @Test("Stars, tags, a comment and a colour are there, and are taken back one by one")
  func notes() throws {
    try booth.scanMusic(tracks: 1)
    booth.say("rate 4", "tag warm-up", "comment mind the long intro", "colour red")
    try noted("all notes") {
      $0 == TrackNotes(rating: 4, comment: "mind the long intro", colour: .red, tags: ["warm-up"])
    }
    booth.say("search tag:warm rating:4")
    try booth.wait(for: "the track found") { $0.screen.browser.total == 1 && $0.screen.browser.query.hasPrefix("tag") }
    booth.say("search", "undo", "undo")
    try noted("stars and a tag") { $0 == TrackNotes(rating: 4, tags: ["warm-up"]) }
    booth.say("redo")
    try noted("the comment again") { $0.comment == "mind the long intro" && $0.colour == nil }
    booth.say("untag warm-up", "rate 0")
    try noted("neither stars nor tags") { $0 == TrackNotes(comment: "mind the long intro") }
    booth.say("undo", "undo", "undo", "undo")
    try noted("stars alone") { $0 == TrackNotes(rating: 4) }
    booth.say("rate 9")
    try booth.wait(forMessage: "stars go")
    booth.say("untag peak")
    try booth.wait(forMessage: "is not tagged “peak”")
  }
}
