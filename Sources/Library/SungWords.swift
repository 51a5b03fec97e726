import Music
import Platform

/// A track's file and what was read of its words the last time.
package struct LyricsState: Sendable, Hashable {
  /// Whose words they are.
  package var track: TrackID
  /// Its file, as the last scan met it.
  package var file: FileStamp
  /// What was read (`Library.keep`); nil: nobody has looked.
  package var stamp: String?
}

/// The words of songs: read from files, found again by search.
extension Library {
  /// Keeps a track's words, or that it has none. - Parameter stamp: of what they were read from.
  package func keep(_ lyrics: Lyrics?, stamp: String, of track: TrackID) throws(LibraryError) {
    let known = lyrics.flatMap { $0.isEmpty ? nil : $0 }
    let json = known.flatMap { FactBlobs.write($0) }
    try writeAbout(track) { connection throws(LibraryError) in
      try connection.run(
        """
        INSERT INTO lyrics(track_id, stamp, sung, json) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT(track_id) DO UPDATE SET stamp = ?2, sung = ?3, json = ?4
        """,
        [.integer(track.value), .text(stamp), .text(known?.text ?? ""), json.map { .blob($0) } ?? .null])
    }
  }

  /// A track's words; nil where it has none, or nobody has looked.
  package func lyrics(of track: TrackID) throws(LibraryError) -> Lyrics? {
    let json = try read { connection throws(LibraryError) in
      try connection.first("SELECT json FROM lyrics WHERE track_id = ?", [.integer(track.value)]) { $0.blob(0) } ?? nil
    }
    return json.flatMap { FactBlobs.read(Lyrics.self, $0) }
  }

  /// The shown files of all tracks that are there, and what was read of their words.
  package func lyricsStates() throws(LibraryError) -> [LyricsState] {
    try read { connection throws(LibraryError) in
      try connection.rows(
        """
        SELECT track.id, track.path, place.size, place.modified, lyrics.stamp FROM track
          JOIN place ON place.path = track.path LEFT JOIN lyrics ON lyrics.track_id = track.id
        WHERE track.is_missing = 0 AND place.is_probed = 1 AND failure IS NULL
        """
      ) { row in
        LyricsState(
          track: TrackID(row.integer(0)),
          file: FileStamp(path: row.text(1) ?? "", bytes: row.integer(2), modified: row.real(3)), stamp: row.text(4))
      }
    }
  }
}
