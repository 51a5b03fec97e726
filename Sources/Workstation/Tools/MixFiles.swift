import Engine
import Media
import Music
import Platform
import Suggestion

/// A set that was mixed into a file.
package struct MixedFiles {
  /// A sentence on what was made.
  package var summary: String
  /// "0:03:12  Artist – Title", a line a track.
  package var tracklist: [String]
  /// Files that were left out, and what came to nothing, in sentences.
  package var notes: [String]
  /// No file was left out.
  package var isWhole: Bool
}

/// `segue mix`: files one after the other, each blend planned, into one file with a cue sheet beside it.
/// - Parameters:
///   - files: in their order; one that cannot be read is left out and named.
///   - journal: where to write the set as a journal too; nil: nowhere.
///   - library: the one that may know the files already.
///   - mastering: how the mix is mastered; nil: not at all.
///   - say: is told how far it is.
/// - Throws: why the output cannot be written, or none of the files be read, in a sentence.
package func mixFiles(
  _ files: [String], to output: String, journal place: String?, settings: Settings, library: String?,
  mastering: MasterWish? = nil, say: @escaping (String) -> Void
) throws -> MixedFiles {
  let known = try KnownFiles(files, jobs: settings.jobs, library: library) { say("\($0) of \($1) files analysed") }
  guard let first = known.tracks.first else {
    throw OfflineSet.Failure(description: known.problems.first ?? "there is no music to mix")
  }
  let plans = chain(known.tracks, try MediaProgram.find(), settings)
  let tracks = known.tracks.indices.map { index in
    let plan = plans.dropFirst(max(0, index - 1)).prefix(index == 0 ? 1 : 2)
    return SetLines.Track(
      known.tracks[index].path, known.tracks[index].analysis, stems: plan.contains { $0.kind == .stemBlend }, settings)
  }
  let text = SetLines.text(
    tracks, plans, rate: .cd, from: TrackTime(first.analysis.cues.first_sound_seconds ?? 0))
  if let place, let complaint = replaceFile(place, with: text) {
    throw OfflineSet.Failure(description: "the journal \(place) cannot be written: \(complaint)")
  }
  let journal = try Journal(parsing: text, name: "the mix")
  let rendered = try renderSet(journal, to: output, mastering: mastering, shown: say) { say("\(clock($0)) mixed") }
  let list = Tracklist(
    of: journal, done: rendered.done,
    tracks: known.tracks.map { track in
      let tags = track.analysis.tags
      return Journal.PlayedTrack(
        path: absolutePath(track.path), title: tags.title ?? baseName(track.path), artist: tags.artist)
    })
  let sheet = neighbour(of: output, named: "\(baseName(output)).cue")
  var notes = known.problems + rendered.notes
  if let complaint = CueSheet.write(CueSheet.text(of: list.items, recording: output), to: sheet) {
    notes.append(complaint)
  }
  return MixedFiles(summary: rendered.summary, tracklist: list.lines, notes: notes, isWhole: known.problems.isEmpty)
}

/// A plan from each track to the next; each begins behind the one before it.
private func chain(
  _ tracks: [(path: String, analysis: TrackAnalysis)], _ media: MediaProgram, _ settings: Settings
) -> [BlendPlan] {
  var plans: [BlendPlan] = []
  // What one blend brought in goes out in the next: it is read once.
  var heard: HeardTrack?
  for (one, next) in zip(tracks, tracks.dropFirst()) {
    let came = plans.last
    let plan =
      planBlend(
        from: BlendSide(one.analysis, stems: stemKinds(of: one.path, one.analysis), keyShift: came?.keyShift ?? 0),
        to: BlendSide(next.analysis, stems: stemKinds(of: next.path, next.analysis)),
        earliest: came?.in.upperBound ?? TrackTime(one.analysis.cues.first_sound_seconds ?? 0), rules: settings.blend)
    let playing = heard ?? HeardTrack(one.path, one.analysis, media)
    heard = HeardTrack(next.path, next.analysis, media)
    if let playing, let heard { plans.append(plan.locked(playing, heard)) } else { plans.append(plan) }
  }
  return plans
}

extension Tracklist {
  /// Of a set that was rendered: each track from the line that starts it. - Parameter done: when each line was done.
  fileprivate init(
    of journal: Journal, done: [(line: Int, frame: ClockFrame)], tracks: [Journal.PlayedTrack]
  ) {
    let frames = Dictionary(done.map { ($0.line, $0.frame) }, uniquingKeysWith: { first, _ in first })
    let starts = journal.entries.compactMap { entry -> (deck: DeckID, frame: ClockFrame)? in
      guard case .command(let command) = entry.what, case .deck(let deck, .play) = command.action,
        let frame = frames[entry.line]
      else { return nil }
      return (deck, frame)
    }
    self.init(
      zip(starts, tracks).map { start, track in
        Item(seconds: start.frame.seconds(at: journal.rate).value, deck: start.deck, track: track)
      })
  }
}
