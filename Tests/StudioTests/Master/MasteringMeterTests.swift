import Glibc
import Music
import Studio
import Support
import Testing

/// Sound whose figures are known by how it was made.
@Suite struct MasteringMeterTests {
  /// Three seconds of `left` and `right`, of the time in seconds.
  private static func stereo(
    seconds: Double = 3, _ left: (Double) -> Double, _ right: ((Double) -> Double)? = nil
  ) -> [Float] {
    var samples: [Float] = []
    samples.reserveCapacity(2 * Int(seconds * 44_100))
    for frame in 0..<Int(seconds * 44_100) {
      let time = Double(frame) / 44_100
      let x = left(time)
      samples += [Float(x), Float(right?(time) ?? x)]
    }
    return samples
  }

  private static func measure(_ samples: [Float], at rate: SampleRate = .cd) -> MasterAnalysis {
    samples.withUnsafeBufferPointer { MasteringMeter.measure($0, at: rate) }
  }

  private static func sine(_ hz: Double, _ level: Double = 0.5) -> (Double) -> Double {
    { level * sin(2 * .pi * hz * $0) }
  }

  @Test func aSinesFiguresAreThoseOfItsFormula() throws {
    let found = Self.measure(Self.stereo(Self.sine(997, 0.2)))
    // BS.1770 is calibrated so: a stereo sine of 997 Hz has its RMS level in dBFS + 3 LUFS − 0.691 + 0.691.
    let loudness = try #require(found.loudness.integrated)
    #expect(abs(loudness - 20 * log10(0.2)) < 0.05, "\(loudness)")
    #expect(abs(try #require(found.loudness.momentaryMost) - loudness) < 0.05)
    #expect(abs(try #require(found.loudness.shortTermMost) - loudness) < 0.05)
    #expect(abs(try #require(found.loudness.truePeak) - 20 * log10(0.2)) < 0.05)
    #expect(abs(try #require(found.loudness.crest) - 3.01) < 0.05)
    let tone = try #require(found.tone)
    // The end is a step, which has a little of everything.
    #expect(tone.curve[.mids] > -0.01 && ToneBand.allCases.allSatisfy { $0 == .mids || tone.curve[$0] < -35 })
    #expect(found.warnings == ["it is mono"])
  }

  @Test(arguments: ToneBand.allCases) func aToneCountsInItsBandAlone(_ band: ToneBand) throws {
    let curve = try #require(Self.measure(Self.stereo(seconds: 1, Self.sine(band.centre))).tone).curve
    // A Hann window's side lobes are 31 dB down, those of the neighbouring band further off.
    #expect(curve[band] > -0.05, "\(curve[band])")
  }

  @Test func faultsOfToneAreTheDecibelsThatWereAdded() throws {
    func toned(_ gains: [ToneBand: Double]) throws -> MasterAnalysis.Tone {
      let levels = ToneBand.allCases.map { band in
        0.2 * pow(10, (ToneCurve.balanced[band] + (gains[band] ?? 0)) / 20)
      }
      let found = Self.measure(
        Self.stereo(seconds: 2) { time in
          zip(ToneBand.allCases, levels).reduce(0) { $0 + $1.1 * sin(2 * .pi * $1.0.centre * time) }
        })
      return try #require(found.tone)
    }
    let even = try toned([:])
    for fault in [even.subBuildUp, even.mud, even.harshness, even.dullness, even.hollowness] {
      #expect(abs(fault) < 0.3, "\(even)")
    }
    #expect(abs(try toned([.lowMids: 6]).mud - 6) < 0.3)
    #expect(abs(try toned([.presence: 6]).harshness - 6) < 0.3)
    #expect(abs(try toned([.presence: -6, .air: -6]).dullness - 6) < 0.3)
    #expect(abs(try toned([.lowMids: -6, .mids: -6]).hollowness - 6) < 0.3)
    #expect(abs(try toned([.sub: 6]).subBuildUp - 6) < 0.3)
    let distance = try toned([.air: -6]).curve.distance(to: .balanced)
    #expect(abs(distance - 6 / 6.0.squareRoot()) < 0.3, "\(distance)")
  }

