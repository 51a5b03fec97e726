import Music

/// What suggestions choose from, kept until something is written.
struct KnownCandidates {
  var stamp: DataStamp?
  /// The last change of a track that is in them.
  var change: Int64?
  var candidates: [Candidate] = []
}

extension Library {
  /// Every track that could come next: all that are there and did not fail, in no order. One row for each sound: two
  /// copies of a file are one candidate.
  ///
  /// Read from one index without touching the table, and kept in memory (14 MB for 100,000 tracks); after a write the
  /// tracks that were written are read again.
  package func candidates() throws(LibraryError) -> [Candidate] {
    try read { connection throws(LibraryError) in
      let stamp = try DataStamp(connection)
      let kept = knownCandidates.withLock { $0.stamp == stamp ? $0.candidates : nil }
      if let kept { return kept }
      // The memory of those kept before is used again: 13 MB of fresh pages cost as much as half of the reading.
      var known = knownCandidates.withLock { known in
        defer { known = KnownCandidates() }
        return known
      }
      // Before the rows: what is written meanwhile is read again the next time.
      let last = try TrackChanges.last(connection)
      if let change = known.change, let changed = try TrackChanges.tracks(after: change, connection) {
        if !changed.isEmpty { try known.read(again: changed, connection) }
      } else {
        try known.readAll(connection)
      }
      (known.stamp, known.change) = (stamp, last)
      let candidates = known.candidates
      knownCandidates.withLock { [known] in $0 = known }
      return candidates
    }
  }
}

extension KnownCandidates {
  private static let query = """
    SELECT id, \(TrackChanges.columns) FROM track INDEXED BY track_numbers WHERE is_missing = 0 AND has_failed = 0
    """

  fileprivate mutating func readAll(_ connection: Connection) throws(LibraryError) {
    candidates.removeAll(keepingCapacity: true)
    try connection.forEach(Self.query) { candidates.append(Candidate($0)) }
  }

  /// - Parameter changed: tracks that were written, or are gone.
  fileprivate mutating func read(again changed: Set<TrackID>, _ connection: Connection) throws(LibraryError) {
    var found: [TrackID: Candidate] = [:]
    for id in changed {
      try connection.forEach(
        "SELECT id, \(TrackChanges.columns) FROM track WHERE id = ? AND is_missing = 0 AND has_failed = 0",
        [.integer(id.value)]
      ) { found[id] = Candidate($0) }
    }
    candidates.removeAll { changed.contains($0.id) && found[$0.id] == nil }
    for index in candidates.indices where changed.contains(candidates[index].id) {
      if let new = found.removeValue(forKey: candidates[index].id) { candidates[index] = new }
    }
    candidates += found.values
  }
}

extension Candidate {
  private static let keys = (0..<24).map { MusicalKey(wheel: $0) }

  /// - Parameter row: an id and `TrackChanges.columns`.
  fileprivate init(_ row: Row) {
    self.init(
      id: TrackID(row.integer(0)), bpm: row.optionalReal(1).map { BPM($0) },
      key: row.optionalInteger(2).flatMap { Self.keys.indices.contains($0) ? Self.keys[$0] : nil },
      energy: row.optionalInteger(3).map { Int8(clamping: $0) }, artist: row.bits(4), song: row.bits(5),
      content: row.bits(6), lastPlayed: row.optionalReal(7), voicesIn: row.bits(8).map(VoiceBeats.init(bits:)))
  }
}
