/// The versions of the parts that an analysis falls into. Whoever changes what a part finds raises its number here, and
/// only what must be done again is: other decisions are made from stored features within seconds, for all else the file
/// is analysed again, in the background.
package struct StageVersions: Sendable, Hashable, Codable {
  /// Tempo, beats, downbeats and phrases.
  package var rhythm = 5
  /// Of the key.
  package var key = 2
  /// Of loudness and true peak.
  package var loudness = 2
  /// Brightness, balance, density of onsets, width: what the whole sounds like.
  package var sound = 1
  /// Of the waveform.
  package var waveform = 2
  /// Of the vocals.
  package var vocals = 1
  /// `TrackFeatures`.
  package var features = 1
  /// Sections, mix points, energy, voices in the blends: what is decided from the features and needs no decoding.
  package var decisions = 3

  /// Those of this program.
  package static let current = StageVersions()

  /// Those of this program.
  package init() {}

  /// One number for all that is heard: it rises when any of its parts does.
  package var heard: Int { rhythm + key + loudness + sound + waveform + vocals + features }
}
