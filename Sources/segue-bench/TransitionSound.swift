import DSP
import Engine
import Glibc
import Media
import Music
import Platform
import Suggestion
import Workstation

/// A track of the transitions bench, as its facts say it.
struct TransitionTrack {
  let path: String
  let analysis: TrackAnalysis

  var name: String { baseName(path) }

  /// - Returns: nil where it cannot be read.
  init?(_ path: String, _ media: MediaProgram) {
    guard let analysis = try? media.analyze(path).analysis else { return nil }
    (self.path, self.analysis) = (path, analysis)
  }
}

/// A track as it sounds.
struct SoundingTrack {
  let track: TransitionTrack
  let sound: PCM
  /// Its drums alone, where there are stems.
  let drums: PCM?

  var path: String { track.path }
  var analysis: TrackAnalysis { track.analysis }
  var file: (path: String, analysis: TrackAnalysis) { (path, analysis) }
  var gain: Double { pow(10, (-14 - (analysis.loudness.integrated_lufs ?? -14)) / 20) }

  /// - Returns: nil where it cannot be read.
  init?(_ track: TransitionTrack, _ media: MediaProgram) {
    func read(_ path: String) -> PCM? {
      guard let decoding = try? media.decode(path, rate: .cd), (try? decoding.wait()) != nil else { return nil }
      return decoding.pcm
    }
    guard let sound = read(track.path) else { return nil }
    (self.track, self.sound) = (track, sound)
    let drums = StemSearch.stems(of: track.path).first { $0.kind == .drums }.flatMap { read($0.path) }
    self.drums = drums.flatMap { $0.framesReady == sound.framesReady ? $0 : nil }
  }
}

/// Renders of the three ways from one track to the next.
struct TransitionRender {
  let a: SoundingTrack
  let b: SoundingTrack
  let media: MediaProgram
  let settings: Settings

  /// Seconds that are rendered before and behind.
  private static let (lead, tail) = (Seconds(6), Seconds(6))

  // MARK: The planner

  func planned(_ plan: BlendPlan) throws -> HeardTransition {
    let text = transitionJournal(
      of: plan, from: a.file, to: b.file, lead: min(Self.lead, plan.out.lowerBound - TrackTime(0)), tail: Self.tail,
      stems: false, settings: settings)
    let (mix, start, stop) = try render(text)
    let to = plan.bars > 0 ? stop : start
    let low = settings.blend.bassWindow
    return try heard(
      text, mix, from: start, to: to, beat: beat(of: a, at: plan.out.lowerBound),
      bass: { min(1, max(0, ($0 - low.lowerBound) / (low.upperBound - low.lowerBound))) })
  }

  // MARK: The recipe

  /// Fixed eight bars from the tracks' mix points, equal power; below 200 Hz from .35 to .65 of the way; held as loud
  /// as is fair by gains from .75 to 1.45, smoothed over 250 ms. Beats by the grids.
  func recipe() throws -> HeardTransition? {
    guard let gridA = a.analysis.grid, let gridB = b.analysis.grid else { return nil }
    func downbeat(_ grid: BeatGrid, _ time: Double) -> TrackTime {
      let near = Int(grid.beat(at: TrackTime(time)).value.rounded())
      let beat = (-4...4).map { near + $0 }.filter(grid.isDownbeat).min { abs($0 - near) < abs($1 - near) } ?? near
      return max(TrackTime(0), grid.time(of: BeatPosition(Double(beat))))
    }
    let bars = 8
    var out = downbeat(gridA, a.analysis.cues.mix_out_seconds ?? (a.analysis.duration_seconds ?? 60) - 30)
    let length = Double(bars * gridA.beatsPerBar) * gridA.bpm(at: out).beatLength.value
    // Where eight bars are left.
    out = min(out, downbeat(gridA, (a.analysis.duration_seconds ?? 60) - length - 0.5))
    let start = downbeat(gridB, b.analysis.cues.mix_in_seconds ?? 0)
    guard let change = tempoChange(from: b, start, to: a, out) else { return nil }
    let plan = BlendPlan(
      kind: .shortBlend, out: out...(out + Seconds(length)), in: start...(start + Seconds(length)), bars: bars,
      tempoChangePercent: change, steps: [.init(Seconds(0), .start), .init(Seconds(length), .stopOut)])
    let text = transitionJournal(
      of: plan, from: a.file, to: b.file, lead: min(Self.lead, out - TrackTime(0)), tail: Self.tail, stems: false,
      settings: settings)
    let (_, from, to) = try render(text)
    var heard = try heard(
      text, [], from: from, to: to, beat: beat(of: a, at: out), bass: { min(1, max(0, ($0 - 0.35) / 0.3)) })
    heard.mix = limited(recipe(heard))
    return heard
  }

