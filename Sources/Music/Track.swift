/// What identifies a track by its sound rather than by its place: a hash of the decoded file's content, in hexadecimal.
package struct ContentID: Sendable, Hashable, Codable {
  /// Hexadecimal digits.
  package let hex: String
  /// - Parameter hex: the hash in hexadecimal digits.
  package init(hex: String) { self.hex = hex }
  package init(from decoder: any Decoder) throws { hex = try decoder.singleValueContainer().decode(String.self) }
  /// Writes `hex`.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}

/// A track's row in the library.
package struct TrackID: BitwiseCopyable, Sendable, Hashable, Comparable, Codable {
  /// The row number; positive.
  package let value: Int64
  /// - Parameter value: the library's number.
  package init(_ value: Int64) { self.value = value }
  package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

/// What a file says of itself. Texts are as in the file; the screen strips control characters.
package struct Tags: Sendable, Hashable, Codable {
  /// The song's name.
  package var title: String?
  /// Who made it.
  package var artist: String?
  /// The record it is on.
  package var album: String?
  /// The kind of music, as the tag has it.
  package var genre: String?
  /// The year it came out.
  package var year: Int?
  /// Beats a minute, as the tag has them.
  package var bpm: Double?
  /// The key in the tag's own notation.
  package var key: String?
  /// What a file says of itself; nil where it says nothing.
  package init(
    title: String? = nil, artist: String? = nil, album: String? = nil, genre: String? = nil, year: Int? = nil,
    bpm: Double? = nil, key: String? = nil
  ) {
    self.title = title
    self.artist = artist
    self.album = album
    self.genre = genre
    self.year = year
    self.bpm = bpm
    self.key = key
  }
}

// As in `TrackAnalysis`: what is not known is written as null.
extension Tags {
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(title, forKey: .title)
    try container.encode(artist, forKey: .artist)
    try container.encode(album, forKey: .album)
    try container.encode(genre, forKey: .genre)
    try container.encode(year, forKey: .year)
    try container.encode(bpm, forKey: .bpm)
    try container.encode(key, forKey: .key)
  }
}

/// A track as the library lists it: enough to show, sort, search and suggest; small, because there are 100,000 of them.
package struct Track: Sendable, Hashable {
  /// The library's number of it.
  package var id: TrackID
  /// Nil until the file was read.
  package var contentID: ContentID?
  /// Where its file is.
  package var path: String
  /// What its file says of itself.
  package var tags: Tags
  /// Nil until the file was read.
  package var duration: Seconds?
  /// Its tempo; nil where it is not known.
  package var bpm: BPM?
  /// Its key; nil where it is not known.
  package var key: MusicalKey?
  /// 1…10.
  package var energy: Int?
  /// Integrated over the whole track; nil when it was not measured.
  package var loudness: LUFS?
  /// The file was not there at the last scan or load.
  package var isMissing: Bool
  /// Why the analysis failed, in words; nil when it did not.
  package var failure: String?
  /// Stems were found beside it.
  package var hasStems: Bool
  /// Who sings where it is mixed out; nil when not known.
  package var voicesOut: VoiceBeats?
  /// What the DJ said to it last; nil when it was never asked for.
  package var answer: Answer?
  /// When that was, seconds since 1970.
  package var answeredAt: Double?
  /// What the DJ noted of it.
  package var notes: TrackNotes
  /// How often it was played with Segue.
  package var plays: Int
  /// When it was played last, seconds since 1970; nil: never.
  package var lastPlayedAt: Double?
  /// When it was seen first, seconds since 1970; nil for one that is not in the library.
  package var addedAt: Double?

  /// All that a list shows of a track; nil where it is not known.
  package init(
    id: TrackID, contentID: ContentID? = nil, path: String, tags: Tags = Tags(), duration: Seconds? = nil,
    bpm: BPM? = nil, key: MusicalKey? = nil, energy: Int? = nil, loudness: LUFS? = nil, isMissing: Bool = false,
    failure: String? = nil, hasStems: Bool = false, voicesOut: VoiceBeats? = nil,
    answer: Answer? = nil, answeredAt: Double? = nil, notes: TrackNotes = TrackNotes(), plays: Int = 0,
    lastPlayedAt: Double? = nil, addedAt: Double? = nil
  ) {
    self.id = id
    self.contentID = contentID
    self.path = path
    self.tags = tags
    self.duration = duration
    self.bpm = bpm
    self.key = key
    self.energy = energy
    self.loudness = loudness
    self.isMissing = isMissing
    self.failure = failure
    self.hasStems = hasStems
    self.voicesOut = voicesOut
    self.answer = answer
    self.answeredAt = answeredAt
    self.notes = notes
    self.plays = plays
    self.lastPlayedAt = lastPlayedAt
    self.addedAt = addedAt
  }

  /// The tagged title; without one the file's name without its ending, and of "Artist - Title" the title where the
  /// artist is not tagged either.
  package var title: String {
    if let title = tags.title, !title.isEmpty { return title }
    return hasArtistTag ? fileName : splitName?.title ?? fileName
  }

  /// The tagged artist; without any tag of the two that of a file that is called "Artist - Title".
  package var artist: String? {
    if hasArtistTag { return tags.artist }
    guard (tags.title ?? "").isEmpty else { return nil }
    return splitName?.artist
  }

  private var hasArtistTag: Bool { !(tags.artist ?? "").isEmpty }

  /// "Artist - Title", "03 - Artist - Title", "03. Artist – Title": a number in front counts the tracks of a record.
  private var splitName: (artist: String, title: String)? {
    let name = fileName
    var parts = name.replacing(" – ", with: " - ").split(separator: " - ").map(Self.withoutSpaces)
    if parts.count > 2, let first = parts.first, Self.isTrackNumber(first) { parts.removeFirst() }
    guard parts.count >= 2 else { return nil }
    var artist = parts[0]
    // "03. Artist": a band called 50 Cent keeps its number, as no dot follows it.
    if let dot = artist.firstIndex(of: "."), Self.isTrackNumber(artist[..<dot]) {
      artist = Self.withoutSpaces(artist[artist.index(after: dot)...])
    }
    let title = parts.dropFirst().joined(separator: " - ")
    guard !artist.isEmpty, !title.isEmpty, !Self.isTrackNumber(artist) else { return nil }
    return (String(artist), title)
  }

  private static func withoutSpaces(_ text: Substring) -> Substring {
    let start = text.drop { $0 == " " }
    return start[..<(start.lastIndex { $0 != " " }.map(start.index(after:)) ?? start.startIndex)]
  }

  private static func isTrackNumber(_ text: Substring) -> Bool {
    (1...3).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
  }

  /// Without folders and ending.
  private var fileName: String {
    // By bytes: an accent behind a slash or a dot makes one character with it.
    let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) } ?? path
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}
