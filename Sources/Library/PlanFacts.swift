import Music

/// Facts that had to be made from a full analysis (`Library.planFacts`).
package struct NewPlanFacts: Sendable {
  /// Whose they are.
  package let track: TrackID
  /// The facts.
  package let facts: TrackAnalysis
  /// What they were made from: analysis, decision, the DJ's grid and sections.
  fileprivate let sources: [[UInt8]?]
}

/// What the planner of blends needs of many tracks at once. Full analyses are some 30 KB of JSON each; this is one or
/// two, kept beside them, and made when it is first asked for. Triggers throw it away when what it was made from
/// changes.
extension Library {
  /// What is known of tracks for planning: grid, form, voices, energy, loudness, sound and key as they are played by,
  /// the DJ's corrections included; without beats, bars and phrases one by one. Tracks that were not analysed are left
  /// out.
  /// - Parameter made: is told what was not kept yet, for `keep`.
  package func planFacts(
    of tracks: [TrackID], made: ([NewPlanFacts]) -> Void = { _ in }
  ) throws(LibraryError) -> [TrackID: TrackAnalysis] {
    var (known, rows) = try read { connection throws(LibraryError) in
      var known: [TrackID: TrackAnalysis] = [:]
      var rows: [(track: TrackID, row: TrackAnalysis, sources: [[UInt8]?])] = []
      for track in tracks {
        if let kept = try Self.kept(track, connection) {
          known[track] = kept
        } else if let row = try Self.row(track, connection) {
          rows.append((track, row, try Self.sources(track, connection)))
        }
      }
      return (known, rows)
    }
    // Full analyses are read outside of the lock: other threads wait for it.
    let new = rows.compactMap { track, row, sources in
      Self.made(from: sources, like: row).map { NewPlanFacts(track: track, facts: $0, sources: sources) }
    }
    for item in new { known[item.track] = item.facts }
    if !new.isEmpty { made(new) }
    return known
  }

  /// Keeps facts that `planFacts` had to make, so that the next plan is quick; not those whose track was analysed or
  /// corrected meanwhile.
  package func keep(_ facts: [NewPlanFacts]) throws(LibraryError) {
    let blobs = facts.map(\.facts.planFacts)
    try write { connection throws(LibraryError) in
      for (item, bytes) in zip(facts, blobs) {
        guard try Self.sources(item.track, connection) == item.sources else { continue }
        try connection.run(
          "INSERT OR REPLACE INTO plan_facts(track_id, bytes) VALUES (?, ?)",
          [.integer(item.track.value), .blob(bytes)])
      }
    }
  }

  private static func sources(_ track: TrackID, _ connection: Connection) throws(LibraryError) -> [[UInt8]?] {
    try connection.first(
      """
      SELECT (SELECT json FROM analysis WHERE track_id = ?1), (SELECT json FROM decision WHERE track_id = ?1),
        (SELECT json FROM grid_edit WHERE track_id = ?1), (SELECT json FROM section_edit WHERE track_id = ?1)
      """, [.integer(track.value)]
    ) { row in (0..<4).map { row.blob($0) } } ?? []
  }

  private static func made(from sources: [[UInt8]?], like row: TrackAnalysis) -> TrackAnalysis? {
    guard sources.count == 4, let json = sources[0], var facts = FactBlobs.read(TrackAnalysis.self, json) else {
      return nil
    }
    if let decided = sources[1].flatMap({ FactBlobs.read(TrackDecisions.self, $0) }) { facts.decisions = decided }
    if let grid = sources[2].flatMap({ FactBlobs.read(BeatGrid.self, $0) }) { facts.grid = grid }
    if let sections = sources[3].flatMap({ FactBlobs.read([TrackAnalysis.Section].self, $0) }) {
      facts.sections = sections
    }
    // As it will be read back.
    return TrackAnalysis(planFacts: facts.planFacts, like: row)
  }

