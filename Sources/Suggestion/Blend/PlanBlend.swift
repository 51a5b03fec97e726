import Music

/// What a blend is planned from: a track, its stems, and how it is heard.
package struct BlendSide: Sendable {
  /// What is known of it.
  package var analysis: TrackAnalysis
  /// Those that can be muted.
  package var stems: [StemKind]
  /// What the deck plays it at; 1 is as recorded.
  package var ratio: TempoRatio
  /// Semitones.
  package var keyShift: Int

  /// A track as it was recorded.
  package init(
    _ analysis: TrackAnalysis, stems: [StemKind] = [], ratio: TempoRatio = .asRecorded, keyShift: Int = 0
  ) {
    self.analysis = analysis
    self.stems = stems
    self.ratio = ratio
    self.keyShift = keyShift
  }
}

/// Plans how one track becomes the other. Pure: the same facts give the same plan; no clock, no engine.
///
/// - Parameters:
///   - playing: what goes out; its tempo and key are the ones that are heard.
///   - next: what comes in.
///   - earliest: nothing begins before it, time of what goes out.
///   - kind: what the DJ wants; it is done as well as can be, and said where it cannot.
package func planBlend(
  from playing: BlendSide, to next: BlendSide, earliest: TrackTime = TrackTime(0), kind: BlendPlan.Kind? = nil,
  rules: BlendRules = BlendRules()
) -> BlendPlan {
  BlendPlanner(playing: playing, next: next, earliest: earliest.value, forced: kind, rules: rules).plan()
}

/// One planning: tempo and key first, then a window for both, then the hands.
private struct BlendPlanner {
  let (a, b): (BlendTrack, BlendTrack)
  let playing: BlendSide
  let next: BlendSide
  let earliest: Double
  let forced: BlendPlan.Kind?
  let rules: BlendRules
  /// What the next track's tempo changes by, percent, and how it is counted; nil where one is not known.
  let tempo: (percent: Double, tempoMultiple: Double)?
  let sureness: Double

  init(playing: BlendSide, next: BlendSide, earliest: Double, forced: BlendPlan.Kind?, rules: BlendRules) {
    (self.playing, self.next, self.earliest) = (playing, next, earliest)
    (self.forced, self.rules) = (forced, rules)
    a = BlendTrack(playing.analysis, stems: playing.stems)
    b = BlendTrack(next.analysis, stems: next.stems)
    tempo = tempoChange(from: Self.tempo(b, atEnd: false), to: Self.tempo(a, atEnd: true).map { $0 * playing.ratio })
    sureness = min(a.gridConfidence, b.gridConfidence)
  }

  /// Of its last bars, or of its first.
  private static func tempo(_ track: BlendTrack, atEnd: Bool) -> BPM? {
    guard let grid = track.analysis.grid else { return track.analysis.bpm.map(BPM.init) }
    let time = atEnd ? track.analysis.cues.mix_out_seconds ?? track.sound.upperBound : track.sound.lowerBound
    return grid.bpm(at: TrackTime(time))
  }

  func plan() -> BlendPlan {
    var plan = fittingPlan
    if let forced, plan.kind != forced { plan.reasons.insert("no \(forced.rawValue) is possible here", at: 0) }
    return plan
  }

  /// The wanted kind where that can be, else the one that fits.
  private var fittingPlan: BlendPlan {
    switch forced {
    case .fade: return fade(because: [])
    case .cleanStart: return cleanStart(because: [])
    case .echoOut: return withoutCommonBeat(because: [])
    case .cut: return cut(because: [])
    default: break
    }
    if let obstacle { return withoutCommonBeat(because: [obstacle]) }
    let windows = BlendWindows(a: a, b: b, barRatio: barRatio, rules: rules)
    let key = keyChoice
    let wanted = lengths(key)
    guard let window = windows.best(from: earliest, lengths: wanted) ?? windows.best(from: earliest, lengths: 4...32)
    else {
      return cut(because: ["no four bars are left for a blend"])
    }
    if forced == nil, cutsBetter(than: window) { return cut(because: ["\(quoted(b)) begins with its drop"]) }
    return blend(window, key)
  }

