import Engine
import Music
import Support
import Testing

/// The track goes on in silence under what is heard, and comes back to the frame.
@Suite struct SlipTests {
  private static let start = 4096
  private static let sound = ClickTracks.noise(bits: 24, seconds: 20, seed: 21)

  /// Noise on deck A alone, a beat is 21,168 frames; played from `start`.
  private static func booth() -> Booth {
    var booth = Booth()
    booth.say(.mixer(.set(.crossfader, -1)))
    // Two noises in one joint may pass full scale, and the limiter takes its time to let go.
    booth.say(.mixer(.limiter(.off)))
    booth.load(.a, sound, grid: steady(125, firstBeat: 0), at: Int64(start))
    booth.say(.a, .play, at: Int64(start))
    return booth
  }

  /// Frames from `from` to `to` of the output that are not those of a track that nobody touched.
  private static func differing(_ left: [Float], from: Int, to: Int) -> Int {
    let first = start + Engine.latencyFrames
    return (from..<to).count { left[$0 + Engine.latencyFrames] != sound[2 * ($0 + Engine.latencyFrames - first)] }
  }

  private enum Departure: CaseIterable {
    case loop, roll, censor, hotCue, jump, pause, nothingBefore
    var begin: [DeckAction] {
      switch self {
      case .loop: [.slip(.on), .loop(Beats(1))]
      case .roll: [.roll(Beats(0.125))]
      case .censor: [.censor(.on)]
      case .hotCue: [.slip(.on), .hotCueSet(2, TrackTime(9)), .hotCue(2)]
      case .jump: [.slip(.on), .jump(Beats(-1.5))]
      case .pause: [.slip(.on), .pause]
      case .nothingBefore: [.slip(.on), .slip(.off), .slip(.on)]
      }
    }
    var end: DeckAction {
      switch self {
      case .loop: .loopToggle
      case .roll: .rollOff
      case .censor: .censor(.off)
      case .hotCue, .jump, .nothingBefore: .slip(.off)
      case .pause: .play
      }
    }
  }

  @Test(arguments: Departure.allCases.indices)
  func comesBackToTheFrame(_ number: Int) {
    let departure = Departure.allCases[number]
    var booth = Self.booth()
    for action in departure.begin { booth.say(.a, action, at: 40_000) }
    booth.say(.a, departure.end, at: 90_048)
    let left = channel(0, of: booth.render(200_000))
    #expect(Self.differing(left, from: 5000, to: 40_000) == 0)
    if departure != .nothingBefore { #expect(Self.differing(left, from: 50_000, to: 90_000) > 20_000) }
    // A joint of 5 ms, then every sample.
    #expect(Self.differing(left, from: 90_048 + 256, to: 190_000) == 0, "\(departure)")
    let state = booth.engine.snapshot().deckA
    #expect(
      state.isPlaying && state.slipPosition == nil && state.roll == nil && state.platter == .free && !state.isLooping)
  }

  @Test func aRollInsideALoopComesBackIntoTheLoop() {
    var booth = Self.booth()
    booth.say(.a, .loop(Beats(4)), at: 40_000)
    booth.say(.a, .roll(Beats(0.25)), at: 60_032)
    booth.say(.a, .rollOff, at: 90_048)
    var plain = Self.booth()
    plain.say(.a, .loop(Beats(4)), at: 40_000)
    let rolled = channel(0, of: booth.render(500_000))
    let looped = channel(0, of: plain.render(500_000))
    let isSame = rolled[91_000...].elementsEqual(looped[91_000...])
    #expect(isSame)
    let wasSame = rolled[70_000..<80_000].elementsEqual(looped[70_000..<80_000])
    #expect(!wasSame)
    #expect(booth.engine.snapshot().deckA.isLooping)
  }

  @Test(arguments: [0.125, 0.25, 0.5])
  func rollsRepeatToTheSample(beats: Double) {
    var booth = Self.booth()
    booth.say(.a, .roll(Beats(beats)), at: 40_000)
    let left = channel(0, of: booth.render(160_000))
    let round = Int(21_168 * beats)
    // From the third round on: the joint is the same each time but for its last bit, the rest is the same sample.
    let from = 40_000 + 3 * round
    #expect((from..<150_000 - round).allSatisfy { abs(left[$0] - left[$0 + round]) < 1e-6 })
    let same = (from..<150_000 - round).count { left[$0] == left[$0 + round] }
    #expect(same > (110_000 - 4 * round) * 7 / 10)
    // What repeats begins where the grid says: on a multiple of the roll's length.
    let state = booth.engine.snapshot().deckA
    #expect(state.roll == Beats(beats))
    let place = (state.loopIn?.value ?? 0.5) / Double(round)
    #expect(abs(place - place.rounded()) < 1e-6)
  }

  @Test func aRollChangesItsLengthAndGivesTheLoopBack() {
    var booth = Self.booth()
    booth.say(.a, .loop(Beats(8)), at: 20_032)
    booth.say(.a, .loopToggle, at: 30_016)
    booth.say(.a, .roll(Beats(1)), at: 40_000)
    booth.say(.a, .roll(Beats(0.25)), at: 60_032)
    booth.say(.a, .rollOff, at: 90_048)
    let out = channel(0, of: booth.render(120_000))
    #expect(Self.differing(out, from: 90_304, to: 110_000) == 0)
    let state = booth.engine.snapshot().deckA
    #expect(abs(((state.loopOut ?? FramePosition(0)) - (state.loopIn ?? FramePosition(0))).value - 8 * 21_168) < 1e-6)
    #expect(!state.isLooping)
  }

