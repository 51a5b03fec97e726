/// Questions about how things stand: "what bpm is a", "how long is left", "are they in phase?". They are answered where
/// every word is one that such questions are made of; else a line is read like any other.
enum Question {
  private static let openings: Set<String> = [
    "what", "what's", "what’s", "whats", "how", "how's", "hows", "is", "are", "which", "where", "where's", "wheres",
    "when", "does", "do", "who", "who's", "who’s",
  ]
  private static let little: Set<String> = [
    "is", "are", "the", "they", "it", "in", "on", "of", "much", "many", "long", "this", "that", "now", "currently",
    "deck", "decks", "both", "to", "my", "a", "b", "there", "we", "i", "at", "still", "does", "last", "one",
    "with", "and", "anything", "till", "until", "have", "do",
  ]
  /// What is asked for, and the topic of `say` that tells it.
  private static let topics: [(words: Set<String>, topic: String)] = [
    (
      ["bar", "section", "drop", "build", "breakdown", "outro", "loop", "stems", "fader", "going", "happening", "up"],
      "decks"
    ),
    (
      [
        "phase", "sync", "synced", "matched", "beatmatched", "aligned", "lead", "leads", "leader", "leading", "follows",
      ], "phase"
    ),
    (["bpm", "tempo", "pitch"], "tempo"),
    (["key", "keys"], "key"),
    (["left", "remaining", "time"], "time"),
    (["playing", "plays", "play", "running", "loaded", "track", "song", "title", "name"], "playing"),
    (["recording", "recordings", "recorded", "record"], "recording"),
    (["queue", "queued"], "queue"),
    (
      [
        "crossfader", "mixer", "master", "headphones", "loud", "louder", "quieter", "loudness", "level", "clipping",
        "clips", "swapped", "swap",
      ], "mixer"
    ),
    (["waiting", "waits", "autopilot", "device", "dropouts"], "status"),
    (["suggested", "suggestions"], "suggestions"),
    (["selected", "library", "found", "tracks", "songs"], "library"),
  ]

  /// - Returns: the words of the `say` that answers; nil for what is no such question.
  static func answer(_ typed: [String]) -> [String]? {
    let words = typed.map { $0.lowercased().withoutQuestionMark }.filter { !$0.isEmpty }
    guard let first = words.first else { return nil }
    let isMarked = typed.last?.hasSuffix("?") == true
    guard openings.contains(first) || isMarked else { return nil }
    // "how do I sync?".
    if words.count > 3, words[0] == "how", ["do", "can"].contains(words[1]), ["i", "we", "you"].contains(words[2]) {
      return ["help", words[3]]
    }
    // "are they in time".
    let isOfPhase = words.indices.dropLast().contains { words[$0] == "in" && words[$0 + 1] == "time" }
    var topic: String? = isOfPhase ? "phase" : nil
    for word in openings.contains(first) ? words.dropFirst() : words[...] {
      if let found = topics.first(where: { $0.words.contains(word) }) {
        topic = topic ?? found.topic
      } else if !little.contains(word) {
        return nil
      }
    }
    let deck = self.deck(words)
    guard let topic else { return deck.map { ["say", "deck", $0] } }
    guard topic == "decks", let deck else { return ["say", topic] }
    return ["say", "deck", deck]
  }

  /// The deck that is named alone.
  private static func deck(_ words: [String]) -> String? {
    let named = ["a", "b"].filter(words.contains)
    return named.count == 1 ? named[0] : nil
  }
}

extension String {
  fileprivate var withoutQuestionMark: String { hasSuffix("?") ? String(dropLast()) : self }
}