  /// What stands in a track's row; nil where there is none.
  private static func row(_ track: TrackID, _ connection: Connection) throws(LibraryError) -> TrackAnalysis? {
    try connection.first(
      "SELECT path, title, genre, wheel, energy FROM track WHERE id = ?", [.integer(track.value)]
    ) { named($0, from: 0) }
  }

  private static func named(_ row: Row, from column: Int32) -> TrackAnalysis {
    var named = TrackAnalysis(path: row.text(column) ?? "")
    named.tags.title = row.text(column + 1)
    named.tags.genre = row.text(column + 2)
    named.key = row.optionalInteger(column + 3).flatMap { MusicalKey(wheel: $0) }?.name
    named.energy = row.optionalInteger(column + 4)
    return named
  }

  private static func kept(_ track: TrackID, _ connection: Connection) throws(LibraryError) -> TrackAnalysis? {
    try connection.first(
      """
      SELECT bytes, path, title, genre, wheel, energy FROM plan_facts JOIN track ON id = track_id WHERE track_id = ?
      """, [.integer(track.value)]
    ) { row in row.blob(0).flatMap { TrackAnalysis(planFacts: $0, like: named(row, from: 1)) } } ?? nil
  }
}

extension TrackAnalysis {
  private static let planFactsVersion: UInt8 = 3
  private static let labels = ["intro", "build", "drop", "breakdown", "verse", "chorus", "bridge", "outro"]

  /// What is measured and decided, less what is taken from the track's row.
  fileprivate var planFacts: [UInt8] {
    var out = FactWriter()
    out.bytes.append(Self.planFactsVersion)
    for number in [
      duration_seconds, bpm, bpm_confidence, tuning_cents, brightness_hz, onset_density_hz, loudness.integrated_lufs,
      loudness.true_peak_dbtp,
      cues.first_sound_seconds, cues.mix_in_seconds, cues.mix_out_seconds, cues.last_sound_seconds,
    ] { out.add(number) }
    let balance = band_balance
    for number in [
      balance?.sub_db, balance?.bass_db, balance?.low_mid_db, balance?.mid_db, balance?.presence_db, balance?.air_db,
    ] { out.add(number) }
    out.add(count: grid?.anchors.count)
    if let grid {
      for anchor in grid.anchors {
        for number in [anchor.time.value, anchor.beat.value, anchor.bpm.value] { out.add(number) }
      }
      for number in [grid.beatsPerBar, grid.downbeat, grid.phraseStart, grid.barsPerPhrase] {
        out.add(number.map(Double.init))
      }
    }
    out.add(count: sections?.count)
    for section in sections ?? [] {
      out.bytes.append(UInt8(Self.labels.firstIndex(of: section.label) ?? Self.labels.count))
      out.add(section.start_seconds)
      out.add(section.end_seconds)
    }
    out.add(count: vocals?.count)
    for span in vocals ?? [] {
      for number in [span.start_seconds, span.end_seconds, span.confidence] { out.add(number) }
    }
    out.add(count: energy_curve?.count)
    for value in energy_curve ?? [] { out.add(thousandths: value) }
    out.add(count: loudness.short_term_lufs?.count)
    for value in loudness.short_term_lufs ?? [] { out.add(tenths: value) }
    return out.bytes
  }

