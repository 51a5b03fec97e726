import Testing

@testable import Terminal

@Suite struct LineEditorTests {
  @Test func aBookThatWasPastedIsCut() {
    var editor = LineEditor("deck a load ")
    for _ in 0..<3 { editor.insert(String(repeating: "deck a play\n", count: 100_000)) }
    #expect((1000...10_000).contains(editor.text.count))
    #expect(editor.text.hasPrefix("deck a load deck a play deck a play"))
    #expect(!editor.text.contains { $0.isNewline })
    #expect(editor.cursor == editor.characters.count)
  }

  @Test func theCursorOfALongLineIsSeen() {
    var editor = LineEditor(String(repeating: "曲x", count: 500) + "end")
    var frame = Frame(width: 30, height: 1)
    drawEditor(editor, in: Rect(x: 2, y: 0, width: 20, height: 1), on: &frame)
    #expect(frame.plainText.hasSuffix("曲xend"))
    _ = editor.edit(Chord(.home))
    frame = Frame(width: 30, height: 1)
    drawEditor(editor, in: Rect(x: 2, y: 0, width: 20, height: 1), on: &frame)
    #expect(frame.plainText.hasPrefix("  曲x曲x"))
  }
}
