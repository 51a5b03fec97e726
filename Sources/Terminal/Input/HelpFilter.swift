/// What a list of help is filtered by: words that a row must have, all of them, in any of its texts.
struct HelpFilter {
  /// In small letters.
  let words: [String]

  init(_ words: [String]) { self.words = words.map { $0.lowercased() } }
  /// - Parameter text: as it was typed.
  init(_ text: String) { self.init(text.split(separator: " ").map(String.init)) }

  /// "crates" finds "crate", too.
  func fits(_ texts: String...) -> Bool {
    words.allSatisfy { word in
      let single = word.count > 3 && word.hasSuffix("s") ? String(word.dropLast()) : word
      return texts.contains { $0.lowercased().contains(single) }
    }
  }
}