  /// Reads what `planFacts` wrote. - Parameter row: what stands in the track's row. - Returns: nil for bytes of another
  /// version.
  init?(planFacts bytes: [UInt8], like row: TrackAnalysis) {
    var facts = FactReader(bytes)
    guard facts.byte() == Self.planFactsVersion else { return nil }
    self.init(path: row.path)
    (tags, key, energy) = (row.tags, row.key, row.energy)
    (duration_seconds, bpm, bpm_confidence) = (facts.number(), facts.number(), facts.number())
    (tuning_cents, brightness_hz, onset_density_hz) = (facts.number(), facts.number(), facts.number())
    loudness.integrated_lufs = facts.number()
    loudness.true_peak_dbtp = facts.number()
    cues.first_sound_seconds = facts.number()
    cues.mix_in_seconds = facts.number()
    cues.mix_out_seconds = facts.number()
    cues.last_sound_seconds = facts.number()
    let bands = (0..<6).map { _ in facts.number() }.compactMap(\.self)
    if bands.count == 6 {
      band_balance = BandBalance(
        sub_db: bands[0], bass_db: bands[1], low_mid_db: bands[2], mid_db: bands[3], presence_db: bands[4],
        air_db: bands[5])
    }
    if let count = facts.count() { grid = facts.grid(anchors: count) }
    sections = facts.count().map { count in
      (0..<count).map { _ in
        let label = Int(facts.byte() ?? 0)
        return Section(
          label: Self.labels.indices.contains(label) ? Self.labels[label] : "bridge",
          start_seconds: facts.number() ?? 0, end_seconds: facts.number() ?? 0)
      }
    }
    vocals = facts.count().map { count in
      (0..<count).map { _ in
        VocalSpan(
          start_seconds: facts.number() ?? 0, end_seconds: facts.number() ?? 0, confidence: facts.number() ?? 0)
      }
    }
    energy_curve = facts.count().map { count in (0..<count).map { _ in facts.thousandths() } }
    loudness.short_term_lufs = facts.count().map { count in (0..<count).map { _ in facts.tenths() } }
    guard facts.isAtEnd else { return nil }
  }
}

/// Numbers as bytes, little-endian.
private struct FactWriter {
  var bytes: [UInt8] = []

  /// What is not known is written as no number.
  mutating func add(_ number: Double?) { append((number ?? .nan).bitPattern) }

  /// Of what is not known, 65,535.
  mutating func add(count: Int?) { append(count.map { UInt16(min($0, 65_534)) } ?? .max) }

  mutating func add(thousandths value: Double) {
    append(UInt16(max(0, min(65_535, ((value.isFinite ? value : 0) * 1000).rounded()))))
  }

  mutating func add(tenths value: Double) {
    append(Int16(max(-32_768, min(32_767, ((value.isFinite ? value : 0) * 10).rounded()))))
  }

  private mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

/// Reads what `FactWriter` wrote; what was torn reads as not known.
private struct FactReader {
  private let bytes: [UInt8]
  private var place = 0
  private var isTorn = false
  /// All was read, and there was enough.
  var isAtEnd: Bool { !isTorn && place == bytes.count }

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func byte() -> UInt8? { isTorn ? nil : next(UInt8.self) }

  mutating func number() -> Double? {
    let value = Double(bitPattern: next(UInt64.self))
    return isTorn || value.isNaN ? nil : value
  }

  /// No more than there can be.
  mutating func count() -> Int? {
    let count = next(UInt16.self)
    return isTorn || count == .max || Int(count) > bytes.count ? nil : Int(count)
  }

  mutating func thousandths() -> Double { Double(next(UInt16.self)) / 1000 }

  mutating func tenths() -> Double { Double(next(Int16.self)) / 10 }

  mutating func grid(anchors count: Int) -> BeatGrid? {
    let anchors = (0..<count).map { _ in
      BeatGrid.Anchor(
        time: TrackTime(number() ?? 0), beat: BeatPosition(number() ?? 0), bpm: BPM(number() ?? 0))
    }
    let (beats, downbeat, phrase, bars) = (whole(), whole(), whole(), whole())
    guard BeatGrid.canHold(anchors) else { return nil }
    return BeatGrid(
      anchors: anchors, beatsPerBar: min(beats ?? 4, 1000), downbeat: downbeat, phraseStart: phrase,
      barsPerPhrase: min(bars ?? 8, 1000))
  }

  private mutating func whole() -> Int? { number().flatMap { Int(exactly: $0) } }

  private mutating func next<Value: FixedWidthInteger>(_ type: Value.Type) -> Value {
    let size = MemoryLayout<Value>.size
    guard !isTorn, place + size <= bytes.count else {
      isTorn = true
      return 0
    }
    defer { place += size }
    return bytes.withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: Value.self)) }
  }
}
