import FoundationEssentials
import Music
import Platform

/// What is known of a track from its file and from listening.
extension Library {
  /// Stores what the analysis of files found, all in one transaction. A file of a known path is identified by its
  /// content on the way. What the DJ made is not touched.
  /// - Returns: for each analysis the track that it now belongs to; nil when its path was never found (`upsert` first).
  @discardableResult
  package func store(_ heard: [FileAnalysis]) throws(LibraryError) -> [TrackID?] {
    // Encoding is done before the lock is taken.
    let blobs = heard.map(FactBlobs.init)
    return try write { connection throws(LibraryError) in
      var tracks: [TrackID?] = []
      for (item, blobs) in zip(heard, blobs) { tracks.append(try Self.store(item, blobs, connection)) }
      return tracks
    }
  }

  /// Stores one analysis. - Returns: the track that it now belongs to. - Throws: `.unknownTrack` for a path never
  /// found.
  @discardableResult
  package func store(
    _ analysis: TrackAnalysis, waveform: Waveform?, features: TrackFeatures? = nil
  ) throws(LibraryError) -> TrackID {
    guard let track = try store([FileAnalysis(analysis, waveform: waveform, features: features)])[0] else {
      throw .unknownTrack
    }
    return track
  }

  private static func store(
    _ heard: FileAnalysis, _ blobs: FactBlobs, _ connection: Connection
  ) throws(LibraryError) -> TrackID? {
    let analysis = heard.analysis
    let place = try connection.first("SELECT track_id FROM place WHERE path = ?", [.text(analysis.path)]) {
      $0.integer(0)
    }
    guard var track = place else { return nil }
    if let content = analysis.content_id {
      track = try identify(
        path: analysis.path, as: ContentID(hex: content), tags: analysis.tags,
        duration: analysis.duration_seconds.map { Seconds($0) }, connection
      ).value
    } else {
      try setTags(analysis.tags, of: track, connection)
      try connection.run("UPDATE place SET is_probed = 1 WHERE path = ?", [.text(analysis.path)])
    }
    try connection.run(
      """
      UPDATE track SET analysed_bpm = ?, analysed_wheel = ?, energy = ?, loudness_lufs = ?, analysis_version = ?,
        duration_seconds = coalesce(?, duration_seconds), failure = NULL WHERE id = ?
      """,
      [
        SQLValue(plausible(analysis.bpm)), SQLValue(analysis.key.flatMap(MusicalKey.init(parsing:))?.wheel),
        SQLValue(analysis.energy), SQLValue(analysis.loudness.integrated_lufs), SQLValue(analysis.analysis_version),
        SQLValue(analysis.duration_seconds), .integer(track),
      ])
    if let json = blobs.analysis {
      try connection.run(
        "INSERT OR REPLACE INTO analysis(track_id, version, json) VALUES (?, ?, ?)",
        [.integer(track), SQLValue(analysis.analysis_version), .blob(json)])
    }
    try storeInput(heard, blobs, of: track, connection)
    if let waveform = heard.waveform {
      try connection.run(
        "INSERT OR REPLACE INTO waveform(track_id, columns_per_second, bytes, peaks) VALUES (?, ?, ?, ?)",
        [.integer(track), .real(Waveform.columnsPerSecond), .blob(waveform.bytes), .blob(waveform.peaks)])
    }
    return TrackID(track)
  }

  /// How much is known of a sound: the version of its analysis, nil where it was not analysed, and whether features are
  /// stored. Nil for a sound that no track has.
  package func knowledge(
    of content: ContentID
  ) throws(LibraryError) -> (version: Int?, hasFeatures: Bool)? {
    try read { connection throws(LibraryError) in
      try connection.first(
        "SELECT analysis_version, EXISTS (SELECT 1 FROM features WHERE track_id = track.id) FROM track "
          + "WHERE content_id = ?", [.text(content.hex)]
      ) { ($0.optionalInteger(0), $0.bool(1)) }
    }
  }

