/// Words that were nearly typed.
enum Typo {
  /// Whether a word that is so far off may have been meant: one letter in short words, two in those of seven and more.
  static func isLikely(_ distance: Int, in word: String) -> Bool {
    distance <= 2 && 4 * distance <= word.count + 1
  }

  /// Whether a word may have been meant for another, which may go on.
  static func isNear(_ word: String, _ other: String) -> Bool {
    let beginning = String(other.prefix(word.count + 1))
    return isLikely(distance(word, beginning), in: word) || isLikely(distance(word, other), in: word)
  }

  /// Letters that must be put in, left out, changed or swapped with their neighbour (V. Levenshtein, 1966; R. Lowrance
  /// and R. Wagner, 1975, each place edited once).
  static func distance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var (above, row) = ([Int](), Array(0...b.count))
    for line in a.indices {
      let before = (two: above, one: row)
      above = row
      row[0] = line + 1
      for column in b.indices {
        let changed = before.one[column] + (a[line] == b[column] ? 0 : 1)
        row[column + 1] = min(changed, min(row[column], before.one[column + 1]) + 1)
        if line > 0, column > 0, a[line] == b[column - 1], a[line - 1] == b[column] {
          row[column + 1] = min(row[column + 1], before.two[column - 1] + 1)
        }
      }
    }
    return row[b.count]
  }
}
