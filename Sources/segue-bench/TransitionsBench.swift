import Glibc
import Media
import Music
import Platform
import Suggestion
import Support
import Workstation

/// Transitions as they are heard, over ordered pairs of the corpus whose tempi are within reach: planned ones against a
/// plain recipe from the tracks' mix points and a blind fade at the end.
/// - Parameters:
///   - most: pairs, spread evenly over all that there are; nil: all.
///   - only: how the tracks' names may begin; empty: as they like.
func benchTransitions(most: Int?, only: [String], json: Bool) {
  guard let folder = Corpus.folder, let media = try? MediaProgram.find() else {
    return printFigures("transitions", [("pairs", nil)], json: json)
  }
  let tracks = musicFiles(["\(folder)/ready"]).files.filter { path in
    !path.contains("/stems/") && (only.isEmpty || only.contains { baseName(path).hasPrefix($0) })
  }
  .compactMap { TransitionTrack($0, media) }
  var settings = Settings()
  settings.targetLoudness = LUFS(-14)
  var pairs: [(a: TransitionTrack, b: TransitionTrack, plan: BlendPlan)] = []
  for a in tracks {
    for b in tracks where b.path != a.path {
      let plan = planBlend(from: BlendSide(a.analysis), to: BlendSide(b.analysis), rules: settings.blend)
      if plan.tempoChangePercent != nil { pairs.append((a, b, plan)) }
    }
  }
  if let most, most < pairs.count { pairs = (0..<most).map { pairs[$0 * pairs.count / most] } }
  var results = [TransitionMethod: TransitionResults]()
  for method in TransitionMethod.allCases { results[method] = TransitionResults() }
  // All sound at once does not fit into memory; the first of the pairs stays for its turn.
  var first: SoundingTrack?
  for (number, pair) in pairs.enumerated() {
    tell("\r\(number + 1) of \(pairs.count)")
    if first?.path != pair.a.path { first = SoundingTrack(pair.a, media) }
    guard let a = first, let b = SoundingTrack(pair.b, media) else { continue }
    let plan = pair.plan.locked(a, b)
    let render = TransitionRender(a: a, b: b, media: media, settings: settings)
    guard let planned = try? render.planned(plan), let recipe = try? render.recipe() else { continue }
    results[.planner]!.add(TransitionFigures(planned), TransitionFacts(plan, a.track, b.track), a.track, b.track)
    results[.recipe]!.add(
      TransitionFigures(recipe), TransitionFacts(recipeOf: a.track, b.track, recipe), a.track, b.track)
    results[.fade]!.add(TransitionFigures(render.fade()), TransitionFacts(fadeOf: a.track, b.track), a.track, b.track)
  }
  tell("\n")
  report(results, pairs: pairs.count, json: json)
}

/// How far it is, to whoever looks on.
private func tell(_ text: String) {
  guard isatty(STDERR_FILENO) == 1 else { return }
  var text = text
  text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
}

enum TransitionMethod: String, CaseIterable { case planner, recipe, fade }

/// What is so by the tracks' facts, without listening.
struct TransitionFacts {
  /// Where the first is left, seconds, and for how long both are heard.
  var out: Double
  var overlap: Double
  /// For so long both sing.
  var twoVoices: Double
  /// The keys clash as they sound.
  var clashes: Bool?
  /// Out and in are on phrases.
  var onPhrases: Bool

  init(_ plan: BlendPlan, _ a: TransitionTrack, _ b: TransitionTrack) {
    out = plan.out.lowerBound.value
    overlap = plan.bars > 0 ? (plan.out.upperBound - plan.out.lowerBound).value : 0
    twoVoices = plan.twoVoices.value
    clashes = Self.clash(a, b, shift: plan.keyShift)
    onPhrases = Self.isPhrase(plan.out.lowerBound.value, a) && Self.isPhrase(plan.in.lowerBound.value, b)
  }

  init(recipeOf a: TransitionTrack, _ b: TransitionTrack, _ heard: HeardTransition) {
    let length = Double(heard.to - heard.from) / 44_100
    out = min(
      a.analysis.cues.mix_out_seconds ?? (a.analysis.duration_seconds ?? 60) - 30,
      (a.analysis.duration_seconds ?? 60) - length)
    let start = b.analysis.cues.mix_in_seconds ?? 0
    (overlap, clashes) = (length, Self.clash(a, b, shift: 0))
    twoVoices = Self.twoVoices(a, out, b, start, length)
    onPhrases = Self.isPhrase(out, a) && Self.isPhrase(start, b)
  }

  init(fadeOf a: TransitionTrack, _ b: TransitionTrack) {
    out = (a.analysis.duration_seconds ?? 60) - 10
    (overlap, clashes) = (10, Self.clash(a, b, shift: 0))
    twoVoices = Self.twoVoices(a, out, b, 0, 10)
    onPhrases = Self.isPhrase(out, a) && Self.isPhrase(0, b)
  }

  private static func clash(_ a: TransitionTrack, _ b: TransitionTrack, shift: Int) -> Bool? {
    guard let one = a.analysis.key.flatMap(MusicalKey.init(parsing:)),
      let other = b.analysis.key.flatMap(MusicalKey.init(parsing:))
    else { return nil }
    return !MusicalKey.fit(one, other.transposed(by: shift))
  }

