import Platform

/// Digits three rows high and three columns wide, of half blocks.
private let largeShapes: [Character: [String]] = [
  "0": ["█▀█", "█ █", "▀▀▀"], "1": ["▀█ ", " █ ", "▀▀▀"], "2": ["▀▀█", "█▀▀", "▀▀▀"], "3": ["▀▀█", " ▀█", "▀▀▀"],
  "4": ["█ █", "▀▀█", "  ▀"], "5": ["█▀▀", "▀▀█", "▀▀▀"], "6": ["█▀▀", "█▀█", "▀▀▀"], "7": ["▀▀█", "  █", "  ▀"],
  "8": ["█▀█", "█▀█", "▀▀▀"], "9": ["█▀█", "▀▀█", "▀▀▀"], ":": ["▄", "▄", " "], ".": [" ", " ", "▀"],
  "-": ["  ", "▀▀", "  "], "–": ["   ", "▀▀▀", "   "],
]

/// How many columns the text takes.
func largeWidth(_ text: String) -> Int {
  max(0, text.reduce(0) { $0 + (largeShapes[$1]?[0].count ?? 0) + 1 } - 1)
}

extension Frame {
  /// Writes digits, `:`, `.` and `-` three rows high; other characters are left out.
  mutating func largeDigits(_ text: String, _ x: Int, _ y: Int, _ style: Style) {
    var x = x
    for character in text {
      guard let shape = largeShapes[character] else { continue }
      for (row, line) in shape.enumerated() { self.text(line, x, y + row, style) }
      x += shape[0].count + 1
    }
  }
}
