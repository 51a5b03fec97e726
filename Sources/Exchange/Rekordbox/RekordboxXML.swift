import Music

/// A collection that rekordbox exported as XML.
final class RekordboxXML: XMLTaker {
  private let give: (ForeignPiece) -> Void
  private var track: ForeignTrack?
  private var count = 0
  private var entries = 0
  /// Playlists and folders that are open, from the root on.
  private var nodes: [(name: String, list: ForeignList?)] = []

  /// - Parameter give: takes what is read, as it comes.
  init(_ give: @escaping (ForeignPiece) -> Void) { self.give = give }

  func wantsText(of element: String) -> Bool { false }

  func begin(_ element: String, _ attributes: XMLAttributes) throws(ForeignFault) {
    switch element {
    case "PRODUCT": give(.program(name: attributes["Name"] ?? "rekordbox", version: attributes["Version"] ?? ""))
    case "TRACK" where nodes.isEmpty: try beginTrack(attributes)
    case "TRACK": try takeEntry(attributes)
    case "TEMPO": takeMark(attributes)
    case "POSITION_MARK": takeCue(attributes)
    case "NODE":
      let name = attributes["Name"] ?? ""
      // The root's own name says nothing.
      let isList = attributes["Type"] == "1"
      nodes.append((name, isList ? ForeignList(folders: nodes.dropFirst().map(\.name), name: name) : nil))
    default: break
    }
  }

  func end(_ element: String, text: String) throws(ForeignFault) {
    switch element {
    case "TRACK":
      if let track { give(.track(track)) }
      track = nil
    case "NODE": if let list = nodes.popLast()?.list { give(.list(list)) }
    default: break
    }
  }

  private func beginTrack(_ attributes: XMLAttributes) throws(ForeignFault) {
    count += 1
    if count > ForeignLimits.tracks {
      throw ForeignFault("it holds more than \(ForeignLimits.tracks) tracks: no more were read")
    }
    let location = attributes["Location"] ?? ""
    let path = ForeignPath.path(ofURL: location)
    var track = ForeignTrack(key: attributes["TrackID"] ?? location, path: path ?? location)
    track.isStream = path == nil
    track.tags = Tags(
      title: ForeignTexts.given(attributes["Name"]), artist: ForeignTexts.given(attributes["Artist"]),
      album: ForeignTexts.given(attributes["Album"]), genre: ForeignTexts.given(attributes["Genre"]),
      year: ForeignTexts.year(attributes["Year"]), bpm: ForeignTexts.tempo(attributes.number("AverageBpm")),
      key: ForeignTexts.given(attributes["Tonality"]))
    track.seconds = attributes.number("TotalTime").flatMap { $0 > 0 ? $0 : nil }
    track.size = attributes.whole("Size").flatMap { $0 > 0 ? Int64($0) : nil }
    track.rating = ForeignTexts.stars(attributes.whole("Rating"), of: 255)
    track.comment = ForeignTexts.given(attributes["Comments"])
    track.plays = max(0, attributes.whole("PlayCount") ?? 0)
    self.track = track
  }

  private func takeMark(_ attributes: XMLAttributes) {
    guard let place = ForeignTexts.place(attributes.number("Inizio")),
      let bpm = ForeignTexts.tempo(attributes.number("Bpm")), (track?.marks.count ?? 0) < ForeignLimits.marks
    else { return }
    let metre = attributes["Metro"]?.split(separator: "/").first.flatMap { Int($0) } ?? 4
    let beat = attributes.whole("Battito")
    track?.marks.append(
      ForeignTrack.GridMark(
        seconds: place, bpm: bpm, barBeat: beat.flatMap { (1...16).contains($0) ? $0 : nil },
        beatsPerBar: (1...16).contains(metre) ? metre : 4))
  }

  private func takeCue(_ attributes: XMLAttributes) {
    guard let place = ForeignTexts.place(attributes.number("Start")), (track?.cues.count ?? 0) < ForeignLimits.cues
    else { return }
    let kinds: [ForeignCue.Kind] = [.cue, .fadeIn, .fadeOut, .load, .loop]
    let number = attributes.whole("Type") ?? 0
    let end = attributes.number("End").flatMap(ForeignTexts.place).flatMap { $0 > place ? $0 : nil }
    var colour: UInt32?
    if let red = attributes.whole("Red"), let green = attributes.whole("Green"), let blue = attributes.whole("Blue"),
      [red, green, blue].allSatisfy({ (0...255).contains($0) })
    {
      colour = UInt32(red << 16 | green << 8 | blue)
    }
    let pad = attributes.whole("Num").flatMap { (0...15).contains($0) ? $0 + 1 : nil }
    track?.cues.append(
      ForeignCue(
        kinds.indices.contains(number) ? kinds[number] : .cue, pad: pad, seconds: place, end: end,
        name: attributes["Name"] ?? "", colour: colour))
  }

  private func takeEntry(_ attributes: XMLAttributes) throws(ForeignFault) {
    entries += 1
    if entries > ForeignLimits.entries { throw ForeignFault("its playlists are longer than any: no more were read") }
    guard let last = nodes.indices.last, let key = attributes["Key"] else { return }
    // Where lists name files, they name them as the collection does.
    nodes[last].list?.tracks.append(key.hasPrefix("file:") ? ForeignPath.path(ofURL: key) ?? key : key)
  }
}
