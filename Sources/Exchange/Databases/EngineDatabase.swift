import Glibc
import Music
import Platform

/// Engine DJ's database (`m.db`): tracks, playlists within each other, grids, hot cues and loops. Its versions differ
/// in where grids and cues lie.
struct EngineDatabase {
  private let database: ForeignDatabase
  /// The folders that paths may be relative to, the likelier first.
  private let folders: [String]

  /// It has the tables of one.
  static func isOne(_ database: ForeignDatabase) -> Bool {
    database.columns(of: "Track").contains("path") && !database.columns(of: "PlaylistEntity").isEmpty
  }

  init(_ database: ForeignDatabase, path: String) {
    let own = folder(of: path)
    self.database = database
    folders = baseName(own) == "Database2" ? [folder(of: own), own] : [own]
  }

  func read(_ progress: (Double) -> Void, give: (ForeignPiece) -> Void) throws(ForeignFault) {
    var version: [Int] = []
    try database.rows(
      "Information", ["schemaVersionMajor", "schemaVersionMinor", "schemaVersionPatch"], "LIMIT 1"
    ) { row in version = (0..<3).compactMap { row.whole($0) } }
    give(.program(name: "Engine DJ database", version: version.map { "\($0)" }.joined(separator: ".")))
    try readTracks(give)
    progress(0.9)
    try readLists(give)
  }

  // MARK: Tracks

  private func readTracks(_ give: (ForeignPiece) -> Void) throws(ForeignFault) {
    let facts = [
      "id", "path", "title", "artist", "album", "genre", "year", "length", "bpmAnalyzed", "bpm", "key", "rating",
      "comment", "fileBytes", "uri", "streamingSource", "timeLastPlayed",
    ]
    let sounds = ["beatData", "quickCues", "loops"]
    var count = 0
    func take(_ row: ForeignRow) {
      count += 1
      if count > ForeignLimits.tracks { return }
      give(.track(track(row, sounds: Int32(facts.count))))
    }
    // Since Engine 4.1 they have a table of their own.
    if database.columns(of: "Track").contains("beatdata") {
      try database.rows("Track", facts + sounds, "", take)
    } else {
      try database.joined("Track", facts, "PerformanceData", sounds, on: ("id", "trackId"), take)
    }
  }

  private func track(_ row: ForeignRow, sounds: Int32) -> ForeignTrack {
    let path = row.text(1) ?? ""
    var track = ForeignTrack(key: "\(row.whole(0) ?? 0)", path: place(path))
    track.isStream = path.isEmpty ? ForeignTexts.given(row.text(14)) != nil : ForeignPath.path(ofURL: path) == nil
    track.tags = Tags(
      title: ForeignTexts.given(row.text(2)), artist: ForeignTexts.given(row.text(3)),
      album: ForeignTexts.given(row.text(4)), genre: ForeignTexts.given(row.text(5)),
      year: ForeignTexts.year(row.whole(6).map { "\($0)" }),
      bpm: ForeignTexts.tempo(row.number(8)) ?? ForeignTexts.tempo(row.number(9)), key: Self.key(row.whole(10)))
    track.seconds = row.number(7).flatMap { $0 > 0 && $0 <= ForeignLimits.seconds.upperBound ? $0 : nil }
    track.rating = ForeignTexts.stars(row.whole(11).map { min(max(0, $0), 100) }, of: 100)
    track.comment = ForeignTexts.given(row.text(12))
    track.size = row.whole(13).flatMap { $0 > 0 ? Int64($0) : nil }
    // Seconds in some versions, a date in others.
    track.lastPlayed = ForeignTexts.day(ofSeconds: row.whole(16)) ?? ForeignTexts.day(row.text(16))
    guard let beats = Inflated.bytes(row.bytes(sounds)), let rate = Self.rate(beats) else { return track }
    track.marks = Self.marks(beats, rate)
    track.cues = Inflated.bytes(row.bytes(sounds + 1)).map { Self.cues($0, rate) } ?? []
    track.cues += Self.loops(row.bytes(sounds + 2), rate)
    return track
  }

  /// Relative paths begin at the database's folder, or one above it.
  private func place(_ path: String) -> String {
    let path = ForeignPath.withSlashes(path)
    if path.isEmpty || path.hasPrefix("/") || ForeignPath.isDrive(path) || ForeignPath.isAddress(path) { return path }
    let places = folders.map { plainPath($0 + "/" + path) }
    return places.first { access($0, F_OK) == 0 } ?? places[0]
  }

  /// By the circle of fifths, major and minor in turn.
  private static func key(_ number: Int?) -> String? {
    guard let number, (0..<24).contains(number) else { return nil }
    let tonic = number / 2 * 7 + (number % 2 == 0 ? 0 : 9)
    return MusicalKey(tonic: PitchClass(tonic), mode: number % 2 == 0 ? .major : .minor).name
  }

  private static func rate(_ beats: [UInt8]) -> Double? {
    beats.bigDouble(0).flatMap { (8000...768_000).contains($0) ? $0 : nil }
  }

  /// Behind rate, length and a flag stand two grids: as it was analysed, and as the DJ set it.
  private static func marks(_ beats: [UInt8], _ rate: Double) -> [ForeignTrack.GridMark] {
    let (first, next) = markers(beats, at: 17)
    let (second, _) = markers(beats, at: next)
    var markers = second.isEmpty ? first : second
    // The first one stands four beats before the track, at a rounded place: its few beats are nobody's.
    if markers.count > 2, markers[0].frame < 0, markers[1].frame < 5 * rate { markers.removeFirst() }
    var marks: [ForeignTrack.GridMark] = []
    for (marker, following) in zip(markers, markers.dropFirst()) {
      let frames = following.frame - marker.frame
      let count = Double(following.beat) - Double(marker.beat)
      guard frames > 0, count > 0, let place = ForeignTexts.place(marker.frame / rate),
        let bpm = ForeignTexts.tempo(count * 60 * rate / frames)
      else { continue }
      marks.append(.init(seconds: place, bpm: bpm, barBeat: ((marker.beat % 4) + 4) % 4 + 1))
    }
    return marks
  }

