import DSP
import Glibc
import Music

/// What listening to a whole track gives: the facts, and the shape that the screen draws.
package struct AnalysisResult: Sendable {
  package var analysis: TrackAnalysis
  package var waveform: Waveform
  /// CPU seconds of the calling thread that each stage took, in the order in which they ran.
  package var stageSeconds: [(stage: AnalysisStage, seconds: Double)] = []
  /// CPU seconds in all.
  package var seconds: Double { stageSeconds.reduce(0) { $0 + $1.seconds } }
}

/// The parts that listening falls into; their names are the benchmark's keys.
package enum AnalysisStage: String, Sendable, CaseIterable {
  case mixdown, loudness, onsets, waveform, harmony, rhythm, energy

  /// How much of the whole is done when this stage is, as measured: 0…1.
  fileprivate var progress: Double {
    switch self {
    case .mixdown: 0.05
    case .loudness: 0.4
    case .onsets: 0.65
    case .waveform: 0.8
    case .harmony: 0.9
    case .rhythm: 0.98
    case .energy: 1
    }
  }
}

/// Listens to a whole track.
///
/// - Parameters:
///   - samples: frames × 2, interleaved stereo, full scale ±1, at any rate from 1 kHz up. Any content is taken: what is not a
///     number counts as silence; an empty, silent or shapeless track gives facts that are nil.
///   - sampleRate: of `samples`.
///   - progress: is told 0…1 from the calling thread, after each stage.
/// - Returns: `analysis` with `path` empty and `content_id`, `tags` and `elapsed_seconds` left to the caller.
///
/// Runs on the calling thread only; several tracks may be analysed on several threads at once.
package func analyze(
  _ samples: UnsafeBufferPointer<Float>, sampleRate: SampleRate, progress: (Double) -> Void = { _ in }
) -> AnalysisResult {
  var result = AnalysisResult(analysis: TrackAnalysis(path: ""), waveform: Waveform(bytes: []))
  result.analysis.channels = 2
  guard sampleRate.hz >= 1000, sampleRate.hz <= 2_000_000 else { return result }

  var clock = threadSeconds()
  func done(_ stage: AnalysisStage) {
    let now = threadSeconds()
    result.stageSeconds.append((stage, now - clock))
    clock = now
    progress(stage.progress)
  }

  let mixdown = Mixdown(samples, sampleRate: sampleRate)
  result.analysis.duration_seconds = mixdown.duration
  result.analysis.sample_rate_hz = sampleRate.hz
  done(.mixdown)

  let loudness = LoudnessMeter(sampleRate: sampleRate)
  measure(samples, mixdown, with: loudness)
  result.analysis.loudness = TrackAnalysis.Loudness(loudness)
  done(.loudness)

  let onsets = OnsetCurves(mixdown)
  result.analysis.brightness_hz = onsets.brightness
  done(.onsets)

  let peaks = BandPeaks(mixdown)
  result.waveform = peaks.waveform
  done(.waveform)

  let harmony = Harmony(mixdown)
  if let key = KeyEstimate(harmony) {
    result.analysis.key = key.key.name
    result.analysis.camelot = key.key.camelot.code
    result.analysis.key_confidence = key.confidence
    result.analysis.tuning_cents = harmony.tuningCents
  }
  done(.harmony)

  result.analysis.fillRhythm(onsets: onsets, peaks: peaks, harmony: harmony, duration: mixdown.duration)
  done(.rhythm)

  let energy = EnergyCurve(
    mixdown, onsets: onsets, loudness: result.analysis.loudness.integrated_lufs.map { LUFS($0) },
    bpm: result.analysis.bpm)
  result.analysis.energy = energy.overall
  result.analysis.energy_curve = energy.seconds
  result.analysis.cues = Cues(peaks: peaks, phrases: result.analysis.phrases, energy: energy.seconds).points
  result.analysis.sections =
    Sections(
      phrases: result.analysis.phrases, beats: result.analysis.beats ?? [], cues: result.analysis.cues, onsets: onsets
    ).sections
  done(.energy)
  return result
}

/// CPU time of the calling thread.
private func threadSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

private func measure(_ samples: UnsafeBufferPointer<Float>, _ mixdown: Mixdown, with meter: LoudnessMeter?) {
  guard let repaired = mixdown.repaired else { meter?.add(samples); return }
  repaired.withUnsafeBufferPointer { meter?.add($0) }
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
  /// Tempo → grid → bars and phrases; stops where the evidence ends.
  fileprivate mutating func fillRhythm(onsets: OnsetCurves, peaks: BandPeaks, harmony: Harmony, duration: Double) {
    bpm_confidence = 0
    guard let tempo = TempoEstimate(onsets) else { return }
    guard let fit = GridFit(tempo: tempo.bpm, onsets: onsets, attacks: AttackCurve(peaks)) else { return }
    var grid = fit.grid
    let times = grid.beats(in: TrackTime(0)...TrackTime(duration)).map(\.value)
    let firstBeat = Int(grid.beat(at: TrackTime(0)).value.rounded(.up))
    let bars = Downbeats(times: times, onsets: onsets, harmony: harmony)
    grid.beatsPerBar = bars.beatsPerBar
    grid.barsPerPhrase = bars.barsPerPhrase
    grid.downbeat = bars.downbeat.map { $0 + firstBeat }
    grid.phraseStart = bars.phraseStart.map { $0 + firstBeat }

    self.grid = grid
    beats = times
    if grid.downbeat != nil {
      time_signature = "\(grid.beatsPerBar)/4"
      downbeats = times.indices.filter { grid.isDownbeat($0 + firstBeat) }.map { times[$0] }
    }
    if grid.phraseStart != nil {
      phrases = times.indices.filter { grid.isPhraseStart($0 + firstBeat) }.map { times[$0] }
    }
    tempo_regions = grid.anchors.map { TempoRegion(start_seconds: $0.time.value, bpm: $0.bpm.value) }
    bpm = fit.isConstant ? grid.anchors[0].bpm.value : Self.middleTempo(times)
    bpm_confidence = min(1, 1.5 * tempo.strength) * fit.confidence
  }

  /// The median beat's tempo.
  private static func middleTempo(_ times: [Double]) -> Double? {
    let lengths = zip(times, times.dropFirst()).map { $1 - $0 }.sorted()
    return lengths.isEmpty ? nil : 60 / lengths[lengths.count / 2]
  }
}
