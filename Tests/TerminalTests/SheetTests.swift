import Platform
import Testing
import Workstation

@testable import Terminal

/// Lists that are read over the screen.
struct SheetTests {
  private let hundred = TextSheet(title: "Messages", lines: (1...100).map { "line \($0)" })

  private func screen(_ sheet: TextSheet, _ width: Int = 80, _ height: Int = 24) -> [String] {
    var interface = Interface()
    interface.sheet = sheet
    return draw(sampleSnapshot(), interface, width: width, height: height).plainText.lines.map(String.init)
  }

  @Test(arguments: [(60, 18), (80, 24), (120, 35), (200, 50)])
  func aShortListIsShownWhole(_ width: Int, _ height: Int) {
    let sheet = TextSheet(title: "What undo takes back", lines: ["undo: deck a play", "redo: deck b play"])
    let rows = screen(sheet, width, height)
    #expect(rows.contains { $0.contains("╭─ What undo takes back ─") })
    for line in sheet.lines { #expect(rows.contains { $0.contains("│  \(line) ") }) }
    #expect(rows.contains { $0.contains(" Esc closes ─╯") } && !rows.contains { $0.contains("scroll") })
  }

  /// From the first line to the last one, and each key does something at once on the way back.
  @Test func aLongListIsScrolled() {
    var sheet = hundred
    let size = (width: 80, height: 24)
    #expect(screen(sheet).contains { $0.contains("line 20 ") } && !screen(sheet).contains { $0.contains("line 21 ") })
    #expect(screen(sheet).contains { $0.contains(" 1–20 of 100 ") })
    for key in [Key.end, .down, .pageDown] {
      let isTaken = sheet.scroll(key, on: size)
      #expect(isTaken)
      #expect(screen(sheet).contains { $0.contains("line 100 ") } && screen(sheet).contains { $0.contains("line 81 ") })
    }
    _ = sheet.scroll(.up, on: size)
    #expect(screen(sheet).contains { $0.contains("line 80 ") })
    #expect(!screen(sheet).contains { $0.contains("line 100 ") })
    _ = sheet.scroll(.home, on: size)
    _ = sheet.scroll(.up, on: size)
    #expect(sheet.first == 0)
    let isTaken = sheet.scroll(.character("x"), on: size)
    #expect(!isTaken)
  }

  /// A sentence that is longer than the screen is wide is read to its end.
  @Test func longLinesGoOnBelow() {
    let words = (1...40).map { "word\($0)" }
    let sheet = TextSheet(title: "Messages", lines: ["before", words.joined(separator: " "), "behind"])
    let rows = screen(sheet, 60, 18)
    for word in words + ["before", "behind"] { #expect(rows.contains { $0.contains(word) }, "\(word)") }
    #expect(rows.contains { $0.contains("│    word") })
    #expect(sheet.rows(onWidth: 400).count == 3)
  }

  /// Whatever was said, and on the least of screens.
  @Test func hostileListsAreDrawn() {
    let letters = String(repeating: "x", count: 10_000)
    for lines in [[], [""], [letters], [letters, "", "日本" + letters]] {
      for (width, height) in [(60, 18), (80, 24)] {
        #expect(screen(TextSheet(title: letters, lines: lines), width, height).count == height)
      }
    }
  }
}
