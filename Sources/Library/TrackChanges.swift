import Music

/// Which tracks were written last, in the library itself: whoever keeps all tracks' numbers in memory reads only those
/// again, be they written by this program or by another one.
enum TrackChanges {
  /// So many are kept; who has missed more reads all tracks.
  static let kept = 1024

  /// The tables and triggers of it.
  static let script = """
    CREATE TABLE track_change (number INTEGER PRIMARY KEY AUTOINCREMENT, track_id INTEGER NOT NULL);

    """
    + [
      ("insert", "INSERT", "new"), ("delete", "DELETE", "old"),
      ("update", "UPDATE OF \(columns), is_missing, has_failed", "new"),
    ].map { name, event, row in
      """
      CREATE TRIGGER track_change_\(name) AFTER \(event) ON track BEGIN
        INSERT INTO track_change(track_id) VALUES (\(row).id);
        DELETE FROM track_change WHERE number <= last_insert_rowid() - \(kept);
      END;

      """
    }.joined()

  /// What a candidate is made of.
  static let columns = """
    bpm, wheel, energy, artist_digest, song_digest, content_digest, last_played_at, voices_in
    """

  /// The number of the last change.
  static func last(_ connection: Connection) throws(LibraryError) -> Int64 {
    try connection.first("SELECT max(number) FROM track_change") { $0.integer(0) } ?? 0
  }

  /// - Returns: the tracks that were written after a change; nil where it is too long ago to know.
  static func tracks(after number: Int64, _ connection: Connection) throws(LibraryError) -> Set<TrackID>? {
    // 0 while there are none.
    let first = try connection.first("SELECT min(number) FROM track_change") { $0.integer(0) } ?? 0
    guard first <= number + 1 else { return nil }
    var changed: Set<TrackID> = []
    try connection.forEach("SELECT track_id FROM track_change WHERE number > ?", [.integer(number)]) { row in
      changed.insert(TrackID(row.integer(0)))
    }
    return changed
  }
}
