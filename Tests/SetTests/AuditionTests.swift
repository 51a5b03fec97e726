import Engine
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// Tracks that are heard before the room hears them, through the whole program.
@Suite("Auditions", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .serialized, .waits)
struct AuditionTests {
  /// Three tracks in the library, the first of which plays on deck A; headphones on outputs 3 and 4.
  private func booth(playing: Bool = true, headphones: String = "3-4") throws -> Booth {
    let booth = try Booth()
    try writeDanceTracks(3, in: booth.music)
    try booth.scanMusic(tracks: 3)
    if headphones != "none" { booth.say("headphones to \(headphones)") }
    guard playing else { return booth }
    booth.say("deck a load \"\(booth.music)/0.flac\"")
    try booth.wait(for: "the track") { $0.engine.deckA.lengthFrames.value > 0 && $0.engine.deckA.hasGrid }
    // It plays for as long as the test takes.
    booth.say("deck a tempo = 3", "deck a play", "deck a loop 4")
    try booth.wait(for: "deck A") { $0.engine.deckA.isPlaying && $0.engine.deckA.isLooping }
    return booth
  }

  private func heard(_ booth: Booth) throws -> State {
    try booth.wait(for: "the audition") { $0.engine.preview.serial != nil && $0.screen.audition?.position != nil }
  }

  @Test("Without headphones it says what to do, and nobody hears anything")
  func refused() throws {
    let booth = try booth(headphones: "none")
    booth.say("audition \"\(booth.music)/1.flac\"")
    try booth.wait(forMessage: "no headphones are set up: say “headphones to split”")
    let state = booth.snapshot
    #expect(state.screen.audition == nil && state.engine.preview.serial == nil)
    booth.say("audition in room \"\(booth.music)/1.flac\"")
    let room = try heard(booth)
    #expect(room.screen.audition?.isInRoom == true && room.screen.audition?.output == "THE ROOM")
    booth.say("audition stop")
    try booth.wait(for: "silence") { $0.engine.preview.serial == nil && $0.screen.audition == nil }
  }

  @Test("A master is heard beside its track, where it is and as loud; the table says what it changed")
  func master() throws {
    let booth = try booth(playing: false)
    booth.say("audition master a")
    try booth.wait(forMessage: "deck A is empty: load a track first")
    booth.say("deck a load \"\(booth.music)/0.flac\"")
    try booth.wait(for: "the track") { $0.engine.deckA.lengthFrames.value > 0 && $0.engine.deckA.hasGrid }
    booth.say("deck a jump 8")
    booth.say("audition master a")
    let first = try booth.wait(for: "the master") { $0.screen.audition?.position != nil }
    #expect(first.screen.audition?.place == "its master" && first.screen.audition?.output == "outputs 3-4")
    #expect(first.screen.audition?.table.contains { $0.hasPrefix("loudness") } == true)
    let (serial, position) = (first.engine.preview.serial, first.engine.preview.position)
    booth.say("audition down")
    let second = try booth.wait(for: "the track itself") {
      $0.screen.audition?.place == "itself" && $0.engine.preview.serial != nil && $0.engine.preview.serial != serial
    }
    #expect(second.engine.preview.position.value >= position.value && second.engine.preview.ratio == .asRecorded)
    booth.say("audition up")
    try booth.wait(for: "the master again") { $0.screen.audition?.place == "its master" }
    // It is made once: the second time it is there at once, in the room as well.
    booth.say("audition in room")
    try booth.wait(for: "the room") { $0.screen.audition?.isInRoom == true && $0.screen.audition?.position != nil }
    booth.say("audition load")
    try booth.wait(forMessage: "a master is a file's: segue master 0.flac writes it")
    booth.say("audition stop")
    try booth.wait(for: "silence") { $0.engine.preview.serial == nil && $0.screen.audition == nil }
  }

  @Test("A listening test is heard in the room, goes on with each answer, and saves what was liked")
  func listeningTest() throws {
    let booth = try booth(playing: false, headphones: "none")
    booth.say("search Track", "sort title", "test start")
    for (number, answer) in ["keep", "skip", "classic"].enumerated() {
      let state = try booth.wait(for: "track \(number + 1)") {
        $0.screen.audition?.position != nil && $0.screen.status.test?.hasPrefix("\(number + 1) of 3") == true
      }
      #expect(state.screen.audition?.isInRoom == true && state.screen.audition?.place == "best")
      booth.say("answer \(answer)")
    }
    try booth.wait(forMessage: "1 keep, 1 skip, 1 classic")
    try booth.wait(for: "silence") { $0.engine.preview.serial == nil && $0.screen.status.test == nil }
    try booth.wait(forMessage: "2 tracks saved in")
    #expect(try booth.library.answers().map(\.answer) == [.classic, .skip, .keep])
  }

  @Test("While a set is on, a listening test without headphones says what to do, and ends")
  func listeningTestWithoutHeadphones() throws {
    let booth = try booth(headphones: "none")
    booth.say("test start")
    try booth.wait(forMessage: "no headphones are set up")
    #expect(booth.snapshot.screen.status.test == nil && booth.snapshot.engine.deckA.isPlaying)
  }

