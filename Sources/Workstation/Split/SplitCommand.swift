import Engine

/// What can be split while music plays.
package enum SplitCommand: Sendable, Hashable {
  /// The track of a deck, which takes its stems up when they are there.
  case deck(DeckID)
  /// The track selected in the browser.
  case selected
  /// The tracks of a playlist, a crate or a folder that have no stems.
  case list(String)
  /// Gives up what is split, and what waits for it.
  case stop
}
