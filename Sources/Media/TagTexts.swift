import Music

extension Tags {
  /// Reads tags from names and texts as containers have them (ID3 frames, Vorbis comments, MP4 atoms, INFO chunks), in
  /// any case of letters. Numbers that make no sense (a tempo outside 20…400, a year outside 1000…2999) are left out.
  package init(texts: [String: String]) {
    var lowered: [String: String] = [:]
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) where lowered[name.lowercased()] == nil {
      lowered[name.lowercased()] = text
    }
    func first(_ names: String...) -> String? {
      for name in names {
        if let text = lowered[name]?.trimmed, !text.isEmpty { return text }
      }
      return nil
    }
    self.init(
      title: first("title", "tit2", "inam"), artist: first("artist", "tpe1", "iart", "album_artist"),
      album: first("album", "talb", "iprd"), genre: first("genre", "tcon", "ignr"),
      year: first("date", "year", "tdrc", "tyer", "originaldate", "originalyear", "icrd").flatMap(Self.year),
      bpm: first("tbpm", "bpm", "fbpm", "tempo", "tmpo").flatMap(Self.tempo),
      key: first("tkey", "initialkey", "initial_key", "initial key", "key"))
  }

  private static func year(_ text: String) -> Int? {
    var digits = ""
    for character in text {
      if character.isASCII, character.isNumber { digits.append(character) } else { digits = "" }
      if digits.count == 4, let year = Int(digits), (1000...2999).contains(year) { return year }
    }
    return nil
  }

  private static func tempo(_ text: String) -> Double? {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == ",") }
    guard let bpm = Double(number.replacing(",", with: ".")), (20...400).contains(bpm) else { return nil }
    return bpm
  }
}

extension String {
  /// Without white space and zero bytes at both ends.
  fileprivate var trimmed: String {
    let isBlank: (Character) -> Bool = { $0.isWhitespace || $0 == "\0" }
    guard let start = firstIndex(where: { !isBlank($0) }), let end = lastIndex(where: { !isBlank($0) }) else {
      return ""
    }
    return String(self[start...end])
  }
}
