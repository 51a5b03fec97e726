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
    print("sync \(tempos) key lock \(keyLock): p50 \(offsets[offsets.count / 2]) ms, max \(offsets.last ?? 99) ms")
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
    print(
      "sync through events: p50 \(offsets[offsets.count / 2]) ms, p99 \(offsets[offsets.count * 99 / 100]) max \(offsets.last ?? 99) ms"
    )
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
    print("doubled deck: \(offsets.map(abs).max() ?? 99) ms")
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
}
