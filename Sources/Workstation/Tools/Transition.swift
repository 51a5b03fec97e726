import Media
import Music
import Platform
import Suggestion

/// `segue transition`: how one file becomes another, planned; and, where an output is named, rendered: 20 seconds
/// before the blend, the blend, 20 seconds after it.
/// - Parameters:
///   - kind: the kind that is wanted; nil: the one that fits.
///   - output: where to render it; nil: it is only planned.
///   - settings: how blends are planned, and the loudness that tracks are brought to.
///   - library: the one that may know the files already.
///   - progress: is told the seconds rendered so far.
/// - Returns: the plan, as `--plan` prints it; a sentence on what was rendered; and what in it came to nothing.
/// - Throws: why a file cannot be read, or the output not be written, in a sentence.
package func transition(
  from first: String, to second: String, kind: BlendPlan.Kind?, output: String?, settings: Settings, library: String?,
  progress: (Double) -> Void
) throws -> (plan: BlendPlan, json: String, summary: String?, notes: [String]) {
  let known = try KnownFiles([first, second], jobs: nil, library: library)
  guard known.tracks.count == 2 else {
    throw OfflineSet.Failure(description: known.problems.first ?? "\(first) cannot be analysed")
  }
  let (a, b) = (known.tracks[0].analysis, known.tracks[1].analysis)
  var plan = planBlend(
    from: BlendSide(a, stems: stemKinds(of: first, a)), to: BlendSide(b, stems: stemKinds(of: second, b)), kind: kind,
    rules: settings.blend)
  if plan.tempoChangePercent != nil {
    let media = try MediaProgram.find()
    if let playing = HeardTrack(first, a, media), let next = HeardTrack(second, b, media) {
      plan = plan.locked(playing, next)
    }
  }
  let json = plan.json.line
  guard let output else { return (plan, json, nil, []) }
  let text = transitionJournal(
    of: plan, from: (first, a), to: (second, b), lead: plan.lead(in: a), tail: Seconds(20),
    stems: plan.kind == .stemBlend, settings: settings)
  let journal = try Journal(parsing: text, name: "the transition")
  let set = try renderSet(journal, to: output, progress: progress)
  return (plan, json, set.summary, set.notes)
}

/// The journal of a planned blend, from `lead` seconds before it to `tail` behind it, as `segue transition` renders it.
/// - Parameter stems: those beside the files are loaded.
package func transitionJournal(
  of plan: BlendPlan, from a: (path: String, analysis: TrackAnalysis), to b: (path: String, analysis: TrackAnalysis),
  lead: Seconds, tail: Seconds, stems: Bool, settings: Settings
) -> String {
  SetLines.text(
    [a, b].map { SetLines.Track($0.path, $0.analysis, stems: stems, settings) }, [plan], rate: .cd,
    from: plan.out.lowerBound - lead, tail: tail)
}

extension BlendPlan {
  /// About 20 seconds before the window, on a beat; less where the track has no more.
  fileprivate func lead(in track: TrackAnalysis) -> Seconds {
    let wanted = min(20, out.lowerBound.value)
    guard let grid = track.grid else { return Seconds(wanted) }
    let beats = (grid.beat(at: out.lowerBound) - grid.beat(at: out.lowerBound - Seconds(wanted))).value.rounded(.down)
    return out.lowerBound - grid.time(of: grid.beat(at: out.lowerBound) - Beats(beats))
  }
}
