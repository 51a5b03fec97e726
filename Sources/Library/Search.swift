import Music
import Platform
import Synchronization

/// The columns that the list can be sorted by.
package enum SortColumn: String, Sendable, CaseIterable {
  case title, artist, album, genre, year, bpm, key, energy, duration, added, rating, played, plays
}

/// What a query found: the tracks in their order. 100,000 of them are 800 kB, shared with the library until changed.
package struct SearchResult: Sendable, Hashable {
  /// In the order asked for.
  package var tracks: [TrackID]
  /// How many were found.
  package var total: Int { tracks.count }
  /// - Parameter tracks: in the list's order.
  package init(tracks: [TrackID] = []) { self.tracks = tracks }
}

/// All tracks in the order of each column, kept until something is written: a query finds a set of rows, and walking
/// the order once puts them in line, where SQL would look up each row again in order to sort it.
struct SortOrders {
  struct Order {
    /// Ascending; those without a value last.
    var tracks: [TrackID]
    var known: Int
  }
  var stamp: DataStamp?
  var orders: [SortColumn: Order] = [:]
  /// The latest answers in descending order, made once for each column.
  var reversed: [SortColumn: [TrackID]] = [:]
}

extension Library {
  /// Finds tracks. Tracks without a value in the sorted column come last in both directions.
  ///
  /// Meant for each keystroke: `segue-bench library` has the figures for 100,000 tracks.
  package func search(
    _ query: Query, sort: SortColumn = .artist, ascending: Bool = true
  ) throws(LibraryError) -> SearchResult {
    try read { connection throws(LibraryError) in
      let all = try order(by: sort, ascending: ascending, connection)
      guard let found = try rows(for: query, among: all, connection) else { return SearchResult(tracks: all) }
      return SearchResult(tracks: all.filter { found.contains($0.value) })
    }
  }

  /// The same in the order of a plain crate, of which only its tracks are found.
  package func search(_ query: Query, inOrderOf crate: Crate) throws(LibraryError) -> SearchResult {
    try read { connection throws(LibraryError) in
      let all = try order(by: .artist, ascending: true, connection)
      let found = try rows(for: query, among: all, connection) ?? RowSet(all)
      return SearchResult(tracks: try Self.tracks(ofCrate: crate.id, connection).filter { found.contains($0.value) })
    }
  }

  /// - Parameters:
  ///   - all: every track that is listed.
  ///   - depth: so many smart crates have led here.
  /// - Returns: nil where the query asks for nothing.
  private func rows(
    for query: Query, among all: [TrackID], inside depth: Int = 0, _ connection: Connection
  ) throws(LibraryError) -> RowSet? {
    var found: RowSet?
    func take(_ rows: RowSet, isExcluded: Bool) {
      if isExcluded {
        if found == nil { found = RowSet(all) }
        found!.subtract(rows)
      } else if found == nil {
        found = rows
      } else {
        found!.formIntersection(rows)
      }
    }
    for step in query.steps {
      var rows = RowSet()
      try connection.forEach(step.sql, step.values) { rows.insert($0.integer(0)) }
      take(rows, isExcluded: step.isExcluded)
    }
    for (name, isPrefix, isExcluded) in query.crates {
      let named = try Self.crates(connection).filter { $0.isCalled(name, isPrefix: isPrefix) }
      var rows = RowSet()
      for crate in named {
        guard let text = crate.query else {
          for track in try Self.tracks(ofCrate: crate.id, connection) { rows.insert(track.value) }
          continue
        }
        // One that is not understood, or that leads to itself, finds nothing.
        guard depth < Self.deepestCrate, let inner = try? Query(text) else { continue }
        rows.formUnion(try self.rows(for: inner, among: all, inside: depth + 1, connection) ?? RowSet(all))
      }
      take(rows, isExcluded: isExcluded)
    }
    return found
  }

