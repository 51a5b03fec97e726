import Engine
import Library
import Music
import Support
import Testing

@testable import Workstation

/// What the DJ does is taken back, and done again.
@Suite("Taking back", .serialized, .waits)
struct UndoTests {
  private let booth: Booth
  private let paths: [String]

  init() throws {
    booth = try Booth()
    var paths: [String] = []
    for (number, bpm) in [120.0, 125].enumerated() {
      let path = booth.music + "/\(number + 1).wav"
      try write(ClickTracks.kicks(bpm: bpm, seconds: 30), to: path)
      paths.append(path)
    }
    self.paths = paths
  }

  private func undone(_ what: String) throws { try booth.wait(forMessage: "undone: \(what)") }

  /// Both tracks are in the library, the first is on deck A, its grid known.
  private func loadFirst() throws {
    try booth.scanMusic(tracks: 2)
    try booth.load(paths[0], onto: .a)
    try booth.wait(for: "a grid", within: .backgroundWork) { $0.engine.deckA.hasGrid }
  }

  @Test("A load goes, and the former track is back at its place; again, and the new one is there")
  func loads() throws {
    try loadFirst()
    booth.say("deck a quantize off", "deck a seek 7.25")
    try booth.wait(for: "second 7.25") { $0.engine.deckA.position.value == 7.25 * 44_100 }
    try booth.load(paths[1], onto: .a)
    booth.say("undo")
    try undone("deck a load \"\(paths[1])\"")
    try booth.wait(for: "the first track at its place") {
      $0.deckA.track?.path == paths[0] && $0.engine.deckA.position.value == 7.25 * 44_100
    }
    booth.say("redo")
    try booth.wait(for: "the second track again") { $0.deckA.track?.path == paths[1] }
    booth.say("undo")
    try booth.wait(for: "the first track again") { $0.deckA.track?.path == paths[0] && $0.deckA.loading == nil }
    // A load onto an empty deck empties it.
    booth.say("undo", "undo", "undo")
    try booth.wait(for: "an empty deck") { $0.deckA.track == nil && $0.engine.deckA.serial == nil }
    booth.say("undo")
    try booth.wait(forMessage: "nothing to take back")
  }

  @Test("A load of what is no music came to nothing: what was done before it is taken back")
  func failedLoad() throws {
    try loadFirst()
    let path = booth.music + "/broken.wav"
    AudioFiles.write([UInt8]("this is no music".utf8), to: path)
    booth.say("deck a low -6")
    try booth.wait(for: "less bass") { $0.engine.deckA.eqDecibels[0] == -6 }
    booth.say("deck b load \"\(path)\"")
    try booth.wait(forMessage: "broken.wav")
    try booth.wait(for: "nothing on its way") { $0.deckB.loading == nil }
    booth.say("undo")
    try undone("deck a low -6")
    booth.say("undo")
    try undone("deck a load \"\(paths[0])\"")
  }

  @Test("What steers the suggestions goes back as it was")
  func steering() throws {
    booth.say("steer bass +0.5", "steer darker, less vocals")
    let before = booth.state.screen.steering.words
    booth.say("undo")
    try undone("steer darker, less vocals")
    #expect(booth.state.screen.steering.words == "bass +0.5" && before != "bass +0.5")
    booth.say("redo")
    #expect(booth.state.screen.steering.words == before)
    booth.say("undo", "undo")
    #expect(booth.state.screen.steering.words == nil)
  }

  @Test("What the room hears is not stopped")
  func playingDeckStays() throws {
    try loadFirst()
    booth.say("deck a play", "undo")
    try booth.wait(forMessage: "deck A is playing: stop it, and say undo again")
    try booth.play(.a, to: 0.3)
    #expect(booth.snapshot.deckA.track?.path == paths[0])
    booth.say("deck a pause")
    try booth.wait(for: "silence") { !$0.engine.deckA.isPlaying }
    try booth.wait(for: "an empty deck") {
      if $0.deckA.track != nil { booth.say("undo") }
      return $0.deckA.track == nil
    }
    // An eject is taken back, too.
    booth.say("redo")
    try booth.wait(for: "the track") { $0.deckA.track?.path == paths[0] && $0.engine.deckA.lengthFrames.value > 0 }
  }

