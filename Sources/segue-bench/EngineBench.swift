import DSP
import Engine
import Glibc
import MallocCounter
import Music
import Platform

/// What the engine costs: two key-locked decks with four stems each, isolator, filter, limiter and meters at work,
/// against the bare stretchers on the same sound; and single callbacks as a share of their period. All of it is CPU
/// time of the rendering thread, so that other programs do not show.
func benchEngine(json: Bool) {
  let seconds = 30
  let bare2 = bareStretchers(channels: 2, seconds: seconds)
  let bare4 = bareStretchers(channels: 4, seconds: seconds)
  let whole = EngineRun(split: false).share(seconds: seconds)
  let split = EngineRun(split: true).share(seconds: seconds)
  var figures: [(String, Double?)] = [
    ("engine_over_stretchers_ratio", whole.share / bare2),
    ("engine_percent_of_core", 100 * whole.share),
    ("engine_split_over_stretchers_ratio", split.share / bare4),
    ("engine_split_percent_of_core", 100 * split.share),
    ("stretchers_percent_of_core", 100 * bare2),
    ("stretchers_split_percent_of_core", 100 * bare4),
  ]
  for period in [64, 128, 256, 512] {
    let times = EngineRun(split: false).callbacks(period: period, seconds: 20)
    let length = Double(period) / 44_100
    func share(_ quantile: Double) -> Double {
      100 * times[min(times.count - 1, Int(Double(times.count) * quantile))] / length
    }
    figures.append(("callback_p50_percent_of_period_\(period)", share(0.5)))
    figures.append(("callback_p99_percent_of_period_\(period)", share(0.99)))
    figures.append(("callback_p999_percent_of_period_\(period)", share(0.999)))
    figures.append(("callback_max_percent_of_period_\(period)", share(1)))
  }
  figures += stormFigures() + keyLockFigures(seconds: 10) + previewFigures(seconds: 20)
  figures += effectCosts() + mashFigures(seconds: 20)
  figures.append(("allocations", Double(whole.allocations + split.allocations)))
  printFigures("engine", figures, json: json)
}

/// 200 hot cues in a minute on deck B: what a callback of 128 frames takes, and whether deck A's sound changed.
private func stormFigures() -> [(String, Double?)] {
  let calm = EngineRun(split: false).storm(presses: 0)
  let storm = EngineRun(split: false).storm(presses: 200)
  let period = 128 / 44_100.0
  func share(_ quantile: Double) -> Double {
    100 * storm.times[min(storm.times.count - 1, Int(Double(storm.times.count) * quantile))] / period
  }
  return [
    ("storm_other_deck_identical", calm.digest == storm.digest ? 1 : 0),
    ("storm_p999_percent_of_period_128", share(0.999)), ("storm_max_percent_of_period_128", share(1)),
    ("storm_periods_over", Double(storm.times.count { $0 > period })),
  ]
}

/// What each of key lock's engines costs on both decks, stems at unity and apart, and its callbacks of 128 frames.
private func keyLockFigures(seconds: Int) -> [(String, Double?)] {
  var figures: [(String, Double?)] = []
  for (name, engine) in [("faster", KeyLockEngine.faster), ("finer", .finer), ("finer_short", .finerShort)] {
    for split in [false, true] {
      let times = EngineRun(split: split, engine: engine).callbacks(period: 128, seconds: seconds)
      let length = 128 / 44_100.0
      let kind = "keylock_\(name)\(split ? "_split" : "")"
      figures.append(("\(kind)_percent_of_core", 100 * times.reduce(0, +) / (Double(times.count) * length)))
      figures.append(
        ("\(kind)_p999_percent_of_period_128", 100 * times[min(times.count - 1, times.count * 999 / 1000)] / length))
      figures.append(("\(kind)_max_percent_of_period_128", 100 * (times.last ?? .nan) / length))
    }
  }
  return figures
}

/// What a third stretched voice in the headphones costs, beside the same decks without it: callbacks of 128 frames.
private func previewFigures(seconds: Int) -> [(String, Double?)] {
  var figures: [(String, Double?)] = []
  for (name, previews) in [("without", false), ("with", true)] {
    let run = EngineRun(split: false)
    if previews { run.preview() }
    let times = run.callbacks(period: 128, seconds: seconds)
    let length = 128 / 44_100.0
    figures.append(("\(name)_preview_percent_of_core", 100 * times.reduce(0, +) / (Double(times.count) * length)))
    let rare = times[min(times.count - 1, times.count * 999 / 1000)]
    figures.append(("\(name)_preview_p999_percent_of_period_128", 100 * rare / length))
  }
  return figures
}

