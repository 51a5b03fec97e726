import Library
import Music
import Platform
import Suggestion

/// Plans a blend from what the library knows of both files; on a thread that may wait for it.
struct BlendFacts {
  let library: Library
  let rules: BlendRules

  /// The plan, and who sings in its window, in words.
  func plan(_ wish: Autopilot.PlanWish) throws(LibraryError) -> (plan: BlendPlan, voices: String) {
    let a = try analysis(at: wish.from, length: wish.lengths.x)
    let b = try analysis(at: wish.to, length: wish.lengths.y)
    var earliest = wish.earliest
    if wish.place == .late {
      let end = a.cues.last_sound_seconds ?? a.duration_seconds ?? 0
      let bar = a.grid.map { $0.bpm(at: TrackTime(end)).beatLength.value * Double($0.beatsPerBar) } ?? 2
      // Half a bar more: a phrase that fits just so is meant.
      earliest = max(earliest, TrackTime(end - (Double(wish.bars ?? 8) + 0.5) * bar))
    }
    let plan = planBlend(
      from: BlendSide(a, stems: wish.fromStems, ratio: wish.ratio, keyShift: wish.keyShift),
      to: BlendSide(b, stems: wish.toStems), earliest: earliest, kind: wish.kind, bars: wish.bars,
      isSoon: wish.place == .soon, rules: rules)
    return (plan, Self.voices(a, b, plan))
  }

  /// What the library knows, with the DJ's own grid and sections; of a file that it does not know, the length.
  func analysis(at path: String, length: Double) throws(LibraryError) -> TrackAnalysis {
    var bare = TrackAnalysis(path: path)
    bare.duration_seconds = length
    guard let track = try library.track(at: path), var known = try library.analysis(of: track.id) else { return bare }
    if let grid = try library.gridEdit(of: track.id) { (known.grid, known.bpm_confidence) = (grid, 1) }
    if let sections = try library.sectionEdit(of: track.id) { known.sections = sections }
    if let key = track.key { known.key = key.name }
    known.duration_seconds = known.duration_seconds ?? length
    return known
  }

  /// "both instrumental", "one voice", "both sing for 3 s"; nothing where it is not known.
  private static func voices(_ a: TrackAnalysis, _ b: TrackAnalysis, _ plan: BlendPlan) -> String {
    guard let mine = a.vocals, let theirs = b.vocals, plan.out.lowerBound < plan.out.upperBound else { return "" }
    if plan.twoVoices >= Seconds(1) { return "both sing for \(Int(plan.twoVoices.value.rounded())) s" }
    func sings(_ spans: [TrackAnalysis.VocalSpan], in window: ClosedRange<TrackTime>) -> Bool {
      spans.contains {
        $0.confidence >= 0.5 && $0.start_seconds < window.upperBound.value
          && $0.end_seconds > window.lowerBound.value
      }
    }
    return sings(mine, in: plan.out) || sings(theirs, in: plan.in) ? "one voice" : "both instrumental"
  }
}
