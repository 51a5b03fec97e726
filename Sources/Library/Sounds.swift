import Music

/// The measured sounds of all tracks, kept until one of them changes.
struct KnownSounds {
  var stamp: DataStamp?
  var sounds: [(id: TrackID, sound: TrackSound)] = []
  /// Rises when they change.
  var version = 0
}

/// What a track's sound is measured from.
package struct SoundSource: Sendable {
  /// Whose it is.
  package let id: TrackID
  /// What analysis found and decided, with the DJ's own tempo, key and sections.
  package let facts: TrackAnalysis
  /// Beat by beat; nil where an earlier version listened.
  package let features: TrackFeatures?
}

// What tracks sound like, as numbers side by side (`TrackSound`): measured once from what analysis stored. Triggers
// throw away what is out of date.
extension Library {
  /// Tracks that were analysed and whose sound is not measured yet, by this version.
  package func unmeasured() throws(LibraryError) -> [TrackID] {
    try read { connection throws(LibraryError) in
      try connection.rows(
        """
        SELECT track_id FROM analysis WHERE NOT EXISTS (
          SELECT 1 FROM sound WHERE sound.track_id = analysis.track_id AND version = ?) ORDER BY track_id
        """, [SQLValue(SoundFigures.version)]
      ) { TrackID($0.integer(0)) }
    }
  }

  /// What these tracks can be measured from; what cannot be read is left out.
  package func soundSources(of tracks: [TrackID]) throws(LibraryError) -> [SoundSource] {
    let inputs = try derivationInput(of: tracks)
    let known = Dictionary(inputs.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let blobs = try read { connection throws(LibraryError) in
      var blobs: [(track: TrackID, analysis: [UInt8]?, decision: [UInt8]?, sections: [UInt8]?)] = []
      for track in tracks {
        blobs += try connection.rows(
          """
          SELECT (SELECT json FROM analysis WHERE track_id = ?1), (SELECT json FROM decision WHERE track_id = ?1),
            (SELECT json FROM section_edit WHERE track_id = ?1)
          """, [.integer(track.value)]
        ) { (track, known[track] == nil ? $0.blob(0) : nil, $0.blob(1), $0.blob(2)) }
      }
      return blobs
    }
    return blobs.compactMap { track, analysis, decision, sections in
      guard var facts = known[track]?.facts ?? analysis.flatMap({ FactBlobs.read(TrackAnalysis.self, $0) }) else {
        return nil
      }
      if let decided = decision.flatMap({ FactBlobs.read(TrackDecisions.self, $0) }) { facts.decisions = decided }
      if let own = sections.flatMap({ FactBlobs.read([TrackAnalysis.Section].self, $0) }) { facts.sections = own }
      return SoundSource(id: track, facts: facts, features: known[track]?.features)
    }
  }

  /// Keeps what was measured, all in one transaction.
  /// - Parameter gaps: tracks of which nothing can be measured: they are not tried again.
  package func keep(
    _ sounds: [(id: TrackID, sound: TrackSound)], gaps: [TrackID] = []
  ) throws(LibraryError) {
    let all = sounds + gaps.map { ($0, TrackSound()) }
    try write { connection throws(LibraryError) in
      for (id, sound) in all {
        // The track may be gone meanwhile.
        try connection.run(
          """
          INSERT OR REPLACE INTO sound(track_id, version, bytes)
          SELECT id, ?2, ?3 FROM track WHERE id = ?1
          """,
          [.integer(id.value), SQLValue(SoundFigures.version), .blob(sound.whole.bytes + sound.peaks.bytes)])
      }
    }
  }

  /// All that were measured by this version, in the order of their rows, and a number that is another one when they
  /// changed. Kept in memory until then.
  package func sounds() throws(LibraryError) -> (version: Int, sounds: [(id: TrackID, sound: TrackSound)]) {
    try read { connection throws(LibraryError) in
      let stamp = try DataStamp(connection)
      let kept = knownSounds.withLock { $0.stamp == stamp ? ($0.version, $0.sounds) : nil }
      if let kept { return kept }
      let sounds = try connection.rows(
        "SELECT track_id, bytes FROM sound WHERE version = ? ORDER BY track_id", [SQLValue(SoundFigures.version)]
      ) { row -> (id: TrackID, sound: TrackSound)? in
        guard let bytes = row.blob(1), bytes.count == 2 * SoundFigures.byteCount,
          let whole = SoundFigures(bytes: bytes.prefix(SoundFigures.byteCount)),
          let peaks = SoundFigures(bytes: bytes.suffix(SoundFigures.byteCount))
        else { return nil }
        return (TrackID(row.integer(0)), TrackSound(whole: whole, peaks: peaks))
      }.compactMap(\.self)
      return knownSounds.withLock { known in
        known.stamp = stamp
        let isSame =
          known.sounds.count == sounds.count
          && zip(known.sounds, sounds).allSatisfy { $0.id == $1.id && $0.sound.isSame(as: $1.sound) }
        if !isSame { (known.sounds, known.version) = (sounds, known.version + 1) }
        return (known.version, known.sounds)
      }
    }
  }
}

extension TrackSound {
  /// Bit by bit: what is not known is equal to itself.
  fileprivate func isSame(as other: TrackSound) -> Bool {
    whole.isSame(as: other.whole) && peaks.isSame(as: other.peaks)
  }
}
