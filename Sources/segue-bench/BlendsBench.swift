import Engine
import Glibc
import Media
import Music

/// Blends as they are heard: thirteen ordered pairs at −14 LUFS, limiter off, over 16 and 32 beats, against a plain
/// recipe and a plain linear fade on the same two stretched decks; then every other use of a band swap. What is
/// measured is the rendered sound, against both decks' sound alone.
func benchBlends(json: Bool) {
  let pairs = blendPairs()
  let scores = pairs.map { tableScores(of: $0) }
  var figures: [(String, Double?)] = [("pairs", Double(pairs.count))]
  for row in BlendRow.allCases { figures += tableFigures(row.rawValue, scores.map { $0[row]! }) }
  for (index, use) in blendUses().enumerated() {
    // Each on three pairs, so that all of them come up.
    let some = (0..<3).map { pairs[(index + 3 * $0) % pairs.count] }
    figures += useFigures(use, some)
  }
  printFigures("blends", figures, json: json)
}

private enum BlendRow: String, CaseIterable {
  case segue, recipe, fade
  case segue16 = "segue_16_beats"
  case recipe16 = "recipe_16_beats"
  case fade16 = "fade_16_beats"
}

// MARK: The table

private func tableScores(of pair: BlendPair) -> [BlendRow: BlendScore] {
  let alone = BlendSolo(pair)
  let swap = BlendUse(
    "", pre: [.mixer(.set(.crossfader, -1)), .deck(.b, .kill(.low, .on))],
    at: [(.mixer(.set(.crossfader, 1)), .beats(32)), (.mixer(.bandSwap(.low, to: .b)), .beats(32))])
  let fade = BlendUse(
    "", pre: [.mixer(.set(.crossfader, -1))], at: [(.mixer(.set(.crossfader, 1)), .beats(16))], bass: equalPower,
    beats: 16)
  return [
    .segue: alone.score(alone.render(swap), beats: 32, bass: { $0 }, whole: equalPower),
    .recipe: alone.score(alone.recipe(beats: 32), beats: 32, bass: { $0 }, whole: equalPower),
    .fade: alone.score(alone.fade(beats: 32), beats: 32, bass: equalPower, whole: equalPower),
    .segue16: alone.score(alone.render(fade), beats: 16, bass: equalPower, whole: equalPower),
    .recipe16: alone.score(alone.recipe(beats: 16), beats: 16, bass: equalPower, whole: equalPower),
    .fade16: alone.score(alone.fade(beats: 16), beats: 16, bass: equalPower, whole: equalPower),
  ]
}

private func tableFigures(_ name: String, _ scores: [BlendScore]) -> [(String, Double?)] {
  func all(_ part: (BlendScore) -> [Double]) -> [Double] { scores.flatMap(part) }
  func worst(_ part: (BlendScore) -> Double) -> Double { scores.map(part).max() ?? .nan }
  return [
    ("\(name)_low_band_db_p95", quantile(all(\.lowOff).map(abs), 0.95)),
    ("\(name)_low_band_db_p95_worst_pair", worst { quantile($0.lowOff.map(abs), 0.95) }),
    ("\(name)_low_band_within_1db_percent", within(all(\.lowOff))),
    ("\(name)_low_band_below_db_p95", quantile(all(\.lowBelow).map { -$0 }, 0.95)),
    ("\(name)_loudness_below_lu_p95", quantile(all(\.below), 0.95)),
    ("\(name)_loudness_below_lu_max", all(\.below).max() ?? .nan),
    ("\(name)_loudness_off_lu_p95", quantile(all(\.off).map(abs), 0.95)),
    ("\(name)_momentary_within_1db_percent", within(all(\.momentary))),
  ]
}

private func within(_ values: [Double]) -> Double {
  values.isEmpty ? .nan : 100 * Double(values.count { abs($0) <= 1 }) / Double(values.count)
}

// MARK: The uses

/// A band swap as a DJ may use it: what is set before, what is told at the first bar line.
private struct BlendUse {
  let name: String
  let pre: [EngineCommand.Action]
  let at: [(EngineCommand.Action, Glide)]
  /// How much of the low band is the second deck's by rights, of the time's share.
  var bass: (Double) -> Double = { $0 }
  var beats = 32

