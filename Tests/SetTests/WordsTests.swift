import Engine
import Library
import Media
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// What is said at the prompt, and what comes of it, through the whole program.
@Suite("Words and deeds", .serialized, .waits)
struct WordsTests {
  @Test("A loaded track stands on its first bar, or on the DJ's own cue point")
  func firstBar() throws {
    let booth = try Booth()
    let path = booth.music + "/late.wav"
    let first = 1.286
    try write(ClickTracks.kicks(bpm: 124, seconds: 20, firstBeat: first * 44_100), to: path)
    try booth.load(path, onto: .a)
    booth.say("deck a grid 124 \(first)")
    try booth.load(path, onto: .b)
    let loaded = try booth.wait(for: "the first bar") { abs($0.engine.deckB.position.value / 44_100 - first) < 0.001 }
    #expect(abs(loaded.engine.deckB.cue.value / 44_100 - first) < 0.001)
    let track = try #require(try booth.library.track(at: path))
    #expect(try booth.library.cue(of: track.id) == nil, "the program's own place is not kept as the DJ's")

    booth.say("deck b quantize off", "deck b seek 5", "deck b cue")
    try booth.wait(for: "the cue in the library") { _ in (try? booth.library.cue(of: track.id))??.value == 5 }
    booth.say("deck b unload")
    try booth.wait(for: "an empty deck") { $0.engine.deckB.serial == nil }
    try booth.load(path, onto: .b)
    try booth.wait(for: "the DJ's cue") { $0.engine.deckB.position.value == 5 * 44_100 }
  }

  @Test("A place for the headphones that is not there is refused and not kept; cue is the deck's")
  func headphones() throws {
    let booth = try Booth()
    booth.say("headphones to nosuch")
    try booth.wait(forMessage: "No sound device is called 'nosuch'")
    booth.say("cue a 1")
    try booth.wait(forMessage: "deck a cue is the cue point")
    booth.say("cue a")
    try booth.wait(forMessage: "deck A is empty")
    #expect(!SavedSettings.read(booth.directories).text.contains("headphones ="))
    booth.say("cue split")
    try booth.wait(forMessage: "headphones: split")
    try booth.wait(for: "the choice to be written") { _ in
      SavedSettings.read(booth.directories).text.contains("headphones = split")
    }
  }

  @Test("A tempo is set in BPM, and one that the deck does not reach is refused with what would")
  func tempo() throws {
    let booth = try Booth()
    let path = booth.music + "/one.wav"
    try write(ClickTracks.kicks(bpm: 120, seconds: 12), to: path)
    try booth.load(path, onto: .a)
    booth.say("deck a grid 120 0.1", "a bpm 126")
    let snapshot = try booth.wait(for: "126 BPM") { abs($0.engine.deckA.ratio.value - 1.05) < 1e-6 }
    #expect(snapshot.status.messages.contains { $0.text == "→ deck a bpm 126" })
    for (line, words) in [
      ("deck a bpm 140", "+16.67 % is beyond its tempo range of ±10 %; deck a range 50 widens it"),
      ("deck a tempo 125", "for a tempo in BPM: deck a bpm 125"),
      ("deck a seek 60", "the track on deck A ends at 0:12"),
      ("play", "→ deck a play"),
    ] {
      booth.say(line)
      try booth.wait(forMessage: words)
    }
    #expect(abs(booth.snapshot.engine.deckA.ratio.value - 1.05) < 1e-6)
    booth.say("deck a range 50", "deck a tempo 16.67")
    try booth.wait(for: "the wider range") { abs($0.engine.deckA.ratio.value - 1.1667) < 1e-6 }
  }

  @Test("The journal calls stems by their names, and renders as one that has their numbers")
  func stemNames() throws {
    let booth = try Booth()
    let (bpm, seconds) = (120.0, 20.0)
    let path = try writeTrack(
      "song", in: booth.music,
      stems: [
        (.vocals, ClickTracks.sine(hz: 440, amplitude: 0.2, seconds: seconds)),
        (.instrumental, ClickTracks.kicks(bpm: bpm, seconds: seconds)),
      ])
    try booth.load(path, onto: .a, stems: 2)
    booth.say("deck a play", "stem a vocals mute toggle", "stem a instrumental level 0.5", "crossfade a over 4 beats")
    try booth.play(.a, to: 1.5)
    let file = try #require(JournalFile.all(in: booth.directories.journals).first).path
    let names = ["stem a vocals mute toggle", "stem a instrumental level = 0.5", "crossfade a over 4 beats"]
    // Lines are written by a thread of its own.
    try booth.wait(for: "\(names) in the journal") { _ in
      names.allSatisfy { textFile(file)?.contains(" \($0)\n") == true }
    }
    let text = try #require(textFile(file)) + "+2 seconds end\n"
    let kinds = try #require(booth.workstation.decks[.a].track?.loaded).stems.map(\.kind)
    var old = text.replacing("crossfade a over", with: "crossfader = -1 over")
    for (index, kind) in kinds.enumerated() {
      old = old.replacing("stem a \(kind.rawValue) ", with: "stem a \(index + 1) ")
    }
    #expect(old != text)
    #expect(try Self.render(old) == Self.render(text))
  }

  private static func render(_ text: String) throws -> [Float] {
    var set = OfflineSet(rate: .cd, media: try mediaProgram())
    var samples: [Float] = []
    try set.play(try Journal(parsing: text, name: "set")) { samples += $0 }
    #expect(set.notes.isEmpty)
    return samples
  }

  @Test("Offline a tempo in BPM and a share of the track are what they are live; a stem that is not there is said")
  func offline() throws {
    let folder = try ScratchFolder()
    let path = folder.path + "/one.wav"
    try write(ClickTracks.kicks(bpm: 120, seconds: 8), to: path)
    func render(_ lines: String) throws -> (samples: [Float], notes: [String]) {
      var set = OfflineSet(rate: .cd, media: try mediaProgram())
      var samples: [Float] = []
      let text = "segue journal 1\n@0 deck a load \"\(path)\" grid 0.1:0:120\n\(lines)\n@2s end\n"
      try set.play(try Journal(parsing: text, name: "set")) { samples += $0 }
      return (samples, set.notes)
    }
    #expect(
      try render("@0 deck a bpm 126\n@0 deck a seek 25 %\n@0 deck a play").samples
        == render("@0 deck a tempo = 5\n@0 deck a seek 2\n@0 deck a play").samples)
    #expect(
      try render("@0 stem a vocals mute on").notes == [
        "set, line 3: deck A has no vocals stem at that point: the line does nothing"
      ])
    let late = #expect(throws: OfflineSet.Failure.self) {
      try render("@0 deck a play\n+4 beats deck a low -3\n@1s deck a low +3")
    }
    #expect(late?.description.hasPrefix("set, line 5: its time has passed") == true)
  }
}
