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

/// A file that the library has, and the library. - Parameters:
///   - file: its path, or words that find it alone: of its title, its artist.
///   - path: of the library.
func known(_ file: String, in path: String) throws -> (library: Library, track: Track) {
  guard access(path, F_OK) == 0 else {
    throw NotInLibrary(description: "there is no library at \(path) yet: segue scan FOLDER makes one")
  }
  let library = try Library(path: path)
  switch try library.track(named: file) {
  case .one(let track): return (library, track)
  case .none: throw NotInLibrary(description: "\(file) is not in the library: add its folder with segue scan FOLDER")
  case .several(let found):
    let names = found.prefix(5).map { "\n  \($0.path.printable)" }.joined()
    let more = found.count > 5 ? "\n  and \(found.count - 5) more" : ""
    throw NotInLibrary(description: "“\(file)” finds \(found.count) tracks: name one by its path\(names)\(more)")
  }
}

/// What fits after a track, from the library alone: one line each, what takes work below all that does not.
/// - Parameters:
///   - explain: with the parts of each score, and the plan of each blend.
///   - steer: where the list is steered to, in words (`SteerWords`); nil: nowhere.
///   - note: is told what was not understood of them.
package func suggestionLines(
  for file: String, limit: Int, json: Bool, explain: Bool, steer words: String? = nil,
  note: (String) -> Void = { _ in }, settings: Settings, directories: AppDirectories,
  library path: String?
) throws -> [String] {
  let (library, track) = try known(file, in: path ?? directories.library)
  let date = secondsSince1970()
  let now = NowPlaying(track, recentArtists: try library.recentArtists(at: date), date: date)
  let sounds = SoundTables()
  var wish = SteerWish()
  if let words {
    let said = try SteerWords(words)
    if !said.unknown.isEmpty { note("not understood: \(said.unknownWords)") }
    try SoundMeasuring.measureAll(of: library)
    wish.steering = said.applied(to: Steering())
    if said.isLikeThis, let mean = try sounds.table(of: library)[track.id] {
      wish.like = ListSound(name: track.title, mean: mean, strength: SteeringDesk.likeThisStrength)
    }
  }
  let ranking = try library.ranking(for: now, limit: limit, settings, steer: wish, sounds)
  let rows = try ranking.rows { ids throws(LibraryError) in try library.tracks(ids) }
  if json { return rows.map { $0.json(explain: explain).line } }
  var lines = rows.map { row in
    let line = "\(fixed(100 * row.score, 0))\t\(row.reasons.joined(separator: ", "))\t\(row.track.path.printable)"
    return explain ? line + row.arithmetic.map { "\n\t\($0)" }.joined() : line
  }
  if let border = rows.firstIndex(where: \.needsWork) { lines.insert("takes work:", at: border) }
  return lines
}

extension RankedTrack {
  /// As `segue suggest --json` prints it; what is not known is null.
  fileprivate func json(explain: Bool) -> JSON {
    var members: [(name: String, value: JSON)] = [
      ("path", .text(track.path)), ("score", .number(score)), ("camelot", JSON(track.key?.camelot.code)),
      ("camelot_relation", .text(relation.rawValue)), ("key_shift_semitones", JSON(ranked.keyShift)),
      ("tempo_change_percent", JSON(tempoChangePercent)), ("energy_step", JSON(energyStep)),
      ("vocal_clash", JSON(vocalClash)), ("reasons", .list(reasons.map(JSON.text))), ("needs_work", .bool(needsWork)),
    ]
    if explain {
      let parts = countedParts.map { part in
        (part.rawValue, JSON.object([("value", .number(ranked.parts[part])), ("weight", .number(weights[part]))]))
      }
      if let taste {
        members.append(
          (
            "taste",
            .object([
              ("score_by_rules", .number(taste.byRules)), ("liked", .list(taste.liked.map(JSON.text))),
              ("disliked", .list(taste.disliked.map(JSON.text))),
            ])
          ))
      }
      members += [("parts", .object(parts)), ("plan", plan?.json ?? .null)]
    }
    return .object(members)
  }
}
