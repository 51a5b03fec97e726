import DSP
import Glibc
import Music
import Support
import Testing

/// The limiter against two readings of what it lets out: libebur128's, and one that oversamples eight times.
@Suite struct LimiterTests {
  private static let rate = 44_100.0

  private func limited(_ sound: [SIMD2<Float>], rate: Double = rate, strength: Double = 1) -> [SIMD2<Float>] {
    var limiter = Limiter(sampleRate: rate)
    var output = sound
    output.withUnsafeMutableBufferPointer { buffer in
      for start in stride(from: 0, to: buffer.count, by: 64) {
        limiter.process(buffer.baseAddress! + start, frames: min(64, buffer.count - start), strength: strength)
      }
    }
    return output
  }

  /// dBTP of the whole, by libebur128.
  private func truePeak(_ sound: [SIMD2<Float>], rate: Double = rate) throws -> Double {
    let meter = try #require(RunningLoudness(sampleRate: SampleRate(hz: rate)))
    return Frames.interleaved(sound).withUnsafeBufferPointer { meter.add($0) }.decibels.value
  }

  /// Signals that are made to slip through: between the samples, in a single sample, at the corners.
  @Test(arguments: [
    "quarter", "quarter at the edge", "third", "sine 997", "sine 15000", "sine 19000", "squares", "clicks", "noise",
    "sparse noise", "kicks", "burst", "left",
  ])
  func nothingPassesTheCeiling(_ kind: String) throws {
    var random = SeededRandom(seed: 11)
    let turn = 2 * Double.pi / Self.rate
    let sound: [SIMD2<Float>] =
      switch kind {
      // A quarter of the rate at 45 degrees: the samples are 3 dB below the wave.
      case "quarter": Frames.mono(88_200) { 2 * sin(.pi / 2 * Double($0) + .pi / 4) }
      case "quarter at the edge": Frames.mono(88_200) { 0.95 * 1.414 * sin(.pi / 2 * Double($0) + .pi / 4) }
      // A third of the rate, its crests as far from the samples as they can be.
      case "third": Frames.mono(88_200) { 2 * sin(2 * .pi / 3 * Double($0) + .pi / 3 + 0.13) }
      case "sine 19000": Frames.mono(88_200) { 2 * sin(turn * 19_000 * Double($0)) }
      case "sparse noise": Frames.mono(88_200) { _ in random.sample() > 0.9 ? Double(random.sample()) * 3 : 0 }
      case "sine 997": Frames.mono(88_200) { 3 * sin(turn * 997 * Double($0)) }
      case "sine 15000": Frames.mono(88_200) { 2 * sin(turn * 15_000 * Double($0)) }
      case "squares": Frames.mono(88_200) { $0 / 147 % 2 == 0 ? 1.5 : -1.5 }
      case "clicks": Frames.mono(88_200) { $0 % 4410 == 0 ? 4 : 0.2 * sin(turn * 300 * Double($0)) }
      case "noise": Frames.mono(88_200) { _ in Double(random.sample()) * 2 }
      case "kicks":
        Frames.mono(88_200) {
          let t = Double($0 % 22_050) / Self.rate
          return 2.5 * exp(-t * 12) * cos(2 * .pi * (50 * t - 3 * exp(-t * 40)))
        }
      case "burst": Frames.mono(88_200) { $0 > 30_000 && $0 < 30_040 ? 3 * sin(turn * 9000 * Double($0)) : 0.1 }
      default: Frames.make(88_200) { (2 * sin(turn * 5000 * Double($0)), 0.1) }
      }
    let output = limited(sound)
    let peak = EightfoldPeak.decibels(output)
    #expect(EightfoldPeak.decibels(sound) > -0.9)
    #expect(peak <= -1)
    #expect(try truePeak(output) <= -1)
    // And it does not pull further than it must.
    #expect(peak > -2.5)
  }

  /// Below the ceiling, sample by sample; above it once, and again as soon as that is over.
  @Test func whatIsBelowPassesBitForBit() throws {
    var random = SeededRandom(seed: 5)
    var sound = Frames.make(441_000) { _ in (Double(random.sample()) * 0.4, Double(random.sample()) * 0.4) }
    #expect(try truePeak(sound) < -1)
    let isUntouched = Array(limited(sound).dropFirst(Limiter.latency)) == Array(sound.dropLast(Limiter.latency))
    #expect(isUntouched)
    sound[50_000] = SIMD2(1.4, 0)
    let output = limited(sound)
    for frame in sound.indices.dropFirst(Limiter.latency) where !(49_900..<200_000).contains(frame) {
      if output[frame] != sound[frame - Limiter.latency] {
        Issue.record("frame \(frame) differs")
        return
      }
    }
    #expect(output[50_064].x < 0.9)
  }

  @Test func switchedOffItOnlyDelays() {
    let sound = Frames.mono(10_000) { sin(0.1 * Double($0)) * 3 }
    let isUntouched = Array(limited(sound, strength: 0).dropFirst(64)) == Array(sound.dropLast(64))
    #expect(isUntouched)
  }

  /// A bass note 6 dB too loud: its cycles are not followed. Under 0.1 % from 50 Hz up, in the steady state.
  @Test(arguments: [45.0, 50, 60, 100, 1000])
  func bassKeepsItsShape(hz: Double) {
    let sound = Frames.mono(44_100 * 6) { 1.782_5 * sin(2 * .pi * hz * Double($0) / Self.rate) }
    let output = limited(sound)
    let share = Distortion.harmonics(of: hz, in: output, from: 44_100 * 3, frames: 88_200, rate: Self.rate)
    #expect(share < 0.001)
  }

  /// How long a single peak is heard, and a long one.
  @Test func recoversSoonAfterOnePeak() {
    func recovery(over: Int) -> Int {
      let sound = Frames.mono(44_100 * 5) { frame in
        frame >= 44_100 && frame < 44_100 + over ? 2 : 0.5
      }
      let output = limited(sound)
      let end = 44_100 + over + 64
      return (end..<output.count).first { output[$0].x > 0.5 * 0.944 }! - end
    }
    let short = Double(recovery(over: 20)) / 44.1
    let long = Double(recovery(over: 44_100)) / 44.1
    #expect(short < 250)
    #expect(long > short && long < 2000)
  }
}
