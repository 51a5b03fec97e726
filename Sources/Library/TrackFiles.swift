import Glibc
import Music
import Platform

/// What a found file is to the library.
package struct FiledFile: Sendable, Hashable {
  /// What is new about a file.
  package enum News: Sendable, Hashable {
    /// This path was not known.
    case new
    /// Size or time are others than last time: it may sound different, or only its tags were edited.
    case changed
    /// It had been missing.
    case returned
    case unchanged
  }
  /// The track that the file belongs to, until its content is read (`identify`).
  package var track: TrackID
  /// How it compares with what was known.
  package var news: News
  /// What it holds is not known yet, or may have changed: it is to be read (`identify`). Stays true over restarts.
  package var needsProbe: Bool
}

/// A track is a sound, and a file is a place where it can be found. What follows from that:
///
/// - A new file gets a track of its own at once, so that it can be listed and played; when its content is read
///   (`identify`) and already known, the file becomes a place of the known track and the provisional one is gone.
///   A moved file keeps its facts in this way, whichever of old and new place is seen first.
/// - Two copies are one track with two places; it is missing only when both are.
/// - A file whose content changed keeps its track when it is the only place: the DJ's cues stay, the analysis is due
///   again. (An old file may have gone elsewhere and a new one taken its name: the old sound is remembered with a copy
///   of its cues, and has them when it turns up.) When there are other places, or the new content is known already,
///   only the place moves.
/// - A track without any place is remembered, but not listed.
extension Library {
  /// Files are stored in transactions of so many, so that nobody waits long for the writer.
  private static let batch = 256

  /// Takes note of files that a scan found.
  /// - Parameter atOnce: files in a transaction; more are faster, and others wait longer for the writer.
  /// - Returns: one answer for each file, in their order.
  @discardableResult
  package func upsert(_ files: [FileStamp], atOnce: Int = 256) throws(LibraryError) -> [FiledFile] {
    var answers: [FiledFile] = []
    var start = 0
    while start < files.count {
      let slice = files[start..<min(start + atOnce, files.count)]
      answers += try write { connection throws(LibraryError) in
        var filed: [FiledFile] = []
        for file in slice { filed.append(try Self.file(file, connection)) }
        return filed
      }
      start += atOnce
    }
    return answers
  }

  private static func file(_ file: FileStamp, _ connection: Connection) throws(LibraryError) -> FiledFile {
    struct Known {
      var track: Int64
      var isSame: Bool
      var isMissing: Bool
      var isProbed: Bool
    }
    let known = try connection.first(
      "SELECT track_id, size, modified, is_missing, is_probed FROM place WHERE path = ?", [.text(file.path.text)]
    ) {
      Known(
        track: $0.integer(0), isSame: $0.integer(1) == file.bytes && $0.real(2) == file.modified,
        isMissing: $0.bool(3), isProbed: $0.bool(4))
    }
    guard let known else {
      let track = try insertTrack(path: file.path.text, connection)
      try connection.run(
        "INSERT INTO place(path, track_id, size, modified) VALUES (?, ?, ?, ?)",
        [.text(file.path.text), .integer(track), .integer(file.bytes), .real(file.modified)])
      return FiledFile(track: TrackID(track), news: .new, needsProbe: true)
    }
    if !known.isSame || known.isMissing {
      try connection.run(
        "UPDATE place SET size = ?, modified = ?, is_missing = 0, is_probed = ? WHERE path = ?",
        [.integer(file.bytes), .real(file.modified), SQLValue(known.isSame && known.isProbed), .text(file.path.text)])
      try refreshPath(of: known.track, connection)
    }
    return FiledFile(
      track: TrackID(known.track), news: !known.isSame ? .changed : known.isMissing ? .returned : .unchanged,
      needsProbe: !(known.isSame && known.isProbed))
  }

  private static func insertTrack(path: String, _ connection: Connection) throws(LibraryError) -> Int64 {
    let (folder, name) = split(path)
    try connection.run(
      "INSERT INTO track(path, folder, name, title_sort, added_at) VALUES (?, ?, ?, ?, ?)",
      [
        .text(path), .text(folder), .text(name), .text(Track(id: TrackID(0), path: path).title.folded),
        .real(secondsSince1970()),
      ])
    return connection.lastInsertedRow
  }

  /// Says what a file turned out to hold. - Returns: the track that it belongs to from now on; another one than before
  /// when the content was known already (the provisional track is gone then, and what the DJ did to it has moved over).
  /// - Throws: `.unknownTrack` when the path was never found.
  @discardableResult
  package func identify(
    path: String, as content: ContentID, tags: Tags, duration: Seconds?
  ) throws(LibraryError) -> TrackID {
    try write { connection throws(LibraryError) in
      try Self.identify(path: path, as: content, tags: tags, duration: duration, connection)
    }
  }

