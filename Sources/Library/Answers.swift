import Music

/// What the DJ said to a track, once.
package struct GivenAnswer: Sendable, Hashable {
  /// What was answered to.
  package var track: TrackID
  /// What was said.
  package var answer: Answer
  /// Seconds since 1970.
  package var date: Double
  /// What played then.
  package var after: TrackID?
  /// How the set's energy was to go then, in words; nil where nobody had said.
  package var course: String?
  /// - Parameters:
  ///   - date: seconds since 1970.
  ///   - after: what played then.
  ///   - course: how the set's energy was to go, in words.
  package init(track: TrackID, answer: Answer, date: Double, after: TrackID? = nil, course: String? = nil) {
    (self.track, self.answer, self.date, self.after, self.course) = (track, answer, date, after, course)
  }
}

/// The DJ's answers: never written by an analysis, and kept when the file moves.
extension Library {
  /// Keeps an answer; the latest one of a track counts. - Throws: `.unknownTrack`.
  package func record(_ given: GivenAnswer) throws(LibraryError) {
    try writeAbout(given.track) { connection throws(LibraryError) in
      // What played may be gone from the library; the answer itself counts all the same.
      try connection.run(
        """
        INSERT INTO answer(track_id, answer, given_at, after_track_id, course)
        VALUES (?, ?, ?, (SELECT id FROM track WHERE id = ?), ?)
        """,
        [
          .integer(given.track.value), .text(given.answer.rawValue), .real(given.date),
          given.after.map { .integer($0.value) } ?? .null, SQLValue(given.course),
        ])
    }
  }

  /// Takes an answer back: what was said before it counts again. Nothing happens when there is none.
  /// - Parameter date: when it was given.
  package func takeBackAnswer(to track: TrackID, at date: Double) throws(LibraryError) {
    try write { connection throws(LibraryError) in
      try connection.run(
        "DELETE FROM answer WHERE track_id = ? AND given_at = ?", [.integer(track.value), .real(date)])
    }
  }

  /// All answers, the newest first. - Parameter limit: of the newest.
  package func answers(limit: Int = .max) throws(LibraryError) -> [GivenAnswer] {
    try read { connection throws(LibraryError) in
      try connection.rows(
        """
        SELECT track_id, answer, given_at, after_track_id, course FROM answer
        ORDER BY given_at DESC, id DESC LIMIT ?
        """, [.integer(Int64(limit))]
      ) { row in
        row.text(1).flatMap(Answer.init(rawValue:)).map {
          GivenAnswer(
            track: TrackID(row.integer(0)), answer: $0, date: row.real(2),
            after: row.optionalInteger(3).map { TrackID(Int64($0)) }, course: row.text(4))
        }
      }.compactMap(\.self)
    }
  }

  /// How many growers ask again. - Parameter date: seconds since 1970.
  package func growers(dueAt date: Double) throws(LibraryError) -> Int {
    try read { connection throws(LibraryError) in
      try connection.first(
        "SELECT count(*) FROM track WHERE answer = 'grower' AND answered_at <= ? AND is_missing = 0",
        [.real(date - Answer.growsFor.value)]
      ) { Int($0.integer(0)) } ?? 0
    }
  }
}
