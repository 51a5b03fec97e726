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
    #expect(parser.feed(Array(text.utf8)).map(name) == expected)
    #expect(!parser.isWaiting)
  }

  @Test(arguments: cases)
  func sequencesInPieces(_ text: String, _ expected: [String]) {
    let bytes = Array(text.utf8)
    for size in 1...4 {
      var parser = InputParser()
      var events: [InputEvent] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        events += parser.feed(bytes[start..<min(start + size, bytes.count)])
      }
      #expect(events.map(name) == expected, "in pieces of \(size)")
    }
  }

  @Test func aLoneEscapeIsAKeyOnceTimeHasPassed() {
    var parser = InputParser()
    #expect(parser.feed([0x1B]).isEmpty)
    #expect(parser.isWaiting)
    #expect(parser.flush().map(name) == ["escape"])
    #expect(!parser.isWaiting)
    #expect(parser.feed([0x1B, 0x5B]).isEmpty)
    #expect(parser.flush().map(name) == ["alt+["])
    #expect(parser.feed([0x1B, 0x1B]).map(name) == ["escape"])
    #expect(parser.flush().map(name) == ["escape"])
  }

  @Test func noiseIsSurvived() {
    // A linear congruential generator (Knuth, MMIX): the same noise each time.
    var state: UInt64 = 7
    var parser = InputParser()
    for _ in 0..<2000 {
      let bytes = (0..<40).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let byte = UInt8(truncatingIfNeeded: state >> 56)
        return byte % 5 == 0 ? 0x1B : byte % 7 == 0 ? 0x5B : byte
      }
      _ = parser.feed(bytes)
    }
    _ = parser.flush()
    // Whatever was open is closed: keys are keys again.
    _ = parser.feed(Array("\u{1B}[201~mmmmmm".utf8))
    _ = parser.flush()
    #expect(parser.feed(Array("q".utf8)).map(name).last == "q")
  }

  @Test func layoutsKeepPlaces() {
    // й on a Russian keyboard is where q is on an American one.
    var parser = InputParser()
    #expect(
      parser.feed(Array("\u{1B}[1081::113u".utf8)) == [
        .press(Chord(.character("й")), plain: .character("q"))
      ])
  }

  private func name(_ event: InputEvent) -> String {
    switch event {
    case .press(let chord, _): chord.name
    case .release(let chord, _): "release " + chord.name
    case .again(let chord, _): "again " + chord.name
    case .paste(let text): "paste " + text
    case .canRelease: "can release"
    }
  }
}
