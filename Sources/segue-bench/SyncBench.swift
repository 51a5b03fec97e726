import Engine
import Glibc
import Music
import Support

/// Beat lock from rendered sound. First two kick tracks at different tempos, key lock on, five minutes with a glide,
/// nudges, jumps and loops; the kicks are located in the output, deck A on the left, deck B on the right. Then two real
/// tracks, ten minutes (null where the corpus is not there), with each of key lock's engines: as the kicks are heard,
/// and without what they lie off their own grids.
func benchSync(json: Bool) {
  let offsets = lockedOffsets().sorted()
  func quantile(_ share: Double) -> Double {
    offsets.isEmpty ? .nan : offsets[min(offsets.count - 1, Int(Double(offsets.count) * share))]
  }
  var figures: [(String, Double?)] = [
    ("beat_offset_ms_p50", quantile(0.5)), ("beat_offset_ms_p99", quantile(0.99)),
    ("beat_offset_ms_max", quantile(1)), ("doubled_deck_offset_ms", doubledDeckOffset()),
    ("wide_ratio_offset_ms_p99", wideRatioOffset()), ("kicks", Double(offsets.count)),
  ]
  for engine in KeyLockEngine.allCases { figures += realMusicFigures(engine) }
  printFigures("sync", figures, json: json)
}

private func realMusicFigures(_ engine: KeyLockEngine) -> [(String, Double?)] {
  let real = realMusicLock(seconds: 600, keyLock: engine)
  func quantiles(_ name: String, _ values: [Double]?) -> [(String, Double?)] {
    [("p50", 0.5), ("p99", 0.99), ("max", 1)].map { suffix, share in
      ("\(name)_ms_\(suffix)", values.map { BeatLockSet.quantile($0, share) })
    }
  }
  let figures =
    quantiles("engine_offset", real?.engine) + quantiles("kick_offset", real?.raw)
    + quantiles("account_error", real?.account) + [
      ("drift_ms_per_minute", real?.driftPerMinute), ("kicks", real.map { Double($0.engine.count) }),
      ("kicks_unrecognised", real.map { Double($0.unrecognised) }),
    ]
  return figures.map { ("real_music_\(engine)_\($0)", $1) }
}

private func sided(_ bpm: Double, seconds: Double, left: Bool) -> LoadedTrack {
  var sound = kicksAlone(bpm: bpm, seconds: seconds)
  for frame in 0..<(sound.count / 2) { sound[2 * frame + (left ? 1 : 0)] = 0 }
  return LoadedTrack(
    serial: left ? 1 : 2, original: PCM(interleaved: sound, sampleRate: .cd)!,
    grid: BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0.1)))
}

/// Kicks that begin between samples as their grid says.
private func kicksAlone(bpm: Double, seconds: Double) -> [Float] {
  var sound = [Float](repeating: 0, count: 2 * Int(seconds * 44_100))
  var start = 4410.0
  while Int(start) + 2205 < sound.count / 2 {
    for index in 0..<2205 {
      let frame = Int(start.rounded(.up)) + index
      let t = (Double(frame) - start) / 44_100
      let value = Float(0.7 * exp(-t * 90) * cos(2 * .pi * 180 * t) * min(1, t * 44_100 / 8 + 0.2))
      sound[2 * frame] = value
      sound[2 * frame + 1] = value
    }
    start += 60 / bpm * 44_100
  }
  return sound
}

private func stamped(_ action: EngineCommand.Action, _ seconds: Double, over: Glide = .short) -> AppliedCommand {
  AppliedCommand(frame: ClockFrame(Int64(seconds * 44_100)), command: EngineCommand(action, over: over))
}

