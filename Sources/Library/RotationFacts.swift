import Music
import Platform

/// What a station's programme looks at in a track, as the library has it.
package struct RotationFacts: Sendable, Hashable {
  /// As tagged.
  package let genre: String?
  /// Which record it is on (`SongName.digest(ofAlbum:in:)`).
  package let album: UInt64?
  /// Nil until the file was read.
  package let length: Seconds?
  /// It was listened to, and there is nothing to hear in it: no loudness, no tempo, no key.
  package let isSilent: Bool
  /// The DJ's own.
  package fileprivate(set) var tags: [String] = []

  fileprivate init(_ row: Row) {
    genre = row.text(1)
    album = SongName.digest(ofAlbum: row.text(2), in: folder(of: row.text(3) ?? ""))
    length = row.optionalReal(4).map { Seconds($0) }
    isSilent = row.integer(5) != 0
  }
}

/// The facts of all tracks that are there, kept by who asks again: only what was written since is read then.
package struct KnownRotation: Sendable {
  /// By track.
  package private(set) var facts: [TrackID: RotationFacts] = [:]
  private var stamp: DataStamp?
  private var change: Int64?

  /// Nothing is known.
  package init() {}

  private static let query = """
    SELECT id, genre, album, path, duration_seconds,
      analysis_version IS NOT NULL AND loudness_lufs IS NULL AND bpm IS NULL AND wheel IS NULL
    FROM track WHERE is_missing = 0 AND has_failed = 0
    """

  fileprivate mutating func refresh(_ connection: Connection) throws(LibraryError) -> Bool {
    let now = try DataStamp(connection)
    if stamp == now { return false }
    // Before the rows: what is written meanwhile is read again the next time.
    let last = try TrackChanges.last(connection)
    if let change, let changed = try TrackChanges.tracks(after: change, connection) {
      for id in changed {
        facts[id] = nil
        try connection.forEach("\(Self.query) AND id = ?", [.integer(id.value)]) { facts[id] = RotationFacts($0) }
      }
    } else {
      facts.removeAll(keepingCapacity: true)
      try connection.forEach(Self.query) { facts[TrackID($0.integer(0))] = RotationFacts($0) }
    }
    try readTags(connection)
    (stamp, change) = (now, last)
    return true
  }

  /// All of them: they are few, and no change of a track tells of theirs.
  private mutating func readTags(_ connection: Connection) throws(LibraryError) {
    for (id, fact) in facts where !fact.tags.isEmpty { facts[id]?.tags = [] }
    try connection.forEach("SELECT track_id, tag FROM track_tag ORDER BY track_id, place") { row in
      if let tag = row.text(1) { facts[TrackID(row.integer(0))]?.tags.append(tag) }
    }
  }
}

extension Library {
  /// Reads what a programme looks at, of all tracks that are there, or what was written since.
  /// - Returns: whether anything was.
  package func refresh(_ known: inout KnownRotation) throws(LibraryError) -> Bool {
    try read { connection throws(LibraryError) in try known.refresh(connection) }
  }
}
