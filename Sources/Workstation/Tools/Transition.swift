import Engine
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
  let (a, b) = try analyses(of: first, second, library)
  let plan = planBlend(
    from: BlendSide(a, stems: stemKinds(of: first)), to: BlendSide(b, stems: stemKinds(of: second)), kind: kind,
    rules: settings.blend)
  let gain = AutoGainControl(isOn: true, target: settings.targetLoudness)
  func side(_ path: String, _ analysis: TrackAnalysis) -> (track: Journal.TrackSpec, gain: Decibels) {
    let grid = analysis.grid.map(Journal.GridSpec.known) ?? .none
    return (
      Journal.TrackSpec(path: absolutePath(path), grid: grid, stems: plan.kind == .stemBlend),
      gain.gain(for: analysis.loudness)
    )
  }
  let text = plan.journalText(
    side(first, a), side(second, b), rate: .cd, lead: plan.lead(in: a), tail: Seconds(20))
  let json = plan.json.line
  guard let output else { return (plan, json, nil, []) }
  let journal = try Journal(parsing: text, name: "the transition")
  let (summary, notes) = try renderSet(journal, to: output, progress: progress)
  return (plan, json, summary, notes)
}

/// Those that lie beside a file; not looked into.
func stemKinds(of path: String) -> [StemKind] { StemSearch.stems(of: path).prefix(stemCount).map(\.kind) }

private func analyses(of first: String, _ second: String, _ library: String?) throws -> (TrackAnalysis, TrackAnalysis) {
  var found: [TrackAnalysis] = []
  var complaint: String?
  let (_, refusal) = try analyzeFiles([first, second], jobs: nil, library: library) { file, _, _ in
    if let analysis = file.analysis { found.append(analysis) } else { complaint = complaint ?? file.error }
  }
  guard found.count == 2 else {
    throw OfflineSet.Failure(description: complaint ?? refusal ?? "\(first) cannot be analysed")
  }
  return (found[0], found[1])
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