  @Test("A hot cue that was cleared is back with its name, its colour and its loop, in the library too")
  func cues() throws {
    try loadFirst()
    let rate = 44_100.0
    booth.say(
      "deck a hotcue 1 set 4 loop 2", "deck a hotcue 1 name Drop", "deck a hotcue 1 colour red", "deck a hotcue 2 set 6"
    )
    let track = try #require(try booth.library.track(at: paths[0]))
    func stored() -> [HotCue] { (try? booth.library.hotCues(of: track.id)) ?? [] }
    try booth.wait(for: "both cues") { _ in stored().count == 2 }
    booth.say("deck a hotcue 1 clear")
    try booth.wait(for: "one cue fewer") { _ in stored().map(\.number) == [2] }
    booth.say("undo")
    try undone("deck a hotcue 1 clear")
    try booth.wait(for: "the cue") { state in
      state.engine.deckA.hotCues[0]?.value == 4 * rate && state.engine.deckA.hotLoops[0]?.value == 2 * rate
        && stored().first?.label == "Drop" && stored().first?.colour == .red
    }
    booth.say("undo", "undo", "undo")
    try booth.wait(for: "no cue") { _ in stored().isEmpty }
    booth.say("redo", "redo", "redo")
    try booth.wait(for: "both cues again") { _ in stored().count == 2 && stored().first?.label == "Drop" }
  }

  @Test("Grids, loops and the queue go back a step each; what follows a step that was taken back is not done again")
  func gridsLoopsQueue() throws {
    try loadFirst()
    let grid = booth.snapshot.deckA.grid
    booth.say("deck a grid double", "deck a grid nudge +5")
    let changed = booth.snapshot.deckA.grid
    booth.say("undo", "undo")
    #expect(booth.snapshot.deckA.grid == grid)
    booth.say("redo", "redo")
    #expect(booth.snapshot.deckA.grid == changed)
    booth.say("undo", "undo")

    booth.say("deck a loop 4")
    try booth.wait(for: "a loop") { $0.engine.deckA.isLooping }
    booth.say("undo")
    try booth.wait(for: "no loop") { !$0.engine.deckA.isLooping }

    for path in paths + paths { booth.say("queue add \"\(path)\"") }
    let rows = booth.snapshot.queue.rows.map(\.path)
    #expect(rows == paths + paths)
    booth.say("queue down", "queue move down", "queue remove", "queue clear")
    #expect(booth.snapshot.queue.rows.isEmpty)
    booth.say("undo", "undo", "undo")
    #expect(booth.snapshot.queue.rows.map(\.path) == rows)
    booth.say("redo", "deck a hotcue 3", "redo")
    try booth.wait(forMessage: "nothing was taken back")
  }

  @Test("The very loop comes back, to its frame: after another one, a half of it, its leaving; and again")
  func theVeryLoop() throws {
    try loadFirst()
    booth.say("deck a quantize off", "deck a seek 3.3", "deck a loop in", "deck a seek 5.07", "deck a loop out")
    func loop(_ state: State) -> [Double?] { [state.engine.deckA.loopIn?.value, state.engine.deckA.loopOut?.value] }
    func isTheFirst(_ state: State) -> Bool {
      zip(loop(state), [3.3, 5.07]).allSatisfy { abs(($0 ?? 0) - 44_100 * $1) < 0.01 }
    }
    try booth.wait(for: "a loop by hand") { $0.engine.deckA.isLooping && isTheFirst($0) }
    for line in ["deck a loop 4", "deck a loop halve", "deck a loop in"] {
      booth.say(line)
      try booth.wait(for: "another loop") { !isTheFirst($0) }
      booth.say("undo")
      try booth.wait(for: "the loop after “\(line)”") { $0.engine.deckA.isLooping && isTheFirst($0) }
      // Half a loop, of which nothing was said but its beginning, is not done again.
      guard line != "deck a loop in" else { continue }
      booth.say("redo")
      try booth.wait(for: "no such loop after “\(line)”") { !isTheFirst($0) || !$0.engine.deckA.isLooping }
      booth.say("undo")
      try booth.wait(for: "the loop once more") { $0.engine.deckA.isLooping && isTheFirst($0) }
    }
    booth.say("deck a loop toggle")
    try booth.wait(for: "no loop") { !$0.engine.deckA.isLooping }
    // One that was left is left again.
    booth.say("deck a loop 1")
    try booth.wait(for: "a short loop") { $0.engine.deckA.isLooping && !isTheFirst($0) }
    booth.say("undo")
    try booth.wait(for: "the loop, left") { !$0.engine.deckA.isLooping && isTheFirst($0) }
    booth.say("undo")
    try booth.wait(for: "the loop, entered") { $0.engine.deckA.isLooping && isTheFirst($0) }
  }

