import Testing

@testable import Terminal

struct InputParserTests {
  private static let cases: [(String, [String])] = [
    ("aA;", ["a", "A", "semicolon"]),
    ("é日", ["é", "日"]),
    ("\r\t\u{7F} ", ["enter", "tab", "backspace", "space"]),
    ("\u{12}\u{3}\u{1A}", ["ctrl+r", "ctrl+c", "ctrl+z"]),
    ("\u{1B}g\u{1B}G", ["alt+g", "alt+G"]),
    ("\u{1B}é", ["alt+é"]),
    ("\u{1B}[A\u{1B}[B\u{1B}OC\u{1B}OD", ["up", "down", "right", "left"]),
    ("\u{1B}[H\u{1B}[F\u{1B}[1~\u{1B}[4~\u{1B}[5~\u{1B}[6~", ["home", "end", "home", "end", "pageup", "pagedown"]),
    ("\u{1B}[1;2A\u{1B}[1;5C\u{1B}[1;3D\u{1B}[3;5~", ["shift+up", "ctrl+right", "alt+left", "ctrl+delete"]),
    ("\u{1B}OP\u{1B}[15~\u{1B}[24~", ["f1", "f5", "f12"]),
    ("\u{1B}[Z", ["shift+tab"]),
    // SGR and X10 mouse reports, focus reports and answers to questions are nobody's keys.
    ("\u{1B}[<0;12;7Mx\u{1B}[<0;12;7m\u{1B}[M !!y", ["x", "y"]),
    ("\u{1B}[I\u{1B}[O\u{1B}[?62;4cz", ["z"]),
    // The kitty keyboard protocol: plain, shifted, with Alt, by text, a release.
    ("\u{1B}[97u\u{1B}[97:65;2u\u{1B}[103;3u", ["a", "A", "alt+g"]),
    ("\u{1B}[59:58:59;2;58u", [":"]),
    ("\u{1B}[27u\u{1B}[13u\u{1B}[9;2u", ["escape", "enter", "shift+tab"]),
    ("\u{1B}[100;1:3u", ["release d"]),
    ("\u{1B}[1;1:3A", ["release up"]),
    ("\u{1B}[100;1:2u\u{1B}[1;1:2B", ["again d", "again down"]),
    ("\u{1B}[57441;2u\u{1B}[97;9u", []),
    ("\u{1B}[?31u", ["can release"]),
    ("\u{1B}[200~two\nlines \u{1B}[A\u{1B}[201~x", ["paste two\nlines \u{1B}[A", "x"]),
  ]

  @Test(arguments: cases)
  func sequences(_ text: String, _ expected: [String]) {
    var parser = InputParser()
    #expect(parser.feed(Array(text.utf8), at: 0).map(inputName) == expected)
    #expect(parser.deadline == nil)
  }

