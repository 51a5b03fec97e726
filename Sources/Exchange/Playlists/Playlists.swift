import Music

/// Playlists and cue sheets: files of lines. What their entries are called is relative to the list's folder until
/// `absolute` says otherwise.
package enum Playlists {
  /// Reads an M3U. - Parameters: text, decoded; name: of the list.
  package static func m3u(_ text: String, name: String, _ give: (ForeignPiece) -> Void) {
    var list = ForeignList(name: name)
    var info: (seconds: Double?, words: String)?
    for line in lines(of: text) {
      if line.hasPrefix("#EXTINF:") {
        info = extended(line.dropFirst(8))
      } else if line.hasPrefix("#PLAYLIST:") {
        list.name = line.dropFirst(10).trimmed
      } else if !line.hasPrefix("#") {
        add(line, title: info?.words, seconds: info?.seconds, to: &list, give)
        info = nil
      }
      if list.tracks.count >= ForeignLimits.tracks { break }
    }
    give(.list(list))
  }

  /// Reads a PLS. Numbers may have gaps, words may be in any case.
  package static func pls(_ text: String, name: String, _ give: (ForeignPiece) -> Void) {
    var entries: [Int: (file: String?, title: String?, seconds: Double?)] = [:]
    for line in lines(of: text) where entries.count < ForeignLimits.tracks {
      guard let equals = line.firstIndex(of: "=") else { continue }
      let (key, value) = (line[..<equals].lowercased(), line[line.index(after: equals)...].trimmed)
      for field in ["file", "title", "length"] where key.hasPrefix(field) {
        guard let number = Int(key.dropFirst(field.count)) else { continue }
        switch field {
        case "file": entries[number, default: (nil, nil, nil)].file = value
        case "title": entries[number, default: (nil, nil, nil)].title = value
        default: entries[number, default: (nil, nil, nil)].seconds = Double(value).flatMap { $0 > 0 ? $0 : nil }
        }
      }
    }
    var list = ForeignList(name: name)
    for (_, entry) in entries.sorted(by: { $0.key < $1.key }) {
      if let file = entry.file { add(file, title: entry.title, seconds: entry.seconds, to: &list, give) }
    }
    give(.list(list))
  }

  /// What stands behind `#EXTINF:`: seconds, perhaps with `key="value"` words, then a comma and a name.
  private static func extended(_ text: Substring) -> (seconds: Double?, words: String) {
    var isQuoted = false
    let comma = text.firstIndex { character in
      if character == "\"" { isQuoted.toggle() }
      return character == "," && !isQuoted
    }
    guard let comma else { return (nil, text.trimmed) }
    let number = text[..<comma].split(separator: " ").first.flatMap { Double($0) }
    return (number.flatMap { $0 > 0 ? $0 : nil }, text[text.index(after: comma)...].trimmed)
  }

  private static func add(
    _ entry: String, title: String?, seconds: Double?, to list: inout ForeignList, _ give: (ForeignPiece) -> Void
  ) {
    let path = ForeignPath.path(ofURL: entry).map(ForeignPath.withSlashes)
    var track = ForeignTrack(key: path ?? entry, path: path ?? entry, seconds: seconds)
    track.isStream = path == nil
    // "Artist - Title" is how players write it.
    if let title, !title.isEmpty {
      let parts = title.components(around: " - ")
      track.tags.artist = parts.map(\.0)
      track.tags.title = parts?.1 ?? title
    }
    list.tracks.append(track.key)
    give(.track(track))
  }

  static func lines(of text: String) -> [String] {
    text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline)
      .map { Substring($0).trimmed.replacing("\u{FEFF}", with: "") }.filter { !$0.isEmpty }
  }
}

extension StringProtocol {
  /// Without spaces around it.
  var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text = text.dropFirst() }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }

  /// What stands before and behind the first of a word; nil where it is not there.
  func components(around word: String) -> (String, String)? {
    guard let place = firstRange(of: word) else { return nil }
    let (before, behind) = (self[..<place.lowerBound].trimmed, self[place.upperBound...].trimmed)
    return before.isEmpty || behind.isEmpty ? nil : (before, behind)
  }
}
