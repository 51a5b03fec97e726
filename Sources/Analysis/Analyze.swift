import DSP
import Glibc
import Music

/// What listening to a whole track gives: the facts, and the shape that the screen draws.
package struct AnalysisResult: Sendable {
  /// The facts.
  package var analysis: TrackAnalysis
  /// The picture of the sound.
  package var waveform: Waveform
  /// What deciding again needs.
  package var features = TrackFeatures(times: [0], cells: [], soundingRange: nil)
  /// CPU seconds of the calling thread that each stage took, in the order in which they ran.
  package var stageSeconds: [(stage: AnalysisStage, seconds: Double)] = []
  /// Root mean square of the mono mix.
  var level: Float = 0
  /// CPU seconds in all.
  package var seconds: Double { stageSeconds.reduce(0) { $0 + $1.seconds } }
}

/// The parts that listening falls into; their names are the benchmark's keys.
package enum AnalysisStage: String, Sendable, CaseIterable {
  case mixdown, loudness, onsets, waveform, chromagram, rhythm, vocals, energy

  /// How much of the whole is done when this stage is, as measured: 0…1.
  fileprivate var progress: Double {
    switch self {
    case .mixdown: 0.05
    case .loudness: 0.35
    case .onsets: 0.55
    case .waveform: 0.7
    case .chromagram: 0.8
    case .rhythm: 0.87
    case .vocals: 0.98
    case .energy: 1
    }
  }
}

/// Listens to a whole track.
///
/// - Parameters:
///   - samples: frames × 2, interleaved stereo, full scale ±1, at any rate from 1 kHz up. Any content is taken: what is
///     not a number counts as silence; an empty, silent or shapeless track gives facts that are nil.
///   - sampleRate: of `samples`.
///   - progress: is told 0…1 from the calling thread, after each stage.
/// - Returns: `analysis` with `path` empty and `content_id`, `tags` and `elapsed_seconds` left to the caller.
///
/// Runs on the calling thread only; several tracks may be analysed on several threads at once.
package func analyze(
  _ samples: UnsafeBufferPointer<Float>, sampleRate: SampleRate, progress: (Double) -> Void = { _ in }
) -> AnalysisResult {
  guard sampleRate.hz >= 1000, sampleRate.hz <= 2_000_000 else {
    var refused = AnalysisResult(analysis: TrackAnalysis(path: ""), waveform: Waveform(bytes: []))
    refused.analysis.channels = 2
    return refused
  }
  var listener = StreamAnalyzer(sampleRate: sampleRate, expecting: samples.count / 2, wholeUpTo: Seconds(.infinity))
  forEachPiece(of: samples) { listener.take($0) }
  return listener.finish(progress: progress)
}

/// Listens to what has been mixed down.
///
/// - Parameters:
///   - loudness: has weighted all of it already; nil leaves loudness to the caller.
///   - spent: CPU seconds that mixing and weighing took.
func analyze(
  _ mixdown: Mixdown, loudness: LoudnessMeter?, spent: (mixdown: Double, loudness: Double),
  progress: (Double) -> Void
) -> AnalysisResult {
  var result = AnalysisResult(analysis: TrackAnalysis(path: ""), waveform: Waveform(bytes: []))
  result.analysis.channels = 2

  var clock = threadSeconds() - spent.mixdown
  func done(_ stage: AnalysisStage) {
    let now = threadSeconds()
    result.stageSeconds.append((stage, now - clock))
    clock = now
    progress(stage.progress)
  }

  result.analysis.duration_seconds = mixdown.duration
  result.analysis.sample_rate_hz = mixdown.sampleRate.hz
  result.level = mixdown.rms
  done(.mixdown)

  clock -= spent.loudness
  if let loudness {
    mixdown.withMiddle { middle in mixdown.withSide { loudness.findPeaks(middle, $0) } }
    result.analysis.loudness = TrackAnalysis.Loudness(loudness)
  }
  done(.loudness)

  let onsets = OnsetCurves(mixdown)
  result.analysis.brightness_hz = onsets.brightness
  result.analysis.onset_density_hz = OnsetDensity.perSecond(onsets)
  done(.onsets)

  let peaks = BandPeaks(mixdown)
  result.waveform = peaks.waveform
  done(.waveform)

  let chromagram = Chromagram(mixdown)
  result.analysis.band_balance = chromagram.balance
  done(.chromagram)

  result.analysis.stereo_width = mixdown.rms > 0 ? mixdown.stereo.width() : nil
  result.analysis.mono_correlation = mixdown.stereo.correlation
  let sounding = peaks.soundingRange
  let barConfidence = result.analysis.fillRhythm(
    onsets: onsets, peaks: peaks, chromagram: chromagram, firstSound: sounding?.lowerBound, duration: mixdown.duration)
  done(.rhythm)

  let bars = result.analysis.downbeats ?? []
  result.analysis.vocals = Vocals(VocalFeatures(mixdown), downbeats: bars, duration: mixdown.duration).spans
  done(.vocals)

  result.features = TrackFeatures(
    beats: result.analysis.beats ?? [], onsets: onsets, chromagram: chromagram, stereo: mixdown.stereo,
    soundingRange: sounding, duration: mixdown.duration)
  result.analysis.fillArrangement(result.features, chromagram, barConfidence: barConfidence)
  done(.energy)
  return result
}

