import Glibc
import Music
import Support
import Testing

@testable import Terminal

/// Keys, pastes, answers and noise in any order, in pieces of any size, at any pace: each key comes out once, nothing
/// that is no key does, and after half a second of silence keys are keys.
struct InputFuzzTests {
  /// Bytes read; SEGUE_LONG=1 asks for ten million.
  static let count = getenv("SEGUE_LONG") == nil ? 60_000 : 10_000_000

  @Test func onlyKeysAreKeys() {
    var typist = Typist(seed: 14)
    while typist.bytes < Self.count {
      typist.next()
      guard typist.read == typist.meant else {
        Issue.record("\(typist.history.suffix(6)): \(typist.read.map(inputName)), not \(typist.meant.map(inputName))")
        return
      }
    }
    #expect(typist.keys > Self.count / 100 && typist.others > Self.count / 100)
  }

  /// Bytes of any kind, and then a pause: whatever they opened is closed.
  @Test func everyStateHasAWayOut() {
    var typist = Typist(seed: 41)
    while typist.bytes < Self.count {
      typist.makeNoise()
      guard typist.read == typist.meant else {
        Issue.record("\(typist.history.suffix(2)): \(typist.read.map(inputName)), not \(typist.meant.map(inputName))")
        return
      }
    }
  }
}

/// Sends things to a parser, with a clock of its own, and knows which events are right.
private struct Typist {
  private var random: SeededRandom
  private var parser = InputParser()
  private var now = 0.0
  private(set) var bytes = 0
  private(set) var keys = 0
  private(set) var others = 0
  /// Of the last thing that was sent.
  private(set) var read: [InputEvent] = []
  private(set) var meant: [InputEvent] = []
  private(set) var history: [String] = []

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  private mutating func below(_ number: Int) -> Int { Int.random(in: 0..<number, using: &random) }

  private mutating func pass(_ seconds: Double) {
    now += seconds
    read += parser.timeOut(at: now)
  }

  private mutating func send(_ piece: some Collection<UInt8>) {
    bytes += piece.count
    read += parser.feed(piece, at: now)
    history.append("\(now) \(String(decoding: piece, as: UTF8.self).debugDescription)")
    if history.count > 100 { history.removeFirst(90) }
  }

  /// In pieces that follow each other at once.
  private mutating func sendInPieces(_ all: [UInt8]) {
    var rest = all[...]
    while !rest.isEmpty {
      let size = below(3) == 0 ? rest.count : min(rest.count, 1 + below(6))
      send(rest.prefix(size))
      rest = rest.dropFirst(size)
      pass(0.001 * Double(below(20)))
    }
  }

  mutating func next() {
    (read, meant) = ([], [])
    switch below(8) {
    case 0...2: pressKey()
    case 3: sendInPieces(answer())
    case 4: sendTorn(answer())
    case 5: sendCut(answer())
    case 6: paste()
    default: pasteWithoutEnd()
    }
  }

  private mutating func pressKey() {
    let (text, name) = Self.keyBytes[below(Self.keyBytes.count)]
    meant = [.press(Chord(name: name)!, plain: nil)]
    keys += 1
    sendInPieces(Array(text.utf8))
    // The next key is not of the same moment: an ESC, or Alt and a letter, is a key by then.
    pass(0.03)
  }

  private static let keyBytes: [(String, String)] = [
    ("f", "f"), ("J", "J"), ("[", "["), ("]", "]"), ("P", "P"), ("X", "X"), ("_", "_"), ("^", "^"), ("\\", "\\"),
    ("é", "é"), ("曲", "曲"), ("\u{1B}", "escape"), ("\r", "enter"), ("\t", "tab"), ("\u{3}", "ctrl+c"),
    ("\u{7}", "ctrl+g"), ("\u{1B}f", "alt+f"), ("\u{1B}]", "alt+]"), ("\u{1B}P", "alt+P"), ("\u{1B}_", "alt+_"),
    ("\u{1B}^", "alt+^"), ("\u{1B}X", "alt+X"), ("\u{1B}O", "alt+O"), ("\u{1B}[", "alt+["), ("\u{1B}é", "alt+é"),
    ("\u{1B}[A", "up"), ("\u{1B}OB", "down"), ("\u{1B}[1;3D", "alt+left"), ("\u{1B}[15~", "f5"), ("\u{1B}[[B", "f2"),
    ("\u{1B}[Z", "shift+tab"), ("\u{1B}[97;3u", "alt+a"),
  ]

