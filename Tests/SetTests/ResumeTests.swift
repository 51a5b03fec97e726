import Engine
import Glibc
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// The last set comes back when it is asked for.
@Suite("The last set", .serialized, .waits)
struct ResumeTests {
  private func booth() throws -> (Booth, String, String) {
    let booth = try Booth()
    let (first, second) = (booth.music + "/one; first.wav", booth.music + "/two.wav")
    try write(ClickTracks.kicks(bpm: 120, seconds: 30), to: first)
    try write(ClickTracks.kicks(bpm: 124, seconds: 30), to: second)
    return (booth, first, second)
  }

  @Test("Decks, places, tempo, mixer and queue are there again; nothing plays; it is offered only after a crash")
  func comesBack() throws {
    let (booth, first, second) = try booth()
    try booth.load(first, onto: .a)
    try booth.load(second, onto: .b)
    booth.say(
      "deck a seek 12.5", "deck a range 16", "deck a tempo = 12.5", "deck a low -6", "deck a kill high on",
      "deck b fader = 0.25", "crossfader = -0.5", "master -3", "queue add \"\(second)\"")
    try booth.wait(for: "all of it") {
      $0.engine.deckA.position.value == 12.5 * 44_100 && $0.engine.deckA.tempoPercent == 12.5
        && $0.engine.deckB.fader == 0.25 && $0.engine.masterDecibels == -3
    }
    try booth.restart()
    try booth.wait(for: "the last set") { _ in booth.workstation.lastSet.lines != nil }
    #expect(!booth.state.status.messages.contains { $0.text.contains("cut off") })
    booth.say("resume")
    let back = try booth.wait(for: "the last set") {
      $0.deckA.track?.path == first && $0.deckB.track?.path == second
        && $0.engine.deckA.position.value == 12.5 * 44_100 && abs($0.engine.deckA.tempoPercent - 12.5) < 1e-9
        && $0.engine.deckA.kills[2] && abs($0.engine.deckA.eqDecibels[0] + 6) < 1e-9
        && abs($0.engine.deckB.fader - 0.25) < 1e-9 && abs($0.engine.crossfader + 0.5) < 1e-9
    }
    #expect(back.engine.masterDecibels == -3 && back.queue.rows.map(\.path) == [second])
    #expect(!back.engine.deckA.isPlaying && !back.engine.deckB.isPlaying)
    // Over tracks that stand it is refused.
    booth.say("resume")
    try booth.wait(forMessage: "the last set comes onto empty decks")
    booth.say("undo")
    try booth.wait(for: "empty decks") { $0.deckA.track == nil && $0.deckB.track == nil && $0.engine.crossfader == 0 }
  }

  @Test("A set that was cut off is offered; a file that was cut off or written by somebody else does no harm")
  func crash() throws {
    let (booth, first, _) = try booth()
    try booth.load(first, onto: .a)
    let file = booth.directories.lastSet
    try booth.wait(for: "the file") { _ in textFile(file)?.contains("deck a load at") == true }
    let kept = try #require(textFile(file))
    #expect(!kept.contains("ended"))
    // As a crash would have left it.
    for text in [kept, kept + "deck a lo", "\u{1B}[31m\n;;;\n" + kept + "no such command 7\ndeck a tempo = 900\n"] {
      try booth.restart { try writeText(text, to: file) }
      try booth.wait(forMessage: "the last set was cut off: resume brings its tracks back")
      booth.say("resume")
      try booth.wait(for: "the track") { $0.deckA.track?.path == first }
    }
    try booth.restart { try writeText("", to: file) }
    try booth.wait(for: "the file to be read") { _ in booth.workstation.lastSet.lines != nil }
    booth.say("resume")
    try booth.wait(forMessage: "there is no last set")
  }

  @Test("Quitting while the room hears music asks once")
  func quitting() throws {
    let (booth, first, _) = try booth()
    try booth.load(first, onto: .a)
    booth.say("deck a play")
    try booth.play(.a, to: 0.2)
    booth.say("quit")
    try booth.wait(forMessage: "the room hears deck A: say quit once more")
    #expect(!booth.workstation.wantsToQuit)
    booth.say("quit")
    #expect(booth.workstation.wantsToQuit)
  }
}
