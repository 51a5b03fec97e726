/// All that is known about a track from listening to it; what `segue analyze --json` prints, one object a track, and what
/// the library stores. A fact that is not known is nil: nothing is invented.
package struct TrackAnalysis: Sendable, Hashable, Codable {
  package struct TempoRegion: Sendable, Hashable, Codable {
    package var start_seconds: Double
    package var bpm: Double
    package init(start_seconds: Double, bpm: Double) {
      self.start_seconds = start_seconds
      self.bpm = bpm
    }
  }
  package struct Loudness: Sendable, Hashable, Codable {
    package var integrated_lufs: Double?
    package var range_lu: Double?
    package var true_peak_dbtp: Double?
    package init(integrated_lufs: Double? = nil, range_lu: Double? = nil, true_peak_dbtp: Double? = nil) {
      self.integrated_lufs = integrated_lufs
      self.range_lu = range_lu
      self.true_peak_dbtp = true_peak_dbtp
    }
  }
  package struct Section: Sendable, Hashable, Codable {
    package var label: String
    package var start_seconds: Double
    package var end_seconds: Double
    package init(label: String, start_seconds: Double, end_seconds: Double) {
      self.label = label
      self.start_seconds = start_seconds
      self.end_seconds = end_seconds
    }
  }
  package struct VocalSpan: Sendable, Hashable, Codable {
    package var start_seconds: Double
    package var end_seconds: Double
    package var confidence: Double
    package init(start_seconds: Double, end_seconds: Double, confidence: Double) {
      self.start_seconds = start_seconds
      self.end_seconds = end_seconds
      self.confidence = confidence
    }
  }
  package struct CuePoints: Sendable, Hashable, Codable {
    package var first_sound_seconds: Double?
    package var mix_in_seconds: Double?
    package var mix_out_seconds: Double?
    package var last_sound_seconds: Double?
    package init(
      first_sound_seconds: Double? = nil, mix_in_seconds: Double? = nil, mix_out_seconds: Double? = nil,
      last_sound_seconds: Double? = nil
    ) {
      self.first_sound_seconds = first_sound_seconds
      self.mix_in_seconds = mix_in_seconds
      self.mix_out_seconds = mix_out_seconds
      self.last_sound_seconds = last_sound_seconds
    }
  }

  // Named as in the JSON contract, so that one declaration is the contract.
  package var path: String
  package var content_id: String?
  package var duration_seconds: Double?
  package var sample_rate_hz: Double?
  package var channels: Int?
  package var tags: Tags = Tags()
  package var bpm: Double?
  package var bpm_confidence: Double?
  package var tempo_regions: [TempoRegion]?
  /// The grid that `beats`, `downbeats` and `phrases` are read from.
  package var grid: BeatGrid?
  package var time_signature: String?
  package var beats: [Double]?
  package var downbeats: [Double]?
  package var phrases: [Double]?
  package var key: String?
  package var camelot: String?
  package var key_confidence: Double?
  package var tuning_cents: Double?
  package var loudness: Loudness = Loudness()
  package var energy: Int?
  package var energy_curve: [Double]?
  package var brightness_hz: Double?
  package var sections: [Section]?
  package var vocals: [VocalSpan]?
  package var cues: CuePoints = CuePoints()
  package var analysis_version: Int
  package var elapsed_seconds: Double?

  /// The version of the analysis as a whole; raised when its results change.
  package static let currentVersion = 1

  package init(path: String) {
    self.path = path
    analysis_version = Self.currentVersion
  }
}
