import Engine
import Media
import Music
import Support
import Testing

@testable import Workstation

/// What would leave the room without music, or without the voice that was asked for, is asked or said.
@Suite("The room is not silenced without a word", .serialized, .waits)
struct RoomSilenceTests {
  private let booth: Booth
  private let paths: [String]

  init() throws {
    let booth = try Booth()
    // A voice that comes after a while: silent for 16 s, then sung.
    let seconds = 30.0
    paths = try [("One", 660.0, 120.0), ("Two", 880, 124)].map { name, hz, bpm in
      var voice = ClickTracks.sine(hz: hz, amplitude: 0.2, seconds: seconds)
      for index in 0..<(2 * 16 * 44_100) { voice[index] = 0 }
      return try writeTrack(
        name, in: booth.music, stems: [(.vocals, voice), (.drums, ClickTracks.kicks(bpm: bpm, seconds: seconds))])
    }
    self.booth = booth
  }

  @Test("Play in one breath with a load plays the new track, on an empty deck and in the place of another one")
  func loadAndPlay() throws {
    booth.say("deck a load \"\(paths[0])\"", "deck a play")
    try booth.wait(for: "the first track playing") { $0.engine.deckA.isPlaying && $0.deckA.track?.path == paths[0] }
    booth.say("deck a pause")
    try booth.wait(for: "a stop") { !$0.engine.deckA.isPlaying }
    booth.say("deck a load \"\(paths[1])\"", "deck a toggle")
    let state = try booth.wait(for: "music") { $0.engine.deckA.isPlaying }
    #expect(state.deckA.track?.path == paths[1])
    // A file that is none: the start goes with it.
    booth.say("deck b load \"\(booth.music)/none.wav\"", "deck b play")
    try booth.wait(forMessage: "none.wav")
    #expect(!booth.snapshot.engine.deckB.isPlaying)
  }

  @Test("An eject of what the room hears is asked; said once more it is done")
  func ejectAsks() throws {
    try booth.load(paths[0], onto: .a, stems: 2)
    booth.say("deck a play")
    try booth.wait(for: "the room hears it") { $0.engine.deckA.isHeard }
    booth.say("deck a unload")
    try booth.wait(forMessage: "the room hears nothing but deck A: say eject once more")
    #expect(booth.snapshot.deckA.track != nil)
    booth.say("deck a unload")
    try booth.wait(for: "an empty deck") { $0.deckA.track == nil }
    // One of two that it hears is asked, too.
    try booth.load(paths[0], onto: .a, stems: 2)
    try booth.load(paths[1], onto: .b, stems: 2)
    booth.say("deck a play", "deck b play")
    try booth.wait(for: "the room hears both") { $0.engine.deckA.isHeard && $0.engine.deckB.isHeard }
    booth.say("deck a unload")
    try booth.wait(forMessage: "the room hears deck A: say eject once more")
    #expect(booth.snapshot.deckA.track != nil)
    booth.say("deck a pause; deck a unload; deck b pause; deck b unload")
    try booth.wait(for: "empty decks") { $0.deckA.track == nil && $0.deckB.track == nil }
    // What stands goes at once.
    try booth.load(paths[1], onto: .b, stems: 2)
    booth.say("deck b unload")
    try booth.wait(for: "the other one, empty") { $0.deckB.track == nil }
  }

  @Test("A swap says that nobody sings, a fade that the deck stands, a start that it runs")
  func silencesAreSaid() throws {
    try booth.load(paths[0], onto: .a, stems: 2)
    try booth.load(paths[1], onto: .b, stems: 2)
    booth.say("deck a grid 120 0", "deck b grid 120 0", "deck b play", "deck b loop 4")
    try booth.wait(for: "the room hears it") { $0.engine.deckB.isHeard && $0.engine.deckB.isLooping }
    booth.say("swap a")
    try booth.wait(forMessage: "deck A stands: nobody sings until it plays")
    booth.say("swap off", "deck b kill low on")
    try booth.wait(for: "the kill") { $0.engine.deckB.kills[0] && $0.engine.swap == nil }
    booth.say("swap a")
    try booth.wait(forMessage: "nobody has the bass: the lows of deck B are off (deck b kill low off)")
    booth.say("swap off", "crossfade a")
    try booth.wait(forMessage: "the room hears deck B: say it once more to leave the room to a deck that stands")
    #expect(booth.snapshot.engine.crossfader == 0)
    booth.say("crossfade a")
    try booth.wait(forMessage: "the room will hear nothing: that deck stands")
    booth.say("crossfade centre", "deck a play", "deck b play at bar")
    try booth.wait(forMessage: "deck B plays already")
    try booth.wait(for: "both") { $0.engine.deckA.isPlaying }
    booth.say("swap a")
    let said = try booth.wait(forMessage: "nobody sings on deck A for ")
    #expect(said.text.hasSuffix(" bars"), "\(said.text)")
    // A mash starts the deck itself.
    booth.say("swap off", "deck a pause")
    try booth.wait(for: "a deck that stands") { !$0.engine.deckA.isPlaying && $0.engine.swap == nil }
    func standing() -> Int { booth.workstation.log.past.count { $0.message.text.contains("deck A stands") } }
    let before = standing()
    booth.say("mash a")
    try booth.wait(for: "the mash") { $0.engine.mash.voice == .a && $0.engine.deckA.isPlaying }
    #expect(standing() == before)
  }
}
