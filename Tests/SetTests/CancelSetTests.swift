import Engine
import Music
import Support
import Testing

@testable import Workstation

/// What waits for its bar is taken back: by undo, by cancel and by panic.
@Suite("Taking back what waits", .serialized, .waits)
struct CancelSetTests {
  private let booth: Booth

  /// Both decks are loaded, A plays. A phrase lasts sixteen seconds: what is given at one waits long enough.
  init() throws {
    booth = try Booth()
    let path = booth.music + "/one.wav"
    try write(ClickTracks.kicks(bpm: 120, seconds: 240), to: path)
    for deck in DeckID.allCases {
      try booth.load(path, onto: deck)
      booth.say("deck \(deck.word) grid 120 0")
    }
    booth.say("deck a play")
    try booth.play(.a, to: 0.2)
  }

  @Test("A toggle that waits is called what it will do")
  func toggles() throws {
    booth.say("deck b toggle at phrase")
    try booth.wait(for: "a start") { $0.status.pending == ["deck b play at phrase"] }
    booth.say("cancel", "deck a toggle at phrase")
    try booth.wait(for: "a stop") { $0.status.pending == ["deck a pause at phrase"] }
  }

  private func waits(_ lines: String...) throws {
    try booth.wait(for: "\(lines) to wait") {
      $0.status.pending == lines && ($0.engine.deckA.hasPending || $0.engine.deckB.hasPending) == !lines.isEmpty
    }
  }

  @Test("undo gives up what still waits and says so, redo says it again; what was done is no step")
  func undo() throws {
    booth.say("deck b low -6", "deck b play at phrase")
    try waits("deck b play at phrase")
    booth.say("undo")
    try booth.wait(forMessage: "undone: deck b play at phrase, which still waited")
    try waits()
    booth.say("redo")
    try waits("deck b play at phrase")
    booth.say("undo", "undo")
    try booth.wait(forMessage: "undone: deck b low -6")
    try booth.wait(for: "a flat bass") { $0.engine.deckB.eqDecibels[0] == 0 }
    // What was done goes back, what waits is not done.
    booth.say("deck b high -3; crossfade b at phrase; deck a jump 64 at phrase")
    try booth.wait(for: "the line") { $0.engine.deckB.eqDecibels[2] == -3 && $0.status.pending.count == 2 }
    booth.say("undo", "undo", "undo")
    try waits()
    try booth.wait(for: "flat treble") { $0.engine.deckB.eqDecibels[2] == 0 }
    // A key's start at the bar is a step as long as it waits.
    booth.workstation.perform(try CommandTable.parse("deck b play at bar"))
    try booth.wait(for: "the start") { $0.engine.deckB.isPlaying && $0.status.pending.isEmpty }
    booth.say("history")
    #expect(!booth.state.screen.spokenAnswer.lines.contains { $0.contains("play") })
  }

  @Test("a bass that is on its way to a deck goes back to the one that had it")
  func swapGoesBack() throws {
    booth.say("deck b play at bar")
    try booth.wait(for: "both") { $0.engine.deckB.isPlaying }
    booth.say("bass to b over 16 beats")
    try booth.wait(for: "a swap on its way") { $0.engine.bandSwaps[0]?.to == .b && $0.status.isOnItsWay }
    booth.say("cancel")
    try booth.wait(forMessage: "on the way back to deck A: bass")
    let state = try booth.wait(for: "its end") { $0.engine.bandSwaps[0] == nil }
    #expect(!state.engine.deckA.kills[0] && state.engine.deckB.kills[0])
    booth.say("cancel")
    try booth.wait(forMessage: "nothing waits")
  }

  @Test("the line that the phase says puts the bars together")
  func barsComeTogether() throws {
    booth.say("deck b sync on", "deck b play at bar")
    try booth.wait(for: "bars together at first") { $0.sound.barOffset(of: .b) == 0 }
    for beats in [1, 2, 3] {
      booth.say("b jump \(beats)")
      let apart = try booth.wait(for: "bars apart") { ($0.sound.barOffset(of: .b) ?? 0) != 0 }
      let offset = try #require(apart.sound.barOffset(of: .b))
      booth.say("b jump \(offset)")
      try booth.wait(for: "bars together") { $0.sound.barOffset(of: .b) == 0 }
    }
  }

