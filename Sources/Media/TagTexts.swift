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
        if let text = lowered[name]?.withoutPadding, !text.isEmpty { return text }
      }
      return nil
    }
    self.init(
      title: first("title", "tit2", "tt2", "inam", "name"),
      artist: first("artist", "tpe1", "tp1", "iart", "auth", "author", "album_artist"),
      album: first("album", "talb", "iprd"), genre: first("genre", "tcon", "ignr"),
      year: first("date", "year", "tdrc", "tyer", "originaldate", "originalyear", "icrd").flatMap(Self.year),
      bpm: first("tbpm", "tbp", "bpm", "fbpm", "tempo", "tmpo").flatMap(Self.tempo),
      key: first("tkey", "tke", "initialkey", "initial_key", "initial key", "key"))
  }

  /// Reads tags of a container that does not say how its texts are encoded (`TagEncoding`).
  package init(undeclared texts: [(name: String, text: [UInt8])]) {
    self.init(names: texts.map(\.name), texts: TagEncoding.texts(of: texts.map(\.text)))
  }

  /// Reads tags of a container that may have called its texts Latin-1 without knowing; they are UTF-8 by now.
  package init(latin1 texts: [(name: String, text: [UInt8])]) {
    let said = texts.map { String(decoding: $0.text, as: UTF8.self) }
    self.init(names: texts.map(\.name), texts: TagEncoding.mended(latin1: said))
  }

  private init(names: [String], texts: [String]) {
    self.init(texts: Dictionary(zip(names, texts)) { first, _ in first })
  }

  /// These tags, and what they lack from others.
  package func filled(from others: Tags) -> Tags {
    Tags(
      title: title ?? others.title, artist: artist ?? others.artist, album: album ?? others.album,
      genre: genre ?? others.genre, year: year ?? others.year, bpm: bpm ?? others.bpm, key: key ?? others.key)
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
  fileprivate var withoutPadding: String {
    let isBlank: (Character) -> Bool = { $0.isWhitespace || $0 == "\0" }
    guard let start = firstIndex(where: { !isBlank($0) }), let end = lastIndex(where: { !isBlank($0) }) else {
      return ""
    }
    return String(self[start...end])
  }
}
