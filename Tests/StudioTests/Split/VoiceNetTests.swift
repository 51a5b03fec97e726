import CStudio
import Music
import Support
import Testing

@testable import Studio

struct VoiceNetTests {
  /// Odd widths, so that panels are partly filled and several, and rows that are no multiple of a tile.
  private static let shape = NetShape(rows: 64, columns: 128, widths: [3, 5, 17, 4, 6, 18])

  private static func numbers(_ random: inout SeededRandom) -> [Float] {
    (0..<shape.count).map { _ in 0.35 * random.sample() }
  }

  /// Sums of some hundred products of numbers near 1 differ from their doubles by 1e-5 at most; the logistic function
  /// has a slope of a quarter.
  @Test(arguments: [false, true]) func aNetGivesWhatItsDefinitionSays(plain: Bool) {
    var random = SeededRandom(seed: 17)
    let numbers = Self.numbers(&random)
    let net = numbers.withUnsafeBufferPointer { NetWeights($0, shape: Self.shape) }
    let runner = VoiceNet(Self.shape, plain: plain)
    var input = PlainNet.Planes(2, Self.shape.rows, Self.shape.columns)
    for frame in 0..<Self.shape.rows {
      let magnitudes = runner.magnitudes(ofFrame: frame)
      for index in magnitudes.indices {
        magnitudes[index] = 1 + random.sample()
        input[index % 2, frame, index / 2] = Double(magnitudes[index])
      }
    }
    runner.run(net)
    let expected = PlainNet(shape: Self.shape, numbers: numbers).shares(of: input)
    var worst = 0.0
    var (lowest, highest) = (1.0, 0.0)
    for (index, share) in runner.shares.enumerated() {
      let truth = expected[index % 2, index / 2 / Self.shape.columns, index / 2 % Self.shape.columns]
      worst = max(worst, abs(Double(share) - truth))
      (lowest, highest) = (min(lowest, truth), max(highest, truth))
    }
    #expect(worst < 1e-5)
    // The shares say something: they are not all the same, nor all at an end.
    #expect(highest - lowest > 0.1)
  }

  @Test func aSecondRunGivesTheSameBits() {
    var random = SeededRandom(seed: 3)
    let numbers = Self.numbers(&random)
    let net = numbers.withUnsafeBufferPointer { NetWeights($0, shape: Self.shape) }
    let runner = VoiceNet(Self.shape)
    for frame in 0..<Self.shape.rows {
      let magnitudes = runner.magnitudes(ofFrame: frame)
      for index in magnitudes.indices { magnitudes[index] = 1 + random.sample() }
    }
    runner.run(net)
    let first = Array(runner.shares)
    runner.run(net)
    #expect(first == Array(runner.shares))
  }
}