  /// What analysis found in a track, with what was decided last, energy as calibrated across the library; nil when it
  /// was not analysed, or by a version whose words we no longer understand.
  package func analysis(of track: TrackID) throws(LibraryError) -> TrackAnalysis? {
    let stored = try read { connection throws(LibraryError) in
      try connection.first(
        """
        SELECT analysis.json, decision.json, track.energy FROM analysis JOIN track ON track.id = analysis.track_id
          LEFT JOIN decision ON decision.track_id = analysis.track_id WHERE analysis.track_id = ?
        """, [.integer(track.value)]
      ) { (analysis: $0.blob(0), decisions: $0.blob(1), energy: $0.optionalInteger(2)) }
    }
    guard let json = stored?.analysis, var analysis = FactBlobs.read(TrackAnalysis.self, json) else { return nil }
    if let decided = stored?.decisions.flatMap({ FactBlobs.read(TrackDecisions.self, $0) }) {
      analysis.decisions = decided
      analysis.energy = stored?.energy
    }
    return analysis
  }

  /// All that analysis finds in a file, where it was analysed by this version, has not changed since, and the DJ has
  /// corrected nothing that its sections hang on; nil where it must be decoded.
  package func knownAnalysis(of file: FileStamp) throws(LibraryError) -> FileAnalysis? {
    let id = try read { connection throws(LibraryError) in
      try connection.first(
        """
        SELECT track.id FROM place JOIN track ON track.id = place.track_id
          JOIN decision ON decision.track_id = track.id AND decision.version = ?1
        WHERE place.path = ?2 AND size = ?3 AND modified = ?4 AND is_probed = 1 AND place.is_missing = 0
          AND failure IS NULL AND analysis_version = ?5 AND edited_wheel IS NULL
          AND NOT EXISTS (SELECT 1 FROM grid_edit WHERE grid_edit.track_id = track.id)
        """,
        [
          SQLValue(StageVersions.current.decisions), .text(file.path.text), .integer(file.bytes), .real(file.modified),
          SQLValue(TrackAnalysis.currentVersion),
        ]
      ) { TrackID($0.integer(0)) }
    }
    guard let id, let track = try track(id), let analysis = try analysis(of: id), let waveform = try waveform(of: id),
      // Of two copies only the one that was analysed is the same file; and tags may have been edited since.
      FilePath(analysis.path) == file.path, analysis.tags == track.tags
    else { return nil }
    let features = try read { connection throws(LibraryError) in
      try connection.first("SELECT bytes FROM features WHERE track_id = ?", [.integer(id.value)]) { $0.blob(0) } ?? nil
    }
    guard let features = features.flatMap({ TrackFeatures(blob: $0) }) else { return nil }
    return FileAnalysis(analysis, waveform: waveform, features: features)
  }

  /// A track's shape, without the signal's peaks where an earlier version listened; nil when it was not analysed, or
  /// with columns of another length.
  package func waveform(of track: TrackID) throws(LibraryError) -> Waveform? {
    try read { connection throws(LibraryError) in
      try connection.first(
        "SELECT bytes, peaks FROM waveform WHERE track_id = ? AND columns_per_second = ?",
        [.integer(track.value), .real(Waveform.columnsPerSecond)]
      ) { row in row.blob(0).map { Waveform(bytes: $0, peaks: row.blob(1) ?? []) } } ?? nil
    }
  }

  /// Says in words why a file could not be read or analysed. The track stays in the list; it is not tried again by
  /// itself before its file changes.
  package func fail(path: String, because reason: String) throws(LibraryError) {
    try write { connection throws(LibraryError) in
      try connection.run(
        "UPDATE track SET failure = ? WHERE id = (SELECT track_id FROM place WHERE path = ?)",
        [.text(reason), .text(path)])
      try connection.run("UPDATE place SET is_probed = 1 WHERE path = ?", [.text(path)])
    }
  }

