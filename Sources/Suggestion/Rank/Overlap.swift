import Music

/// What the plan of a blend says of how well two tracks fit: the second look.
struct Overlap {
  let plan: BlendPlan
  let rules: SuggestRules
  let (a, b): (BlendTrack, BlendTrack)
  /// By how much the energy steps where they meet, points of ten: the next track behind the window less this one
  /// before it; nil where a curve or an energy is not known.
  let energyStep: Double?
  /// Cents; nil where one is not known.
  let tuning: Double?
  /// What comes in reaches its first full part where the window ends.
  let landsOnForm: Bool

  init(_ plan: BlendPlan, from playing: BlendSide, to next: BlendSide, _ rules: SuggestRules) {
    (self.plan, self.rules) = (plan, rules)
    (a, b) = (playing.track, next.track)
    tuning = tuningGap(a.analysis.tuning_cents, b.analysis.tuning_cents)
    let landing = plan.in.upperBound.value
    landsOnForm = next.track.firstFullStart.map { abs($0 - landing) < 0.5 * next.track.barLength } ?? false
    let before = plan.out.lowerBound.value
    energyStep = next.track.level(from: landing, to: landing + 16).flatMap { after in
      playing.track.level(from: max(0, before - 16), to: max(1, before)).map { after - $0 }
    }
  }

  /// The numbers of the first look, and what the plan knows better.
  func weighed(_ first: Ranked, _ shares: ScoreParts, _ scoring: Taste.Scoring?) -> Ranked {
    var ranked = first
    // In the key that the plan shifts to, and less well where the tunings lie apart.
    if let tuning, first.relation != .unknown { ranked.parts[.key] *= 1 - 0.3 * min(1, tuning / 50) }
    if let energyStep {
      ranked.parts[.energy] =
        0.5 * first.parts[.energy] + 0.5 * energyWorth(energyStep, wanted: rules.energyStep)
    }
    if a.analysis.vocals != nil, b.analysis.vocals != nil {
      ranked.parts[.voices] = voicesWorth(seconds: plan.twoVoices.value)
    }
    ranked.parts[.structure] = structureWorth
    ranked.parts[.lowEnd] = nearness(lowEnd(a.analysis), lowEnd(b.analysis), width: 12)
    ranked.parts[.timbre] = timbreWorth(a.analysis, b.analysis)
    ranked.parts[.loudness] = nearness(
      a.analysis.loudness.integrated_lufs, b.analysis.loudness.integrated_lufs, width: 12)
    ranked.parts[.genre] = genreWorth(a.analysis.tags.genre, b.analysis.tags.genre)
    ranked.parts[.confidence] = max(0, min(1, plan.confidence))
    if let scoring { ranked.parts[.taste] = scoring.worth(TrackTraits(first.candidate, b.analysis)) }
    ranked.score = ranked.parts.score(shares)
    if !hasCommonBeat { ranked.needsWork = true }
    return ranked
  }

  /// They share their beat, or one is cut to on the other's.
  var hasCommonBeat: Bool {
    switch plan.kind {
    case .longBlend, .shortBlend, .cut, .filterSweep, .breakdownSwap, .doubleDrop, .stemBlend: true
    case .echoOut, .fade, .cleanStart: false
    }
  }

  /// The longer they share their music, and the better a part begins behind it, the better.
  private var structureWorth: Double {
    let kind =
      switch plan.kind {
      case .longBlend, .breakdownSwap, .doubleDrop: 1.0
      case .stemBlend: 0.95
      case .shortBlend: 0.8
      case .filterSweep: 0.75
      case .cut: 0.7
      case .echoOut: 0.45
      case .fade: 0.35
      case .cleanStart: 0.3
      }
    return plan.bars > 0 && !landsOnForm ? kind - 0.2 : kind
  }
}

extension BlendTrack {
  /// Its energy in a stretch, points of ten: that of the track, as much less as the stretch is calmer than its loud
  /// parts; nil where it is not known.
  fileprivate func level(from: Double, to: Double) -> Double? {
    guard let energy = analysis.energy, analysis.energy_curve?.isEmpty == false else { return nil }
    return Double(energy) * min(1.2, self.energy(from: from, to: to))
  }
}
