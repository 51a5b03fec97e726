/// What the analysis of a whole file gave, for a library or a log.
package struct FileAnalysis: Sendable {
  /// What was measured and concluded.
  package var analysis: TrackAnalysis
  /// Its picture; nil where none was asked for.
  package var waveform: Waveform?
  /// What deciding again needs; nil where an earlier version listened.
  package var features: TrackFeatures?

  /// What one analysis of a file gives.
  package init(_ analysis: TrackAnalysis, waveform: Waveform? = nil, features: TrackFeatures? = nil) {
    self.analysis = analysis
    self.waveform = waveform
    self.features = features
  }
}