  /// Why the two cannot share their beat; nil where they can.
  private var obstacle: String? {
    guard let tempo else { return "no beat is known of \(a.analysis.grid == nil ? quoted(a) : quoted(b))" }
    if a.bars.count < 5 || b.bars.count < 5 {
      return "the bars of \(a.bars.count < 5 ? quoted(a) : quoted(b)) are not known"
    }
    if sureness < rules.leastGrid {
      return "the beat of \(a.gridConfidence < rules.leastGrid ? quoted(a) : quoted(b)) is not sure"
    }
    if a.beatsPerBar != b.beatsPerBar { return "\(a.beatsPerBar) beats a bar over \(b.beatsPerBar)" }
    if abs(tempo.percent) > rules.tempoLimit { return "the tempi lie too far apart: \(tempoText(tempo.percent))" }
    return nil
  }

  private func quoted(_ track: BlendTrack) -> String {
    track.analysis.tags.title.map { "“\($0)”" }
      ?? (track.analysis.path == playing.analysis.path ? "this track" : "the next track")
  }

  /// Bars of the next track to a bar of this one.
  private var barRatio: Double { 1 / (tempo?.tempoMultiple ?? 1) }

  // MARK: Key

  private struct KeyChoice {
    var shift = 0
    var fits: Bool?
    var reason: String?
  }

  /// How the keys stand, and the least shift that makes them fit.
  private var keyChoice: KeyChoice {
    guard let now = playing.analysis.key.flatMap(MusicalKey.init(parsing:))?.transposed(by: playing.keyShift),
      let key = next.analysis.key.flatMap(MusicalKey.init(parsing:))
    else { return KeyChoice(reason: "no key is known") }
    let (from, to) = (now.camelot.code, key.camelot.code)
    if MusicalKey.fit(now, key) { return KeyChoice(fits: true, reason: from == to ? "same key" : "\(from) → \(to)") }
    for shift in [1, -1, 2, -2] where MusicalKey.fit(now, key.transposed(by: shift)) {
      return KeyChoice(shift: shift, fits: true, reason: "\(from) → \(to) clashes: shift \(signed(shift)) fits")
    }
    return KeyChoice(fits: false, reason: "\(from) → \(to) clashes")
  }

  /// Bars that a blend may take; what the DJ wants goes before what would be wise.
  private func lengths(_ key: KeyChoice) -> ClosedRange<Int> {
    switch forced {
    case .longBlend: 16...32
    case .shortBlend: 4...8
    default: 4...(sureness < rules.sureGrid || key.fits == false ? 8 : 32)
    }
  }

  // MARK: Kinds

  /// A drop wants no overlap: the next track has no intro to speak of, and this one ends as loud as it was.
  private func cutsBetter(than window: BlendWindow) -> Bool {
    guard b.firstFullLabel == "drop", let full = b.firstFullStart else { return false }
    let intro = (full - b.sound.lowerBound) / b.barLength
    return intro < 2 && window.bars <= 8
  }