  init(
    _ name: String, pre: [EngineCommand.Action], at: [(EngineCommand.Action, Glide)],
    bass: @escaping (Double) -> Double = { $0 }, beats: Int = 32
  ) {
    (self.name, self.pre, self.at, self.bass, self.beats) = (name, pre, at, bass, beats)
  }
}

private func blendUses() -> [BlendUse] {
  func side(_ x: Double) -> EngineCommand.Action { .mixer(.set(.crossfader, x)) }
  let noBass = EngineCommand.Action.deck(.b, .kill(.low, .on))
  let bass: [(EngineCommand.Action, Glide)] = [(.mixer(.bandSwap(.low, to: .b)), .beats(32))]
  let fade: (EngineCommand.Action, Glide) = (side(1), .beats(32))
  func curve(_ curve: CrossfaderCurve) -> EngineCommand.Action { .mixer(.curve(curve)) }
  func even(_ share: Double) -> Double { 0.5 }
  func receivers(_ share: Double) -> Double { 1 }
  return [
    BlendUse("before_a_fade", pre: [side(-1), noBass], at: bass),
    BlendUse("at_minus_half", pre: [side(-0.5), noBass], at: bass),
    BlendUse("at_centre", pre: [noBass], at: bass),
    BlendUse("at_plus_half", pre: [side(0.5), noBass], at: bass),
    BlendUse("after_a_fade", pre: [side(1), noBass], at: bass, bass: receivers),
    BlendUse("both_full", pre: [curve(.cut), noBass], at: bass),
    BlendUse("two_open", pre: [], at: bass),
    BlendUse("two_open_in_a_fade", pre: [side(-1)], at: [fade] + bass),
    BlendUse("linear_in_a_fade", pre: [side(-1), curve(.linear), noBass], at: [fade] + bass),
    BlendUse("cut_in_a_fade", pre: [side(-1), curve(.cut), noBass], at: [fade] + bass),
    BlendUse(
      "mids", pre: [.deck(.b, .kill(.mid, .on))], at: [(.mixer(.bandSwap(.mid, to: .b)), .beats(32))], bass: even),
    BlendUse(
      "highs", pre: [.deck(.b, .kill(.high, .on))], at: [(.mixer(.bandSwap(.high, to: .b)), .beats(32))], bass: even),
    BlendUse("all", pre: [], at: [(.mixer(.bandSwap(.all, to: .b)), .beats(32))]),
    BlendUse("all_before_a_fade", pre: [side(-1)], at: [(.mixer(.bandSwap(.all, to: .b)), .beats(32))]),
  ]
}

private func useFigures(_ use: BlendUse, _ pairs: [BlendPair]) -> [(String, Double?)] {
  let scores = pairs.map { pair in
    let alone = BlendSolo(pair)
    return alone.score(alone.render(use), beats: 32, bass: use.bass, whole: equalPower)
  }
  return [
    ("\(use.name)_low_band_within_1db_percent", within(scores.flatMap(\.lowOff))),
    ("\(use.name)_low_band_db_p95", quantile(scores.flatMap(\.lowOff).map(abs), 0.95)),
    ("\(use.name)_loudness_below_lu_max", scores.flatMap(\.below).max() ?? .nan),
  ]
}

// MARK: Renders

/// A pair as each deck is alone, key-locked and in step: what blends are held against, and what the peers mix.
private struct BlendSolo {
  private let pair: BlendPair
  private let a: [SIMD2<Float>]
  private let b: [SIMD2<Float>]
  private let levels: (a: BlendLevels, b: BlendLevels)
  /// The frames of deck A's bar line and of the 32 beats after it.
  private let beats: [Double]

  init(_ pair: BlendPair) {
    self.pair = pair
    func deck(_ silent: DeckID) -> (sound: [SIMD2<Float>], beats: [Double]) {
      renderBlend(pair, [.mixer(.curve(.cut)), .deck(silent, .set(.fader, 0))], at: 0, [])
    }
    let first = deck(.b)
    a = first.sound
    b = deck(.a).sound
    levels = (BlendLevels(a), BlendLevels(b))
    beats = first.beats
  }

