import FoundationEssentials
import Music
import Platform

/// What another program knows of a track, as Segue has it.
package struct ImportedTrack: Sendable {
  /// Whose it is.
  package var track: TrackID
  /// Points on pads.
  package var pads: [HotCue] = []
  /// Where it starts; nil: nothing says.
  package var cue: TrackTime?
  /// Nil: none.
  package var grid: BeatGrid?
  /// Stars, 1…5; nil: none.
  package var rating: Int?
  /// Nil: none.
  package var comment: String?
  /// How often it was played there.
  package var plays = 0
  /// When it was played there last, in seconds since 1970; nil: nothing says.
  package var lastPlayedAt: Double?
  /// Nil: none, or one that nobody can read.
  package var key: MusicalKey?
  /// - Parameter track: whose it is.
  package init(track: TrackID) { self.track = track }
}

/// What an import did, or would do.
package struct ImportCounts: Sendable, Hashable {
  /// Facts that are new to the library, and that replaced others.
  package var taken = 0
  /// Facts that the library had in the same way.
  package var known = 0
  /// Facts that stay away, since the library has others of the DJ's own.
  package var kept = 0
  /// Crates that were made or filled anew.
  package var crates = 0
  /// Crates that stay as the DJ has them.
  package var keptCrates = 0
  /// Nothing was done.
  package init() {}
}

/// What a fact is about.
private struct ImportedPlace: Hashable {
  let track: TrackID
  let what: String
}

extension Library {
  /// Brings in what another program knows, all in one transaction, which `undoImport` takes back. What the DJ made in
  /// Segue stays, unless it is to be replaced; grids that are locked stay in any case.
  /// - Parameters:
  ///   - words: what was imported, for the undo.
  ///   - isDry: nothing is written; it is counted what would be. Tracks that the library does not have yet have numbers
  ///     below 0 there.
  package func bring(
    _ tracks: [ImportedTrack], crates: [(path: [String], tracks: [TrackID])], words: String, replaces: Bool,
    isDry: Bool = false
  ) throws(LibraryError) -> ImportCounts {
    func run(_ connection: Connection) throws(LibraryError) -> ImportCounts {
      var bringing = Bringing(connection: connection, replaces: replaces, isDry: isDry)
      if !isDry { try bringing.begin(words) }
      let texts = ImportedTexts()
      for track in tracks { try bringing.take(track, texts.facts(of: track)) }
      for crate in crates { try bringing.take(crate: crate.path, crate.tracks) }
      if !isDry { try bringing.end() }
      return bringing.counts
    }
    return isDry ? try read(run) : try write(run)
  }

  /// Takes the last import back that was not taken back yet: what it brought goes, what it replaced is there again;
  /// what the DJ changed since stays.
  /// - Returns: what was imported then, and how many facts went; nil where there is none.
  package func undoImport() throws(LibraryError) -> (words: String, facts: Int)? {
    try write { connection throws(LibraryError) in
      let last = try connection.first("SELECT id, words FROM import ORDER BY id DESC LIMIT 1") {
        (id: $0.integer(0), words: $0.text(1) ?? "")
      }
      guard let last else { return nil }
      let rows = try connection.rows(
        "SELECT track_id, what, before, after FROM import_fact WHERE import_id = ?", [.integer(last.id)]
      ) { (track: TrackID($0.integer(0)), what: $0.text(1) ?? "", before: $0.text(2), after: $0.text(3) ?? "") }
      var count = 0
      for row in rows {
        let facts =
          row.what == ImportedFact.whole
          ? ImportedFact.facts(ofWhole: row.after) : [ImportedFact(what: row.what, text: row.after)]
        for fact in facts where try Bringing.text(of: fact.what, row.track, connection) == fact.text {
          try Bringing.set(fact.what, row.before, row.track, connection)
          count += 1
        }
      }
      let crates = try connection.rows(
        "SELECT path, before, after FROM import_crate WHERE import_id = ?", [.integer(last.id)]
      ) { (path: $0.text(0) ?? "", before: $0.text(1), after: $0.text(2)) }
      for crate in crates {
        let path = crate.path.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init)
        let now = try Self.tracks(ofCrate: path, connection).map(Bringing.text)
        guard now == crate.after else { continue }
        if let before = crate.before {
          try Self.setCrate(path, Bringing.tracks(before), connection)
        } else {
          try Self.removeCrate(path, connection)
        }
        count += 1
      }
      try connection.run("DELETE FROM import WHERE id = ?", [.integer(last.id)])
      return (last.words, count)
    }
  }
}

