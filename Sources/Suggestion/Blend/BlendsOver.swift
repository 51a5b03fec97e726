import Music

// Two tracks on one beat: bars of one over bars of the other.
extension BlendPlanner {
  /// The crossfader over all of it, the basses by hand in the middle.
  func blend(_ window: BlendWindow, _ key: KeyChoice) -> BlendPlan {
    var plan = overlap(window, key)
    if let plan = voiceOver(window, key, plan) ?? drumsFirst(window, key, plan) { return plan }
    let beats = Double(window.bars * a.beatsPerBar)
    plan.steps.append(step(0, .crossfade(.beats(beats))))
    muteAVoice(&plan, window)
    if forced == .filterSweep || (forced == nil && rules.kinds.contains(.filterSweep) && endsLoud(window)) {
      plan.kind = .filterSweep
      plan.steps.append(step(0, .filterOut(0.9, .beats(beats))))
      if forced == nil { plan.reasons.append("\(quoted(a)) is loud to its end: swept away") }
    }
    let swap = rules.bassWindow
    let swapBeats = max(1, ((swap.upperBound - swap.lowerBound) * beats).rounded())
    plan.steps.append(step((swap.lowerBound * beats).rounded() * beat(of: plan), .bass(.beats(swapBeats))))
    return finished(plan)
  }

  /// The windows, tempo, key and reasons of a blend, and its first steps.
  private func overlap(_ window: BlendWindow, _ key: KeyChoice) -> BlendPlan {
    let (outStart, outEnd) = (a.bars[window.out].time, a.time(ofBar: window.out + window.bars))
    let inEnd = b.time(ofBar: window.in + Int((Double(window.bars) * barRatio).rounded()))
    var plan = BlendPlan(
      kind: window.bars >= 16 ? .longBlend : .shortBlend, out: TrackTime(outStart)...TrackTime(outEnd),
      in: TrackTime(b.bars[window.in].time)...TrackTime(inEnd), bars: window.bars,
      tempoChangePercent: tempo?.percent, tempoMultiple: tempo?.tempoMultiple ?? 1, keyShift: key.shift,
      twoVoices: Seconds(window.twoVoices), confidence: confidence)
    plan.reasons = reasons(window, key)
    plan.steps = [step(0, .start)]
    if let meeting = tempo?.playingGoesTo {
      plan.steps.append(step(0, .tempoOut(meeting, .beats(Double(window.bars * a.beatsPerBar / 2)))))
    }
    return plan
  }

  private func beat(of plan: BlendPlan) -> Double {
    (plan.out.upperBound - plan.out.lowerBound).value / Double(plan.bars * a.beatsPerBar)
  }

  /// It goes out in a part that is as loud as any.
  private func endsLoud(_ window: BlendWindow) -> Bool {
    let (from, to) = (a.bars[window.out].time, a.time(ofBar: window.out + window.bars))
    return from < a.lastLoudEnd - a.barLength && a.energy(from: from, to: to) > rules.calm
  }

  /// What goes out stops; what came in returns to its own tempo.
  private func finished(_ plan: BlendPlan) -> BlendPlan {
    var plan = plan
    let end = (plan.out.upperBound - plan.out.lowerBound).value
    plan.steps.append(step(end, .stopOut))
    // Until its bass goes over it has all of it: the crossfader would thin it out. Both must play by then.
    let swap = plan.steps.first { if case .bass = $0.move { true } else { false } }
    let beat = beat(of: plan)
    if let swap, swap.at.value > beat { plan.steps.append(step(beat, .keepBass)) }
    if let tempo, abs(tempo.percent) > rules.tempoDeadZone {
      plan.steps.append(step(end, .ownTempo(.beats(rules.returnBeats))))
    }
    plan.steps.sort { $0.at < $1.at }
    return plan
  }

  private var confidence: Double {
    let form = a.analysis.sections == nil || b.analysis.sections == nil ? 0.8 : 1.0
    let phrases = a.analysis.grid?.phraseStart == nil || b.analysis.grid?.phraseStart == nil ? 0.9 : 1.0
    return sureness * form * phrases
  }

