import Support
import Testing

@testable import Analysis

/// A few tracks of each kind, made with another seed than any figure was tuned on.
@Suite struct SynthesisedTruthTests {
  /// One track of each place in the generator's round of twenty kinds that differ.
  private static let numbers = [0, 1, 2, 4, 5, 7, 9, 19, 22, 24, 27, 35]

  @Test(arguments: numbers)
  func tempoBeatsAndPhase(number: Int) {
    let track = TruthTrack.all(40, seed: 77)[number]
    let analysis = listen(track.sound).analysis
    // The level that counts may be missed by an octave now and then: two beats of three are right then, and the line
    // still is.
    let score = BeatScores(analysis.beats ?? [], truth: track.beats)
    #expect(score.f > 0.6, "\(track.kind) \(track.groove) at \(track.bpm): F \(score.f), found \(analysis.bpm ?? 0)")
    // Half of what two drums may lie apart before they are heard as two.
    #expect(abs(score.offset ?? 1) < 0.005, "\(track.kind): \((score.offset ?? 1) * 1000) ms")
    #expect((score.jitter ?? 1) < 0.004, "\(track.kind): \((score.jitter ?? 1) * 1000) ms")
    guard track.kind.isSteady else { return }
    let error = [0.5, 1, 2].map { abs((analysis.bpm ?? 0) / $0 - track.bpm) }.min() ?? 1
    // A minute at 0.02 BPM off is 3 ms at its end: what the attacks allow to see.
    #expect(error < 0.02, "\(track.kind): \(analysis.bpm ?? 0) for \(track.bpm)")
  }

  /// The score itself: hits are one to one, and what is found beside the truth counts against it.
  @Test func scoresCountOneToOne() {
    let truth = (0..<40).map { 5 + 0.5 * Double($0) }
    #expect(BeatScores(truth, truth: truth).f == 1)
    let late = BeatScores(truth.map { $0 + 0.01 }, truth: truth)
    #expect(late.f == 1 && abs((late.offset ?? 0) - 0.01) < 1e-9 && (late.jitter ?? 1) < 1e-9)
    let double = (0..<79).map { 5 + 0.25 * Double($0) }
    #expect(abs(BeatScores(double, truth: truth).f - 2 * 40 / 119) < 1e-9)
    #expect(BeatScores(truth.map { $0 + 0.1 }, truth: truth).f == 0)
  }
}
