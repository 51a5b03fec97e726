/// The list that has the keys, and in which a track is selected.
package enum ListInHand: Sendable, Hashable {
  case library
  /// What fits next; the library's row where nothing is suggested.
  case suggestions
}