  @Test("What was typed is one step, what a key moves is none; panic goes back whole")
  func panic() throws {
    try loadFirst()
    booth.say("deck a low -6", "deck a fader = 0.4", "stem a reset", "deck a echo = 0.5", "deck a kill mid on")
    let state = try booth.wait(for: "a channel that is not neutral") {
      $0.engine.deckA.kills[1] && $0.engine.deckA.effectAmounts[DeckEffect.echo.index] == 0.5
        && $0.engine.deckA.eqDecibels[0] == -6 && $0.engine.deckA.fader == 0.4
    }
    booth.say("panic a")
    try booth.wait(for: "a neutral channel") {
      !$0.engine.deckA.kills[1] && $0.engine.deckA.fader == 1 && $0.engine.deckA.eqDecibels[0] == 0
    }
    booth.workstation.perform(try CommandTable.parse("deck a filter = 0.5"))
    booth.say("undo")
    try undone("deck a neutral")
    let back = try booth.wait(for: "the channel as it was") {
      $0.engine.deckA.kills[1] && abs($0.engine.deckA.fader - 0.4) < 1e-9
        && $0.engine.deckA.effectAmounts[DeckEffect.echo.index] == 0.5
    }
    #expect(abs(back.engine.deckA.eqDecibels[0] - state.engine.deckA.eqDecibels[0]) < 1e-9)
    booth.say("history")
    let lines = booth.snapshot.screen.spokenAnswer.lines
    #expect(lines.first == "redo: deck a neutral" && lines.dropFirst().first == "undo: deck a kill mid on")
  }

  @Test("A nudge that was typed is a step: the beats lie where they lay, and no other step goes for it")
  func nudge() throws {
    try loadFirst()
    booth.say("deck a hotcue 2", "deck a play")
    try booth.wait(for: "music") { $0.engine.deckA.isPlaying && $0.engine.deckA.hotCues[1] != nil }
    booth.say("deck a nudge +10", "undo")
    try undone("deck a nudge +10")
    #expect(booth.snapshot.engine.deckA.hotCues[1] != nil)
  }

  @Test("The steps of another track are passed over")
  func otherTrack() throws {
    try loadFirst()
    booth.say("deck a hotcue 4")
    try booth.wait(for: "a cue") { $0.engine.deckA.hotCues[3] != nil }
    // Another program than the hand loads: the autopilot's loads are no steps.
    booth.workstation.decks.a.load(.file(paths[1]))
    try booth.wait(for: "the other track") { $0.deckA.track?.path == paths[1] && $0.deckA.loading == nil }
    booth.say("undo")
    try booth.wait(forMessage: "is passed over: deck A has another track now")
    #expect(booth.workstation.undoLog.done.last?.title.hasPrefix("deck a load") == true)
  }

  @Test("Two hundred steps are kept, whatever was done")
  func manySteps() throws {
    try loadFirst()
    let first = try #require(booth.snapshot.deckA.grid?.anchors.first?.time.value)
    for _ in 0..<300 { booth.say("deck a grid nudge +1") }
    #expect(booth.workstation.undoLog.done.count == 200)
    for _ in 0..<100 { booth.say("undo") }
    let back = try #require(booth.snapshot.deckA.grid?.anchors.first?.time.value)
    #expect(abs(back - first - 0.2) < 1e-6)
    for _ in 0..<100 { booth.say("redo") }
    let again = try #require(booth.snapshot.deckA.grid?.anchors.first?.time.value)
    #expect(abs(again - first - 0.3) < 1e-6)
  }
}