/// An import on its way into the tables.
private struct Bringing {
  let connection: Connection
  let replaces: Bool
  let isDry: Bool
  private(set) var counts = ImportCounts()
  private var id: Int64 = 0
  /// What a dry run would have written by now.
  private var would: [ImportedPlace: String] = [:]

  init(connection: Connection, replaces: Bool, isDry: Bool) {
    (self.connection, self.replaces, self.isDry) = (connection, replaces, isDry)
  }

  mutating func begin(_ words: String) throws(LibraryError) {
    try connection.run("INSERT INTO import(made_at, words) VALUES (?, ?)", [.real(secondsSince1970()), .text(words)])
    id = connection.lastInsertedRow
  }

  /// An import that changed nothing is nothing to take back.
  func end() throws(LibraryError) {
    if counts.taken + counts.crates == 0 {
      try connection.run("DELETE FROM import WHERE id = ?", [.integer(id)])
    }
  }

  mutating func take(_ item: ImportedTrack, _ facts: [ImportedFact]) throws(LibraryError) {
    if !isDry, let blank = try blank(item.track) { return try takeWhole(item, facts, of: blank) }
    for fact in facts { try take(fact, of: item.track) }
  }

  /// A track of which nobody has set anything that an import brings: its facts are written at once, without a look at
  /// each. Most tracks of a first import are such.
  private struct BlankTrack {
    /// What it is listed with.
    let wheel: Int?
  }

  /// - Returns: nil for a track of which something is set, and for one that is not there.
  private func blank(_ track: TrackID) throws(LibraryError) -> BlankTrack? {
    let row = try connection.first(
      """
      SELECT rating IS NULL AND comment IS NULL AND play_count = 0 AND last_played_at IS NULL AND edited_wheel IS NULL
        AND edited_bpm IS NULL AND NOT EXISTS (SELECT 1 FROM cue WHERE track_id = ?1)
        AND NOT EXISTS (SELECT 1 FROM hot_cue WHERE track_id = ?1)
        AND NOT EXISTS (SELECT 1 FROM grid_edit WHERE track_id = ?1), wheel
      FROM track WHERE id = ?1
      """, [.integer(track.value)]
    ) { (isBlank: $0.bool(0), wheel: $0.optionalInteger(1)) }
    return row.flatMap { $0.isBlank ? BlankTrack(wheel: $0.wheel) : nil }
  }

  private mutating func takeWhole(
    _ item: ImportedTrack, _ facts: [ImportedFact], of blank: BlankTrack
  ) throws(LibraryError) {
    let id = SQLValue.integer(item.track.value)
    let key = item.key.flatMap { $0.wheel == blank.wheel ? nil : $0.wheel }
    let bpm = item.grid.flatMap { Library.plausible($0.anchors[0].bpm.value) }
    try connection.run(
      """
      UPDATE track SET rating = ?2, comment = ?3, play_count = ?4, last_played_at = ?5, edited_wheel = ?6,
        edited_bpm = ?7 WHERE id = ?1
      """,
      [
        id, SQLValue(item.rating), SQLValue(item.comment), SQLValue(max(0, item.plays)), SQLValue(item.lastPlayedAt),
        SQLValue(key), SQLValue(bpm),
      ])
    if let cue = item.cue {
      try connection.run("INSERT INTO cue(track_id, time_seconds) VALUES (?, ?)", [id, .real(cue.value)])
    }
    for pad in item.pads { try Self.insert(ImportedPad(pad), of: id, connection) }
    if let grid = facts.first(where: { $0.what == "grid" }) {
      try connection.run("INSERT INTO grid_edit(track_id, json) VALUES (?, ?)", [id, .blob(Array(grid.text.utf8))])
    }
    let taken = facts.filter { $0.what != "key" || key != nil }
    counts.known += facts.count - taken.count
    counts.taken += taken.count
    for fact in ImportedFact.together(taken) { try note(fact, of: item.track, before: nil) }
    if item.grid != nil || key != nil { try Library.outdateDecision(of: item.track, connection) }
  }

