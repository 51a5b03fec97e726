import Music

/// Where a mix can start and end, where it peaks, and which half minute tells most of a track.
struct MixPoints {
  let points: TrackAnalysis.CuePoints

  /// How long the most telling part lasts, seconds.
  private static let highlightLength = 30.0

  /// The mix starts with the first bar. It ends where the outro begins; without one, at the last phrase of eight bars.
  /// A breakdown in the middle is never the end: what counts is the last section alone. Where bars are not known,
  /// neither mix point is.
  ///
  /// - Parameter energy: one value a second.
  init(_ features: TrackFeatures, table: BarTable?, sections: [TrackAnalysis.Section], energy: [Double]) {
    var points = TrackAnalysis.CuePoints()
    guard let sounding = features.soundingRange else {
      self.points = points
      return
    }
    points.first_sound_seconds = sounding.lowerBound
    points.last_sound_seconds = sounding.upperBound
    points.highlight_seconds = Self.highlight(energy, sections, sounding)
    points.drops = sections.filter { $0.label == "drop" }.map(\.start_seconds)
    if let table {
      // A quarter of a bar: a first beat may lie a little before the file's first frame.
      let earliest = max(0, sounding.lowerBound) - 0.25 * Self.bar(table)
      points.mix_in_seconds = table.borders.first { $0 >= earliest }.map { max(0, $0) }
      points.mix_out_seconds = Self.mixOut(table, sections)
    }
    self.points = points
  }

  private static func bar(_ table: BarTable) -> Double {
    (table.borders[table.count] - table.borders[0]) / Double(table.count)
  }

  private static func mixOut(_ table: BarTable, _ sections: [TrackAnalysis.Section]) -> Double? {
    let bar = bar(table)
    let end = table.borders[table.count]
    if let last = sections.last, last.label == "outro", end - last.start_seconds > 3.5 * bar {
      return last.start_seconds
    }
    // Eight bars before the end, counted from where the last section that is long enough starts.
    guard let last = sections.last(where: { end - $0.start_seconds > 7.5 * bar }) else { return nil }
    let phrases = ((end - last.start_seconds) / (8 * bar) + 0.1).rounded(.down)
    let target = last.start_seconds + (phrases - 1) * 8 * bar
    return table.borders.min { abs($0 - target) < abs($1 - target) }
  }

  /// The half minute with the most energy among those that begin with a section, drops and choruses before others;
  /// without sections, among all.
  private static func highlight(
    _ energy: [Double], _ sections: [TrackAnalysis.Section], _ sounding: ClosedRange<Double>
  ) -> Double {
    let latest = max(sounding.lowerBound, sounding.upperBound - highlightLength)
    let starts = sections.map { (time: $0.start_seconds, bonus: ["drop", "chorus"].contains($0.label) ? 0.1 : 0) }
      .filter { $0.time <= latest + 5 }
    let all =
      starts.isEmpty ? stride(from: sounding.lowerBound, through: latest, by: 1).map { (time: $0, bonus: 0.0) } : starts
    func value(_ start: Double) -> Double {
      let first = min(energy.count, max(0, Int(start.rounded())))
      let last = min(energy.count, first + Int(highlightLength))
      return first < last ? energy[first..<last].reduce(0, +) / highlightLength : 0
    }
    let best = all.map { (time: $0.time, value: value($0.time) + $0.bonus) }.max { $0.value < $1.value }
    return max(sounding.lowerBound, min(best?.time ?? sounding.lowerBound, latest))
  }
}
