import Engine
import Glibc
import Music
import Platform
import Support
import Testing

@testable import Workstation

/// Partners for mashups through the whole program: found, listed, heard, loaded.
@Suite("Mashups", .enabled(if: InstalledSegue.isBuilt, "segue is not built"), .serialized, .waits)
struct MashupListTests {
  private static let seconds = 40.0

  /// Three tracks with stems and one without, in the library.
  private func booth() throws -> Booth {
    let booth = try Booth()
    for (number, bpm) in [118.0, 120, 122].enumerated() {
      let track = SyntheticTrack(tempo: { _ in bpm }, seconds: Self.seconds, seed: UInt64(number + 3))
      _ = try writeTrack(
        "song\(number)", in: booth.music,
        stems: [(.vocals, struckVoice(track, seconds: Self.seconds)), (.instrumental, track.signal.samples)])
    }
    let bare = SyntheticTrack(tempo: { _ in 121 }, seconds: Self.seconds, seed: 9)
    try write(bare.signal.samples, to: "\(booth.music)/bare.flac", .flac)
    try booth.scanMusic(tracks: 4)
    return booth
  }

  private func path(_ name: String, _ booth: Booth) throws -> String {
    let rows = booth.snapshot.browser.rows
    return try #require(rows.first { fileName($0.path).hasPrefix(name) }?.path)
  }

  @Test("Both ways round, heard in the headphones, loaded where they are planned")
  func fromTheListToTheDeck() throws {
    let booth = try booth()
    // A scan has listened to all stems.
    let tracks = booth.snapshot.browser.rows
    let facts = try booth.library.stemFacts(of: tracks.map(\.id))
    #expect(facts.count == 3)
    for fact in facts.values {
      #expect(fact.voiceLoudness != nil && fact.instrumentalLoudness != nil && !fact.sung.isEmpty)
      #expect(try #require(fact.usualPartial) > 400 && fact.usualPartial! < 480)
    }
    #expect(try booth.library.unheardStems().isEmpty)

    try booth.load(try path("song0", booth), onto: .a, stems: 2)
    booth.say("headphones to 3-4", "mashups")
    var state = try booth.wait(for: "partners") { $0.screen.mashups?.rows.isEmpty == false }
    let list = try #require(state.screen.mashups)
    #expect(list.deck == .a && list.rows.count == 4)
    #expect(Set(list.rows.map(\.way)) == ["this voice over its beat", "its voice over this beat"])
    #expect(
      zip(list.rows, list.rows.dropFirst()).allSatisfy {
        $0.needsWork == $1.needsWork ? $0.score >= $1.score : $1.needsWork
      })
    #expect(!list.rows.contains { $0.track.title.hasPrefix("bare") || $0.track.title == "song0" })
    booth.say("why")
    #expect(booth.snapshot.screen.mashups?.isExplained == true)
    booth.say("why")

    // Heard: both buses sound, sixteen bars long, and nobody but the headphones hears it.
    booth.say("audition mashup")
    state = try booth.wait(for: "the mashup") { $0.engine.preview.serial != nil && $0.screen.audition?.position != nil }
    #expect(state.screen.audition?.place == "mashup" && !state.engine.deckA.isPlaying)
    let length = state.engine.preview.lengthFrames.value / 44_100
    #expect(length > 8 && length < 40)
    // The next one is rendered ahead; what is heard goes on until it begins.
    let serial = state.engine.preview.serial
    booth.say("audition down")
    var isGap = false
    state = try booth.wait(for: "the next one") {
      if $0.engine.preview.serial == nil { isGap = true }
      return $0.engine.preview.serial != serial && !isGap && $0.screen.audition?.position != nil
    }
    #expect(state.screen.mashups?.selected == 1 && !isGap)

