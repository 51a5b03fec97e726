import Music
import Support
import Testing

@testable import Workstation

/// A deck that is to follow another one while no beats are known plays in its own time; that is said.
@Suite("Beats that are not known", .waits)
struct UnknownBeatsTests {
  @Test("sync and a start say that there are no beats, or that they are not known yet; once they are, it follows")
  func isSaid() throws {
    let booth = try Booth()
    let (short, still, long) = ("/short.wav", "/still.wav", "/long.wav")
    try write(ClickTracks.kicks(bpm: 120, seconds: 60), to: booth.music + short)
    try write(ClickTracks.sine(hz: 440, amplitude: 0.2, seconds: 20), to: booth.music + still)
    try write(ClickTracks.kicks(bpm: 122, seconds: 300), to: booth.music + long)
    try booth.load(booth.music + short, onto: .a)
    // It plays for as long as others are listened to.
    booth.say("deck a grid 120 0", "deck a loop 4", "deck a play")
    try booth.wait(for: "music") {
      $0.engine.deckA.isPlaying && $0.engine.deckA.hasGrid && $0.engine.deckA.isLooping
    }
    try booth.load(booth.music + still, onto: .b)
    try booth.wait(for: "all that is found of it", within: .backgroundWork) { _ in
      !booth.workstation.decks.b.awaits(.beats)
    }
    booth.say("deck b sync on")
    try booth.wait(forMessage: "deck B has no beats to sync by: deck b grid tap, on each beat, gives it some")
    // Five minutes are not read in a moment.
    booth.say("deck b load \"\(booth.music)\(long)\"")
    try booth.wait(for: "its first frames") {
      $0.deckB.track?.path == booth.music + long && $0.engine.deckB.serial != nil
    }
    booth.say("deck b sync on", "deck b play")
    try booth.wait(forMessage: "the beats of deck B are not known yet: deck B follows once they are")
    try booth.wait(forMessage: "the beats of deck B are not known yet: until they are, deck B plays in its own time")
    try booth.wait(for: "deck B in time", within: .backgroundWork) {
      // Without beats there is no loop that holds it.
      if $0.engine.deckB.position.value > 200 * 44_100 { booth.say("deck b seek 1") }
      return $0.engine.deckB.hasGrid && $0.sound.phaseError(of: .b).map(SoundModel.isInPhase) == true
    }
  }

  @Test("what is to start on a bar of the deck that plays waits for its beats; undo and a start by hand end the wait")
  func aStartInTimeWaits() throws {
    let booth = try Booth()
    let (first, long) = (booth.music + "/first.wav", booth.music + "/long.wav")
    try write(ClickTracks.kicks(bpm: 120, seconds: 20), to: first)
    try write(ClickTracks.kicks(bpm: 122, seconds: 300), to: long)
    try booth.load(first, onto: .a)
    booth.say("deck a grid 120 0", "deck a play", "deck a loop 4")
    try booth.wait(for: "music") { $0.engine.deckA.isPlaying && $0.engine.deckA.hasGrid }
    booth.say("deck b load \"\(long)\"")
    try booth.wait(for: "its first frames") { $0.deckB.track?.path == long && $0.engine.deckB.serial != nil }
    let isWaiting = "“deck b play at bar” waits until the key and beats of deck B are there"
    booth.say("deck b sync on", "deck b play at bar")
    try booth.wait(forMessage: isWaiting)
    #expect(booth.state.status.pending.first?.hasPrefix("deck b play at bar, when the key and beats") == true)
    booth.say("undo")
    try booth.wait(forMessage: "undone: deck b play at bar, which still waited")
    #expect(booth.state.status.pending.isEmpty)
    // Done again it waits again, and is taken back as one that waits.
    booth.say("redo", "undo")
    try booth.wait(forMessage: "undone: deck b play at bar, which still waited")
    booth.say("deck b play at bar", "deck b pause")
    try booth.wait(forMessage: "“deck b play at bar” was given up")
    booth.say("deck b play at bar")
    try booth.wait(forMessage: isWaiting)
    let state = try booth.wait(for: "deck B", within: .backgroundWork) { $0.engine.deckB.isPlaying }
    #expect(state.engine.deckB.hasGrid)
    try booth.wait(for: "deck B in time") { $0.sound.phaseError(of: .b).map(SoundModel.isInPhase) == true }
  }
}
