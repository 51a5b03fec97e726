import Music

/// The DJ's notes on tracks: never written by an analysis, and kept when the file moves.
extension Library {
  /// What is noted of a track; nothing for one that is gone.
  package func notes(of track: TrackID) throws(LibraryError) -> TrackNotes {
    try self.track(track)?.notes ?? TrackNotes()
  }

  /// Keeps notes in place of those that were there. - Throws: `.unknownTrack`.
  package func setNotes(_ notes: TrackNotes, of track: TrackID) throws(LibraryError) {
    try writeAbout(track) { connection throws(LibraryError) in
      try Self.setNotes(notes, of: track.value, connection)
    }
  }

  static func setNotes(_ notes: TrackNotes, of track: Int64, _ connection: Connection) throws(LibraryError) {
    try connection.run(
      "UPDATE track SET rating = ?, comment = ?, colour = ? WHERE id = ?",
      [SQLValue(notes.rating), SQLValue(notes.comment), SQLValue(notes.colour?.rawValue), .integer(track)])
    try connection.run("DELETE FROM track_tag WHERE track_id = ?", [.integer(track)])
    for (place, tag) in notes.tags.enumerated() {
      try connection.run(
        "INSERT OR IGNORE INTO track_tag(track_id, folded, tag, place) VALUES (?, ?, ?, ?)",
        [.integer(track), .text(tag.folded), .text(tag), SQLValue(place)])
    }
  }

  /// All tags that tracks have, with how many tracks have each, the most used first.
  package func tagsInUse() throws(LibraryError) -> [(tag: String, tracks: Int)] {
    try read { connection throws(LibraryError) in
      try connection.rows(
        "SELECT min(tag), count(*) FROM track_tag GROUP BY folded ORDER BY count(*) DESC, folded"
      ) { ($0.text(0) ?? "", Int($0.integer(1))) }
    }
  }
}
