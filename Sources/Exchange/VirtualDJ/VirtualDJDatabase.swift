import Music

/// VirtualDJ's `database.xml`.
final class VirtualDJDatabase: XMLTaker {
  private let give: (ForeignPiece) -> Void
  private var track: ForeignTrack?
  /// The tempo and first beat that it found by itself.
  private var scan: (bpm: Double?, phase: Double?) = (nil, nil)
  private var count = 0

  /// - Parameter give: takes what is read, as it comes.
  init(_ give: @escaping (ForeignPiece) -> Void) { self.give = give }

  func wantsText(of element: String) -> Bool { element == "Comment" }

  func begin(_ element: String, _ attributes: XMLAttributes) throws(ForeignFault) {
    switch element {
    case "VirtualDJ_Database": give(.program(name: "VirtualDJ", version: attributes["Version"] ?? ""))
    case "Song": try beginTrack(attributes)
    case "Tags":
      track?.tags = Tags(
        title: ForeignTexts.given(attributes["Title"]), artist: ForeignTexts.given(attributes["Author"]),
        album: ForeignTexts.given(attributes["Album"]), genre: ForeignTexts.given(attributes["Genre"]),
        year: ForeignTexts.year(attributes["Year"]),
        bpm: Self.tempo(ofBeat: attributes.number("Bpm")), key: ForeignTexts.given(attributes["Key"]))
      track?.rating = ForeignTexts.stars(attributes.whole("Stars"), of: 5)
    case "Infos":
      track?.seconds = attributes.number("SongLength").flatMap { $0 > 0 ? $0 : nil }
      track?.plays = max(0, attributes.whole("PlayCount") ?? 0)
      track?.lastPlayed = ForeignTexts.day(ofSeconds: attributes.whole("LastPlay"))
    case "Scan":
      scan = (Self.tempo(ofBeat: attributes.number("Bpm")), ForeignTexts.place(attributes.number("Phase")))
      if track?.tags.key == nil { track?.tags.key = ForeignTexts.given(attributes["Key"]) }
    case "Poi": takePoint(attributes)
    default: break
    }
  }

  func end(_ element: String, text: String) throws(ForeignFault) {
    switch element {
    case "Comment": track?.comment = ForeignTexts.given(text)
    case "Song":
      guard var track else { return }
      self.track = nil
      if let bpm = scan.bpm { track.tags.bpm = bpm }
      if track.marks.isEmpty, let bpm = scan.bpm, let phase = scan.phase {
        track.marks = [ForeignTrack.GridMark(seconds: phase, bpm: bpm)]
      }
      for index in track.marks.indices where track.marks[index].bpm == 0 {
        track.marks[index].bpm = scan.bpm ?? 0
      }
      track.marks.removeAll { $0.bpm <= 0 }
      give(.track(track))
    default: break
    }
  }

  private func beginTrack(_ attributes: XMLAttributes) throws(ForeignFault) {
    count += 1
    if count > ForeignLimits.tracks {
      throw ForeignFault("it holds more than \(ForeignLimits.tracks) tracks: no more were read")
    }
    let path = ForeignPath.withSlashes(attributes["FilePath"] ?? "")
    let isHidden = (attributes.whole("Flag") ?? 0) & 64 != 0
    let isOther = [".vdjsample", ".vdjstems"].contains { path.lowercased().hasSuffix($0) } || path.contains(".zip/")
    track = nil
    scan = (nil, nil)
    if isHidden || isOther || path.isEmpty { return }
    track = ForeignTrack(key: path, path: path)
    track?.isStream = ForeignPath.isAddress(path)
    track?.size = attributes.whole("FileSize").flatMap { $0 > 0 ? Int64($0) : nil }
  }

  private func takePoint(_ attributes: XMLAttributes) {
    guard track != nil, let place = ForeignTexts.place(attributes.number("Pos") ?? 0) else { return }
    switch attributes["Type"] ?? "cue" {
    case "beatgrid":
      guard (track?.marks.count ?? 0) < ForeignLimits.marks else { return }
      // Without a tempo of its own it has the one that was scanned, which may be said later.
      track?.marks.append(
        ForeignTrack.GridMark(seconds: place, bpm: ForeignTexts.tempo(attributes.number("Bpm")) ?? 0))
    case "cue": add(.cue, place, number: attributes.whole("Num"), attributes)
    case "loop": add(.loop, place, number: attributes.whole("Slot"), attributes)
    default: break
    }
  }

  private func add(_ kind: ForeignCue.Kind, _ place: Double, number: Int?, _ attributes: XMLAttributes) {
    guard (track?.cues.count ?? 0) < ForeignLimits.cues else { return }
    var end: Double?
    if kind == .loop, let beats = attributes.number("Size"), let bpm = scan.bpm, (0.01...1024).contains(beats) {
      end = place + beats * 60 / bpm
    }
    let colour = attributes.whole("Color").flatMap { $0 > 0 ? UInt32(truncatingIfNeeded: $0) & 0xFF_FFFF : nil }
    track?.cues.append(
      ForeignCue(
        kind, pad: number.flatMap { (1...16).contains($0) ? $0 : nil }, seconds: place, end: end,
        name: attributes["Name"] ?? "", colour: colour))
  }

  /// What it calls Bpm is the length of a beat, in seconds.
  private static func tempo(ofBeat seconds: Double?) -> Double? {
    seconds.flatMap { $0 > 0 ? ForeignTexts.tempo(60 / $0) : nil }
  }
}
