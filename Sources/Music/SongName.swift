/// What a song is called, less everything that differs between two releases of the same recording: case, accents,
/// punctuation, "feat." guests, and brackets such as "(Remastered 2011)" or "(Original Mix)". "(Dub)", "(Live)" and
/// "(Someone's Remix)" are other records and stay.
package struct SongName: Sendable, Hashable {
  /// "four tet – baby", folded.
  package let text: String

  /// - Returns: nil without a title or an artist: two tracks of unknown name are not the same one.
  package init?(artist: String?, title: String?) {
    guard let artist = artist.flatMap(Self.nameWords(of:)), let title else { return nil }
    let words = Self.words(of: Self.withoutRelease(title))
    // "Track 01" and "Untitled" are what rippers and tag editors put where there is no title.
    let isPlaceholder = words.allSatisfy { ["track", "untitled", "unknown", "title"].contains($0) || Int($0) != nil }
    guard !words.isEmpty, !isPlaceholder || words.count == 1 && Int(words[0]) != nil else { return nil }
    text = artist.joined(separator: " ") + " – " + words.joined(separator: " ")
  }

  /// The name by a file's tags.
  package init?(of tags: Tags) { self.init(artist: tags.artist, title: tags.title) }

  /// The same for the same name on every machine and in every run: it is stored.
  package var digest: UInt64 { FNV1a.digest(of: text) }

  /// - Returns: nil for an artist without a letter, and for those that stand for nobody.
  package static func digest(ofArtist artist: String?) -> UInt64? {
    guard let words = artist.flatMap(Self.nameWords(of:)) else { return nil }
    return FNV1a.digest(of: words.joined(separator: " "))
  }

  /// A record: its name and the folder that its tracks lie in, because many are called "Greatest Hits".
  /// - Returns: nil for a name without a letter.
  package static func digest(ofAlbum album: String?, in folder: String) -> UInt64? {
    let words = album.map(Self.words(of:)) ?? []
    return words.isEmpty ? nil : FNV1a.digest(of: words.joined(separator: " ") + "\u{1F}" + folder)
  }

  /// The words of an artist's name; nil when they name nobody.
  private static func nameWords(of artist: String) -> [String]? {
    let words = words(of: artist)
    let nobody = [["unknown"], ["unknown", "artist"], ["various"], ["various", "artists"], ["va"], ["v", "a"]]
    return words.isEmpty || nobody.contains(words) ? nil : words
  }

  /// Words of letters and digits; "feat." and all after it is dropped.
  private static func words(of text: String) -> [String] {
    let words = text.folded.split { !$0.isLetter && !$0.isNumber }
    let guest = words.firstIndex { ["feat", "featuring", "ft"].contains($0) } ?? words.endIndex
    // A name that begins with the word is a name.
    return words[..<(guest == words.startIndex ? words.endIndex : guest)].map(String.init)
  }

  /// The title without bracketed or dashed endings that name a release.
  private static func withoutRelease(_ title: String) -> String {
    var kept = ""
    var bracket: String?
    for character in title {
      if bracket != nil {
        bracket!.append(character)
        if ")]".contains(character), let text = bracket {
          if !namesRelease(text.dropFirst().dropLast()) { kept += text }
          bracket = nil
        }
      } else if "([".contains(character) {
        bracket = String(character)
      } else {
        kept.append(character)
      }
    }
    kept += bracket ?? ""
    guard let dash = kept.lastRange(ofDash: " - ") else { return kept }
    return namesRelease(kept[dash.upperBound...]) ? String(kept[..<dash.lowerBound]) : kept
  }

  /// True when all the words are ones that name a release rather than a version.
  private static func namesRelease(_ text: Substring) -> Bool {
    let words = text.folded.split { !$0.isLetter && !$0.isNumber }
    guard let first = words.first else { return true }
    if ["feat", "featuring", "ft"].contains(first) { return true }
    let release: Set<Substring> = [
      "remaster", "remastered", "remastering", "original", "extended", "radio", "album", "single", "full", "length",
      "edit", "mix", "version", "explicit", "clean", "mono", "stereo", "bonus", "track", "digital", "digitally", "hd",
    ]
    // "(Mix)" or "(Edit)" alone may be a version of its own; "(Remix)" surely is.
    guard words.contains(where: { !["mix", "edit", "version"].contains($0) }) else { return false }
    return words.allSatisfy { word in
      release.contains(word) || (word.count == 4 && Int(word).map { (1900...2100).contains($0) } == true)
    }
  }
}

extension ContentID {
  /// Tells contents apart in memory; the same on every machine.
  package var digest: UInt64 { FNV1a.digest(of: hex) }
}

extension StringProtocol {
  fileprivate func lastRange(ofDash dash: String) -> Range<Index>? {
    var found: Range<Index>?
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(dash) { found = start..<index(start, offsetBy: dash.count) }
      start = index(after: start)
    }
    return found
  }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo; RFC 9923): stable, unlike Swift's seeded hashes. Not for secrets.
private enum FNV1a {
  static func digest(of text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