  private func recipe(_ heard: HeardTransition) -> [SIMD2<Float>] {
    let (splitA, splitB) = (BlendSound.split(heard.a, at: 200), BlendSound.split(heard.b, at: 200))
    func share(_ frame: Int) -> Double { min(1, max(0, Double(frame - heard.from) / Double(heard.to - heard.from))) }
    var (powers, gain) = (SIMD3<Double>.zero, 1.0)
    return heard.a.indices.map { frame in
      let way = share(frame)
      let bass = min(1, max(0, (way - 0.35) / 0.3))
      func mix(_ x: SIMD2<Float>, _ y: SIMD2<Float>, _ way: Double) -> SIMD2<Float> {
        x * Float(cos(way * .pi / 2)) + y * Float(sin(way * .pi / 2))
      }
      let sound = mix(splitA.low[frame], splitB.low[frame], bass) + mix(splitA.high[frame], splitB.high[frame], way)
      func power(_ sound: SIMD2<Float>) -> Double { Double((sound * sound).sum()) }
      powers += (SIMD3(power(heard.a[frame]), power(heard.b[frame]), power(sound)) - powers) / (0.25 * 44_100)
      let fair = pow(cos(way * .pi / 2), 2) * powers.x + pow(sin(way * .pi / 2), 2) * powers.y
      if powers.z > 1e-9 { gain = min(1.45, max(0.75, (fair / powers.z).squareRoot())) }
      return sound * Float(gain)
    }
  }

  // MARK: The blind fade

  /// The last ten seconds of one over the first ten of the other, beats or not.
  func fade() -> HeardTransition {
    let (rate, length, margin) = (44_100, 10 * 44_100, 6 * 44_100)
    func frames(_ track: SoundingTrack, _ sound: PCM?, from first: Int, count: Int) -> [SIMD2<Float>] {
      guard let sound else { return [] }
      return (0..<count).map { index in
        let frame = first + index
        guard frame >= 0, frame < sound.framesReady else { return .zero }
        return SIMD2(sound.samples[2 * frame], sound.samples[2 * frame + 1]) * Float(track.gain)
      }
    }
    let end = a.sound.framesReady
    let count = margin + length + margin
    let (firstA, firstB) = (end - length - margin, -margin)
    let (soundA, soundB) = (
      frames(a, a.sound, from: firstA, count: count), frames(b, b.sound, from: firstB, count: count)
    )
    var mix = soundA
    for frame in 0..<count {
      let way = min(1, max(0, Double(frame - margin) / Double(length)))
      mix[frame] = soundA[frame] * Float(cos(way * .pi / 2)) + soundB[frame] * Float(sin(way * .pi / 2))
    }
    let hasDrums = a.drums != nil && b.drums != nil
    return HeardTransition(
      mix: limited(mix), a: soundA, b: soundB,
      drumsA: hasDrums ? frames(a, a.drums, from: firstA, count: count) : soundA,
      drumsB: hasDrums ? frames(b, b.drums, from: firstB, count: count) : soundB, from: margin, to: margin + length,
      beat: beat(of: a, at: TrackTime(Double(end) / Double(rate) - 10)), whole: equalPower, bass: equalPower)
  }

  // MARK: Parts

