import Glibc
import Media
import Music
import Support
import Testing

/// Four stems of known truth with something wrong with one, some or all: what the deck is given must be the true ones
/// again, measured against them and not by what the fit says of itself.
@Suite struct StemFitTests {
  private static let kinds: [StemKind] = [.vocals, .drums, .bass, .other]
  private static let truth = BandStems(seconds: 10, seed: 5)

  /// What goes wrong with a stem's file.
  struct Fault: Sendable, CustomTestStringConvertible {
    var stems: [Int]
    var gain: Float = 1
    /// Frames that it begins late.
    var late = 0.0
    var testDescription: String { "stems \(stems): × \(gain), \(late) frames late" }
  }

  private static let each: [[Int]] = [[0], [1], [2], [3], [0, 1, 2, 3]]
  static let inverted = each.map { Fault(stems: $0, gain: -1) } + [Fault(stems: [0, 2], gain: -1)]
  static let levels = each.flatMap { stems in [-6, -3, 3, 6].map { Fault(stems: stems, gain: powf(10, $0 / 20)) } }
  static let late = each.flatMap { stems in [1105.0, -1105, 3].map { Fault(stems: stems, late: $0) } }
  static let halves = each.flatMap { stems in [0.5, -0.25].map { Fault(stems: stems, late: $0) } }

  private func spoilt(_ faults: [Fault]) -> [[Float]] {
    var stems = Self.truth.stems
    for fault in faults {
      for index in fault.stems {
        stems[index] = BandStems.delayed(stems[index], by: fault.late).map { $0 * fault.gain }
      }
    }
    return stems
  }

