import Music

/// What is known of a long mix from windows that were heard one by one. Times are those of the mix; where two windows
/// overlap, the middle of the overlap parts them.
///
/// One grid goes through all of it, with an anchor where each window takes over. A grid has one bar line, so that where
/// windows disagree on the downbeat, the most beats decide; phrases are known only where all agree. Sections, mix
/// points and energy are decided anew, over all of it: a window's first minute is no intro.
struct JoinedWindows {
  struct Window {
    var start: Double
    /// From where on, and up to where, this window is the one that counts.
    var from: Double
    var to: Double
    var facts: TrackAnalysis
    var features: TrackFeatures
    /// Root mean square of the window's sound.
    var level: Float
    var length: Double { to - from }
  }
  private(set) var windows: [Window] = []
  private var waveform = Waveform(bytes: [])
  private var stages: [(stage: AnalysisStage, seconds: Double)] = []

  /// Appends the window that begins `start` seconds into the mix and shares its first `overlap` seconds with the one
  /// before.
  mutating func append(_ result: AnalysisResult, at start: Double, overlap: Double) {
    let from = windows.isEmpty ? 0 : start + overlap / 2
    if !windows.isEmpty { windows[windows.count - 1].to = from }
    let end = start + (result.analysis.duration_seconds ?? 0)
    windows.append(
      Window(
        start: start, from: from, to: max(from, end), facts: result.analysis, features: result.features,
        level: result.level))
    let columns = { (seconds: Double) in Int((seconds * Waveform.columnsPerSecond).rounded()) }
    waveform = waveform.joined(first: columns(from), result.waveform, dropping: columns(from - start))
    for (index, stage) in result.stageSeconds.enumerated() {
      if index < stages.count { stages[index].seconds += stage.seconds } else { stages.append(stage) }
    }
  }

  /// The whole. - Parameter loudness: as measured over all of the mix.
  func result(duration: Double, sampleRate: SampleRate, loudness: TrackAnalysis.Loudness) -> AnalysisResult {
    var facts = TrackAnalysis(path: "")
    facts.channels = 2
    facts.duration_seconds = duration
    facts.sample_rate_hz = sampleRate.hz
    facts.loudness = loudness
    fillRhythm(of: &facts)
    fillKey(of: &facts)
    fillSound(of: &facts)
    facts.vocals = vocals
    let features = joinedFeatures
    facts.decide(from: features)
    var joined = AnalysisResult(analysis: facts, waveform: waveform, features: features)
    joined.level = level
    joined.stageSeconds = stages
    return joined
  }

  // MARK: Rhythm

  private func fillRhythm(of facts: inout TrackAnalysis) {
    facts.bpm_confidence = mean { $0.bpm_confidence ?? 0 }
    var anchors: [BeatGrid.Anchor] = []
    /// The bar → how many beats say so.
    var votes: [Bar: Int] = [:]
    var phrases: [(start: Int, bars: Int)] = []
    for window in windows { join(window, to: &anchors, &votes, &phrases) }
    guard BeatGrid.canHold(anchors) else { return }
    let bar = votes.max { ($0.value, $1.key.place) < ($1.value, $0.key.place) }?.key
    var grid = BeatGrid(anchors: anchors, beatsPerBar: bar?.beats ?? 4, downbeat: bar?.place)
    if let first = phrases.first, let bars = phrases.map(\.bars).min(),
      phrases.allSatisfy({ ($0.start - first.start) % (bars * grid.beatsPerBar) == 0 }), grid.isDownbeat(first.start)
    {
      (grid.phraseStart, grid.barsPerPhrase) = (first.start, bars)
    }
    facts.grid = grid

    var beats: [Int] = []
    for window in windows where window.facts.grid != nil && window.length > 0 {
      let first = Int(grid.beat(at: TrackTime(window.from)).value.rounded(.up))
      let last = Int(grid.beat(at: TrackTime(window.to)).value.rounded(.down))
      if first <= last { beats += (max(first, (beats.last ?? first - 1) + 1)...max(first, last)) }
    }
    let time = { (beat: Int) in grid.time(of: BeatPosition(Double(beat))).value }
    facts.beats = beats.map(time)
    if bar != nil {
      facts.downbeats = beats.filter(grid.isDownbeat).map(time)
      facts.time_signature = bar?.metre
    }
    if grid.phraseStart != nil { facts.phrases = beats.filter(grid.isPhraseStart).map(time) }
    facts.tempo_regions = regions(grid)
    let lengths = zip(facts.beats ?? [], (facts.beats ?? []).dropFirst()).map { $1 - $0 }.sorted()
    facts.bpm = lengths.isEmpty ? nil : 60 / lengths[lengths.count / 2]
  }