  private static func insert(_ pad: ImportedPad, of id: SQLValue, _ connection: Connection) throws(LibraryError) {
    try connection.run(
      """
      INSERT INTO hot_cue(track_id, number, time_seconds, loop_seconds, label, colour) VALUES (?, ?, ?, ?, ?, ?)
      """,
      [id, SQLValue(pad.number), .real(pad.time), SQLValue(pad.loop), SQLValue(pad.label), SQLValue(pad.colour)])
  }

  /// Keeps what is needed to take a fact back.
  private func note(_ fact: ImportedFact, of track: TrackID, before: String?) throws(LibraryError) {
    try connection.run(
      "INSERT OR REPLACE INTO import_fact(import_id, track_id, what, before, after) VALUES (?, ?, ?, ?, ?)",
      [.integer(self.id), .integer(track.value), .text(fact.what), SQLValue(before), .text(fact.text)])
  }

  private mutating func take(_ fact: ImportedFact, of track: TrackID) throws(LibraryError) {
    let place = ImportedPlace(track: track, what: fact.what)
    var now = would[place]
    if now == nil { now = try Self.text(of: fact.what, track, connection) }
    let isSame = now == fact.text
    if try isSame ? true : isKnown(fact, of: track, now) {
      counts.known += 1
      return
    }
    let isLocked = fact.what == "grid" ? try isGridLocked(track) : false
    // A day on which it was played is history, not the DJ's choice: the latest one counts.
    if isLocked || now != nil && !replaces && fact.what != "played" {
      counts.kept += 1
      return
    }
    counts.taken += 1
    if isDry {
      would[place] = fact.text
      return
    }
    try Self.set(fact.what, fact.text, track, connection)
    try note(fact, of: track, before: now)
  }

  private func isGridLocked(_ track: TrackID) throws(LibraryError) -> Bool {
    try connection.first("SELECT is_locked FROM grid_edit WHERE track_id = ?", [.integer(track.value)]) {
      $0.bool(0)
    } ?? false
  }

  /// The library says as much without it: a key that is listed already, a play before one that is known.
  private func isKnown(_ fact: ImportedFact, of track: TrackID, _ now: String?) throws(LibraryError) -> Bool {
    switch fact.what {
    case "played": return now.flatMap(Double.init) ?? -.infinity >= Double(fact.text) ?? 0
    case "key" where now == nil:
      let listed = try connection.first("SELECT wheel FROM track WHERE id = ?", [.integer(track.value)]) {
        $0.optionalInteger(0)
      }
      return listed.flatMap { $0 }.map { "\($0)" } == fact.text
    default: return false
    }
  }

  mutating func take(crate path: [String], _ tracks: [TrackID]) throws(LibraryError) {
    var seen: Set<TrackID> = []
    let wanted = tracks.filter { seen.insert($0).inserted }
    let now = try Library.tracks(ofCrate: path, connection)
    if now == wanted { return }
    // A search would hide what came in.
    let isSmart = try Library.crates(connection).contains { $0.path == path && $0.query != nil }
    if now != nil && !replaces || isSmart {
      counts.keptCrates += 1
      return
    }
    counts.crates += 1
    if isDry { return }
    try Library.setCrate(path, wanted, connection)
    try connection.run(
      "INSERT INTO import_crate(import_id, path, before, after) VALUES (?, ?, ?, ?)",
      [.integer(id), .text(path.joined(separator: "\u{1F}")), SQLValue(now.map(Self.text)), .text(Self.text(wanted))])
  }

  static func text(_ tracks: [TrackID]) -> String { tracks.map { "\($0.value)" }.joined(separator: " ") }

  static func tracks(_ text: String) -> [TrackID] {
    text.split(separator: " ").compactMap { Int64($0).map(TrackID.init) }
  }

