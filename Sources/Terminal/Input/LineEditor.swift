/// A line that is being typed, with a cursor and a history.
struct LineEditor: Sendable, Hashable {
  private(set) var characters: [Character] = []
  private(set) var cursor = 0
  /// Oldest first.
  private var history: [String]
  /// Where in the history the line stands; its end is the line being typed.
  private var place: Int
  private var typed = ""

  init(_ text: String = "", history: [String] = []) {
    self.history = history
    place = history.count
    replace(with: text)
  }

  var text: String { String(characters) }

  mutating func replace(with text: String) {
    characters = Array(text)
    cursor = characters.count
  }

  /// Room for the longest path that there can be, not for a book that was pasted by mistake: the rest is left out.
  private static let longest = 4096

  mutating func insert(_ text: String) {
    // A pasted line break would run what nobody has read: it becomes a blank.
    let clean = text.prefix(max(0, Self.longest - characters.count)).map { $0.isNewline ? " " : $0 }
    characters.insert(contentsOf: clean, at: cursor)
    cursor += clean.count
  }

  /// - Returns: whether the chord is one that edits a line.
  mutating func edit(_ chord: Chord) -> Bool {
    switch (chord.key, chord.modifiers) {
    case (.character(let character), []): insert(String(character))
    case (.backspace, []): deleteBackward(to: cursor - 1)
    case (.backspace, .alt), (.character("w"), .control): deleteBackward(to: wordStart())
    case (.delete, _), (.character("d"), .control):
      if cursor < characters.count { characters.remove(at: cursor) }
    case (.left, []), (.character("b"), .control): cursor = max(0, cursor - 1)
    case (.right, []), (.character("f"), .control): cursor = min(characters.count, cursor + 1)
    case (.left, _), (.character("b"), .alt): cursor = wordStart()
    case (.right, _), (.character("f"), .alt): cursor = wordEnd()
    case (.home, _), (.character("a"), .control): cursor = 0
    case (.end, _), (.character("e"), .control): cursor = characters.count
    case (.character("u"), .control): deleteBackward(to: 0)
    case (.character("k"), .control): characters.removeSubrange(cursor...)
    default: return false
    }
    return true
  }

  mutating func older() { recall(place - 1) }
  mutating func newer() { recall(place + 1) }

  private mutating func recall(_ new: Int) {
    guard (0...history.count).contains(new) else { return }
    if place == history.count { typed = text }
    place = new
    replace(with: new == history.count ? typed : history[new])
  }

  private mutating func deleteBackward(to start: Int) {
    guard start >= 0, start < cursor else { return }
    characters.removeSubrange(start..<cursor)
    cursor = start
  }

  private func wordStart() -> Int {
    var place = cursor
    while place > 0, characters[place - 1] == " " { place -= 1 }
    while place > 0, characters[place - 1] != " " { place -= 1 }
    return place
  }

  private func wordEnd() -> Int {
    var place = cursor
    while place < characters.count, characters[place] == " " { place += 1 }
    while place < characters.count, characters[place] != " " { place += 1 }
    return place
  }
}
