import Engine
import Media
import Music
import Support
import Testing

@testable import Workstation

/// What is said while the stems of a track are still being read is done when they are there.
@Suite("Commands that wait for stems", .waits) struct EarlyCommandTests {
  private static let seconds = 12.0

  private static func track(_ name: String, in booth: Booth, hz: Double, bpm: Double) throws -> String {
    try writeTrack(
      name, in: booth.music,
      stems: [
        (.vocals, ClickTracks.sine(hz: hz, amplitude: 0.2, seconds: seconds)),
        (.drums, ClickTracks.kicks(bpm: bpm, seconds: seconds)),
      ])
  }

  /// Deck A holds a track and its stems, another one is on the disk.
  private func booth() throws -> (booth: Booth, next: String) {
    let booth = try Booth()
    try booth.load(try Self.track("Sung", in: booth, hz: 660, bpm: 120), onto: .a, stems: 2)
    booth.say("deck a grid 120 0", "deck a correct key 8A")
    return (booth, try Self.track("Played", in: booth, hz: 880, bpm: 124))
  }

  @Test("a mash waits, shows what it waits for, and is planned when the stems are there")
  func aMashWaits() throws {
    let (booth, next) = try booth()
    booth.say("deck b load \"\(next)\"", "mash a")
    try booth.wait(forMessage: "“mash a” waits until the stems of deck B")
    #expect(booth.state.mash?.contains("waits for the stems of deck B") == true)
    #expect(booth.state.status.pending.first?.hasPrefix("mash a, when the stems of deck B") == true)
    try booth.wait(for: "the mash") { $0.engine.mash.voice == .a }
    #expect(booth.snapshot[.b].stems.count == 2)
    #expect(booth.snapshot.mash?.hasPrefix("MASH: voice of A over B") == true)
    #expect(booth.snapshot.status.pending.isEmpty)
  }

  @Test("a swap, a stem's mute and its level wait as a mash does, in their order")
  func othersWait() throws {
    let (booth, next) = try booth()
    booth.say("deck b load \"\(next)\"", "stem b vocals mute on", "stem b drums level 0.5", "swap a")
    #expect(booth.state.status.pending.count == 3)
    let state = try booth.wait(for: "the swap") { $0.engine.swap == .a && $0.engine.deckB.stemMutes[0] }
    #expect(state.engine.mash.voice == nil)
    try booth.wait(for: "the level") { abs($0.engine.deckB.stemLevels[1] - 0.5) < 1e-6 }
  }

  @Test("cancel, mash off, an empty deck and another track end the wait")
  func whatEndsTheWait() throws {
    let (booth, next) = try booth()
    let other = try Self.track("Other", in: booth, hz: 550, bpm: 122)
    booth.say("deck b load \"\(next)\"", "mash a at bar", "cancel")
    try booth.wait(forMessage: "“mash a at bar” was given up")
    #expect(booth.state.status.pending.isEmpty && booth.state.mash == nil)
    booth.say("deck b load \"\(next)\"", "mash a", "mash off at bar")
    #expect(booth.state.status.pending.allSatisfy { !$0.hasPrefix("mash a,") })
    booth.say("deck b load \"\(next)\"", "mash a", "deck b load \"\(other)\"")
    try booth.wait(forMessage: "“mash a” was given up: deck B has not kept the track it was said of")
    booth.say("deck b load \"\(next)\"", "mash a", "deck b unload")
    try booth.wait(for: "the end of the wait") { $0.status.pending.isEmpty }
    try booth.load(next, onto: .b, stems: 2)
    #expect(booth.snapshot.engine.mash.voice == nil)
    booth.say("cancel")
    try booth.wait(forMessage: "nothing waits")
  }

  @Test("a file that cannot be read ends the wait with its reason")
  func aFileThatFails() throws {
    let (booth, _) = try booth()
    try writeText("no music", to: booth.music + "/broken.wav")
    booth.say("deck b load \"\(booth.music)/broken.wav\"", "mash a")
    try booth.wait(forMessage: "deck B is empty: load a track first")
    #expect(booth.snapshot.engine.mash.voice == nil && booth.snapshot.status.pending.isEmpty)
  }
}