  static func identify(
    path: String, as content: ContentID, tags: Tags, duration: Seconds?, _ connection: Connection
  ) throws(LibraryError) -> TrackID {
    let place = try connection.first(
      "SELECT t.id, t.content_id FROM place p JOIN track t ON t.id = p.track_id WHERE p.path = ?", [.text(path)]
    ) { (track: $0.integer(0), content: $0.text(1)) }
    guard let place else { throw .unknownTrack }
    var track = place.track
    let owner = try connection.first("SELECT id FROM track WHERE content_id = ?", [.text(content.hex)]) {
      $0.integer(0)
    }
    if let owner, owner != track {
      try connection.run("UPDATE place SET track_id = ? WHERE path = ?", [.integer(owner), .text(path)])
      if place.content == nil {
        try merge(track, into: owner, connection)
      } else {
        try refreshPath(of: track, connection)
      }
      track = owner
    } else if place.content != nil, place.content != content.hex {
      track = try changeContent(of: track, at: path, connection)
    }
    try connection.run(
      "UPDATE track SET content_id = ?, content_digest = ?, duration_seconds = coalesce(?, duration_seconds), "
        + "failure = NULL WHERE id = ?",
      [.text(content.hex), SQLValue(bits: content.digest), SQLValue(duration?.value), .integer(track)])
    try connection.run("UPDATE place SET is_probed = 1, is_missing = 0 WHERE path = ?", [.text(path)])
    try refreshPath(of: track, connection)
    try setTags(tags, of: track, connection)
    return TrackID(track)
  }

  /// A path holds another sound than before: the only place of a track keeps it, one of several becomes a track of its
  /// own.
  private static func changeContent(
    of track: Int64, at path: String, _ connection: Connection
  ) throws(LibraryError) -> Int64 {
    let places = try connection.first("SELECT count(*) FROM place WHERE track_id = ?", [.integer(track)]) {
      $0.integer(0)
    }
    if places == 1 {
      try remember(track, connection)
      try connection.run(
        "UPDATE track SET analysed_bpm = NULL, analysed_wheel = NULL, energy = NULL, drive = NULL, "
          + "voices_in = NULL, voices_out = NULL, loudness_lufs = NULL, analysis_version = NULL, failure = NULL "
          + "WHERE id = ?",
        [.integer(track)])
      return track
    }
    let split = try insertTrack(path: path, connection)
    try connection.run("UPDATE place SET track_id = ? WHERE path = ?", [.integer(split), .text(path)])
    try refreshPath(of: track, connection)
    return split
  }

  /// Keeps what is known of a track's content as a track without a place; what analysis found goes there, what the DJ
  /// made is copied. (Plays stay where they are: they would count twice.)
  private static func remember(_ track: Int64, _ connection: Connection) throws(LibraryError) {
    let facts = """
      path, folder, name, title, artist, album, genre, year, tag_bpm, tag_key, tag_wheel, title_sort, artist_sort,
        album_sort, genre_sort, artist_digest, song_digest, content_digest, duration_seconds, analysed_bpm,
        analysed_wheel, edited_bpm, edited_wheel, bpm, wheel, energy, drive, voices_in, voices_out, loudness_lufs,
        analysis_version, has_stems, rating, comment, colour, added_at
      """
    let content = try connection.first("SELECT content_id FROM track WHERE id = ?", [.integer(track)]) { $0.text(0) }
    try connection.run("UPDATE track SET content_id = NULL WHERE id = ?", [.integer(track)])
    try connection.run(
      """
      INSERT INTO track(content_id, is_missing, \(facts))
      SELECT ?, \(Schema.isWithoutPlace), \(facts) FROM track WHERE id = ?
      """,
      [SQLValue(content ?? nil), .integer(track)])
    let memory = connection.lastInsertedRow
    for table in ["analysis", "waveform", "features", "decision"] {
      try connection.run("UPDATE \(table) SET track_id = ? WHERE track_id = ?", [.integer(memory), .integer(track)])
    }
    for (table, columns) in [
      ("hot_cue", "number, time_seconds, loop_seconds, label, colour"), ("cue", "time_seconds"),
      ("grid_edit", "json, is_locked"),
      ("section_edit", "json"), ("answer", "answer, given_at, after_track_id, course"),
      ("track_tag", "folded, tag, place"),
    ] {
      try connection.run(
        "INSERT INTO \(table)(track_id, \(columns)) SELECT ?, \(columns) FROM \(table) WHERE track_id = ?",
        [.integer(memory), .integer(track)])
    }
  }

