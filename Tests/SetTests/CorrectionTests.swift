import Engine
import Music
import Support
import Testing
import Workstation

@Suite("The DJ mends what was heard", .serialized, .waits)
struct CorrectionTests {
  /// Half a minute at 124 BPM in D minor, analysed and on deck A.
  private func booth() throws -> Booth {
    let booth = try Booth()
    let made = SyntheticTrack(
      tempo: { _ in 124 }, seconds: 34, key: try #require(MusicalKey(parsing: "D minor")), seed: 1)
    try write(made.signal.samples, to: booth.music + "/1.flac", .flac, tags: Tags(title: "Low Tide"))
    try booth.scanMusic(tracks: 1)
    try booth.load(booth.music + "/1.flac", onto: .a)
    return booth
  }

  @Test func theGridIsMendedOnTheDeckAndForGood() throws {
    let booth = try booth()
    let heard = try #require(booth.snapshot.deckA.grid)
    func bpm() throws -> Double { try #require(booth.snapshot.deckA.grid).bpm(at: TrackTime(1)).value }
    booth.say("deck a grid halve")
    #expect(abs(try bpm() - heard.anchors[0].bpm.value / 2) < 1e-9)
    try booth.wait(for: "the engine's half tempo") { abs($0.engine.deckA.bpm.value - 62) < 0.2 }
    booth.say("deck a seek 2", "deck a grid nudge +5", "deck a grid undo")
    #expect(booth.snapshot.deckA.grid == heard.times(0.5))
    booth.say("deck a grid lock on", "deck a grid double")
    try booth.wait(forMessage: "is locked")
    #expect(booth.snapshot.deckA.isGridLocked)
    #expect(booth.snapshot.deckA.grid == heard.times(0.5))
    try booth.wait(for: "the list to have the mended tempo") {
      abs(($0.browser.rows.first?.bpm?.value ?? 0) - 62) < 0.2
    }

    // Loaded again, it is what the DJ made of it.
    booth.say("deck a unload")
    try booth.wait(for: "an empty deck") { $0.engine.deckA.serial == nil }
    try booth.load(booth.music + "/1.flac", onto: .a)
    #expect(booth.snapshot.deckA.grid == heard.times(0.5))
    #expect(booth.snapshot.deckA.isGridLocked)
    booth.say("deck a grid lock off", "deck a grid reset")
    #expect(booth.snapshot.deckA.grid == heard)
  }

  @Test func tapsAreHeardAtThePlayhead() throws {
    let booth = try booth()
    booth.say("deck a grid tap")
    try booth.wait(forMessage: "let deck A play")
    booth.say("deck a play")
    let heard = try #require(booth.snapshot.deckA.grid)
    // A tap on every second beat, as the deck passes it; all of them once more where a busy machine has held the hand.
    var latest = Double.infinity
    while latest > 0.1 {
      if latest < .infinity {
        booth.say("deck a grid undo", "deck a seek 0", "deck a play")
        try booth.wait(for: "the beginning") { $0.engine.deckA.isPlaying && $0.engine.deckA.beat.value < 4 }
      }
      latest = 0
      for beat in stride(from: 4.0, through: 12, by: 2) {
        try booth.wait(for: "beat \(beat)") { $0.engine.deckA.beat.value >= beat }
        booth.say("deck a grid tap")
        latest = max(latest, booth.state.engine.deckA.beat.value - beat)
        guard latest < 0.1 else { break }
      }
    }
    let tapped = try #require(booth.snapshot.deckA.grid)
    #expect(abs(tapped.bpm(at: TrackTime(1)).value - heard.bpm(at: TrackTime(1)).value / 2) < 1e-9)
    booth.say("deck a grid undo")
    #expect(booth.snapshot.deckA.grid == heard)
  }

  @Test func keyAndSectionsAreCorrected() throws {
    let booth = try booth()
    booth.say("deck a correct key 11B", "deck a seek 10")
    try booth.wait(for: "second 10") { $0.engine.deckA.position.value >= 440_000 }
    booth.say("deck a correct section start", "deck a correct section drop")
    let snapshot = try booth.wait(for: "the key in the list") {
      $0.browser.rows.first?.key == MusicalKey(parsing: "11B")
    }
    let sections = snapshot.deckA.sections
    let drop = try #require(sections.first { $0.label == "drop" && abs($0.start_seconds - 10) < 1 })
    let downbeats = (0...20).compactMap { bar in
      snapshot.deckA.grid.map { $0.time(of: BeatPosition(Double(($0.downbeat ?? 0) + 4 * bar))).value }
    }
    #expect(downbeats.contains { abs($0 - drop.start_seconds) < 1e-9 })
    // A deck that plays goes there by whole bars, so that it stays on the other one's.
    booth.say("deck a quantize off", "deck a seek 3.3", "deck a play", "deck a seek drop", "deck a pause")
    let jumped = try booth.wait(for: "the drop") {
      $0.engine.deckA.position.value >= 440_000 - 44_100 && !$0.engine.deckA.isPlaying
    }
    let grid = try #require(jumped.deckA.grid)
    let (before, after) = (grid.beat(at: TrackTime(3.3)).value, jumped.engine.deckA.position.value / 44_100)
    let played = jumped.engine.deckA.position.value / 44_100 - drop.start_seconds
    #expect(played > -2.5 && played < 4, "\(played)")
    let bars = (grid.beat(at: TrackTime(after)).value - before) / 4
    // It may have played on for a moment since, and not for a bar.
    #expect(bars - bars.rounded(.down) < 0.7, "\(bars) bars")
    booth.say("deck a correct key H")
    try booth.wait(forMessage: "isn't a key")
    booth.say("deck a correct forget")
    try booth.wait(for: "the key that was heard") { $0.browser.rows.first?.key == MusicalKey(parsing: "D minor") }
  }
}