  private func reasons(_ window: BlendWindow, _ key: KeyChoice) -> [String] {
    let isShort = window.bars <= 8
    var reasons = [key.reason.map { $0 + (key.fits == false && isShort ? ": kept short" : "") }].compactMap { $0 }
    if let tempo {
      let counted = tempo.tempoMultiple == 1 ? "" : tempo.tempoMultiple == 2 ? ", half time" : ", double time"
      let edge = abs(tempo.apart) > rules.tempoWindow && tempo.playingGoesTo == nil ? ": at the edge" : ""
      let met = tempo.playingGoesTo == nil ? "" : ": they meet at \(tempoText(tempo.percent))"
      reasons.append("\(tempoText(tempo.apart))\(counted)\(edge)\(met)")
    }
    if window.landsOnForm, let label = b.firstFullLabel { reasons.append("the \(label) begins where the blend ends") }
    if window.twoVoices > rules.voicesAllowed { reasons.append("both sing for \(Int(window.twoVoices.rounded())) s") }
    if sureness < rules.sureGrid { reasons.append("a beat is not sure\(isShort ? ": kept short" : "")") }
    return reasons
  }

  // MARK: Drops and breakdowns

  /// What comes in begins with its breakdown, while the drums and the bass of what goes out go on; its drop comes as
  /// those end.
  func breakdownSwap(_ windows: BlendWindows, _ key: KeyChoice) -> BlendPlan? {
    guard let breakdown = b.firstBreakdown, let drop = b.bar(near: breakdown.upperBound),
      let start = b.bar(near: breakdown.lowerBound)
    else { return nil }
    func first(_ bars: Int) -> Int? {
      let length = Int((Double(bars) * barRatio).rounded())
      return drop - length >= start ? drop - length : nil
    }
    guard let window = windows.best(from: earliest, lengths: 4...32, in: first) else { return nil }
    var plan = overlap(window, key)
    plan.kind = .breakdownSwap
    plan.reasons.insert("the breakdown of \(quoted(b)) over these drums", at: 0)
    let beats = Double(window.bars * a.beatsPerBar)
    let last = Double(a.beatsPerBar)
    plan.steps.append(step(0, .meet(.beats(beats / 2))))
    for move in [BlendPlan.Move.bass(.beats(last)), .crossfade(.beats(last))] {
      plan.steps.append(step((beats - last) * beat(of: plan), move))
    }
    return finished(plan)
  }

  /// The last drop of one and the first of the other begin together; the bass changes hands halfway through.
  func doubleDrop(_ windows: BlendWindows, _ key: KeyChoice) -> BlendPlan? {
    guard let tempo, tempo.tempoMultiple == 1, abs(tempo.apart) <= rules.tempoWindow, key.fits == true,
      let mine = a.lastDrop, let theirs = b.firstDrop, let outDrop = a.bar(near: mine.lowerBound),
      let inDrop = b.bar(near: theirs.lowerBound)
    else { return nil }
    let inside = min(mine.upperBound - mine.lowerBound, theirs.upperBound - theirs.lowerBound) / a.barLength
    let behind = inside >= 15.5 ? 16 : 8
    guard inside >= 7.5,
      let before = [16, 8, 4].first(where: {
        outDrop - $0 >= 0 && inDrop - $0 >= 0 && a.bars[outDrop - $0].time >= earliest
      })
    else { return nil }
    let (out, start) = (outDrop - before, inDrop - before)
    let voices = windows.twoVoices(bars: before + behind, out: out, in: start)
    guard voices <= rules.voicesAllowed || forced == .doubleDrop else { return nil }
    var plan = overlap(
      BlendWindow(bars: before + behind, out: out, in: start, twoVoices: voices, landsOnForm: false, cost: 0), key)
    plan.kind = .doubleDrop
    plan.reasons.insert("both drops at once", at: 0)
    let bar = Double(a.beatsPerBar)
    let half = Double(behind / 2) * bar
    plan.steps.append(step(0, .meet(.beats(Double(before) * bar))))
    for move in [BlendPlan.Move.bass(.beats(bar)), .crossfade(.beats(half))] {
      plan.steps.append(step((Double(before) * bar + half) * beat(of: plan), move))
    }
    return finished(plan)
  }

