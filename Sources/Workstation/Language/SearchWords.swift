import Music

/// What is sought, as it is said: "something around 125", "tracks in 8a", "songs faster than 126". Only lines with such
/// words are read so, and those of a range or of nothing else: `search around the world` seeks the words.
enum SearchWords {
  private static let verbs: Set<String> = ["find", "search", "show", "list", "look"]
  private static let things: Set<String> = [
    "something", "anything", "track", "tracks", "song", "songs", "tune", "tunes", "music", "one", "all",
  ]
  private static let fillers: Set<String> = [
    "me", "for", "a", "the", "with", "at", "bpm", "key", "and", "of", "that's", "only", "just",
  ]

  /// - Returns: the search, with its fields; nil for what is none of these.
  static func query(_ typed: [String]) -> String? {
    var words = typed.map { $0.lowercased() }
    guard let verb = words.first, verbs.contains(verb) || things.contains(verb) else { return nil }
    let isNamed = verbs.contains(verb)
    if isNamed { words.removeFirst() }
    let namesThings = words.contains(where: things.contains)
    var fields: [String] = []
    var rest: [String] = []
    while let word = words.first {
      words.removeFirst()
      if things.contains(word) || fillers.contains(word) { continue }
      guard let field = field(word, &words) else {
        rest.append(word)
        continue
      }
      fields.append(field)
    }
    guard !fields.isEmpty, isNamed || rest.isEmpty else { return nil }
    // "show only 8a" and "search house 120 to 126" name no things.
    let isPlain = rest.isEmpty && (["show", "list"].contains(verb) || typed.last?.lowercased() == "bpm")
    guard namesThings || isPlain || fields.contains(where: { $0.contains("-") }) else { return nil }
    return (rest + fields).joined(separator: " ")
  }

  /// The field that a word and those behind it say.
  private static func field(_ word: String, _ words: inout [String]) -> String? {
    func number(_ index: Int = 0) -> Int? {
      guard index < words.count, let value = Int(words[index]), (40...250).contains(value) else { return nil }
      return value
    }
    switch word {
    case "around", "near", "about", "roughly":
      guard let bpm = number() else { return nil }
      words.removeFirst()
      return "bpm:~\(bpm)"
    case "between", "from":
      guard let low = number(), words.count > 2, ["and", "to", "-"].contains(words[1]), let high = number(2) else {
        return nil
      }
      words.removeFirst(3)
      return "bpm:\(low)-\(high)"
    case "faster", "over", "above", "slower", "under", "below":
      if words.first == "than" { words.removeFirst() }
      guard let bpm = number() else { return nil }
      words.removeFirst()
      return "bpm:\(["faster", "over", "above"].contains(word) ? ">" : "<")\(bpm)"
    case "in":
      guard let name = words.first, let key = MusicalKey(parsing: name) else { return nil }
      words.removeFirst()
      return "key:\(key.camelot.code.lowercased())"
    default:
      let bounds = word.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
      if bounds.count == 2, bounds.allSatisfy((40...250).contains) { return "bpm:\(word)" }
      if let bpm = Int(word), (40...250).contains(bpm) {
        guard words.count > 1, ["to", "-"].contains(words[0]), let high = number(1) else { return "bpm:\(bpm)" }
        words.removeFirst(2)
        return "bpm:\(bpm)-\(high)"
      }
      guard word.count < 4, word.first?.isNumber == true, let key = MusicalKey(parsing: word) else { return nil }
      return "key:\(key.camelot.code.lowercased())"
    }
  }
}
