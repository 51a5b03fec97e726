import Music

/// What suggestions choose from, kept until something is written.
struct KnownCandidates {
  var stamp: DataStamp?
  var candidates: [Candidate] = []
}

extension Library {
  /// Every track that could come next: all that are there and did not fail, in no order. One row for each sound: two
  /// copies of a file are one candidate.
  ///
  /// Read from one index without touching the table, and kept in memory until the next write (14 MB for 100,000
  /// tracks).
  package func candidates() throws(LibraryError) -> [Candidate] {
    try read { connection throws(LibraryError) in
      let stamp = try DataStamp(connection)
      let kept = knownCandidates.withLock { $0.stamp == stamp ? $0.candidates : nil }
      if let kept { return kept }
      // The memory of those kept before is used again: 13 MB of fresh pages cost as much as half of the reading.
      var candidates = knownCandidates.withLock { known in
        defer { known = KnownCandidates() }
        return known.candidates
      }
      candidates.removeAll(keepingCapacity: true)
      let keys = (0..<24).map { MusicalKey(wheel: $0) }
      try connection.forEach(
        """
        SELECT id, bpm, wheel, energy, artist_digest, song_digest, content_digest, last_played_at, voices_in
        FROM track INDEXED BY track_numbers WHERE is_missing = 0 AND has_failed = 0
        """
      ) { row in
        candidates.append(
          Candidate(
            id: TrackID(row.integer(0)), bpm: row.optionalReal(1).map { BPM($0) },
            key: row.optionalInteger(2).flatMap { keys.indices.contains($0) ? keys[$0] : nil },
            energy: row.optionalInteger(3).map { Int8(clamping: $0) }, artist: row.bits(4), song: row.bits(5),
            content: row.bits(6), lastPlayed: row.optionalReal(7),
            voicesIn: row.bits(8).map(VoiceBeats.init(bits:))))
      }
      knownCandidates.withLock { $0 = KnownCandidates(stamp: stamp, candidates: candidates) }
      return candidates
    }
  }
}
