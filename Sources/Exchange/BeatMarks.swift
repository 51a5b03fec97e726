import Music

/// Grids that name every beat.
extension ForeignGrid {
  /// One beat of a track.
  struct Beat {
    var seconds: Double
    /// Which of its bar it is, from 1; nil: not known.
    var barBeat: Int?
  }

  /// Beats stay so near to the line through them, seconds: their times are rounded to milliseconds in some programs.
  private static let nearLine = 0.002

  /// The fewest marks between which beats lie on lines. - Parameter beats: in any order.
  static func marks(of beats: [Beat]) -> [ForeignTrack.GridMark] {
    var rising: [Beat] = []
    for beat in beats.sorted(by: { $0.seconds < $1.seconds }) where beat.seconds.isFinite {
      if let last = rising.last, beat.seconds - last.seconds < 0.05 { continue }
      rising.append(beat)
    }
    guard rising.count > 1 else { return [] }
    var marks: [ForeignTrack.GridMark] = []
    var start = 0
    while start < rising.count - 1 {
      let line = line(rising[start...])
      if let bpm = ForeignTexts.tempo(60 / line.period) {
        marks.append(.init(seconds: rising[start].seconds, bpm: bpm, barBeat: rising[start].barBeat))
      }
      start += line.steps
    }
    return marks
  }

  /// How many beats behind the first one lie on one line with it, and the seconds of one.
  private static func line(_ beats: ArraySlice<Beat>) -> (steps: Int, period: Double) {
    let first = beats.startIndex
    var (least, most) = (0.0, Double.infinity)
    var (count, last) = (0.0, 0.0)
    // The line goes on from its last beat: that one must be on it.
    var best = (steps: 1, period: 0.0)
    for index in beats.indices.dropFirst() {
      let since = beats[index].seconds - beats[first].seconds
      // A beat that was left out is two steps.
      let step = count == 0 ? 1 : max(1, ((since - last) / (last / count)).rounded())
      let (low, high) = ((since - nearLine) / (count + step), (since + nearLine) / (count + step))
      if max(least, low) > min(most, high) { return best }
      (least, most, count, last) = (max(least, low), min(most, high), count + step, since)
      if (least...most).contains(last / count) { best = (index - first, last / count) }
    }
    // The last line reaches nothing: a whole tempo that is as near is the one that was meant.
    let whole = (60 * count / last).rounded()
    let isWhole = whole > 0 && (least...most).contains(60 / whole)
    return (beats.count - 1, isWhole ? 60 / whole : min(max(last / count, least), most))
  }
}