  /// Says whether stems were found beside tracks (`stems:yes` finds them then).
  package func setStems(_ hasStems: Bool, of tracks: [TrackID]) throws(LibraryError) {
    try write { connection throws(LibraryError) in
      for track in tracks {
        try connection.run(
          "UPDATE track SET has_stems = ? WHERE id = ?", [SQLValue(hasStems), .integer(track.value)])
      }
    }
  }

  /// The tracks whose shown file lies below a folder, and whether stems were found beside them.
  package func stems(
    under folder: String
  ) throws(LibraryError) -> [(track: TrackID, content: ContentID?, path: FilePath, hasStems: Bool)] {
    let (first, end) = Self.range(under: folder)
    return try read { connection throws(LibraryError) in
      try connection.rows(
        """
        SELECT track.id, track.path, has_stems, content_id
        FROM place JOIN track ON track_id = id AND place.path = track.path
        WHERE place.path >= ? AND place.path < ? AND place.is_missing = 0
        """, [.text(first), .text(end)]
      ) { row in
        (TrackID(row.integer(0)), row.text(3).map { ContentID(hex: $0) }, FilePath(row.text(1) ?? ""), row.bool(2))
      }
    }
  }

  /// The files of tracks that are there but were never analysed, one a track, then those by an older version than this;
  /// without those that failed.
  package func unanalysed(
    before version: Int = TrackAnalysis.currentVersion
  ) throws(LibraryError) -> [FilePath] {
    try read { connection throws(LibraryError) in
      try connection.rows(
        """
        SELECT path FROM track WHERE (analysis_version IS NULL OR analysis_version < ?) AND is_missing = 0
          AND failure IS NULL ORDER BY analysis_version IS NOT NULL, id
        """, [.integer(Int64(version))]
      ) { FilePath($0.text(0) ?? "") }
    }
  }

  /// What the file says of itself. Texts are kept as they are; a tempo or key that makes no sense does not count as
  /// one.
  static func setTags(_ tags: Tags, of track: Int64, _ connection: Connection) throws(LibraryError) {
    func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
    let name = SongName(of: tags)
    let path = try connection.first("SELECT path FROM track WHERE id = ?", [.integer(track)]) { $0.text(0) ?? "" } ?? ""
    let named = Track(id: TrackID(track), path: path, tags: tags)
    try connection.run(
      """
      UPDATE track SET title = ?, artist = ?, album = ?, genre = ?, year = ?, tag_bpm = ?, tag_key = ?, tag_wheel = ?,
        title_sort = ?, artist_sort = ?, album_sort = ?, genre_sort = ?, artist_digest = ?, song_digest = ? WHERE id = ?
      """,
      [
        SQLValue(given(tags.title)), SQLValue(given(tags.artist)), SQLValue(given(tags.album)),
        SQLValue(given(tags.genre)), SQLValue(tags.year), SQLValue(plausible(tags.bpm)), SQLValue(given(tags.key)),
        SQLValue(tags.key.flatMap(MusicalKey.init(parsing:))?.wheel), .text(named.title.folded),
        SQLValue(given(named.artist)?.folded), SQLValue(given(tags.album)?.folded), SQLValue(given(tags.genre)?.folded),
        SQLValue(bits: SongName.digest(ofArtist: tags.artist)), SQLValue(bits: name?.digest), .integer(track),
      ])
  }

  /// Tags hold "0" and worse.
  static func plausible(_ bpm: Double?) -> Double? { bpm.flatMap { (20...500).contains($0) ? $0 : nil } }
}

extension MusicalKey {
  /// The place on the Camelot wheel as a number that sorts: 1A 0, 1B 1, 2A 2 … 12B 23.
  var wheel: Int { 2 * (camelot.hour - 1) + (mode == .major ? 1 : 0) }

  init?(wheel: Int) {
    guard (0..<24).contains(wheel), let camelot = Camelot(hour: wheel / 2 + 1, mode: wheel % 2 == 1 ? .major : .minor)
    else { return nil }
    self.init(camelot)
  }
}
