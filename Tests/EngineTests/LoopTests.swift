import Engine
import Music
import Support
import Testing

/// Loops at the edges: where the playhead gets past their end by another way, where the track ends before they do, and
/// what other gestures leave of them.
@Suite struct LoopTests {
  private static let start: Int64 = 4096
  /// At 125 BPM.
  private static let beat = 21_168.0

  /// Noise of twenty seconds on deck A, played from `start`.
  private static func booth() -> Booth {
    var booth = Booth()
    booth.load(.a, ClickTracks.noise(bits: 24, seconds: 20, seed: 22), grid: steady(125, firstBeat: 0), at: start)
    booth.say(.a, .play, at: start)
    return booth
  }

  private static func state(_ booth: Booth, after frames: Int) -> DeckState {
    _ = booth.render(frames)
    return booth.engine.snapshot().deckA
  }

  private static func expectInLoop(_ state: DeckState, from first: Double, beats: Double) throws {
    let (loopIn, loopOut) = (try #require(state.loopIn).value, try #require(state.loopOut).value)
    #expect(state.isLooping && state.isPlaying)
    #expect(abs(loopIn - first * beat) < 1 && abs(loopOut - loopIn - beats * beat) < 1)
    #expect(state.position.value >= loopIn && state.position.value < loopOut)
  }

  /// Played again from where the brake left it, and let go before that.
  @Test(arguments: [130_048, 100_032] as [Int64]) func aBrakedDeckPlaysOnInItsLoop(playedAt frame: Int64) throws {
    var booth = Self.booth()
    booth.say(.a, .loop(Beats(1)), at: 50_048)
    // The brake carries it over the loop's end.
    booth.say(.a, .brake, at: 60_032, over: .seconds(1))
    booth.say(.a, .play, at: frame)
    try Self.expectInLoop(Self.state(booth, after: 200_000), from: 2, beats: 1)
  }

  @Test func aLoopThatTheTrackIsTooShortForBeginsEarlier() throws {
    var booth = Self.booth()
    // 41⅔ beats are there; from the 40th on, four are too many.
    booth.say(.a, .seek(TrackTime(40.2 * Self.beat / 44_100)), at: 20_032)
    booth.say(.a, .loop(Beats(4)), at: 22_016)
    try Self.expectInLoop(Self.state(booth, after: 300_000), from: 37, beats: 4)
    var short = Self.booth()
    short.say(.a, .loop(Beats(64)), at: 20_032)
    #expect(!Self.state(short, after: 40_000).isLooping)
  }

  @Test func theCueOutsideOfALoopLeavesIt() {
    var booth = Self.booth()
    booth.say(.a, .cueSet(TrackTime(0)), at: Self.start)
    booth.say(.a, .seek(TrackTime(8)), at: 20_032)
    booth.say(.a, .loop(Beats(1)), at: 22_016)
    booth.say(.a, .cuePress, at: 60_032)
    let state = Self.state(booth, after: 80_000)
    #expect(!state.isLooping && state.position.value == 0)
  }

  /// Leaving a roll by censor gives back the loop that was there before: none that is heard.
  @Test(arguments: [false, true]) func censorOverARollKeepsTheLoop(_ entersAgain: Bool) throws {
    var booth = Self.booth()
    booth.say(.a, .loop(Beats(4)), at: 30_016)
    booth.say(.a, .loopToggle, at: 50_048)
    booth.say(.a, .roll(Beats(0.25)), at: 60_032)
    booth.say(.a, .censor(.on), at: 70_016)
    booth.say(.a, .playToggle, at: 80_000)
    booth.say(.a, .playToggle, at: 90_048)
    if entersAgain { booth.say(.a, .loopToggle, at: 100_032) }
    let state = Self.state(booth, after: 110_000)
    if entersAgain { try Self.expectInLoop(state, from: 1, beats: 4) } else { #expect(!state.isLooping) }
  }

  /// What waits for the same bar is done in the order in which it was said, whatever went off meanwhile.
  @Test func whatWaitsIsDoneInOrder() throws {
    var booth = Self.booth()
    booth.say(.a, .kill(.low, .on), at: 30_016, moment: .beat)
    booth.say(.a, .loop(Beats(4)), at: 31_040, moment: .bar)
    booth.say(.a, .loopScale(0.5), at: 60_032, moment: .bar)
    try Self.expectInLoop(Self.state(booth, after: 120_000), from: 4, beats: 2)
  }

  /// A follower that is brought into phase stays in its loop.
  @Test func syncKeepsTheLoop() throws {
    for offset in [0.1, 0.3, 0.45] {
      var booth = Booth()
      for deck in [DeckID.a, .b] {
        booth.load(deck, ClickTracks.noise(bits: 24, seconds: 20, seed: 23), grid: steady(125, firstBeat: 0))
      }
      booth.say(.b, .play, at: Self.start)
      booth.say(.b, .lead, at: Self.start)
      booth.say(.a, .quantize(.off), at: Self.start)
      booth.say(.a, .seek(TrackTime((2 - offset) * Self.beat / 44_100)), at: Self.start)
      booth.say(.a, .play, at: Self.start)
      booth.say(.a, .quantize(.on), at: Self.start)
      booth.say(.a, .loop(Beats(1)), at: 20_032)
      // Late in the loop: some of the jumps lead over its end.
      booth.say(.a, .sync(.on), at: 64 * Int64(((2.9 + offset) * Self.beat + 4096) / 64))
      let state = Self.state(booth, after: 200_000)
      #expect(state.isLooping, "\(offset)")
      #expect(state.position.value < state.loopOut?.value ?? 0, "\(offset)")
    }
  }
}
