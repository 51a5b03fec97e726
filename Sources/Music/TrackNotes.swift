/// What a DJ writes on a record's sleeve: how good it is, when it works, what to beware of. No analysis and no tag of a
/// file writes any of it.
package struct TrackNotes: Sendable, Hashable {
  /// Stars, 1…5; nil: not rated.
  package var rating: Int?
  /// Nil: none. One line or several, as typed.
  package var comment: String?
  /// Nil: none.
  package var colour: CueColour?
  /// The DJ's own words to find it by ("warm-up"), in the order in which they were given; no word is there twice.
  package private(set) var tags: [String]

  /// Nothing noted, but what is given.
  package init(rating: Int? = nil, comment: String? = nil, colour: CueColour? = nil, tags: [String] = []) {
    self.rating = rating.flatMap { (1...5).contains($0) ? $0 : nil }
    self.comment = comment.flatMap { $0.isEmpty ? nil : $0 }
    self.colour = colour
    self.tags = []
    for tag in tags { add(tag: tag) }
  }

  /// Nothing is noted.
  package var isEmpty: Bool { self == TrackNotes() }

  /// Puts a word on it. - Returns: false when it is there already, in whatever case or accents, or has no letters.
  @discardableResult
  package mutating func add(tag: String) -> Bool {
    let words = Self.clean(tag)
    guard !words.isEmpty, !has(tag: words) else { return false }
    tags.append(words)
    return true
  }

  /// Takes a word away. - Returns: false when it is not there.
  @discardableResult
  package mutating func remove(tag: String) -> Bool {
    let folded = Self.clean(tag).folded
    let count = tags.count
    tags.removeAll { $0.folded == folded }
    return tags.count < count
  }

  /// Whether it has a word, in whatever case or accents.
  package func has(tag: String) -> Bool { tags.contains { $0.folded == Self.clean(tag).folded } }

  /// Single spaces between the words, none around them.
  private static func clean(_ tag: String) -> String {
    tag.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
