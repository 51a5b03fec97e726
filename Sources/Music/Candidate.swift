/// A track as suggestions weigh it: small and without references, because all 100,000 are looked at for each
/// suggestion.
package struct Candidate: BitwiseCopyable, Sendable, Hashable {
  /// The row to look up when it is chosen.
  package var id: TrackID
  /// Its own tempo; nil when not known.
  package var bpm: BPM?
  /// Its own key; nil when not known.
  package var key: MusicalKey?
  /// 1…10.
  package var energy: Int8?
  /// Who made it (`SongName.digest(ofArtist:)`); nil when the tags do not say.
  package var artist: UInt64?
  /// Which song it is (`SongName.digest`); nil when the tags do not say.
  package var song: UInt64?
  /// Which sound it is (`ContentID.digest`); nil before the file was read.
  package var content: UInt64?
  /// Seconds since 1970; nil when it never was.
  package var lastPlayed: Double?
  /// Who sings where it is mixed in; nil when not known.
  package var voicesIn: VoiceBeats?
  /// How far it lies where the DJ steers to, 0…1; nil where nothing is steered, or it was not measured.
  package var steer: Float?
  /// How much it sounds like the list that the DJ named, likewise.
  package var like: Float?

  /// Every fact of it; nil where it is not known.
  package init(
    id: TrackID, bpm: BPM? = nil, key: MusicalKey? = nil, energy: Int8? = nil, artist: UInt64? = nil,
    song: UInt64? = nil, content: UInt64? = nil, lastPlayed: Double? = nil, voicesIn: VoiceBeats? = nil
  ) {
    self.id = id
    self.bpm = bpm
    self.key = key
    self.energy = energy
    self.artist = artist
    self.song = song
    self.content = content
    self.lastPlayed = lastPlayed
    self.voicesIn = voicesIn
  }
}
