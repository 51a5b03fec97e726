import Glibc
import Library
import Platform

/// `segue library check` and `segue library repair`: what is wrong with the library, and what was mended.
/// - Returns: lines to say, with `json` one object; and whether nothing is wrong any more.
/// - Throws: where there is no library to look at.
package func checkLibrary(
  repairs: Bool, json: Bool, directories: AppDirectories, library: String?
) throws -> (lines: [String], isSound: Bool) {
  let path = library ?? directories.library
  let found = try Library.check(path: path, repairs: repairs) { access($0, F_OK) == 0 }
  return (json ? [found.json(path).line] : found.lines(path), found.isSound)
}

extension LibraryCheck {
  fileprivate func json(_ path: String) -> JSON {
    .object([
      ("library", .text(path)), ("sound", .bool(isSound)), ("tracks", JSON(tracks)), ("files", JSON(places)),
      ("damage", .list(damage.map { .text($0) })), ("dead_rows", JSON(deadRows)),
      ("wrongly_listed", JSON(wronglyListed)), ("words_wrong", .bool(hasWrongWords)), ("files_gone", JSON(goneCount)),
      ("backup", JSON(backup)),
    ])
  }

  fileprivate func lines(_ path: String) -> [String] {
    var lines = ["\(path): \(counted(tracks, "track")), \(counted(places, "file"))"]
    if let backup { lines.append("repaired; as it was before it is kept in \(backup)") }
    if isSound { lines.append("the library is sound") }
    for sentence in damage { lines.append("damaged: \(sentence)") }
    if !damage.isEmpty, backup != nil {
      lines.append(
        "what is left cannot be mended: put back a copy (library.sqlite.version-…), or scan your music again")
    }
    if hasWrongWords { lines.append("the search does not know all words of the tracks") }
    if deadRows > 0 { lines.append("\(counted(deadRows, "row")) of tracks or crates that are gone") }
    if wronglyListed > 0 { lines.append("\(counted(wronglyListed, "track")) listed with a wrong tempo or key") }
    if !isSound, backup == nil { lines.append("segue library repair mends this; it keeps a copy first") }
    if goneCount > 0 {
      lines.append("\(counted(goneCount, "file")) gone since the last scan: segue scan looks for them")
      lines += gone.map { "gone: \($0)" }
      if goneCount > gone.count { lines.append("… and \(goneCount - gone.count) more") }
    }
    return lines.map(\.printable)
  }
}
