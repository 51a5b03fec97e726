import DSP
import Engine
import Glibc
import Media
import Music

/// Levels: what the limiter lets out and what it adds, and how near to the fair line between two tracks a bass swap
/// and a crossfade stay. The blends are measured on synthetic kicks, and on pairs of real tracks where `SEGUE_CORPUS`
/// names a folder of them.
func benchLevels(json: Bool) {
  var figures = limiterFigures()
  figures += blendFigures(named: "kicks", [syntheticPair()], isTold: false)
  let pairs = corpusPairs()
  figures.append(("limiter_tracks_at_minus_5_lufs_max_dbtp", pairs.map(hotTruePeak).max() ?? .nan))
  figures += blendFigures(named: "tracks", pairs, isTold: !json)
  printFigures("levels", figures, json: json)
}

// MARK: The limiter

private func limited(_ sound: [SIMD2<Float>]) -> [SIMD2<Float>] {
  var limiter = Limiter(sampleRate: 44_100)
  var output = sound
  output.withUnsafeMutableBufferPointer { buffer in
    for start in stride(from: 0, to: buffer.count, by: 64) {
      limiter.process(buffer.baseAddress! + start, frames: min(64, buffer.count - start), strength: 1)
    }
  }
  return output
}

/// dBTP, by libebur128.
private func truePeak(_ sound: [SIMD2<Float>]) -> Double {
  guard let meter = RunningLoudness(sampleRate: .cd) else { return .nan }
  return sound.flatMap { [$0.x, $0.y] }.withUnsafeBufferPointer { meter.add($0) }.decibels.value
}

/// What the limiter lets out of a minute of a pair's first track, nine decibels over its −14 LUFS.
private func hotTruePeak(_ pair: Pair) -> Double {
  let track = pair.tracks[0]
  let gain = Float(pow(10, (track.gain + 9) / 20))
  let frames = (0..<min(track.sound.framesReady, 60 * 44_100)).map { frame in
    SIMD2<Float>(track.sound.samples[2 * frame], track.sound.samples[2 * frame + 1]) * gain
  }
  return truePeak(limited(frames))
}

private func limiterFigures() -> [(String, Double?)] {
  func sine(_ hz: Double, _ level: Double, phase: Double = 0) -> [SIMD2<Float>] {
    (0..<(5 * 44_100)).map { SIMD2(repeating: Float(level * sin(2 * .pi * hz * Double($0) / 44_100 + phase))) }
  }
  let square = (0..<88_200).map { SIMD2<Float>(repeating: $0 / 147 % 2 == 0 ? 1.5 : -1.5) }
  let clicks = (0..<88_200).map { SIMD2<Float>(repeating: $0 % 4410 == 0 ? 4 : 0.1) }
  var figures = [
    ("limiter_quarter_rate_dbtp", truePeak(limited(sine(11_025, 2, phase: .pi / 4)))),
    ("limiter_sine_997_dbtp", truePeak(limited(sine(997, 3)))),
    ("limiter_squares_dbtp", truePeak(limited(square))),
    ("limiter_clicks_dbtp", truePeak(limited(clicks))),
  ]
  for hz in [40.0, 50, 100, 1000] {
    let output = limited(sine(hz, 1.7825))
    figures.append(("limiter_thd_percent_\(Int(hz))_hz_6_db_over", 100 * harmonics(of: hz, in: output)))
  }
  return figures
}

/// Harmonics 2 to 10 against the fundamental, over the last two seconds.
private func harmonics(of hz: Double, in sound: [SIMD2<Float>]) -> Double {
  let from = sound.count - 88_200
  func level(_ frequency: Double) -> Double {
    var (re, im) = (0.0, 0.0)
    for index in 0..<88_200 {
      let angle = 2 * Double.pi * frequency * Double(index) / 44_100
      let value = Double(sound[from + index].x) * (1 - cos(2 * .pi * (Double(index) + 0.5) / 88_200))
      re += value * cos(angle)
      im += value * sin(angle)
    }
    return (re * re + im * im).squareRoot()
  }
  return (2...10).map { level(hz * Double($0)) }.reduce(0) { $0 + $1 * $1 }.squareRoot() / level(hz)
}

// MARK: Blends

/// Two tracks, each with its grid and the gain that brings it to −14 LUFS.
private struct Pair {
  var name: String
  var tracks: [(sound: PCM, grid: BeatGrid, gain: Double, start: Double)]
}

private func syntheticPair() -> Pair {
  func track(_ bpm: Double, _ level: Double) -> (sound: PCM, grid: BeatGrid, gain: Double, start: Double) {
    (
      PCM(interleaved: benchKicks(bpm: bpm, seconds: 60, hz: 55, decay: 14), sampleRate: .cd)!,
      BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0.1)), level, 4
    )
  }
  return Pair(name: "kicks", tracks: [track(124, 0), track(127, -3)])
}

