import DSP
import Glibc
import Music
import Testing

/// The signals that EBU Tech 3341 (meters) and Tech 3342 (loudness range) describe, made here, with the documents' own
/// tolerances. Their cases 7, 8 (of 3341) and 5, 6 (of 3342) are recordings; case 6 of 3341 is for five channels, and
/// what is measured here is the stereo that is played.
@Suite struct LoudnessVectorTests {
  private static let rate = 48_000.0

  /// A 1 kHz tone in both channels that goes through levels: (dBFS, seconds).
  private static func tone(_ levels: [(decibels: Double, seconds: Double)]) -> [Float] {
    var samples: [Float] = []
    for (decibels, seconds) in levels {
      let gain = pow(10, decibels / 20)
      let start = samples.count / 2
      for frame in start..<(start + Int((seconds * rate).rounded())) {
        let value = Float(gain * sin(2 * Double.pi * 1000 * Double(frame) / rate))
        samples.append(value)
        samples.append(value)
      }
    }
    return samples
  }

  private func meter() throws -> LoudnessMeter { try #require(LoudnessMeter(sampleRate: SampleRate(hz: Self.rate))) }

  private func measure(_ samples: [Float]) throws -> ProgrammeLoudness {
    try samples.withUnsafeBufferPointer(meter().measure)
  }

  // MARK: Tech 3341, programme loudness

  static let programmes: [(number: Int, levels: [(Double, Double)], expected: Double)] = [
    (1, [(-23, 20)], -23),
    (2, [(-33, 20)], -33),
    (3, [(-36, 10), (-23, 60), (-36, 10)], -23),
    (4, [(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23),
    (5, [(-26, 20), (-20, 20.1), (-26, 20)], -23),
  ]

  @Test(arguments: programmes.indices) func integrated(index: Int) throws {
    let programme = Self.programmes[index]
    let loudness = try #require(measure(Self.tone(programme.levels.map { ($0.0, $0.1) })).integrated).value
    #expect(abs(loudness - programme.expected) <= 0.1, "case \(programme.number): \(loudness)")
  }

  /// Cases 1 and 2: momentary and short-term loudness of a steady tone are its loudness.
  @Test(arguments: [-23.0, -33.0]) func aSteadyToneOnAllScales(level: Double) throws {
    let meter = try meter()
    Self.tone([(level, 20)]).withUnsafeBufferPointer(meter.add)
    #expect(abs(try #require(meter.momentary).value - level) <= 0.1)
    #expect(meter.shortTerm.count == 20)
    #expect(meter.shortTerm.dropFirst(3).allSatisfy { abs($0 - level) <= 0.1 })
  }

  // MARK: Tech 3341, short-term and momentary loudness

  /// Case 9: what alternates within three seconds has constant short-term loudness from the third second on.
  @Test func shortTermIsThreeSeconds() throws {
    let meter = try meter()
    let samples = Self.tone((0..<5).flatMap { _ in [(-20.0, 1.34), (-30.0, 1.66)] })
    samples.withUnsafeBufferPointer(meter.add)
    #expect(meter.shortTerm.count == 15)
    #expect(meter.shortTerm.dropFirst(2).allSatisfy { abs($0 + 23) <= 0.1 }, "\(meter.shortTerm)")
  }

  /// Case 12: what alternates within 400 ms has constant momentary loudness; looked at ten times a second.
  @Test func momentaryIsFourTenths() throws {
    let meter = try meter()
    let samples = Self.tone((0..<25).flatMap { _ in [(-20.0, 0.18), (-30.0, 0.22)] })
    let tenth = 2 * Int(Self.rate / 10)
    for start in stride(from: 0, to: samples.count, by: tenth) {
      samples[start..<min(samples.count, start + tenth)].withUnsafeBufferPointer(meter.add)
      guard start >= 10 * tenth else { continue }
      let momentary = try #require(meter.momentary).value
      #expect(abs(momentary + 23) <= 0.1, "after \(start / tenth) tenths: \(momentary)")
    }
  }

  /// Case 11: three seconds of a tone, each a unit louder than before, after which short-term loudness has its level.
  @Test func shortTermFollowsSteps() throws {
    let meter = try meter()
    for level in -38 ... -19 {
      Self.tone([(Double(level), 3)]).withUnsafeBufferPointer(meter.add)
      #expect(abs(try #require(meter.shortTerm.last) - Double(level)) <= 0.1)
    }
  }

  // MARK: Tech 3341, true peak: +0.2 dB and −0.4 dB are allowed

  /// Cases 15–19: the divisor of the sample rate, the phase in degrees, the amplitude, and the level in dBTP.
  static let tones: [(number: Int, divisor: Double, phase: Double, amplitude: Double, expected: Double)] = [
    (15, 4, 0, 0.5, -6), (16, 4, 45, 0.5, -6), (17, 6, 60, 0.5, -6), (18, 8, 67.5, 0.5, -6), (19, 4, 45, 1.41, 3),
  ]

  @Test(arguments: tones.indices) func peaksOfTones(index: Int) throws {
    let tone = Self.tones[index]
    var samples: [Float] = []
    for frame in 0..<Int(2 * Self.rate) {
      // Faded in and out over a tenth: a tone that is switched on overshoots.
      let fade = min(1, Double(min(frame, Int(2 * Self.rate) - frame)) / (0.1 * Self.rate))
      let angle = 2 * Double.pi * (Double(frame) / tone.divisor + tone.phase / 360)
      let value = Float(fade * tone.amplitude * sin(angle))
      samples += [value, value]
    }
    let peak = try #require(measure(samples).truePeak).value
    #expect(peak >= tone.expected - 0.4 && peak <= tone.expected + 0.2, "case \(tone.number): \(peak)")
  }

  /// After cases 20–23: one loud swing (0 dBTP) in a tone of −6 dB at a sixth of the rate, made at four times the rate
  /// and thinned out from four places, so that the summit lies on a sample or up to half a sample beside it.
  @Test(arguments: 0..<4) func peaksBetweenSamples(offset: Int) throws {
    let frames = 9600
    var samples: [Float] = []
    for frame in 0..<frames {
      let fine = Double(4 * frame + offset - 2 * frames)
      // The swing has the shape of a bell, so that hardly anything of it lies above half the rate.
      let bell = exp(-0.5 * pow(fine / 80, 2))
      let fade = min(1, Double(min(frame, frames - frame)) / 2000)
      let value = Float(fade * (0.5 + 0.5 * bell) * cos(2 * Double.pi * fine / 24))
      samples += [value, value]
    }
    let peak = try #require(measure(samples).truePeak).value
    #expect(peak >= -0.4 && peak <= 0.2, "offset \(offset): \(peak)")
  }

  // MARK: Tech 3342, loudness range: ±1 LU

  static let ranges: [(number: Int, levels: [Double], expected: Double)] = [
    (1, [-20, -30], 10), (2, [-20, -15], 5), (3, [-40, -20], 20), (4, [-50, -35, -20, -35, -50], 15),
  ]

  @Test(arguments: ranges.indices) func loudnessRange(index: Int) throws {
    let programme = Self.ranges[index]
    let range = try #require(measure(Self.tone(programme.levels.map { ($0, 20) })).range).value
    #expect(abs(range - programme.expected) <= 1, "case \(programme.number): \(range)")
  }

  // MARK: Piece by piece

  /// However a programme is cut into pieces, its loudness is the same, and its peak to a hundredth.
  @Test func piecesMakeTheSameProgramme() throws {
    let samples = Self.tone([(-30, 3), (-12, 4), (-20, 3.5)])
    let whole = try measure(samples)
    let meter = try meter()
    for start in stride(from: 0, to: samples.count, by: 2 * 7001) {
      samples[start..<min(samples.count, start + 2 * 7001)].withUnsafeBufferPointer(meter.add)
    }
    let pieces = meter.programme
    #expect(abs(try #require(pieces.integrated).value - #require(whole.integrated).value) < 1e-9)
    #expect(abs(try #require(pieces.range).value - #require(whole.range).value) < 1e-9)
    #expect(abs(try #require(pieces.truePeak).value - #require(whole.truePeak).value) < 0.01)
  }
}
