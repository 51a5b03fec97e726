import Glibc
import Platform
import Support
import Testing

/// Names that look the same are as many files as there are ways to write them.
@Suite struct FilePathTests {
  private static let composed = "caf\u{E9}"
  private static let decomposed = "cafe\u{301}"

  @Test func pathsAreEqualWhenTheirBytesAre() {
    #expect(Self.composed == Self.decomposed, "Swift's strings are equal when they look the same")
    #expect(FilePath(Self.composed) != FilePath(Self.decomposed))
    #expect(Set([FilePath(Self.composed), FilePath(Self.decomposed), FilePath(Self.composed)]).count == 2)
    #expect(FilePath(Self.decomposed) < FilePath(Self.composed))
  }

  @Test func aFolderIsBytesToo() {
    let path = FilePath("/m/\(Self.decomposed)/a.wav")
    #expect(path.relative(to: FilePath("/m/\(Self.decomposed)")) == "a.wav")
    #expect(path.relative(to: FilePath("/m/\(Self.decomposed)/")) == "a.wav")
    #expect(path.relative(to: FilePath("/m/\(Self.composed)")) == nil)
    #expect(FilePath("/music2/a.wav").relative(to: "/music") == nil)
  }

  /// An accent at the beginning of a name is one character with the slash before it.
  @Test func aNameMayBeginWithAnAccent() {
    #expect(FilePath("/m/\u{301}a/b").parts.map { Array($0.unicodeScalars).count } == [1, 2, 1])
  }

  @Test func aNeighbourIsNamedAsTheFileIs() {
    #expect(neighbour(of: "a.wav", named: "a.txt") == "a.txt")
    #expect(neighbour(of: "./a.wav", named: "a.txt") == "./a.txt")
    #expect(neighbour(of: "/m/n/a.wav", named: "a.txt") == "/m/n/a.txt")
    #expect(Array(neighbour(of: "/m/\u{301}a.wav", named: "b").unicodeScalars) == ["/", "m", "/", "b"])
  }

  @Test func aNameFromElsewhereIsFoundByItsLooks() throws {
    let folder = try ScratchFolder().path
    let real = try ScratchFolder()
    mkdir("\(real.path)/\(Self.decomposed)", 0o700)
    AudioFiles.write([1], to: "\(real.path)/\(Self.decomposed)/\(Self.composed).wav")
    let typed = FilePath("\(real.path)/\(Self.composed)/\(Self.decomposed).wav")
    #expect(typed.onDisk == FilePath("\(real.path)/\(Self.decomposed)/\(Self.composed).wav"))
    // Both are there now: the bytes say which.
    AudioFiles.write([1], to: "\(real.path)/\(Self.decomposed)/\(Self.decomposed).wav")
    #expect(typed.onDisk == FilePath("\(real.path)/\(Self.decomposed)/\(Self.decomposed).wav"))
    #expect(FilePath("\(real.path)/nothing").onDisk == nil)
    #expect(FilePath(folder + "/gone/a.wav").onDisk == nil)
  }
}
