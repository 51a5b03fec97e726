import Engine
import Music
import Support
import Testing

@testable import Workstation

/// What the room hears decides what lists, words and macros are about; what a deck was played at ends with its track.
@Suite("The deck that is heard", .serialized, .waits)
struct HeardDeckTests {
  private let booth: Booth

  /// Both decks play the same kicks for as long as it takes, none follows the other.
  init() throws {
    booth = try Booth()
    let path = booth.music + "/kicks.wav"
    try write(ClickTracks.kicks(bpm: 120, seconds: 60), to: path)
    try booth.scanMusic(tracks: 1)
    for deck in DeckID.allCases {
      try booth.load(path, onto: deck)
      booth.say("deck \(deck.word) sync off", "deck \(deck.word) play", "deck \(deck.word) loop 4")
      try booth.wait(for: "music") { $0.engine[deck].isPlaying && $0.engine[deck].isLooping }
    }
  }

  @Test("The louder of two by 6 dB, else the one that leads; the other as soon as it alone is heard")
  func whichIsHeard() throws {
    booth.say("crossfader = -1")
    try booth.wait(for: "deck A") { $0.screen.sound.heard == .a && !$0.engine.deckB.isHeard }
    try booth.wait(for: "a list for deck A") { $0.screen.suggestions.deck == .a }
    booth.say("crossfader = 1")
    try booth.wait(for: "deck B") { $0.screen.sound.heard == .b && !$0.engine.deckA.isHeard }
    try booth.wait(for: "a list for deck B") { $0.screen.suggestions.deck == .b }
    // Both as loud: the one that leads.
    booth.say("crossfader = 0", "deck a lead")
    try booth.wait(for: "the leader") { $0.screen.sound.heard == .a }
    booth.say("deck a fader = 0.05")
    try booth.wait(for: "the louder one") { $0.screen.sound.heard == .b && $0.engine.leader == .a }
    // A macro goes out from what is heard.
    booth.say("deck a fader = 0", "macro loop-out")
    try booth.wait(forMessage: "deck B")
    // Nobody is heard: one that plays.
    booth.say("deck b fader = 0")
    try booth.wait(for: "silence") {
      !$0.screen.sound.deckB.isHeard && !$0.screen.sound.deckA.isHeard && $0.screen.sound.heard == .a
    }
  }

  @Test("Panic leaves a deck that plays along in time; one that nobody leads comes back to its own tempo")
  func panicKeepsTheBeat() throws {
    booth.say("deck a lead", "deck a tempo = 4", "deck b sync on", "deck b low -9", "deck b key +2")
    try booth.wait(for: "deck B in step") {
      $0.engine.deckB.follows == .a && $0.engine.deckB.eqDecibels[0] == -9
        && abs($0.engine.deckB.ratio.value - 1.04) < 1e-6
    }
    booth.say("panic b")
    let after = try booth.wait(for: "a flat deck") {
      $0.engine.deckB.eqDecibels[0] == 0 && $0.engine.deckB.keyShiftTarget == 0
    }
    #expect(after.engine.deckB.follows == .a && abs(after.engine.deckB.ratio.value - 1.04) < 1e-6)
    // The deck that leads takes the other one along: it keeps its tempo, too.
    booth.say("deck a low -9")
    try booth.wait(for: "deck A without its lows") { $0.engine.deckA.eqDecibels[0] == -9 }
    booth.say("a neutral")
    let led = try booth.wait(for: "flat lows") { $0.engine.deckA.eqDecibels[0] == 0 }
    #expect(led.engine.deckA.tempoTarget == 4 && led.engine.deckB.follows == .a)
    booth.say("deck b sync off")
    try booth.wait(for: "deck B on its own") { $0.engine.deckB.follows == nil }
    booth.say("panic b")
    try booth.wait(for: "its own tempo") { $0.engine.deckB.ratio.value == 1 }
    #expect(booth.state.engine.deckA.tempoTarget == 4)
  }

  @Test("The autopilot brings a deck over to the side that it has, on a reversed crossfader too")
  func autopilotOnAReversedCrossfader() throws {
    booth.say("deck b pause", "crossfader reverse on", "crossfader = -1")
    try booth.wait(for: "deck A unheard") { !$0.engine.deckA.isHeard && !$0.engine.deckB.isPlaying }
    booth.say("auto on")
    try booth.wait(for: "deck A over") { $0.engine.deckA.isHeard && $0.engine.crossfader == 1 }
  }

  @Test("The next track is played at its own tempo and in its own key, whatever sync or a hand made of the last one")
  func speedIsTheTracks() throws {
    let next = booth.music + "/next.wav"
    try write(ClickTracks.kicks(bpm: 126, seconds: 20), to: next)
    booth.say("deck a lead", "deck b sync on", "deck a tempo = 4", "deck b key +2")
    // Tempos glide there.
    try booth.wait(for: "deck B in step") {
      $0.engine.deckB.follows == .a && $0.engine.deckB.keyShiftTarget == 2
        && abs($0.engine.deckB.ratio.value - 1.04) < 1e-6
    }
    booth.say("deck a pause", "deck b sync off")
    try booth.wait(for: "deck B alone") { !$0.engine.deckA.isPlaying && $0.engine.deckB.follows == nil }
    #expect(abs(booth.state.engine.deckB.tempoTarget - 4) < 0.001)
    booth.say("deck b pause")
    try booth.wait(for: "both to stand") { !$0.engine.deckB.isPlaying }
    try booth.load(next, onto: .b)
    try booth.wait(for: "its own speed") {
      $0.engine.deckB.tempoTarget == 0 && $0.engine.deckB.keyShiftTarget == 0
    }
    // What is said of the deck while its next track is on its way is meant for that one.
    booth.say("deck a load \"\(next)\"", "deck a tempo = 2")
    try booth.wait(for: "the next track") { $0.deckA.track?.path == next && $0.deckA.loading == nil }
    try booth.wait(for: "the tempo that was said") { $0.engine.deckA.tempoTarget == 2 }
    booth.say("deck a eject")
    try booth.wait(for: "an empty deck at its own tempo") {
      $0.deckA.track == nil && $0.engine.deckA.tempoTarget == 0
    }
  }
}