  private struct Bar: Hashable {
    var metre: String?
    var beats: Int
    /// The first beat that opens one.
    var place: Int
  }

  /// Lets a window's grid go on from its first beat behind the seam, which is the one nearest to the grid before.
  private func join(
    _ window: Window, to anchors: inout [BeatGrid.Anchor], _ votes: inout [Bar: Int],
    _ phrases: inout [(start: Int, bars: Int)]
  ) {
    guard let grid = window.facts.grid, window.length > 0 else { return }
    let first = grid.beat(at: TrackTime(window.from - window.start)).value.rounded(.up)
    let start = window.start
    func moved(_ time: TrackTime) -> TrackTime { TrackTime(time.value + start) }
    let entry = grid.time(of: BeatPosition(first))
    var shift = 0.0
    if !anchors.isEmpty {
      let before = BeatGrid(anchors: anchors).beat(at: moved(entry)).value.rounded()
      // A grid that has just changed gives way; an anchor lies before the beat that follows it.
      while anchors.count > 1, anchors[anchors.count - 1].beat.value >= before { anchors.removeLast() }
      shift = max(before, anchors[anchors.count - 1].beat.value + 1) - first
    }
    func add(_ time: TrackTime, _ beat: Double, _ bpm: BPM) {
      let anchor = BeatGrid.Anchor(time: moved(time), beat: BeatPosition(beat + shift), bpm: bpm)
      if let last = anchors.last, last.time >= anchor.time || last.beat >= anchor.beat { return }
      anchors.append(anchor)
    }
    add(entry, first, grid.bpm(at: entry))
    for anchor in grid.anchors where anchor.time > entry && anchor.time.value + start < window.to {
      add(anchor.time, anchor.beat.value, anchor.bpm)
    }
    if let downbeat = grid.downbeat {
      let place = (downbeat + Int(shift)) % grid.beatsPerBar
      let beats = Int(window.length * grid.bpm(at: entry).value / 60)
      let bar = Bar(
        metre: window.facts.time_signature, beats: grid.beatsPerBar,
        place: (place + grid.beatsPerBar) % grid.beatsPerBar)
      votes[bar, default: 0] += beats
    }
    if let start = grid.phraseStart { phrases.append((start + Int(shift), grid.barsPerPhrase)) }
  }

  /// The seams are no changes of tempo: only steps of more than a fiftieth of a BPM are told.
  private func regions(_ grid: BeatGrid) -> [TrackAnalysis.TempoRegion] {
    var regions: [TrackAnalysis.TempoRegion] = []
    for anchor in grid.anchors {
      if let last = regions.last, abs(last.bpm - anchor.bpm.value) < 0.02 { continue }
      regions.append(TrackAnalysis.TempoRegion(start_seconds: anchor.time.value, bpm: anchor.bpm.value))
    }
    return regions
  }

  // MARK: Key

  /// The key that most of the mix is in, as sure as its share of the mix makes it.
  private func fillKey(of facts: inout TrackAnalysis) {
    var weights: [String: Double] = [:]
    for window in windows {
      if let key = window.facts.key { weights[key, default: 0] += window.length * (window.facts.key_confidence ?? 0) }
    }
    let total = windows.reduce(0) { $0 + $1.length }
    guard let best = weights.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), total > 0 else { return }
    facts.key = best.key
    facts.camelot = windows.first { $0.facts.key == best.key }?.facts.camelot
    facts.key_confidence = min(1, best.value / total)
    facts.tuning_cents = mean { $0.key == best.key ? $0.tuning_cents : nil }
  }
}
