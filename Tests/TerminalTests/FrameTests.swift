import Platform
import Testing

@testable import Terminal

struct FrameTests {
  @Test func wideCharactersTakeTwoCells() {
    var frame = Frame(width: 8, height: 1)
    #expect(frame.text("日本x", 0, 0, Style(.text)) == 5)
    #expect(frame[1, 0].glyph == Cell.wideTail)
    #expect(frame[4, 0].glyph == 0x78)
    #expect(frame.row(0) == "日本x")
  }

  @Test func combiningMarksJoinTheirLetter() {
    var frame = Frame(width: 8, height: 1)
    #expect(frame.text("e\u{301}x", 0, 0, Style(.text)) == 2)
    #expect(frame[0, 0].mark == 0x301)
    #expect(frame[1, 0].glyph == 0x78)
    // A voiced mark after a wide kana goes to the kana, not to its second column.
    frame.text("か\u{3099}", 0, 0, Style(.text))
    #expect(frame[0, 0].mark == 0x3099 && frame[1, 0].mark == 0)
  }

  @Test(arguments: [
    ("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcde…"), ("日本の夜", 6, "日本…"), ("日本の", 6, "日本の"), ("a", 0, ""),
  ])
  func longTextEndsInAnEllipsis(_ text: String, _ limit: Int, _ expected: String) {
    var frame = Frame(width: 20, height: 1)
    #expect(frame.text(text, 0, 0, limit: limit, Style(.text)) <= limit)
    #expect(frame.row(0) == expected)
  }

  @Test func aWideCharacterIsNotCutInHalf() {
    var frame = Frame(width: 3, height: 1)
    frame.text("日本", 0, 0, Style(.text))
    #expect(frame.row(0) == "日…")
  }

  @Test func whatLiesOutsideIsNotDrawn() {
    var frame = Frame(width: 4, height: 2)
    frame.text("abc", -2, 0, Style(.text))
    frame.put("x", 9, 9, Style(.text))
    frame.fill(Rect(x: -5, y: -5, width: 100, height: 6), Style(.text), with: "-")
    #expect(frame.plainText == "----\n")
  }

  @Test func largeDigitsAreReadInASCII() {
    var frame = Frame(width: 80, height: 3)
    frame.largeDigits("0123456789AB:.-–", 0, 0, Style(.text))
    let shown = frame.cells.map { GlyphSet.ascii.fallback(for: $0).glyph }
    #expect(shown.contains(UInt32(UInt8(ascii: "#"))) && !shown.contains(UInt32(UInt8(ascii: "?"))))
  }

  @Test func asciiTerminalsGetStandIns() {
    let rising = Cell(glyph: 0x2587, ink: .lowA, paper: .background, emphasis: [])
    #expect(GlyphSet.ascii.fallback(for: rising).glyph == UInt32(UInt8(ascii: "#")))
    // One eighth rising in the ground's colour is seven eighths hanging.
    let hanging = Cell(glyph: 0x2581, ink: .background, paper: .lowA, emphasis: [])
    let stand = GlyphSet.ascii.fallback(for: hanging)
    #expect(stand.glyph == UInt32(UInt8(ascii: "#")) && stand.ink == .lowA && stand.paper == .background)
    #expect(GlyphSet.full.fallback(for: hanging) == hanging)
    for glyph in UInt32(0xA0)...0x3000 {
      let cell = Cell(glyph: glyph, ink: .text, paper: .background, emphasis: [])
      #expect((0x20...0x7E).contains(GlyphSet.ascii.fallback(for: cell).glyph))
    }
  }

  @Test func numbersKeepTheirPlaces() {
    #expect(fixed(124.005, 2) == "124.01" || fixed(124.005, 2) == "124.00")
    #expect(fixed(-0.001, 2) == "0.00")
    #expect(fixed(9.999, 2) == "10.00")
    #expect(fixed(.nan, 2) == "–")
    #expect(signed(-1.25, 1) == "−1.3" && signed(0.04, 1) == " 0.0" && signed(3, 0) == "+3")
    #expect(clock(59.99) == "0:59" && clock(3600) == "1:00:00" && clockTenths(61.25) == "1:01.2")
    #expect(grouped(1_234_567) == "1\u{202F}234\u{202F}567" && grouped(999) == "999")
  }
}
