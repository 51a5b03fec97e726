import Testing

@testable import Exchange

@Suite struct ForeignPathTests {
  @Test(arguments: [
    ("file://localhost/C:/Music/A%20%26%20B/one#two+three.mp3", "C:/Music/A & B/one#two+three.mp3"),
    ("file://localhost/Volumes/USB/e%CC%81te%CC%81.mp3", "/Volumes/USB/e\u{301}te\u{301}.mp3"),
    ("file:///music/100%25.flac", "/music/100%.flac"), ("file:////Music/a.mp3", "/Music/a.mp3"),
    ("/plain/100%20.mp3", "/plain/100%20.mp3"), ("C:/Music/a.mp3", "C:/Music/a.mp3"),
    ("file://localhost/a%2", "/a%2"), ("file://localhost/a%zz", "/a%zz"),
  ])
  func addressesBecomePaths(url: String, path: String) { #expect(ForeignPath.path(ofURL: url) == path) }

  @Test(arguments: ["tidal:tracks:1", "soundcloud:2", "https://a/b.mp3"])
  func whatIsNoFileHasNone(url: String) { #expect(ForeignPath.path(ofURL: url) == nil) }

  @Test(arguments: [
    "/music/a b#c+d%e.mp3", "C:/Musik/äö\u{301} “x”.flac", "/m/👩‍🎤/\u{200B}.wav", "/m/?;:@&=$,!*'().aiff",
  ])
  func pathsComeBack(path: String) { #expect(ForeignPath.path(ofURL: ForeignPath.url(ofPath: path)) == path) }

  @Test func traktorsSignsAreTakenApart() {
    #expect(TraktorNML.path("C:", "/:Music/:a.mp3") == "C:/Music/a.mp3")
    #expect(TraktorNML.path("Macintosh HD", "/:Users/:me/:9//30.mp3") == "/Users/me/9:30.mp3")
    #expect(TraktorNML.path("USB", "/:ends with a colon///:x.mp3") == "/Volumes/USB/ends with a colon:/x.mp3")
  }
}
