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

  /// The half minute that tells most of a track. Where drops or choruses are known it begins with one of them, each
  /// weighed by its energy, by how far it rises above the eight seconds before, and by how often its kind comes back;
  /// else with another section; without sections, anywhere. The first ten seconds are an intro, whatever they sound
  /// like, unless they are a drop or a chorus.
  private static func highlight(
    _ energy: [Double], _ sections: [TrackAnalysis.Section], _ sounding: ClosedRange<Double>
  ) -> Double {
    let latest = max(sounding.lowerBound, sounding.upperBound - highlightLength)
    let earliest = min(latest, sounding.lowerBound + 10)
    let peaks = sections.filter { ["drop", "chorus"].contains($0.label) && $0.end_seconds - $0.start_seconds >= 8 }
    var starts = peaks.map(\.start_seconds)
    // A drop that the track ends with is shorter than half a minute: heard where others are missing.
    if starts.contains(where: { $0 <= latest }) { starts = starts.filter { $0 <= latest } }
    if starts.isEmpty { starts = sections.map(\.start_seconds).filter { (earliest...latest).contains($0) } }
    if starts.isEmpty { starts = Array(stride(from: earliest, through: latest, by: 1)) }
    func mean(_ from: Double, _ to: Double) -> Double {
      let range = max(0, Int(from.rounded()))..<max(0, min(energy.count, Int(to.rounded())))
      return range.isEmpty ? 0 : energy[range].reduce(0, +) / Double(range.count)
    }
    func value(_ start: Double) -> Double {
      let here = mean(start, min(start + highlightLength, sounding.upperBound))
      let label = sections.first { $0.start_seconds == start }?.label
      let returns = label.map { label in sections.count { $0.label == label } > 1 } ?? false
      return here + 0.2 * max(0, here - mean(start - 8, start)) + (returns ? 0.05 : 0)
    }
    return starts.max { value($0) < value($1) } ?? sounding.lowerBound
  }
}