  /// What the DJ did to a provisional track goes to the known one, where that has nothing of its own.
  private static func merge(_ track: Int64, into owner: Int64, _ connection: Connection) throws(LibraryError) {
    for table in ["hot_cue", "cue", "grid_edit", "section_edit", "crate_track", "track_tag"] {
      try connection.run(
        "UPDATE OR IGNORE \(table) SET track_id = ? WHERE track_id = ?", [.integer(owner), .integer(track)])
    }
    for table in ["play", "answer"] {
      for column in ["track_id", "after_track_id"] {
        try connection.run(
          "UPDATE \(table) SET \(column) = ? WHERE \(column) = ?", [.integer(owner), .integer(track)])
      }
    }
    try connection.run(
      """
      UPDATE track SET rating = coalesce(track.rating, other.rating),
        comment = coalesce(track.comment, other.comment), colour = coalesce(track.colour, other.colour),
        has_stems = max(track.has_stems, other.has_stems),
        edited_bpm = coalesce(track.edited_bpm, other.edited_bpm),
        edited_wheel = coalesce(track.edited_wheel, other.edited_wheel),
        play_count = track.play_count + other.play_count,
        last_played_at = nullif(max(ifnull(track.last_played_at, 0), ifnull(other.last_played_at, 0)), 0)
      FROM track AS other WHERE track.id = ? AND other.id = ?
      """, [.integer(owner), .integer(track)])
    try connection.run("DELETE FROM track WHERE id = ?", [.integer(track)])
  }

  /// Says which files of a folder were there in a finished scan; the library's other ones below it are missing from now
  /// on. (Not to be called for a folder that could not be read, such as a drive that is not plugged in.)
  /// - Returns: the tracks whose last place is gone.
  @discardableResult
  package func markMissing(under folder: String, notIn found: Set<FilePath>) throws(LibraryError) -> [TrackID] {
    let (first, end) = Self.range(under: folder)
    let known = try read { connection throws(LibraryError) in
      try connection.rows(
        "SELECT path FROM place WHERE path >= ? AND path < ? AND is_missing = 0", [.text(first), .text(end)]
      ) { FilePath($0.text(0) ?? "") }
    }
    return try markMissing(known.filter { !found.contains($0) })
  }

  /// The same for what lies in the folder itself, not in folders below it.
  @discardableResult
  package func markMissing(directlyIn folder: String, notIn found: Set<FilePath>) throws(LibraryError) -> [TrackID] {
    let (first, end) = Self.range(under: folder)
    let known = try read { connection throws(LibraryError) in
      try connection.rows(
        """
        SELECT path FROM place WHERE path >= ?1 AND path < ?2 AND is_missing = 0
          AND instr(substr(path, length(?1) + 1), '/') = 0
        """, [.text(first), .text(end)]
      ) { FilePath($0.text(0) ?? "") }
    }
    return try markMissing(known.filter { !found.contains($0) })
  }

  /// The paths below a folder: from the first text up to the second.
  static func range(under folder: String) -> (String, String) {
    let prefix = folder.utf8.last == UInt8(ascii: "/") ? folder : folder + "/"
    // "0" follows "/" in ASCII: the range holds exactly what begins with the prefix.
    return (prefix, String(prefix.dropLast()) + "0")
  }

  /// Says that files are not where they were. - Returns: the tracks that have no place left.
  @discardableResult
  package func markMissing(_ paths: [FilePath]) throws(LibraryError) -> [TrackID] {
    var lost: [TrackID] = []
    for start in stride(from: 0, to: paths.count, by: Self.batch) {
      lost += try markMissing(slice: paths[start..<min(start + Self.batch, paths.count)])
    }
    return lost
  }

  private func markMissing(slice: ArraySlice<FilePath>) throws(LibraryError) -> [TrackID] {
    try write { connection throws(LibraryError) in
      var lost: [TrackID] = []
      for path in slice {
        let track = try connection.first("SELECT track_id FROM place WHERE path = ?", [.text(path.text)]) {
          $0.integer(0)
        }
        guard let track else { continue }
        try connection.run("UPDATE place SET is_missing = 1 WHERE path = ?", [.text(path.text)])
        if try Self.refreshPath(of: track, connection) { lost.append(TrackID(track)) }
      }
      return lost
    }
  }

