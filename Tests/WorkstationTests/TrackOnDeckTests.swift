import Music
import Testing

@testable import Workstation

/// What belongs to a track on a deck and goes with it.
@Suite struct TrackOnDeckTests {
  @Test func aTrackCountsAsPlayedOnceAfterHalfAMinuteOfPlaying() {
    var time = PlayTime()
    var counted: [Double] = []
    // A minute that it stands for does not count.
    for second in 0..<120 where time.note(isPlaying: !(10..<70).contains(second), at: Seconds(Double(second))) {
      counted.append(Double(second))
    }
    // 9 s before the pause; from 70 on it is looked at anew.
    #expect(counted == [91])
    #expect(time.isCounted)
  }

  @Test func changesOfAGridAreUndoneOneByOne() {
    var history = GridHistory()
    let grids = (0..<150).map { BeatGrid(bpm: BPM(100 + Double($0)), firstBeat: TrackTime(0)) }
    for grid in grids { history.remember(grid) }
    history.remember(nil)
    #expect(history.undo(nil) == .some(nil))
    for grid in grids.suffix(99).reversed() { #expect(history.undo(nil) == .some(grid)) }
    #expect(history.undo(nil) == nil, "a hundred changes are kept")
  }
}
