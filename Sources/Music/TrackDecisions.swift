/// The part of an analysis that is decided from features and a grid, and can be decided again without the file.
package struct TrackDecisions: Sendable, Hashable, Codable {
  /// The song's form; nil without a beat.
  package var sections: [TrackAnalysis.Section]?
  /// Places for a mix.
  package var cues: TrackAnalysis.CuePoints
  /// One a second, 0…1, to a thousandth.
  package var energy_curve: [Double]?
  /// 0…1, comparable between tracks; an `EnergyScale` makes 1–10 of it.
  package var drive: Double?

  /// All that is concluded from a track's facts.
  package init(
    sections: [TrackAnalysis.Section]? = nil, cues: TrackAnalysis.CuePoints = TrackAnalysis.CuePoints(),
    energy_curve: [Double]? = nil, drive: Double? = nil
  ) {
    self.sections = sections
    self.cues = cues
    self.energy_curve = energy_curve
    self.drive = drive
  }
}

extension TrackAnalysis {
  /// What was decided.
  package var decisions: TrackDecisions {
    get {
      TrackDecisions(
        sections: sections, cues: cues, energy_curve: energy_curve?.map { ($0 * 1000).rounded() / 1000 }, drive: drive)
    }
    set {
      sections = newValue.sections
      cues = newValue.cues
      energy_curve = newValue.energy_curve
      drive = newValue.drive
    }
  }

  /// The facts alone that decisions are made from: without what is decided, and without the long lists that a grid
  /// tells as well.
  package var grounds: TrackAnalysis {
    var facts = TrackAnalysis(path: "")
    facts.duration_seconds = duration_seconds
    facts.bpm = bpm
    facts.bpm_confidence = bpm_confidence
    facts.grid = grid
    facts.key = key
    facts.key_confidence = key_confidence
    facts.loudness = loudness
    facts.loudness.short_term_lufs = nil
    facts.brightness_hz = brightness_hz
    facts.band_balance = band_balance
    facts.onset_density_hz = onset_density_hz
    facts.stereo_width = stereo_width
    facts.vocals = vocals
    return facts
  }
}