  func render(_ use: BlendUse) -> [SIMD2<Float>] {
    renderBlend(pair, use.pre, at: Int64(beats[0] / 64) * 64, use.at).sound
  }

  func score(
    _ blend: [SIMD2<Float>], beats count: Int, bass: (Double) -> Double, whole: (Double) -> Double
  ) -> BlendScore {
    BlendScore(
      BlendLevels(blend), levels.a, levels.b, from: beats[0], to: beats[count], bars: Double(count) / 4, bass: bass,
      whole: whole)
  }

  private func share(_ frame: Int, _ count: Int) -> Double {
    min(1, max(0, (Double(frame) - beats[0]) / (beats[count] - beats[0])))
  }

  /// Equal power; below 200 Hz it goes from .35 to .65 of the way.
  func recipe(beats count: Int) -> [SIMD2<Float>] {
    let (splitA, splitB) = (BlendSound.split(a, at: 200), BlendSound.split(b, at: 200))
    return a.indices.map { frame in
      let way = share(frame, count)
      let bass = min(1, max(0, (way - 0.35) / 0.3))
      func mix(_ x: SIMD2<Float>, _ y: SIMD2<Float>, _ way: Double) -> SIMD2<Float> {
        x * Float(cos(way * .pi / 2)) + y * Float(sin(way * .pi / 2))
      }
      return mix(splitA.low[frame], splitB.low[frame], bass) + mix(splitA.high[frame], splitB.high[frame], way)
    }
  }

  func fade(beats count: Int) -> [SIMD2<Float>] {
    a.indices.map { frame in
      let way = Float(share(frame, count))
      return a[frame] * (1 - way) + b[frame] * way
    }
  }
}

/// Plays a pair in step and does something at a frame. - Returns: the master, and where deck A's bar line after three
/// seconds and the 32 beats after it lie in it.
private func renderBlend(
  _ pair: BlendPair, _ pre: [EngineCommand.Action], at start: Int64, _ actions: [(EngineCommand.Action, Glide)]
) -> (sound: [SIMD2<Float>], beats: [Double]) {
  let engine = Engine(sampleRate: .cd)
  var journal: [AppliedCommand] = []
  func say(_ action: EngineCommand.Action, at frame: Int64 = 0, over: Glide = .short) {
    journal.append(AppliedCommand(frame: ClockFrame(frame), command: EngineCommand(action, over: over)))
  }
  say(.mixer(.limiter(.off)))
  say(.deck(.b, .sync(.on)))
  for (deck, record) in [(DeckID.a, pair.a), (.b, pair.b)] {
    say(.load(deck, engine.handle(for: LoadedTrack(serial: 1, original: record.sound, grid: record.grid))))
    say(.deck(deck, .autoGain(record.gain)))
    say(.deck(deck, .seek(record.start)))
  }
  for action in pre { say(action) }
  say(.deck(.a, .play), at: 4096)
  say(.deck(.b, .play), at: 4096)
  for (action, over) in actions { say(action, at: start, over: over) }
  var clock = OfflineClock(engine: engine, journal: journal)
  var sound: [SIMD2<Float>] = []
  var (beats, before) = ([Double](), Double.infinity)
  clock.render(frames: 24 * 44_100) { samples, snapshot in
    for frame in 0..<(samples.count / 4) { sound.append(SIMD2(samples[4 * frame], samples[4 * frame + 1])) }
    let beat = snapshot.deckA.beat.value
    let line = beat.rounded(.down)
    if line > before, beats.count < 33, sound.count > 3 * 44_100 {
      // A record begins on a bar line: every fourth beat from there is one.
      let first = pair.a.grid.beat(at: pair.a.start).value.rounded()
      if !beats.isEmpty || (line - first).truncatingRemainder(dividingBy: 4) == 0 {
        beats.append(Double(sound.count) - (beat - line) / max(1e-9, beat - before) * Double(samples.count / 4))
      }
    }
    before = beat
  }
  return (sound, beats)
}