  private func blend(_ window: BlendWindow, _ key: KeyChoice) -> BlendPlan {
    let (outStart, outEnd) = (a.bars[window.out].time, a.time(ofBar: window.out + window.bars))
    let inEnd = b.time(ofBar: window.in + Int((Double(window.bars) * barRatio).rounded()))
    var plan = BlendPlan(
      kind: window.bars >= 16 ? .longBlend : .shortBlend, out: TrackTime(outStart)...TrackTime(outEnd),
      in: TrackTime(b.bars[window.in].time)...TrackTime(inEnd), bars: window.bars,
      tempoChangePercent: tempo?.percent, tempoMultiple: tempo?.tempoMultiple ?? 1, keyShift: key.shift,
      twoVoices: Seconds(window.twoVoices), confidence: confidence(window))
    plan.reasons = reasons(window, key)
    let beats = Double(window.bars * a.beatsPerBar)
    let beat = (outEnd - outStart) / beats
    plan.steps = [step(0, .start)]
    muteAVoice(&plan, window)
    if forced == .filterSweep {
      plan.kind = .filterSweep
      plan.steps += [step(0, .crossfade(.beats(beats))), step(0, .filterOut(0.9, .beats(beats)))]
    } else {
      plan.steps.append(step(0, .crossfade(.beats(beats))))
    }
    let swap = rules.bassWindow
    let swapBeats = max(1, ((swap.upperBound - swap.lowerBound) * beats).rounded())
    plan.steps.append(step((swap.lowerBound * beats).rounded() * beat, .bass(.beats(swapBeats))))
    finish(&plan, at: outEnd - outStart)
    return plan
  }

  /// Where both would sing, one voice is taken away if it can be: that of what comes in, up to where the other ends.
  private func muteAVoice(_ plan: inout BlendPlan, _ window: BlendWindow) {
    guard window.twoVoices > rules.voicesAllowed else { return }
    let length = (plan.out.upperBound - plan.out.lowerBound).value
    if b.stems.contains(.vocals) {
      plan.steps.insert(step(0, .muteIn(.vocals)), at: 0)
      plan.steps.append(step(length, .unmuteIn(.vocals)))
    } else if a.stems.contains(.vocals) {
      plan.steps.append(step(0, .muteOut(.vocals)))
    } else {
      return
    }
    plan.kind = .stemBlend
    plan.twoVoices = Seconds(0)
    plan.reasons.insert("both sing: \(b.stems.contains(.vocals) ? "the next" : "this") track's vocals are muted", at: 0)
  }

  private func finish(_ plan: inout BlendPlan, at end: Double) {
    plan.steps.append(step(end, .stopOut))
    if let tempo, abs(tempo.percent) > rules.tempoDeadZone {
      plan.steps.append(step(end, .ownTempo(.beats(rules.returnBeats))))
    }
    plan.steps.sort { $0.at < $1.at }
  }

  private func confidence(_ window: BlendWindow) -> Double {
    let form = a.analysis.sections == nil || b.analysis.sections == nil ? 0.8 : 1.0
    let phrases = a.analysis.grid?.phraseStart == nil || b.analysis.grid?.phraseStart == nil ? 0.9 : 1.0
    return sureness * form * phrases
  }

  private func reasons(_ window: BlendWindow, _ key: KeyChoice) -> [String] {
    let isShort = window.bars <= 8
    var reasons = [key.reason.map { $0 + (key.fits == false && isShort ? ": kept short" : "") }].compactMap { $0 }
    if let tempo {
      let counted = tempo.tempoMultiple == 1 ? "" : tempo.tempoMultiple == 2 ? ", half time" : ", double time"
      let edge = abs(tempo.percent) > rules.tempoWindow ? ": at the edge" : ""
      reasons.append("\(tempoText(tempo.percent))\(counted)\(edge)")
    }
    if window.landsOnForm, let label = b.firstFullLabel { reasons.append("the \(label) begins where the blend ends") }
    if window.twoVoices > rules.voicesAllowed { reasons.append("both sing for \(Int(window.twoVoices.rounded())) s") }
    if sureness < rules.sureGrid { reasons.append("a beat is not sure\(isShort ? ": kept short" : "")") }
    return reasons
  }