  @Test func slipGoesOnAtTheDecksOwnTempo() {
    var booth = Self.booth()
    booth.say(.a, .set(.tempo, 5), at: 20_032, over: .seconds(0))
    booth.say(.a, .censor(.on), at: 60_032)
    let before = { (booth: Booth) in booth.engine.snapshot().deckA }
    _ = booth.render(60_032 + 64_000)
    let state = before(booth)
    let passed = (state.slipPosition?.value ?? 0) - 0
    // Recorded tempo for 15,936 frames, five percent more for the rest.
    #expect(abs(passed - (15_936 + 104_000 * 1.05)) < 1)
    // Backwards it is as far behind the turn as the silent line is ahead of it.
    #expect(abs(state.position.value - (15_936 + 40_000 * 1.05 - 64_000 * 1.05)) < 100)
  }

  @Test func aFollowerThatRollsStaysInPhase() {
    var booth = SyncTests.booth(bpmA: 122, bpmB: 126, seconds: 60)
    booth.say(.a, .play)
    booth.say(.b, .play, at: 61_000)
    booth.say(.b, .roll(Beats(0.375)), at: 300_000)
    booth.say(.b, .rollOff, at: 420_000)
    booth.say(.b, .censor(.on), at: 500_000)
    booth.say(.b, .censor(.off), at: 580_000)
    booth.say(.a, .roll(Beats(0.125)), at: 650_000)
    booth.say(.a, .rollOff, at: 700_000)
    let out = booth.render(44_100 * 30)
    let offsets = SyncTests.offsets(out, from: 710_000).map(abs)
    #expect(offsets.count > 20 && offsets.max() ?? 99 < 1)
  }

  @Test func aJumpByPartOfABeatStaysUnderSync() {
    var booth = SyncTests.booth(bpmA: 122, bpmB: 122, seconds: 60)
    booth.say(.a, .play)
    booth.say(.b, .play, at: 61_000)
    booth.say(.b, .jump(Beats(0.25)), at: 300_000)
    let offsets = SyncTests.offsets(booth.render(44_100 * 20), from: 340_000)
    // A quarter of a beat at 122 BPM.
    #expect(offsets.count > 10 && offsets.allSatisfy { abs(abs($0) - 122.95) < 1 })
  }

  @Test func loopsMoveAndAreKept() {
    var booth = Self.booth()
    booth.say(.a, .loop(Beats(2)), at: 40_000)
    booth.say(.a, .loopMove(Beats(4)), at: 50_048)
    booth.say(.a, .loopSave(4), at: 60_032)
    booth.say(.a, .loopToggle, at: 70_016)
    booth.say(.a, .jump(Beats(16)), at: 80_000)
    booth.say(.a, .hotCueSet(1, TrackTime(1)), at: 80_000)
    booth.say(.a, .loopSave(1), at: 80_000)
    booth.say(.a, .loopRecall(4), at: 100_032)
    var clock = OfflineClock(engine: booth.engine, journal: booth.journal)
    clock.render(frames: 60_096) { _, _ in }
    let moved = booth.engine.snapshot().deckA
    #expect(moved.isLooping)
    #expect(moved.position >= moved.loopIn! && moved.position < moved.loopOut!)
    #expect(abs((moved.loopOut! - moved.loopIn!).value - 2 * 21_168) < 1e-6)
    #expect(moved.hotCues[4] == moved.loopIn && moved.hotLoops[4] == moved.loopOut! - moved.loopIn!)
    clock.render(frames: 39_936) { _, _ in }
    let away = booth.engine.snapshot().deckA
    #expect(!away.isLooping && away.position > moved.loopOut!)
    // A mere point is not written over.
    #expect(away.hotCues[1]?.value == 44_100 && away.hotLoops[1] == nil)
    clock.render(frames: 100_000) { _, _ in }
    let back = booth.engine.snapshot().deckA
    #expect(back.isLooping && back.loopIn == moved.loopIn && back.position < moved.loopOut!)
  }

  @Test(arguments: [(Moment.beat, 1.0), (.bar, 4), (.phrase, 32)])
  func quantizeKeepsToItsUnit(_ unit: Moment, _ beats: Double) {
    var booth = Self.booth()
    booth.say(.a, .quantizeUnit(unit), at: 20_032)
    booth.say(.a, .hotCueSet(0, TrackTime(32 * 21_168 / 44_100)), at: 20_032)
    booth.say(.a, .hotCue(3), at: 100_032)
    booth.say(.a, .hotCue(0), at: 120_000)
    _ = booth.render(120_064)
    let state = booth.engine.snapshot().deckA
    let cue = state.hotCues[3]!.value / 21_168 / beats
    #expect(abs(cue - cue.rounded()) < 1e-9)
    // Where it would be in its beat, bar or phrase is where it is.
    let place = (state.position.value + Double(Engine.latencyFrames)) / 21_168
    let untouched = Double(120_064 - Self.start) / 21_168
    let turn = (place - untouched) / beats
    #expect(abs(turn - turn.rounded()) < 1e-3)
    #expect(abs(place - 32) <= beats / 2 + 0.1)
  }
}
