/// A list that a command has asked for, read over the screen: what undo takes back, the last messages. The arrows move
/// it; Escape and Enter close it, and so does any other key, which does what it does anywhere.
struct TextSheet: Sendable, Hashable {
  let title: String
  let lines: [String]
  /// The first line that is shown.
  var first = 0

  /// - Returns: false where the key is not the list's.
  mutating func scroll(_ key: Key) -> Bool {
    switch key {
    case .up: first -= 1
    case .down: first += 1
    case .pageUp: first -= 12
    case .pageDown: first += 12
    case .home: first = 0
    case .end: first = lines.count
    default: return false
    }
    first = max(0, min(first, lines.count - 1))
    return true
  }
}