    let row = try #require(state.screen.mashups?.rows[1])
    // Taken back, the deck is empty again and the other one stands where it stood.
    booth.say("deck a seek 17.1")
    let elsewhere = try booth.wait(for: "another place") { $0.engine.deckA.position.value > 17 * 44_100 }
    let before = elsewhere.engine.deckA.position
    booth.say("audition load")
    try booth.wait(for: "the partner") {
      $0.screen.deckB.track?.title == row.track.title && $0.screen.deckB.stems.count == 2
        && $0.engine.deckB.position.value > 0 && $0.engine.deckA.position != before
    }
    booth.say("undo")
    try booth.wait(forMessage: "undone: audition load")
    try booth.wait(for: "an empty deck") { $0.screen.deckB.track == nil && $0.engine.deckA.position == before }
    booth.say("mashups load")
    // Its notes are known before its stems are read: a mash that waits for them says the key that it will have.
    try booth.wait(for: "the partner's notes or stems") { state in
      let onDeck = booth.workstation.decks.b.track
      return onDeck?.track.id == row.track.id && (onDeck?.notes != nil || !state.screen.deckB.stems.isEmpty)
    }
    #expect(booth.workstation.decks.b.track?.notes != nil)
    state = try booth.wait(for: "the partner") {
      $0.screen.deckB.track?.title == row.track.title && $0.engine.deckB.position.value > 0
        && $0.screen.deckB.stems.count == 2
    }
    #expect(state.engine.deckB.cue == state.engine.deckB.position && !state.engine.deckB.isPlaying)
    // Each stands on a bar line of its own.
    for deck in DeckID.allCases {
      let grid = try #require(state.screen[deck].grid)
      let beat = grid.beat(at: state.engine[deck].position.time(at: .cd)).value
      #expect(abs(beat - beat.rounded()) < 0.02 && grid.isDownbeat(Int(beat.rounded())))
    }
    // Live it is shifted as it was planned; and as the DJ has the decks, which the list heeds.
    let sings: DeckID = row.way == "this voice over its beat" ? .a : .b
    let planned = try #require(booth.workstation.mashups.chosen?.plan)
    booth.say("mash \(sings.word)")
    state = try booth.wait(for: "the mash") { $0.engine.mash.voice == sings }
    try booth.wait(for: "its keys") { abs($0.engine[sings].keyShift - planned.voiceKey) < 0.05 }
    booth.say("mash off", "deck \(sings.other.word) key 0.5")
    try booth.wait(for: "the list of what is set") { _ in
      booth.workstation.mashups.chosen.map { abs($0.plan.beatKey - 0.5) < 1e-6 } == true
    }
    let other = try #require(booth.workstation.mashups.chosen?.plan)
    let moved = other.voiceKey - planned.voiceKey
    #expect(abs(moved - 0.5 - (moved - 0.5).rounded()) < 0.05, "\(planned.voiceKey) \(other.voiceKey)")
    booth.say("mashups off")
    #expect(booth.snapshot.screen.mashups == nil && booth.snapshot.screen.audition == nil)
    // Both stand where it was planned; the tracks' own cue points are the DJ's.
    for deck in DeckID.allCases {
      let track = try #require(booth.workstation.decks[deck].track?.track)
      #expect(try booth.library.cue(of: track.id) == nil)
    }
  }

  @Test("What is missing is said, with what would do")
  func missing() throws {
    let booth = try booth()
    booth.say("mashups of b")
    try booth.wait(forMessage: "deck B is empty")
    booth.say("audition mashup")
    try booth.wait(forMessage: "no headphones are set up")
    // In the room it is heard without them: the planned bars, not the library's track.
    try booth.load(try path("song0", booth), onto: .a, stems: 2)
    booth.say("mashups")
    try booth.wait(for: "partners") { $0.screen.mashups?.rows.isEmpty == false }
    booth.say("audition in room")
    let heard = try booth.wait(for: "the mashup in the room") { $0.screen.audition?.position != nil }
    #expect(heard.screen.audition?.place == "mashup" && heard.screen.audition?.isInRoom == true)
    #expect(heard.screen.audition?.title == heard.screen.mashups?.rows[0].track.title)
    booth.say("audition down")
    let next = try booth.wait(for: "the next one") {
      $0.screen.mashups?.selected == 1 && $0.screen.audition?.position != nil
        && $0.engine.preview.serial != heard.engine.preview.serial
    }
    #expect(next.screen.audition?.isInRoom == true && next.screen.audition?.place == "mashup")
    booth.say("audition stop", "mashups off", "deck a unload")
    booth.say("headphones to 3-4", "audition mashup")
    try booth.wait(forMessage: "no mashup is selected: mashups lists the partners")
    try booth.load(try path("bare", booth), onto: .b)
    booth.say("mashups of b")
    let state = try booth.wait(for: "the note") { $0.screen.mashups?.note != nil }
    #expect(state.screen.mashups?.note?.contains("has no stems: split it (“split a”") == true)
    booth.say("mashups load")
    try booth.wait(forMessage: "no mashup is selected")
  }
}
