import FoundationEssentials
import Music
import Platform

/// A track as deciding again needs it.
package struct DerivationInput: Sendable {
  /// Whose facts they are.
  package let id: TrackID
  /// What analysis found, with the DJ's grid, tempo and key in place of the analysis' own; without what was decided.
  package let facts: TrackAnalysis
  /// What was measured beat by beat.
  package let features: TrackFeatures
  /// What it was read from, so that nothing is decided by what was replaced meanwhile.
  fileprivate var stored: StoredInput

  /// Nil for features of another version: the track is analysed again, its analysis' version says so.
  fileprivate init?(_ stored: StoredInput) {
    guard var facts = FactBlobs.read(TrackAnalysis.self, stored.facts),
      let features = TrackFeatures(blob: stored.bytes)
    else { return nil }
    if let mended = stored.grid.flatMap({ FactBlobs.read(BeatGrid.self, $0) }) {
      facts.grid = mended
      facts.bpm = mended.anchors[0].bpm.value
    }
    if let key = stored.wheel.flatMap(MusicalKey.init(wheel:)) { facts.key = key.name }
    id = stored.id
    self.facts = facts
    self.features = features
    self.stored = stored
    self.stored.facts = []
    self.stored.bytes = []
  }
}

/// The row that grounds are read from.
private struct StoredInput: Sendable {
  var id: TrackID
  var heardAt: Double
  var facts: [UInt8]
  var bytes: [UInt8]
  var grid: [UInt8]?
  var wheel: Int?
}

// What is decided from features: sections, mix points, energy. No decision writes what the DJ made.
extension Library {
  /// Tracks that something was decided of.
  /// - Parameter onlyOutdated: by an older version, or before the DJ corrected a grid or a key.
  package func decided(onlyOutdated: Bool) throws(LibraryError) -> [TrackID] {
    let version = onlyOutdated ? Int64(StageVersions.current.decisions) : .max
    return try read { connection throws(LibraryError) in
      try connection.rows("SELECT track_id FROM decision WHERE version < ?", [.integer(version)]) {
        TrackID($0.integer(0))
      }
    }
  }

  /// How many tracks were analysed, by whatever version.
  package func analysisCount() throws(LibraryError) -> Int {
    try read { connection throws(LibraryError) in
      try connection.first("SELECT count(*) FROM analysis") { Int($0.integer(0)) } ?? 0
    }
  }

  /// What these tracks can be decided from; those without features are left out: they must be analysed again.
  package func derivationInput(of tracks: some Sequence<TrackID>) throws(LibraryError) -> [DerivationInput] {
    let rows = try read { connection throws(LibraryError) in
      var rows: [StoredInput] = []
      for track in tracks { rows += try Self.storedInput(of: track, connection) }
      return rows
    }
    // Read again outside of the lock: other threads wait for it.
    return rows.compactMap(DerivationInput.init)
  }

  private static func storedInput(
    of track: TrackID, _ connection: Connection
  ) throws(LibraryError) -> [StoredInput] {
    try connection.rows(
      """
      SELECT heard_at, facts, bytes, (SELECT json FROM grid_edit WHERE track_id = ?1),
        (SELECT edited_wheel FROM track WHERE id = ?1) FROM features WHERE track_id = ?1
      """, [.integer(track.value)]
    ) { row in
      StoredInput(
        id: track, heardAt: row.real(0), facts: row.blob(1) ?? [], bytes: row.blob(2) ?? [], grid: row.blob(3),
        wheel: row.optionalInteger(4))
    }
  }

  /// Stores what was decided anew, all in one transaction. A track that was analysed again or corrected meanwhile keeps
  /// what it has.
  package func store(_ decided: [(track: DerivationInput, decisions: TrackDecisions)]) throws(LibraryError) {
    let blobs = decided.map { FactBlobs.write($0.decisions) }
    try write { connection throws(LibraryError) in
      for ((track, decisions), json) in zip(decided, blobs) {
        guard let json else { continue }
        let id = SQLValue.integer(track.id.value)
        let isSame = try connection.first(
          """
          SELECT heard_at = ?2 AND (SELECT json FROM grid_edit WHERE track_id = ?1) IS ?3
            AND (SELECT edited_wheel FROM track WHERE id = ?1) IS ?4 FROM features WHERE track_id = ?1
          """,
          [
            id, .real(track.stored.heardAt), track.stored.grid.map { .blob($0) } ?? .null, SQLValue(track.stored.wheel),
          ]
        ) { $0.bool(0) }
        guard isSame == true else { continue }
        var decided = track.facts
        decided.decisions = decisions
        try Self.store(json, StageVersions.current.decisions, numbersOf: decided, of: track.id.value, connection)
      }
    }
  }

