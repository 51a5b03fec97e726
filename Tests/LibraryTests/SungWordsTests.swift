import Music
import Platform
import Support
import Testing

@testable import Library

/// The words of songs in the library: kept, found, and gone with their track.
@Suite struct SungWordsTests {
  let library: Library

  init() throws {
    library = try Library.inMemory()
    for name in ["grace", "auld", "bare"] {
      let path = "/m/\(name).wav"
      try library.upsert([FileStamp(path: path, bytes: 1, modified: 1)])
      try library.identify(path: path, as: ContentID(hex: name), tags: Tags(title: name), duration: nil)
    }
    try keep("grace", "[00:10]Amazing grace! how sweet the sound\n[00:15]That saved a wretch like me!")
    try keep("auld", "Should auld acquaintance be forgot\nand never brought to mind? Dès demain")
    try library.keep(nil, stamp: "none", of: try id("bare"))
  }

  private func id(_ name: String) throws -> TrackID { try #require(try library.track(at: "/m/\(name).wav")).id }

  private func keep(_ name: String, _ text: String) throws {
    let lines = text.split(separator: "\n").map(String.init)
    let timed = lines.filter { $0.hasPrefix("[") }.enumerated().map {
      Lyrics.Line(TrackTime(Double($0.offset)), String($0.element.dropFirst(7)))
    }
    try library.keep(
      Lyrics(source: .file, lines: timed, plain: timed.isEmpty ? lines : []), stamp: "1", of: try id(name))
  }

  private func found(_ text: String) throws -> [String] {
    try library.tracks(library.search(try Query(text)).tracks).map(\.title).sorted()
  }

  @Test func tracksAreFoundByWhatIsSung() throws {
    #expect(try found("lyric:grace") == ["grace"])
    #expect(try found("lyric:\"sweet the sound\"") == ["grace"])
    #expect(try found("lyric:\"sound the sweet\"") == [])
    // All words behind the first; the beginning of a word will do, accents need not be typed.
    #expect(try found("lyric auld never mi") == ["auld"])
    #expect(try found("lyric des demain") == ["auld"])
    #expect(try found("lyric never grace") == [])
    #expect(try found("-lyric:grace") == ["auld", "bare"])
    // Names are not sung, and what is sung is no name.
    #expect(try found("lyric:bare") == [])
    #expect(try found("wretch") == [])
    #expect(try found("lyric") == [])
    #expect(try found("lyric:") == ["auld", "bare", "grace"])
    #expect(try Query("lyric how sweet bpm:120").sungWords == "how sweet")
    #expect(try Query("grace").sungWords == nil)
  }

  @Test func wordsAreKeptAndReplaced() throws {
    let track = try id("grace")
    #expect(try library.lyrics(of: track)?.lines.count == 2)
    #expect(try library.lyrics(of: try id("bare")) == nil)
    try keep("grace", "[00:01]Through many dangers")
    #expect(try found("lyric:wretch") == [])
    #expect(try found("lyric:dangers") == ["grace"])
    #expect(try library.lyricsStates().map(\.stamp) == ["1", "1", "none"])
    // Another sound at the path has the old words no more, once it is looked at; a track that is gone has none.
    try library.write { connection throws(LibraryError) in
      try connection.run("DELETE FROM track WHERE id = ?", [.integer(track.value)])
    }
    #expect(try found("lyric:dangers") == [])
    #expect(throws: LibraryError.unknownTrack) { try library.keep(Lyrics(plain: ["x"]), stamp: "2", of: track) }
  }
}
