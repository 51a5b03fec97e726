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
  /// The DJ's own.
  package fileprivate(set) var tags: [String] = []
}

extension Library {
  /// Of all tracks that are there: one pass over the table.
  package func rotationFacts() throws(LibraryError) -> [TrackID: RotationFacts] {
    try read { connection throws(LibraryError) in
      var facts: [TrackID: RotationFacts] = [:]
      try connection.forEach(
        "SELECT id, genre, album, path, duration_seconds FROM track WHERE is_missing = 0 AND has_failed = 0"
      ) { row in
        facts[TrackID(row.integer(0))] = RotationFacts(
          genre: row.text(1), album: SongName.digest(ofAlbum: row.text(2), in: folder(of: row.text(3) ?? "")),
          length: row.optionalReal(4).map { Seconds($0) })
      }
      try connection.forEach("SELECT track_id, tag FROM track_tag ORDER BY track_id, place") { row in
        if let tag = row.text(1) { facts[TrackID(row.integer(0))]?.tags.append(tag) }
      }
      return facts
    }
  }
}
