import CSQLite
import Glibc
import Platform

/// A value on its way into a statement.
enum SQLValue {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])

  init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }
  init(_ value: Double?) { self = value.map { .real($0) } ?? .null }
  init(_ value: String?) { self = value.map { .text($0) } ?? .null }
  init(_ value: Bool) { self = .integer(value ? 1 : 0) }
  /// SQLite's integers are signed: the bits are kept.
  init(bits: UInt64?) { self = bits.map { .integer(Int64(bitPattern: $0)) } ?? .null }
}

/// A row that a statement stands on. Good only inside the closure that it is given to.
struct Row {
  fileprivate let statement: OpaquePointer

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }
  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }
  func real(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }
  func bool(_ column: Int32) -> Bool { integer(column) != 0 }

  func optionalInteger(_ column: Int32) -> Int? { isNull(column) ? nil : Int(integer(column)) }
  func optionalReal(_ column: Int32) -> Double? { isNull(column) ? nil : real(column) }
  func bits(_ column: Int32) -> UInt64? { isNull(column) ? nil : UInt64(bitPattern: integer(column)) }

  func text(_ column: Int32) -> String? {
    guard let start = sqlite3_column_text(statement, column) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func blob(_ column: Int32) -> [UInt8]? {
    guard !isNull(column) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, column))
    guard count > 0, let start = sqlite3_column_blob(statement, column) else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }
}

/// One SQLite connection and its prepared statements. One thread at a time: `Library` keeps each behind a lock. The
/// only code that calls `sqlite3_` functions is in this file.
final class Connection {
  let path: String
  private let handle: OpaquePointer
  private var statements: [String: OpaquePointer] = [:]

  /// Opens a file (made when it is not there) or, without a path, a database in memory.
  /// - Parameter patience: how long to wait for whoever holds the file, milliseconds.
  init(path: String?, patience: Int32 = 5_000) throws(LibraryError) {
    self.path = path ?? "(in memory)"
    var opened: OpaquePointer?
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    let code = sqlite3_open_v2(path ?? ":memory:", &opened, flags, nil)
    guard code == SQLITE_OK, let opened else {
      let reason = String(cString: sqlite3_errstr(code))
      sqlite3_close_v2(opened)
      throw code & 0xff == SQLITE_READONLY || code & 0xff == SQLITE_PERM
        ? LibraryError.notWritable(path: self.path) : .cannotOpen(path: self.path, reason: reason)
    }
    handle = opened
    sqlite3_busy_timeout(handle, patience)
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  /// SQLite opens a write-protected file for reading without a word.
  var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") == 1 }

  /// Rows written through this connection since it was opened.
  var changes: Int64 { sqlite3_total_changes64(handle) }

  var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(handle) }

  /// It has a file.
  var isOnDisk: Bool { !(sqlite3_db_filename(handle, "main").map { String(cString: $0) } ?? "").isEmpty }

  /// Copies all of it, as the last finished write left it, to a file at this path; one that is there is replaced.
  /// - Throws: what the copy's disk reports; a copy that is not whole is taken away again.
  func copy(to path: String) throws(LibraryError) {
    unlink(path)
    do throws(LibraryError) {
      let copy = try Connection(path: path)
      guard let backup = sqlite3_backup_init(copy.handle, "main", handle, "main") else {
        throw copy.failure(sqlite3_extended_errcode(copy.handle))
      }
      _ = sqlite3_backup_step(backup, -1)
      let code = sqlite3_backup_finish(backup)
      if code != SQLITE_OK { throw copy.failure(code) }
    } catch {
      unlink(path)
      throw error
    }
  }

  /// Runs statements without values or rows: the schema.
  func execute(script: String) throws(LibraryError) { try check(sqlite3_exec(handle, script, nil, nil, nil)) }

  /// Runs one statement.
  func run(_ sql: String, _ values: [SQLValue] = []) throws(LibraryError) {
    try forEach(sql, values) { _ in }
  }

  /// Every row of a query, in its order.
  func rows<Result>(
    _ sql: String, _ values: [SQLValue] = [], _ read: (Row) -> Result
  ) throws(LibraryError) -> [Result] {
    var results: [Result] = []
    try forEach(sql, values) { results.append(read($0)) }
    return results
  }

  /// The first row of a query.
  func first<Result>(
    _ sql: String, _ values: [SQLValue] = [], _ read: (Row) -> Result
  ) throws(LibraryError) -> Result? {
    var result: Result?
    try forEach(sql, values) { if result == nil { result = read($0) } }
    return result
  }

  /// Steps through a query without keeping anything.
  func forEach(_ sql: String, _ values: [SQLValue] = [], _ body: (Row) -> Void) throws(LibraryError) {
    let statement = try prepared(sql)
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1), of: statement) }
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw failure(code) }
      body(Row(statement: statement))
    }
  }

  /// All of `body` or nothing of it. Takes the write lock at the start, so that it cannot fail half way for another
  /// writer.
  func transaction<Result>(
    _ body: (Connection) throws(LibraryError) -> Result
  ) throws(LibraryError) -> Result {
    try run("BEGIN IMMEDIATE")
    do throws(LibraryError) {
      let result = try body(self)
      try run("COMMIT")
      return result
    } catch {
      // A full disk may have rolled back already; then this fails, and there is nothing to undo.
      sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
      throw error
    }
  }

  private func prepared(_ sql: String) throws(LibraryError) -> OpaquePointer {
    if let statement = statements[sql] { return statement }
    // Filters make statements of many shapes; nothing is being stepped through here.
    if statements.count >= 256 {
      for statement in statements.values { sqlite3_finalize(statement) }
      statements = [:]
    }
    var statement: OpaquePointer?
    try check(sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil))
    guard let statement else { throw .failed(path: path, detail: "an empty statement") }
    statements[sql] = statement
    return statement
  }

  private func bind(_ value: SQLValue, at index: Int32, of statement: OpaquePointer) throws(LibraryError) {
    // SQLITE_TRANSIENT, a cast that is not imported: SQLite copies the bytes.
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    let code =
      switch value {
      case .null: sqlite3_bind_null(statement, index)
      case .integer(let integer): sqlite3_bind_int64(statement, index, integer)
      case .real(let real): sqlite3_bind_double(statement, index, real)
      case .text(var text):
        text.withUTF8 {
          sqlite3_bind_text64(statement, index, $0.baseAddress, UInt64($0.count), copied, UInt8(SQLITE_UTF8))
        }
      case .blob(let bytes):
        bytes.isEmpty
          ? sqlite3_bind_zeroblob(statement, index, 0)
          : bytes.withUnsafeBytes { sqlite3_bind_blob64(statement, index, $0.baseAddress, UInt64($0.count), copied) }
      }
    try check(code)
  }

  private func check(_ code: Int32) throws(LibraryError) {
    if code != SQLITE_OK { throw failure(code) }
  }

  private func failure(_ code: Int32) -> LibraryError {
    let detail = String(cString: sqlite3_errmsg(handle))
    return switch code & 0xff {
    case SQLITE_READONLY, SQLITE_PERM: .notWritable(path: path)
    case SQLITE_CANTOPEN: .cannotOpen(path: path, reason: detail)
    case SQLITE_NOTADB: .notALibrary(path: path)
    case SQLITE_CORRUPT: .damaged(path: path, detail: detail)
    case SQLITE_FULL: .diskFull(path: path)
    case SQLITE_BUSY, SQLITE_LOCKED: .busy(path: path)
    default: .failed(path: path, detail: detail)
    }
  }
}
