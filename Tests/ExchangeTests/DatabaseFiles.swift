import CSQLite
import Foundation
import Support

/// Pieces of a file, one behind the other.
func joined(_ parts: [UInt8]...) -> [UInt8] { Array(parts.joined()) }

/// Databases as other programs write them, made for tests.
enum DatabaseFiles {
  /// A database that these statements make; `?` takes blobs in their order. - Returns: the file's bytes.
  static func bytes(_ script: String, blobs: [(sql: String, blobs: [[UInt8]])] = []) throws -> [UInt8] {
    let folder = try ScratchFolder()
    let path = folder.path + "/a.db"
    var handle: OpaquePointer?
    sqlite3_open(path, &handle)
    defer { sqlite3_close_v2(handle) }
    guard sqlite3_exec(handle, script, nil, nil, nil) == SQLITE_OK else { throw CocoaError(.fileReadCorruptFile) }
    for (sql, blobs) in blobs {
      var statement: OpaquePointer?
      sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
      for (index, blob) in blobs.enumerated() {
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        sqlite3_bind_blob(statement, Int32(index + 1), blob, Int32(blob.count), copied)
      }
      guard sqlite3_step(statement) == SQLITE_DONE else { throw CocoaError(.fileReadCorruptFile) }
      sqlite3_finalize(statement)
    }
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// A length, then zlib's stream with the bytes as they are.
  static func packed(_ bytes: [UInt8]) -> [UInt8] {
    let length = bytes.count
    var (low, high) = (1, 0)
    for byte in bytes {
      low = (low + Int(byte)) % 65_521
      high = (high + low) % 65_521
    }
    let head = joined([0x78, 1, 1], little(length, 2), little(~length, 2))
    return joined(big(length, 4), head, bytes, big(high << 16 | low, 4))
  }

  static func big(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  static func little(_ number: Int, _ count: Int) -> [UInt8] { big(number, count).reversed() }

  static func big(_ number: Double) -> [UInt8] { big(Int(bitPattern: UInt(number.bitPattern)), 8) }

  static func little(_ number: Double) -> [UInt8] { big(number).reversed() }

  /// A program that has a database open.
  final class Writer {
    private var handle: OpaquePointer?

    init(_ path: String) throws { sqlite3_open(path, &handle) }

    deinit { sqlite3_close_v2(handle) }

    func run(_ script: String) throws {
      guard sqlite3_exec(handle, script, nil, nil, nil) == SQLITE_OK else { throw CocoaError(.fileWriteUnknown) }
    }
  }

  // MARK: Engine DJ

  /// Two tracks, two playlists, one of which lies in the other one.
  static func engine(hasOwnTable: Bool) throws -> [UInt8] {
    func markers(_ list: [(Double, Int, Int)]) -> [UInt8] {
      let markers = list.map { joined(little($0.0), little($0.1, 8), little($0.2, 4), little(0, 4)) }
      return joined(big(list.count, 8), Array(markers.joined()))
    }
    // 125 a minute from 0.25 s on, as it was analysed; the DJ moved it by 10 ms.
    let (beat, first) = (44_100 * 0.48, 44_100 * 0.25)
    func grid(_ shift: Double) -> [UInt8] {
      markers([(first + shift - 4 * beat, -4, 104), (first + shift + 100 * beat, 100, 0)])
    }
    let beats = packed(joined(big(44_100.0), big(13_230_000.0), [1], grid(0), grid(441)))
    let empty = joined([0], big(-1.0), [0, 0, 0, 0])
    let cue = joined([4], Array("Drop".utf8), big(first + 441), [255, 0, 200, 0])
    let free = [[UInt8]](repeating: empty, count: 6).joined()
    let cues = packed(joined(big(8, 8), empty, cue, Array(free), big(22_050.0), [1], big(0.0)))
    let loop = joined([4], Array("Loop".utf8), little(88_200.0), little(176_400.0), [1, 1, 255, 255, 0, 0])
    let loops = joined(little(1, 8), loop)
    let sounds = "beatData BLOB, quickCues BLOB, loops BLOB"
    let script = """
      CREATE TABLE Information(schemaVersionMajor, schemaVersionMinor, schemaVersionPatch);
      INSERT INTO Information VALUES (3, 0, 1);
      CREATE TABLE Track(id INTEGER PRIMARY KEY, path TEXT, title TEXT, artist TEXT, bpmAnalyzed REAL, key INTEGER,
        rating INTEGER, length INTEGER, comment TEXT\(hasOwnTable ? "" : ", " + sounds));
      INSERT INTO Track(id, path, title, artist, bpmAnalyzed, key, rating, length, comment) VALUES
        (1, '../Music/a.mp3', 'A', 'X', 125, 7, 80, 300, 'warm'), (2, '/abs/b.flac', 'B', 'Y', NULL, 0, 0, 200, NULL);
      \(hasOwnTable ? "CREATE TABLE PerformanceData(trackId INTEGER, \(sounds));" : "")
      CREATE TABLE Playlist(id INTEGER PRIMARY KEY, title TEXT, parentListId INTEGER, nextListId INTEGER);
      INSERT INTO Playlist VALUES (1, 'Outer', 0, 0), (2, 'Inner', 1, 0), (3, 'First', 1, 2);
      CREATE TABLE PlaylistEntity(id INTEGER PRIMARY KEY, listId INTEGER, trackId INTEGER, nextEntityId INTEGER);
      INSERT INTO PlaylistEntity VALUES (1, 2, 1, 0), (2, 2, 2, 1), (3, 3, 1, 0);
      """
    let sql =
      hasOwnTable
      ? "INSERT INTO PerformanceData VALUES (1, ?, ?, ?)"
      : "UPDATE Track SET beatData = ?, quickCues = ?, loops = ? WHERE id = 1"
    return try bytes(script, blobs: [(sql, [beats, cues, loops])])
  }

  // MARK: Mixxx

  static func field(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    joined(varint(number << 3 | 2), varint(bytes.count), bytes)
  }

  static func varint(_ number: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = number
    while rest > 127 {
      bytes.append(UInt8(rest & 127 | 128))
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  /// Three tracks: one with a tempo and a first beat, one with every beat, one that was taken out.
  static func mixxx() throws -> [UInt8] {
    let grid = joined(field(1, joined([9], little(124.5))), field(2, joined([8], varint(22_050))))
    // 100 beats at 120, then 100 at 125.
    var map: [UInt8] = []
    for beat in 0..<200 {
      let frame = beat < 100 ? beat * 24_000 : 2_400_000 + (beat - 100) * 23_040
      map += field(1, joined([8], varint(frame)))
    }
    let script = """
      CREATE TABLE track_locations(id INTEGER PRIMARY KEY, location TEXT, filesize INTEGER);
      INSERT INTO track_locations VALUES (11, '/m/a.mp3', 1000), (12, '/m/b.ogg', 2000), (13, '/m/c.mp3', 3);
      CREATE TABLE library(id INTEGER PRIMARY KEY, title TEXT, artist TEXT, duration REAL, bpm REAL, key TEXT,
        key_id INTEGER, rating INTEGER, timesplayed INTEGER, samplerate INTEGER, location INTEGER, beats BLOB,
        beats_version TEXT, mixxx_deleted INTEGER, comment TEXT);
      INSERT INTO library VALUES
        (1, 'A', 'X', 300.5, 124.5, '', 22, 4, 7, 44100, 11, NULL, 'BeatGrid-2.0', 0, 'note'),
        (2, 'B', 'Y', 200, 120, 'F#m', 0, 0, 0, 48000, 12, NULL, 'BeatMap-1.0', 0, NULL),
        (3, 'C', 'Z', 100, 120, NULL, 0, 0, 0, 44100, 13, NULL, NULL, 1, NULL);
      CREATE TABLE cues(id INTEGER PRIMARY KEY, track_id INTEGER, type INTEGER, position REAL, length REAL,
        hotcue INTEGER, label TEXT, color INTEGER);
      INSERT INTO cues VALUES (1, 1, 2, 44100, 0, -1, '', 4294901760), (2, 1, 1, 88200, 0, 0, 'Drop', 4278241280),
        (3, 1, 4, 176400, 88200, 3, 'Loop', 4294901760), (4, 1, 8, 0, 100, -1, '', 0), (5, 1, 1, -1, 0, 5, '', 0);
      CREATE TABLE Playlists(id INTEGER PRIMARY KEY, name TEXT, hidden INTEGER);
      INSERT INTO Playlists VALUES (1, 'Gig', 0), (2, 'Auto DJ', 1), (3, '2024-01-01', 2);
      CREATE TABLE PlaylistTracks(id INTEGER PRIMARY KEY, playlist_id INTEGER, track_id INTEGER, position INTEGER);
      INSERT INTO PlaylistTracks VALUES (1, 1, 2, 1), (2, 1, 1, 2), (3, 2, 1, 1);
      CREATE TABLE crates(id INTEGER PRIMARY KEY, name TEXT);
      INSERT INTO crates VALUES (1, 'House');
      CREATE TABLE crate_tracks(crate_id INTEGER, track_id INTEGER);
      INSERT INTO crate_tracks VALUES (1, 1);
      """
    return try bytes(
      script,
      blobs: [
        ("UPDATE library SET beats = ? WHERE id = 1", [grid]), ("UPDATE library SET beats = ? WHERE id = 2", [map]),
      ])
  }
}