  private static func store(
    _ json: [UInt8], _ version: Int, numbersOf decided: TrackAnalysis, of track: Int64, _ connection: Connection
  ) throws(LibraryError) {
    try connection.run(
      "INSERT OR REPLACE INTO decision(track_id, version, json) VALUES (?, ?, ?)",
      [.integer(track), SQLValue(version), .blob(json)])
    try connection.run(
      """
      UPDATE track SET drive = ?1, voices_in = ?2, voices_out = ?3 WHERE id = ?4
        AND (drive IS NOT ?1 OR voices_in IS NOT ?2 OR voices_out IS NOT ?3)
      """,
      [
        SQLValue(decided.drive), SQLValue(bits: decided.voicesIn?.bits), SQLValue(bits: decided.voicesOut?.bits),
        .integer(track),
      ])
  }

  /// What analysis found brings its features and its decisions; these are out of date where the DJ's grid or key is
  /// another one.
  static func storeInput(
    _ heard: FileAnalysis, _ blobs: FactBlobs, of track: Int64, _ connection: Connection
  ) throws(LibraryError) {
    if let facts = blobs.grounds, let features = blobs.features {
      try connection.run(
        "INSERT OR REPLACE INTO features(track_id, heard_at, facts, bytes) VALUES (?, ?, ?, ?)",
        [.integer(track), .real(secondsSince1970()), .blob(facts), .blob(features)])
    } else {
      try connection.run("DELETE FROM features WHERE track_id = ?", [.integer(track)])
    }
    guard let decisions = blobs.decisions else { return }
    let isMended = try connection.first(
      """
      SELECT edited_wheel IS NOT NULL OR EXISTS (SELECT 1 FROM grid_edit WHERE track_id = track.id) FROM track
      WHERE id = ?
      """, [.integer(track)]
    ) { $0.bool(0) }
    try store(
      decisions, isMended == true ? 0 : heard.analysis.stage_versions?.decisions ?? 0, numbersOf: heard.analysis,
      of: track, connection)
  }

  /// The DJ mended what the track's sections and mix points hang on.
  static func outdateDecision(of track: TrackID, _ connection: Connection) throws(LibraryError) {
    try connection.run("UPDATE decision SET version = 0 WHERE track_id = ?", [.integer(track.value)])
  }

  /// The scale by which its tracks have their energies.
  package func energyScale() throws(LibraryError) -> EnergyScale {
    EnergyScale(
      drives: try read { connection throws(LibraryError) in
        try connection.rows("SELECT drive FROM track WHERE drive IS NOT NULL") { $0.real(0) }
      })
  }

  /// Gives every track its energy 1–10 as it drives compared with the others (`EnergyScale`), in short transactions.
  /// - Returns: how many tracks have another one now.
  @discardableResult
  package func calibrateEnergy() throws(LibraryError) -> Int {
    let known = try read { connection throws(LibraryError) in
      try connection.rows("SELECT id, drive, energy FROM track WHERE drive IS NOT NULL") {
        (id: $0.integer(0), drive: $0.real(1), energy: $0.optionalInteger(2))
      }
    }
    let scale = EnergyScale(drives: known.map(\.drive))
    let changed = known.compactMap { track -> (id: Int64, energy: Int)? in
      let energy = scale.energy(of: track.drive)
      return energy == track.energy ? nil : (track.id, energy)
    }
    for start in stride(from: 0, to: changed.count, by: 1000) {
      try write { connection throws(LibraryError) in
        for (id, energy) in changed[start..<min(start + 1000, changed.count)] {
          try connection.run("UPDATE track SET energy = ? WHERE id = ?", [SQLValue(energy), .integer(id)])
        }
      }
    }
    return changed.count
  }
}

/// What analysis found, as the tables take it. Numbers that are none are kept as words.
struct FactBlobs {
  /// Without what was decided.
  let analysis: [UInt8]?
  let grounds: [UInt8]?
  let features: [UInt8]?
  let decisions: [UInt8]?

  init(_ heard: FileAnalysis) {
    var facts = heard.analysis
    facts.decisions = TrackDecisions()
    analysis = Self.write(facts)
    grounds = Self.write(heard.analysis.grounds)
    features = heard.features?.blob
    decisions = Self.write(heard.analysis.decisions)
  }

  static func write(_ value: some Encodable) -> [UInt8]? {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try? [UInt8](encoder.encode(value))
  }

  static func read<Value: Decodable>(_ type: Value.Type, _ json: [UInt8]) -> Value? {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try? decoder.decode(type, from: Data(json))
  }
}
