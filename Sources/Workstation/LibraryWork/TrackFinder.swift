import Library
import Media
import Music
import Platform

/// Finds a file's track for the threads that load decks. They may wait: for the disk, and for who holds the library.
struct TrackFinder: Sendable {
  let library: Library
  let writer: LibraryWriter
  let trouble: LibraryTrouble

  /// The library's track at a path. A file that it does not know is taken in first; where the library is held just now
  /// the music does not wait for that (`LibraryNews.filed`).
  func track(at path: String) -> Track {
    if let known = find(path) { return known }
    if let file = FileStamp(at: path) {
      writer.keep(.file(file))
      writer.wait(within: .milliseconds(300))
      if let track = find(path) { return track }
    }
    return Track(id: TrackID(0), path: path)
  }

  private func find(_ path: String) -> Track? {
    trouble.read("the track of \(path)") { () throws(LibraryError) in try library.track(at: path) }
  }
}
