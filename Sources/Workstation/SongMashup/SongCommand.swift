/// What is said of whole songs that are made of two while music plays.
package enum SongCommand: Sendable, Hashable {
  /// One of the mash that is on, to this file; nil: a name is made for it.
  case ofMash(to: String?)
  /// One of the partner that is selected, and the track that the list is of.
  case ofPartner(to: String?)
  /// Gives up the one that is being made, and those that wait.
  case stop
}