  @Test("It keeps to the room's beat, goes through sections and rows, and comes onto the free deck as it is heard")
  func asHeard() throws {
    let booth = try booth()
    booth.say("audition best \"\(booth.music)/1.flac\"")
    var state = try heard(booth)
    #expect(state.engine.preview.follows == .a && state.screen.audition?.isInTime == true)
    #expect(abs(state.engine.preview.phaseError?.value ?? 1) < 0.02)
    #expect(state.screen.audition?.output == "outputs 3-4" && state.screen.audition?.place == "best")
    let first = state.engine.preview.serial
    booth.say("audition back")
    booth.say("audition forward")
    // Both have come to the audio thread.
    let said = booth.snapshot.engine.frame
    state = try booth.wait(for: "both jumps") { $0.engine.frame.value > said.value + 8192 }
    #expect(state.engine.preview.serial == first)
    let before = state.engine.preview
    let begun = ContinuousClock.now
    booth.say("audition load")
    state = try booth.wait(for: "deck B") { $0.engine.deckB.serial != nil && $0.engine.deckB.position.value > 1 }
    #expect(state.engine.deckB.position.value >= before.position.value - 1)
    // It cannot have played longer than that until it was loaded; blocks are heard ahead of the clock.
    let elapsed = (ContinuousClock.now - begun) / .seconds(1)
    #expect(state.engine.deckB.position.value <= before.position.value + (elapsed + 0.2) * 44_100 * 1.1)
    #expect(abs(state.engine.deckB.tempoTarget - before.tempoPercent) < 1e-6)
    #expect(!state.engine.deckB.isPlaying && state.screen.deckB.track?.title == "Track 1")
    #expect(state.engine.deckB.cue.value > 0)
    try booth.wait(for: "silence") { $0.engine.preview.serial == nil && $0.screen.audition == nil }
    // Up and down the list, each row after the other.
    booth.say("search Track", "sort title", "browse top", "audition selected")
    state = try heard(booth)
    #expect(state.screen.audition?.title.hasPrefix("Track") == true)
    let title = state.screen.audition?.title
    booth.say("audition down")
    try booth.wait(for: "the next row") {
      $0.screen.audition?.title != title && $0.engine.preview.serial != state.engine.preview.serial
    }
    let journals = "\(booth.folder.path)/data/journals"
    booth.workstation.close()
    let text = Programs.contents("\(journals)/\(try #require(names(in: journals).first))")
    #expect(text.contains("deck b load") && !text.contains("audition") && !text.contains("preview"))
  }

  @Test("A planned blend is heard as it will be, phrase on phrase", .tags(.slow))
  func blend() throws {
    let booth = try booth()
    booth.say("audition blend \"\(booth.music)/1.flac\"")
    let state = try heard(booth)
    #expect(state.screen.audition?.place == "blend" && state.engine.preview.follows == .a)
    // It may begin by making up for some milliseconds; rendered at another tempo than the room's it would be stretched.
    try booth.wait(for: "its own tempo") { abs($0.engine.preview.ratio.value - 1) < 0.001 }
    #expect(state.engine.preview.lengthFrames.value > 8 * 44_100)
    booth.say("audition load")
    let loaded = try booth.wait(for: "deck B") { $0.engine.deckB.serial != nil && $0.screen.audition == nil }
    #expect(loaded.screen.deckB.track?.title == "Track 1" && !loaded.engine.deckB.isPlaying)
  }

  @Test("What cannot be auditioned is said, and what plays goes on")
  func badInput() throws {
    let booth = try booth()
    booth.say("audition \"\(booth.music)/none.flac\"")
    try booth.wait(forMessage: "none.flac")
    // The track that plays is heard from its own deck's memory.
    booth.say("record on", "audition start \"\(booth.music)/0.flac\"")
    var state = try heard(booth)
    #expect(state.engine.deckA.isPlaying && state.screen.status.recording != nil)
    booth.say("record off", "auto on", "audition \"\(booth.music)/2.flac\"")
    state = try booth.wait(for: "the other track") { $0.screen.audition?.title == "Track 2" }
    #expect(state.engine.deckA.isPlaying)
    // A track that a deck is just being given.
    booth.say("auto off", "deck b load \"\(booth.music)/1.flac\"", "audition \"\(booth.music)/1.flac\"")
    state = try booth.wait(for: "the track that is loaded too") {
      $0.screen.audition?.title == "Track 1" && $0.screen.audition?.position != nil
        && $0.screen.deckB.track?.title == "Track 1" && $0.engine.deckB.lengthFrames.value > 0
    }
    #expect(state.engine.deckA.isPlaying)
    // The headphones are taken away.
    booth.say("headphones to none")
    try booth.wait(forMessage: "the headphones went away: the audition is over")
    state = try booth.wait(for: "silence") { $0.engine.preview.serial == nil && $0.screen.audition == nil }
    #expect(state.engine.deckA.isPlaying)
    booth.say("audition load")
    try booth.wait(forMessage: "no audition is heard")
  }
}