/// CPU time of the calling thread.
func threadSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

extension TrackAnalysis.Loudness {
  /// What a meter has measured; nothing without one. The curve is kept to a tenth of a unit.
  init(_ meter: LoudnessMeter?) {
    let programme = meter?.programme ?? ProgrammeLoudness()
    let curve = (meter?.shortTerm ?? []).map { ($0 * 10).rounded() / 10 }
    self.init(
      integrated_lufs: programme.integrated?.value, range_lu: programme.range?.value,
      true_peak_dbtp: programme.truePeak?.value, short_term_lufs: curve.isEmpty ? nil : curve)
  }
}

extension TrackAnalysis {
  /// Tempo → grid → bars; stops where the evidence ends.
  ///
  /// - Returns: how likely the downbeat is the right one: 0…1, 0 where there is none.
  fileprivate mutating func fillRhythm(
    onsets: OnsetCurves, peaks: BandPeaks, chromagram: Chromagram, firstSound: Double?, duration: Double
  ) -> Double {
    bpm_confidence = 0
    guard OnsetDensity.hasAttacks(onsets), let tempo = TempoEstimate(onsets) else { return 0 }
    let pulse = GridFit(
      tempo: tempo.bpm, onsets: onsets, attacks: AttackCurve(peaks), firstSound: firstSound)
    let level = BeatLevel(
      pulse.grid, bpm: pulse.bpm(duration: duration), duration: duration,
      accents: Accents(onsets: onsets, chromagram: chromagram), firstSound: firstSound)
    let fit = pulse.counted(level, duration: duration)
    var grid = fit.grid
    let times = grid.beats(in: TrackTime(0)...TrackTime(duration)).map(\.value)
    let firstBeat = Int(grid.beat(at: TrackTime(0)).value.rounded(.up))
    let bars = Downbeats(times: times, onsets: onsets, chromagram: chromagram, firstSound: firstSound)
    grid.beatsPerBar = bars.metre.beatsPerBar
    grid.downbeat = bars.downbeat.map { $0 + firstBeat }

    self.grid = grid
    beats = times
    if grid.downbeat != nil {
      time_signature = bars.metre.rawValue
      downbeats = times.indices.filter { grid.isDownbeat($0 + firstBeat) }.map { times[$0] }
    }
    tempo_regions = grid.anchors.map { TempoRegion(start_seconds: $0.time.value, bpm: $0.bpm.value) }
    bpm = fit.bpm(duration: duration)
    // That there is a pulse at all, and that this is the level of it that counts.
    bpm_confidence = min(1, 3 * tempo.strength) * level.probability
    return bars.confidence
  }

  /// Bars → phrases → key → sections and what follows from them.
  fileprivate mutating func fillArrangement(_ features: TrackFeatures, _ chromagram: Chromagram, barConfidence: Double)
  {
    let table = BarTable(features, grid: grid)
    let runs = table.map { SectionSearch($0).runs } ?? []
    if let table, var grid, let found = Phrases(table, beatsPerBar: grid.beatsPerBar) {
      grid.phraseStart = found.start
      grid.barsPerPhrase = found.bars
      self.grid = grid
      let times = beats ?? []
      let firstBeat = Int(grid.beat(at: TrackTime(0)).value.rounded(.up))
      phrases = times.indices.filter { grid.isPhraseStart($0 + firstBeat) }.map { times[$0] }
    }
    fillKey(chromagram, barConfidence: barConfidence)
    decide(from: features, table: table, runs: runs)
  }

  private mutating func fillKey(_ chromagram: Chromagram, barConfidence: Double) {
    var openings: [(time: Double, beat: Double)] = []
    if let grid, let phrase = grid.phraseStart, let beats {
      let firstBeat = Int(grid.beat(at: TrackTime(0)).value.rounded(.up))
      for (index, time) in beats.enumerated().dropLast()
      where (index + firstBeat - phrase) % (4 * grid.beatsPerBar) == 0 {
        openings.append((time, beats[index + 1] - time))
      }
    }
    guard let found = KeyEstimate(chromagram, openings: openings, certainty: barConfidence) else { return }
    key = found.key.name
    camelot = found.key.camelot.code
    key_confidence = found.confidence
    tuning_cents = chromagram.tuningCents
  }
}
