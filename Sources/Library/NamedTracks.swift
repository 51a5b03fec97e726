import Music
import Platform

/// What a name finds that is said of a track.
package enum NamedTrack: Sendable, Hashable {
  /// The track at this path, or the only one that these words can mean.
  case one(Track)
  /// Two at least have these words.
  case several([Track])
  /// No track of the library.
  case none
}

extension Library {
  /// The track that is meant by a path, or by words of its title, its artist and what else the search looks at. A title
  /// that is said whole means that track, whatever other one has these words too. A path with a folder is no words.
  /// May wait for the disk.
  package func track(named name: String) throws(LibraryError) -> NamedTrack {
    if let track = try track(at: absolutePath(name)) { return .one(track) }
    guard !name.contains("/"), let query = (try? Query(name))?.ofWordsAlone, !query.steps.isEmpty else { return .none }
    let found = try tracks(try search(query).tracks)
    let whole = name.lowercased()
    let titled = found.filter { $0.title.lowercased() == whole }
    if titled.count == 1 { return .one(titled[0]) }
    return found.count > 1 ? .several(titled.isEmpty ? found : titled) : found.first.map(NamedTrack.one) ?? .none
  }
}
