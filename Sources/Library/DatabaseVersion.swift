import CSQLite

extension Library {
  /// "SQLite 3.40.1", for reports.
  package static var databaseVersion: String { "SQLite \(String(cString: sqlite3_libversion()))" }
}