  /// Smart crates may seek in smart crates, as deep as this.
  private static let deepestCrate = 4

  private func order(
    by column: SortColumn, ascending: Bool, _ connection: Connection
  ) throws(LibraryError) -> [TrackID] {
    let stamp = try DataStamp(connection)
    let kept = orders.withLock { kept -> [TrackID]? in
      if kept.stamp != stamp { kept = SortOrders(stamp: stamp) }
      return ascending ? kept.orders[column]?.tracks : kept.reversed[column]
    }
    if let kept { return kept }
    let order = try Self.loadOrder(by: column, connection)
    let descending = Array(order.tracks[..<order.known].reversed()) + order.tracks[order.known...]
    orders.withLock { kept in
      kept.orders[column] = order
      kept.reversed[column] = descending
    }
    return ascending ? order.tracks : descending
  }

  /// The beginning of what `search` finds for an empty query in ascending order: what the first screen needs of a large
  /// library, long before the whole order is read. - Parameter limit: how many tracks at most.
  package func firstTracks(sort: SortColumn = .artist, limit: Int) throws(LibraryError) -> [TrackID] {
    try read { connection throws(LibraryError) in
      Array(try Self.loadOrder(by: sort, limit: limit, connection).tracks.prefix(limit))
    }
  }

  /// Walks the column's index, which covers the query: no row of the table is read.
  /// - Parameter limit: how many tracks are needed; there may be some more.
  private static func loadOrder(
    by column: SortColumn, limit: Int = .max, _ connection: Connection
  ) throws(LibraryError) -> SortOrders.Order {
    let (first, rest) =
      switch column {
      case .title: ("title_sort", "artist_sort")
      case .artist: ("artist_sort", "title_sort")
      case .album: ("album_sort", "title_sort")
      case .genre: ("genre_sort", "artist_sort")
      case .year: ("year", "id")
      case .bpm: ("bpm", "wheel")
      case .key: ("wheel", "id")
      case .energy: ("energy", "id")
      case .duration: ("duration_seconds", "id")
      case .added: ("added_at", "id")
      case .rating: ("rating", "id")
      case .played: ("last_played_at", "id")
      case .plays: ("play_count", "id")
      }
    var unlisted = RowSet()
    var unlistedCount = 0
    try connection.forEach("SELECT id FROM \(Schema.tracksWithoutPlace)") {
      unlisted.insert($0.integer(0))
      unlistedCount += 1
    }
    // Whichever of them are unlisted, enough are left. A negative limit is none (sqlite.org/lang_select.html).
    let most = limit == .max ? -1 : limit + unlistedCount
    func walk(_ condition: String) throws(LibraryError) -> [TrackID] {
      var tracks: [TrackID] = []
      try connection.forEach(
        "SELECT id FROM track WHERE \(first) IS \(condition) ORDER BY \(first), \(rest) LIMIT ?", [SQLValue(most)]
      ) {
        if !unlisted.contains($0.integer(0)) { tracks.append(TrackID($0.integer(0))) }
      }
      return tracks
    }
    let known = try walk("NOT NULL")
    let unknown = known.count < limit ? try walk("NULL") : []
    return SortOrders.Order(tracks: known + unknown, known: known.count)
  }

  /// The tracks of a page, in the order of `ids`; those that are gone from the library are left out.
  package func tracks(_ ids: some Sequence<TrackID>) throws(LibraryError) -> [Track] {
    try read { connection throws(LibraryError) in
      var tracks: [Track] = []
      for id in ids {
        if let track = try Self.track(where: "id = ?", .integer(id.value), connection) { tracks.append(track) }
      }
      return tracks
    }
  }

  /// The visible part of a result. - Parameter range: may reach beyond the result; it is cut.
  package func rows(_ range: Range<Int>, of result: SearchResult) throws(LibraryError) -> [Track] {
    try tracks(result.tracks[range.clamped(to: result.tracks.indices)])
  }