  private static func twoVoices(
    _ a: TransitionTrack, _ out: Double, _ b: TransitionTrack, _ start: Double, _ length: Double
  ) -> Double {
    func spans(_ track: TransitionTrack, _ from: Double) -> [(Double, Double)] {
      (track.analysis.vocals ?? []).filter { $0.confidence >= 0.5 }
        .map { (max(0, $0.start_seconds - from), min(length, $0.end_seconds - from)) }.filter { $0.1 > $0.0 }
    }
    let theirs = spans(b, start)
    return spans(a, out).reduce(0) { sum, mine in
      sum + theirs.reduce(0) { $0 + max(0, min(mine.1, $1.1) - max(mine.0, $1.0)) }
    }
  }

  private static func isPhrase(_ time: Double, _ track: TransitionTrack) -> Bool {
    guard let grid = track.analysis.grid else { return false }
    let beat = grid.beat(at: TrackTime(time)).value
    guard abs(beat - beat.rounded()) < 0.25 else { return false }
    return grid.isPhraseStart(Int(beat.rounded()))
      || (track.analysis.sections ?? []).contains { abs($0.start_seconds - time) < 0.3 }
  }
}

/// What comes together over all pairs.
struct TransitionResults {
  private var lags: [Double] = []
  /// Of pairs of electronic tracks.
  private var electronic: [Double] = []
  private var (low, sag, bump, jumps) = ([Double](), [Double](), [Double](), [Double]())
  private var (voices, overlap) = (0.0, 0.0)
  private var clashes: [Bool] = []
  private var (inOutro, outros, phrases, pairs) = (0, 0, 0, 0)

  mutating func add(
    _ figures: TransitionFigures, _ facts: TransitionFacts, _ a: TransitionTrack, _ b: TransitionTrack
  ) {
    lags += figures.lags.map(abs)
    if [a, b].allSatisfy({ $0.name.hasPrefix("con_") || $0.name.hasPrefix("lmms_") }) {
      electronic += figures.lags.map(abs)
    }
    low += figures.low.map(abs)
    sag += figures.sag
    bump += figures.bump
    jumps += figures.jumps
    voices += facts.twoVoices
    overlap += facts.overlap
    if let clash = facts.clashes { clashes.append(clash) }
    pairs += 1
    if facts.onPhrases { phrases += 1 }
    if let end = a.analysis.sections?.last(where: { ["drop", "chorus"].contains($0.label) })?.end_seconds {
      outros += 1
      if facts.out > end - 1 { inOutro += 1 }
    }
  }

  /// Windows in which attacks of both stand out.
  var windows: Int { lags.count }

  /// Name, figure, and whether less is better; in the order of the table.
  var figures: [(name: String, value: Double, isLessBetter: Bool)] {
    func percent(_ part: Int, _ whole: Int) -> Double { whole > 0 ? 100 * Double(part) / Double(whole) : .nan }
    return [
      ("kick_offset_ms_p50", quantile(lags, 0.5), true), ("kick_offset_ms_p99", quantile(lags, 0.99), true),
      ("electronic_kick_offset_ms_p50", quantile(electronic, 0.5), true),
      ("electronic_kick_offset_ms_p99", quantile(electronic, 0.99), true),
      ("low_band_db_p95", quantile(low, 0.95), true), ("sag_lu_p95", quantile(sag, 0.95), true),
      ("bump_lu_p95", quantile(bump, 0.95), true), ("seam_jump_lu_p95", quantile(jumps, 0.95), true),
      ("two_voices_percent", overlap > 0 ? 100 * voices / overlap : 0, true),
      ("key_clash_percent", percent(clashes.count { $0 }, clashes.count), true),
      ("true_outro_percent", percent(inOutro, outros), false), ("on_phrases_percent", percent(phrases, pairs), false),
    ]
  }
}

private func report(_ results: [TransitionMethod: TransitionResults], pairs: Int, json: Bool) {
  var figures: [(String, Double?)] = [("pairs", Double(pairs))]
  let all = TransitionMethod.allCases.map { ($0, results[$0]!.figures) }
  var ranks = [TransitionMethod: Double]()
  for index in all[0].1.indices {
    for (method, row) in all {
      let figure = row[index]
      figures.append(("\(method.rawValue)_\(figure.name)", figure.value))
      // As many as are better, and half of those that are as good.
      let others = all.filter { $0.0 != method }.map { $0.1[index].value }
      let better = others.count { figure.isLessBetter ? $0 < figure.value : $0 > figure.value }
      ranks[method, default: 0] += 1 + Double(better) + 0.5 * Double(others.count { $0 == figure.value })
    }
  }
  for method in TransitionMethod.allCases {
    figures.append(("\(method.rawValue)_kick_windows", Double(results[method]!.windows)))
    figures.append(("\(method.rawValue)_rank_sum", ranks[method]))
  }
  printFigures("transitions", figures, json: json)
}

extension BlendPlan {
  /// With both tracks' attacks brought together.
  fileprivate func locked(_ a: SoundingTrack, _ b: SoundingTrack) -> BlendPlan {
    guard let playing = a.analysis.grid, let next = b.analysis.grid else { return self }
    return locked(HeardTrack(sound: a.sound, grid: playing), HeardTrack(sound: b.sound, grid: next))
  }
}
