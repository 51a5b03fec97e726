import Music
import Platform

/// A stick or a card that rekordbox filled for players: `PIONEER/rekordbox/export.pdb`, and beside it for each track
/// files with its grid and its cues.
struct RekordboxStick {
  private let tables: StickTables
  /// What paths on the stick begin in.
  private let root: String
  /// The folder of rekordbox's own on it.
  private let own: String

  /// Nil for what is none, by its head.
  init?(_ file: OpenFile, path: String) {
    guard let tables = StickTables(file) else { return nil }
    self.tables = tables
    own = folder(of: folder(of: path))
    root = folder(of: own)
  }

  func read(_ progress: (Double) -> Void, give: (ForeignPiece) -> Void) throws(ForeignFault) {
    give(.program(name: "rekordbox stick", version: ""))
    let genres = try names(.genres) { $0.text(at: 4) }
    let artists = try names(.artists, key: 4) { $0.text(near: 9, far: 10) }
    let albums = try names(.albums, key: 12) { $0.text(near: 21, far: 22) }
    let keys = try names(.keys) { $0.text(at: 8) }
    var count = 0
    try tables.rows(of: .tracks) { row throws(ForeignFault) in
      count += 1
      if count > ForeignLimits.tracks {
        throw ForeignFault("it holds more than \(ForeignLimits.tracks) tracks: no more were read")
      }
      var track = track(row)
      track.tags.genre = row.number(0x3C, 4).flatMap { genres[$0] }
      track.tags.artist = row.number(0x44, 4).flatMap { artists[$0] }
      track.tags.album = row.number(0x40, 4).flatMap { albums[$0] }
      track.tags.key = row.number(0x20, 4).flatMap { keys[$0] }
      let analysis = row.number(0x5E + 2 * 14, 2).map(row.text(at:)) ?? ""
      if !analysis.isEmpty { readAnalysis(analysis, &track) }
      give(.track(track))
      // How many there are stands nowhere.
      if count % 64 == 0 { progress(1 - 1 / (1 + Double(count) / 4096)) }
    }
    try readLists(give)
  }

  private func names(
    _ kind: StickTables.Kind, key: Int = 0, _ name: (StickTables.Row) -> String
  ) throws(ForeignFault) -> [Int: String] {
    var names: [Int: String] = [:]
    try tables.rows(of: kind) { row throws(ForeignFault) in
      guard let id = row.number(key, 4), names.count < ForeignLimits.tracks else { return }
      names[id] = ForeignTexts.given(name(row))
    }
    return names
  }

  private func track(_ row: StickTables.Row) -> ForeignTrack {
    func text(_ index: Int) -> String? {
      row.number(0x5E + 2 * index, 2).flatMap { ForeignTexts.given(row.text(at: $0)) }
    }
    let path = text(20) ?? ""
    var track = ForeignTrack(
      key: "\(row.number(0x48, 4) ?? 0)", path: path.isEmpty ? "" : plainPath(root + "/" + path))
    track.tags.title = text(17)
    track.tags.year = row.number(0x50, 2).flatMap { ForeignTexts.year("\($0)") }
    track.tags.bpm = ForeignTexts.tempo(row.number(0x38, 4).map { Double($0) / 100 })
    track.seconds = row.number(0x54, 2).flatMap { $0 > 0 ? Double($0) : nil }
    track.size = row.number(0x10, 4).flatMap { $0 > 0 ? Int64($0) : nil }
    track.rating = row.number(0x59, 1).flatMap { (1...5).contains($0) ? $0 : nil }
    track.comment = text(16)
    track.plays = row.number(0x4E, 2) ?? 0
    return track
  }

  // MARK: Grids and cues

  /// One file has the beats, the next one the cues with their names and colours; older ones have them in the first.
  private func readAnalysis(_ path: String, _ track: inout ForeignTrack) {
    let prefix = "/PIONEER/"
    let place = path.hasPrefix(prefix) ? own + "/" + path.dropFirst(prefix.count) : root + "/" + path
    let stem = plainPath(place)
    guard stem.hasPrefix(root), stem.uppercased().hasSuffix(".DAT") else { return }
    var cues = AnalysisCues()
    for ending in ["DAT", "EXT", "2EX"] {
      guard let file = OpenFile(stem.dropLast(3) + ending) else { continue }
      let analysis = AnalysisFile(file)
      if track.marks.isEmpty { track.marks = analysis.marks }
      cues.add(analysis)
    }
    track.cues = cues.all
  }

  // MARK: Playlists

  private func readLists(_ give: (ForeignPiece) -> Void) throws(ForeignFault) {
    var nodes: [Int: (name: String, parent: Int, order: Int, isFolder: Bool)] = [:]
    try tables.rows(of: .lists) { row throws(ForeignFault) in
      guard let id = row.number(12, 4), nodes.count < 1_000_000 else { return }
      nodes[id] = (row.text(at: 20), row.number(0, 4) ?? 0, row.number(8, 4) ?? 0, row.number(16, 4) ?? 0 != 0)
    }
    var entries: [Int: [(place: Int, track: Int)]] = [:]
    var count = 0
    try tables.rows(of: .entries) { row throws(ForeignFault) in
      count += 1
      if count > ForeignLimits.entries { throw ForeignFault("its playlists are longer than any: no more were read") }
      guard let place = row.number(0, 4), let track = row.number(4, 4), let list = row.number(8, 4) else { return }
      entries[list, default: []].append((place, track))
    }
    for (id, node) in nodes.sorted(by: { ($0.value.order, $0.key) < ($1.value.order, $1.key) }) where !node.isFolder {
      var folders: [String] = []
      var (parent, seen) = (node.parent, Set([id]))
      while let above = nodes[parent], seen.insert(parent).inserted, folders.count < ForeignLimits.depth {
        folders.insert(above.name, at: 0)
        parent = above.parent
      }
      let tracks = (entries[id] ?? []).sorted { $0.place < $1.place }.map { "\($0.track)" }
      give(.list(ForeignList(folders: folders, name: node.name, tracks: tracks)))
    }
  }
}
