import DSP
import Glibc
import Testing

@Suite struct InterpolatorTests {
  @Test(arguments: [0.5, 0.97, 1.0, 1.08, 1.5])
  func readsASineBetweenItsFrames(rate: Double) {
    let table = Interpolator()
    defer { table.free() }
    let hz = 3000.0
    let source = UnsafeMutablePointer<StereoFrame>.allocate(capacity: 8192)
    defer { source.deallocate() }
    for index in 0..<8192 {
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
}
