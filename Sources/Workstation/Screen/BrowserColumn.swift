/// A column of the library's list.
package enum BrowserColumn: String, Sendable, Hashable, CaseIterable {
  case title, artist, album, genre, year, bpm, key, energy, time, loudness, stems, answer
  case rating, played, plays, tags, comment, added

  /// The columns that a DJ names, in their order; none is what the screen has by itself.
  /// - Returns: the columns, or a sentence that says what is wrong.
  package static func read(_ words: String) -> Result<[BrowserColumn], BadColumns> {
    let names = words.split { $0 == " " || $0 == "," }.map { $0.lowercased() }
    if names == ["standard"] { return .success([]) }
    var columns: [BrowserColumn] = []
    for name in names {
      guard let column = BrowserColumn(rawValue: name) else {
        return .failure(BadColumns(sentence: "there is no column “\(name)”; there are \(all)"))
      }
      if !columns.contains(column) { columns.append(column) }
    }
    guard !columns.isEmpty else { return .failure(BadColumns(sentence: "columns are some of \(all), or standard")) }
    return .success(columns)
  }

  private static let all = allCases.map(\.rawValue).joined(separator: ", ")
}

/// Why words name no columns.
package struct BadColumns: Error, Sendable, Hashable {
  /// What is wrong, and what there is.
  package let sentence: String
}
