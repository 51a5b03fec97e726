import Music
import Testing

@Suite struct VoiceBeatsTests {
  /// 120 bpm: a beat is half a second, beat 0 at a tenth.
  private let grid = BeatGrid(bpm: BPM(120), firstBeat: TrackTime(0.1))

  private func spans(_ times: (Double, Double)...) -> [TrackAnalysis.VocalSpan] {
    times.map { TrackAnalysis.VocalSpan(start_seconds: $0.0, end_seconds: $0.1, confidence: 0.9) }
  }

  @Test func beatsAreSungThatAreSungByHalf() {
    // From beat 20 at 10.1 s: beats 2 to 5 are whole, of beat 8 a little more than half is sung, of beat 9 less.
    let vocals = spans((11.1, 13.1), (14.34, 14.8), (60, 90))
    let voices = VoiceBeats(vocals: vocals, grid: grid, from: 10.1)
    #expect(voices?.bits == 0b1_0011_1100)
    #expect(VoiceBeats(vocals: [], grid: grid, from: 10.1)?.bits == 0)
    #expect(VoiceBeats(vocals: spans((0, 100)), grid: grid, from: 10.1)?.bits == .max)
  }

  @Test func twoPhrasesInOneBeatCountTogether() {
    #expect(VoiceBeats(vocals: spans((10.1, 10.25), (10.4, 10.55)), grid: grid, from: 10.1)?.bits == 1)
  }

  @Test func whatIsNotKnownIsNil() {
    #expect(VoiceBeats(vocals: nil, grid: grid, from: 1) == nil)
    #expect(VoiceBeats(vocals: [], grid: nil, from: 1) == nil)
    #expect(VoiceBeats(vocals: [], grid: grid, from: nil) == nil)
    #expect(VoiceBeats(vocals: [], grid: grid, from: .nan) == nil)
  }

  @Test func aTrackSaysWhoSingsAtItsMixPoints() {
    var analysis = TrackAnalysis(path: "/m/a.flac")
    analysis.grid = grid
    analysis.vocals = spans((0.1, 2.1), (40.1, 48.1))
    analysis.cues.mix_in_seconds = 0.1
    #expect(analysis.voicesIn?.bits == 0b1111 && analysis.voicesOut == nil)
    analysis.cues.mix_out_seconds = 44.1
    #expect(analysis.voicesOut?.bits == 0b1111_1111)
    #expect(analysis.voicesIn?.clashes(with: VoiceBeats(bits: 0b1111_0110)) == 2)
  }
}
