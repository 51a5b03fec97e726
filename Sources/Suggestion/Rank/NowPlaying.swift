import Music

/// What plays now, as it sounds: candidates are compared with this.
package struct NowPlaying: Sendable, Hashable {
  /// Its row; nil for a file that the library does not know.
  package var id: TrackID?
  /// Its sound: a copy of it is never suggested.
  package var content: ContentID?
  /// Its name: another release of it is never suggested.
  package var song: SongName?
  /// The artist's digest (`SongName.digest(ofArtist:)`).
  package var artist: UInt64?
  /// The tempo heard, tempo control included.
  package var bpm: BPM?
  /// The key heard, key shift included (`soundingKey`).
  package var key: MusicalKey?
  /// 1…10.
  package var energy: Int?
  /// Vocals around its mix-out point; nil when not known.
  package var voicesOut: VoiceBeats?
  /// The artists of the last few plays, as digests.
  package var recentArtists: Set<UInt64>
  /// What comes next already: it is not suggested.
  package var next: TrackID?
  /// The time, seconds since 1970: says how long ago a candidate was played.
  package var date: Double

  /// What plays, as it is heard, and when.
  package init(
    id: TrackID? = nil, content: ContentID? = nil, song: SongName? = nil, artist: UInt64? = nil, bpm: BPM? = nil,
    key: MusicalKey? = nil, energy: Int? = nil, voicesOut: VoiceBeats? = nil, recentArtists: Set<UInt64> = [],
    next: TrackID? = nil, date: Double
  ) {
    self.id = id
    self.content = content
    self.song = song
    self.artist = artist
    self.bpm = bpm
    self.key = key
    self.energy = energy
    self.voicesOut = voicesOut
    self.recentArtists = recentArtists
    self.next = next
    self.date = date
  }

  /// A library's track on a deck.
  /// - Parameters:
  ///   - ratio: what the deck plays at; 1 is as recorded.
  ///   - keyShift: semitones.
  package init(
    _ track: Track, ratio: TempoRatio = .asRecorded, keyShift: Double = 0, keyLock: Bool = true,
    recentArtists: Set<UInt64> = [], date: Double
  ) {
    self.init(
      id: track.id, content: track.contentID, song: SongName(of: track.tags),
      artist: SongName.digest(ofArtist: track.tags.artist), bpm: track.bpm.map { $0 * ratio },
      key: soundingKey(of: track.key, shift: keyShift, ratio: ratio, keyLock: keyLock), energy: track.energy,
      voicesOut: track.voicesOut, recentArtists: recentArtists, date: date)
  }
}
