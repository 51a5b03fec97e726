import Music
import Platform

/// A list of tracks that the DJ keeps, in a folder of crates or in none: a plain one has its tracks in an order, a
/// smart one has those that a search finds.
package struct Crate: Sendable, Hashable {
  /// The library's number.
  package var id: Int64
  /// The folders that it lies in, the outermost first, and its own name.
  package var path: [String]
  /// How many tracks a plain one holds.
  package var count: Int
  /// The search of a smart one.
  package var query: String?

  /// Its own name.
  package var name: String { path.last ?? "" }
  /// Folders and name with slashes between them, as it is said.
  package var title: String { path.joined(separator: "/") }

  /// The crate of this name, with or without its folders; else the only one whose name begins so. In any case and
  /// accent. Nil where there is none, or more than one that could be meant.
  package static func named(_ name: String, among crates: [Crate]) -> Crate? {
    if let crate = crates.first(where: { $0.title == name }) { return crate }
    let tests: [(Crate) -> Bool] = [
      { $0.title.folded == name.folded }, { $0.name.folded == name.folded }, { $0.isCalled(name, isPrefix: true) },
    ]
    for isMeant in tests {
      let found = crates.filter(isMeant)
      if !found.isEmpty { return found.count == 1 ? found[0] : nil }
    }
    return nil
  }

  /// Makes a record of one; the library makes those that it keeps.
  package init(id: Int64, path: [String], count: Int, query: String? = nil) {
    (self.id, self.path, self.count, self.query) = (id, path, count, query)
  }

  /// Whether it, or a folder that it lies in, has this name; quotation marks aside, which a search cannot say.
  /// - Parameter isPrefix: one that begins so will do.
  func isCalled(_ name: String, isPrefix: Bool) -> Bool {
    func said(_ name: String) -> String { name.folded.filter { $0 != "\"" } }
    let (wanted, own) = (said(name), said(title))
    if isPrefix { return ("/" + own).contains("/" + wanted) }
    return own == wanted || path.contains { said($0) == wanted }
  }
}

/// What is in a crate.
package struct CrateContent: Sendable, Hashable {
  /// Of a plain one, in its order.
  package var tracks: [TrackID]
  /// Of a smart one.
  package var query: String?
  /// - Parameters:
  ///   - tracks: in their order.
  ///   - query: the search of a smart one, which has no tracks of its own.
  package init(_ tracks: [TrackID] = [], query: String? = nil) { (self.tracks, self.query) = (tracks, query) }
}

/// Crates. The name in the table has the folders in it, with a sign between them that nobody types.
extension Library {
  private static let between = "\u{1F}"

  /// All crates, by their folders and names.
  package func crates() throws(LibraryError) -> [Crate] {
    try read { connection throws(LibraryError) in try Self.crates(connection) }
  }

  static func crates(_ connection: Connection) throws(LibraryError) -> [Crate] {
    try connection.rows(
      """
      SELECT id, name, (SELECT count(*) FROM crate_track WHERE crate_id = crate.id), query FROM crate ORDER BY name
      """
    ) { row in
      Crate(
        id: row.integer(0), path: (row.text(1) ?? "").components(between: Self.between), count: Int(row.integer(2)),
        query: row.text(3))
    }
  }

  /// The crate of this name among all (`Crate.named`).
  package func crate(named name: String) throws(LibraryError) -> Crate? { Crate.named(name, among: try crates()) }

  /// The tracks of a crate, a plain one's in its order. - Throws: also where a smart one's search is not understood.
  package func tracks(of crate: Crate) throws -> [TrackID] {
    if let query = crate.query { return try search(try Query(query)).tracks }
    return try tracks(ofCrate: crate.id)
  }

  /// The tracks of a plain crate, in its order.
  package func tracks(ofCrate crate: Int64) throws(LibraryError) -> [TrackID] {
    try read { connection throws(LibraryError) in try Self.tracks(ofCrate: crate, connection) }
  }

  static func tracks(ofCrate crate: Int64, _ connection: Connection) throws(LibraryError) -> [TrackID] {
    try connection.rows(
      "SELECT track_id FROM crate_track WHERE crate_id = ? ORDER BY position", [.integer(crate)]
    ) { TrackID($0.integer(0)) }
  }

  /// What is in the crate of this path; nil where there is none.
  package func content(ofCrate path: [String]) throws(LibraryError) -> CrateContent? {
    try read { connection throws(LibraryError) in
      let query = try connection.first("SELECT query FROM crate WHERE name = ?", [.text(Self.name(of: path))]) {
        $0.text(0)
      }
      guard let query, let tracks = try Self.tracks(ofCrate: path, connection) else { return nil }
      return CrateContent(tracks, query: query)
    }
  }

  /// Makes the crate of this path, or puts this in it in place of what it had; nil: takes it away, its tracks stay in
  /// the library.
  package func setCrate(_ path: [String], to content: CrateContent?) throws(LibraryError) {
    try write { connection throws(LibraryError) in
      guard let content else { return try Self.removeCrate(path, connection) }
      try Self.setCrate(path, content.tracks, connection)
      try connection.run(
        "UPDATE crate SET query = ? WHERE name = ?",
        [content.query.map { .text($0) } ?? .null, .text(Self.name(of: path))])
    }
  }

  /// Makes a crate, or gives one of this path other tracks. A track that comes twice is in it once, at its first place.
  static func setCrate(
    _ path: [String], _ tracks: [TrackID], _ connection: Connection
  ) throws(LibraryError) {
    let name = SQLValue.text(self.name(of: path))
    try connection.run(
      "INSERT OR IGNORE INTO crate(name, made_at) VALUES (?, ?)", [name, .real(secondsSince1970())])
    try connection.run(
      "DELETE FROM crate_track WHERE crate_id = (SELECT id FROM crate WHERE name = ?)", [name])
    for (place, track) in tracks.enumerated() {
      // A track that is gone meanwhile is left out.
      try connection.run(
        """
        INSERT OR IGNORE INTO crate_track(crate_id, track_id, position)
          SELECT crate.id, track.id, ? FROM crate, track WHERE crate.name = ? AND track.id = ?
        """, [.real(Double(place)), name, .integer(track.value)])
    }
  }

  /// Behind the others of a plain crate; one that is in it already stays where it is.
  static func append(_ track: TrackID, toCrate path: [String], _ connection: Connection) throws(LibraryError) {
    try connection.run(
      """
      INSERT OR IGNORE INTO crate_track(crate_id, track_id, position)
        SELECT id, ?, 1 + ifnull((SELECT max(position) FROM crate_track WHERE crate_id = id), -1) FROM crate
        WHERE name = ? AND query IS NULL
      """, [.integer(track.value), .text(name(of: path))])
  }

  static func removeCrate(_ path: [String], _ connection: Connection) throws(LibraryError) {
    try connection.run("DELETE FROM crate WHERE name = ?", [.text(name(of: path))])
  }

  /// The tracks of a crate of this path; nil where there is none.
  static func tracks(ofCrate path: [String], _ connection: Connection) throws(LibraryError) -> [TrackID]? {
    let crate = try connection.first("SELECT id FROM crate WHERE name = ?", [.text(name(of: path))]) { $0.integer(0) }
    return try crate.map { id throws(LibraryError) in try tracks(ofCrate: id, connection) }
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
