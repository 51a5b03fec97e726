import Library
import Music

extension Library {
  /// The grid to play by: the DJ's own, else the one that was found.
  func grid(of track: TrackID) throws(LibraryError) -> BeatGrid? {
    if let edited = try gridEdit(of: track) { return edited }
    return try analysis(of: track)?.grid
  }
}
