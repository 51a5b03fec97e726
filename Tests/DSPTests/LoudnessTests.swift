import DSP
import Glibc
import Music
import Support
import Testing

/// Against the figures that EBU Tech 3341 and 3342 state for signals made on the spot.
@Suite struct LoudnessTests {
  private func measure(_ samples: [Float], rate: Double = 48_000) throws -> ProgrammeLoudness {
    let meter = try #require(LoudnessMeter(sampleRate: SampleRate(hz: rate)))
    return samples.withUnsafeBufferPointer(meter.measure)
  }

  private func tone(_ frequency: Double, seconds: Double, decibels: Double, phase: Double = 0) -> [Float] {
    (0..<Int(seconds * 48_000)).flatMap { frame -> [Float] in
      let value = Float(pow(10, decibels / 20) * sin(2 * Double.pi * frequency * Double(frame) / 48_000 + phase))
      return [value, value]
    }
  }

  /// Tech 3341, case 1: 1 kHz at −23 dBFS in both channels is −23 LUFS, ±0.1.
  @Test func aToneAtMinus23() throws {
    let loudness = try measure(tone(1000, seconds: 20, decibels: -23))
    #expect(abs(try #require(loudness.integrated).value + 23) < 0.1)
    #expect(abs(try #require(loudness.truePeak).value + 23) < 0.2)
  }

  /// Tech 3341, case 3: what is 13 LU quieter is gated away.
  @Test func quietPartsAreGated() throws {
    let quiet = tone(1000, seconds: 10, decibels: -36)
    let loudness = try measure(quiet + tone(1000, seconds: 60, decibels: -23) + quiet)
    #expect(abs(try #require(loudness.integrated).value + 23) < 0.1)
  }

  /// Tech 3342, case 1: −20 and −30 dBFS, 20 s each, have a range of 10 LU, ±1.
  @Test func rangeOfTwoLevels() throws {
    let loudness = try measure(tone(1000, seconds: 20, decibels: -20) + tone(1000, seconds: 20, decibels: -30))
    #expect(abs(try #require(loudness.range).value - 10) < 1)
  }

  /// Tech 3341, case 16: a quarter of the rate at 45 degrees peaks 3 dB above its samples; +0.2/−0.4 dB is allowed.
  @Test func peaksBetweenSamples() throws {
    let loudness = try measure(tone(12_000, seconds: 2, decibels: -6, phase: Double.pi / 4))
    let peak = try #require(loudness.truePeak).value
    #expect(peak > -6.4 && peak < -5.8, "\(peak)")
  }

  /// Only loud excerpts are oversampled; that must not add peaks where they are cut.
  @Test func excerptsAddNoPeaks() throws {
    let loudness = try measure(tone(60, seconds: 3, decibels: 0))
    #expect(abs(try #require(loudness.truePeak).value) < 0.05)
  }

  /// Noise that swells and falls, at any rate and in pieces of any length, is as loud as libebur128 says.
  @Test(arguments: [8000.0, 11_025, 44_100, 48_000, 96_000]) func agreesWithTheLibrary(rate: Double) throws {
    var random = SeededRandom(seed: UInt64(rate))
    let meter = try #require(LoudnessMeter(sampleRate: SampleRate(hz: rate)))
    let library = try #require(RunningLoudness(sampleRate: SampleRate(hz: rate)))
    for piece in 0..<40 {
      let frames = Int.random(in: 1...Int(rate), using: &random)
      let gain = Float.random(in: 0.01...0.5, using: &random)
      let samples = (0..<2 * frames).map { _ in gain * Float.random(in: -1...1, using: &random) }
      samples.withUnsafeBufferPointer {
        meter.add($0)
        library.add($0)
      }
      guard piece > 5 else { continue }
      #expect(abs(try #require(meter.programme.integrated).value - #require(library.integrated).value) < 0.06)
    }
  }

  @Test func silenceHasNoLoudness() throws {
    let loudness = try measure([Float](repeating: 0, count: 96_000))
    #expect(loudness == ProgrammeLoudness())
    #expect(try measure([]) == ProgrammeLoudness())
    #expect(LoudnessMeter(sampleRate: SampleRate(hz: 0)) == nil)
  }
}
