import Library
import Music
import Platform
import Suggestion
import Support
import Testing

@testable import Workstation

/// Steering and tastes of lists, through the whole program.
@Suite("Steering", .serialized, .waits) struct SteeringSetTests {
  @Test("Sliders, words and a playlist's taste rank the suggestions; at 0 they are as they were")
  func steering() throws {
    let booth = try Booth()
    try writeDanceTracks(6, in: booth.music, drop: 4)
    try booth.scanMusic(tracks: 6)
    try SoundMeasuring.measureAll(of: booth.library)
    try booth.load("\(booth.music)/0.flac", onto: .a)
    booth.say("deck a play", "deck a loop 4")
    let plain = try booth.wait(for: "suggestions") {
      $0.suggestions.rows.count == 5 && $0.suggestions.deck == .a && $0.engine[.a].isPlaying
    }.suggestions.rows.map(\.why)
    #expect(plain.allSatisfy { !$0.contains { $0.hasPrefix("steer") } })

    booth.say("steer tempo +0.5", "steer \"more bass, purple, a bit faster\"")
    try booth.wait(forMessage: "not understood: “purple”")
    let steering = booth.snapshot.steering
    #expect(steering.words == "tempo +0.75, bass +0.5" && steering.sliders.map(\.name).count == 7)
    try booth.wait(for: "a steered list") { state in
      state.suggestions.rows.count == 5
        && state.suggestions.rows.allSatisfy { $0.why.contains { $0.hasPrefix("steer ") } }
    }
    booth.say("steer right", "steer up")
    #expect(booth.snapshot.steering.isShown && booth.snapshot.steering.selected == 1)
    #expect(booth.snapshot.steering.sliders[1].value == 1)
    booth.say("steer reset")
    try booth.wait(for: "the list as it was") { $0.suggestions.rows.map(\.why) == plain }
    booth.say("steer \"like this but darker\"")
    try booth.wait(for: "what sounds like it") { state in
      state.suggestions.rows.contains { $0.why.contains { $0.hasPrefix("like ") } }
    }
    #expect(booth.snapshot.steering.words?.hasPrefix("tension +0.5, like ") == true)
    booth.say("steer reset", "steer \"wobble the flux\"")
    try booth.wait(forMessage: "not understood: “wobble”, “flux”")

    // Lists.
    booth.say("more like these")
    try booth.wait(forMessage: "taste from and a playlist")
    booth.say("taste from Nowhere")
    try booth.wait(forMessage: "there is no playlist, crate or folder “Nowhere”")
    #expect(replaceFile("\(booth.folder.path)/empty.m3u8", with: "#EXTM3U\n") == nil)
    booth.say("taste from \(booth.folder.path)/empty.m3u8")
    try booth.wait(forMessage: "it is empty")
    let lines = ["1.flac", "2.flac", "none.flac"].map { "\(booth.music)/\($0)" }
    #expect(replaceFile("\(booth.folder.path)/two.m3u8", with: lines.joined(separator: "\n")) == nil)
    booth.say("taste from \(booth.folder.path)/two.m3u8")
    try booth.wait(forMessage: "taste from two: 2 tracks (1 more are not in the library); ")
    booth.say("more like these 2")
    try booth.wait(for: "more like these") { state in
      state.suggestions.rows.contains { $0.why.contains { $0.hasPrefix("like ") } }
    }
    booth.say("taste from \(booth.folder.path)/two.m3u8")
    try booth.wait(forMessage: ", as found before;")
    booth.say("more like these off")
    try booth.wait(for: "the list as it was") { $0.suggestions.rows.map(\.why) == plain }
  }
}
