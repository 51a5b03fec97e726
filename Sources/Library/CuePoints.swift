import FoundationEssentials
import Music
import Platform

/// A point that the DJ marked.
package struct HotCue: Sendable, Hashable {
  /// As the DJ counts: 1…8.
  package var number: Int
  /// Where it is in the track.
  package var time: TrackTime
  /// How long the loop is that starts here; nil for a mere point.
  package var loop: Seconds?
  /// What the DJ calls it; nil when it has no name.
  package var label: String?
  /// Nil for the theme's own.
  package var colour: CueColour?
  /// - Parameter number: 1…8.
  package init(number: Int, time: TrackTime, loop: Seconds? = nil, label: String? = nil, colour: CueColour? = nil) {
    self.number = number
    self.time = time
    self.loop = loop
    self.label = label
    self.colour = colour
  }
}

/// What the DJ made of a track: never written by an analysis, and kept when the file moves.
extension Library {
  /// The points that the DJ marked, by number; none for a track that is gone.
  package func hotCues(of track: TrackID) throws(LibraryError) -> [HotCue] {
    try read { connection throws(LibraryError) in
      try connection.rows(
        "SELECT number, time_seconds, loop_seconds, label, colour FROM hot_cue WHERE track_id = ? ORDER BY number",
        [.integer(track.value)]
      ) {
        HotCue(
          number: Int($0.integer(0)), time: TrackTime($0.real(1)), loop: $0.optionalReal(2).map { Seconds($0) },
          label: $0.text(3), colour: $0.text(4).flatMap(CueColour.init(rawValue:)))
      }
    }
  }

  /// Marks a point; one of the same number is replaced. - Throws: `.unknownTrack`.
  package func set(_ cue: HotCue, of track: TrackID) throws(LibraryError) {
    try writeAbout(track) { connection throws(LibraryError) in
      try connection.run(
        """
        INSERT OR REPLACE INTO hot_cue(track_id, number, time_seconds, loop_seconds, label, colour)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(track.value), SQLValue(cue.number), .real(cue.time.value), SQLValue(cue.loop?.value),
          SQLValue(cue.label), SQLValue(cue.colour?.rawValue),
        ])
    }
  }

  /// Takes a mark away; nothing happens when there is none.
  package func clearHotCue(_ number: Int, of track: TrackID) throws(LibraryError) {
    try write { connection throws(LibraryError) in
      try connection.run(
        "DELETE FROM hot_cue WHERE track_id = ? AND number = ?", [.integer(track.value), SQLValue(number)])
    }
  }

  /// Where the track starts when it is loaded; nil when the DJ set nothing.
  package func cue(of track: TrackID) throws(LibraryError) -> TrackTime? {
    try read { connection throws(LibraryError) in
      try connection.first("SELECT time_seconds FROM cue WHERE track_id = ?", [.integer(track.value)]) {
        TrackTime($0.real(0))
      }
    }
  }

  /// Keeps where the track is to start; nil goes back to what the analysis proposes. - Throws: `.unknownTrack`.
  package func setCue(_ time: TrackTime?, of track: TrackID) throws(LibraryError) {
    try writeAbout(track) { connection throws(LibraryError) in
      if let time {
        try connection.run(
          "INSERT OR REPLACE INTO cue(track_id, time_seconds) VALUES (?, ?)",
          [.integer(track.value), .real(time.value)])
      } else {
        try connection.run("DELETE FROM cue WHERE track_id = ?", [.integer(track.value)])
      }
    }
  }

  /// Writes about a track that must be there. - Throws: `.unknownTrack`.
  func writeAbout(
    _ track: TrackID, _ body: (Connection) throws(LibraryError) -> Void
  ) throws(LibraryError) {
    try write { connection throws(LibraryError) in
      let isThere = try connection.first("SELECT 1 FROM track WHERE id = ?", [.integer(track.value)]) { _ in true }
      guard isThere == true else { throw .unknownTrack }
      try body(connection)
    }
  }
}