  @Test("cancel closes what covers the list, and gives up nothing with it")
  func coversFirst() throws {
    booth.say("deck b play at phrase", "taste")
    try booth.wait(for: "the taste") { $0.suggestions.taste != nil && $0.status.pending.count == 1 }
    booth.say("cancel")
    try booth.wait(for: "the list") { $0.suggestions.taste == nil }
    booth.say("why")
    #expect(booth.snapshot.suggestions.isExplained)
    booth.say("cancel")
    #expect(!booth.snapshot.suggestions.isExplained && booth.state.status.pending.count == 1)
    booth.say("cancel")
    try waits()
  }

  @Test("cancel gives up all, or what concerns a deck; panic what concerns its deck; the autopilot's is left to it")
  func cancelAndPanic() throws {
    let (start, kill, sweep) = ("deck b play at phrase", "deck a kill low on at phrase", "crossfade b at phrase")
    booth.say(start, kill, sweep, "cancel b")
    try booth.wait(forMessage: "“\(start)” was given up")
    try waits(kill, sweep)
    booth.say("panic b")
    try waits(kill, sweep)
    booth.say("panic a")
    try booth.wait(forMessage: "“\(kill)” was given up")
    try booth.wait(for: "the crossfade alone") { $0.status.pending == [sweep] }
    booth.say("cancel", "cancel")
    try booth.wait(forMessage: "“\(sweep)” was given up")
    try booth.wait(forMessage: "nothing waits")
    booth.say("cancel a")
    try booth.wait(forMessage: "nothing waits for deck A")

    booth.workstation.engine.isAutopilots = true
    booth.say(kill)
    booth.workstation.engine.isAutopilots = false
    booth.say(start, "cancel")
    try waits(kill)
    booth.say("cancel")
    try booth.wait(forMessage: "what waits is the autopilot's: auto off ends it")
    // Panic leaves nothing to anybody.
    booth.say("panic")
    try waits()
  }

  /// Where the crossfader is, and where a quarter of a second later.
  private func crossfaderThenAndLater() throws -> (Double, Double) {
    let then = try booth.wait(for: "rest") { $0.status.pending.isEmpty }.engine
    let later = try booth.wait(for: "a quarter of a second") { $0.engine.frame.value > then.frame.value + 11_025 }
    return (then.crossfader, later.engine.crossfader)
  }

  @Test("a fade that runs stops where it is: a hand's by cancel, the autopilot's by auto off")
  func runningFades() throws {
    booth.say("crossfader = -1")
    try booth.wait(for: "deck A alone") { $0.engine.crossfader == -1 }
    // In one breath: the audio thread has not told of it yet.
    booth.say("crossfade b over 64 beats", "cancel")
    try booth.wait(forMessage: "stopped on its way: crossfade a")
    let (first, second) = try crossfaderThenAndLater()
    #expect(first < -0.98 && first == second)
    booth.say("crossfade b over 64 beats")
    try booth.wait(for: "the fade") { $0.engine.crossfader > -0.98 }
    booth.say("cancel")
    try booth.wait(forMessage: "stopped on its way: crossfader = -0.9")
    let (then, later) = try crossfaderThenAndLater()
    #expect(abs(then - later) < 1e-3 && then < -0.8)

    booth.workstation.engine.isAutopilots = true
    booth.say("crossfade b over 64 beats", "deck a kill low on at phrase")
    booth.workstation.engine.isAutopilots = false
    try booth.wait(for: "its fade") { $0.engine.crossfader > then + 0.01 }
    booth.say("cancel")
    try booth.wait(forMessage: "what waits is the autopilot's: auto off ends it")
    booth.say("auto on", "auto off")
    try booth.wait(forMessage: "“deck a kill low on at phrase” was given up")
    let (end, still) = try crossfaderThenAndLater()
    #expect(abs(end - still) < 1e-3 && end < -0.5)
  }
}
