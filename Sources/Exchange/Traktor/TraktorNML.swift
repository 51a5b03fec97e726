import Music

/// A collection or a playlist that Traktor wrote (`.nml`).
final class TraktorNML: XMLTaker {
  private let give: (ForeignPiece) -> Void
  private var track: ForeignTrack?
  private var bpm: Double?
  /// Where grids begin; the tempo of those without one of their own comes with the track's.
  private var marks: [(seconds: Double, bpm: Double?)] = []
  private var isInCollection = false
  private var count = 0
  private var entries = 0
  private var nodes: [(name: String, list: ForeignList?)] = []

  /// - Parameter give: takes what is read, as it comes.
  init(_ give: @escaping (ForeignPiece) -> Void) { self.give = give }

  func wantsText(of element: String) -> Bool { false }

  func begin(_ element: String, _ attributes: XMLAttributes) throws(ForeignFault) {
    switch element {
    case "NML": give(.program(name: "Traktor", version: attributes["VERSION"] ?? ""))
    case "COLLECTION": isInCollection = true
    case "ENTRY" where isInCollection: try beginTrack(attributes)
    case "NODE": nodes.append((attributes["NAME"] ?? "", nil))
    case "PLAYLIST": beginList()
    case "PRIMARYKEY": try takeEntry(attributes)
    default: takeFact(element, attributes)
    }
  }

  func end(_ element: String, text: String) throws(ForeignFault) {
    switch element {
    case "COLLECTION": isInCollection = false
    case "ENTRY": endTrack()
    case "NODE": if let list = nodes.popLast()?.list { give(.list(list)) }
    default: break
    }
  }

  private func beginTrack(_ attributes: XMLAttributes) throws(ForeignFault) {
    count += 1
    if count > ForeignLimits.tracks {
      throw ForeignFault("it holds more than \(ForeignLimits.tracks) tracks: no more were read")
    }
    var track = ForeignTrack()
    track.tags.title = ForeignTexts.given(attributes["TITLE"])
    track.tags.artist = ForeignTexts.given(attributes["ARTIST"])
    (self.track, bpm, marks) = (track, nil, [])
  }

  private func endTrack() {
    guard var track else { return }
    self.track = nil
    track.tags.bpm = bpm
    track.marks = marks.compactMap { mark in
      (mark.bpm ?? bpm).map { ForeignTrack.GridMark(seconds: mark.seconds, bpm: $0) }
    }
    // It knows no bars; most of its users set the first marker where one begins.
    let first = track.marks.indices.min { track.marks[$0].seconds < track.marks[$1].seconds }
    if let first { track.marks[first].barBeat = 1 }
    give(.track(track))
  }

  private func takeFact(_ element: String, _ attributes: XMLAttributes) {
    guard track != nil else { return }
    switch element {
    case "LOCATION": takeLocation(attributes)
    case "ALBUM": track?.tags.album = ForeignTexts.given(attributes["TITLE"])
    case "INFO": takeInfo(attributes)
    case "TEMPO": bpm = ForeignTexts.tempo(attributes.number("BPM"))
    case "MUSICAL_KEY":
      if let value = attributes.whole("VALUE"), (0..<24).contains(value) {
        track?.tags.key = MusicalKey(tonic: PitchClass(value), mode: value < 12 ? .major : .minor).name
      }
    case "CUE_V2": takeCue(attributes)
    case "GRID":
      if let last = marks.indices.last { marks[last].bpm = ForeignTexts.tempo(attributes.number("BPM")) }
    default: break
    }
  }

  private func takeLocation(_ attributes: XMLAttributes) {
    let (volume, folders, file) = (
      attributes["VOLUME"] ?? "", attributes["DIR"] ?? "", attributes["FILE"] ?? ""
    )
    track?.key = volume + folders + file
    track?.path = Self.path(volume, folders + file)
  }

