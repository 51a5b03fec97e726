import Platform

/// A list that a command has asked for, read over the screen: what undo takes back, the last messages. The arrows move
/// it; Escape and Enter close it, and so does any other key, which does what it does anywhere.
struct TextSheet: Sendable, Hashable {
  let title: String
  let lines: [String]
  /// The first row that is shown.
  var first = 0

  init(title: String, lines: [String]) { (self.title, self.lines) = (title, lines) }

  /// The lines on a screen of this width: what is longer goes on below, indented.
  func rows(onWidth width: Int) -> [String] {
    let columns = max(8, width - 10)
    return lines.flatMap { line -> [String] in
      if displayWidth(line) <= columns { return [line] }
      return wrapped(line, columns: columns - 2).enumerated().map { ($0 == 0 ? "" : "  ") + $1 }
    }
  }

  /// - Returns: false where the key is not the list's.
  mutating func scroll(_ key: Key, on screen: (width: Int, height: Int)) -> Bool {
    let room = Self.room(onHeight: screen.height)
    switch key {
    case .up: first -= 1
    case .down: first += 1
    case .pageUp: first -= room - 1
    case .pageDown: first += room - 1
    case .home: first = 0
    case .end: first = .max
    default: return false
    }
    first = max(0, min(first, rows(onWidth: screen.width).count - room))
    return true
  }

  /// The rows that a screen of this height has for it, at most.
  static func room(onHeight height: Int) -> Int { max(1, height - 4) }
}
