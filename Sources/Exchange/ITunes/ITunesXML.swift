import Music

/// A library that iTunes or Music exported: a property list of dictionaries.
final class ITunesXML: XMLTaker {
  private struct Level {
    /// What it is called in the one that it lies in.
    var key: String
    var values: [String: String] = [:]
    var pending = ""
  }

  private let give: (ForeignPiece) -> Void
  private var levels: [Level] = []
  private var count = 0
  private var entries = 0
  private var items: [String] = []
  /// Folders of lists by their persistent ids.
  private var folders: [String: (name: String, parent: String?)] = [:]

  /// - Parameter give: takes what is read, as it comes.
  init(_ give: @escaping (ForeignPiece) -> Void) { self.give = give }

  func wantsText(of element: String) -> Bool {
    ["key", "string", "integer", "real", "date"].contains(element)
  }

  func begin(_ element: String, _ attributes: XMLAttributes) throws(ForeignFault) {
    guard element == "dict" || element == "array" else { return }
    levels.append(Level(key: levels.last?.pending ?? ""))
  }

  func end(_ element: String, text: String) throws(ForeignFault) {
    switch element {
    case "dict", "array": try close()
    case "key": if let last = levels.indices.last { levels[last].pending = text }
    case "string", "integer", "real", "date": set(text)
    case "true": set("true")
    default: break
    }
  }

  private func set(_ value: String) {
    guard let last = levels.indices.last, levels[last].values.count < 256 else { return }
    levels[last].values[levels[last].pending] = value
  }

  private func close() throws(ForeignFault) {
    guard let level = levels.popLast() else { return }
    switch levels.count {
    case 0: break
    case 2 where levels[1].key == "Tracks": try giveTrack(level.values)
    case 2 where levels[1].key == "Playlists": giveList(level.values)
    case 4 where levels[3].key == "Playlist Items":
      entries += 1
      if entries > ForeignLimits.entries { throw ForeignFault("its playlists are longer than any: no more were read") }
      if let id = level.values["Track ID"] { items.append(id) }
    case 1 where level.key == "Tracks":
      give(.program(name: "iTunes", version: levels[0].values["Application Version"] ?? ""))
    default: break
    }
  }

  private func giveTrack(_ values: [String: String]) throws(ForeignFault) {
    count += 1
    if count > ForeignLimits.tracks {
      throw ForeignFault("it holds more than \(ForeignLimits.tracks) tracks: no more were read")
    }
    func number(_ key: String) -> Double? { values[key].flatMap(Double.init).flatMap { $0.isFinite ? $0 : nil } }
    func whole(_ key: String) -> Int? { number(key).flatMap { abs($0) < 1e15 ? Int($0) : nil } }
    let location = values["Location"] ?? ""
    let path = location.isEmpty ? nil : ForeignPath.path(ofURL: location)
    var track = ForeignTrack(key: values["Track ID"] ?? "", path: path ?? location)
    track.isStream = path == nil
    track.tags = Tags(
      title: ForeignTexts.given(values["Name"]), artist: ForeignTexts.given(values["Artist"]),
      album: ForeignTexts.given(values["Album"]), genre: ForeignTexts.given(values["Genre"]),
      year: ForeignTexts.year(values["Year"]), bpm: ForeignTexts.tempo(number("BPM")))
    track.seconds = number("Total Time").flatMap { $0 > 0 ? $0 / 1000 : nil }
    track.size = whole("Size").map { Int64($0) }
    // What iTunes guesses is not the DJ's.
    track.rating = values["Rating Computed"] == "true" ? nil : ForeignTexts.stars(whole("Rating"), of: 100)
    track.comment = ForeignTexts.given(values["Comments"])
    track.plays = max(0, whole("Play Count") ?? 0)
    track.lastPlayed = ForeignTexts.day(values["Play Date UTC"])
    give(.track(track))
  }

  private func giveList(_ values: [String: String]) {
    defer { items = [] }
    let name = values["Name"] ?? ""
    let parent = values["Parent Persistent ID"]
    if values["Folder"] == "true" {
      if let id = values["Playlist Persistent ID"], folders.count < 100_000 { folders[id] = (name, parent) }
      return
    }
    // Its own: all of the library, what it sorts by kind, what it seeks.
    guard values["Master"] == nil, values["Distinguished Kind"] == nil, values["Smart Info"] == nil else { return }
    give(.list(ForeignList(folders: path(to: parent), name: name, tracks: items)))
  }

  private func path(to folder: String?) -> [String] {
    var names: [String] = []
    var next = folder
    // Folders that lie within each other end somewhere.
    while let id = next, let found = folders[id], names.count < ForeignLimits.depth {
      names.append(found.name)
      next = found.parent
    }
    return names.reversed()
  }
}
