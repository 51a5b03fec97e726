import Engine
import Music
import Support
import Testing

@testable import Workstation

/// Lines whose words depend on what is on the decks, said to the program itself.
@Suite("Lines said while decks play", .serialized, .waits)
struct SaidInTheBoothTests {
  @Test("What a hand took away comes back by the words for it; places and suggestions are found")
  func byHowThingsStand() throws {
    let booth = try Booth()
    let path = booth.music + "/kicks.wav"
    try write(ClickTracks.kicks(bpm: 120, seconds: 60), to: path)
    try booth.scanMusic(tracks: 1)
    for deck in DeckID.allCases { try booth.load(path, onto: deck) }
    booth.say("kill the bass on b")
    try booth.wait(for: "no lows") { $0.engine.deckB.kills[0] }
    booth.say("bass back on b")
    try booth.wait(for: "lows again") { !$0.engine.deckB.kills[0] }

    booth.say("fade out b")
    try booth.wait(for: "deck B out") { $0.engine.deckB.fader == 0 }
    booth.say("fade in b")
    let back = try booth.wait(for: "deck B in") { $0.engine.deckB.fader == 1 }
    #expect(back.engine.crossfader == 0)
    booth.say("crossfade a")
    try booth.wait(for: "deck A alone") { $0.engine.crossfader == -1 }
    booth.say("fade in b")
    try booth.wait(for: "deck B by the crossfader") { $0.engine.crossfader == 1 }

    // What is listed is for the deck that is heard, whichever a hand was on.
    booth.say("crossfade centre", "a play", "deck a loop 4", "b low -3", "what fits next")
    try booth.wait(for: "a list for what plays") { $0.screen.suggestions.deck == .a }
    booth.say("suggest for b")
    try booth.wait(for: "a list for deck B") { $0.screen.suggestions.deck == .b }
    booth.say("whats next")
    try booth.wait(for: "the list that follows again") { $0.screen.suggestions.deck == .a }
    booth.say("load suggestion 7 on b")
    try booth.wait(forMessage: "suggest")

    booth.say("jump to the bridge on b")
    try booth.wait(forMessage: "deck B: no")
    booth.say("queue")
    #expect(booth.snapshot.screen.queue.rows.isEmpty)
    booth.say("queue kicks")
    try booth.wait(for: "a track that was named") { $0.screen.queue.rows.count == 1 }
  }

  @Test("A hot cue that is set again stands where the deck is, and the deck goes on")
  func setAgain() throws {
    let booth = try Booth()
    let path = booth.music + "/kicks.wav"
    try write(ClickTracks.kicks(bpm: 120, seconds: 60), to: path)
    try booth.scanMusic(tracks: 1)
    try booth.load(path, onto: .a)
    booth.say("deck a quantize off", "deck a hotcue 1 set 2", "deck a seek 20", "deck a play")
    try booth.play(.a, to: 20.5)
    booth.say("set cue 1 on a here")
    let set = try booth.wait(for: "the cue") { ($0.engine.deckA.hotCues[0]?.value ?? 0) > 20 * 44_100 }
    #expect(set.engine.deckA.isPlaying && set.engine.deckA.position.value > 20.4 * 44_100)
    booth.say("undo")
    try booth.wait(for: "the former cue") { $0.engine.deckA.hotCues[0]?.value == 2 * 44_100 }
  }
}