/// What a mash costs beside a swap, with all its parts at work and the voice shifted, and with those that work unasked;
/// and the same where both tracks keep their own tempo, so that only a key shift takes a stretcher.
private func mashFigures(seconds: Int) -> [(String, Double?)] {
  func run(_ actions: [MixerAction], atOwnTempo: Bool = false) -> (share: Double, allocations: Int) {
    let run = EngineRun(split: !atOwnTempo, atOwnTempo: atOwnTempo)
    for action in actions { run.tell(.mixer(action)) }
    return run.share(seconds: seconds)
  }
  let keys = MashKeys(voice: 2, beat: 0)
  let swap = run([.swap(vocalsOf: .a)])
  let usual = run([.mash(MashSetup(voice: .a))])
  let full = run([.mashPart(.gate, .on), .mashPart(.glue, .on), .mash(MashSetup(voice: .a, keys: keys))])
  let ownSwap = run([.swap(vocalsOf: .a)], atOwnTempo: true)
  let ownMash = run([.mash(MashSetup(voice: .a))], atOwnTempo: true)
  let ownShifted = run([.mash(MashSetup(voice: .a, keys: keys))], atOwnTempo: true)
  let over = run([.mash(MashSetup(voice: .a, keys: keys)), .mashOff], atOwnTempo: true)
  return [
    ("swap_percent_of_core", 100 * swap.share), ("mash_percent_of_core", 100 * usual.share),
    ("mash_all_parts_shifted_percent_of_core", 100 * full.share),
    ("own_tempo_swap_percent_of_core", 100 * ownSwap.share), ("own_tempo_mash_percent_of_core", 100 * ownMash.share),
    ("own_tempo_mash_shifted_percent_of_core", 100 * ownShifted.share),
    ("own_tempo_after_mash_percent_of_core", 100 * over.share),
    ("mash_allocations", Double(usual.allocations + full.allocations + ownShifted.allocations + over.allocations)),
  ]
}

/// CPU seconds of this thread.
func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// Two stretchers, nothing else, at 4 % and −3 %: CPU seconds per second of sound.
private func bareStretchers(channels: Int, seconds: Int) -> Double {
  let stride = 8192
  let planes = UnsafeMutablePointer<Float>.allocate(capacity: 4 * stride)
  defer { planes.deallocate() }
  let sound = benchKicks(bpm: 124, seconds: 4)
  var spent = 0.0
  for tempo in [1.04, 0.97] {
    var stretcher = TimeStretcher(channels: channels, sampleRate: 44_100)
    stretcher.reset()
    while stretcher.produced < seconds * 44_100 {
      let frames = stretcher.framesWanted
      for channel in 0..<channels {
        for frame in 0..<frames {
          planes[channel * stride + frame] = sound[(2 * (stretcher.fed + frame) + channel & 1) % sound.count]
        }
      }
      let start = cpuSeconds()
      stretcher.feed(planes, stride: stride, ratio: 1 / tempo)
      spent += cpuSeconds() - start
    }
  }
  return spent / Double(seconds)
}

/// Two decks that play together, with everything in the path.
private struct EngineRun {
  let engine = Engine(sampleRate: .cd)

  /// `split`: the stems are away from unity, so that both buses of each deck are stretched. `atOwnTempo`: nothing is.
  init(split: Bool, engine kind: KeyLockEngine = .faster, atOwnTempo: Bool = false) {
    let decks = atOwnTempo ? [(DeckID.a, 124.0, 0.0), (.b, 124, 0)] : [(.a, 124, 4), (.b, 124 * 1.04 / 0.97, -3)]
    for (deck, bpm, tempo) in decks {
      let kicks = benchKicks(bpm: bpm, seconds: 60)
      let stems: [LoadedTrack.LoadedStem] = [StemKind.vocals, .drums, .bass, .other].map {
        LoadedTrack.LoadedStem(kind: $0, pcm: PCM(interleaved: kicks, sampleRate: .cd)!)
      }
      let track = LoadedTrack(
        serial: 1, original: PCM(interleaved: kicks, sampleRate: .cd)!, stems: stems,
        grid: BeatGrid(bpm: BPM(bpm), firstBeat: TrackTime(0.1)))
      tell(.load(deck, engine.handle(for: track)))
      tell(.deck(deck, .keyLockEngine(kind)))
      let actions: [DeckAction] = [
        .set(.tempo, tempo), .set(.eq(.low), -3), .set(.eq(.high), 2), .set(.filter, deck == .a ? -0.2 : 0.2), .play,
      ]
      for action in actions { tell(.deck(deck, action)) }
      if split { tell(.deck(deck, .set(.stem(1), 0.5))) }
    }
    tell(.deck(.b, .sync(.on)))
    tell(.mixer(.set(.master, 6)))
  }

