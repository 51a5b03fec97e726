import Music

/// What a blend is planned from: a track, its stems, and how it is heard.
package struct BlendSide: Sendable {
  /// What is known of it.
  package let analysis: TrackAnalysis
  /// Those that can be muted.
  package let stems: [StemKind]
  /// What the deck plays it at; 1 is as recorded.
  package var ratio: TempoRatio
  /// Semitones.
  package var keyShift: Int
  /// The same as the planner sees it, made once.
  let track: BlendTrack

  /// A track as it was recorded.
  package init(
    _ analysis: TrackAnalysis, stems: [StemKind] = [], ratio: TempoRatio = .asRecorded, keyShift: Int = 0
  ) {
    self.analysis = analysis
    self.stems = stems
    self.ratio = ratio
    self.keyShift = keyShift
    track = BlendTrack(analysis, stems: stems)
  }
}

/// Plans how one track becomes the other. Pure: the same facts give the same plan; no clock, no engine.
///
/// - Parameters:
///   - playing: what goes out; its tempo and key are the ones that are heard.
///   - next: what comes in.
///   - earliest: nothing begins before it, time of what goes out.
///   - kind: what the DJ wants; it is done as well as can be, and said where it cannot.
///   - bars: how long the DJ wants it, where that can be: 4, 8, 16 or 32.
///   - isSoon: on one of the first phrases that come, whatever part of the track that is.
package func planBlend(
  from playing: BlendSide, to next: BlendSide, earliest: TrackTime = TrackTime(0), kind: BlendPlan.Kind? = nil,
  bars: Int? = nil, isSoon: Bool = false, rules: BlendRules = BlendRules()
) -> BlendPlan {
  let wish = BlendWish(earliest: earliest.value, kind: kind, bars: bars, isSoon: isSoon)
  return BlendPlanner(playing: playing, next: next, wish: wish, rules: rules).plan()
}

/// What the DJ wants of a blend; see `planBlend`.
struct BlendWish {
  var earliest = 0.0
  var kind: BlendPlan.Kind?
  var bars: Int?
  var isSoon = false
}

/// One planning: tempo and key first, then a window for both, then the hands.
struct BlendPlanner {
  let (a, b): (BlendTrack, BlendTrack)
  let playing: BlendSide
  let next: BlendSide
  let wish: BlendWish
  let rules: BlendRules
  /// How the tempi come together; nil where one is not known.
  let tempo: TempoMatch?
  let sureness: Double

  init(playing: BlendSide, next: BlendSide, wish: BlendWish, rules: BlendRules) {
    (self.playing, self.next, self.wish, self.rules) = (playing, next, wish, rules)
    (a, b) = (playing.track, next.track)
    tempo = TempoMatch(
      from: Self.tempo(a, atEnd: true), playingAt: playing.ratio, to: Self.tempo(b, atEnd: false), rules)
    sureness = min(a.gridConfidence, b.gridConfidence)
  }

  /// Of its last bars, or of its first.
  private static func tempo(_ track: BlendTrack, atEnd: Bool) -> BPM? {
    guard let grid = track.analysis.grid else { return track.analysis.bpm.map(BPM.init) }
    let time = atEnd ? track.analysis.cues.mix_out_seconds ?? track.sound.upperBound : track.sound.lowerBound
    return grid.bpm(at: TrackTime(time))
  }

  var forced: BlendPlan.Kind? { wish.kind }
  var earliest: Double { wish.earliest }

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
    let windows = BlendWindows(a: a, b: b, barRatio: barRatio, isSoon: wish.isSoon, rules: rules)
    let key = keyChoice
    if isChosen(.doubleDrop), let plan = doubleDrop(windows, key) { return plan }
    if isChosen(.breakdownSwap), let plan = breakdownSwap(windows, key) { return plan }
    var found = wish.bars.flatMap { windows.best(from: earliest, lengths: $0...$0) }
    found = found ?? windows.best(from: earliest, lengths: lengths(key))
    // Where what the DJ wants cannot be, something that can.
    guard let window = found ?? (forced == nil ? nil : windows.best(from: earliest, lengths: 4...32)) else {
      return cut(because: ["no \(lengths(key).lowerBound == 4 ? "four" : "16") bars are left for a blend"])
    }
    if forced == nil, rules.kinds.contains(.cut), cutsBetter(than: window) {
      return cut(because: ["\(quoted(b)) begins with its drop"])
    }
    return blend(window, key)
  }

  /// The DJ wants it, or wants nothing in particular and lets it be chosen.
  func isChosen(_ kind: BlendPlan.Kind) -> Bool { forced.map { $0 == kind } ?? rules.kinds.contains(kind) }

  /// Why the two cannot share their beat; nil where they can.
  var obstacle: String? {
    guard let tempo else { return "no beat is known of \(a.analysis.grid == nil ? quoted(a) : quoted(b))" }
    if a.bars.count < 5 || b.bars.count < 5 {
      return "the bars of \(a.bars.count < 5 ? quoted(a) : quoted(b)) are not known"
    }
    if sureness < rules.leastGrid {
      return "the beat of \(a.gridConfidence < rules.leastGrid ? quoted(a) : quoted(b)) is not sure"
    }
    if a.beatsPerBar != b.beatsPerBar { return "\(a.beatsPerBar) beats a bar over \(b.beatsPerBar)" }
    if tempo.isTooFar { return "the tempi lie too far apart: \(tempoText(tempo.apart))" }
    return nil
  }

  func quoted(_ track: BlendTrack) -> String {
    track.analysis.tags.title.map { "“\($0)”" }
      ?? (track.analysis.path == playing.analysis.path ? "this track" : "the next track")
  }

  /// Bars of the next track to a bar of this one.
  var barRatio: Double { 1 / (tempo?.tempoMultiple ?? 1) }

  // MARK: Key

  struct KeyChoice {
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
    switch leastShift(from: now, to: key, limit: rules.keyShift) {
    case 0: return KeyChoice(fits: true, reason: from == to ? "same key" : "\(from) → \(to)")
    case let shift?:
      return KeyChoice(shift: shift, fits: true, reason: "\(from) → \(to) clashes: shift \(signed(shift)) fits")
    case nil: return KeyChoice(fits: false, reason: "\(from) → \(to) clashes")
    }
  }

  /// Bars that a blend may take; what the DJ wants goes before what would be wise.
  func lengths(_ key: KeyChoice) -> ClosedRange<Int> {
    switch forced {
    case .longBlend: 16...32
    case .shortBlend: 4...8
    default:
      if !rules.kinds.contains(.shortBlend) {
        16...32
      } else {
        4...(sureness < rules.sureGrid || key.fits == false || !rules.kinds.contains(.longBlend) ? 8 : 32)
      }
    }
  }

  func step(_ seconds: Double, _ move: BlendPlan.Move) -> BlendPlan.Step { BlendPlan.Step(Seconds(seconds), move) }
}