  private static func markers(_ beats: [UInt8], at place: Int) -> (list: [(frame: Double, beat: Int)], end: Int) {
    guard let count = beats.bigWhole(place), (0...ForeignLimits.marks).contains(count) else { return ([], place) }
    let list = (0..<count).compactMap { index -> (frame: Double, beat: Int)? in
      let start = place + 8 + 24 * index
      guard let frame = beats.littleDouble(start), let beat = beats.littleWhole(start + 8) else { return nil }
      return (frame, min(max(beat, -10_000_000), 10_000_000))
    }
    return (list, place + 8 + 24 * count)
  }

  /// Names with their lengths, places, colours; then where the track is cued.
  private static func cues(_ bytes: [UInt8], _ rate: Double) -> [ForeignCue] {
    guard let count = bytes.bigWhole(0), (0...64).contains(count) else { return [] }
    var cues: [ForeignCue] = []
    var place = 8
    for number in 0..<count {
      guard let length = bytes.big(place, 1), let name = bytes.part(place + 1, length) else { return cues }
      place += 1 + length
      if let frame = bytes.bigDouble(place), frame >= 0, let seconds = ForeignTexts.place(frame / rate) {
        cues.append(
          ForeignCue(
            .cue, pad: number + 1, seconds: seconds, name: String(decoding: name, as: UTF8.self),
            colour: colour(bytes.big(place + 8, 4))))
      }
      place += 12
    }
    let isSet = bytes.big(place + 8, 1) == 1
    if isSet, let frame = bytes.bigDouble(place), frame >= 0, let seconds = ForeignTexts.place(frame / rate) {
      cues.append(ForeignCue(.load, seconds: seconds))
    }
    return cues
  }

  /// Not packed, and the other way round.
  private static func loops(_ bytes: [UInt8], _ rate: Double) -> [ForeignCue] {
    guard let count = bytes.littleWhole(0), (0...64).contains(count) else { return [] }
    var loops: [ForeignCue] = []
    var place = 8
    for _ in 0..<count {
      guard let length = bytes.big(place, 1), let name = bytes.part(place + 1, length) else { return loops }
      place += 1 + length
      if let start = bytes.littleDouble(place), let end = bytes.littleDouble(place + 8), start >= 0, end > start,
        let seconds = ForeignTexts.place(start / rate), let last = ForeignTexts.place(end / rate)
      {
        loops.append(
          ForeignCue(
            .loop, seconds: seconds, end: last, name: String(decoding: name, as: UTF8.self),
            colour: colour(bytes.big(place + 18, 4))))
      }
      place += 22
    }
    return loops
  }

  private static func colour(_ alphaAndColour: Int?) -> UInt32? {
    alphaAndColour.flatMap { $0 >> 24 == 0 ? nil : UInt32($0 & 0xFF_FFFF) }
  }

  // MARK: Playlists

  private func readLists(_ give: (ForeignPiece) -> Void) throws(ForeignFault) {
    var lists: [Int: (name: String, parent: Int, next: Int)] = [:]
    try database.rows("Playlist", ["id", "title", "parentListId", "nextListId"]) { row in
      guard let id = row.whole(0), lists.count < 1_000_000 else { return }
      lists[id] = (row.text(1) ?? "", row.whole(2) ?? 0, row.whole(3) ?? 0)
    }
    var entries: [Int: [(id: Int, track: Int, next: Int)]] = [:]
    var count = 0
    try database.rows("PlaylistEntity", ["id", "listId", "trackId", "nextEntityId"], "ORDER BY id") { row in
      guard let id = row.whole(0), let list = row.whole(1), let track = row.whole(2), count < ForeignLimits.entries
      else { return }
      count += 1
      entries[list, default: []].append((id, track, row.whole(3) ?? 0))
    }
    let parents = Set(lists.values.map(\.parent))
    let order = Self.inOrder(lists.keys.sorted().map { ($0, lists[$0]!.next) })
    for id in order {
      guard let list = lists[id] else { continue }
      let mine = entries[id] ?? []
      if mine.isEmpty && parents.contains(id) { continue }
      let tracks = Dictionary(mine.map { ($0.id, $0.track) }) { first, _ in first }
      let keys = Self.inOrder(mine.map { ($0.id, $0.next) }).compactMap { tracks[$0].map { "\($0)" } }
      give(.list(ForeignList(folders: folders(of: list.parent, lists), name: list.name, tracks: keys)))
    }
  }

  private func folders(of id: Int, _ lists: [Int: (name: String, parent: Int, next: Int)]) -> [String] {
    var names: [String] = []
    var (id, seen) = (id, Set<Int>())
    while let list = lists[id], seen.insert(id).inserted, names.count < ForeignLimits.depth {
      names.insert(list.name, at: 0)
      id = list.parent
    }
    return names
  }

  /// Items each of which names the one behind it; the last of a chain names none. What hangs in no chain comes last.
  static func inOrder(_ items: [(id: Int, next: Int)]) -> [Int] {
    let next = Dictionary(items) { first, _ in first }
    let followers = Set(items.map(\.next))
    var (order, seen): ([Int], Set<Int>) = ([], [])
    for start in items.map(\.id).filter({ !followers.contains($0) }) + items.map(\.id) {
      var id = start
      while let following = next[id], seen.insert(id).inserted {
        order.append(id)
        id = following
      }
    }
    return order
  }
}