  /// The next track begins on the first beat of a phrase of this one, which stops there.
  private func cut(because reasons: [String]) -> BlendPlan {
    let border = lastBorder
    let start =
      b.firstFullLabel == "drop" ? b.firstFullStart ?? b.sound.lowerBound : b.bars.first?.time ?? b.sound.lowerBound
    var plan = BlendPlan(
      kind: .cut, out: TrackTime(border)...TrackTime(border), in: TrackTime(start)...TrackTime(start), bars: 0,
      tempoChangePercent: obstacle == nil ? tempo?.percent : nil, tempoMultiple: tempo?.tempoMultiple ?? 1,
      confidence: 0.9 * a.gridConfidence, reasons: reasons)
    plan.steps = [step(0, .start), step(0, .crossfade(.atOnce)), step(0, .stopOut)]
    if plan.tempoChangePercent != nil, let tempo, abs(tempo.percent) > rules.tempoDeadZone {
      plan.steps.append(step(0, .ownTempo(.beats(rules.returnBeats))))
    }
    return plan
  }

  /// Where the track can be left at once: the first phrase behind its last loud part, or the sound's end.
  private var lastBorder: Double {
    let after = a.lastLoudEnd - 0.5 * a.barLength
    let phrases = a.bars.indices.filter { a.isPhraseStart($0) && a.bars[$0].time >= max(after, earliest) }
    return phrases.first.map { a.bars[$0].time } ?? max(earliest, a.sound.upperBound)
  }

  /// This track has a beat to echo: it stops on a phrase. Otherwise it fades in a quiet place, or just ends.
  private func withoutCommonBeat(because reasons: [String]) -> BlendPlan {
    guard a.gridConfidence >= rules.leastGrid, a.bars.count > 4 else { return fade(because: reasons) }
    let border = lastBorder
    let start = b.bars.first?.time ?? b.sound.lowerBound
    return BlendPlan(
      kind: .echoOut, out: TrackTime(border)...TrackTime(border), in: TrackTime(start)...TrackTime(start), bars: 0,
      steps: [step(0, .echoOut), step(0, .start), step(0, .crossfade(.beats(4)))],
      confidence: 0.8 * a.gridConfidence, reasons: reasons)
  }

  /// Both end and begin quietly enough to lie over each other; as long as that is so, `fadeSeconds` at most.
  private func fade(because reasons: [String]) -> BlendPlan {
    let quiet = quietTail
    guard quiet >= 2 || forced == .fade else { return cleanStart(because: reasons) }
    let length = min(rules.fadeSeconds, max(2, quiet), max(1, a.sound.upperBound - earliest))
    let start = max(earliest, a.sound.upperBound - length)
    return BlendPlan(
      kind: .fade, out: TrackTime(start)...TrackTime(start + length),
      in: TrackTime(b.sound.lowerBound)...TrackTime(min(b.sound.upperBound, b.sound.lowerBound + length)), bars: 0,
      steps: [step(0, .start), step(0, .crossfade(.seconds(length))), step(length, .stopOut)],
      twoVoices: Seconds(0), confidence: 0.4, reasons: reasons + ["a fade in a quiet place"])
  }

  /// Seconds at the end that are calm.
  private var quietTail: Double {
    var start = a.sound.upperBound
    while start - 1 >= max(earliest, a.sound.lowerBound), a.sound.upperBound - start < rules.fadeSeconds,
      a.energy(from: start - 1, to: start) <= 0.85
    { start -= 1 }
    return a.sound.upperBound - start
  }

  private func cleanStart(because reasons: [String]) -> BlendPlan {
    let end = max(earliest, a.sound.upperBound)
    return BlendPlan(
      kind: .cleanStart, out: TrackTime(end)...TrackTime(end),
      in: TrackTime(b.sound.lowerBound)...TrackTime(b.sound.lowerBound), bars: 0,
      steps: [step(0, .stopOut), step(0, .crossfade(.atOnce)), step(0, .start)], confidence: 0.6,
      reasons: reasons + ["one ends, the other begins"])
  }

  private func step(_ seconds: Double, _ move: BlendPlan.Move) -> BlendPlan.Step {
    BlendPlan.Step(Seconds(seconds), move)
  }
}
