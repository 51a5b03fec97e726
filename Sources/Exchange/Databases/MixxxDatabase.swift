import Music
import Platform

/// Mixxx's database (`mixxxdb.sqlite`): tracks, grids, cues, playlists and crates.
struct MixxxDatabase {
  private let database: ForeignDatabase

  /// It has the tables of one.
  static func isOne(_ database: ForeignDatabase) -> Bool {
    !database.columns(of: "track_locations").isEmpty && database.columns(of: "library").contains("location")
  }

  init(_ database: ForeignDatabase) { self.database = database }

  func read(_ progress: (Double) -> Void, give: (ForeignPiece) -> Void) throws(ForeignFault) {
    give(.program(name: "Mixxx", version: ""))
    let cues = try cues()
    progress(0.2)
    try readTracks(cues, give)
    progress(0.9)
    try readLists(
      "Playlists", entries: "PlaylistTracks", of: "playlist_id", "WHERE hidden = 0 ORDER BY id",
      "ORDER BY playlist_id, position, id", give)
    try readLists("crates", entries: "crate_tracks", of: "crate_id", "ORDER BY id", "ORDER BY crate_id, track_id", give)
  }

  // MARK: Tracks

  private func readTracks(_ cues: [Int: [Cue]], _ give: (ForeignPiece) -> Void) throws(ForeignFault) {
    let facts = [
      "id", "title", "artist", "album", "genre", "year", "duration", "bpm", "key", "rating", "comment", "timesplayed",
      "samplerate", "beats", "beats_version", "beats_sub_version", "key_id", "mixxx_deleted", "last_played_at",
    ]
    let place = Int32(facts.count)
    var count = 0
    try database.joined(
      "library", facts, "track_locations", ["location", "filesize"], on: ("location", "id")
    ) { row in
      count += 1
      guard count <= ForeignLimits.tracks, let id = row.whole(0), row.whole(17) != 1 else { return }
      var track = ForeignTrack(key: "\(id)", path: ForeignPath.withSlashes(row.text(place) ?? ""))
      track.tags = Tags(
        title: ForeignTexts.given(row.text(1)), artist: ForeignTexts.given(row.text(2)),
        album: ForeignTexts.given(row.text(3)), genre: ForeignTexts.given(row.text(4)),
        year: ForeignTexts.year(row.text(5)), bpm: ForeignTexts.tempo(row.number(7)),
        key: ForeignTexts.given(row.text(8)) ?? Self.key(row.whole(16)))
      track.seconds = row.number(6).flatMap { $0 > 0 && $0 <= ForeignLimits.seconds.upperBound ? $0 : nil }
      track.size = row.whole(Int32(place + 1)).flatMap { $0 > 0 ? Int64($0) : nil }
      track.rating = row.whole(9).flatMap { (1...5).contains($0) ? $0 : nil }
      track.comment = ForeignTexts.given(row.text(10))
      track.plays = min(max(0, row.whole(11) ?? 0), 1_000_000)
      track.lastPlayed = ForeignTexts.day(row.text(18))
      if let rate = row.number(12), (8000...768_000).contains(rate) {
        track.marks = MixxxBeats.marks(row.bytes(13), version: row.text(14) ?? "", rate: rate)
        track.cues = (cues[id] ?? []).compactMap { $0.seconds(rate) }
      }
      give(.track(track))
    }
  }

  private static func key(_ number: Int?) -> String? {
    guard let number, (1...24).contains(number) else { return nil }
    return MusicalKey(tonic: PitchClass(number - 1), mode: number <= 12 ? .major : .minor).name
  }

  /// As it stands in the table: places count the samples of both channels.
  private struct Cue {
    var kind: ForeignCue.Kind
    var pad: Int?
    var place: Double
    var length: Double
    var name: String
    var colour: UInt32?

    func seconds(_ rate: Double) -> ForeignCue? {
      guard let seconds = ForeignTexts.place(place / 2 / rate) else { return nil }
      let end = length > 0 ? ForeignTexts.place((place + length) / 2 / rate) : nil
      if kind == .loop, end == nil { return nil }
      return ForeignCue(
        kind, pad: pad, seconds: seconds, end: kind == .loop ? end : nil, name: name, colour: colour)
    }
  }

