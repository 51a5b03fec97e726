import Glibc
import Support
import Testing

/// The real program in a terminal that speaks the kitty keyboard protocol: it is asked, and what is held is held.
@Suite("Press and release", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .serialized, .waits)
struct KeyboardProtocolTests {
  /// With a track on deck A, its beats known.
  private func open(_ segue: InstalledSegue, answer: @escaping (String) -> String?) throws -> PlayedTerminal {
    try write(ClickTracks.kicks(bpm: 120, seconds: 60), to: segue.music + "/one.wav")
    #expect(try segue.run("scan", segue.music).status == 0)
    let terminal = try segue.play(answer: answer)
    try terminal.wait(for: "one", "What fits next")
    return terminal
  }

  /// What the journal holds so far, without times, from the first line that has these words.
  private func journal(_ segue: InstalledSegue, from words: String) -> [String] {
    let folder = segue.data + "/journals"
    guard let name = names(in: folder).last else { return [] }
    let lines = Programs.contents("\(folder)/\(name)").split(separator: "\n").compactMap { line -> String? in
      line.firstRange(of: " deck ").map { String(line[line.index(after: $0.lowerBound)...]) }
    }
    return Array(lines.drop { $0 != words })
  }

  /// Waits until the journal ends so.
  private func expectJournal(_ segue: InstalledSegue, _ lines: [String], _ terminal: PlayedTerminal) {
    let came = eventually {
      terminal.look(waiting: 5)
      return journal(segue, from: lines[0]) == lines
    }
    #expect(came, "\(journal(segue, from: lines[0]))\n\(terminal.shown.text)")
  }

  @Test("a held cue, a held roll, a bend, a held censor: each ends as the key comes up")
  func held() throws {
    let segue = try InstalledSegue()
    let terminal = try open(segue, answer: KittyKeyboard.answer)
    try terminal.wait(for: "the protocol") { $0.keyboardFlags == 31 }
    try terminal.type(KittyKeyboard.stroke("["))
    try terminal.wait(for: "A  ■ one")
    // On its cue point, where the key plays.
    try terminal.type(KittyKeyboard.line(":deck a cue set 2; deck a seek 2"))
    expectJournal(segue, ["deck a cue set 2", "deck a seek 2"], terminal)
    try terminal.type(KittyKeyboard.event("d"))
    try terminal.wait(for: "A  ◆ one")
    for _ in 0..<5 { try terminal.type(KittyKeyboard.event("d", .autorepeat)) }
    try terminal.type(KittyKeyboard.event("d", .release))
    try terminal.wait(for: "A  ■ one")
    expectJournal(segue, ["deck a cue", "deck a cue release"], terminal)

    try terminal.type(KittyKeyboard.stroke("f"))
    try terminal.wait(for: "A  ▶ one")
    // To the page of rolls, and a roll that is held.
    try terminal.type(KittyKeyboard.stroke("`") + KittyKeyboard.stroke("`"))
    try terminal.type(KittyKeyboard.event("2"))
    expectJournal(segue, ["deck a toggle", "deck a roll 1/4"], terminal)
    try terminal.type(KittyKeyboard.event("2", .autorepeat) + KittyKeyboard.event("2", .release))
    // A bend is a step for each repeat of the key, and nothing when it comes up.
    try terminal.type(KittyKeyboard.event("r") + KittyKeyboard.event("r", .autorepeat))
    try terminal.type(KittyKeyboard.event("r", .release))
    // Alt comes up before the key does.
    try terminal.type(KittyKeyboard.alt("D", .press))
    expectJournal(
      segue,
      [
        "deck a toggle", "deck a roll 1/4", "deck a roll off", "deck a nudge +10", "deck a nudge +10",
        "deck a censor on",
      ], terminal)
    try terminal.type(KittyKeyboard.event("d", .release))
    expectJournal(segue, ["deck a censor on", "deck a censor off"], terminal)
    try terminal.type(KittyKeyboard.line(":quit") + KittyKeyboard.line(":quit"))
    #expect(try terminal.waitForEnd() == 0)
    #expect(terminal.shown.keyboard.isEmpty && terminal.shown.strangers.isEmpty)
  }