  /// One of the answers that are known, or one made up.
  private mutating func answer() -> [UInt8] {
    others += 1
    if below(2) == 0 { return Array(InputParserTests.replies[below(InputParserTests.replies.count)].utf8) }
    if below(3) == 0 { return report() }
    let body = (0..<below(40)).map { _ in UInt8(0x20 + below(0x5F)) }
    let introducer = Array("]P_^X".utf8)[below(5)]
    return [0x1B, introducer] + body + (below(2) == 0 ? [0x07] : Array("\u{1B}\\".utf8))
  }

  /// A control sequence that is no key: with a private prefix or an intermediate byte.
  private mutating func report() -> [UInt8] {
    let parameters = (0..<1 + below(30)).map { _ in Array("0123456789;:".utf8)[below(12)] }
    // All but ESC [ ? … u, which says that the terminal tells releases.
    let final = Array("ABCDHFPQRS~Zcntyxm".utf8)[below(18)]
    return below(2) == 0
      ? Array("\u{1B}[".utf8) + [Array("<=>?".utf8)[below(4)]] + parameters + [final]
      : Array("\u{1B}[".utf8) + parameters + [UInt8(0x20 + below(16))] + [final]
  }

  /// How many bytes of an answer show that it is one.
  private static func leastCut(_ answer: [UInt8]) -> Int {
    answer[0] != 0x1B ? 1 : answer.count > 3 && answer[2] == 0x1B ? answer.count : 3
  }

  private mutating func sendTorn(_ answer: [UInt8]) {
    let least = Self.leastCut(answer)
    guard least < answer.count else { return sendInPieces(answer) }
    let cut = least + below(answer.count - least)
    sendInPieces(Array(answer[..<cut]))
    pass(0.46)
    sendInPieces(Array(answer[cut...]))
  }

  private mutating func sendCut(_ answer: [UInt8]) {
    let least = Self.leastCut(answer)
    guard least < answer.count else { return sendInPieces(answer) }
    let cut = least + below(answer.count - least)
    sendInPieces(Array(answer[..<cut]))
    pass(0.51)
    // What comes later is not the rest of it.
    if below(2) == 0 { pass(3) }
  }

  private mutating func pasteText() -> [UInt8] {
    let pieces = ["deck a toggle", "\n", "\u{1B}[A", "曲", "\u{1B}]11;x\u{7}", "[", "\u{1B}[20", "~", "\u{1B}[200~"]
    return (0..<below(30)).flatMap { _ in Array(pieces[below(pieces.count)].utf8) }
  }

  private mutating func paste() {
    let text = pasteText()
    meant = [.paste(String(decoding: text, as: UTF8.self))]
    // An ESC that comes alone is the Escape key.
    send(Array("\u{1B}[200~".utf8) + text + Array("\u{1B}[201~".utf8))
  }

  private mutating func pasteWithoutEnd() {
    meant = [.pasteWithoutEnd]
    send(Array("\u{1B}[200~".utf8) + pasteText())
    pass(below(2) == 0 ? 0.51 : 0.4)
    if parser.isPasting {
      if below(2) == 0 { pass(0.2) } else { escape() }
    }
    pass(3)
  }

  private mutating func escape() {
    send([0x1B])
    pass(0.03)
  }

  /// Anything, then silence, then a key.
  mutating func makeNoise() {
    let length = 1 + below(200)
    let noise = (0..<length).map { _ -> UInt8 in
      switch below(6) {
      case 0: 0x1B
      case 1: Array("[]P_^XOM~;\\?0129".utf8)[below(16)]
      default: UInt8(below(256))
      }
    }
    var rest = noise[...]
    while !rest.isEmpty {
      let size = min(rest.count, 1 + below(50))
      send(rest.prefix(size))
      rest = rest.dropFirst(size)
      pass(below(4) == 0 ? 0.03 * Double(below(10)) : 0.001)
    }
    pass(0.5 + 0.001 * Double(below(10)))
    (read, meant) = ([], [.press(Chord(.character("q")), plain: nil)])
    send(Array("q".utf8))
  }
}
