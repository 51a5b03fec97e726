import Music
import Platform

/// A track that was played.
package struct Play: Sendable, Hashable {
  /// What was played.
  package var track: TrackID
  /// Seconds since 1970.
  package var startedAt: Double
  /// What played before it, on the other deck.
  package var after: TrackID?
  /// - Parameter startedAt: seconds since 1970.
  package init(track: TrackID, startedAt: Double, after: TrackID? = nil) {
    self.track = track
    self.startedAt = startedAt
    self.after = after
  }
}

/// What was played, when, and after what; and each evening as a crate.
extension Library {
  /// The folder of crates that evenings lie in.
  package static let historyFolder = "History"
  /// Seconds of silence after which another evening begins.
  static let eveningsApart = 6 * 3600

  /// Keeps a play; it counts as the latest of its track, and is put into the evening's crate, `History/2026-11-28`: an
  /// evening has the day's name on which it began, and ends where nothing is played for six hours. Nobody's crate is
  /// touched otherwise: who takes tracks out of it, or deletes it, has done so. - Throws: `.unknownTrack`.
  package func record(_ play: Play) throws(LibraryError) {
    try writeAbout(play.track) { connection throws(LibraryError) in
      // What came before may be gone from the library; the play itself counts all the same.
      try connection.run(
        """
        INSERT INTO play(track_id, started_at, after_track_id) VALUES (?, ?, (SELECT id FROM track WHERE id = ?))
        """,
        [.integer(play.track.value), .real(play.startedAt), play.after.map { .integer($0.value) } ?? .null])
      try connection.run(
        """
        UPDATE track SET play_count = play_count + 1, last_played_at = max(ifnull(last_played_at, 0), ?) WHERE id = ?
        """, [.real(play.startedAt), .integer(play.track.value)])
      try Self.putIntoEvening(play, connection)
    }
  }

  private static func putIntoEvening(_ play: Play, _ connection: Connection) throws(LibraryError) {
    // Back from play to play, as long as they lie close together.
    let start = try connection.first(
      """
      WITH RECURSIVE evening(at) AS (
        VALUES (?1) UNION ALL
        SELECT (SELECT max(started_at) FROM play WHERE started_at < at AND started_at > at - \(eveningsApart))
        FROM evening WHERE at IS NOT NULL)
      SELECT min(at) FROM evening
      """, [.real(play.startedAt)]
    ) { $0.real(0) }
    let path = [historyFolder, localDay(start ?? play.startedAt)]
    let known = try tracks(ofCrate: path, connection)
    if known == nil { return try setCrate(path, [play.track], connection) }
    try append(play.track, toCrate: path, connection)
  }

  /// The last plays, newest first.
  package func plays(limit: Int) throws(LibraryError) -> [Play] {
    try plays("ORDER BY started_at DESC, id DESC LIMIT ?", .integer(Int64(limit)))
  }

  /// The plays that began then or later, oldest first. - Parameter date: seconds since 1970.
  package func plays(since date: Double) throws(LibraryError) -> [Play] {
    try plays("WHERE started_at >= ? ORDER BY started_at, id", .real(date))
  }

  private func plays(_ which: String, _ value: SQLValue) throws(LibraryError) -> [Play] {
    try read { connection throws(LibraryError) in
      try connection.rows("SELECT track_id, started_at, after_track_id FROM play \(which)", [value]) {
        Play(
          track: TrackID($0.integer(0)), startedAt: $0.real(1),
          after: $0.optionalInteger(2).map { TrackID(Int64($0)) })
      }
    }
  }
}
