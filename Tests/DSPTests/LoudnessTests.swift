import DSP
import Glibc
import Music
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

  @Test func silenceHasNoLoudness() throws {
    let loudness = try measure([Float](repeating: 0, count: 96_000))
    #expect(loudness == ProgrammeLoudness())
    #expect(try measure([]) == ProgrammeLoudness())
    #expect(LoudnessMeter(sampleRate: SampleRate(hz: 0)) == nil)
  }
}
