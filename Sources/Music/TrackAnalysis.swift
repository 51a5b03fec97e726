/// All that is known about a track from listening to it; what `segue analyze --json` prints, one object a track, and
/// what the library stores. A fact that is not known is nil: nothing is invented.
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
    /// One value a second: the loudness of the three seconds that end n + 1 seconds into the track; −70 is silence.
    package var short_term_lufs: [Double]?
    package init(
      integrated_lufs: Double? = nil, range_lu: Double? = nil, true_peak_dbtp: Double? = nil,
      short_term_lufs: [Double]? = nil
    ) {
      self.integrated_lufs = integrated_lufs
      self.range_lu = range_lu
      self.true_peak_dbtp = true_peak_dbtp
      self.short_term_lufs = short_term_lufs
    }
  }
  package struct Section: Sendable, Hashable, Codable {
    package var label: String
    package var start_seconds: Double
    package var end_seconds: Double
    /// The section's own key, where it is not the track's: "F minor".
    package var key: String?
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
  /// How the power is shared out: each band's in dB relative to the whole, 0 or less.
  package struct BandBalance: Sendable, Hashable, Codable {
    /// Below 60 Hz.
    package var sub_db: Double
    /// 60–250 Hz.
    package var bass_db: Double
    /// 250–500 Hz.
    package var low_mid_db: Double
    /// 500 Hz–2 kHz.
    package var mid_db: Double
    /// 2–6 kHz.
    package var presence_db: Double
    /// Above 6 kHz.
    package var air_db: Double
    package init(
      sub_db: Double, bass_db: Double, low_mid_db: Double, mid_db: Double, presence_db: Double, air_db: Double
    ) {
      self.sub_db = sub_db
      self.bass_db = bass_db
      self.low_mid_db = low_mid_db
      self.mid_db = mid_db
      self.presence_db = presence_db
      self.air_db = air_db
    }
  }
  package struct CuePoints: Sendable, Hashable, Codable {
    package var first_sound_seconds: Double?
    package var mix_in_seconds: Double?
    package var mix_out_seconds: Double?
    package var last_sound_seconds: Double?
    /// Where drops land, rising.
    package var drops: [Double]?
    /// Where the most telling 30 seconds begin.
    package var highlight_seconds: Double?
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
  /// What `energy` is rounded from, 0…1; comparable between tracks.
  package var drive: Double?
  package var brightness_hz: Double?
  package var band_balance: BandBalance?
  /// Attacks a second, over the track.
  package var onset_density_hz: Double?
  /// Share of the side signal in the power: 0 is mono, ½ two unrelated channels.
  package var stereo_width: Double?
  /// The channels' correlation, −1…1: 1 is mono; near or below 0 the track loses much on a mono system.
  package var mono_correlation: Double?
  package var sections: [Section]?
  package var vocals: [VocalSpan]?
  package var cues: CuePoints = CuePoints()
  package var analysis_version: Int
  /// Of each part; nil where an earlier version listened.
  package var stage_versions: StageVersions?
  package var elapsed_seconds: Double?

  /// The version of all that is heard; it rises when one of its stages' does (`StageVersions.heard`).
  package static let currentVersion = StageVersions.current.heard

  package init(path: String) {
    self.path = path
    analysis_version = Self.currentVersion
    stage_versions = .current
  }
}

// What is not known is written as null, so that every key of the contract is in every object; what the compiler would
// make leaves such keys out. Reading takes both.

extension TrackAnalysis {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(content_id, forKey: .content_id)
    try container.encode(duration_seconds, forKey: .duration_seconds)
    try container.encode(sample_rate_hz, forKey: .sample_rate_hz)
    try container.encode(channels, forKey: .channels)
    try container.encode(tags, forKey: .tags)
    try container.encode(bpm, forKey: .bpm)
    try container.encode(bpm_confidence, forKey: .bpm_confidence)
    try container.encode(tempo_regions, forKey: .tempo_regions)
    try container.encode(grid, forKey: .grid)
    try container.encode(time_signature, forKey: .time_signature)
    try container.encode(beats, forKey: .beats)
    try container.encode(downbeats, forKey: .downbeats)
    try container.encode(phrases, forKey: .phrases)
    try container.encode(key, forKey: .key)
    try container.encode(camelot, forKey: .camelot)
    try container.encode(key_confidence, forKey: .key_confidence)
    try container.encode(tuning_cents, forKey: .tuning_cents)
    try container.encode(loudness, forKey: .loudness)
    try container.encode(energy, forKey: .energy)
    try container.encode(energy_curve, forKey: .energy_curve)
    try container.encode(drive, forKey: .drive)
    try container.encode(brightness_hz, forKey: .brightness_hz)
    try container.encode(band_balance, forKey: .band_balance)
    try container.encode(onset_density_hz, forKey: .onset_density_hz)
    try container.encode(stereo_width, forKey: .stereo_width)
    try container.encode(mono_correlation, forKey: .mono_correlation)
    try container.encode(sections, forKey: .sections)
    try container.encode(vocals, forKey: .vocals)
    try container.encode(cues, forKey: .cues)
    try container.encode(analysis_version, forKey: .analysis_version)
    try container.encode(stage_versions, forKey: .stage_versions)
    try container.encode(elapsed_seconds, forKey: .elapsed_seconds)
  }
}

extension TrackAnalysis.Loudness {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(integrated_lufs, forKey: .integrated_lufs)
    try container.encode(range_lu, forKey: .range_lu)
    try container.encode(true_peak_dbtp, forKey: .true_peak_dbtp)
    try container.encode(short_term_lufs, forKey: .short_term_lufs)
  }
}

extension TrackAnalysis.CuePoints {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(first_sound_seconds, forKey: .first_sound_seconds)
    try container.encode(mix_in_seconds, forKey: .mix_in_seconds)
    try container.encode(mix_out_seconds, forKey: .mix_out_seconds)
    try container.encode(last_sound_seconds, forKey: .last_sound_seconds)
    try container.encode(drops, forKey: .drops)
    try container.encode(highlight_seconds, forKey: .highlight_seconds)
  }
}