  /// Through the limiter that the planner's output has too: a sum of two tracks exceeds what a sound card takes.
  private func limited(_ sound: [SIMD2<Float>]) -> [SIMD2<Float>] {
    var limiter = Limiter(sampleRate: 44_100)
    var output = sound + [SIMD2<Float>](repeating: .zero, count: Limiter.latency)
    output.withUnsafeMutableBufferPointer { frames in
      for start in stride(from: 0, to: frames.count, by: 64) {
        limiter.process(frames.baseAddress! + start, frames: min(64, frames.count - start), strength: 1)
      }
    }
    return Array(output.dropFirst(Limiter.latency))
  }

  private func beat(of track: SoundingTrack, at time: TrackTime) -> Double {
    track.analysis.grid?.bpm(at: time).beatLength.value ?? 0.5
  }

  private func tempoChange(
    from b: SoundingTrack, _ start: TrackTime, to a: SoundingTrack, _ out: TrackTime
  ) -> Double? {
    guard let one = a.analysis.grid?.bpm(at: out), let other = b.analysis.grid?.bpm(at: start) else { return nil }
    return [0.5, 1, 2].map { (one.value / (other.value * $0) - 1) * 100 }.min { abs($0) < abs($1) }
  }

  /// The solos of a journal beside its mix.
  private func heard(
    _ text: String, _ mix: [SIMD2<Float>], from: Int, to: Int, beat: Double, bass: @escaping (Double) -> Double
  ) throws -> HeardTransition {
    let (soloA, soloB) = (try render(solo(.a, of: text)).sound, try render(solo(.b, of: text)).sound)
    var (drumsA, drumsB) = (soloA, soloB)
    // Drums of one against the whole of the other would be two different things.
    if let first = a.drums, let second = b.drums {
      let sounds = [FilePath(a.path): first, FilePath(b.path): second]
      drumsA = try render(solo(.a, of: text), sounds).sound
      drumsB = try render(solo(.b, of: text), sounds).sound
    }
    return HeardTransition(
      mix: mix, a: soloA, b: soloB, drumsA: drumsA, drumsB: drumsB, from: from, to: to, beat: beat, whole: equalPower,
      bass: bass)
  }

  /// The same set with one deck alone, as loud as it is by itself.
  private func solo(_ deck: DeckID, of text: String) -> String {
    let moves = ["crossfade", "bass to", "bass stays", "kill low", "filter", "blend fair"]
    let kept = text.split(separator: "\n").filter { line in !moves.contains { line.contains($0) } }
    let alone = ["blend fair off", "crossfader curve cut", "crossfade centre", "deck \(deck.other.word) fader = 0"]
    return (kept.prefix(2).map(String.init) + alone.map { "@0s \($0)" } + kept.dropFirst(2).map(String.init))
      .joined(separator: "\n") + "\n"
  }

  /// - Returns: the sound, and the frames at which the next track starts and the one before stops.
  private func render(
    _ text: String, _ sounds: [FilePath: PCM]? = nil
  ) throws -> (sound: [SIMD2<Float>], start: Int, stop: Int) {
    let journal = try Journal(parsing: text, name: "a transition")
    var set = OfflineSet(
      rate: .cd, media: media, decoded: sounds ?? [FilePath(a.path): a.sound, FilePath(b.path): b.sound])
    var sound: [SIMD2<Float>] = []
    try set.play(journal) { samples in
      for frame in 0..<(samples.count / 2) { sound.append(SIMD2(samples[2 * frame], samples[2 * frame + 1])) }
    }
    let frames = Dictionary(set.done.map { ($0.line, Int($0.frame.value)) }, uniquingKeysWith: { first, _ in first })
    func frame(of action: DeckAction, on deck: DeckID) -> Int? {
      journal.entries.last { entry in
        if case .command(let command) = entry.what { command.action == .deck(deck, action) } else { false }
      }.flatMap { frames[$0.line] }
    }
    let start = frame(of: .play, on: .b) ?? sound.count
    return (sound, start, max(start, frame(of: .pause, on: .a) ?? start))
  }
}

/// A crossfader that moves evenly under equal power.
func equalPower(_ share: Double) -> Double { pow(sin(share * .pi / 2), 2) }
