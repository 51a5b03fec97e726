import Engine
import Music
import Support
import Testing

/// Beat lock, read from rendered sound: deck A is heard on the left, deck B on the right, and the kicks are located.
@Suite struct SyncTests {
  /// Two kick tracks panned apart, so that the master holds both to be measured.
  static func sided(_ sound: [Float], left: Bool) -> [Float] {
    var sound = sound
    for frame in 0..<(sound.count / 2) { sound[2 * frame + (left ? 1 : 0)] = 0 }
    return sound
  }

  /// The offsets, in milliseconds, of B's kicks from A's after `from` frames.
  static func offsets(_ out: [Float], from: Int, fold: Double = 1) -> [Double] {
    let a = ClickTracks.onsets(in: out, channel: 0, from: from)
    let b = ClickTracks.onsets(in: out, channel: 1, from: from)
    let (many, few) = a.count >= b.count ? (a, b) : (b, a)
    let sign = a.count >= b.count ? 1.0 : -1.0
    return few.dropFirst().dropLast().map { place in
      let nearest = many.min { abs($0 - place) < abs($1 - place) }!
      return sign * (place - nearest) / 44.1
    }
  }

  static func booth(bpmA: Double, bpmB: Double, seconds: Double = 60, keyLock: Bool = true) -> Booth {
    var booth = Booth()
    booth.say(.mixer(.curve(.cut)))
    booth.load(.a, sided(ClickTracks.kicks(bpm: bpmA, seconds: seconds), left: true), grid: steady(bpmA))
    booth.load(
      .b, sided(ClickTracks.kicks(bpm: bpmB, seconds: seconds, firstBeat: 7000), left: false),
      grid: steady(bpmB, firstBeat: 7000))
    booth.say(.a, .keyLock(keyLock ? .on : .off))
    booth.say(.b, .keyLock(keyLock ? .on : .off))
    booth.say(.b, .sync(.on))
    return booth
  }

  @Test(arguments: [(122.0, 126.0), (128, 120), (125, 125), (174, 87), (70, 140), (100, 107)], [true, false])
  func kicksLieTogether(_ tempos: (Double, Double), keyLock: Bool) {
    var booth = Self.booth(bpmA: tempos.0, bpmB: tempos.1, keyLock: keyLock)
    booth.say(.a, .play)
    booth.say(.b, .play, at: 61_000)
    let out = booth.render(44_100 * 30)
    let offsets = Self.offsets(out, from: 61_000 + 44_100).map(abs).sorted()
    #expect(offsets.count > 20)
    // The requirement is 5 ms; what is heard as one kick is under 1 ms.
    #expect(offsets.last ?? 99 < 1.0)
  }

  @Test func kicksStayTogetherThroughGlidesSeeksAndLoops() {
    var booth = Self.booth(bpmA: 122, bpmB: 126, seconds: 90)
    booth.say(.a, .play)
    booth.say(.b, .play, at: 61_000)
    booth.say(.a, .set(.tempo, 6), at: 200_000, over: .beats(16))
    booth.say(.b, .jump(Beats(8)), at: 600_000)
    booth.say(.b, .loop(Beats(4)), at: 800_000)
    booth.say(.b, .loopToggle, at: 1_100_000)
    booth.say(.a, .jump(Beats(-4)), at: 1_300_000)
    booth.say(.a, .set(.tempo, -4), at: 1_500_000)
    let out = booth.render(44_100 * 50)
    let offsets = Self.offsets(out, from: 61_000 + 44_100).map(abs).sorted()
    #expect(offsets[offsets.count / 2] < 0.5)
    #expect(offsets.last ?? 99 < 5.0)
  }

  @Test func syncSwitchedOnWhilePlayingComesIntoPhase() {
    var booth = Self.booth(bpmA: 122, bpmB: 126)
    booth.say(.b, .sync(.off))
    booth.say(.a, .play)
    booth.say(.b, .play, at: 61_000)
    booth.say(.b, .sync(.on), at: 441_000)
    let out = booth.render(44_100 * 30)
    let offsets = Self.offsets(out, from: 441_000 + 44_100).map(abs).sorted()
    #expect(offsets.count > 20)
    #expect(offsets.last ?? 99 < 1.0)
  }

