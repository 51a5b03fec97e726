import Engine

/// What `say` tells in words.
package enum SayTopic: Sendable, Hashable {
  case deck(DeckID)
  case part(Part)

  /// What is no deck.
  package enum Part: String, Sendable, Hashable, CaseIterable {
    case decks, mixer, library, suggestions, queue, mashups, recording, status
    /// One thing of both decks, in a line.
    case playing, time, tempo, key, phase
  }
}

/// How much is said of its own accord where there is no screen.
package enum Announcements: String, Sendable, Hashable, CaseIterable {
  /// Only what a command answers.
  case off
  /// What the hands do, and what a DJ must know.
  case some
  /// The sections of what plays, and the work in the background, too.
  case all
}

/// What `say` was asked last, in sentences; or a list that was asked for.
package struct SpokenAnswer: Sendable, Hashable {
  /// How often it was asked.
  package var number = 0
  /// What a list is of, as its heading; empty for what `say` tells.
  package var title = ""
  /// Sentence by sentence.
  package var lines: [String] = []
  /// Nothing was asked yet.
  package init() {}
}
