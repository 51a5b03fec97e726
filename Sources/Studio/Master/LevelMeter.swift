import DSP
import Glibc
import Music

/// Levels over time: 5 ms of all, 20 ms of bass and of what lies above, 400 ms of the channels, a second's crest. One
/// thread.
final class LevelMeter {
  private var low: BandEnergy
  private var upper: BandEnergy
  private let shortFrames: Int
  private let rate: Double

  /// Mean squares of 5 ms: of both channels, of 30–150 Hz, of 250 Hz – 8 kHz.
  private(set) var powers: [Float] = []
  private(set) var lows: [Float] = []
  private(set) var uppers: [Float] = []
  /// Of each 400 ms: the sums of left², right² and left × right, over the frames.
  private(set) var blocks: [SIMD3<Double>] = []
  /// Of each second: the highest sample and the mean square of a channel.
  private(set) var seconds: [(peak: Float, power: Double)] = []
  private(set) var sums = SIMD2<Double>.zero
  private(set) var frames = 0
  private(set) var clippedRuns = 0
  private(set) var highest: Float = 0

  private var short = SIMD3<Double>.zero
  private var block = SIMD3<Double>.zero
  private var second = (peak: Float(0), power: 0.0)
  private var runs = SIMD2<Int32>.zero
  private var inShort = 0
  private var inBlock = 0
  private var inSecond = 0

  init(sampleRate: SampleRate) {
    rate = sampleRate.hz
    shortFrames = max(1, Int((0.005 * sampleRate.hz).rounded()))
    low = BandEnergy(30...150, sampleRate: sampleRate.hz)
    upper = BandEnergy(250...8000, sampleRate: sampleRate.hz)
  }

  func add(_ samples: UnsafeBufferPointer<Float>) {
    let (blockFrames, secondFrames) = (80 * shortFrames, Int(rate.rounded()))
    for frame in 0..<samples.count / 2 {
      let (left, right) = (samples[2 * frame], samples[2 * frame + 1])
      let (x, y) = (Double(left), Double(right))
      let square = x * x + y * y
      short += SIMD3(square, low.square(left, right), upper.square(left, right))
      block += SIMD3(x * x, y * y, x * y)
      sums += SIMD2(x, y)
      let peak = max(abs(left), abs(right))
      highest = max(highest, peak)
      second.peak = max(second.peak, peak)
      second.power += 0.5 * square
      countClipping(left, right)
      inShort += 1
      inBlock += 1
      inSecond += 1
      if inShort == shortFrames { finishShort() }
      if inBlock == blockFrames {
        blocks.append(block / Double(blockFrames))
        (block, inBlock) = (.zero, 0)
      }
      if inSecond == secondFrames { finishSecond() }
    }
    frames += samples.count / 2
  }

  @inline(__always)
  private func countClipping(_ left: Float, _ right: Float) {
    runs.x = abs(left) >= 0.999 ? runs.x + 1 : 0
    runs.y = abs(right) >= 0.999 ? runs.y + 1 : 0
    if runs.x == 3 || runs.y == 3 { clippedRuns += 1 }
  }

  private func finishShort() {
    let means = short / Double(2 * shortFrames)
    powers.append(Float(means.x))
    lows.append(Float(means.y))
    uppers.append(Float(means.z))
    (short, inShort) = (.zero, 0)
  }

  private func finishSecond() {
    seconds.append((second.peak, second.power / Double(inSecond)))
    (second, inSecond) = ((0, 0), 0)
  }

  /// A rest of a tenth of a second and more counts as a second of its own where there is no other.
  func finish() {
    if seconds.isEmpty, inSecond > Int(0.1 * rate) { finishSecond() }
    if blocks.isEmpty, inBlock > 0 { blocks.append(block / Double(inBlock)) }
  }

  /// The median crest of the loud seconds, dB.
  var crest: Double? {
    let loudest = seconds.map(\.power).max() ?? 0
    guard loudest > 1e-9 else { return nil }
    return percentile(
      0.5, of: seconds.filter { $0.power >= loudest / 100 }.map { 20 * log10(Double($0.peak)) - 10 * log10($0.power) })
  }

  /// What `MasterAnalysis` has of movement.
  var dynamics: MasterAnalysis.Dynamics? {
    guard powers.count >= 200, let most = powers.max(), most > 1e-9 else { return nil }
    // Rises: 5 ms over the mean of the ten before.
    var rises: [Double] = []
    var before = powers[..<10].reduce(0, +)
    for index in 10..<powers.count {
      if powers[index] > most * 1e-4 {
        rises.append(10 * log10(Double(powers[index]) / Double(max(before / 10, most * 1e-6))))
      }
      before += powers[index] - powers[index - 10]
    }
    let (bass, rest) = (Self.levels(lows), Self.levels(uppers))
    let heard = bass.indices.filter { bass[$0] > (bass.max() ?? 0) - 40 && rest[$0] > (rest.max() ?? 0) - 40 }
    let (bassHeard, restHeard) = (heard.map { bass[$0] }, heard.map { rest[$0] })
    let depth = spread(restHeard, from: 0.1, to: 0.9)
    return MasterAnalysis.Dynamics(
      pumpingRisk: max(0, -correlation(bassHeard, restHeard)) * min(1, depth / 6),
      transientSharpness: percentile(0.98, of: rises) ?? 0,
      kickOverBass: spread(bass.filter { $0 > (bass.max() ?? 0) - 40 }, from: 0.3, to: 0.95))
  }

  /// 20 ms in dB.
  private static func levels(_ powers: [Float]) -> [Double] {
    stride(from: 0, to: powers.count - 3, by: 4).map { start in
      let mean = (powers[start] + powers[start + 1] + powers[start + 2] + powers[start + 3]) / 4
      return 10 * log10(Double(max(mean, 1e-12)))
    }
  }
}

/// The value below which such a share of all lies; nil of none.
func percentile(_ share: Double, of values: [Double]) -> Double? {
  guard !values.isEmpty else { return nil }
  return values.sorted()[Int((Double(values.count - 1) * share).rounded())]
}

private func spread(_ values: [Double], from low: Double, to high: Double) -> Double {
  guard !values.isEmpty else { return 0 }
  let sorted = values.sorted()
  func at(_ share: Double) -> Double { sorted[Int((Double(sorted.count - 1) * share).rounded())] }
  return at(high) - at(low)
}

/// Pearson's; 0 where one of them does not move.
private func correlation(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count > 1 else { return 0 }
  let count = Double(a.count)
  let (meanA, meanB) = (a.reduce(0, +) / count, b.reduce(0, +) / count)
  var (squaresA, squaresB, products) = (0.0, 0.0, 0.0)
  for (x, y) in zip(a, b) {
    squaresA += (x - meanA) * (x - meanA)
    squaresB += (y - meanB) * (y - meanB)
    products += (x - meanA) * (y - meanB)
  }
  guard squaresA > 1e-6 * count, squaresB > 1e-6 * count else { return 0 }
  return products / sqrt(squaresA * squaresB)
}
