import Glibc

/// How a library's file is brought up to date.
extension Schema {
  /// Refuses a file of a newer version or of another program, before anything is written to it.
  static func refuseStranger(_ connection: Connection, knowing migrations: [Migration]) throws(LibraryError) {
    let done = try connection.first("PRAGMA user_version") { Int($0.integer(0)) } ?? 0
    let owner = try connection.first("PRAGMA application_id") { Int($0.integer(0)) } ?? 0
    let isEmpty = try connection.first("SELECT count(*) FROM sqlite_schema") { $0.integer(0) == 0 } ?? true
    guard owner == applicationID || (owner == 0 && done == 0 && isEmpty) else {
      throw .notALibrary(path: connection.path)
    }
    guard done <= migrations.count else {
      throw .fromNewerVersion(path: connection.path, version: done, known: migrations.count)
    }
  }

  /// Brings the file up to date: all migrations that are still due, each with its number in one transaction. What was
  /// there before is kept beside it as `….version-N`, whole, until the next time.
  static func migrate(_ connection: Connection, by migrations: [Migration]) throws(LibraryError) {
    let done = try connection.first("PRAGMA user_version") { Int($0.integer(0)) } ?? 0
    if done > 0, done < migrations.count { try keepCopy(of: connection, version: done) }
    for (index, migration) in migrations.enumerated().dropFirst(done) {
      try connection.transaction { connection throws(LibraryError) in
        // Another program that opened the file at the same moment may have been first.
        let version = try connection.first("PRAGMA user_version") { Int($0.integer(0)) } ?? 0
        guard version == index else { return }
        try connection.execute(script: "PRAGMA application_id = \(applicationID)")
        try connection.execute(script: migration.script)
        try connection.execute(script: "PRAGMA user_version = \(index + 1)")
      }
    }
  }

  /// Copies the library, so that a migration that turns out wrong loses nothing; copies of older versions go.
  private static func keepCopy(of connection: Connection, version: Int) throws(LibraryError) {
    guard connection.isOnDisk else { return }
    func place(_ version: Int) -> String { "\(connection.path).version-\(version)" }
    try connection.copy(to: place(version))
    for older in 1..<version { unlink(place(older)) }
  }
}
