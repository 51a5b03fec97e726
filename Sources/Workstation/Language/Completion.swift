extension CommandTable {
  /// What a line that Tab offers means, for the list of choices: what the command does, or what may follow where it is
  /// only begun. Empty where nothing is known of it.
  package static func meaning(ofCompletion line: String) -> String {
    guard let words = try? CommandLine.split(line), !words.isEmpty else { return "" }
    if let whole = rows.first(where: { $0.isWhole(words) }) { return whole.summary }
    let begun = rows.filter { $0.slot(after: words) != nil }
    if begun.count == 1 { return begun[0].summary }
    var next: [String] = []
    for word in begun.flatMap({ $0.slot(after: words)?.expected ?? [] }) where !next.contains(word) {
      next.append(word)
    }
    return next.prefix(8).joined(separator: ", ") + (next.count > 8 ? " …" : "")
  }
}
