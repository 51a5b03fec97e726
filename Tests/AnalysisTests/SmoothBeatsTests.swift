import Glibc
import Music
import Support
import Testing

@testable import Analysis

/// The curve through beats that were measured one by one, where the truth is known.
@Suite struct SmoothBeatsTests {
  /// Seconds of `count` beats, the tempo being `bpm(number of the beat)`.
  private func beats(_ count: Int, bpm: (Int) -> Double) -> [Double] {
    var time = 0.4
    return (0..<count).map { beat in
      defer { time += 60 / bpm(beat) }
      return time
    }
  }

  private func noise(_ count: Int, seconds: Double, seed: UInt64) -> [Double] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in seconds * Double(random.sample()) }
  }

  /// Errors in seconds, rising.
  private func errors(_ found: [Double], _ truth: [Double]) -> [Double] {
    zip(found, truth).map { abs($0 - $1) }.sorted()
  }

  @Test("A tempo that rises, wanders or steps is kept, and what the attacks were off by is not", arguments: 0..<3)
  func noiseIsTakenOut(kind: Int) {
    let truth = beats(200) { beat in
      switch kind {
      case 0: 124 + 8 * Double(beat) / 200
      case 1: 121 + 2.2 * sin(2 * .pi * Double(beat) / 96)
      default: beat < 100 ? 120 : 126
      }
    }
    let measured = zip(truth, noise(200, seconds: 0.002, seed: UInt64(kind + 1))).map { $0 + $1 }
    let found = SmoothBeats(measured, likeness: [Double](repeating: 0.98, count: 200)).times
    // Uniform noise of 2 ms has its median at 1 ms; seven beats have one curve, which leaves 1/√7 of it.
    #expect(errors(measured, truth)[100] > 0.0008)
    #expect(errors(found, truth)[100] < 0.0005)
    #expect(errors(found, truth)[190] < 0.0015)
  }

  @Test("A breakdown whose chords begin late, and a beat that was missed, move no grid")
  func whatIsUnlikeTheDrumsIsNotFollowed() {
    let truth = beats(200) { 124 + 8 * Double($0) / 200 }
    var measured = truth
    var likeness = [Double](repeating: 0.98, count: 200)
    for beat in 96..<124 {
      measured[beat] += 0.012
      likeness[beat] = 0.65
    }
    measured[40] += 0.1
    let found = SmoothBeats(measured, likeness: likeness).times
    #expect(errors(found, truth)[199] < 0.008)
    #expect(abs(found[40] - truth[40]) < 0.001)
  }

  @Test(
    "A tempo that wanders through a breakdown is told by its chords, however late they begin",
    arguments: [0, 0.005, 0.012, -0.012, 0.02])
  func aBreakdownTellsHowTheTempoGoesOn(late: Double) {
    let truth = beats(200) { beat in
      // In the breakdown it bends as the drums on both sides do not tell.
      121 + 2.2 * sin(2 * .pi * Double(beat) / 96) + (96..<128 ~= beat ? 1.5 * sin(.pi * Double(beat - 96) / 16) : 0)
    }
    var measured = zip(truth, noise(200, seconds: 0.001, seed: 7)).map { $0 + $1 }
    var likeness = [Double](repeating: 0.98, count: 200)
    for (beat, error) in zip(96..<128, noise(32, seconds: 0.004, seed: 8)) {
      measured[beat] += late + error
      likeness[beat] = 0.65
    }
    let found = SmoothBeats(measured, likeness: likeness).times
    #expect(errors(found, truth)[199] < 0.005)
  }

  @Test("A tempo that rises evenly does so through a breakdown whose chords begin late, each by something else")
  func anEvenTempoStaysEven() {
    let truth = beats(200) { 124 + 8 * Double($0) / 200 }
    var measured = zip(truth, noise(200, seconds: 0.0003, seed: 9)).map { $0 + $1 }
    var likeness = [Double](repeating: 0.98, count: 200)
    // As chords were measured: late by six milliseconds and more, and some by far more.
    for (beat, error) in zip(96..<124, noise(28, seconds: 0.002, seed: 10)) {
      measured[beat] += 0.0065 + error + (beat % 9 < 3 ? 0.006 : 0)
      likeness[beat] = 0.7
    }
    let found = SmoothBeats(measured, likeness: likeness).times
    #expect(errors(found, truth)[199] < 0.003, "\(errors(found, truth)[199])")
  }

  @Test("Few beats stay as they are")
  func fewBeats() {
    for count in 0...6 {
      let few = beats(count) { _ in 120 }
      #expect(SmoothBeats(few, likeness: few.map { _ in 1 }).times == few)
    }
  }
}