  /// Chooses the place that is shown (a living one, the first by name) and says whether the track is missing.
  @discardableResult
  private static func refreshPath(of track: Int64, _ connection: Connection) throws(LibraryError) -> Bool {
    let place = try connection.first(
      "SELECT path, is_missing FROM place WHERE track_id = ? ORDER BY is_missing, path LIMIT 1", [.integer(track)]
    ) { (path: $0.text(0) ?? "", isMissing: $0.bool(1)) }
    guard let place else {
      try connection.run("UPDATE track SET is_missing = \(Schema.isWithoutPlace) WHERE id = ?", [.integer(track)])
      return true
    }
    try connection.run(
      "UPDATE track SET is_missing = ?1 WHERE id = ?2 AND is_missing <> ?1",
      [SQLValue(place.isMissing), .integer(track)])
    let (folder, name) = split(place.path)
    try connection.run(
      "UPDATE track SET path = ?1, folder = ?2, name = ?3, title_sort = iif(title IS NULL, ?4, title_sort) "
        + "WHERE id = ?5 AND path <> ?1",
      [
        .text(place.path), .text(folder), .text(name),
        .text(Track(id: TrackID(0), path: place.path).title.folded), .integer(track),
      ])
    return place.isMissing
  }

  /// What the file at this path holds; nil where it was not read since it appeared or changed, or could not be.
  package func content(at path: String) throws(LibraryError) -> ContentID? {
    try read { connection throws(LibraryError) in
      try connection.first(
        "SELECT content_id FROM track JOIN place ON track_id = id WHERE place.path = ? AND is_probed = 1",
        [.text(path)]
      ) { $0.text(0) }?.map { ContentID(hex: $0) }
    }
  }

  /// All places of a track, living ones first.
  package func places(of track: TrackID) throws(LibraryError) -> [FilePath] {
    try read { connection throws(LibraryError) in
      try connection.rows(
        "SELECT path FROM place WHERE track_id = ? ORDER BY is_missing, path", [.integer(track.value)]
      ) { FilePath($0.text(0) ?? "") }
    }
  }

  /// Files that are there but were not read since they appeared or changed: what an interrupted scan left to do.
  package func unprobed(limit: Int) throws(LibraryError) -> [FilePath] {
    try read { connection throws(LibraryError) in
      try connection.rows(
        "SELECT path FROM place WHERE is_probed = 0 AND is_missing = 0 ORDER BY path LIMIT ?", [.integer(Int64(limit))]
      ) { FilePath($0.text(0) ?? "") }
    }
  }

  /// The folders that are scanned.
  package func folders() throws(LibraryError) -> [String] {
    try read { connection throws(LibraryError) in
      try connection.rows("SELECT path FROM folder ORDER BY path") { $0.text(0) ?? "" }
    }
  }

  /// Has a folder scanned from now on; its absolute path, without a slash at the end.
  package func add(folder: String) throws(LibraryError) {
    try write { connection throws(LibraryError) in
      try connection.run(
        "INSERT OR IGNORE INTO folder(path, added_at) VALUES (?, ?)", [.text(folder), .real(secondsSince1970())])
    }
  }

  /// Scans a folder no more: what lies in it leaves the list, but for what another folder of the library holds too.
  /// What is known of the tracks, and what the DJ made of them, is kept for the day that they come back.
  /// - Returns: false when it was no folder of the library.
  @discardableResult
  package func remove(folder: String) throws(LibraryError) -> Bool {
    guard try folders().contains(folder) else { return false }
    let others = try folders().filter { $0 != folder }.map { Self.range(under: $0) }
    let (first, end) = Self.range(under: folder)
    let paths = try read { connection throws(LibraryError) in
      try connection.rows("SELECT path FROM place WHERE path >= ? AND path < ?", [.text(first), .text(end)]) {
        $0.text(0) ?? ""
      }
    }
    let leaving = paths.filter { path in !others.contains { $0.0 <= path && path < $0.1 } }
    for start in stride(from: 0, to: leaving.count, by: Self.batch) {
      try write { connection throws(LibraryError) in
        for path in leaving[start..<min(start + Self.batch, leaving.count)] { try Self.forget(path, connection) }
      }
    }
    try write { connection throws(LibraryError) in
      try connection.run("DELETE FROM folder WHERE path = ?", [.text(folder)])
    }
    return true
  }

  private static func forget(_ path: String, _ connection: Connection) throws(LibraryError) {
    let track = try connection.first("SELECT track_id FROM place WHERE path = ?", [.text(path)]) { $0.integer(0) }
    guard let track else { return }
    try connection.run("DELETE FROM place WHERE path = ?", [.text(path)])
    try refreshPath(of: track, connection)
  }

  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", path) }
    return (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
  }
}