  @Test func oneTrackOnBothDecksDoesNotFlam() {
    // Key lock on one deck only, both six percent up.
    var booth = Booth()
    let kicks = ClickTracks.kicks(bpm: 124, seconds: 40)
    booth.say(.mixer(.curve(.cut)))
    booth.load(.a, Self.sided(kicks, left: true), grid: steady(124))
    booth.load(.b, Self.sided(kicks, left: false), grid: steady(124))
    booth.say(.a, .set(.tempo, 6))
    booth.say(.b, .set(.tempo, 6))
    booth.say(.a, .keyLock(.off))
    booth.say(.a, .play, at: 4096)
    booth.say(.b, .play, at: 4096)
    let out = booth.render(44_100 * 30)
    let offsets = Self.offsets(out, from: 44_100)
    #expect(offsets.map(abs).max() ?? 99 < 1.0)
  }

  @Test func aNudgeMovesTheFollowerAndStays() {
    var booth = Self.booth(bpmA: 122, bpmB: 126)
    booth.say(.a, .play)
    booth.say(.b, .play, at: 61_000)
    booth.say(.b, .nudge(milliseconds: 8), at: 441_000)
    let out = booth.render(44_100 * 25)
    let before = Self.offsets(Array(out[..<(4 * 430_000)]), from: 110_000)
    let after = Self.offsets(out, from: 530_000)
    #expect(before.allSatisfy { abs($0) < 1 })
    // Pushed forwards it sounds earlier; one sign for all.
    let sign = after[0] < 0 ? -1.0 : 1.0
    #expect(after.allSatisfy { abs($0 * sign - 8) < 1 })
  }

  /// Deck B's kicks come 6 ms after its grid.
  private static func lateKicks(keyLock: Bool) -> Booth {
    var booth = booth(bpmA: 122, bpmB: 126, keyLock: keyLock)
    booth.load(
      .b, sided(ClickTracks.kicks(bpm: 126, seconds: 60, firstBeat: 7000), left: false),
      grid: steady(126, firstBeat: 7000 - 264.6))
    return booth
  }
  /// As they are heard, for the deck plays slower.
  private static let late = 6.0 * 126 / 122

  @Test(arguments: [true, false])
  func aSyncOffsetPutsLateKicksOnTheLeaders(keyLock: Bool) {
    var booth = Self.lateKicks(keyLock: keyLock)
    booth.say(.a, .play)
    booth.say(.b, .syncOffset(milliseconds: Self.late))
    booth.say(.b, .play, at: 61_000)
    let offsets = Self.offsets(booth.render(44_100 * 20), from: 61_000).map(abs)
    #expect(offsets.count > 20)
    // From the first kick on: the deck starts there, and is not moved to it.
    #expect(offsets.max() ?? 99 < 0.5, "\(offsets)")
  }