  func tell(_ action: EngineCommand.Action) { engine.submit(EngineCommand(action)) }

  /// A third track on the decks' beat, in the headphones.
  func preview() {
    let kicks = benchKicks(bpm: 120, seconds: 60)
    let track = LoadedTrack(
      serial: 3, original: PCM(interleaved: kicks, sampleRate: .cd)!,
      grid: BeatGrid(bpm: BPM(120), firstBeat: TrackTime(0.1)))
    let gain = Decibels(-1)
    tell(.preview(.start(engine.handle(for: track), at: TrackTime(4), gain: gain, .bars)))
  }

  /// CPU seconds per second of sound, and the thread's allocations and other forbidden calls.
  func share(seconds: Int) -> (share: Double, allocations: Int) {
    var renderer = engine.takeRenderer()
    let out = UnsafeMutablePointer<Float>.allocate(capacity: 4 * 256)
    defer { out.deallocate() }
    for _ in 0..<100 { renderer.render(into: out, frames: 256) }
    let quanta = seconds * 44_100 / 256
    // Reading the clock is a system call, which the counter would count.
    let start = cpuSeconds()
    malloc_counter_arm()
    for _ in 0..<quanta { renderer.render(into: out, frames: 256) }
    let forbidden = Int(malloc_counter_disarm())
    let spent = cpuSeconds() - start
    return (spent / (Double(quanta * 256) / 44_100), forbidden)
  }

  /// A minute in periods of 128 with hot cues on deck B: seconds that each callback took, sorted, and a digest of deck
  /// A's sound, which alone is in the master.
  func storm(presses: Int) -> (times: [Double], digest: UInt64) {
    tell(.deck(.b, .sync(.off)))
    tell(.mixer(.set(.crossfader, -1)))
    tell(.deck(.b, .headphones(.on)))
    for cue in 0..<8 { tell(.deck(.b, .hotCueSet(UInt8(cue), TrackTime(Double(cue) * 6 + 0.3)))) }
    var renderer = engine.takeRenderer()
    let out = UnsafeMutablePointer<Float>.allocate(capacity: 4 * 128)
    defer { out.deallocate() }
    var (times, digest): ([Double], UInt64) = ([], 0xCBF2_9CE4_8422_2325)
    let count = 60 * 44_100 / 128
    times.reserveCapacity(count)
    for number in 0..<count {
      if presses > 0, number > 0, number % (count / presses) == 0 {
        tell(.deck(.b, .hotCue(UInt8(number / (count / presses) * 5 % 8))))
      }
      let start = cpuSeconds()
      renderer.render(into: out, frames: 128)
      times.append(cpuSeconds() - start)
      for frame in 0..<128 {
        for side in 0..<2 { digest = (digest ^ UInt64(out[4 * frame + side].bitPattern)) &* 0x100_0000_01B3 }
      }
    }
    return (times.sorted(), digest)
  }

  /// Seconds that each callback took, sorted.
  func callbacks(period: Int, seconds: Int) -> [Double] {
    var renderer = engine.takeRenderer()
    let out = UnsafeMutablePointer<Float>.allocate(capacity: 4 * period)
    defer { out.deallocate() }
    var times: [Double] = []
    times.reserveCapacity(seconds * 44_100 / period)
    for number in 0..<(seconds * 44_100 / period) {
      // A hot cue now and then: seeks are the worst that a callback has to do.
      if number % (44_100 / period) == 0 { tell(.deck(.b, .jump(Beats(number % 2 == 0 ? 4 : -4)))) }
      let start = cpuSeconds()
      renderer.render(into: out, frames: period)
      times.append(cpuSeconds() - start)
    }
    return times.sorted()
  }
}

/// A kick on each beat over a quiet chord.
func benchKicks(bpm: Double, seconds: Double, hz: Double = 180, decay: Double = 90) -> [Float] {
  let frames = Int(seconds * 44_100)
  let beat = 60 / bpm * 44_100
  var sound = [Float](repeating: 0, count: 2 * frames)
  for frame in 0..<frames {
    let t = Double(frame) / 44_100
    let sinceKick = (Double(frame) - 4410).truncatingRemainder(dividingBy: beat) / 44_100
    let kick = sinceKick >= 0 ? 0.6 * exp(-sinceKick * decay) * cos(2 * .pi * hz * sinceKick) : 0
    let pad = 0.05 * (sin(2 * .pi * 220 * t) + sin(2 * .pi * 330 * t))
    sound[2 * frame] = Float(kick + pad)
    sound[2 * frame + 1] = Float(kick - pad)
  }
  return sound
}