private func lockedOffsets() -> [Double] {
  let engine = Engine(sampleRate: .cd)
  let tracks = [sided(122, seconds: 400, left: true), sided(126.4, seconds: 400, left: false)]
  var journal = [
    stamped(.mixer(.curve(.cut)), 0), stamped(.load(.a, engine.handle(for: tracks[0])), 0),
    stamped(.load(.b, engine.handle(for: tracks[1])), 0), stamped(.deck(.b, .sync(.on)), 0),
    stamped(.deck(.a, .play), 0.1), stamped(.deck(.b, .play), 1.37),
    stamped(.deck(.a, .set(.tempo, 6.5)), 20, over: .beats(64)),
    stamped(.deck(.a, .set(.tempo, -2)), 120, over: .beats(16)),
  ]
  for turn in 0..<6 {
    let start = 60 + Double(turn) * 35
    journal += [
      stamped(.deck(.b, .jump(Beats(8))), start), stamped(.deck(.a, .jump(Beats(-4))), start + 5),
      stamped(.deck(.b, .loop(Beats(4))), start + 10), stamped(.deck(.b, .loopToggle), start + 18),
      stamped(.deck(.a, .nudge(milliseconds: 10)), start + 20), stamped(.deck(.a, .loop(Beats(2))), start + 24),
      stamped(.deck(.a, .loopToggle), start + 29),
    ]
  }
  journal.sort { $0.frame < $1.frame }
  return offsets(renderOffline(engine: engine, journal: journal, frames: 300 * 44_100))
}

/// The same track on both decks, six percent up, key lock on one of them: how far apart they come to lie.
private func doubledDeckOffset() -> Double {
  let engine = Engine(sampleRate: .cd)
  let tracks = [sided(124, seconds: 80, left: true), sided(124, seconds: 80, left: false)]
  let journal = [
    stamped(.mixer(.curve(.cut)), 0), stamped(.load(.a, engine.handle(for: tracks[0])), 0),
    stamped(.load(.b, engine.handle(for: tracks[1])), 0), stamped(.deck(.a, .keyLock(.off)), 0),
    stamped(.deck(.a, .set(.tempo, 6)), 0), stamped(.deck(.b, .set(.tempo, 6)), 0),
    stamped(.deck(.a, .play), 0.5), stamped(.deck(.b, .play), 0.5),
  ]
  return offsets(renderOffline(engine: engine, journal: journal, frames: 60 * 44_100)).max() ?? .nan
}

/// Tempi so far apart that the follower is stretched by a quarter and more, up and down, with each of key lock's
/// engines: the 99th percentile over all their kicks.
private func wideRatioOffset() -> Double {
  var all: [Double] = []
  for keyLock in KeyLockEngine.allCases {
    for (leader, follower) in [(128.0, 100.0), (96, 128), (140, 110)] {
      let engine = Engine(sampleRate: .cd)
      let tracks = [sided(leader, seconds: 60, left: true), sided(follower, seconds: 80, left: false)]
      let journal = [
        stamped(.mixer(.curve(.cut)), 0), stamped(.load(.a, engine.handle(for: tracks[0])), 0),
        stamped(.load(.b, engine.handle(for: tracks[1])), 0), stamped(.deck(.b, .keyLockEngine(keyLock)), 0),
        stamped(.deck(.b, .tempoRange(50)), 0), stamped(.deck(.b, .sync(.on)), 0), stamped(.deck(.a, .play), 0.1),
        stamped(.deck(.b, .play), 0.9),
      ]
      all += offsets(renderOffline(engine: engine, journal: journal, frames: 40 * 44_100))
    }
  }
  return all.sorted()[max(0, Int(Double(all.count) * 0.99) - 1)]
}

/// Milliseconds between each kick on the left and the nearest one on the right, from the fourth second on.
private func offsets(_ sound: [Float]) -> [Double] {
  let left = onsets(sound, channel: 0)
  let right = onsets(sound, channel: 1)
  var next = 0
  var found: [Double] = []
  for place in left.dropLast() {
    while next + 1 < right.count, abs(right[next + 1] - place) <= abs(right[next] - place) { next += 1 }
    if next < right.count { found.append(abs(right[next] - place) / 44.1) }
  }
  return found
}

private func onsets(_ sound: [Float], channel: Int) -> [Double] {
  var found: [Double] = []
  var last = 0
  for frame in (4 * 44_100)..<(sound.count / 4) {
    let now = abs(sound[4 * frame + channel])
    guard now >= 0.2, frame - last > 8000 else { continue }
    let before = abs(sound[4 * (frame - 1) + channel])
    found.append(Double(frame - 1) + Double(max(0, min(1, (0.2 - before) / max(1e-6, now - before)))))
    last = frame
  }
  return found
}
