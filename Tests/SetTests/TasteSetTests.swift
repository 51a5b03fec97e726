import Library
import Music
import Platform
import Suggestion
import Support
import Testing

@testable import Workstation

/// Answers and what is learnt from them, through the whole program.
@Suite("Answers and taste", .serialized, .waits) struct TasteSetTests {
  /// A booth with six tracks, the first of which plays, and suggestions after it.
  private func booth() throws -> Booth {
    let booth = try Booth()
    try writeDanceTracks(6, in: booth.music, drop: 4)
    try booth.scanMusic(tracks: 6)
    try booth.load("\(booth.music)/0.flac", onto: .a)
    // It plays on for as long as the test takes.
    booth.say("deck a play", "deck a loop 4")
    try booth.wait(for: "suggestions") {
      $0.suggestions.rows.count == 5 && $0.suggestions.deck == .a && $0.engine[.a].isPlaying
    }
    return booth
  }

  private func taste(_ booth: Booth, _ name: String = "main") -> Taste? {
    textFile(booth.directories.taste(name)).flatMap { try? Taste(text: $0) }
  }

  private func choices(_ count: Int, of name: String = "main", in booth: Booth) throws {
    try booth.wait(for: "\(count) choices in taste \(name)") { _ in taste(booth, name)?.choices == count }
  }

  @Test("An answer is marked, found and learnt from; it is taken back with all that followed from it")
  func answers() throws {
    let booth = try booth()
    booth.say("auto course arc 60 minutes", "suggest down", "answer keep suggested")
    let kept = try #require(
      booth.state.suggestions.rows.first { $0.track.id == booth.workstation.library.suggested?.id })
    try choices(1, in: booth)
    try booth.wait(for: "the mark") { $0.suggestions.rows.contains { $0.track.answer == .keep } }
    let given = try #require(try booth.library.answers().first)
    #expect(given.track == kept.track.id && given.answer == .keep && given.course == "arc, 60 minutes")
    #expect(try booth.library.track(try #require(given.after))?.path == "\(booth.music)/0.flac")
    // What taste adds is said, and the score is still the sum.
    let row = try booth.wait(for: "taste in the sum") {
      $0.suggestions.rows.contains { row in
        row.why.contains { $0.hasPrefix("rules alone") }
      }
    }
    #expect(row.suggestions.rows.allSatisfy { (0...1).contains($0.score) })
    booth.say("search answer:keep")
    #expect(booth.snapshot.browser.rows.map(\.id) == [kept.track.id])
    booth.say("search", "answer grower \"\(booth.music)/3.flac\"")
    try booth.wait(for: "the grower") { _ in (try? booth.library.answers().count) == 2 }
    #expect(taste(booth)?.choices == 1, "a grower is no answer yet")
    booth.say("answer undo", "answer undo")
    try booth.wait(for: "nothing answered") { _ in (try? booth.library.answers().isEmpty) == true }
    try choices(0, in: booth)
    #expect(taste(booth) == Taste())
    try booth.wait(for: "the rules") { $0.suggestions.rows.allSatisfy { $0.track.answer == nil && $0.why.count == 11 } }
    booth.say("answer undo")
    #expect(booth.state.status.messages.contains { $0.text == "there is no answer to take back" })
  }

  @Test(
    "A suggestion that is brought by hand was chosen; what the autopilot is to skip was not; its own loads say nothing")
  func loads() throws {
    let booth = try booth()
    booth.say("auto on")
    try booth.wait(for: "what comes next, loaded") { state in
      let next = booth.workstation.auto.nextPath
      return next != nil && state[.b].track?.path == next
    }
    #expect(taste(booth) == nil, "the autopilot's choice is not the DJ's")
    booth.say("auto skip")
    try choices(1, in: booth)
    booth.say("auto off", "deck b unload")
    try booth.wait(for: "an empty deck B") { $0[.b].track == nil }
    try booth.wait(for: "suggestions") { $0.suggestions.rows.count == 5 }
    booth.say("deck b load suggested")
    try choices(2, in: booth)
  }

  @Test("Tastes have names, files and a way back; a broken file or one of a newer version stays as it is")
  func profiles() throws {
    let booth = try booth()
    booth.say("answer keep \"\(booth.music)/1.flac\"", "answer skip \"\(booth.music)/2.flac\"")
    try choices(2, in: booth)
    let learnt = try #require(taste(booth))
    booth.say("taste export \"\(booth.folder.path)/out/mine.taste\"", "taste use wedding")
    try booth.wait(forMessage: "is written to")
    #expect(textFile("\(booth.folder.path)/out/mine.taste") == learnt.text)
    booth.say("answer classic \"\(booth.music)/4.flac\"")
    try choices(1, of: "wedding", in: booth)
    #expect(taste(booth) == learnt, "the other one is left alone")
    var settings = Settings()
    SavedSettings.read(booth.directories).apply(to: &settings)
    #expect(settings.taste == "wedding", "it is used the next time too")
    #expect(settings.readTaste(booth.directories) == nil && settings.suggest.taste?.choices == 1)
    // This booth is opened without what was chosen: with the one that is always there.
    try booth.restart()
    try booth.wait(for: "what was learnt") { _ in booth.workstation.taste.taste == learnt }
    // A broken and a newer one: said, left as they are, and nothing is learnt into them.
    for (name, text) in [
      ("broken", learnt.text.replacing("choices 2", with: "choices two")), ("newer", "segue taste 99\n"),
    ] {
      #expect(replaceFile(booth.directories.taste(name), with: text) == nil)
      booth.say("taste use \(name)")
      try booth.wait(forMessage: "\(name).taste \(name == "newer" ? "is of version 99" : "cannot be used, line 3")")
      booth.say("answer keep \"\(booth.music)/5.flac\"")
      try booth.wait(for: "the answer") { _ in (try? booth.library.answers().first?.answer) == .keep }
      #expect(textFile(booth.directories.taste(name)) == text)
      booth.say("taste")
      #expect(booth.snapshot.suggestions.taste?.contains { $0.contains("cannot be used") } == true)
      booth.say("taste", "taste reset")
      try booth.wait(for: "it is put aside") { _ in textFile(booth.directories.taste(name) + ".old") == text }
    }
    booth.say("taste import \"\(booth.folder.path)/out/mine.taste\"")
    try booth.wait(forMessage: "is now that of")
    try choices(2, of: "newer", in: booth)
    booth.say("taste import \"\(booth.music)/1.flac\"")
    try booth.wait(forMessage: "is no taste")
    booth.say("taste import /nowhere.taste")
    try booth.wait(forMessage: "/nowhere.taste cannot be read")
    booth.say("taste use ../main")
    #expect(booth.state.status.messages.contains { $0.text.contains("a taste's name is made of") })
    #expect(taste(booth, "newer") == learnt)
  }
}
