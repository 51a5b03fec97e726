import CSQLite
import Glibc

/// A database of another program, read as it lies there: nothing is written beside it, and its columns are asked for by
/// name, since their number changes with each version. What it could do harm with has an end: work, lengths of values.
final class ForeignDatabase {
  private var handle: OpaquePointer?
  private let copy: String?
  private let mostWork: Int
  private var work = 0

  /// Bytes of one value: a grid of an hour has some hundred thousand.
  private static let longestValue: Int32 = 32 << 20

  /// - Parameter mostWork: steps of SQLite's machine, in thousands: a million tracks take some hundred thousand.
  /// - Throws: why it cannot be opened.
  init(path: String, mostWork: Int = 3_000_000) throws(ForeignFault) {
    self.mostWork = mostWork
    // What was written last may stand in a log beside it, which is looked at in a copy alone.
    copy = Self.hasLog(path) ? try Self.copied(path) : nil
    let place = ForeignPath.url(ofPath: copy ?? path) + (copy == nil ? "?immutable=1" : "")
    let code = sqlite3_open_v2(
      place, &handle, (copy == nil ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_URI, nil)
    guard code == SQLITE_OK, let handle else { throw fault }
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, Self.longestValue)
    sqlite3_progress_handler(
      handle, 1000,
      { data in
        // SAFETY: the data is the database, which lives as long as its handle.
        let database = Unmanaged<ForeignDatabase>.fromOpaque(data!).takeUnretainedValue()
        database.work += 1
        return database.work > database.mostWork ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
    sqlite3_exec(handle, "PRAGMA trusted_schema = 0; PRAGMA cell_size_check = 1", nil, nil, nil)
  }

  deinit {
    sqlite3_close_v2(handle)
    guard let copy else { return }
    for ending in ["", "-wal", "-shm"] { unlink(copy + ending) }
    rmdir(Self.folder(of: copy))
  }

  /// The columns of a table or a view, in small letters; none where there is none of this name.
  func columns(of table: String) -> Set<String> {
    var names: Set<String> = []
    try? forEach("SELECT name FROM pragma_table_info('\(table)')") { row in
      if let name = row.text(0) { names.insert(name.lowercased()) }
    }
    return names
  }

  /// Every row of a table: its columns in the order in which they are asked for, none where there is no such column.
  /// - Parameter rest: what comes behind FROM, with the table's name.
  /// - Throws: where it is damaged; rows before it were good.
  func rows(
    _ table: String, _ wanted: [String], _ rest: String = "", _ take: (ForeignRow) -> Void
  ) throws(ForeignFault) {
    let known = columns(of: table)
    if known.isEmpty { return }
    let list = wanted.map { known.contains($0.lowercased()) ? "\"\(table)\".\"\($0)\"" : "NULL" }
    try forEach("SELECT \(list.joined(separator: ", ")) FROM \"\(table)\" \(rest)", take)
  }

  /// The same of two tables, each row of the first with the one that belongs to it in the second, where there is one.
  func joined(
    _ table: String, _ wanted: [String], _ other: String, _ theirs: [String], on keys: (String, String),
    _ take: (ForeignRow) -> Void
  ) throws(ForeignFault) {
    let known = columns(of: other)
    guard known.contains(keys.1.lowercased()) else { return try rows(table, wanted + theirs, "", take) }
    let own = columns(of: table)
    let list =
      wanted.map { own.contains($0.lowercased()) ? "\"\(table)\".\"\($0)\"" : "NULL" }
      + theirs.map { known.contains($0.lowercased()) ? "\"\(other)\".\"\($0)\"" : "NULL" }
    try forEach(
      """
      SELECT \(list.joined(separator: ", ")) FROM "\(table)"
      LEFT JOIN "\(other)" ON "\(other)"."\(keys.1)" = "\(table)"."\(keys.0)"
      """, take)
  }

  private func forEach(_ sql: String, _ take: (ForeignRow) -> Void) throws(ForeignFault) {
    var statement: OpaquePointer?
    guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else { throw fault }
    defer { sqlite3_finalize(statement) }
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW: take(ForeignRow(statement: statement))
      case SQLITE_DONE: return
      default: throw fault
      }
    }
  }

  private var fault: ForeignFault {
    if work > mostWork { return ForeignFault("reading it has no end: it was given up") }
    let words = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "there is no memory"
    return ForeignFault("it is no database that can be read: \(words)")
  }

  // MARK: A copy

  private static func hasLog(_ path: String) -> Bool { OpenFile(path + "-wal").map { $0.count > 0 } ?? false }

  private static func folder(of path: String) -> String { String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]) }

  private static func copied(_ path: String) throws(ForeignFault) -> String {
    let temporary = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((temporary + "/segue-import-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw ForeignFault("there is no room to copy it: \(temporary)") }
    let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for ending in ["", "-wal"] {
      guard let file = OpenFile(path + ending), write(file, to: folder + "/copy.db" + ending) else {
        for ending in ["", "-wal"] { unlink(folder + "/copy.db" + ending) }
        rmdir(folder)
        throw ForeignFault("it could not be copied to \(temporary), where it is read")
      }
    }
    return folder + "/copy.db"
  }

  private static func write(_ file: OpenFile, to path: String) -> Bool {
    let number = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard number >= 0 else { return false }
    defer { close(number) }
    var place = 0
    while place < file.count {
      let piece = file.read(at: place, 1 << 20)
      guard !piece.isEmpty, Glibc.write(number, piece, piece.count) == piece.count else { return false }
      place += piece.count
    }
    return true
  }
}

/// A row that a database stands on. Good only inside the closure that it is given to.
struct ForeignRow {
  fileprivate let statement: OpaquePointer

  func text(_ column: Int32) -> String? {
    guard !isNull(column), let start = sqlite3_column_text(statement, column) else { return nil }
    let count = min(1 << 16, Int(sqlite3_column_bytes(statement, column)))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  func whole(_ column: Int32) -> Int? { isNull(column) ? nil : Int(sqlite3_column_int64(statement, column)) }

  func number(_ column: Int32) -> Double? {
    guard !isNull(column) else { return nil }
    let number = sqlite3_column_double(statement, column)
    return number.isFinite ? number : nil
  }

  func bytes(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(statement, column) else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
  }

  private func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }
}