  // MARK: Stems

  /// Where both would sing, one voice is taken away if it can be: that of what comes in, up to where the other ends.
  private func muteAVoice(_ plan: inout BlendPlan, _ window: BlendWindow) {
    guard window.twoVoices > rules.voicesAllowed, isChosen(.stemBlend) || forced != nil else { return }
    let length = (plan.out.upperBound - plan.out.lowerBound).value
    if b.stems.contains(.vocals) {
      plan.steps.insert(step(0, .muteIn(.vocals)), at: 0)
      plan.steps.append(step(length, .unmuteIn(.vocals)))
    } else if a.stems.contains(.vocals) {
      plan.steps.append(step(0, .muteOut(.vocals)))
    } else {
      return
    }
    if forced == nil || forced == .stemBlend { plan.kind = .stemBlend }
    plan.twoVoices = Seconds(0)
    plan.reasons.insert("both sing: \(b.stems.contains(.vocals) ? "the next" : "this") track's vocals are muted", at: 0)
  }

  /// The voice of what goes out over the instruments of what comes in, whose own voice waits: where both sing, and in
  /// keys that fit.
  private func voiceOver(_ window: BlendWindow, _ key: KeyChoice, _ base: BlendPlan) -> BlendPlan? {
    let (start, end) = (base.out.lowerBound.value, base.out.upperBound.value)
    guard isChosen(.stemBlend), key.fits == true, a.stems.contains(.vocals), b.stems.contains(.vocals),
      a.stems.count > 1, forced != nil || window.twoVoices > rules.voicesAllowed,
      a.sings(from: (start + end) / 2, to: end) > 0.25 * (end - start)
    else { return nil }
    var plan = base
    plan.kind = .stemBlend
    plan.twoVoices = Seconds(0)
    plan.reasons.insert("the vocals of \(quoted(a)) over the instruments of \(quoted(b))", at: 0)
    let beats = Double(window.bars * a.beatsPerBar)
    let (bar, half) = (Double(a.beatsPerBar), (end - start) / 2)
    plan.steps.insert(step(0, .muteIn(.vocals)), at: 0)
    plan.steps.append(step(0, .meet(.beats(beats / 2))))
    plan.steps.append(step(half - bar * beat(of: plan), .bass(.beats(bar))))
    plan.steps += a.stems.filter { $0 != .vocals }.map { step(half, .muteOut($0)) }
    plan.steps.append(step(end - start - bar * beat(of: plan), .crossfade(.beats(bar))))
    plan.steps.append(step(end - start, .unmuteIn(.vocals)))
    return finished(plan)
  }

  /// The drums of what comes in under all but the drums of what goes out; halfway through the rest changes, the voice
  /// of what comes in last.
  private func drumsFirst(_ window: BlendWindow, _ key: KeyChoice, _ base: BlendPlan) -> BlendPlan? {
    guard forced == .stemBlend, a.stems.contains(.drums), b.stems.contains(.drums), a.stems.count > 1,
      b.stems.count > 1
    else { return nil }
    var plan = base
    plan.kind = .stemBlend
    if b.stems.contains(.vocals) { plan.twoVoices = Seconds(0) }
    plan.reasons.insert("the drums of \(quoted(b)) come first", at: 0)
    let length = (base.out.upperBound - base.out.lowerBound).value
    let bar = Double(a.beatsPerBar)
    let late = b.stems.filter { $0 != .drums }
    plan.steps = late.map { step(0, .muteIn($0)) } + plan.steps
    plan.steps += [step(0, .muteOut(.drums)), step(0, .meet(.beats(1)))]
    plan.steps += late.filter { $0 != .vocals }.map { step(length / 2, .unmuteIn($0)) }
    plan.steps += a.stems.filter { $0 != .drums && $0 != .vocals }.map { step(length / 2, .muteOut($0)) }
    plan.steps.append(step(length - bar * beat(of: plan), .crossfade(.beats(bar))))
    if late.contains(.vocals) { plan.steps.append(step(length, .unmuteIn(.vocals))) }
    return finished(plan)
  }
}
