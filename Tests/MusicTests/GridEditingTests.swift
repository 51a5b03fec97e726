import Music
import Support
import Testing

@Suite struct GridEditingTests {
  /// 120 BPM from second 1, bars on every fourth beat, phrases of 8 bars from beat 4.
  static let plain = BeatGrid(bpm: BPM(120), firstBeat: TrackTime(1), downbeat: 0, phraseStart: 4)

  @Test func anotherLevelKeepsTheBeatsThatItKeeps() {
    let double = Self.plain.times(2)
    #expect(double.bpm(at: TrackTime(0)) == BPM(240))
    for beat in -4...40 {
      #expect(double.time(of: BeatPosition(Double(2 * beat))) == Self.plain.time(of: BeatPosition(Double(beat))))
    }
    #expect(double.isDownbeat(0) && double.isPhraseStart(8))
    #expect(double.times(0.5) == Self.plain)
    let three = Self.plain.times(1.5)
    #expect(three.bpm(at: TrackTime(0)) == BPM(180))
    #expect(three.time(of: BeatPosition(3)) == Self.plain.time(of: BeatPosition(2)))
  }

  @Test func theOneIsWhereTheDJSays() {
    // Second 2.6 is nearest to beat 3.
    let moved = Self.plain.withDownbeat(at: TrackTime(2.6))
    #expect(moved.isDownbeat(3) && moved.isDownbeat(7) && !moved.isDownbeat(4))
    // The phrase started at beat 4: the nearest bar is at 3.
    #expect(moved.isPhraseStart(3))
    #expect(Self.plain.withPhrase(at: TrackTime(5.02)).isPhraseStart(8))
    #expect(Self.plain.withBars(laterBy: 1).downbeat == 1)
    #expect(Self.plain.withBeatsPerBar(3).isDownbeat(3))
    #expect(Self.plain.nearestDownbeat(to: TrackTime(3.4)) == 4)
  }

  @Test func beatsMoveByTheLeastWay() {
    let moved = Self.plain.withBeat(at: TrackTime(2.57))
    #expect(abs(moved.time(of: BeatPosition(3)).value - 2.57) < 1e-12)
    #expect(Self.plain.moved(by: Seconds(-0.001)).time(of: BeatPosition(0)) == TrackTime(0.999))
  }

  @Test func aTempoTurnsAboutTheBeatThatIsHeard() throws {
    let grid = try #require(Self.plain.withTempo(BPM(121), at: TrackTime(61)))
    #expect(abs(grid.time(of: BeatPosition(120)).value - 61) < 1e-9)
    #expect(grid.bpm(at: TrackTime(61)) == BPM(121))
    #expect(Self.plain.withTempo(BPM(0), at: TrackTime(1)) == nil)
    #expect(Self.plain.withTempo(BPM(.nan), at: TrackTime(1)) == nil)
  }

  @Test func theTempoMayChangeFromABeatOn() throws {
    let split = try #require(Self.plain.withChange(at: TrackTime(31.1)))
    #expect(split.anchors.count == 2 && split.anchors[1].beat == BeatPosition(60))
    let slower = try #require(split.withTempo(BPM(60), at: TrackTime(40)))
    // Before the change nothing moved.
    for beat in 0...59 {
      #expect(slower.time(of: BeatPosition(Double(beat))) == Self.plain.time(of: BeatPosition(Double(beat))))
    }
    #expect(slower.bpm(at: TrackTime(50)) == BPM(60))
    #expect(split.withoutChange(at: TrackTime(40)) == Self.plain)
    #expect(Self.plain.withoutChange(at: TrackTime(40)) == nil)
    #expect(split.withChange(at: TrackTime(31.1)) == nil)
  }

  @Test func editsOfAnyKindLeaveAGrid() {
    var dice = SeededRandom(seed: 8)
    for _ in 0..<300 {
      var grid = BeatGridTests.live
      for _ in 0..<8 {
        let time = TrackTime(Double.random(in: -5...60, using: &dice))
        let edited: BeatGrid? =
          switch Int.random(in: 0..<7, using: &dice) {
          case 0: grid.times([2, 0.5, 1.5].randomElement(using: &dice)!)
          case 1: grid.withTempo(BPM(Double.random(in: 20...400, using: &dice)), at: time)
          case 2: grid.withChange(at: time)
          case 3: grid.withoutChange(at: time)
          case 4: grid.withBeat(at: time)
          case 5: grid.withDownbeat(at: time)
          default: grid.withBars(laterBy: 1)
          }
        if let edited { grid = edited }
        #expect(BeatGrid.canHold(grid.anchors))
      }
    }
  }

  /// Hands are some 10 ms unsteady; what is looked for is which beats were meant.
  static func taps(_ times: [Double], late: Double = 0.02, seed: UInt64 = 5) -> TappedBeats {
    var dice = SeededRandom(seed: seed)
    var taps = TappedBeats()
    for time in times { taps.tap(at: TrackTime(time + late + Double.random(in: -0.01...0.01, using: &dice))) }
    return taps
  }

  @Test func tapsChooseTheLevelThatWasHeard() throws {
    let heard = BeatGrid(bpm: BPM(87), firstBeat: TrackTime(0.3))
    let double = try #require(Self.taps((0..<8).map { 10.3 + Double($0) * 60 / 174 }).grid(correcting: heard))
    #expect(double.bpm(at: TrackTime(10)) == BPM(174))
    #expect(double == heard.times(2))
    // The beats between: a hat heard as the beat.
    let offbeat = BeatGrid(bpm: BPM(240), firstBeat: TrackTime(1))
    let half = try #require(Self.taps((0..<8).map { 1.25 + Double($0) * 0.5 }).grid(correcting: offbeat))
    #expect(half.bpm(at: TrackTime(2)) == BPM(120))
    let beat = half.beat(at: TrackTime(1.25)).value
    #expect(abs(beat - beat.rounded()) < 1e-9)
  }

  @Test func tapsAloneMakeAGrid() throws {
    let grid = try #require(Self.taps((0..<16).map { 3 + Double($0) * 0.6 }, late: 0).grid(correcting: nil))
    // Sixteen taps of ±10 ms: the line's slope is good to a third of a millisecond.
    #expect(abs(grid.bpm(at: TrackTime(0)).value - 100) < 0.2)
    #expect(abs(grid.time(of: BeatPosition(0)).value - 3) < 0.01)
    #expect(Self.taps([1, 1.5, 2]).grid(correcting: nil) == nil)
    // A pause begins anew.
    #expect(Self.taps([1, 1.5, 2, 9]).grid(correcting: nil) == nil)
  }
}
