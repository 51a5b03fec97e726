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
  scale * max(0, text.reduce(0) { $0 + (largePoints[$1].map { $0.columns + 1 } ?? 0) } - 1)
}

/// How many rows large digits take at a scale.
func largeHeight(scale: Int = 1) -> Int { (5 * scale + 1) / 2 }

/// The same as they are drawn: what is lit of each row, the leftmost point in the lowest bit.
private let largePoints: [Character: (columns: Int, rows: [UInt8])] = largeShapes.mapValues { shape in
  let rows = shape.map { row in
    row.enumerated().reduce(UInt8(0)) { $1.element == "#" ? $0 | 1 << UInt8($1.offset) : $0 }
  }
  return (shape[0].count, rows)
}

extension Frame {
  /// Writes digits, `A`, `B`, `:`, `.` and `-`, three rows high at a scale of 1, with the half row that is left above
  /// them; other characters are left out.
  mutating func largeDigits(_ text: String, _ x: Int, _ y: Int, scale: Int = 1, _ style: Style) {
    var x = x
    let blank = 2 * largeHeight(scale: scale) - 5 * scale
    for character in text {
      guard let (columns, points) = largePoints[character] else { continue }
      for row in 0..<largeHeight(scale: scale) {
        let (upper, lower) = (2 * row - blank, 2 * row + 1 - blank)
        for column in 0..<columns * scale {
          let point = UInt8(1) << UInt8(column / scale)
          let (top, bottom) = (
            upper >= 0 && points[upper / scale] & point != 0, points[lower / scale] & point != 0
          )
          guard top || bottom else { continue }
          put(top ? bottom ? "█" : "▀" : "▄", x + column, y + row, style)
        }
      }
      x += (columns + 1) * scale
    }
  }
}
