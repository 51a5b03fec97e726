import Music
import Support
import Testing

@testable import Exchange

@Suite struct ForeignGridTests {
  private typealias Mark = ForeignTrack.GridMark

  @Test func marksThatSayTheSameAreOne() throws {
    let marks = (0..<10).map { Mark(seconds: 0.025 + Double($0) * 2.0005, bpm: 120, barBeat: 1) }
    let grid = try #require(ForeignGrid.grid(marks))
    #expect(grid.anchors.count == 1 && grid.downbeat == 0)
  }

  /// Three marks at one place are in real files; what does not rise must not stop the program.
  @Test func whatDoesNotRiseIsCleaned() throws {
    let same = [Mark(seconds: 1, bpm: 128), Mark(seconds: 1, bpm: 128), Mark(seconds: 1, bpm: 127)]
    #expect(try #require(ForeignGrid.grid(same)).anchors.map(\.bpm) == [BPM(127)])
    let wild = [Mark(seconds: 5, bpm: 128), Mark(seconds: 1, bpm: 120), Mark(seconds: .nan, bpm: 1)]
    let grid = try #require(ForeignGrid.grid(wild))
    #expect(grid.anchors.map(\.time) == [TrackTime(1), TrackTime(5)])
    #expect(ForeignGrid.grid([Mark(seconds: 1, bpm: -3), Mark(seconds: .infinity, bpm: 120)]) == nil)
    #expect(ForeignGrid.grid([]) == nil)
  }

  @Test func anyMarksGiveAGridOrNone() {
    var random = SeededRandom(seed: 4)
    for _ in 0..<2000 {
      let marks = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        Mark(
          seconds: [Double.random(in: -60...600, using: &random), 1, 1.0001, -0.0].randomElement(using: &random)!,
          bpm: [Double.random(in: 0...1200, using: &random), 120, 119.99, 10].randomElement(using: &random)!,
          barBeat: Int.random(in: 1...4, using: &random))
      }
      if let grid = ForeignGrid.grid(marks) { #expect(BeatGrid.canHold(grid.anchors)) }
    }
  }

  /// A grid that drifts, as rekordbox writes it: tempos of two decimals, times of whole milliseconds. Every beat is
  /// there to about a millisecond.
  @Test func roundedTemposAreMended() throws {
    var (time, marks, beats) = (0.1234, [Mark](), [Double]())
    for region in 0..<30 {
      let bpm = 119.8372 + 0.0513 * Double(region)
      marks.append(Mark(seconds: (time * 1000).rounded() / 1000, bpm: (bpm * 100).rounded() / 100, barBeat: 1))
      for beat in 0..<32 { beats.append(time + Double(beat) * 60 / bpm) }
      time += 32 * 60 / bpm
    }
    let grid = try #require(ForeignGrid.grid(marks))
    let errors = beats.enumerated().map { abs(grid.time(of: BeatPosition(Double($0))).value - $1) }
    #expect(grid.anchors.count == 30)
    // Half a millisecond is the rounding of a time; behind the last mark its tempo's rounding adds 0.7 ms in 16 s.
    #expect(try #require(errors.max()) < 0.0012)
  }

  /// 116.28 alone drifts by 13 ms in five minutes; the cues that lie on beats say better.
  @Test func oneTempoIsRefinedByCues() throws {
    let (bpm, first) = (116.2755, 0.198)
    let places = [64.0, 128, 256, 480].map { (first + $0 * 60 / bpm) }.map { ($0 * 1000).rounded() / 1000 }
    let marks = [Mark(seconds: first, bpm: 116.28, barBeat: 1)]
    let grid = try #require(ForeignGrid.grid(marks, places: places + [100.123], tempoHasTwoDecimals: true))
    #expect(abs(grid.time(of: BeatPosition(580)).value - (first + 580 * 60 / bpm)) < 0.001)
    // A whole tempo stays whole, whatever the cues say.
    let whole = [Mark(seconds: first, bpm: 128, barBeat: 1)]
    #expect(try #require(ForeignGrid.grid(whole, places: places, tempoHasTwoDecimals: true)).anchors[0].bpm == BPM(128))
  }

  /// A mark that is off the beat by more than rounding begins anew: the beats before it stay where they are.
  @Test func aJumpStaysAJump() throws {
    let grid = try #require(
      ForeignGrid.grid([Mark(seconds: 0.023, bpm: 132, barBeat: 1), Mark(seconds: 383.017, bpm: 132, barBeat: 1)]))
    #expect(grid.anchors.map(\.bpm) == [BPM(132), BPM(132)])
    #expect(abs(grid.time(of: BeatPosition(800)).value - (0.023 + 800 * 60 / 132)) < 1e-9)
  }
}
