/// All that is known about a track from listening to it; what `segue analyze --json` prints, one object a track, and
/// what the library stores. A fact that is not known is nil: nothing is invented.
///
/// More than fifteen stored properties: they are the keys of that object, a contract, one by one.
package struct TrackAnalysis: Sendable, Hashable, Codable {
  /// A part of the track with one tempo.
  package struct TempoRegion: Sendable, Hashable, Codable {
    /// Where it begins, seconds from the track's first frame.
    package var start_seconds: Double
    /// Beats a minute from there on.
    package var bpm: Double
    /// From `start_seconds` on at `bpm`.
    package init(start_seconds: Double, bpm: Double) {
      self.start_seconds = start_seconds
      self.bpm = bpm
    }
  }
  /// How loud the track is (ITU-R BS.1770, EBU R 128); nil for silence.
  package struct Loudness: Sendable, Hashable, Codable {
    /// Of the whole track, LUFS.
    package var integrated_lufs: Double?
    /// Loudness range, LU.
    package var range_lu: Double?
    /// The highest peak between samples, dBTP.
    package var true_peak_dbtp: Double?
    /// One value a second: the loudness of the three seconds that end n + 1 seconds into the track; −70 is silence.
    package var short_term_lufs: [Double]?
    /// All of it; nil for silence.
    package init(
      integrated_lufs: Double? = nil, range_lu: Double? = nil, true_peak_dbtp: Double? = nil,
      short_term_lufs: [Double]? = nil
    ) {
      self.integrated_lufs = integrated_lufs
      self.range_lu = range_lu
      self.true_peak_dbtp = true_peak_dbtp
      self.short_term_lufs = short_term_lufs
    }

    /// The gain that brings a track to a loudness: −24…12 dB, and never so much that its true peak passes full scale.
    package func gain(to target: LUFS) -> Decibels {
      guard let integrated = integrated_lufs, integrated > -60 else { return .unity }
      let headroom = max(0, -(true_peak_dbtp ?? 0))
      return Decibels(max(-24, min(12, (target - LUFS(integrated)).value, headroom)))
    }
  }
  /// A part of the song's form.
  package struct Section: Sendable, Hashable, Codable {
    /// intro, build, drop, breakdown, verse, chorus, bridge or outro.
    package var label: String
    /// Seconds from the track's first frame.
    package var start_seconds: Double
    /// Where the next one begins, seconds.
    package var end_seconds: Double
    /// The section's own key, where it is not the track's: "F minor".
    package var key: String?
    /// The part from `start_seconds` up to `end_seconds`.
    package init(label: String, start_seconds: Double, end_seconds: Double) {
      self.label = label
      self.start_seconds = start_seconds
      self.end_seconds = end_seconds
    }
  }
  /// A stretch in which somebody sings.
  package struct VocalSpan: Sendable, Hashable, Codable {
    /// Seconds from the track's first frame.
    package var start_seconds: Double
    /// Where it ends, seconds.
    package var end_seconds: Double
    /// 0…1.
    package var confidence: Double
    /// The stretch from `start_seconds` up to `end_seconds`.
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
    /// All bands, dB relative to the whole.
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
  /// Places for a mix, seconds from the track's first frame; nil where there is none.
  package struct CuePoints: Sendable, Hashable, Codable {
    /// Where sound begins.
    package var first_sound_seconds: Double?
    /// Where the next track may come in from.
    package var mix_in_seconds: Double?
    /// Where it may go out.
    package var mix_out_seconds: Double?
    /// Where sound ends.
    package var last_sound_seconds: Double?
    /// Where drops land, rising.
    package var drops: [Double]?
    /// Where the most telling 30 seconds begin.
    package var highlight_seconds: Double?
    /// All four; nil where there is none.
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
  /// The file, as it was named.
  package var path: String
  /// The hash of its samples, which it is known by wherever it lies.
  package var content_id: String?
  /// Its length, seconds.
  package var duration_seconds: Double?
  /// The file's own rate, Hz.
  package var sample_rate_hz: Double?
  /// The file's own channels.
  package var channels: Int?
  /// What the file says of itself.
  package var tags: Tags = Tags()
  /// Beats a minute; nil without a steady beat.
  package var bpm: Double?
  /// 0…1.
  package var bpm_confidence: Double?
  /// Stretches with a tempo each, where there is more than one.
  package var tempo_regions: [TempoRegion]?
  /// The grid that `beats`, `downbeats` and `phrases` are read from.
  package var grid: BeatGrid?
  /// "4/4" and such.
  package var time_signature: String?
  /// Each beat, seconds.
  package var beats: [Double]?
  /// Each bar's first beat, seconds.
  package var downbeats: [Double]?
  /// Each phrase's first beat, seconds.
  package var phrases: [Double]?
  /// "A minor"; nil without one.
  package var key: String?
  /// The key on the Camelot wheel, "8A".
  package var camelot: String?
  /// 0…1.
  package var key_confidence: Double?
  /// How far its notes lie from A = 440 Hz, cents.
  package var tuning_cents: Double?
  /// How loud it is.
  package var loudness: Loudness = Loudness()
  /// 1…10, among the library's tracks.
  package var energy: Int?
  /// 0…1, one value a second.
  package var energy_curve: [Double]?
  /// What `energy` is rounded from, 0…1; comparable between tracks.
  package var drive: Double?
  /// The centre of the spectrum, weighted by power, Hz.
  package var brightness_hz: Double?
  /// How the power is shared out between bands.
  package var band_balance: BandBalance?
  /// Attacks a second, over the track.
  package var onset_density_hz: Double?
  /// Share of the side signal in the power: 0 is mono, ½ two unrelated channels.
  package var stereo_width: Double?
  /// The channels' correlation, −1…1: 1 is mono; near or below 0 the track loses much on a mono system.
  package var mono_correlation: Double?
  /// The song's form.
  package var sections: [Section]?
  /// Where somebody sings.
  package var vocals: [VocalSpan]?
  /// Places for a mix.
  package var cues: CuePoints = CuePoints()
  /// Of the analysis as a whole.
  package var analysis_version: Int
  /// Of each part; nil where an earlier version listened.
  package var stage_versions: StageVersions?
  /// How long it took, seconds.
  package var elapsed_seconds: Double?

  /// The version of all that is heard; it rises when one of its stages' does (`StageVersions.heard`).
  package static let currentVersion = StageVersions.current.heard

  /// Nothing known yet of a file.
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