private func corpusPairs() -> [Pair] {
  guard let folder = getenv("SEGUE_CORPUS").map({ String(cString: $0) }), let media = try? MediaProgram.find() else {
    return []
  }
  let names = [
    "con_techno_130_5.flac", "con_garage_120.ogg", "lmms_EsoXLB-CPU.ogg", "lmms_Shovon-ProgressiveHousePluckDemo.ogg",
    "lmms_CapDan-ZeroSumGame-OriginalByZakarra.ogg", "lmms_TameAnderson-MakeMe.ogg", "con_drift_121.ogg",
    "lmms_Jousboxx-BuzzerBeater.ogg", "mod_lg_criti.ogg",
  ]
  let tracks = names.compactMap { name -> (name: String, track: (PCM, BeatGrid, Double, Double))? in
    let path = "\(folder)/ready/\(name)"
    guard let analysis = try? media.analyze(path).analysis, let grid = analysis.grid,
      let decoding = try? media.decode(path, rate: .cd), (try? decoding.wait()) != nil
    else { return nil }
    let gain = -14 - (analysis.loudness.integrated_lufs ?? -14)
    return (String(name.prefix { $0 != "." }), (decoding.pcm, grid, gain, 64))
  }
  return tracks.indices.dropLast().map { index in
    let (a, b) = (tracks[index], tracks[index + 1])
    return Pair(
      name: "\(a.name) → \(b.name)",
      tracks: [a.track, b.track].map { (sound: $0.0, grid: $0.1, gain: $0.2, start: $0.3) })
  }
}

private enum Gesture { case none, bassSwap, plainKills, fade(FairBlendMode) }

/// The master of a pair while a gesture goes over eight bars, and where that begins and ends.
private func render(_ pair: Pair, silent: DeckID?, _ gesture: Gesture) -> (sound: [SIMD2<Float>], from: Int, to: Int) {
  let engine = Engine(sampleRate: .cd)
  var journal: [AppliedCommand] = []
  func say(_ action: EngineCommand.Action, _ frame: Int64 = 0, at: Moment = .now, over: Glide = .short) {
    journal.append(AppliedCommand(frame: ClockFrame(frame), command: EngineCommand(action, at: at, over: over)))
  }
  let isFade = if case .fade = gesture { true } else { false }
  say(.mixer(.limiter(.off)))
  if !isFade { say(.mixer(.curve(.cut))) }
  for (deck, track) in zip(DeckID.allCases, pair.tracks) {
    let loaded = LoadedTrack(serial: 1, original: track.sound, grid: track.grid)
    say(.load(deck, engine.handle(for: loaded)))
    say(.deck(deck, .autoGain(Decibels(min(12, track.gain)))))
    if deck == .b { say(.deck(.b, .sync(.on))) }
    say(.deck(deck, .seek(TrackTime(track.start))))
    say(.deck(deck, .play))
    if deck == silent { say(.deck(deck, .set(.fader, 0))) }
  }
  let start: Int64 = 3 * 44_100
  switch gesture {
  case .none: break
  case .bassSwap:
    say(.deck(.b, .kill(.low, .on)))
    say(.mixer(.bandSwap(.low, to: .b)), start, at: .bar, over: .beats(32))
  case .plainKills:
    say(.deck(.b, .kill(.low, .on)))
    say(.deck(.b, .kill(.low, .off)), start, at: .bar, over: .beats(32))
    say(.deck(.a, .kill(.low, .on)), start, at: .bar, over: .beats(32))
  case .fade(let mode):
    say(.mixer(.fairBlend(mode)))
    say(.mixer(.set(.crossfader, -1)))
    say(.mixer(.set(.crossfader, 1)), start, at: .bar, over: .beats(32))
  }
  var clock = OfflineClock(engine: engine, journal: journal)
  var sound: [SIMD2<Float>] = []
  var (from, to) = (0, 0)
  clock.render(frames: 24 * 44_100) { samples, snapshot in
    for frame in 0..<(samples.count / 4) { sound.append(SIMD2(samples[4 * frame], samples[4 * frame + 1])) }
    let isUnderWay =
      snapshot.bandSwaps[0] != nil || (isFade && abs(snapshot.crossfader) < 1 && sound.count > Int(start))
    if isUnderWay {
      if from == 0 { from = sound.count }
      to = sound.count
    }
  }
  return (sound, from, to)
}

