import Music
import Support
import Testing

@testable import Workstation

/// What is found of a track while a deck holds it.
@Suite("News of a loaded track", .waits)
struct DeckNewsTests {
  @Test("A deck takes a new waveform as soon as it is there; its grid and its place stay as the DJ has them")
  func waveform() throws {
    let booth = try Booth()
    let path = booth.music + "/1.wav"
    try write(ClickTracks.kicks(bpm: 120, seconds: 8), to: path)
    try booth.scanMusic(tracks: 1)
    try booth.load(path, onto: .a)
    booth.say("deck a quantize off", "deck a grid nudge +7", "deck a seek 3")
    try booth.wait(for: "second 3") { $0.engine.deckA.position.value == 3 * 44_100 }
    let before = booth.snapshot
    // As an older version of the program kept it.
    let bytes = try #require(before.deckA.waveform).bytes
    booth.workstation.decks.a.track?.shown.waveform = Waveform(bytes: bytes)
    #expect(booth.snapshot.deckA.waveform?.peaks.isEmpty == true)
    booth.workstation.library.analyseNow(path)
    let after = try booth.wait(for: "its peaks", within: .backgroundWork) { $0.deckA.waveform?.peaks.isEmpty == false }
    #expect(after.deckA.grid == before.deckA.grid && after.engine.deckA.position == before.engine.deckA.position)
  }
}
