import Music
import Platform

/// A list of tracks that the DJ keeps, in an order, in a folder of crates or in none.
package struct Crate: Sendable, Hashable {
  /// The library's number.
  package var id: Int64
  /// The folders that it lies in, the outermost first, and its own name.
  package var path: [String]
  /// How many tracks it holds.
  package var count: Int

  /// Its own name.
  package var name: String { path.last ?? "" }
}

/// Crates. The name in the table has the folders in it, with a sign between them that nobody types.
extension Library {
  private static let between = "\u{1F}"

  /// All crates, by their folders and names.
  package func crates() throws(LibraryError) -> [Crate] {
    try read { connection throws(LibraryError) in
      try connection.rows(
        """
        SELECT id, name, (SELECT count(*) FROM crate_track WHERE crate_id = crate.id) FROM crate ORDER BY name
        """
      ) { row in
        Crate(
          id: row.integer(0), path: (row.text(1) ?? "").components(between: Self.between), count: Int(row.integer(2)))
      }
    }
  }

  /// The tracks of a crate, in its order.
  package func tracks(ofCrate crate: Int64) throws(LibraryError) -> [TrackID] {
    try read { connection throws(LibraryError) in
      try connection.rows(
        "SELECT track_id FROM crate_track WHERE crate_id = ? ORDER BY position", [.integer(crate)]
      ) { TrackID($0.integer(0)) }
    }
  }

  /// Makes a crate, or gives one of this path other tracks. A track that comes twice is in it once, at its first place.
  package func setCrate(_ path: [String], _ tracks: [TrackID]) throws(LibraryError) {
    try write { connection throws(LibraryError) in try Self.setCrate(path, tracks, connection) }
  }

  /// Takes a crate away; its tracks stay in the library.
  package func removeCrate(_ path: [String]) throws(LibraryError) {
    try write { connection throws(LibraryError) in try Self.removeCrate(path, connection) }
  }

  static func setCrate(
    _ path: [String], _ tracks: [TrackID], _ connection: Connection
  ) throws(LibraryError) {
    let name = SQLValue.text(self.name(of: path))
    try connection.run(
      "INSERT OR IGNORE INTO crate(name, made_at) VALUES (?, ?)", [name, .real(secondsSince1970())])
    try connection.run(
      "DELETE FROM crate_track WHERE crate_id = (SELECT id FROM crate WHERE name = ?)", [name])
    for (place, track) in tracks.enumerated() {
      try connection.run(
        """
        INSERT OR IGNORE INTO crate_track(crate_id, track_id, position) SELECT id, ?, ? FROM crate WHERE name = ?
        """, [.integer(track.value), .real(Double(place)), name])
    }
  }

  static func removeCrate(_ path: [String], _ connection: Connection) throws(LibraryError) {
    try connection.run("DELETE FROM crate WHERE name = ?", [.text(name(of: path))])
  }

  /// The tracks of a crate of this path; nil where there is none.
  static func tracks(ofCrate path: [String], _ connection: Connection) throws(LibraryError) -> [TrackID]? {
    let crate = try connection.first("SELECT id FROM crate WHERE name = ?", [.text(name(of: path))]) { $0.integer(0) }
    guard let crate else { return nil }
    return try connection.rows(
      "SELECT track_id FROM crate_track WHERE crate_id = ? ORDER BY position", [.integer(crate)]
    ) { TrackID($0.integer(0)) }
  }

  private static func name(of path: [String]) -> String {
    path.map { $0.filter { $0 != Character(between) } }.joined(separator: between)
  }
}

extension String {
  fileprivate func components(between sign: String) -> [String] {
    split(separator: sign, omittingEmptySubsequences: false).map(String.init)
  }
}