/// The mean square of each tenth of a second, of all or of the bass.
private func powers(_ sound: [SIMD2<Float>], bass: Bool) -> [Double] {
  var filter = BassPower(sampleRate: 44_100)
  return sound.withUnsafeBufferPointer { buffer in
    stride(from: 0, to: buffer.count - 440, by: 441).map { start in
      if bass { return filter.squares(buffer.baseAddress! + start, frames: 441) }
      var sum = 0.0
      for frame in start..<(start + 441) { sum += Double((buffer[frame] * buffer[frame]).sum()) }
      return sum
    }
  }
}

/// Sliding sums over `length` hundredths of a second.
private func sums(_ powers: [Double], length: Int) -> [Double] {
  var sum = 0.0
  return powers.indices.map { index in
    sum += powers[index]
    if index >= length { sum -= powers[index - length] }
    return sum
  }
}

/// Decibels off the fair line, every hundredth of a second from `from` to `to`.
private func deviations(
  of blend: [Double], between a: [Double], and b: [Double], window: Int, from: Int, to: Int, _ share: (Double) -> Double
) -> [Double] {
  let first = from / 441
  let last = to / 441
  let fair = blend.indices.map { index in
    let way = min(1, max(0, Double(index - first) / Double(max(1, last - first))))
    return a[index] + (b[index] - a[index]) * share(way)
  }
  let (heard, due) = (sums(blend, length: window), sums(fair, length: window))
  return (min(first + window, last)..<last).compactMap { due[$0] > 1e-3 ? 10 * log10(heard[$0] / due[$0]) : nil }
}

private func blendFigures(named name: String, _ pairs: [Pair], isTold: Bool) -> [(String, Double?)] {
  let none = Double.nan
  var (swap, plain, with, without): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
  for pair in pairs {
    let a = render(pair, silent: .b, .none).sound
    let b = render(pair, silent: .a, .none).sound
    func off(_ gesture: Gesture, bass: Bool, window: Int, like other: (Int, Int)? = nil) -> ([Double], (Int, Int)) {
      let blend = render(pair, silent: nil, gesture)
      let (from, to) = other ?? (blend.from, blend.to)
      // Bass is swapped evenly in energy; a crossfader moves evenly under a law of equal power.
      let share: (Double) -> Double = bass ? { $0 } : { pow(sin($0 * .pi / 2), 2) }
      let values = deviations(
        of: powers(blend.sound, bass: bass), between: powers(a, bass: bass), and: powers(b, bass: bass),
        window: window, from: from, to: to, share)
      return (values, (from, to))
    }
    let beats = pair.tracks[0].grid.bpm(at: TrackTime(pair.tracks[0].start)).value
    let bar = Int((240 / beats * 100).rounded())
    let turns = off(.bassSwap, bass: true, window: bar)
    let kills = off(.plainKills, bass: true, window: bar, like: turns.1)
    let fair = off(.fade(.auto), bass: false, window: 40)
    let free = off(.fade(.off), bass: false, window: 40)
    swap += turns.0
    plain += kills.0
    with += fair.0
    without += free.0
    if isTold {
      print("levels  \(pair.name)")
      for (what, values) in [
        ("bass handover", turns.0), ("kills over 8 bars", kills.0), ("crossfade, fair", fair.0), ("crossfade", free.0),
      ] {
        let words = [0.01, 0.5, 0.99].map { fixedDecibels(quantile(values, $0)) }.joined(separator: " ")
        print("levels    \(what): 1 %, median, 99 %: \(words) dB; within ±1 dB \(Int(100 * within(values))) %")
      }
    }
  }
  func worst(_ values: [Double]) -> Double { values.map(abs).max() ?? none }
  return [
    ("bass_handover_\(name)_max_db", worst(swap)),
    ("bass_handover_\(name)_within_1_db_percent", 100 * within(swap)),
    ("bass_kills_\(name)_max_db", worst(plain)), ("bass_kills_\(name)_within_1_db_percent", 100 * within(plain)),
    ("fair_fade_\(name)_max_db", worst(with)), ("fair_fade_\(name)_within_1_db_percent", 100 * within(with)),
    ("plain_fade_\(name)_max_db", worst(without)), ("plain_fade_\(name)_within_1_db_percent", 100 * within(without)),
  ]
}

private func within(_ values: [Double]) -> Double {
  values.isEmpty ? .nan : Double(values.count { abs($0) <= 1 }) / Double(values.count)
}

/// The value that so large a share of them does not exceed; not a number when there are none.
func quantile(_ values: [Double], _ share: Double) -> Double {
  let sorted = values.sorted()
  return sorted.isEmpty ? .nan : sorted[Int(Double(sorted.count - 1) * share)]
}

private func fixedDecibels(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