  @Test func widthIsThatOfTheChannels() throws {
    let mono = try #require(Self.measure(Self.stereo(Self.sine(80))).stereo)
    #expect(mono.correlation > 0.999 && mono.monoLossOfLows < 0.01 && mono.phaseRisk == 0)
    let against = try #require(Self.measure(Self.stereo(Self.sine(80), { -Self.sine(80)($0) })).stereo)
    #expect(against.correlation < -0.999 && against.monoLossOfLows > 40 && against.phaseRisk == 1)
    // A quarter turn apart: unrelated, 3 dB lost, side as loud as mid.
    let apart = try #require(Self.measure(Self.stereo(Self.sine(80), { 0.5 * cos(2 * .pi * 80 * $0) })).stereo)
    #expect(abs(apart.correlation) < 0.01 && abs(apart.monoLossOfLows - 3.01) < 0.1)
    #expect(abs(apart.sideOverMid[ToneBand.bass.rawValue]) < 0.1)
  }

  @Test func movementIsToldFromStanding() throws {
    var kicks = Signal(seconds: 4)
    for beat in 0..<8 { kicks.addKick(at: 0.5 * Double(beat), level: 0.7) }
    kicks.add(at: 0, for: 4) { Float(0.02 * sin(2 * .pi * 60 * $0)) }
    let struck = try #require(Self.measure(kicks.samples).dynamics)
    let steady = try #require(Self.measure(Self.stereo(seconds: 4, Self.sine(60))).dynamics)
    #expect(struck.transientSharpness > 6 && steady.transientSharpness < 3, "\(struck) \(steady)")
    #expect(struck.kickOverBass > 10 && steady.kickOverBass < 1, "\(struck) \(steady)")

    // A chord that gives way by 10 dB while a bass sounds, and one that stays.
    func ducked(by decibels: Double) throws -> Double {
      let found = Self.measure(
        Self.stereo(seconds: 4) { time in
          let isBass = (time * 2).truncatingRemainder(dividingBy: 1) < 0.5
          return (isBass ? 0.4 : 0.04) * sin(2 * .pi * 60 * time)
            + 0.1 * pow(10, (isBass ? -decibels : 0) / 20) * sin(2 * .pi * 1000 * time)
        })
      return try #require(found.dynamics).pumpingRisk
    }
    #expect(try ducked(by: 10) > 0.8 && ducked(by: 0) < 0.1)
  }

  @Test func whatIsWrongWithAFileIsSaid() throws {
    let clipped = Self.measure(Self.stereo { max(-1, min(1, Self.sine(200, 1.5)($0))) })
    #expect(clipped.clippedRuns > 1000 && clipped.warnings.contains { $0.contains("clipped") })
    #expect(clipped.warnings.contains { $0.contains("very loud") })
    let shifted = Self.measure(Self.stereo { 0.1 * sin(2500 * $0) + 0.01 })
    #expect(abs(shifted.offset.x - 0.01) < 1e-4 && shifted.warnings.contains { $0.contains("zero line") })
    let silent = Self.measure([Float](repeating: 0, count: 20_000))
    #expect(silent.loudness.integrated == nil && silent.tone == nil)
    #expect(silent.warnings.contains { $0.contains("no sound") })
    var broken = Self.stereo(seconds: 0.2, Self.sine(440))
    broken[100] = .nan
    broken[2000] = .infinity
    let mended = Self.measure(broken)
    #expect(mended.warnings.contains { $0.contains("2 samples are no numbers") })
    #expect(mended.warnings.contains { $0.contains("under 3 s") } && mended.tone != nil)
    var random = SeededRandom(seed: 3)
    let hissing = Self.measure(
      Self.stereo(seconds: 4) { time in
        0.002 * Double(random.sample()) + (time < 2 ? 0.3 * sin(2 * .pi * 220 * time) : 0)
      })
    #expect(hissing.warnings.contains { $0.contains("hiss") })
  }

  @Test(arguments: [8000.0, 48_000, 96_000]) func anyRateIsMeasured(_ rate: Double) throws {
    let samples = (0..<Int(rate)).flatMap { frame -> [Float] in
      let x = Float(0.5 * sin(2 * .pi * 997 * Double(frame) / rate))
      return [x, x]
    }
    let found = Self.measure(samples, at: SampleRate(hz: rate))
    #expect(abs(try #require(found.loudness.integrated) + 6.02) < 0.1)
    #expect(try #require(found.tone).curve[.mids] > -0.05)
  }
}
