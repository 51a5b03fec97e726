import Glibc
import Music
import Support
import Testing

@testable import Analysis

@Suite struct VocalTests {
  /// Drums, bass and chords for a minute, with a voice where `sung` says.
  private func track(sung: [(start: Double, end: Double)], level: Float = 0.25) -> Signal {
    var track = SyntheticTrack(tempo: { _ in 120 }, seconds: 64, firstBeat: 0)
    var random = SeededRandom(seed: 5)
    for span in sung {
      track.signal.addVoice(
        from: span.start, to: span.end, notes: [57, 60, 64, 60, 62, 59], level: level, random: &random)
    }
    return track.signal
  }

  private func accuracy(_ spans: [TrackAnalysis.VocalSpan], _ truth: [(start: Double, end: Double)]) -> Double {
    let times = (0..<640).map { Double($0) / 10 }
    let right = times.count { time in
      spans.contains { $0.start_seconds <= time && time < $0.end_seconds }
        == truth.contains { $0.start <= time && time < $0.end }
    }
    return Double(right) / 640
  }

  @Test func aVoiceIsFoundWhereItSings() throws {
    let truth = [(start: 16.0, end: 32.0), (start: 40.0, end: 56.0)]
    let spans = try #require(listen(track(sung: truth)).analysis.vocals)
    #expect(accuracy(spans, truth) >= 0.85, "\(spans)")
    #expect(spans.allSatisfy { (0.5...1).contains($0.confidence) && $0.end_seconds - $0.start_seconds >= 0.9 })
    #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.end_seconds < $1.start_seconds })
  }

  @Test func theSameBackingWithoutTheVoiceHasNone() {
    #expect(listen(track(sung: [])).analysis.vocals == [])
  }

  @Test func noiseAndSilenceDoNotSing() {
    #expect(listen(.noise(seconds: 30)).analysis.vocals == [])
    #expect((listen(Signal(seconds: 30)).analysis.vocals ?? []) == [])
    #expect((listen(.constant(0.5, seconds: 30)).analysis.vocals ?? []) == [])
    for frames in [0, 1, 100, 44_100, 44_100 * 4] {
      var scrap = Signal(seconds: 0)
      scrap.samples = (0..<2 * frames).map { $0 % 7 == 0 ? .nan : 0.1 }
      #expect((listen(scrap).analysis.vocals ?? []) == [])
    }
  }

  /// Every figure is a number, whatever comes in, and the rate does not matter where a voice's range is in it.
  @Test func figuresAreFiniteAtAnyRate() {
    for rate in [8000.0, 22_050, 32_000, 44_100, 96_000, 192_000] {
      var signal = Signal(seconds: 5, rate: rate)
      signal.addKick(at: 1)
      let heard = signal.samples.withUnsafeBufferPointer { VocalFeatures(of: $0, sampleRate: SampleRate(hz: rate)) }
      #expect(heard.columns.isEmpty == (rate < 16_000), "\(rate) Hz")
      #expect(heard.columns.isEmpty || heard.columns.count == VocalWeights.absolute.count)
      #expect(heard.columns.allSatisfy { $0.allSatisfy(\.isFinite) }, "\(rate) Hz")
    }
    #expect(VocalWeights.absolute.count == VocalWeights.relative.count)
  }

  @Test func barsAreContinuedToBothEnds() {
    #expect(Vocals.bars([4, 6, 8], frames: 60) == [0, 10, 20, 30, 40, 50, 60])
    #expect(Vocals.bars([], frames: 15) == [0, 10, 15])
    #expect(Vocals.bars([1, 1, 1, 1], frames: 10).last == 10)
  }

  @Test func breathsAreBridgedAndCallsLeftOut() {
    var odds = [Float](repeating: -2, count: 100)
    for frame in 20..<40 { odds[frame] = 2 }
    for frame in 43..<60 { odds[frame] = 2 }
    odds[80] = 5
    let spans = Vocals.spans(odds, duration: 20)
    #expect(spans.count == 1)
    #expect(abs((spans.first?.start_seconds ?? 0) - 3.9) < 1e-9 && abs((spans.first?.end_seconds ?? 0) - 11.9) < 1e-9)
    #expect((0.5...0.9).contains(spans.first?.confidence ?? 0))
    #expect(Vocals.spans(odds.map { _ in -1 }, duration: 20) == [])
  }
}
