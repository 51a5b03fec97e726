import Music

extension TrackAnalysis {
  /// Decides what follows from how a track sounds and where its bars lie: sections with their keys, mix points, drops,
  /// the highlight, the energy curve and the energy. Pure and quick (a millisecond a track): the same features, grid
  /// and facts give the same decisions, whether the file has just been heard or its features come from a library.
  ///
  /// Reads `grid`, `duration_seconds`, `loudness`, `onset_density_hz`, `brightness_hz`, `bpm` and `key`; writes
  /// `sections`, `cues`, `energy_curve`, `energy` and `drive`.
  package mutating func decide(from features: TrackFeatures) {
    let table = BarTable(features, grid: grid)
    decide(from: features, table: table, runs: table.map { SectionSearch($0).runs } ?? [])
  }

  /// The same, where the bars have been searched already.
  mutating func decide(from features: TrackFeatures, table: BarTable?, runs: [(kind: SectionKind, bars: Range<Int>)]) {
    let curve = EnergyCurve(features, duration: duration_seconds ?? 0)
    energy_curve = curve.seconds
    drive = features.count > 0 ? EnergyCurve.drive(of: self) : nil
    energy = drive.map(EnergyScale().energy(of:))
    var found: [Section] = []
    if let table, let sounding = features.soundingRange {
      found = Sections(table, runs: runs, sounding: sounding).sections
      SectionKeys.name(&found, features, table, key: key)
    }
    sections = found.isEmpty ? nil : found
    cues = MixPoints(features, table: table, sections: found, energy: curve.seconds).points
  }
}