  private func takeInfo(_ attributes: XMLAttributes) {
    track?.tags.genre = ForeignTexts.given(attributes["GENRE"])
    track?.tags.year = ForeignTexts.year(attributes["RELEASE_DATE"])
    if track?.tags.key == nil { track?.tags.key = ForeignTexts.given(attributes["KEY"]) }
    track?.comment = ForeignTexts.given(attributes["COMMENT"])
    track?.rating = ForeignTexts.stars(attributes.whole("RANKING"), of: 255)
    track?.plays = max(0, attributes.whole("PLAYCOUNT") ?? 0)
    track?.lastPlayed = ForeignTexts.day(attributes["LAST_PLAYED"])
    let length = attributes.number("PLAYTIME_FLOAT") ?? attributes.number("PLAYTIME")
    track?.seconds = length.flatMap { $0 > 0 ? $0 : nil }
  }

  private func takeCue(_ attributes: XMLAttributes) {
    guard let place = ForeignTexts.place(attributes.number("START").map { $0 / 1000 }),
      (track?.cues.count ?? 0) < ForeignLimits.cues
    else { return }
    let kinds: [ForeignCue.Kind] = [.cue, .fadeIn, .fadeOut, .load, .grid, .loop]
    let number = attributes.whole("TYPE") ?? 0
    let kind = kinds.indices.contains(number) ? kinds[number] : .cue
    let pad = attributes.whole("HOTCUE").flatMap { (0...15).contains($0) ? $0 + 1 : nil }
    if kind == .grid, marks.count < ForeignLimits.marks { marks.append((place, nil)) }
    // A grid's mark without a pad is no more than that.
    if kind == .grid, pad == nil { return }
    let length = attributes.number("LEN").map { $0 / 1000 } ?? 0
    let name = attributes["NAME"] ?? ""
    track?.cues.append(
      ForeignCue(
        kind, pad: pad, seconds: place, end: length > 0 ? ForeignTexts.place(place + length) : nil,
        name: ["n.n.", "AutoGrid", "Beat Marker"].contains(name) ? "" : name, colour: Self.colour(attributes["COLOR"])))
  }

  /// "#RRGGBB".
  private static func colour(_ text: String?) -> UInt32? {
    guard let text, text.hasPrefix("#"), text.utf8.count == 7 else { return nil }
    return UInt32(text.dropFirst(), radix: 16)
  }

  private func beginList() {
    guard let last = nodes.indices.last else { return }
    // The root's own name says nothing.
    nodes[last].list = ForeignList(folders: nodes[..<last].dropFirst().map(\.name), name: nodes[last].name)
  }

  private func takeEntry(_ attributes: XMLAttributes) throws(ForeignFault) {
    entries += 1
    if entries > ForeignLimits.entries { throw ForeignFault("its playlists are longer than any: no more were read") }
    guard let last = nodes.indices.last, let key = attributes["KEY"] else { return }
    nodes[last].list?.tracks.append(key)
  }

  /// The path of what Traktor calls VOLUME, and DIR with FILE: `/:` parts folders, `//` is a colon. Which disk of a Mac
  /// is the one that it starts from nothing but its usual name says.
  static func path(_ volume: String, _ rest: String) -> String {
    var bytes: [UInt8] = []
    var isSign = false
    for byte in rest.utf8 {
      if isSign {
        isSign = false
        switch byte {
        case UInt8(ascii: ":"): bytes.append(UInt8(ascii: "/"))
        case UInt8(ascii: "/"): bytes.append(UInt8(ascii: ":"))
        default: bytes += [UInt8(ascii: "/"), byte]
        }
      } else if byte == UInt8(ascii: "/") {
        isSign = true
      } else {
        bytes.append(byte)
      }
    }
    let parts = String(decoding: bytes, as: UTF8.self)
    if ForeignPath.isDrive(volume) || volume.isEmpty || volume == "Macintosh HD" {
      return (volume == "Macintosh HD" ? "" : volume) + parts
    }
    return "/Volumes/" + volume + parts
  }
}
