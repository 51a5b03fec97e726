import FoundationEssentials
import Music
import Support
import Testing

@Suite struct BeatGridTests {
  static let live = BeatGrid(
    anchors: [
      .init(time: TrackTime(1), beat: BeatPosition(0), bpm: BPM(120)),
      .init(time: TrackTime(5), beat: BeatPosition(8), bpm: BPM(60)),
      .init(time: TrackTime(9), beat: BeatPosition(12), bpm: BPM(240)),
    ])

  @Test func beatsLieWhereTheAnchorsSay() {
    let grid = Self.live
    let expected = [(-1.0, -4.0), (1, 0), (1.5, 1), (4.75, 7.5), (5, 8), (6, 9), (9, 12), (9.25, 13), (14, 32)]
    for (time, beat) in expected {
      #expect(grid.beat(at: TrackTime(time)) == BeatPosition(beat))
      #expect(grid.time(of: BeatPosition(beat)) == TrackTime(time))
    }
    #expect(grid.bpm(at: TrackTime(0)) == BPM(120))
    #expect(grid.bpm(at: TrackTime(5)) == BPM(60))
    #expect(grid.bpm(at: TrackTime(100)) == BPM(240))
  }

  @Test func timeToBeatAndBackIsTheSameTime() {
    var dice = SeededRandom(seed: 3)
    for _ in 0..<500 {
      var anchors: [BeatGrid.Anchor] = []
      var (time, beat) = (Double.random(in: -1...5, using: &dice), Double(Int.random(in: -8...8, using: &dice)))
      for _ in 0..<Int.random(in: 1...5, using: &dice) {
        let bpm = Double.random(in: 40...220, using: &dice)
        anchors.append(.init(time: TrackTime(time), beat: BeatPosition(beat), bpm: BPM(bpm)))
        let beats = Double(Int.random(in: 1...64, using: &dice))
        (time, beat) = (time + beats * 60 / bpm, beat + beats)
      }
      let grid = BeatGrid(anchors: anchors)
      let at = Double.random(in: -10...400, using: &dice)
      // Ten minutes in doubles leave 1e-12 s of rounding for each operation; a nanosecond is far below a sample.
      #expect(abs(grid.time(of: grid.beat(at: TrackTime(at))).value - at) < 1e-9)
    }
  }

  @Test func theBeatsOfARangeAreAllOfThem() {
    let grid = BeatGrid(bpm: BPM(174), firstBeat: TrackTime(0.137))
    // Both bounds are beats that had to be computed: neither may fall to rounding.
    for first in 0..<400 {
      let range = grid.time(of: BeatPosition(Double(first)))...grid.time(of: BeatPosition(Double(first + 7)))
      #expect(grid.beats(in: range).count == 8, "from beat \(first)")
    }
    #expect(grid.beats(in: TrackTime(0.2)...TrackTime(0.3)).isEmpty)
    #expect(Self.live.beats(in: TrackTime(4.6)...TrackTime(7)).map(\.value) == [5, 6, 7])
    #expect(grid.beats(in: TrackTime(0)...TrackTime(.infinity)).isEmpty)
    #expect(grid.beats(in: TrackTime(-.infinity)...TrackTime(0)).isEmpty)
  }

  @Test func downbeatsAndPhrasesGoOnBothWays() {
    let grid = BeatGrid(bpm: BPM(120), firstBeat: TrackTime(0), downbeat: 2, phraseStart: 34)
    #expect((-8...8).filter { grid.isDownbeat($0) } == [-6, -2, 2, 6])
    #expect((-40...70).filter { grid.isPhraseStart($0) } == [-30, 2, 34, 66])
    let unknown = BeatGrid(bpm: BPM(120), firstBeat: TrackTime(0), downbeat: nil)
    #expect(!(-8...8).contains { unknown.isDownbeat($0) || unknown.isPhraseStart($0) })
  }

  @Test func aGridComesBackFromJSON() throws {
    for grid in [Self.live, BeatGrid(bpm: BPM(99.5), firstBeat: TrackTime(0.1), beatsPerBar: 3, downbeat: nil)] {
      #expect(try JSONDecoder().decode(BeatGrid.self, from: JSONEncoder().encode(grid)) == grid)
    }
  }

  @Test(arguments: [
    #"{"anchors":[]}"#, #"{}"#,
    #"{"anchors":[{"time":{"value":0},"beat":{"value":0},"bpm":{"value":0}}]}"#,
    #"{"anchors":[{"time":{"value":0},"beat":{"value":0},"bpm":{"value":-120}}]}"#,
    #"{"anchors":[{"time":{"value":1},"beat":{"value":0},"bpm":{"value":1}},{"time":{"value":0},"beat":{"value":1},"#
      + #""bpm":{"value":1}}]}"#,
  ])
  func aGridThatCannotBeIsRefusedNotCrashedOn(json: String) {
    #expect(throws: (any Error).self) { try JSONDecoder().decode(BeatGrid.self, from: Data(json.utf8)) }
  }

  @Test func aFilesBarOfNoBeatsOrMillionsDoesNotCrash() throws {
    let anchor = #"[{"time":{"value":0},"beat":{"value":0},"bpm":{"value":120}}]"#
    for beats in ["0", "-4", "9223372036854775807"] {
      let json =
        #"{"anchors":\#(anchor),"downbeat":-9223372036854775808,"phraseStart":1,"beatsPerBar":\#(beats),"#
        + #""barsPerPhrase":\#(beats)}"#
      let grid = try JSONDecoder().decode(BeatGrid.self, from: Data(json.utf8))
      _ = (grid.isDownbeat(7), grid.isPhraseStart(7))
    }
  }
}
