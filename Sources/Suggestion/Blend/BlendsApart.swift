import Music

// One track after the other: without a common beat, or without need of an overlap.
extension BlendPlanner {
  /// A drop wants no overlap: the next track has no intro to speak of, and this one ends as loud as it was.
  func cutsBetter(than window: BlendWindow) -> Bool {
    guard b.firstFullLabel == "drop", let full = b.firstFullStart else { return false }
    let intro = (full - b.sound.lowerBound) / b.barLength
    return intro < 2 && window.bars <= 8
  }

  /// The next track begins on the first beat of a phrase of this one, which stops there.
  func cut(because reasons: [String]) -> BlendPlan {
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
    let after = wish.isSoon ? 0 : a.lastLoudEnd - 0.5 * a.barLength
    let phrases = a.bars.indices.filter { a.isPhraseStart($0) && a.bars[$0].time >= max(after, earliest) }
    return phrases.first.map { a.bars[$0].time } ?? max(earliest, a.sound.upperBound)
  }

  /// This track has a beat to echo: it stops on a phrase. Otherwise it fades in a quiet place, or just ends.
  func withoutCommonBeat(because reasons: [String]) -> BlendPlan {
    guard a.gridConfidence >= rules.leastGrid, a.bars.count > 4, isChosen(.echoOut) else {
      return fade(because: reasons)
    }
    let border = lastBorder
    let start = b.bars.first?.time ?? b.sound.lowerBound
    return BlendPlan(
      kind: .echoOut, out: TrackTime(border)...TrackTime(border), in: TrackTime(start)...TrackTime(start), bars: 0,
      steps: [step(0, .echoOut), step(0, .start), step(0, .crossfade(.beats(4)))],
      confidence: 0.8 * a.gridConfidence, reasons: reasons)
  }

  /// Both end and begin quietly enough to lie over each other; as long as that is so, `fadeSeconds` at most.
  func fade(because reasons: [String]) -> BlendPlan {
    let quiet = quietTail
    guard (quiet >= 2 && isChosen(.fade)) || forced == .fade else { return cleanStart(because: reasons) }
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

  func cleanStart(because reasons: [String]) -> BlendPlan {
    let end = max(earliest, a.sound.upperBound)
    return BlendPlan(
      kind: .cleanStart, out: TrackTime(end)...TrackTime(end),
      in: TrackTime(b.sound.lowerBound)...TrackTime(b.sound.lowerBound), bars: 0,
      steps: [step(0, .stopOut), step(0, .crossfade(.atOnce)), step(0, .start)], confidence: 0.6,
      reasons: reasons + ["one ends, the other begins"])
  }
}
