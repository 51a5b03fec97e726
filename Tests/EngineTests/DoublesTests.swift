import Engine
import Music
import Support
import Testing

/// One track on both decks, at the same place, tempo and key.
@Suite("Doubles") struct DoublesTests {
  private static let sound = ClickTracks.noise(bits: 16, seconds: 12, seed: 8).map { $0 / 4 }
  private static let grid = BeatGrid(bpm: BPM(120), firstBeat: TrackTime(0.1))

  private static func booth(_ said: [DeckAction]) -> Booth {
    var booth = Booth()
    booth.say(.mixer(.curve(.linear)))
    booth.say(.mixer(.limiter(.off)))
    for deck in DeckID.allCases { booth.load(deck, sound, grid: grid) }
    for action in said { booth.say(.a, action) }
    booth.say(.a, .seek(TrackTime(1.3)))
    booth.say(.a, .play)
    return booth
  }

  @Test("At unity both decks together are the track twice, sample for sample; so it is in the middle of a loop")
  func atUnity() {
    for loop in [[], [DeckAction.loop(Beats(2))]] {
      let one = Self.booth(loop)
      var two = Self.booth(loop)
      // Off the quantum, and off every beat.
      two.say(.b, .join, at: 70_017)
      let (single, double) = (one.render(300_000), two.render(300_000))
      // At the crossfader's centre the linear law gives each side its half or its whole; what matters is that it is the
      // same for both.
      let wrong = (80_000..<290_000).first { abs(double[4 * $0] - 2 * single[4 * $0]) > 1e-6 }
      #expect(wrong == nil, "at frame \(wrong ?? 0)")
      #expect(single[4 * 200_000...4 * 210_000].contains { abs($0) > 0.01 })
    }
  }

  @Test("At another tempo and in another key the two stay in phase: kicks strike within a tenth of a millisecond")
  func stretched() {
    let kicks = ClickTracks.kicks(bpm: 120, seconds: 40, pad: 0)
    for shift in [0.0, 2] {
      var booth = Booth()
      booth.say(.mixer(.curve(.cut)))
      for deck in DeckID.allCases { booth.load(deck, SyncTests.sided(kicks, left: deck == .a), grid: Self.grid) }
      booth.say(.a, .set(.tempo, 4))
      booth.say(.a, .set(.keyShift, shift))
      booth.say(.a, .play)
      booth.say(.b, .join, at: 100_000)
      let offsets = SyncTests.offsets(booth.render(44_100 * 12), from: 150_000).map(abs)
      #expect(offsets.count > 10 && (offsets.max() ?? 1) < 0.1, "\(offsets.max() ?? 99) ms with \(shift) semitones")
    }
  }

  @Test("A deck that stands is joined where it stands; one that has no track is left alone")
  func standing() {
    var booth = Self.booth([])
    booth.say(.a, .pause, at: 60_000)
    booth.say(.b, .join, at: 90_000)
    let out = booth.render(140_000)
    #expect(!booth.engine.snapshot().deckB.isPlaying)
    #expect(abs(booth.engine.snapshot().deckB.position.value - booth.engine.snapshot().deckA.position.value) < 1e-6)
    #expect((120_000..<139_000).allSatisfy { out[4 * $0] == 0 })
  }
}
