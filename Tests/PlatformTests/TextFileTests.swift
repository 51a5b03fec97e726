import Platform
import Support
import Testing

@Suite struct TextFileTests {
  /// A text is put in a file's place whole, a NUL in it too; where that cannot be, the file stays as it was.
  @Test func aFileIsReplacedWholeOrNotAtAll() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/a.txt"
    for text in ["", "one\n", "before\u{0}behind", "日本語\n"] {
      #expect(replaceFile(path, with: text) == nil)
      #expect(folder.content(of: "a.txt") == Array(text.utf8))
    }
    #expect(makeFolder(folder.path + "/b.txt.part") == nil)
    #expect(replaceFile(folder.path + "/b.txt", with: "new") != nil)
    #expect(textFile(folder.path + "/b.txt") == nil)
    #expect(folderEntries(folder.path)?.sorted() == ["a.txt", "b.txt.part"])
  }
}
