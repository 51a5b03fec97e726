import FoundationEssentials
import Music

/// What the DJ hears better than the analysis did: grids, keys, sections. No analysis writes any of it.
extension Library {
  /// The grid that the DJ corrected; nil when the one that analysis found is good enough.
  package func gridEdit(of track: TrackID) throws(LibraryError) -> BeatGrid? {
    try correction("SELECT json FROM grid_edit WHERE track_id = ?", of: track)
  }

  /// Keeps a corrected grid, whose first tempo is listed from now on; nil goes back to the one that analysis found, and
  /// unlocks it.
  package func setGridEdit(_ grid: BeatGrid?, of track: TrackID) throws(LibraryError) {
    let json = grid.flatMap { try? [UInt8](JSONEncoder().encode($0)) }
    try writeAbout(track) { connection throws(LibraryError) in
      try Self.setGridEdit(json: json, bpm: grid?.anchors[0].bpm, of: track, connection)
    }
  }

  /// The same for a grid as it is stored; what is no grid is left out.
  static func setGridEdit(json: [UInt8]?, of track: TrackID, _ connection: Connection) throws(LibraryError) {
    guard let json else { return try setGridEdit(json: nil, bpm: nil, of: track, connection) }
    guard let grid = try? JSONDecoder().decode(BeatGrid.self, from: Data(json)) else { return }
    try setGridEdit(json: json, bpm: grid.anchors[0].bpm, of: track, connection)
  }

  private static func setGridEdit(
    json: [UInt8]?, bpm: BPM?, of track: TrackID, _ connection: Connection
  ) throws(LibraryError) {
    if let json {
      try connection.run(
        """
        INSERT INTO grid_edit(track_id, json) VALUES (?, ?)
        ON CONFLICT(track_id) DO UPDATE SET json = excluded.json
        """, [.integer(track.value), .blob(json)])
    } else {
      try connection.run("DELETE FROM grid_edit WHERE track_id = ?", [.integer(track.value)])
    }
    try connection.run(
      "UPDATE track SET edited_bpm = ? WHERE id = ?", [SQLValue(plausible(bpm?.value)), .integer(track.value)])
    try outdateDecision(of: track, connection)
  }

  /// True when the DJ wants the grid left as it is, by his own hand too.
  package func isGridLocked(_ track: TrackID) throws(LibraryError) -> Bool {
    try read { connection throws(LibraryError) in
      try connection.first("SELECT is_locked FROM grid_edit WHERE track_id = ?", [.integer(track.value)]) {
        $0.bool(0)
      } ?? false
    }
  }

  /// Locks the grid that is played by, as it is now, or lets it go; nothing happens to a track without a grid.
  package func lockGrid(_ isLocked: Bool, of track: TrackID) throws(LibraryError) {
    if isLocked, try gridEdit(of: track) == nil {
      guard let heard = try analysis(of: track)?.grid else { return }
      try setGridEdit(heard, of: track)
    }
    try writeAbout(track) { connection throws(LibraryError) in
      try connection.run(
        "UPDATE grid_edit SET is_locked = ? WHERE track_id = ?", [SQLValue(isLocked), .integer(track.value)])
    }
  }

  /// Keeps the key that the DJ hears, listed and suggested by from now on; nil goes back to the one that analysis
  /// found.
  package func setKeyEdit(_ key: MusicalKey?, of track: TrackID) throws(LibraryError) {
    try writeAbout(track) { connection throws(LibraryError) in
      try connection.run(
        "UPDATE track SET edited_wheel = ? WHERE id = ?", [SQLValue(key?.wheel), .integer(track.value)])
      try Self.outdateDecision(of: track, connection)
    }
  }

  /// The keys that the DJ has set, of these tracks; those whose key is as analysis or a tag has it are left out.
  package func keyEdits(of tracks: some Sequence<TrackID>) throws(LibraryError) -> [TrackID: MusicalKey] {
    try read { connection throws(LibraryError) in
      var keys: [TrackID: MusicalKey] = [:]
      for track in tracks {
        let wheel = try connection.first("SELECT edited_wheel FROM track WHERE id = ?", [.integer(track.value)]) {
          $0.optionalInteger(0)
        }
        keys[track] = wheel?.flatMap { MusicalKey(wheel: $0) }
      }
      return keys
    }
  }

  /// The sections that the DJ corrected; nil when the ones that analysis found are good enough.
  package func sectionEdit(of track: TrackID) throws(LibraryError) -> [TrackAnalysis.Section]? {
    try correction("SELECT json FROM section_edit WHERE track_id = ?", of: track)
  }

  /// Keeps corrected sections; nil goes back to the ones that analysis found.
  package func setSectionEdit(_ sections: [TrackAnalysis.Section]?, of track: TrackID) throws(LibraryError) {
    let json = sections.flatMap { try? [UInt8](JSONEncoder().encode($0)) }
    try writeAbout(track) { connection throws(LibraryError) in
      if let json {
        try connection.run(
          "INSERT OR REPLACE INTO section_edit(track_id, json) VALUES (?, ?)", [.integer(track.value), .blob(json)])
      } else {
        try connection.run("DELETE FROM section_edit WHERE track_id = ?", [.integer(track.value)])
      }
    }
  }

  private func correction<Value: Decodable>(_ query: String, of track: TrackID) throws(LibraryError) -> Value? {
    let json = try read { connection throws(LibraryError) in
      try connection.first(query, [.integer(track.value)]) { $0.blob(0) } ?? nil
    }
    return json.flatMap { try? JSONDecoder().decode(Value.self, from: Data($0)) }
  }
}