  @Test("waveforms are pictures where the terminal answers that it shows them, and go when the program does")
  func pictures() throws {
    let segue = try InstalledSegue()
    try write(ClickTracks.kicks(bpm: 120, seconds: 60), to: segue.music + "/one.wav")
    #expect(try segue.run("scan", segue.music).status == 0)
    let terminal = try segue.play(cellSize: (width: 8, height: 16)) {
      ShownPictures.answer($0) ?? KittyKeyboard.answer($0)
    }
    try terminal.wait(for: "one", "What fits next")
    try terminal.type(KittyKeyboard.stroke("["))
    try terminal.wait(for: "a picture") { $0.pictures.places.count == 2 }
    try terminal.type(KittyKeyboard.stroke("f"))
    let waves = { (screen: ShownScreen) in screen.pictures.places.values.first { $0.columns > 1 }?.x ?? 0 }
    let before = waves(terminal.shown)
    try terminal.wait(for: "a picture that moves") { waves($0) > before + 20 }
    // The help lies over it.
    try terminal.type(KittyKeyboard.stroke("?"))
    try terminal.wait(for: "no picture") { $0.pictures.places.isEmpty }
    try terminal.type("\u{1B}[27;1:1u\u{1B}[27;1:3u")
    try terminal.wait(for: "the picture again") { $0.pictures.places.count == 2 }
    terminal.resize(columns: 100, rows: 30)
    try terminal.wait(for: "a narrower one") { $0.pictures.places.values.contains { $0.columns == 100 } }
    try terminal.type(KittyKeyboard.line(":glyphs quadrant"))
    try terminal.wait(for: "no picture") { $0.pictures.places.isEmpty }
    try terminal.type(KittyKeyboard.line(":glyphs auto"))
    try terminal.wait(for: "the picture again") { $0.pictures.places.count == 2 }
    try terminal.type(KittyKeyboard.line(":quit") + KittyKeyboard.line(":quit"))
    #expect(try terminal.waitForEnd() == 0)
    #expect(terminal.shown.pictures.pictures.isEmpty && terminal.shown.strangers.isEmpty)
  }

  @Test("a key that is down when the shell gets the terminal does not stay down")
  func heldAcrossAStop() throws {
    let segue = try InstalledSegue()
    let terminal = try open(segue, answer: KittyKeyboard.answer)
    try terminal.wait(for: "the protocol") { $0.keyboardFlags == 31 }
    try terminal.type(KittyKeyboard.stroke("["))
    try terminal.wait(for: "A  ■ one")
    // On its cue point, where the key plays.
    try terminal.type(KittyKeyboard.line(":deck a cue set 2; deck a seek 2"))
    expectJournal(segue, ["deck a cue set 2", "deck a seek 2"], terminal)
    try terminal.type(KittyKeyboard.event("d"))
    try terminal.wait(for: "A  ◆ one")
    // Nobody stops a program that has no shell: it gives the terminal back, and takes it again at once.
    try terminal.type(KittyKeyboard.control("z"))
    try terminal.wait(for: "A  ■ one")
    expectJournal(segue, ["deck a cue", "deck a cue release"], terminal)
    try terminal.type(KittyKeyboard.line(":quit"))
    #expect(try terminal.waitForEnd() == 0)
  }

  @Test("without the protocol a held command latches, and nothing was switched on")
  func latches() throws {
    let segue = try InstalledSegue()
    let terminal = try open(segue, answer: { _ in nil })
    try terminal.type("[")
    try terminal.wait(for: "A  ■ one")
    try terminal.type(":deck a cue set 2; deck a seek 2\r")
    expectJournal(segue, ["deck a cue set 2", "deck a seek 2"], terminal)
    try terminal.type("d")
    try terminal.wait(for: "A  ◆ one")
    // Sooner it would be a key that is held down.
    terminal.look(seconds: 0.2)
    try terminal.type("d")
    try terminal.wait(for: "A  ■ one")
    expectJournal(segue, ["deck a cue", "deck a cue release"], terminal)
    #expect(terminal.shown.keyboard.isEmpty)
    try terminal.type(":quit\r")
    #expect(try terminal.waitForEnd() == 0)
  }
}