  private func pcm(_ samples: [Float]) throws -> PCM { try #require(PCM(interleaved: samples, sampleRate: .cd)) }

  private func fit(_ stems: [[Float]]) throws -> StemCheck.Fitted {
    try StemCheck.fit(stems.map(pcm), kinds: Self.kinds, to: pcm(Self.truth.sum))
  }

  /// How far the worst stem is from its truth, in decibels of that stem; away from the ends, which a shift cuts.
  private func worst(_ fitted: StemCheck.Fitted) -> Double {
    zip(fitted.stems, Self.truth.stems).map { found, truth in
      var (error, power) = (0.0, 1e-20)
      for index in 4_000..<(truth.count - 4_000) {
        let difference = Double(found.samples[index]) - Double(truth[index])
        error += difference * difference
        power += Double(truth[index]) * Double(truth[index])
      }
      return 10 * log10(error / power + 1e-20)
    }.max() ?? 0
  }

  @Test(arguments: inverted + late)
  func polarityAndWholeFramesComeBackBitForBit(fault: Fault) throws {
    let fitted = try fit(spoilt([fault]))
    #expect(worst(fitted) < -190)
    #expect(fitted.remarks.allSatisfy { !$0.isWarning })
    #expect(fault.gain > 0 || fitted.remarks.first?.text.contains("inverted") == true)
  }

  /// A gain is known as well as the least squares of float samples: 0.002 dB is −72 dB.
  @Test(arguments: levels)
  func levelsComeBack(fault: Fault) throws { #expect(try worst(fit(spoilt([fault]))) < -70) }

  /// A part of a frame is told where there are high tones; no interpolation reaches half the sample rate, noise does.
  @Test(arguments: halves)
  func partsOfAFrameComeBack(fault: Fault) throws { #expect(try worst(fit(spoilt([fault]))) < -32) }

  /// A tone is as like the track half its period away, the other way up: it lies where it is nonetheless.
  @Test func aToneHalfAFrameLateIsNotTurnedRound() throws {
    var stems = Self.truth.stems
    for frame in 0..<(stems[0].count / 2) {
      let time = Double(frame) / 44_100
      let value = Float(0.25 * sin(2 * .pi * 660 * time + 0.8 * sin(2 * .pi * 5 * time)))
      (stems[0][2 * frame], stems[0][2 * frame + 1]) = (value, value)
    }
    let sum = stems[0].indices.map { index in stems.reduce(Float(0)) { $0 + $1[index] } }
    let late = stems.map { BandStems.delayed($0, by: 0.5) }
    let fitted = try StemCheck.fit(late.map(pcm), kinds: Self.kinds, to: pcm(sum))
    #expect(!fitted.remarks.contains { $0.text.contains("inverted") || $0.text.contains("ms early") })
  }

  @Test func severalFaultsTogetherComeBack() throws {
    let faults = [
      Fault(stems: [0], gain: -0.5, late: 1105), Fault(stems: [1], gain: 2), Fault(stems: [2], gain: -1),
      Fault(stems: [3], gain: 0.7, late: -400),
    ]
    let fitted = try fit(spoilt(faults))
    #expect(worst(fitted) < -60)
    #expect(fitted.remarks.map(\.text).joined().contains("vocals inverted and 6.0 dB too quiet and 25.1 ms late"))
  }

  @Test func oneHalfAFrameLateAmongQuieterOnes() throws {
    let fitted = try fit(spoilt([Fault(stems: [0, 1, 2, 3], gain: 0.5), Fault(stems: [1], late: 0.5)]))
    #expect(worst(fitted) < -32)
  }

  @Test(arguments: [0, 1, 2, 3])
  func aSilentStemIsSaid(index: Int) throws {
    var stems = Self.truth.stems
    stems[index] = stems[index].map { _ in 0 }
    let fitted = try fit(stems)
    let remark = try #require(fitted.remarks.first { $0.text.contains("silent") })
    #expect(remark.text.contains(Self.kinds[index].rawValue) && remark.isWarning)
    for other in 0..<4 where other != index {
      #expect(fitted.stems[other].interleaved == stems[other], "the others are what they were")
    }
  }

  /// Where all that carries the track is silent, that is the reason, not another recording.
  @Test func silenceOfNearlyAllIsTheReasonGiven() throws {
    let stems = Self.truth.stems.enumerated().map { $0 == 1 ? $1 : $1.map { _ in 0 } }
    let sentence = try refusal(stems)
    #expect(sentence.contains("“vocals” is silent") && !sentence.contains("another recording"))
  }

  /// A splitter finds no voice where nobody sings: that is said, and is nothing wrong.
  @Test func aVoiceThatIsNotThereIsSaidAndIsRight() throws {
    let stems = [Self.truth.sum.map { _ in 0 }, Self.truth.sum]
    let fitted = try StemCheck.fit(stems.map(pcm), kinds: [.vocals, .instrumental], to: pcm(Self.truth.sum))
    #expect(fitted.remarks.map(\.text) == ["its stem “vocals” is silent."])
    #expect(fitted.remarks.allSatisfy { !$0.isWarning })
  }

  /// Coders leave noise and take off the highest tones: stems stay as they are but for a level that is plainly wrong.
  @Test(arguments: [(Float(1), 0.0), (0.9495, 0.45), (0.7079, 3)])
  func noisyCopiesKeepOrRegainTheirLevel(gain: Float, decibels: Double) throws {
    let noisy = Self.truth.stems.enumerated().map { BandStems.coded($1, seed: UInt64($0), gain: gain) }
    let fitted = try fit(noisy)
    for (found, given) in zip(fitted.stems, noisy) {
      let change = found.interleaved.indices.map { abs(given[$0]) > 0.1 ? Double(found.samples[$0] / given[$0]) : 0 }
      let factor = change.filter { $0 != 0 }.max() ?? 1
      #expect(abs(20 * log10(factor) - decibels) < 0.2)
    }
  }

  private func refusal(_ stems: [[Float]]) throws -> String {
    let error = #expect(throws: MediaError.self) { _ = try fit(stems) }
    #expect(error?.kind == .stems)
    return error?.sentence ?? ""
  }

  @Test(arguments: [0.999, 1.001])
  func anotherSpeedIsTheReasonGiven(speed: Double) throws {
    let all = Self.truth.stems.map { BandStems.resampled($0, speed: speed) }
    let sentence = try refusal(all)
    #expect(sentence.contains("another speed") && !sentence.contains("another recording"))
    var stems = Self.truth.stems
    stems[1] = all[1]
    let one = try refusal(stems)
    #expect(one.contains("another speed") && one.contains("drums"))
    #expect(one.contains(speed < 1 ? "0.10 % slow" : "0.10 % fast") && sentence.contains(speed < 1 ? "slow" : "fast"))
  }

  @Test(arguments: [0, 1, 3])
  func aStemOfAnotherRecordingIsNamed(index: Int) throws {
    var stems = Self.truth.stems
    stems[index] = BandStems(seconds: 10, seed: 77).stems[index]
    let sentence = try refusal(stems)
    #expect(sentence.contains("another recording") && sentence.contains(Self.kinds[index].rawValue))
  }

  @Test func allInvertedIsNoOtherSpeedAndOthersAreOthers() throws {
    #expect(try refusal(BandStems(seconds: 10, seed: 78).stems).contains("another recording"))
  }

  @Test func aGainBeyondReasonIsNamed() throws {
    let sentence = try refusal(spoilt([Fault(stems: [1], gain: 0.05)]))
    #expect(sentence.contains("drums") && sentence.contains("26 dB quieter"))
  }

  /// The same samples every time, also where gains and parts of frames are applied.
  @Test func theSameStemsAreFittedTheSame() throws {
    let stems = spoilt([Fault(stems: [0], gain: 0.6, late: 0.5), Fault(stems: [3], gain: -1, late: 700)])
    let (first, second) = (try fit(stems), try fit(stems))
    #expect(zip(first.stems, second.stems).allSatisfy { $0.interleaved == $1.interleaved })
  }
}