  @Test func aSyncOffsetComesAndGoesSmoothly() {
    var booth = Self.lateKicks(keyLock: true)
    booth.say(.a, .play)
    booth.say(.b, .play, at: 61_000)
    booth.say(.b, .syncOffset(milliseconds: Self.late), at: 441_000, over: .seconds(4))
    booth.say(.b, .syncOffset(milliseconds: 0), at: 1_000_000, over: .seconds(4))
    let offsets = Self.offsets(booth.render(44_100 * 32), from: 110_000)
    #expect(
      offsets.prefix(8).allSatisfy { abs($0 - Self.late) < 0.5 }
        && offsets.suffix(4).allSatisfy { abs($0 - Self.late) < 0.5 })
    #expect(offsets.map(abs).min() ?? 99 < 0.3)
    // In 4 s lie eight kicks: none of them goes much further than its share.
    #expect(zip(offsets, offsets.dropFirst()).allSatisfy { abs($0 - $1) < 1.2 }, "\(offsets)")
  }

  @Test func anUnquantisedFollowerStartsAheadByItsOffset() {
    func distance(_ milliseconds: Double) -> Double {
      var booth = Self.booth(bpmA: 122, bpmB: 126)
      booth.say(.b, .quantize(.off))
      booth.say(.a, .play)
      booth.say(.b, .syncOffset(milliseconds: milliseconds))
      booth.say(.b, .play, at: 62_016)
      let offsets = Self.offsets(booth.render(44_100 * 10), from: 110_000)
      #expect(offsets.allSatisfy { abs($0 - offsets[0]) < 0.5 })
      return offsets[0]
    }
    #expect(abs(distance(0) - distance(8) - 8) < 0.5)
  }

  @Test func unquantisedFollowersKeepTheirDistance() {
    var booth = Self.booth(bpmA: 122, bpmB: 126)
    booth.say(.b, .quantize(.off))
    booth.say(.a, .play)
    booth.say(.b, .play, at: 62_016)
    let offsets = Self.offsets(booth.render(44_100 * 20), from: 110_000)
    let first = offsets[0]
    #expect(abs(first) > 5)
    #expect(offsets.allSatisfy { abs($0 - first) < 1 })
  }

  @Test func gridsOfSeveralTemposAreFollowed() {
    // B is 120 beats a minute for 32 beats, 123 from there on.
    let change = 7000 + 32 * 22_050.0
    var sound = ClickTracks.kicks(bpm: 120, seconds: 40, firstBeat: 7000)
    let later = ClickTracks.kicks(bpm: 123, seconds: 40, firstBeat: change)
    for index in Int(change) * 2..<sound.count { sound[index] = later[index] }
    let grid = BeatGrid(anchors: [
      BeatGrid.Anchor(time: TrackTime(7000 / 44_100), beat: BeatPosition(0), bpm: BPM(120)),
      BeatGrid.Anchor(time: TrackTime(change / 44_100), beat: BeatPosition(32), bpm: BPM(123)),
    ])
    var booth = Booth()
    booth.say(.mixer(.curve(.cut)))
    booth.load(.a, Self.sided(ClickTracks.kicks(bpm: 125, seconds: 40), left: true), grid: steady(125))
    booth.load(.b, Self.sided(sound, left: false), grid: grid)
    booth.say(.b, .sync(.on))
    booth.say(.a, .play)
    booth.say(.b, .play, at: 30_016)
    let offsets = Self.offsets(booth.render(44_100 * 30), from: 80_000).map(abs)
    #expect(offsets.count > 50)
    #expect(offsets.max() ?? 99 < 2)
  }

  @Test func aTempoBeyondTheRangeIsNotFollowed() {
    // 91 to 124 is +36.26 %; half of 124 would be −31.9 %, which is more of a change.
    var booth = Self.booth(bpmA: 124, bpmB: 91)
    booth.say(.b, .tempoRange(10))
    booth.say(.a, .play)
    booth.say(.b, .play, at: 61_056)
    booth.say(.b, .tempoRange(50), at: 441_024)
    booth.say(.b, .tempoRange(16), at: 661_056)
    var clock = OfflineClock(engine: booth.engine, journal: booth.journal.sorted { $0.frame < $1.frame })
    var states: [DeckState] = []
    clock.render(frames: 881_024) { _, snapshot in states.append(snapshot.deckB) }
    func state(_ frame: Int) -> DeckState { states[frame / 64] }
    #expect(abs((state(400_000).refusedPercent ?? 0) - 36.26) < 0.01)
    #expect(state(400_000).follows == nil && state(400_000).sync)
    #expect(state(400_000).tempoPercent == 0)
    #expect(abs(state(400_000).bpm.value - 91) < 1e-9)
    #expect(state(600_000).refusedPercent == nil && state(600_000).follows == .a)
    #expect(abs(state(600_000).bpm.value - 124) < 0.01)
    #expect(abs(state(600_000).phaseError?.value ?? 1) < 0.001)
    // A range made narrower lets go, at the tempo that was.
    #expect(state(800_000).refusedPercent != nil && state(800_000).phaseError == nil)
    #expect(abs(state(800_000).bpm.value - 124) < 0.7)
  }

  @Test func aLeaderThatGlidesOutOfReachIsLetGoAndTakenUpAgain() {
    var booth = Self.booth(bpmA: 120, bpmB: 126)
    booth.say(.a, .tempoRange(16))
    booth.say(.b, .tempoRange(6))
    booth.say(.a, .play)
    booth.say(.b, .play, at: 61_056)
    // −8 % would take deck B to −12.4 %.
    booth.say(.a, .set(.tempo, -8), at: 200_000, over: .seconds(3))
    booth.say(.a, .set(.tempo, 0), at: 600_000, over: .seconds(3))
    var clock = OfflineClock(engine: booth.engine, journal: booth.journal.sorted { $0.frame < $1.frame })
    var states: [DeckState] = []
    var sound: [Float] = []
    clock.render(frames: 44_100 * 25) { samples, snapshot in
      states.append(snapshot.deckB)
      sound.append(contentsOf: samples)
    }
    #expect(states[500_000 / 64].refusedPercent.map { abs($0 + 12.38) < 0.01 } == true)
    // It stays at the edge of its range, and does not lurch.
    #expect(abs(states[500_000 / 64].tempoPercent + 6) < 0.1)
    #expect(states[1_000_000 / 64].follows == .a)
    #expect(Self.offsets(sound, from: 850_000).map(abs).max() ?? 99 < 1)
  }

  @Test func theBarsDistanceIsTold() {
    for beats in [0, 1, 2, -1] {
      var booth = Booth()
      for deck in DeckID.allCases {
        booth.load(
          deck, ClickTracks.kicks(bpm: 124, seconds: 20),
          grid: BeatGrid(bpm: BPM(124), firstBeat: TrackTime(0.1), downbeat: 0, phraseStart: 0))
      }
      booth.say(.b, .sync(.on))
      booth.say(.a, .play, at: 640)
      booth.say(.b, .play, at: 640)
      // Four beats at 124 BPM later than the leader is bar on bar again.
      booth.say(.b, .jump(Beats(Double(4 - beats))), at: 64_000)
      _ = booth.render(44_100 * 4)
      #expect(booth.engine.snapshot().deckB.barOffset == beats)
    }
  }

  /// 48 and 96 kHz: the same figures.
  @Test(arguments: [48_000, 96_000]) func otherRatesLockAsWell(rate: Int) {
    let hz = Double(rate)
    let engine = Engine(sampleRate: SampleRate(hz: hz))
    var journal: [AppliedCommand] = []
    func say(_ action: EngineCommand.Action, at seconds: Double = 0, over: Glide = .short) {
      journal.append(
        AppliedCommand(frame: ClockFrame(Int64(seconds * hz)), command: EngineCommand(action, over: over)))
    }
    say(.mixer(.curve(.cut)))
    for (deck, bpm) in [(DeckID.a, 122.0), (.b, 126)] {
      let kicks = Self.sided(
        ClickTracks.kicks(bpm: bpm, seconds: 40, rate: hz, firstBeat: 0.1 * hz), left: deck == .a)
      let track = LoadedTrack(
        serial: UInt64(deck.index), original: PCM(interleaved: kicks, sampleRate: SampleRate(hz: hz))!,
        grid: BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0.1)))
      say(.load(deck, engine.handle(for: track)))
    }
    say(.deck(.b, .sync(.on)))
    say(.deck(.a, .play), at: 0.1)
    say(.deck(.b, .play), at: 1.37)
    say(.deck(.a, .set(.tempo, 5)), at: 6, over: .seconds(6))
    let out = renderOffline(engine: engine, journal: journal, frames: rate * 25)
    func onsets(_ channel: Int) -> [Double] {
      ClickTracks.onsets(in: out, channel: channel, from: rate * 3, gap: rate / 5)
    }
    let other = onsets(1)
    let offsets = onsets(0).dropFirst().dropLast().map { place in
      (other.map { abs($0 - place) }.min() ?? hz) / hz * 1000
    }.sorted()
    #expect(offsets.count > 40)
    #expect(offsets[offsets.count / 2] < 0.3)
    #expect(offsets.last ?? 99 < 1)
  }
}
