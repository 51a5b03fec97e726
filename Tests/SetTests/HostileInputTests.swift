import Glibc
import Media
import Music
import Support
import Testing

/// What no DJ does on purpose, done to the real program: nothing of it becomes dirt on the screen, a crash, or a key.
@Suite("Hostile input", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .serialized, .waits)
struct HostileInputTests {
  /// A set is journalled from its first command: as long as no key was read there is none that does anything.
  private func commands(_ segue: InstalledSegue) -> [String] {
    let folder = segue.data + "/journals"
    return names(in: folder).flatMap { name in
      let lines = Programs.contents("\(folder)/\(name)").split(separator: "\n").map(String.init)
      return lines.filter { $0.first == "@" && !$0.hasSuffix(" end") }
    }
  }

  private func quit(_ terminal: PlayedTerminal) throws {
    try terminal.type(":quit\r")
    #expect(try terminal.waitForEnd() == 0)
    #expect(terminal.shown.strangers.isEmpty, "\(terminal.shown.strangers.prefix(3))")
    #expect(terminal.isAsFound)
  }

  // MARK: Tags

  private static let titles: [(name: String, title: String)] = [
    ("escapes", "\u{1B}[2J\u{1B}[31mRed\u{1B}]0;owned\u{7}\u{1B}P1$r\u{1B}\\ \u{9B}5n\u{9D}52;c;AAAA\u{9C} end"),
    ("lines", "two\nlines\r\ttabs\u{8}\u{8}\u{B}\u{C}\u{0E}\u{2028}\u{2029}\u{85}end"),
    ("turned", "\u{202E}abc\u{202D}\u{2067}def\u{2069}\u{200F}\u{61C} end"),
    ("hebrew", "שיר של אהבה وأغنية عربية"),
    ("marks", "a" + String(repeating: "\u{301}\u{489}\u{20DD}", count: 200) + "\u{345}\u{FE0F} end"),
    ("emoji", "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪🇫🇷👍🏽❤️\u{FE0F}☎️1️⃣\u{200D}\u{E0020}\u{E007F} end"),
    ("wide", "夜の街と東京タワーの光、そして朝まで踊り続ける人々の物語、終わり"),
    ("long", String(repeating: "0123456789", count: 1000)),
    ("zero", "\u{FEFF}\u{200B}\u{200C}\u{2060}\u{AD}\u{180E}\u{FFFC}\u{FFFF}\u{10FFFF}\u{E000} end"),
  ]

  @Test("tags of every kind of text, and names that are no UTF-8", arguments: [(80, 24), (120, 35), (200, 50)])
  func tags(size: (columns: Int, rows: Int)) throws {
    let segue = try InstalledSegue()
    for (number, (name, title)) in Self.titles.enumerated() {
      let tags = Tags(title: title, artist: title, album: title, genre: title)
      let kicks = ClickTracks.kicks(bpm: 100 + Double(number), seconds: 2)
      try write(kicks, to: "\(segue.music)/\(name).flac", .flac, tags: tags)
    }
    // A name of bytes that are no text.
    var path = ("\(segue.music)/".utf8 + [0xFF, 0xFE, 0x1B] + "[31m.wav".utf8).map { CChar(bitPattern: $0) }
    try write(ClickTracks.kicks(bpm: 120, seconds: 2), to: segue.music + "/plain.wav")
    path.append(0)
    #expect(rename(segue.music + "/plain.wav", path) == 0)
    let scan = try segue.run("scan", segue.music)
    #expect(scan.status == 1 && scan.errors.contains("the name is not UTF-8"))
    let terminal = try segue.play("--mouse", columns: size.columns, rows: size.rows)
    try terminal.wait(for: "of 9")
    // Each is loaded once, so that decks, suggestions and messages show it too.
    for number in Self.titles.indices {
      try terminal.type(number % 2 == 0 ? "[" : "]")
      terminal.look(seconds: 0.3)
      try terminal.type("\u{1B}[B")
    }
    try terminal.type(":messages\r")
    terminal.look(seconds: 0.3)
    try terminal.type("\u{1B}")
    terminal.look(seconds: 0.1)
    try terminal.type("/owned")
    terminal.look(seconds: 0.3)
    // Nothing of a sequence is left standing but its printable rest, and no row is longer than the screen.
    #expect(!terminal.shown.text.contains("\u{1B}"))
    try terminal.type("\r")
    try quit(terminal)
    // Nothing of the tags' sequences was obeyed: a title that is set, a clipboard, a report that is asked for.
    #expect(terminal.shown.modes == [7, 25])
  }

  // MARK: Pastes, keys, sizes

  @Test("a megabyte is pasted, with its end and without")
  func pastes() throws {
    let segue = try InstalledSegue()
    let terminal = try segue.play()
    try terminal.wait(for: "no tracks yet")
    let megabyte = Array(repeating: "deck a filter 0.5\rdeck b play; qfjGH[]\n", count: 27_000).joined()
    try terminal.type("\u{1B}[200~" + megabyte + "\u{1B}[201~")
    try terminal.wait(for: "Paste at the prompt")
    try terminal.type(":")
    try terminal.type("\u{1B}[200~" + megabyte + "\u{1B}[201~")
    terminal.look(seconds: 0.3)
    try terminal.type("\u{1B}")
    terminal.look(seconds: 0.2)
    // Without its end; and it halts for longer than a paste does, in its middle.
    let half = megabyte.utf8.count / 2
    try terminal.type(Array("\u{1B}[200~".utf8) + megabyte.utf8.prefix(half))
    try terminal.wait(for: "The paste broke off")
    try terminal.type(Array(megabyte.utf8.dropFirst(half)))
    terminal.look(seconds: 1)
    #expect(commands(segue).isEmpty, "\(commands(segue).prefix(3))")
    // The keys work.
    try terminal.type(":dance\r")
    try terminal.wait(for: "“dance” isn't a command")
    try quit(terminal)
  }

