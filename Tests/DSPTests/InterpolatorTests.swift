import DSP
import Glibc
import Testing

@Suite struct InterpolatorTests {
  @Test(arguments: [0.5, 0.97, 1.0, 1.08, 1.5, 2.0, 2.5])
  func readsASineBetweenItsFrames(rate: Double) {
    let table = Interpolator()
    let hz = 3000.0
    let source = UnsafeMutablePointer<StereoFrame>.allocate(capacity: 16_384)
    defer { source.deallocate() }
    for index in 0..<16_384 {
      let value = Float(sin(2 * .pi * hz * Double(index) / 44_100))
      source[index] = StereoFrame(value, -value)
    }
    let output = UnsafeMutablePointer<StereoFrame>.allocate(capacity: 4096)
    defer { output.deallocate() }
    table.read(source, position: 100.37, rate: rate, into: output, frames: 4096)
    var worst = 0.0
    for index in 0..<4096 {
      let truth = sin(2 * .pi * hz * (100.37 + Double(index) * rate) / 44_100)
      worst = max(worst, abs(Double(output[index].x) - truth))
      #expect(output[index].y == -output[index].x)
    }
    // −80 dB of the sine.
    #expect(worst < 1e-4)
  }

  /// Read faster than it can be heard, a tone is silence and no other tone.
  @Test(arguments: [(1.3, 20_000.0), (1.6, 18_000), (2.0, 15_000), (2.5, 14_000), (3.1, 12_000), (4.0, 10_000)])
  func fastReadingHasNoAliases(rate: Double, hz: Double) {
    let table = Interpolator()
    let source = UnsafeMutablePointer<StereoFrame>.allocate(capacity: 16_384)
    defer { source.deallocate() }
    for index in 0..<16_384 {
      let value = Float(sin(2 * .pi * hz * Double(index) / 44_100))
      source[index] = StereoFrame(value, value)
    }
    var output = [StereoFrame](repeating: .zero, count: 3000)
    output.withUnsafeMutableBufferPointer {
      table.read(source, position: 200.37, rate: rate, into: $0.baseAddress!, frames: 3000)
    }
    let loudest = output.map { abs($0.x) }.max() ?? 1
    #expect(loudest < 0.001)
  }
}
