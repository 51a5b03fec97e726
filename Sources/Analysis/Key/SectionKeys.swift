import Music

/// Tells where a track leaves its key.
enum SectionKeys {
  /// How much better than the track's own another key must fit a section's notes (difference of correlations): the
  /// chords of a part may well lean on another degree, which comes to 0.2.
  private static let leastGain = 0.3
  /// Shorter parts do not say enough.
  private static let shortest = 12.0

  /// Where the held notes lie lower than this below the track's, there are only drums.
  private static let softest = -9.0

  /// Sets `key` of those sections that fit another key far better than `key`, the track's name for its own.
  static func name(
    _ sections: inout [TrackAnalysis.Section], _ features: TrackFeatures, _ table: BarTable, key: String?
  ) {
    guard let home = key.flatMap(MusicalKey.init(parsing:)) else { return }
    for index in sections.indices {
      let section = sections[index]
      guard section.end_seconds - section.start_seconds >= shortest else { continue }
      let bars = (0..<table.count).filter {
        table.borders[$0] > section.start_seconds - 0.1 && table.borders[$0] < section.end_seconds - 0.1
      }
      guard bars.reduce(0, { $0 + table.notes[$1] }) > softest * Double(bars.count) else { continue }
      let notes = features.means(between: [section.start_seconds, section.end_seconds])[0].chroma.map(Double.init)
      // A part that is raised keeps its mode.
      guard let best = KeyEstimate.ranking(of: notes).first(where: { $0.key.mode == home.mode }) else { continue }
      if best.score - KeyEstimate.fit(of: notes, to: home) > leastGain, best.score > 0.6 {
        sections[index].key = best.key.name
      }
    }
  }
}