  @Test("ten thousand keys as fast as they go in, and each is done")
  func keys() throws {
    let segue = try InstalledSegue()
    let terminal = try segue.play()
    try terminal.wait(for: "no tracks yet")
    for _ in 0..<100 { try terminal.type(String(repeating: "gh", count: 50)) }
    try terminal.type(":deck a filter 0.25\r")
    #expect(
      eventually {
        terminal.look(waiting: 5)
        return commands(segue).last?.contains("filter") == true
      })
    let steps = commands(segue).count { $0.contains("crossfader") }
    #expect(steps == 10_000)
    try quit(terminal)
  }

  @Test("five hundred sizes in ten seconds")
  func sizes() throws {
    let segue = try InstalledSegue()
    let terminal = try segue.play("--mouse")
    try terminal.wait(for: "no tracks yet")
    var dice = SeededRandom(seed: 15)
    for number in 0..<500 {
      let (columns, rows) = (Int.random(in: 1...300, using: &dice), Int.random(in: 1...90, using: &dice))
      terminal.resize(columns: columns, rows: rows)
      if number % 50 == 0 { try terminal.type("?") }
      if number % 50 == 25 { try terminal.type("\u{1B}") }
      terminal.look(seconds: 0.02)
    }
    terminal.resize(columns: 120, rows: 35)
    try terminal.type("\u{1B}")
    try terminal.wait(for: "no tracks yet", "What fits next")
    // What follows Escape at once would be Alt and a key.
    terminal.look(seconds: 0.5)
    #expect(commands(segue).isEmpty)
    try quit(terminal)
  }

  // MARK: Answers

  /// What terminals answer, late, twice or in pieces, to questions that this program asked or that another one did.
  private static let answers = [
    "\u{1B}[?62;1;4;22c", "\u{1B}[>41;354;0c", "\u{1B}P>|XTerm(380)\u{1B}\\", "\u{1B}P!|7E565445\u{1B}\\",
    "\u{1B}]10;rgb:ffff/ffff/ffff\u{1B}\\", "\u{1B}]11;rgb:0000/0000/0000\u{7}", "\u{1B}]4;7;rgb:c0c0/c0c0/c0c0\u{7}",
    "\u{1B}[12;40R", "\u{1B}[1;1R", "\u{1B}[?3;7;1R", "\u{1B}[0n", "\u{1B}[?2026;2$y", "\u{1B}[4;600;800t",
    "\u{1B}[I", "\u{1B}[O", "\u{1B}_Gi=31;OK\u{1B}\\", "\u{1B}P1+r436f=323536\u{1B}\\", "\u{1B}[?997;1n",
  ]

  @Test("answers come late, twice, at once and torn: none of them is a key")
  func answers() throws {
    let segue = try InstalledSegue()
    let terminal = try segue.play()
    try terminal.wait(for: "no tracks yet")
    for answer in Self.answers { try terminal.type(answer + answer) }
    for answer in Self.answers {
      // Torn behind what tells an answer from Escape and a key.
      for cut in stride(from: 3, to: answer.utf8.count, by: 5) {
        try terminal.type(Array(answer.utf8.prefix(cut)))
        terminal.look(seconds: 0.12)
        try terminal.type(Array(answer.utf8.dropFirst(cut)))
        terminal.look(seconds: 0.02)
      }
    }
    terminal.look(seconds: 0.6)
    #expect(commands(segue).isEmpty, "\(commands(segue).prefix(3))")
    #expect(!terminal.shown.text.contains("isn't bound"), "\(terminal.shown.text)")
    // The protocol is spoken only now, and said three times: it is switched on once.
    for _ in 0..<3 { try terminal.type("\u{1B}[?0u") }
    try terminal.wait(for: "the protocol") { $0.keyboard == [31] }
    try terminal.type(KittyKeyboard.line(":quit"))
    #expect(try terminal.waitForEnd() == 0)
    #expect(terminal.shown.keyboard.isEmpty && terminal.isAsFound && terminal.shown.strangers.isEmpty)
  }

  @Test("an answer that comes as the program ends is not left to the shell")
  func answerAtTheEnd() throws {
    let segue = try InstalledSegue()
    let terminal = try segue.play()
    // A slow line: it answers when the program has said that it leaves.
    try terminal.wait(for: "the question") { $0.modes.contains(2004) }
    try terminal.type(":quit\r")
    try terminal.wait(for: "the end of marked pastes") { !$0.modes.contains(2004) }
    try terminal.type(KittyKeyboard.answer("[?u").map { $0 + "\u{1B}[?62;22c" } ?? "")
    #expect(try terminal.waitForEnd() == 0)
    #expect(terminal.unread == 0 && !terminal.shown.text.contains("[?"))
  }
}
