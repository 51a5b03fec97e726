import Analysis
import Music
import Support
import Testing

/// Whatever comes in, what comes out is finite and does not pretend.
@Suite struct OddInputTests {
  private func check(_ signal: Signal, _ name: Comment) -> TrackAnalysis {
    let result = listen(signal)
    let analysis = result.analysis
    let figures: [Double?] =
      [
        analysis.bpm, analysis.bpm_confidence, analysis.key_confidence, analysis.tuning_cents, analysis.brightness_hz,
        analysis.loudness.integrated_lufs, analysis.loudness.range_lu, analysis.loudness.true_peak_dbtp,
        analysis.cues.first_sound_seconds, analysis.cues.last_sound_seconds,
      ] + (analysis.energy_curve ?? []) + (analysis.beats ?? [])
    #expect(figures.allSatisfy { $0?.isFinite ?? true }, name)
    #expect((analysis.energy_curve ?? []).allSatisfy { (0...1).contains($0) }, name)
    #expect((0...1).contains(analysis.bpm_confidence ?? 0), name)
    #expect(result.waveform.columns == Int((signal.seconds * Waveform.columnsPerSecond).rounded(.up)), name)
    return analysis
  }

  @Test func silenceHasNoFacts() {
    for seconds in [0.0, 0.2, 5, 30] {
      let analysis = check(Signal(seconds: seconds), "\(seconds) s of silence")
      #expect(analysis.bpm == nil && analysis.key == nil && analysis.grid == nil && analysis.energy == nil)
      #expect(analysis.loudness.integrated_lufs == nil && analysis.loudness.true_peak_dbtp == nil)
      #expect(analysis.cues.first_sound_seconds == nil)
    }
  }

  @Test func directCurrentAndNoiseHaveNoBeat() {
    #expect(check(.constant(0.5, seconds: 20), "direct current").bpm == nil)
    let noise = check(.noise(seconds: 30), "noise")
    #expect(noise.bpm == nil || (noise.bpm_confidence ?? 0) < 0.2)
  }

  @Test func oneClickHasNoTempo() {
    var click = Signal(seconds: 20)
    click.samples[2 * 441_00 * 8] = 1
    click.samples[2 * 441_00 * 8 + 1] = 1
    let analysis = check(click, "one click")
    #expect(analysis.bpm == nil)
    #expect(abs((analysis.cues.first_sound_seconds ?? 0) - 8) < 0.002)
  }

  @Test func aScrapOfSoundIsTaken() {
    for frames in [1, 2, 3, 100, 441, 8820] {
      var scrap = Signal(seconds: 0)
      scrap.samples = [Float](repeating: 0.3, count: 2 * frames)
      #expect(check(scrap, "\(frames) frames").bpm == nil)
    }
  }

  /// Damage in the middle of a track costs nothing but itself.
  @Test func whatIsNotANumberCountsAsSilence() {
    var track = SyntheticTrack(tempo: { _ in 128 }, seconds: 30)
    for index in 200_000..<200_400 { track.signal.samples[index] = [.nan, .infinity, -.infinity, 1e30][index % 4] }
    let analysis = check(track.signal, "damaged")
    #expect(abs((analysis.bpm ?? 0) - 128) < 0.05)
    #expect((analysis.loudness.true_peak_dbtp ?? 99) < 6)
  }

  @Test func aChannelInvertedIsStillHeard() {
    var track = SyntheticTrack(tempo: { _ in 128 }, seconds: 30)
    for index in stride(from: 1, to: track.signal.samples.count, by: 2) { track.signal.samples[index] *= -1 }
    #expect(abs((check(track.signal, "inverted").bpm ?? 0) - 128) < 0.05)
  }

  @Test func anImpossibleRateIsRefusedQuietly() {
    let samples = [Float](repeating: 0.1, count: 2000)
    for rate in [0, -1, Double.nan, .infinity] {
      let result = samples.withUnsafeBufferPointer { analyze($0, sampleRate: SampleRate(hz: rate)) }
      #expect(result.analysis.bpm == nil && result.waveform.columns == 0)
    }
  }

  @Test func theSameSoundGivesTheSameFacts() {
    let track = SyntheticTrack(tempo: { _ in 131 }, seconds: 20)
    let (first, second) = (listen(track.signal), listen(track.signal))
    #expect(first.analysis == second.analysis && first.waveform == second.waveform)
  }

  /// A quiet copy has the same music in it.
  @Test func levelChangesOnlyLoudness() {
    let track = SyntheticTrack(tempo: { _ in 118 }, seconds: 30)
    var quiet = track.signal
    for index in quiet.samples.indices { quiet.samples[index] *= 0.05 }
    let (loudly, quietly) = (listen(track.signal).analysis, listen(quiet).analysis)
    #expect(quietly.key == loudly.key)
    #expect(abs((quietly.bpm ?? 0) - (loudly.bpm ?? 0)) < 0.01)
    let difference = (loudly.loudness.integrated_lufs ?? 0) - (quietly.loudness.integrated_lufs ?? 0)
    #expect(abs(difference - 26.02) < 0.1)
  }
}
