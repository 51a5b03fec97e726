import DSP
import Glibc
import Testing

@Suite struct TimeStretcherTests {
  /// Kicks at known frames are found in the output where the account says, by each engine and at each rate.
  @Test(arguments: TimeStretcher.Engine.allCases, [44_100.0, 48_000, 96_000])
  func theAccountIsTrue(engine: TimeStretcher.Engine, rate: Double) {
    for ratio in [0.93, 0.98, 1.0, 1.03, 1.07] {
      let (found, worst) = measure(engine, rate: rate, ratio: ratio)
      #expect(found > 20)
      // Attacks are spliced in on whole frames, where the account has each; R2 leaps there by what a hop of 7.8 ms is
      // not stretched, and the attack does not.
      #expect(worst < 0.2 + (engine == .faster ? 7.8 * abs(1 - ratio) : 0))
    }
  }

  /// - Returns: kicks found, and the greatest distance from their place by the account, in milliseconds.
  private func measure(_ engine: TimeStretcher.Engine, rate: Double, ratio: Double) -> (Int, Double) {
    var stretcher = TimeStretcher(channels: 2, sampleRate: rate, engine: engine)
    stretcher.reset()
    let stride = TimeStretcher.longestFeed
    let planes = UnsafeMutablePointer<Float>.allocate(capacity: 2 * stride)
    planes.initialize(repeating: 0, count: 2 * stride)
    let taken = UnsafeMutablePointer<StereoFrame>.allocate(capacity: 8192)
    defer {
      planes.deallocate()
      taken.deallocate()
    }
    let (period, first, gap) = ((0.11345 * rate).rounded(), (0.068 * rate).rounded(), Int(0.068 * rate))
    func kick(_ frame: Int) -> Float {
      guard Double(frame) >= first else { return 0 }
      let t = (Double(frame) - first).truncatingRemainder(dividingBy: period) / rate
      return t > 0.05 ? 0 : Float(0.7 * exp(-t * 90) * cos(2 * .pi * 180 * t))
    }
    var (worst, found, last) = (0.0, 0, -gap)
    while Double(stretcher.fed) < 2.8 * rate {
      let frames = stretcher.framesWanted
      for index in 0..<frames {
        planes[index] = kick(stretcher.fed + index)
        planes[stride + index] = planes[index]
      }
      let before = stretcher.produced
      stretcher.feed(planes, stride: stride, ratio: ratio)
      let made = stretcher.produced - before
      stretcher.copy(pair: 0, from: before, into: taken, frames: made)
      for index in 0..<made where before + index - last > gap && abs(taken[index].x) > 0.25 {
        last = before + index
        let source = stretcher.source(atOutput: Double(last))
        #expect(abs(stretcher.output(ofSource: source) - Double(last)) < 0.01)
        // The beginning is not stretched yet.
        guard last > 2 * stretcher.window else { continue }
        found += 1
        let beat = (source - first) / period
        worst = max(worst, abs(beat - beat.rounded()) * period)
      }
    }
    return (found, worst / rate * 1000)
  }
}
