import Music

/// A grid for a tempo that moves: straight pieces through the tracked beats.
struct TempoRegions {
  /// Nil where the beats make no line.
  let grid: BeatGrid?

  /// Beats are smoothed over their neighbours, then as few pieces are taken as stay within 8 ms of them.
  init(_ beats: [Double]) {
    let smooth = Self.smoothed(beats)
    var kept = [0]
    while let last = kept.last, last < smooth.count - 1 {
      var end = min(smooth.count - 1, last + 4)
      while end < smooth.count - 1, Self.isStraight(smooth, last, end + 1) { end += 1 }
      kept.append(end)
    }
    var anchors: [BeatGrid.Anchor] = []
    for (from, to) in zip(kept, kept.dropFirst()) {
      let period = (smooth[to] - smooth[from]) / Double(to - from)
      guard period > 0.1 else { continue }
      anchors.append(
        BeatGrid.Anchor(time: TrackTime(smooth[from]), beat: BeatPosition(Double(from)), bpm: BPM(60 / period)))
    }
    grid = anchors.isEmpty ? nil : BeatGrid(anchors: anchors, downbeat: nil)
  }

  /// Each beat by the line through the four on each side of it.
  private static func smoothed(_ beats: [Double]) -> [Double] {
    beats.indices.map { index in
      let neighbours = max(0, index - 4)...min(beats.count - 1, index + 4)
      let points = neighbours.map { (beat: Double($0 - index), time: beats[$0], weight: 1.0) }
      return Line(weighted: points)?.start ?? beats[index]
    }
  }

  private static func isStraight(_ beats: [Double], _ from: Int, _ to: Int) -> Bool {
    let period = (beats[to] - beats[from]) / Double(to - from)
    return (from...to).allSatisfy { abs(beats[from] + Double($0 - from) * period - beats[$0]) < 0.008 }
  }
}
