/// What can be done with crates.
package enum CrateCommand: Sendable, Hashable {
  /// Says which there are.
  case list
  /// Lists its tracks, a plain one's in its order.
  case open(String)
  /// Puts the selected track into it, at its end; nil: into the one that had a track put into it last.
  case add(String?)
  /// Puts all that is listed into it.
  case fill(String)
  /// Keeps a search as a smart crate: its name, and the search behind it; the one that is listed where there is none.
  case save(String)
  /// Takes the selected track out of the crate that is open.
  case remove
  /// Moves the selected track in the crate that is open, by so many places.
  case move(Int)
  /// Names the crate that is open anew.
  case rename(String)
  /// Takes a crate away; its tracks stay in the library.
  case delete(String)
  /// Takes the last change of a crate back, or makes the one again that was taken back last.
  case undo, redo
}
