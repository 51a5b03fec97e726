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
    booth.say("load b bleu room")
    try booth.wait(forMessage: "did you mean “Ida Quay - Blue Room”?")
    booth.say("load b rom blu")
    try booth.wait(forMessage: "did you mean “Ida Quay - Blue Room”?")
    #expect(booth.snapshot.deckB.track?.path == booth.music + "/2.flac")
    // So it is in the queue, in the headphones and for an answer, as one step each.
    booth.say("queue add sky", "queue add purple", "queue add blue")
    try booth.wait(for: "its row") { $0.queue.rows.map(\.path) == [booth.music + "/2.flac"] }
    try booth.wait(forMessage: "“purple” is neither a file here nor in a title of the library")
    try booth.wait(forMessage: "“blue” could be")
    booth.say("undo")
    try booth.wait(forMessage: "undone: queue add \"\(booth.music)/2.flac\"")
    #expect(booth.snapshot.queue.rows.isEmpty)
    booth.say("audition in room blue room")
    try booth.wait(for: "its sound") { $0.audition?.title.contains("Blue Room") == true }
    booth.say("audition stop", "answer keep red")
    let red = try #require(try booth.library.track(at: booth.music + "/3.flac"))
    try booth.wait(for: "the answer") { _ in (try? booth.library.answers())?.map(\.track) == [red.id] }
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