  /// One track; nil when it is gone.
  package func track(_ id: TrackID) throws(LibraryError) -> Track? { try tracks([id]).first }

  /// The track that has a place at this path.
  package func track(at path: String) throws(LibraryError) -> Track? {
    try read { connection throws(LibraryError) in
      try Self.track(where: "id = (SELECT track_id FROM place WHERE path = ?)", .text(path), connection)
    }
  }

  /// The track that sounds like this, wherever it is; nil when none does.
  package func track(holding content: ContentID) throws(LibraryError) -> Track? {
    try read { connection throws(LibraryError) in
      try Self.track(where: "content_id = ?", .text(content.hex), connection)
    }
  }

  private static func track(
    where condition: String, _ value: SQLValue, _ connection: Connection
  ) throws(LibraryError) -> Track? {
    try connection.first(
      """
      SELECT id, content_id, path, title, artist, album, genre, year, tag_bpm, tag_key, duration_seconds, bpm, wheel,
        energy, loudness_lufs, is_missing, failure, has_stems, voices_out, answer, answered_at, rating, comment, colour,
        play_count, last_played_at, added_at,
        (SELECT group_concat(tag, char(31)) FROM
          (SELECT tag FROM track_tag WHERE track_id = track.id ORDER BY place))
      FROM track
        WHERE \(condition)
      """, [value]
    ) { row in
      Track(
        id: TrackID(row.integer(0)), contentID: row.text(1).map { ContentID(hex: $0) }, path: row.text(2) ?? "",
        tags: Tags(
          title: row.text(3), artist: row.text(4), album: row.text(5), genre: row.text(6), year: row.optionalInteger(7),
          bpm: row.optionalReal(8), key: row.text(9)),
        duration: row.optionalReal(10).map { Seconds($0) }, bpm: row.optionalReal(11).map { BPM($0) },
        key: row.optionalInteger(12).flatMap { MusicalKey(wheel: $0) }, energy: row.optionalInteger(13),
        loudness: row.optionalReal(14).map { LUFS($0) }, isMissing: row.bool(15), failure: row.text(16),
        hasStems: row.bool(17), voicesOut: row.bits(18).map(VoiceBeats.init(bits:)),
        answer: row.text(19).flatMap(Answer.init(rawValue:)), answeredAt: row.optionalReal(20),
        notes: TrackNotes(
          rating: row.optionalInteger(21), comment: row.text(22),
          colour: row.text(23).flatMap(CueColour.init(rawValue:)),
          tags: (row.text(27) ?? "").split(separator: "\u{1F}").map(String.init)),
        plays: Int(row.integer(24)), lastPlayedAt: row.optionalReal(25), addedAt: row.optionalReal(26))
    }
  }
}

/// Row numbers as a bit map: they are dense, so 100,000 are 12 kB.
struct RowSet {
  private var words: [UInt64] = []

  init() {}

  init(_ tracks: [TrackID]) {
    for track in tracks { insert(track.value) }
  }

  mutating func insert(_ row: Int64) {
    let word = Int(row >> 6)
    if word >= words.count { words += Array(repeating: 0, count: max(word + 1, 2 * words.count) - words.count) }
    words[word] |= 1 << UInt64(row & 63)
  }

  func contains(_ row: Int64) -> Bool {
    let word = Int(row >> 6)
    return word < words.count && words[word] & (1 << UInt64(row & 63)) != 0
  }

  mutating func formIntersection(_ other: RowSet) {
    for index in words.indices { words[index] &= index < other.words.count ? other.words[index] : 0 }
  }

  mutating func formUnion(_ other: RowSet) {
    for (index, word) in other.words.enumerated() {
      if index < words.count { words[index] |= word } else { words.append(word) }
    }
  }

  mutating func subtract(_ other: RowSet) {
    for index in words.indices where index < other.words.count { words[index] &= ~other.words[index] }
  }
}
