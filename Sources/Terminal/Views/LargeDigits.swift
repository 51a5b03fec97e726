import Platform

/// Digits and the letters of keys, three points wide and five high; a point is a column wide and half a row high.
private let largeShapes: [Character: [String]] = [
  "0": ["###", "# #", "# #", "# #", "###"], "1": ["## ", " # ", " # ", " # ", "###"],
  "2": ["###", "  #", "###", "#  ", "###"], "3": ["###", "  #", " ##", "  #", "###"],
  "4": ["# #", "# #", "###", "  #", "  #"], "5": ["###", "#  ", "###", "  #", "###"],
  "6": ["###", "#  ", "###", "# #", "###"], "7": ["###", "  #", "  #", "  #", "  #"],
  "8": ["###", "# #", "###", "# #", "###"], "9": ["###", "# #", "###", "  #", "###"],
  "A": ["###", "# #", "###", "# #", "# #"], "B": ["## ", "# #", "## ", "# #", "## "],
  ":": [" ", "#", " ", "#", " "], ".": [" ", " ", " ", " ", "#"], "-": ["  ", "  ", "##", "  ", "  "],
  "–": ["   ", "   ", "###", "   ", "   "],
]

/// How many columns the text takes at a scale.
func largeWidth(_ text: String, scale: Int = 1) -> Int {
  scale * max(0, text.reduce(0) { $0 + (largeShapes[$1].map { $0[0].count + 1 } ?? 0) } - 1)
}

/// How many rows large digits take at a scale.
func largeHeight(scale: Int = 1) -> Int { (5 * scale + 1) / 2 }

extension Frame {
  /// Writes digits, `A`, `B`, `:`, `.` and `-`, three rows high at a scale of 1, with the half row that is left above
  /// them; other characters are left out.
  mutating func largeDigits(_ text: String, _ x: Int, _ y: Int, scale: Int = 1, _ style: Style) {
    var x = x
    let blank = 2 * largeHeight(scale: scale) - 5 * scale
    for character in text {
      guard let shape = largeShapes[character] else { continue }
      let columns = shape[0].count
      let points = shape.map { $0.map { $0 == "#" } }
      for row in 0..<largeHeight(scale: scale) {
        let (upper, lower) = (2 * row - blank, 2 * row + 1 - blank)
        for column in 0..<columns * scale {
          let (top, bottom) = (
            upper >= 0 && points[upper / scale][column / scale], points[lower / scale][column / scale]
          )
          guard top || bottom else { continue }
          put(top ? bottom ? "█" : "▀" : "▄", x + column, y + row, style)
        }
      }
      x += (columns + 1) * scale
    }
  }
}
