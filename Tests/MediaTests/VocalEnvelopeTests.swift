import Media
import Music
import Support
import Testing

@Suite struct VocalEnvelopeTests {
  @Test func aStemTellsByItsEnvelope() {
    var stem = Signal(seconds: 20)
    var random = SeededRandom(seed: 3)
    stem.addVoice(from: 5, to: 9, notes: [60, 64], level: 0.2, random: &random)
    // What a separator leaves of the drums.
    for beat in 0..<40 { stem.addKick(at: Double(beat) / 2, level: 0.002) }
    let spans = stem.samples.withUnsafeBufferPointer { vocalSpans(ofStem: $0, sampleRate: .cd) }
    #expect(spans.count == 1)
    #expect(abs((spans.first?.start_seconds ?? 0) - 5) < 0.1 && abs((spans.first?.end_seconds ?? 0) - 9) < 0.15)
    for odd in [Signal(seconds: 0), Signal(seconds: 3), .constant(.nan, seconds: 1)] {
      #expect(odd.samples.withUnsafeBufferPointer { vocalSpans(ofStem: $0, sampleRate: .cd) } == [])
      #expect(odd.samples.withUnsafeBufferPointer { vocalSpans(ofStem: $0, sampleRate: SampleRate(hz: 0)) } == [])
    }
  }
}
