import Engine
import Media
import Music
import Support
import Testing

@testable import Workstation

/// Mashups through the whole program: what is said of them, and what stands in their way.
@Suite("Mashups") struct MashSetTests {
  private static let seconds = 12.0
  private static let silence = [Float](repeating: 0, count: Int(2 * seconds * 44_100))

  private static func tone(_ hz: Double) -> [Float] { ClickTracks.sine(hz: hz, amplitude: 0.2, seconds: seconds) }
  private static func kicks(_ bpm: Double) -> [Float] { ClickTracks.kicks(bpm: bpm, seconds: seconds) }

  private func track(_ name: String, in booth: Booth, voice: [Float], bpm: Double) throws -> String {
    try writeTrack(name, in: booth.music, stems: [(.vocals, voice), (.drums, Self.kicks(bpm))])
  }

  @Test("the plan is said and shown before it sounds, then what is heard; and both decks come back")
  func aMashIsPlanned() throws {
    let booth = try Booth()
    try booth.load(try track("Sung", in: booth, voice: Self.tone(660), bpm: 120), onto: .a, stems: 2)
    try booth.load(try track("Played", in: booth, voice: Self.tone(880), bpm: 124), onto: .b, stems: 2)
    booth.say("deck a grid 120 0", "deck b grid 124 0", "deck a correct key 8A", "deck b correct key 10A")
    booth.say("deck b play", "deck a play")
    try booth.wait(for: "both decks play") { $0.engine.deckA.isPlaying && $0.engine.deckB.isPlaying }
    booth.say("mash balance 2", "mash a at bar")
    try booth.wait(forMessage: "mash at bar: voice +")
    #expect(booth.snapshot.mash?.hasPrefix("MASH at bar: voice +") == true)
    let heard = try booth.wait(for: "the mash") { $0.engine.mash.voice == .a }
    #expect(heard.mash?.hasPrefix("MASH: voice of A over B: voice +") == true)
    #expect(heard.mash?.hasSuffix("+2.0 LU") == true)
    try booth.wait(for: "its key") { abs($0.engine.deckA.keyShift - 2) < 0.1 }
    #expect(booth.snapshot.engine.swap == .a)
    booth.say("mash off")
    let over = try booth.wait(for: "its end") { $0.engine.mash.voice == nil && $0.engine.deckA.keyShift == 0 }
    #expect(over.engine.swap == nil)
    try booth.wait(for: "the end of its line") { $0.mash == nil }
  }

  @Test("what is missing is said, each in a sentence")
  func whatIsMissing() throws {
    let booth = try Booth()
    booth.say("mash a")
    try booth.wait(forMessage: "deck A is empty: load a track first")
    try booth.load(try track("Mute", in: booth, voice: Self.silence, bpm: 120), onto: .a, stems: 2)
    try booth.load(try track("Sung", in: booth, voice: Self.tone(660), bpm: 124), onto: .b, stems: 2)
    booth.say("deck b play", "mash a")
    try booth.wait(forMessage: "deck A: its vocals are silent: there is no voice to lay over deck B")
    #expect(booth.snapshot.engine.mash.voice == nil)
    let bare = booth.music + "/bare.wav"
    try write(Self.tone(500), to: bare, .wav)
    booth.say("deck a unload")
    try booth.wait(for: "an empty deck") { $0.engine.deckA.serial == nil && $0.deckA.track == nil }
    try booth.load(bare, onto: .a)
    try booth.wait(for: "the search for stems") { _ in !booth.workstation.decks.a.load.awaitsStems }
    booth.say("mash b")
    try booth.wait(forMessage: "deck A: no stems were found beside this track: it plays whole, at its own level")
    try booth.wait(forMessage: "deck A has no beat grid: the voice is not held on the beat (deck a grid tap)")
    try booth.wait(for: "the mash") { $0.engine.mash.voice == .b }
    booth.say("mash off", "mash shift off", "mash balance 9")
    try booth.wait(forMessage: "“9” is out of range: a mashup's balance goes from -1 to 3 LU")
  }
}
