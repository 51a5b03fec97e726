import Analysis
import Music
import Support
import Testing

/// Tracks that are heard in windows: what is joined is what a whole track would be.
@Suite struct LongMixTests {
  /// Hears a track of `minutes` that repeats a loop of 32 beats, in pieces of a decoder's size.
  private func hear(minutes: Double, bpm: Double) -> (AnalysisResult, seconds: Double) {
    let loop = SyntheticTrack(tempo: { _ in bpm }, seconds: 32 * 60 / bpm + 0.3, firstBeat: 0).signal.samples
    let frames = Int((32 * 60 / bpm * 44_100).rounded())
    let count = Int(minutes * 60 * 44_100)
    var listener = StreamAnalyzer(sampleRate: .cd, expecting: count)
    var done = 0
    while done < count {
      let from = done % frames
      let length = min(8192, frames - from, count - done)
      loop[(2 * from)..<(2 * (from + length))].withUnsafeBufferPointer { listener.take($0) }
      done += length
    }
    return (listener.finish(), Double(count) / 44_100)
  }

  /// 26 minutes are two windows and a rest: one tempo, one line of beats without a gap or a double at the seams.
  @Test func aMixOfOneTempoHasOneGrid() throws {
    // 16 beats in 7.5 s: the loop is a whole number of frames.
    let (result, seconds) = hear(minutes: 26, bpm: 128)
    let facts = result.analysis
    #expect(abs(try #require(facts.duration_seconds) - seconds) < 1e-6)
    #expect(result.waveform.columns == Int((seconds * Waveform.columnsPerSecond).rounded(.up)))
    #expect(result.waveform.peaks.count == result.waveform.columns)
    // The loop's columns come again each 15 s, across the seams too, and not where a seam is a column off.
    let peaks = result.waveform.peaks
    for column in stride(from: 2250, to: peaks.count - 2250, by: 7) {
      #expect(abs(Int(peaks[column]) - Int(peaks[column % 2250])) <= 1, "\(column)")
    }
    #expect(facts.energy_curve?.count == Int(seconds.rounded(.up)))
    #expect(facts.loudness.short_term_lufs?.count == Int(seconds))
    #expect(abs(try #require(facts.bpm) - 128) < 0.01)
    #expect(facts.tempo_regions?.count == 1)
    let beats = try #require(facts.beats)
    let lengths = zip(beats, beats.dropFirst()).map { $1 - $0 }
    #expect(lengths.allSatisfy { abs($0 - 60.0 / 128) < 0.004 }, "\(lengths.min() ?? 0) … \(lengths.max() ?? 0)")
    #expect(abs(Double(beats.count) - seconds * 128 / 60) <= 2)
    let grid = try #require(facts.grid)
    #expect(BeatGrid.canHold(grid.anchors))
    #expect(facts.downbeats?.isEmpty == false)
    #expect(facts.time_signature == "4/4")
    #expect(abs((facts.cues.last_sound_seconds ?? 0) - seconds) < 1)
    expectSound(result, seconds: seconds)
  }

  /// All that a short track has is known of a mix, and can be decided again.
  private func expectSound(_ result: AnalysisResult, seconds: Double) {
    let (facts, features) = (result.analysis, result.features)
    #expect(facts.band_balance != nil && facts.stereo_width != nil && facts.mono_correlation != nil)
    #expect((facts.onset_density_hz ?? 0) > 1 && (facts.brightness_hz ?? 0) > 20)
    #expect(facts.drive != nil && facts.energy != nil && facts.vocals != nil)
    #expect(facts.sections?.isEmpty == false && facts.cues.highlight_seconds != nil)
    #expect(facts.cues.mix_in_seconds != nil && facts.cues.mix_out_seconds != nil)
    #expect(abs(Double(features.count) - seconds * 128 / 60) <= 4)
    let lengths = zip(features.times, features.times.dropFirst()).map { $1 - $0 }
    #expect(lengths.allSatisfy { $0 >= 0 && $0 < 1 }, "\(lengths.max() ?? 0)")
    #expect(abs(features.times[features.count] - seconds) < 1)
    var again = facts
    again.decide(from: features)
    #expect(again == facts)
  }

  /// Half of a mix that is 12 dB louder is so in the curve of its energy, though each window has been heard at its own
  /// loudness.
  @Test func windowsKeepTheirLoudness() throws {
    let loop = SyntheticTrack(tempo: { _ in 128 }, seconds: 15, firstBeat: 0).signal.samples
    let soft = loop.map { 0.25 * $0 }
    var listener = StreamAnalyzer(sampleRate: .cd)
    for piece in 0..<80 {
      (piece < 40 ? soft : loop).withUnsafeBufferPointer {
        listener.take(UnsafeBufferPointer(rebasing: $0[..<(2 * 15 * 44_100)]))
      }
    }
    let curve = try #require(listener.finish().analysis.energy_curve)
    let mean = { (range: Range<Int>) in curve[range].reduce(0, +) / Double(range.count) }
    // 40 dB are from 0 to 1, three quarters of it level: 9 dB.
    #expect(abs(mean(700..<1100) - mean(100..<500) - 9.0 / 40) < 0.05, "\(mean(100..<500)) \(mean(700..<1100))")
  }

  @Test func silenceOfAnHourHasNoFacts() {
    var listener = StreamAnalyzer(sampleRate: .cd)
    let piece = [Float](repeating: 0, count: 2 * 441_000)
    for _ in 0..<360 { piece.withUnsafeBufferPointer { listener.take($0) } }
    let facts = listener.finish().analysis
    #expect(facts.duration_seconds == 3600)
    #expect(facts.bpm == nil && facts.key == nil && facts.grid == nil && facts.energy == nil)
    #expect(facts.loudness.integrated_lufs == nil && facts.cues.first_sound_seconds == nil)
  }

  /// Up to a quarter of an hour nothing is cut: the facts are those of the whole.
  @Test func aShortTrackIsHeardWhole() {
    let track = SyntheticTrack(tempo: { _ in 124 }, seconds: 30)
    var listener = StreamAnalyzer(sampleRate: .cd)
    track.signal.samples.withUnsafeBufferPointer { listener.take($0) }
    let result = listener.finish()
    let whole = listen(track.signal)
    #expect(result.analysis == whole.analysis && result.waveform == whole.waveform)
  }
}
