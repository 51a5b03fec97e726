import FoundationEssentials
import Glibc
import Library
import Music
import Platform
import Suggestion

/// A suggestion as `segue suggest --json` prints it; what is not known is null.
private struct SuggestionLine: Encodable {
  var path: String
  var score: Double
  var camelot: String?
  var camelot_relation: String
  var key_shift_semitones = 0
  var tempo_change_percent: Double?
  var energy_step: Int?
  var vocal_clash: Double?
  var reasons: [String]

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(score, forKey: .score)
    try container.encode(camelot, forKey: .camelot)
    try container.encode(camelot_relation, forKey: .camelot_relation)
    try container.encode(key_shift_semitones, forKey: .key_shift_semitones)
    try container.encode(tempo_change_percent, forKey: .tempo_change_percent)
    try container.encode(energy_step, forKey: .energy_step)
    try container.encode(vocal_clash, forKey: .vocal_clash)
    try container.encode(reasons, forKey: .reasons)
  }

  enum CodingKeys: String, CodingKey {
    case path, score, camelot, camelot_relation, key_shift_semitones, tempo_change_percent, energy_step, vocal_clash
    case reasons
  }
}

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
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return try ranked.map { row in
    guard json else {
      return "\(fixed(100 * row.score, 0))\t\(row.reasons.joined(separator: ", "))\t\(row.track.path.printable)"
    }
    let line = SuggestionLine(
      path: row.track.path, score: row.score, camelot: row.track.key?.camelot.code,
      camelot_relation: row.relation.rawValue, tempo_change_percent: row.tempoChangePercent,
      energy_step: row.energyStep, vocal_clash: row.vocalClash, reasons: row.reasons)
    return String(decoding: try encoder.encode(line), as: UTF8.self)
  }
}
