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
    var listener = Listener(sampleRate: .cd, expecting: count)
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
    #expect(abs((facts.cues.last_sound_seconds ?? 0) - seconds) < 1)
  }

  @Test func silenceOfAnHourHasNoFacts() {
    var listener = Listener(sampleRate: .cd)
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
    var listener = Listener(sampleRate: .cd)
    track.signal.samples.withUnsafeBufferPointer { listener.take($0) }
    let result = listener.finish()
    let whole = listen(track.signal)
    #expect(result.analysis == whole.analysis && result.waveform == whole.waveform)
  }
}
