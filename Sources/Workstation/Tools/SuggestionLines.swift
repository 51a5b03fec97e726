import Glibc
import Library
import Music
import Platform
import Suggestion

/// The file that was named is not in the library.
package struct NotInLibrary: Error, CustomStringConvertible {
  /// The sentence.
  package let description: String
}

/// What fits after a track, from the library alone: one line each.
package func suggestionLines(
  for file: String, limit: Int, json: Bool, directories: AppDirectories, library path: String?
) throws -> [String] {
  let path = path ?? directories.library
  guard access(path, F_OK) == 0 else {
    throw NotInLibrary(description: "there is no library at \(path) yet: segue scan FOLDER makes one")
  }
  let library = try Library(path: path)
  guard let track = try library.track(at: absolutePath(file)) else {
    throw NotInLibrary(description: "\(file) is not in the library: add its folder with segue scan FOLDER")
  }
  let date = secondsSince1970()
  let now = NowPlaying(track, recentArtists: try library.recentArtists(at: date), date: date)
  let ranked = try suggestions(
    for: now, from: try library.candidates(), limit: limit
  ) { ids throws(LibraryError) in try library.tracks(ids) }
  return ranked.map { row in
    guard json else {
      return "\(fixed(100 * row.score, 0))\t\(row.reasons.joined(separator: ", "))\t\(row.track.path.printable)"
    }
    return row.json.line
  }
}

extension RankedTrack {
  /// As `segue suggest --json` prints it; what is not known is null.
  fileprivate var json: JSON {
    .object([
      ("path", .text(track.path)), ("score", .number(score)), ("camelot", JSON(track.key?.camelot.code)),
      ("camelot_relation", .text(relation.rawValue)), ("key_shift_semitones", 0),
      ("tempo_change_percent", JSON(tempoChangePercent)), ("energy_step", JSON(energyStep)),
      ("vocal_clash", JSON(vocalClash)), ("reasons", .list(reasons.map(JSON.text))),
    ])
  }
}
