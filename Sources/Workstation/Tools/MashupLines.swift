import Library
import Media
import Music
import Platform
import Suggestion

/// The partners of a track for mashups, from the library: one line each, what takes work below all that does not.
/// - Parameters:
///   - explain: with the parts of each score, the places, and the commands.
///   - note: is told what stands in the way.
package func mashupLines(
  for file: String, limit: Int, json: Bool, explain: Bool, note: (String) -> Void, settings: Settings,
  directories: AppDirectories, library path: String?
) throws -> [String] {
  let (library, track) = try known(file, in: path ?? directories.library)
  if track.hasStems, try library.stemStamp(of: track.id) == nil {
    try StemJobs.listen(to: track.path, library, try MediaProgram.find(directories))
  }
  let found = try library.mashups(of: track, limit: limit, rules: settings.mashup)
  if let words = found.note { note(words) }
  if json { return found.rows.map { $0.json(explain: explain).line } }
  var lines = found.rows.map { row in
    let line =
      "\(fixed(100 * row.score, 0))\t\(row.wayWords)\t\(row.plan.reasons.joined(separator: ", "))\t"
      + row.track.path.printable
    return explain ? line + row.plan.arithmetic.map { "\n\t\($0)" }.joined() : line
  }
  if let border = found.rows.firstIndex(where: \.needsWork) { lines.insert("takes work:", at: border) }
  return lines
}

extension ListedMashup {
  /// As `segue mashups --json` prints it.
  fileprivate func json(explain: Bool) -> JSON {
    var members: [(name: String, value: JSON)] = [
      ("path", .text(track.path)), ("voice", .text(partner.way == .ownVoice ? "this" : "partner")),
      ("score", .number((score * 10_000).rounded() / 10_000)), ("camelot", JSON(track.key?.camelot.code)),
      ("camelot_relation", .text(plan.relation.rawValue)), ("key_shift_semitones", JSON(plan.shift)),
      ("shift_cents", .number(plan.cents)), ("tempo_change_percent", .number(plan.stretch)),
      ("reasons", .list(plan.reasons.map(JSON.text))), ("needs_work", .bool(needsWork)),
    ]
    if explain {
      let parts = MashupPart.allCases.map { part in
        (
          part.rawValue, JSON.object([("value", .number(plan.parts[part])), ("weight", .number(plan.weights[part]))])
        )
      }
      members += [
        ("parts", .object(parts)), ("plan", plan.json(way: partner.way)),
        ("places", .list(partner.plans.dropFirst().map { $0.json(way: partner.way) })),
      ]
    }
    return .object(members)
  }
}
