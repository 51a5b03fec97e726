import Music
import Platform
import Suggestion

/// Files ordered into a set, with all of its blends.
package struct SetPlan {
  private let tracks: [(path: String, analysis: TrackAnalysis)]
  private let planned: PlannedSet
  /// Files that could not be read, in sentences.
  package let problems: [String]

  /// `segue plan`: the best set of files.
  /// - Parameters:
  ///   - files: candidates, as `listedFiles` gives them.
  ///   - minutes: how long the set is to be.
  ///   - ends: the files that begin and end it; nil: any.
  ///   - steer: where it is steered to, in words (`SteerWords`), among these files; nil: nowhere.
  ///   - note: is told what was not understood of them.
  ///   - library: the one that may know the files already.
  ///   - progress: is told how many of how many files are known.
  /// - Throws: that a file is not among them, or none can be read, in a sentence.
  package init(
    of files: [String], minutes: Double, course: SetCourse.Shape?, from first: String?, to last: String?,
    steer words: String? = nil, note: (String) -> Void = { _ in }, settings: Settings, library: String?,
    progress: (Int, Int) -> Void
  ) throws {
    var files = files
    for end in [first, last].compactMap(\.self) where !files.contains(where: { absolutePath($0) == absolutePath(end) })
    {
      files.append(end)
    }
    let known = try KnownFiles(files, jobs: settings.jobs, library: library, progress: progress)
    guard !known.tracks.isEmpty else {
      throw OfflineSet.Failure(description: known.problems.first ?? "there is no music to plan a set of")
    }
    func index(of file: String?) throws(OfflineSet.Failure) -> Int? {
      guard let file else { return nil }
      guard let index = known.tracks.firstIndex(where: { absolutePath($0.path) == absolutePath(file) }) else {
        throw OfflineSet.Failure(description: "\(file) cannot be analysed: it can neither begin nor end a set")
      }
      return index
    }
    let wish = SetWish(
      length: Seconds(minutes * 60), course: course, first: try index(of: first), last: try index(of: last))
    tracks = known.tracks
    problems = known.problems
    let (steered, rules) = try Self.steered(known.tracks.map(\.analysis), by: words, settings.suggest, note)
    planned = planSet(
      zip(known.tracks, steered).map { SetTrack($0.analysis, stems: stemKinds(of: $0.path, $0.analysis), steer: $1) },
      wish,
      blends: settings.blend, rules: settings.set, suggest: rules)
  }

  /// How far each track lies where the words steer to, as analyses tell it, and what that counts.
  private static func steered(
    _ tracks: [TrackAnalysis], by words: String?, _ rules: SuggestRules, _ note: (String) -> Void
  ) throws -> ([Float?], SuggestRules) {
    guard let words else { return (tracks.map { _ in nil }, rules) }
    let said = try SteerWords(words)
    if !said.unknown.isEmpty { note("not understood: \(said.unknownWords)") }
    let ids = tracks.indices.map { TrackID(Int64($0 + 1)) }
    let table = SoundTable(zip(ids, tracks).map { (id: $0, figures: TrackSound(of: $1).whole) })
    let (candidates, steered) = table.steered(
      ids.map { Candidate(id: $0) }, rules, by: SteerWish(said.applied(to: Steering())))
    return (candidates.map(\.steer), steered)
  }

  /// The files in order.
  package var files: [String] { planned.order.map { tracks[$0].path } }

  private var leftOut: [String] {
    tracks.indices.filter { !planned.order.contains($0) }.map { tracks[$0].path }
  }

  /// For people: a line a track, with the blend that leads to it, and what was left out.
  package var lines: [String] {
    var lines = zip(planned.order, planned.starts).enumerated().map { position, item in
      let (index, start) = item
      let blend = position > 0 ? "\t\(Self.words(planned.blends[position - 1], planned.scores[position - 1]))" : ""
      return "\(clock(start.value))\t\(name(index))\(blend)"
    }
    lines.append(
      "\(clock(planned.length.value))\tend: \(counted(planned.order.count, "track")), score \(percent(planned.score))")
    if !leftOut.isEmpty {
      lines.append("left out: \(leftOut.map { fileName($0).printable }.joined(separator: ", "))")
    }
    return lines
  }

  private func name(_ index: Int) -> String {
    let tags = tracks[index].analysis.tags
    guard let title = tags.title else { return fileName(tracks[index].path).printable }
    return ((tags.artist.map { $0 + " – " } ?? "") + title).printable
  }

  private static func words(_ blend: BlendPlan, _ score: Double) -> String {
    let bars = blend.bars > 0 ? " of \(blend.bars) bars" : ""
    return (["\(blend.kind.rawValue)\(bars), \(percent(score))"] + blend.reasons).joined(separator: "; ").printable
  }

  /// As `segue plan --json` prints it.
  package var json: String {
    let rows = planned.order.indices.map { position -> JSON in
      var row: [(name: String, value: JSON)] = [
        ("path", .text(tracks[planned.order[position]].path)),
        ("at_seconds", .number((planned.starts[position].value * 10).rounded() / 10)),
        ("energy", JSON(tracks[planned.order[position]].analysis.energy)),
      ]
      if position > 0 {
        row.append(("score", .number((planned.scores[position - 1] * 1000).rounded() / 1000)))
        row.append(("plan", planned.blends[position - 1].json))
      }
      return .object(row)
    }
    return JSON.object([
      ("minutes", .number((planned.length.value / 6).rounded() / 10)),
      ("score", .number((planned.score * 1000).rounded() / 1000)), ("tracks", .list(rows)),
      ("left_out", .list(leftOut.map(JSON.text))),
    ]).line
  }

  /// Writes the set as a playlist. - Returns: nil, or why it cannot be written.
  package func write(playlist path: String) -> String? {
    replaceFile(path, with: (["#EXTM3U"] + files.map(absolutePath)).joined(separator: "\n") + "\n").map {
      "the playlist \(path) cannot be written: \($0)"
    }
  }
}

private func percent(_ share: Double) -> String { "\(fixed(100 * share, 0)) %" }
