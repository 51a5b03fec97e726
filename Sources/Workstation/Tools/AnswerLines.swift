import Glibc
import Library
import Music
import Platform

/// What the DJ said to tracks, the newest first, a line each; as JSON an object each:
/// `{path, content_id, title, artist, answer, given_at (seconds since 1970), after_path, course}`.
/// - Throws: `LibraryError`, or `NotInLibrary` where there is no library yet.
package func answerLines(json: Bool, directories: AppDirectories, library path: String?) throws -> [String] {
  let path = path ?? directories.library
  guard access(path, F_OK) == 0 else {
    throw NotInLibrary(description: "there is no library at \(path) yet: segue scan FOLDER makes one")
  }
  let library = try Library(path: path)
  return try library.answers().compactMap { given in
    guard let track = try library.track(given.track) else { return nil }
    let after = try given.after.flatMap { try library.track($0) }
    if json {
      return JSON.object([
        ("path", .text(track.path)), ("content_id", JSON(track.contentID?.hex)), ("title", .text(track.title)),
        ("artist", JSON(track.artist)), ("answer", .text(given.answer.rawValue)),
        ("given_at", .number(given.date)), ("after_path", JSON(after?.path)), ("course", JSON(given.course)),
      ]).line
    }
    let before = after.map { "\tafter \($0.title.printable)" } ?? ""
    return "\(localTime(given.date))\t\(given.answer.words)\t\(track.path.printable)\(before)"
  }
}

/// "2026-11-28 21:04", where this machine is.
func localTime(_ date: Double) -> String {
  var seconds = time_t(max(0, min(1e11, date)))
  var parts = tm()
  localtime_r(&seconds, &parts)
  var text = [CChar](repeating: 0, count: 32)
  let count = strftime(&text, text.count, "%Y-%m-%d %H:%M", &parts)
  return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
