import Music
import Platform

/// What the stems of tracks sound like (`StemFacts`), kept by sound, with a stamp of the files that were listened to:
/// other stems are listened to anew, a corrected grid asks for nothing.
extension Library {
  /// What is known of these tracks, by this version; tracks whose stems were not listened to, or could not be, are left
  /// out.
  package func stemFacts(of tracks: [TrackID]) throws(LibraryError) -> [TrackID: StemFacts] {
    try read { connection throws(LibraryError) in
      var known: [TrackID: StemFacts] = [:]
      for track in tracks {
        let bytes = try connection.first(
          "SELECT bytes FROM stem_facts WHERE track_id = ?", [.integer(track.value)]
        ) { $0.blob(0) }
        known[track] = bytes?.flatMap { StemFacts(blob: $0) }
      }
      return known
    }
  }

  /// The stamp of the files that were listened to last, by this version; nil where none were.
  package func stemStamp(of track: TrackID) throws(LibraryError) -> String? {
    try read { connection throws(LibraryError) in
      try connection.first(
        "SELECT stamp FROM stem_facts WHERE track_id = ? AND version = ?",
        [.integer(track.value), SQLValue(Int(StemFacts.version))]
      ) { $0.text(0) } ?? nil
    }
  }

  /// The tracks that have stems, and are there.
  package func tracksWithStems() throws(LibraryError) -> Set<TrackID> {
    try read { connection throws(LibraryError) in
      Set(
        try connection.rows("SELECT id FROM track WHERE has_stems = 1 AND is_missing = 0 AND has_failed = 0") {
          TrackID($0.integer(0))
        })
    }
  }

  /// The files of tracks that have stems which this version has not listened to.
  package func unheardStems() throws(LibraryError) -> [FilePath] {
    try read { connection throws(LibraryError) in
      try connection.rows(
        """
        SELECT path FROM track WHERE has_stems = 1 AND is_missing = 0 AND has_failed = 0 AND NOT EXISTS (
          SELECT 1 FROM stem_facts WHERE track_id = id AND version = ?) ORDER BY id
        """, [SQLValue(Int(StemFacts.version))]
      ) { FilePath($0.text(0) ?? "") }
    }
  }

  /// The stems of a track are others now: they are to be listened to again.
  package func forgetStemFacts(of tracks: [TrackID]) throws(LibraryError) {
    try write { connection throws(LibraryError) in
      for track in tracks {
        try connection.run("DELETE FROM stem_facts WHERE track_id = ?", [.integer(track.value)])
      }
    }
  }

  /// How the stems of a track lie on it; nil where those that `stamp` names were not listened to, or do not fit it.
  package func stemLaying(of track: TrackID, stamp: String) throws(LibraryError) -> StemLaying? {
    try read { connection throws(LibraryError) in
      let json = try connection.first(
        "SELECT laying FROM stem_facts WHERE track_id = ? AND version = ? AND stamp = ?",
        [.integer(track.value), SQLValue(Int(StemFacts.version)), .text(stamp)]
      ) { $0.blob(0) }
      return json?.flatMap { FactBlobs.read(StemLaying.self, $0) }
    }
  }

  /// Keeps what was heard. - Parameters:
  ///   - facts, laying: nil where the stems do not fit the track: they are not tried again until they change.
  ///   - stamp: of the stems' files.
  package func keep(
    stems facts: StemFacts?, laying: StemLaying?, stamp: String, of track: TrackID
  ) throws(LibraryError) {
    try write { connection throws(LibraryError) in
      // The track may be gone meanwhile.
      try connection.run(
        """
        INSERT OR REPLACE INTO stem_facts(track_id, version, stamp, bytes, laying)
        SELECT id, ?2, ?3, ?4, ?5 FROM track WHERE id = ?1
        """,
        [
          .integer(track.value), SQLValue(Int(StemFacts.version)), .text(stamp), .blob(facts?.blob ?? []),
          laying.flatMap(FactBlobs.write).map { .blob($0) } ?? .null,
        ])
    }
  }
}
