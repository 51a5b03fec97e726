import Music
import Platform
import Synchronization

/// The DJ's tracks and all that is known about them: the one door to SQLite.
///
/// Any thread may call it. Writes go one after the other through one connection; reads have a connection of their own
/// and see the last finished write without waiting for the current one (WAL). A write waits for whatever holds the
/// library, another program too, for five seconds: the thread that reads keys has a door of its own (`forScreen`),
/// which only reads. Never call it from the audio thread.
///
/// What is written is whole after `kill -9` (WAL); after a power cut the last moments may be lost, but nothing is torn
/// (`synchronous = NORMAL`).
package final class Library: Sendable {
  private let writer: Door
  /// The writer's own door for a library in memory: there is only one connection then.
  private let reader: Door
  private let path: String?
  /// It belongs to a thread that must not wait.
  private let isScreens: Bool
  let orders = Mutex(SortOrders())
  let knownCandidates = Mutex(KnownCandidates())
  let knownSounds = Mutex(KnownSounds())

  /// Opens the library at a path, and makes it when it is not there (its folder must be); an older one is brought up to
  /// date.
  /// - Throws: `LibraryError`; a file that is refused is left as it was.
  /// - Parameter patience: how long a write waits for another program that holds the library, milliseconds.
  package convenience init(path: String, patience: Int32 = 5_000) throws(LibraryError) {
    try self.init(path: path, migrations: Schema.migrations, patience: patience)
  }

  /// A library that is gone with the program; for tests and for a DJ whose disk refuses.
  package static func inMemory() throws(LibraryError) -> Library {
    try Library(path: nil, migrations: Schema.migrations)
  }

  init(path: String?, migrations: [Migration], patience: Int32 = 5_000) throws(LibraryError) {
    let writer = try Connection(path: path, patience: patience)
    try Schema.refuseStranger(writer, knowing: migrations)
    if writer.isReadOnly { throw .notWritable(path: writer.path) }
    try Library.configure(writer)
    try Schema.migrate(writer, by: migrations)
    self.writer = Door(writer)
    self.path = path
    isScreens = false
    if path == nil {
      reader = self.writer
    } else {
      let reader = try Connection(path: path, patience: patience)
      try Library.configure(reader)
      self.reader = Door(reader)
    }
  }

  private init(screensDoorOf library: Library) throws(LibraryError) {
    writer = library.writer
    path = library.path
    isScreens = true
    if let path {
      let reader = try Connection(path: path, patience: Self.screensPatience)
      try Library.configure(reader)
      self.reader = Door(reader)
    } else {
      reader = library.reader
    }
  }

  /// The same library for the thread that reads keys: its reads wait neither for writes nor for other threads' reads,
  /// and for a program that locks the file against readers 20 ms at most. It does not write.
  package func forScreen() throws(LibraryError) -> Library { try Library(screensDoorOf: self) }

  /// Milliseconds.
  private static let screensPatience: Int32 = 20

  private static func configure(_ connection: Connection) throws(LibraryError) {
    _ = try connection.rows("PRAGMA journal_mode = WAL") { $0.text(0) }
    try connection.execute(
      script: "PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; "
        + "PRAGMA journal_size_limit = 33554432; "
        + "PRAGMA temp_store = MEMORY")
  }

  /// Reads what the last finished write left.
  func read<Result: Sendable>(
    _ body: (Connection) throws(LibraryError) -> Result
  ) throws(LibraryError) -> Result {
    try reader.with(body)
  }

  /// Writes all of `body` or nothing of it.
  func write<Result: Sendable>(
    _ body: (Connection) throws(LibraryError) -> Result
  ) throws(LibraryError) -> Result {
    NoWaiting.check()
    assert(!isScreens, "a write may wait for seconds: the thread that reads keys has it done elsewhere")
    return try writer.with { connection throws(LibraryError) in try connection.transaction(body) }
  }

  /// How many tracks there are, missing ones included.
  package func trackCount() throws(LibraryError) -> Int {
    try read { connection throws(LibraryError) in
      try connection.first(
        """
        SELECT (SELECT count(*) FROM track) - (SELECT count(*) FROM \(Schema.tracksWithoutPlace))
        """
      ) { Int($0.integer(0)) } ?? 0
    }
  }

  /// How long its tracks are, on average; four minutes where no length is known. From one index.
  package func usualLength() throws(LibraryError) -> Seconds {
    try read { connection throws(LibraryError) in
      let mean = try connection.first("SELECT avg(duration_seconds) FROM track") { $0.real(0) }
      return Seconds(mean.flatMap { $0.isFinite && $0 > 0 ? $0 : nil } ?? 240)
    }
  }
}

/// A connection that one thread at a time goes through.
// SAFETY: the connection never leaves this class but for the length of `with`, under the lock; SQLite is opened without
// locks of its own (`SQLITE_OPEN_NOMUTEX`), which allows use from any thread, one at a time.
private final class Door: @unchecked Sendable {
  private let lock = Mutex(())
  private let connection: Connection

  init(_ connection: Connection) { self.connection = connection }

  func with<Result: Sendable>(
    _ body: (Connection) throws(LibraryError) -> Result
  ) throws(LibraryError) -> Result {
    try lock.withLock { _ throws(LibraryError) in try body(connection) }
  }
}

/// What a kept answer was made from: equal stamps mean that nothing was written since, by us or by another program.
struct DataStamp: Equatable {
  var dataVersion: Int64
  var changes: Int64

  init(_ connection: Connection) throws(LibraryError) {
    dataVersion = try connection.first("PRAGMA data_version") { $0.integer(0) } ?? 0
    changes = connection.changes
  }
}
