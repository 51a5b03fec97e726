import Engine
import Glibc
import Library
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// `load blue room`: the words of a title in place of a file.
@Suite("Loading by title", .serialized, .waits)
struct LoadByTitleTests {
  @Test("words load the track that they mean, ask where they mean several, and say where they mean none")
  func words() throws {
    let booth = try Booth()
    for (name, title, bpm) in [("1", "Blue Room", 120.0), ("2", "Blue Sky", 124), ("3", "Red", 128)] {
      let tags = Tags(title: title, artist: "Ida Quay")
      try write(ClickTracks.kicks(bpm: bpm, seconds: 8), to: "\(booth.music)/\(name).flac", .flac, tags: tags)
    }
    try booth.scanMusic(tracks: 3)
    booth.say("load a \"blue room\"")
    try booth.wait(for: "its track") { $0.deckA.track?.path == booth.music + "/1.flac" && $0.deckA.loading == nil }
    booth.say("load b sky")
    try booth.wait(for: "the other one") { $0.deckB.track?.path == booth.music + "/2.flac" && $0.deckB.loading == nil }
    booth.say("load b blue")
    let asked = try booth.wait(forMessage: "could be")
    #expect(asked.text.contains("Ida Quay - Blue Room") && asked.text.contains("Ida Quay - Blue Sky"))
    booth.say("load b purple")
    try booth.wait(forMessage: "“purple” is neither a file here nor in a title of the library")
    #expect(booth.snapshot.deckB.track?.path == booth.music + "/2.flac")
    #expect(booth.snapshot.deckB.loading == nil)
    // Another set hears the very files.
    let folder = booth.directories.journals
    let journal = try #require(names(in: folder).last)
    #expect(
      eventually {
        booth.workstation.tick()
        return Programs.contents("\(folder)/\(journal)").contains("deck b load \"\(booth.music)/2.flac\"")
      })
    #expect(!Programs.contents("\(folder)/\(journal)").contains("blue"))
  }
}
