import Music

/// Grids of other programs, cleaned: their marks need not rise, may say the same again, or fall on one beat.
package enum ForeignGrid {
  /// Marks whose tempo and beats agree with those before them say nothing new.
  private static let (sameTempo, samePhase) = (0.005, 0.005)
  /// A tempo with two decimals is wrong by so much at most.
  private static let rounding = 0.0051
  /// Fewer marks that agree say nothing of decimals.
  private static let fewMarks = 3
  /// Nothing is a mark in less, seconds.
  private static let shortest = 0.05

  /// The grid that marks mean; nil where there is none.
  /// - Parameters:
  ///   - offset: seconds to take from each time.
  ///   - places: cues and ends of loops, in the program's own times: a tempo of two decimals is chosen so that they lie
  ///     on beats, as they were set.
  package static func grid(
    _ marks: [ForeignTrack.GridMark], offset: Double = 0, places: [Double] = [], tempoHasTwoDecimals: Bool = false
  ) -> BeatGrid? {
    var anchors: [BeatGrid.Anchor] = []
    var first: ForeignTrack.GridMark?
    var said = 0.0
    var agreeing = 0
    for mark in marks.sorted(by: { $0.seconds < $1.seconds }) {
      guard mark.seconds.isFinite, mark.bpm.isFinite, (10...1000).contains(mark.bpm) else { continue }
      let time = mark.seconds - offset
      guard let last = anchors.last else {
        anchors = [.init(time: TrackTime(time), beat: BeatPosition(0), bpm: BPM(mark.bpm))]
        (first, said) = (mark, mark.bpm)
        continue
      }
      let since = time - last.time.value
      let beats = since * last.bpm.value / 60
      let whole = beats.rounded()
      let isSame =
        abs(mark.bpm - said) <= sameTempo && abs(beats - whole) * 60 / last.bpm.value <= samePhase
      if isSame, whole >= 1 {
        agreeing += 1
        anchors[anchors.count - 1].bpm = agreed(
          last.bpm, said: said, whole * 60 / since, since, isFew: agreeing < fewMarks)
        continue
      }
      if isSame { continue }
      (said, agreeing) = (mark.bpm, 0)
      if whole < 1 || since < shortest {
        // Two on one beat: the later one counts from there on.
        anchors[anchors.count - 1].bpm = BPM(mark.bpm)
        continue
      }
      // The tempo that reaches the next mark, where the one that is said differs by its rounding alone; else the beats
      // jump there, as they do in the program that it comes from.
      let exact = whole * 60 / since
      if abs(exact - last.bpm.value) <= max(rounding, 3 * 60 * 0.001 / since) {
        anchors[anchors.count - 1].bpm = BPM(exact)
      }
      anchors.append(
        .init(time: TrackTime(time), beat: BeatPosition(last.beat.value + whole), bpm: BPM(mark.bpm)))
    }
    if anchors.count == 1, tempoHasTwoDecimals, agreeing == 0 {
      anchors[0].bpm = refined(anchors[0], places.map { $0 - offset })
    }
    guard BeatGrid.canHold(anchors) else { return nil }
    return BeatGrid(
      anchors: anchors, beatsPerBar: first?.beatsPerBar ?? 4, downbeat: first?.barBeat.map { 1 - $0 })
  }

  /// The tempo that a later mark of the same beats makes more exact. A whole one stays, and one that only a mark or two
  /// speak of, unless a mark is off by more than its rounding to a millisecond.
  private static func agreed(
    _ bpm: BPM, said: Double, _ exact: Double, _ since: Double, isFew: Bool
  ) -> BPM {
    let isWhole = abs(said - said.rounded()) < 1e-9
    let error = abs(exact - bpm.value) / bpm.value * since
    if (isWhole || isFew) && error <= 0.0011 || abs(exact - said) > max(rounding, 0.18 / since) { return bpm }
    return BPM(exact)
  }

  /// The tempo within its rounding that lets most places lie on beats, by least squares; a whole one stays, and one
  /// that few places lie on: cues that were set by hand lie anywhere.
  private static func refined(_ anchor: BeatGrid.Anchor, _ places: [Double]) -> BPM {
    let said = anchor.bpm.value
    if abs(said - said.rounded()) < 1e-9 { return anchor.bpm }
    let far = places.map { $0 - anchor.time.value }.filter { $0 * said / 60 >= 64 }
    var (products, squares) = (0.0, 0.0)
    for since in far {
      let beats = (since * said / 60).rounded()
      // Within the rounding of the tempo and of two times of whole milliseconds.
      guard abs(since - beats * 60 / said) <= since * rounding / said + 0.001 else { continue }
      products += beats * since
      squares += beats * beats
    }
    guard products > 0 else { return anchor.bpm }
    let exact = 60 * squares / products
    let fitting = far.count { abs($0 - ($0 * exact / 60).rounded() * 60 / exact) <= 0.002 }
    return abs(exact - said) <= rounding && fitting >= 3 && 4 * fitting >= 3 * far.count ? BPM(exact) : anchor.bpm
  }
}
