import Glibc
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

  /// The track that is named by its file, or by words of its title.
  /// - Throws: what to say of words that mean none or several.
  func track(named name: String) throws(NotInLibrary) -> Track {
    let path = absolutePath(name)
    let isFile = name.contains("/") || access(path, F_OK) == 0
    guard !isFile, let named = trouble.read("tracks", { () throws(LibraryError) in try library.track(named: name) })
    else { return track(at: path) }
    switch named {
    case .one(let track): return track
    // A file's name: what reads it says what is wrong with it.
    case .none where !fileEnding(name).isEmpty: return track(at: path)
    case .none:
      let near = nearTitles(name)
      let advice = near.isEmpty ? "/ searches it" : "did you mean \(near.joined(separator: " or "))?"
      throw NotInLibrary(
        description: "“\(name.printable)” is neither a file here nor in a title of the library: \(advice)")
    case .several(let found):
      let titles = found.prefix(4).map { "“\($0.shortName)”" }.joined(separator: ", ")
      let more = found.count > 4 ? " and \(found.count - 4) more" : ""
      throw NotInLibrary(description: "“\(name.printable)” could be \(titles)\(more): say more of it")
    }
  }

  /// Titles that a typo may have meant: each word that was said is nearly one of theirs. Looked for among tracks that
  /// have one of the words as it was said, or its first letters.
  private func nearTitles(_ name: String) -> [String] {
    let said = name.folded.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init)
    let sought = said.filter { $0.count > 2 }.sorted { $0.count > $1.count }
    for words in sought + sought.map({ String($0.prefix(3)) }) {
      let found = trouble.read("tracks") { () throws(LibraryError) in
        guard let query = try? Query(words) else { return [Track]() }
        return try library.tracks(Array(try library.search(query).tracks.prefix(200)))
      }
      let near = (found ?? []).filter { track in
        let there = track.shortName.folded.split(whereSeparator: { !$0.isLetter && !$0.isNumber }).map(String.init)
        return said.allSatisfy { word in there.contains { Typo.isNear(word, $0) } }
      }
      if !near.isEmpty { return near.prefix(2).map { "“\($0.shortName)”" } }
    }
    return []
  }

  private func find(_ path: String) -> Track? {
    trouble.read("the track of \(path)") { () throws(LibraryError) in try library.track(at: path) }
  }
}

extension Track {
  /// "Ida Quay - Harbour Lights".
  fileprivate var shortName: String { (artist.map { "\($0) - \(title)" } ?? title).printable }
}
