import Music

/// A playlist in XSPF.
final class XSPF: XMLTaker {
  private let give: (ForeignPiece) -> Void
  private var list: ForeignList
  private var track: ForeignTrack?
  private var locations: [String] = []
  /// `xml:base` of the elements that are open, the innermost last.
  private var bases: [String] = []

  /// - Parameters:
  ///   - name: of a list that has none.
  ///   - give: takes what is read, as it comes.
  init(name: String, _ give: @escaping (ForeignPiece) -> Void) {
    (list, self.give) = (ForeignList(name: name), give)
  }

  func wantsText(of element: String) -> Bool {
    ["location", "title", "creator", "album", "duration"].contains(element)
  }

  func begin(_ element: String, _ attributes: XMLAttributes) throws(ForeignFault) {
    let base = attributes["xml:base"] ?? ""
    bases.append(base.isEmpty ? bases.last ?? "" : Self.joined(bases.last ?? "", base))
    if element == "track" { (track, locations) = (ForeignTrack(), []) }
  }

  func end(_ element: String, text: String) throws(ForeignFault) {
    let base = bases.popLast() ?? ""
    let text = text.trimmed
    switch element {
    case "location": locations.append(Self.joined(base, text))
    case "title": if track == nil { list.name = text } else { track?.tags.title = ForeignTexts.given(text) }
    case "creator": track?.tags.artist = ForeignTexts.given(text)
    case "album": track?.tags.album = ForeignTexts.given(text)
    case "duration": track?.seconds = Double(text).flatMap { $0 > 0 && $0.isFinite ? $0 / 1000 : nil }
    case "track": try endTrack()
    case "playlist": give(.list(list))
    default: break
    }
  }

  private func endTrack() throws(ForeignFault) {
    guard var track else { return }
    self.track = nil
    if list.tracks.count >= ForeignLimits.tracks { throw ForeignFault("it is longer than any list: no more was read") }
    // Of several places the first that is a file of this kind of system; then whichever there is.
    let paths = locations.map { ForeignPath.path(ofURL: $0) }
    let best = paths.firstIndex { $0 != nil && !ForeignPath.isDrive($0!) } ?? paths.firstIndex { $0 != nil }
    if let best, let path = paths[best] {
      track.path = locations[best].lowercased().hasPrefix("file:") ? path : ForeignPath.decoded(path[...])
    } else {
      track.path = locations.first ?? ""
      track.isStream = !locations.isEmpty
    }
    track.key = track.path.isEmpty ? "#\(list.tracks.count + 1)" : track.path
    list.tracks.append(track.key)
    give(.track(track))
  }

  private static func joined(_ base: String, _ rest: String) -> String {
    if base.isEmpty || rest.hasPrefix("/") || ForeignPath.isAddress(rest) { return rest }
    let folder = base.lastIndex(of: "/").map { base[...$0] } ?? ""
    return folder + rest
  }
}
