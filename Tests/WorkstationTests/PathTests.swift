import Glibc
import Platform
import Support
import Testing

@testable import Workstation

/// One file has one path, however it was typed.
@Suite struct PathTests {
  @Test(arguments: [
    ("/m", "/m"), ("/m/", "/m"), ("/m/.", "/m"), ("//m///a.mp3", "/m/a.mp3"), ("/m/./a.mp3", "/m/a.mp3"),
    ("/m/b/../a.mp3", "/m/a.mp3"), ("/..", "/"), ("/", "/"), ("/m/...", "/m/..."), ("/m/.hidden", "/m/.hidden"),
    ("/m/gone/../../a.mp3", "/a.mp3"),
  ])
  func absolutePathsArePlain(typed: String, plain: String) {
    #expect(absolutePath(typed) == plain)
  }

  @Test func relativePathsStartHere() throws {
    let here = try #require(getcwd(nil, 0))
    defer { free(here) }
    let folder = String(cString: here)
    for typed in [".", "./", "", "a/.."] { #expect(absolutePath(typed) == folder) }
    for typed in ["a.mp3", "./a.mp3", ".//a.mp3", "x/../a.mp3"] { #expect(absolutePath(typed) == folder + "/a.mp3") }
  }

  @Test func homeIsPlainToo() throws {
    let home = absolutePath("~")
    #expect(home.hasPrefix("/") && !(home.hasSuffix("/") && home.count > 1))
    #expect(absolutePath("~/./Music/") == (home == "/" ? "" : home) + "/Music")
  }

  /// The folder above a link is not the one that the link lies in; links that nobody goes back from stay.
  @Test func aLinkIsFollowedOnlyBeforeTheFolderAbove() throws {
    let scratch = try ScratchFolder()
    let real = try #require(realpath(scratch.path, nil))
    defer { free(real) }
    let folder = String(cString: real)
    #expect(makeFolder(folder + "/disk/music") == nil)
    symlink(folder + "/disk/music", folder + "/link")
    #expect(absolutePath(folder + "/link/a.mp3") == folder + "/link/a.mp3")
    #expect(absolutePath(folder + "/link/house/../a.mp3") == folder + "/link/a.mp3")
    #expect(absolutePath(folder + "/link/../a.mp3") == folder + "/disk/a.mp3")
  }
}