  /// What the library has of a track now; nil where it has nothing of the DJ's own.
  static func text(of what: String, _ track: TrackID, _ connection: Connection) throws(LibraryError) -> String? {
    let id = SQLValue.integer(track.value)
    func one(_ sql: String, _ values: [SQLValue]) throws(LibraryError) -> String? {
      try connection.first(sql, values) { $0.text(0) } ?? nil
    }
    switch what {
    case "cue": return try connection.first("SELECT time_seconds FROM cue WHERE track_id = ?", [id]) { "\($0.real(0))" }
    case "grid": return try one("SELECT json FROM grid_edit WHERE track_id = ?", [id])
    case "rating", "comment": return try one("SELECT \(what) FROM track WHERE id = ?", [id])
    case "plays": return try one("SELECT nullif(play_count, 0) FROM track WHERE id = ?", [id])
    case "key": return try one("SELECT edited_wheel FROM track WHERE id = ?", [id])
    case "played":
      return try connection.first("SELECT last_played_at FROM track WHERE id = ?", [id]) {
        $0.optionalReal(0).map { "\($0)" }
      } ?? nil
    default:
      let pad = try connection.first(
        "SELECT number, time_seconds, loop_seconds, label, colour FROM hot_cue WHERE track_id = ? AND number = ?",
        [id, SQLValue(Int(what.split(separator: " ").last ?? "") ?? 0)]
      ) { row in
        ImportedPad(
          number: Int(row.integer(0)), time: row.real(1), loop: row.optionalReal(2), label: row.text(3),
          colour: row.text(4))
      }
      return pad.map(\.text)
    }
  }

  /// Puts it there; nil takes it away.
  static func set(
    _ what: String, _ text: String?, _ track: TrackID, _ connection: Connection
  ) throws(LibraryError) {
    let id = SQLValue.integer(track.value)
    switch what {
    case "cue":
      try connection.run("DELETE FROM cue WHERE track_id = ?", [id])
      if let time = text.flatMap(Double.init) {
        try connection.run("INSERT INTO cue(track_id, time_seconds) VALUES (?, ?)", [id, .real(time)])
      }
    case "grid": try Library.setGridEdit(json: text.map { Array($0.utf8) }, of: track, connection)
    case "rating":
      try connection.run("UPDATE track SET rating = ? WHERE id = ?", [SQLValue(text.flatMap(Int.init)), id])
    case "comment": try connection.run("UPDATE track SET comment = ? WHERE id = ?", [SQLValue(text), id])
    case "plays":
      try connection.run("UPDATE track SET play_count = ? WHERE id = ?", [SQLValue(text.flatMap(Int.init) ?? 0), id])
    case "key":
      try connection.run("UPDATE track SET edited_wheel = ? WHERE id = ?", [SQLValue(text.flatMap(Int.init)), id])
      try Library.outdateDecision(of: track, connection)
    case "played":
      try connection.run("UPDATE track SET last_played_at = ? WHERE id = ?", [SQLValue(text.flatMap(Double.init)), id])
    default:
      let number = Int(what.split(separator: " ").last ?? "") ?? 0
      try connection.run("DELETE FROM hot_cue WHERE track_id = ? AND number = ?", [id, SQLValue(number)])
      guard let text, let pad = try? JSONDecoder().decode(ImportedPad.self, from: Data(text.utf8)) else { return }
      try insert(pad, of: id, connection)
    }
  }
}

/// What finds a file of another machine in the library.
package struct FileClue: Sendable, Hashable {
  /// Whose file it is.
  package var track: TrackID
  /// Where it is here.
  package var path: String
  /// Its length; nil where it is not known.
  package var seconds: Double?
  /// As tagged.
  package var title: String?
  /// As tagged.
  package var artist: String?
}

extension Library {
  /// All files that are there, with what may tell them.
  package func fileClues() throws(LibraryError) -> [FileClue] {
    try read { connection throws(LibraryError) in
      try connection.rows(
        """
        SELECT track.id, place.path, duration_seconds, title, artist FROM place JOIN track ON track.id = track_id
        WHERE place.is_missing = 0
        """
      ) {
        FileClue(
          track: TrackID($0.integer(0)), path: $0.text(1) ?? "", seconds: $0.optionalReal(2), title: $0.text(3),
          artist: $0.text(4))
      }
    }
  }
}
