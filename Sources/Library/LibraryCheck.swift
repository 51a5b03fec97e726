import Glibc
import Platform

/// What is wrong with a library's file, and with what it says of the DJ's files.
package struct LibraryCheck: Sendable, Hashable {
  /// Tracks of the library, and places of their files.
  package var (tracks, places) = (0, 0)
  /// What SQLite says of its pages and indices, the first twenty sentences.
  package var damage: [String] = []
  /// The search would not find what is there, or find what is not.
  package var hasWrongWords = false
  /// Rows that belong to a track, a crate or an import that is gone.
  package var deadRows = 0
  /// Tracks that are listed with another tempo or key than the DJ, analysis or tags say.
  package var wronglyListed = 0
  /// Files that the library takes to be there, and that are not: the first twenty.
  package var gone: [String] = []
  /// How many such files there are.
  package var goneCount = 0
  /// Where the library was copied to before it was repaired; nil: nothing was repaired.
  package var backup: String?
  /// Nothing was looked at yet.
  package init() {}

  /// There is nothing to repair: files that are gone are a scan's.
  package var isSound: Bool { damage.isEmpty && !hasWrongWords && deadRows == 0 && wronglyListed == 0 }
}

extension Library {
  /// Looks through the library at a path; a large one takes some seconds. With `repairs` what is wrong is mended, after
  /// the whole file was copied to `….before-repair` beside it: indices and words are made anew from the tables, rows
  /// of what is gone are removed, tempos and keys are listed as they are. Pages that SQLite cannot read stay so.
  /// - Parameter isThere: whether there is a file at a path.
  /// - Returns: what was found; with `repairs` what is left of it.
  /// - Throws: where there is no library, or none of this version; what SQLite cannot do.
  package static func check(
    path: String, repairs: Bool, isThere: (String) -> Bool
  ) throws(LibraryError) -> LibraryCheck {
    guard access(path, F_OK) == 0 else { throw .cannotOpen(path: path, reason: "there is no such file") }
    let connection = try Connection(path: path)
    try Schema.refuseStranger(connection, knowing: Schema.migrations)
    var found = try LibraryCheck(of: connection)
    if repairs, !found.isSound {
      if connection.isReadOnly { throw .notWritable(path: path) }
      let backup = path + ".before-repair"
      try connection.copy(to: backup)
      try repair(connection)
      found = try LibraryCheck(of: connection)
      found.backup = backup
    }
    if found.damage.isEmpty { try found.lookForFiles(connection, isThere) }
    return found
  }

  private static func repair(_ connection: Connection) throws(LibraryError) {
    try connection.execute(script: "PRAGMA foreign_keys = OFF")
    try connection.transaction { connection throws(LibraryError) in
      try connection.execute(script: "REINDEX")
      for row in try LibraryCheck.deadRows(connection) {
        try connection.run("DELETE FROM \"\(row.table)\" WHERE \(row.condition)")
      }
      try connection.execute(script: LibraryCheck.wordsAnew)
      try connection.execute(
        script: """
          UPDATE track SET bpm = \(LibraryCheck.listedTempo), wheel = \(LibraryCheck.listedKey)
          WHERE \(LibraryCheck.isWronglyListed)
          """)
    }
  }
}

extension LibraryCheck {
  fileprivate static let listedTempo = "coalesce(edited_bpm, analysed_bpm, tag_bpm)"
  fileprivate static let listedKey = "coalesce(edited_wheel, analysed_wheel, tag_wheel)"
  fileprivate static let isWronglyListed = "bpm IS NOT \(listedTempo) OR wheel IS NOT \(listedKey)"

  /// Only tracks with a comment have words of one.
  fileprivate static let wordsAnew = """
    INSERT INTO words(words) VALUES ('rebuild');
    INSERT INTO lyric_words(lyric_words) VALUES ('rebuild');
    INSERT INTO comment_words(comment_words) VALUES ('delete-all');
    INSERT INTO comment_words(rowid, comment) SELECT id, comment FROM track WHERE comment IS NOT NULL;
    """

  fileprivate init(of connection: Connection) throws(LibraryError) {
    damage = try connection.rows("PRAGMA integrity_check(20)") { $0.text(0) ?? "" }.filter { $0 != "ok" }
    // What cannot be read is not counted.
    do throws(LibraryError) {
      tracks = try connection.first("SELECT count(*) FROM track") { Int($0.integer(0)) } ?? 0
      places = try connection.first("SELECT count(*) FROM place") { Int($0.integer(0)) } ?? 0
      deadRows = try Self.deadRows(connection).count
      wronglyListed =
        try connection.first("SELECT count(*) FROM track WHERE \(Self.isWronglyListed)") { Int($0.integer(0)) } ?? 0
      hasWrongWords = try Self.areWordsWrong(connection)
    } catch {
      guard case .damaged(_, let detail) = error else { throw error }
      if damage.isEmpty { damage = [detail] }
    }
  }

  /// Rows whose owner is gone, with what finds them.
  fileprivate static func deadRows(
    _ connection: Connection
  ) throws(LibraryError) -> [(table: String, condition: String)] {
    let found = try connection.rows("PRAGMA foreign_key_check") {
      (table: $0.text(0) ?? "", row: $0.optionalInteger(1), owner: $0.text(2) ?? "", key: Int($0.integer(3)))
    }
    var rows: [(table: String, condition: String)] = []
    var keys: Set<String> = []
    for item in found {
      if let row = item.row {
        rows.append((item.table, "rowid = \(row)"))
      } else if keys.insert("\(item.table) \(item.key)").inserted {
        // A table without row numbers is asked by its key, once for all of its rows.
        let columns = try connection.rows("PRAGMA foreign_key_list(\"\(item.table)\")") {
          (key: Int($0.integer(0)), from: $0.text(3) ?? "", to: $0.text(4) ?? "id")
        }
        guard let column = columns.first(where: { $0.key == item.key }) else { continue }
        let condition = "\(column.from) NOT IN (SELECT \(column.to) FROM \"\(item.owner)\")"
        let count = try connection.first("SELECT count(*) FROM \"\(item.table)\" WHERE \(condition)") {
          Int($0.integer(0))
        }
        rows += Array(repeating: (item.table, condition), count: count ?? 0)
      }
    }
    return rows
  }

  /// SQLite compares each index of words with itself and, where all rows have words, with its table.
  private static func areWordsWrong(_ connection: Connection) throws(LibraryError) -> Bool {
    for (table, compares) in [("words", 1), ("lyric_words", 1), ("comment_words", 0)] {
      do throws(LibraryError) {
        try connection.run("INSERT INTO \(table)(\(table), rank) VALUES ('integrity-check', \(compares))")
      } catch {
        guard case .damaged = error else { throw error }
        return true
      }
    }
    return false
  }

  fileprivate mutating func lookForFiles(
    _ connection: Connection, _ isThere: (String) -> Bool
  ) throws(LibraryError) {
    let paths = try connection.rows("SELECT path FROM place WHERE is_missing = 0") { $0.text(0) ?? "" }
    for path in paths where !isThere(path) {
      goneCount += 1
      if gone.count < 20 { gone.append(path) }
    }
  }
}