  @Test(arguments: cases)
  func sequencesInPieces(_ text: String, _ expected: [String]) {
    let bytes = Array(text.utf8)
    for size in 1...4 {
      var parser = InputParser()
      var events: [InputEvent] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        events += parser.feed(bytes[start..<min(start + size, bytes.count)], at: 0.001 * Double(start))
      }
      #expect(events.map(inputName) == expected, "in pieces of \(size)")
    }
  }

  // MARK: What is no key

  /// What terminals answer to questions, and report unasked.
  static let replies = [
    // OSC: colours (10, 11, 12, 4, 17), the clipboard (52), the title (l, L), a colour scheme; ended by ST or BEL.
    "\u{1B}]11;rgb:1e1e/1e1e/2e2e\u{1B}\\", "\u{1B}]10;rgb:ffff/ffff/ffff\u{7}",
    "\u{1B}]4;7;rgb:c0c0/c0c0/c0c0\u{1B}\\", "\u{1B}]52;c;ZGVjayBhIHRvZ2dsZQ==\u{1B}\\", "\u{1B}]l日本の夜 – Segue\u{1B}\\",
    "\u{1B}]Lsegue\u{7}", "\u{1B}]\u{1B}\\",
    // DCS: XTVERSION, DECRQSS, XTGETTCAP, DA3. APC: kitty graphics. PM, SOS.
    "\u{1B}P>|kitty(0.35.2)\u{1B}\\", "\u{1B}P1$r0;1m\u{1B}\\", "\u{1B}P1+r544e=787465726d\u{1B}\\",
    "\u{1B}P!|00000000\u{1B}\\", "\u{1B}_Gi=1;OK\u{1B}\\", "\u{1B}^qqq\u{1B}\\", "\u{1B}Xqqq\u{1B}\\",
    // The same in eight bits, as UTF-8 has them.
    "\u{9D}11;rgb:1e1e/1e1e/2e2e\u{9C}", "\u{90}>|foot(1.16)\u{9C}", "\u{9B}?62;4c",
    // CSI: DA1, DA2, DSR, CPR, DECXCPR, DECRPM, XTSMGRAPHICS, sizes, focus, colour scheme, key modes.
    "\u{1B}[?62;1;4c", "\u{1B}[>41;354;0c", "\u{1B}[0n", "\u{1B}[12;40R", "\u{1B}[1;1R", "\u{1B}[1;5R",
    "\u{1B}[?3;7;1R", "\u{1B}[?2026;2$y", "\u{1B}[4;1$y", "\u{1B}[?1;0;256S", "\u{1B}[4;600;800t", "\u{1B}[8;24;80t",
    "\u{1B}[48;24;80;600;800t",
    "\u{1B}[I", "\u{1B}[O", "\u{1B}[?997;1n", "\u{1B}[>4;2m", "\u{1B}[2;1;1;128;128;1;0x", "\u{1B}[1;2;3;4&w",
    // The mouse: SGR, X10, X10 beyond column 95 in UTF-8, rxvt.
    "\u{1B}[<0;12;7M", "\u{1B}[<0;12;7m", "\u{1B}[M !!", "\u{1B}[M é!", "\u{1B}[32;12;7M",
  ]

  @Test(arguments: replies)
  func answersAreNobodysKeys(_ reply: String) {
    let bytes = Array(reply.utf8)
    var parser = InputParser()
    #expect(parser.feed(bytes + [UInt8(ascii: "q")], at: 0).map(inputName) == ["q"])
    for cut in 1..<bytes.count {
      // Torn by a slow line: behind its first two bytes an answer is known as one.
      var late = InputParser()
      var events = late.feed(bytes[..<cut], at: 0)
      events += late.timeOut(at: 0.03) + late.timeOut(at: 0.3)
      events += late.feed(bytes[cut...], at: 0.3)
      // The rest of a focus report alone is two letters, as hands write them.
      let rest = bytes.count == 3 ? bytes[cut...].map { String(Unicode.Scalar($0)) } : []
      #expect(events.map(inputName) == taken(bytes, cut: cut) + rest, "torn at \(cut)")
      #expect(late.feed(Array("q".utf8), at: 0.4).map(inputName) == ["q"], "torn at \(cut)")
      // Cut short: after half a second keys are keys again.
      var short = InputParser()
      events = short.feed(bytes[..<cut], at: 0) + short.timeOut(at: 0.03) + short.timeOut(at: 0.51)
      #expect(events.map(inputName) == taken(bytes, cut: cut), "cut at \(cut)")
      #expect(short.deadline == nil)
      #expect(short.feed(Array("q".utf8), at: 0.6).map(inputName) == ["q"], "cut at \(cut)")
    }
  }

  /// An ESC alone, and an ESC and a letter, are keys after 25 ms, and must be.
  private func taken(_ bytes: [UInt8], cut: Int) -> [String] {
    guard bytes[0] == 0x1B else { return [] }
    switch cut {
    case 1: return ["escape"]
    case 2: return ["alt+" + String(Unicode.Scalar(bytes[1]))]
    // An empty string's end has begun, or Alt-] and Escape.
    case 3 where bytes[2] == 0x1B: return ["alt+]", "escape"]
    default: return []
    }
  }

  @Test(arguments: ["]", "P", "_", "^", "X", "[", "O"])
  func altAndTheLettersOfSequencesAreKeys(_ letter: String) {
    var parser = InputParser()
    #expect(parser.feed(Array("\u{1B}\(letter)".utf8), at: 0).isEmpty)
    #expect(parser.deadline == 0.025)
    #expect(parser.timeOut(at: 0.02).isEmpty)
    #expect(parser.timeOut(at: 0.025).map(inputName) == ["alt+" + letter])
    // Two such keys at once, one under each hand.
    #expect(parser.feed(Array("\u{1B}\(letter)\u{1B}.".utf8), at: 1).map(inputName) == ["alt+" + letter, "alt+."])
  }

  @Test func escapeLeavesAStringThatHasNoEnd() {
    var parser = InputParser()
    #expect(parser.feed(Array("\u{1B}]11;rgb".utf8), at: 0).isEmpty)
    #expect(parser.feed([0x1B], at: 0.2).isEmpty)
    // The next key is no Alt: it came too late for that.
    #expect(parser.feed(Array("f".utf8), at: 0.3).map(inputName) == ["escape", "f"])
    // Ctrl-C, which no string can hold, at once.
    #expect(parser.feed(Array("\u{1B}]11;rgb\u{3}f".utf8), at: 1).map(inputName) == ["ctrl+c", "f"])
  }

  @Test func aLateEndIsStillOne() {
    var parser = InputParser()
    _ = parser.feed(Array("\u{1B}]11;rgb:1e1e/".utf8), at: 0)
    #expect(parser.timeOut(at: 0.6).isEmpty)
    #expect(parser.feed(Array("f".utf8), at: 0.8).map(inputName) == ["f"])
    #expect(parser.feed(Array("1e1e/2e2e\u{1B}\\f".utf8), at: 1.2).map(inputName) == ["f"])
  }

  @Test func theLinuxConsolesFunctionKeysAreKeys() {
    var parser = InputParser()
    #expect(parser.feed(Array("\u{1B}[[A\u{1B}[[Ef".utf8), at: 0).map(inputName) == ["f1", "f5", "f"])
  }

  // MARK: Pastes

  @Test func aPasteWithoutEndEndsByItself() {
    var parser = InputParser()
    #expect(parser.feed(Array("\u{1B}[200~abc".utf8), at: 0).isEmpty)
    #expect(parser.isPasting)
    #expect(parser.feed(Array("def".utf8), at: 0.4).isEmpty)
    #expect(parser.timeOut(at: 0.8).isEmpty)
    #expect(parser.timeOut(at: 0.9).map(inputName) == ["paste without end"])
    #expect(!parser.isPasting && parser.deadline == nil)
    #expect(parser.feed(Array("f".utf8), at: 1).map(inputName) == ["f"])
    // The rest of it, once the line goes on, is no row of keys.
    #expect(parser.feed(Array("ghi\u{1B}[201~f".utf8), at: 1.5).map(inputName) == ["f"])
    // Another one is whole.
    #expect(parser.feed(Array("\u{1B}[200~abc\u{1B}[201~".utf8), at: 9).map(inputName) == ["paste abc"])
  }

  /// A slow line halts in a long paste: what comes then, far more at once than hands write, is still of it.
  @Test func aPasteThatHaltedGoesOn() {
    var parser = InputParser()
    _ = parser.feed(Array("\u{1B}[200~abc".utf8), at: 0)
    #expect(parser.timeOut(at: 0.6).map(inputName) == ["paste without end"])
    let more = [UInt8](repeating: UInt8(ascii: "f"), count: 200)
    #expect(parser.feed(more, at: 1).isEmpty && parser.isPasting)
    #expect(parser.feed(more, at: 1.1).isEmpty)
    #expect(parser.timeOut(at: 1.7).map(inputName) == ["paste without end"])
    #expect(parser.feed(Array("f".utf8), at: 5).map(inputName) == ["f"])
    // Long after it so much at once is a hand again, or a program that types.
    #expect(parser.feed(more, at: 9).count == 200)
  }

  /// All that was asked is answered once the terminal has said what kind it is: that was the last question.
  @Test func theLastAnswerIsKnown() {
    var parser = InputParser()
    _ = parser.feed(Array("\u{1B}[?0u\u{1B}[>41;354;0c".utf8), at: 0)
    #expect(!parser.hasAnswered)
    _ = parser.feed(Array("\u{1B}[?62;2".utf8), at: 0.1)
    #expect(!parser.hasAnswered)
    _ = parser.feed(Array("2c".utf8), at: 0.2)
    #expect(parser.hasAnswered)
  }

  @Test func escapeEndsAPaste() {
    var parser = InputParser()
    _ = parser.feed(Array("\u{1B}[200~abc".utf8), at: 0)
    _ = parser.feed([0x1B], at: 0.1)
    #expect(parser.timeOut(at: 0.13).map(inputName) == ["paste without end"])
    // Within a paste it is text.
    _ = parser.feed(Array("\u{1B}[200~abc\u{1B}".utf8), at: 9)
    #expect(parser.timeOut(at: 9.1).isEmpty)
    #expect(parser.feed(Array("[A\u{1B}[201~".utf8), at: 9.2).map(inputName) == ["paste abc\u{1B}[A"])
  }

  @Test func aPasteHasABound() throws {
    var parser = InputParser()
    _ = parser.feed(Array("\u{1B}[200~".utf8), at: 0)
    let piece = [UInt8](repeating: 0x61, count: 4096)
    for number in 1...500 { #expect(parser.feed(piece, at: 0.001 * Double(number)).isEmpty) }
    let events = parser.feed(Array("\u{1B}[201~f".utf8), at: 0.6)
    guard case .paste(let text)? = events.first else { throw Unexpected() }
    #expect(text.utf8.count == 65_536 && events.dropFirst().map(inputName) == ["f"])
  }

  private struct Unexpected: Error {}

  @Test func aLoneEscapeIsAKeyOnceTimeHasPassed() {
    var parser = InputParser()
    #expect(parser.feed([0x1B], at: 0).isEmpty)
    #expect(parser.timeOut(at: 0.025).map(inputName) == ["escape"])
    #expect(parser.deadline == nil)
    #expect(parser.feed([0x1B, 0x1B], at: 1).map(inputName) == ["escape"])
    #expect(parser.timeOut(at: 1.1).map(inputName) == ["escape"])
  }

  @Test func layoutsKeepPlaces() {
    // й on a Russian keyboard is where q is on an American one.
    var parser = InputParser()
    #expect(
      parser.feed(Array("\u{1B}[1081::113u".utf8), at: 0) == [
        .press(Chord(.character("й")), plain: .character("q"))
      ])
  }
}

/// An event as the tests write it.
func inputName(_ event: InputEvent) -> String {
  switch event {
  case .press(let chord, _): chord.name
  case .release(let chord, _): "release " + chord.name
  case .autorepeat(let chord, _): "again " + chord.name
  case .paste(let text): "paste " + text
  case .pasteWithoutEnd: "paste without end"
  case .reportsKeyUp: "can release"
  case .showsPictures: "can show pictures"
  case .mouse: "mouse"
  }
}
