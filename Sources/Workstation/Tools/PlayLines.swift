import Glibc
import Library
import Music
import Platform

/// What was played, the oldest first, a line each; as JSON an object each:
/// `{at, path, title, artist, album, content_id, after_path}`. Of a station or of sets: the library keeps both.
/// - Parameter date: from when on, seconds since 1970; nil: all that is known.
/// - Throws: `LibraryError`, or `NotInLibrary` where there is no library yet.
package func playLines(
  since date: Double?, json: Bool, directories: AppDirectories, library path: String?
) throws -> [String] {
  let path = path ?? directories.library
  guard access(path, F_OK) == 0 else {
    throw NotInLibrary(description: "there is no library at \(path) yet: segue scan FOLDER makes one")
  }
  let library = try Library(path: path)
  var names: [TrackID: Track] = [:]
  func track(_ id: TrackID) throws -> Track? {
    if names[id] == nil { names[id] = try library.track(id) }
    return names[id]
  }
  return try library.plays(since: date ?? 0).compactMap { play in
    guard let played = try track(play.track) else { return nil }
    if !json {
      let artist = played.artist.map { $0 + " – " } ?? ""
      return "\(localTime(play.startedAt))\t\((artist + played.title).printable)\t\(played.path.printable)"
    }
    return JSON.object([
      ("at", .text(WallTime(here: play.startedAt).text)), ("path", .text(played.path)),
      ("title", .text(played.title)), ("artist", JSON(played.artist)), ("album", JSON(played.tags.album)),
      ("content_id", JSON(played.contentID?.hex)), ("after_path", JSON(try play.after.flatMap { try track($0) }?.path)),
    ]).line
  }
}

/// Reads from when on: "24h" and "90m" ago, "14:00" the last time that it was, "2026-12-01", "2026-12-01 06:00".
/// - Returns: seconds since 1970; nil for what is no time.
package func dateOfHistory(_ text: String, now: Double) -> Double? {
  if text.trimmed.isEmpty { return nil }
  if text.hasSuffix("h") || text.hasSuffix("m"), let hours = StationPlan.hours(text) { return now - 3600 * hours }
  if text.contains(":"), !text.contains("-") {
    // The next time that it is so late; the last one is a day before.
    guard let next = StationPlan.date(text, now: now) else { return nil }
    let minute = WallTime(here: next).minute
    return [0, -1].map { localDate(of: now, days: $0, hour: minute / 60, minute: minute % 60) }.first { $0 <= now }
  }
  return StationPlan.date(text.contains(":") ? text : text + " 00:00", now: now)
}