  private func cues() throws(ForeignFault) -> [Int: [Cue]] {
    var cues: [Int: [Cue]] = [:]
    let kinds: [Int: ForeignCue.Kind] = [1: .cue, 2: .load, 4: .loop, 6: .fadeIn, 7: .fadeOut]
    try database.rows(
      "cues", ["track_id", "type", "position", "length", "hotcue", "label", "color"], "ORDER BY track_id, hotcue, id"
    ) { row in
      guard let track = row.whole(0), let kind = row.whole(1).flatMap({ kinds[$0] }), let place = row.number(2),
        place >= 0, cues[track]?.count ?? 0 < ForeignLimits.cues
      else { return }
      let pad = row.whole(4).flatMap { (0...35).contains($0) ? $0 + 1 : nil }
      // A point without a pad, or one that sits nowhere, is none.
      if kind == .cue && pad == nil { return }
      cues[track, default: []].append(
        Cue(
          kind: kind, pad: kind == .cue || kind == .loop ? pad : nil, place: place, length: row.number(3) ?? 0,
          name: row.text(5) ?? "", colour: row.whole(6).map { UInt32(truncatingIfNeeded: $0) & 0xFF_FFFF }))
    }
    return cues
  }

  // MARK: Lists

  private func readLists(
    _ table: String, entries: String, of key: String, _ which: String, _ order: String,
    _ give: (ForeignPiece) -> Void
  ) throws(ForeignFault) {
    var lists: [(id: Int, name: String)] = []
    try database.rows(table, ["id", "name"], which) { row in
      if let id = row.whole(0), lists.count < 1_000_000 { lists.append((id, row.text(1) ?? "")) }
    }
    let wanted = Set(lists.map(\.id))
    var tracks: [Int: [String]] = [:]
    var count = 0
    try database.rows(entries, [key, "track_id"], order) { row in
      guard let list = row.whole(0), wanted.contains(list), let track = row.whole(1), count < ForeignLimits.entries
      else { return }
      count += 1
      tracks[list, default: []].append("\(track)")
    }
    for list in lists { give(.list(ForeignList(name: list.name, tracks: tracks[list.id] ?? []))) }
  }
}

/// Grids as Mixxx keeps them, in protobuf: a tempo with a first beat, or every beat.
enum MixxxBeats {
  /// - Parameter version: "BeatGrid-2.0", "BeatMap-1.0".
  static func marks(_ bytes: [UInt8], version: String, rate: Double) -> [ForeignTrack.GridMark] {
    if version.hasPrefix("BeatMap") {
      let beats = Protobuf(bytes).fields.compactMap { field -> ForeignGrid.Beat? in
        guard field.number == 1, let frame = frame(field.bytes) else { return nil }
        return ForeignTexts.place(frame / rate).map { ForeignGrid.Beat(seconds: $0) }
      }
      return ForeignGrid.marks(of: beats)
    }
    guard version.hasPrefix("BeatGrid-2") else { return [] }
    let fields = Protobuf(bytes).fields
    guard
      let tempo = fields.first(where: { $0.number == 1 }),
      let bpm = ForeignTexts.tempo(Protobuf(tempo.bytes).fields.first { $0.number == 1 }?.double),
      let first = fields.first(where: { $0.number == 2 }).flatMap({ frame($0.bytes) }),
      let place = ForeignTexts.place(first / rate)
    else { return [] }
    return [.init(seconds: place, bpm: bpm)]
  }

  /// Frames, which may lie before the beginning.
  private static func frame(_ beat: [UInt8]) -> Double? {
    Protobuf(beat).fields.first { $0.number == 1 }.map { Double(Int32(truncatingIfNeeded: $0.whole)) }
  }
}

/// Fields of a message, as protobuf packs them.
struct Protobuf {
  struct Field {
    var number: Int
    /// Of a whole number.
    var whole: UInt64 = 0
    /// Of a number with a point.
    var double: Double?
    /// Of a text or a message.
    var bytes: [UInt8] = []
  }
  private(set) var fields: [Field] = []

  /// - Parameter bytes: what is damaged ends it.
  init(_ bytes: [UInt8]) {
    var place = 0
    while place < bytes.count, fields.count < ForeignLimits.marks, let head = Self.varint(bytes, &place) {
      var field = Field(number: Int(truncatingIfNeeded: head >> 3 & 0xFF_FFFF))
      switch head & 7 {
      case 0:
        guard let whole = Self.varint(bytes, &place) else { return }
        field.whole = whole
      case 1:
        guard place + 8 <= bytes.count else { return }
        field.double = bytes.littleDouble(place)
        place += 8
      case 2:
        guard let length = Self.varint(bytes, &place), length <= UInt64(bytes.count - place) else { return }
        field.bytes = Array(bytes[place..<place + Int(length)])
        place += Int(length)
      case 5: place += 4
      default: return
      }
      fields.append(field)
    }
  }

  private static func varint(_ bytes: [UInt8], _ place: inout Int) -> UInt64? {
    var (value, shift): (UInt64, UInt64) = (0, 0)
    while place < bytes.count, shift < 64 {
      let byte = bytes[place]
      place += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
    }
    return nil
  }
}
