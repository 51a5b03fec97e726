import DSP
import Glibc
import Testing

@Suite struct TimeStretcherTests {
  /// Kicks at known frames are found in the output where the account says.
  @Test(arguments: [0.93, 0.98, 1.0, 1.03, 1.07])
  func theAccountIsTrue(ratio: Double) {
    var stretcher = TimeStretcher(channels: 2, sampleRate: 44_100)
    stretcher.reset()
    let planes = UnsafeMutablePointer<Float>.allocate(capacity: 16_384)
    planes.initialize(repeating: 0, count: 16_384)
    let taken = UnsafeMutablePointer<StereoFrame>.allocate(capacity: 4096)
    defer {
      planes.deallocate()
      taken.deallocate()
    }
    let period = 5003
    func kick(_ frame: Int) -> Float {
      guard frame >= 3000 else { return 0 }
      let t = Double((frame - 3000) % period) / 44_100
      return t > 0.05 ? 0 : Float(0.7 * exp(-t * 90) * cos(2 * .pi * 180 * t))
    }
    var worst = 0.0
    var found = 0
    var last = -3000
    while stretcher.fed < 120_000 {
      let frames = stretcher.framesWanted
      for index in 0..<frames {
        planes[index] = kick(stretcher.fed + index)
        planes[8192 + index] = planes[index]
      }
      let before = stretcher.produced
      stretcher.feed(planes, stride: 8192, ratio: ratio)
      stretcher.copy(pair: 0, from: before, into: taken, frames: stretcher.produced - before)
      for index in 0..<(stretcher.produced - before) where before + index - last > 3000 && abs(taken[index].x) > 0.25 {
        last = before + index
        found += 1
        let source = stretcher.source(atOutput: Double(last))
        let beat = (source - 3000) / Double(period)
        worst = max(worst, abs(beat - beat.rounded()) * Double(period))
        #expect(abs(stretcher.output(ofSource: source) - Double(last)) < 0.01)
      }
    }
    #expect(found > 20)
    // 0.3 ms
    #expect(worst < 13)
  }
}
