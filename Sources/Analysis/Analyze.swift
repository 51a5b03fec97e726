import DSP
import Music

/// What listening to a whole track gives: the facts, and the shape that the screen draws.
package struct AnalysisResult: Sendable {
  package var analysis: TrackAnalysis
  package var waveform: Waveform
  package init(analysis: TrackAnalysis, waveform: Waveform) {
    self.analysis = analysis
    self.waveform = waveform
  }
}

/// Listens to a whole track.
///
/// - Parameters:
///   - samples: frames × 2, interleaved stereo, full scale ±1, at any rate from 8 kHz up. Any content is taken: what is not a
///     number counts as silence; an empty, silent or shapeless track gives facts that are nil.
///   - sampleRate: of `samples`.
///   - progress: is told 0…1 from the calling thread, some ten times.
/// - Returns: `analysis` with `path` empty and `content_id`, `tags` and `elapsed_seconds` left to the caller.
///
/// Runs on the calling thread only; several tracks may be analysed on several threads at once.
package func analyze(
  _ samples: UnsafeBufferPointer<Float>, sampleRate: SampleRate, progress: (Double) -> Void = { _ in }
) -> AnalysisResult {
  var analysis = TrackAnalysis(path: "")
  analysis.channels = 2
  guard sampleRate.hz >= 1000, sampleRate.hz.isFinite else {
    return AnalysisResult(analysis: analysis, waveform: Waveform(bytes: []))
  }
  let mixdown = Mixdown(samples, sampleRate: sampleRate)
  analysis.duration_seconds = mixdown.duration
  analysis.sample_rate_hz = sampleRate.hz
  progress(0.05)

  let loudness = measuredLoudness(samples, mixdown)
  analysis.loudness = TrackAnalysis.Loudness(
    integrated_lufs: loudness.integrated?.value, range_lu: loudness.range?.value,
    true_peak_dbtp: loudness.truePeak?.value)
  progress(0.35)

  let onsets = OnsetCurves(mixdown)
  analysis.brightness_hz = onsets.brightness
  progress(0.6)

  let peaks = BandPeaks(mixdown)
  progress(0.75)

  let harmony = Harmony(mixdown)
  if let key = KeyEstimate(harmony) {
    analysis.key = key.key.name
    analysis.camelot = key.key.camelot.code
    analysis.key_confidence = key.confidence
    analysis.tuning_cents = harmony.tuningCents
  }
  progress(0.9)

  analysis.fillRhythm(onsets: onsets, peaks: peaks, harmony: harmony, duration: mixdown.duration)
  let energy = EnergyCurve(mixdown, onsets: onsets, loudness: loudness.integrated, bpm: analysis.bpm)
  analysis.energy = energy.overall
  analysis.energy_curve = energy.seconds
  analysis.cues = Cues(peaks: peaks, phrases: analysis.phrases, energy: energy.seconds).points
  progress(1)
  return AnalysisResult(analysis: analysis, waveform: peaks.waveform)
}

private func measuredLoudness(_ samples: UnsafeBufferPointer<Float>, _ mixdown: Mixdown) -> ProgrammeLoudness {
  guard let meter = LoudnessMeter(sampleRate: mixdown.sampleRate) else { return ProgrammeLoudness() }
  guard let repaired = mixdown.repaired else { return meter.measure(samples) }
  return repaired.withUnsafeBufferPointer(meter.measure)
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
