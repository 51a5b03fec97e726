import DSP
import Glibc
import Testing

@Suite struct FFTTests {
  @Test func forwardAndBackIsTheSignal() {
    let fft = RealFFT(size: 600)
    let signal = (0..<600).map { sinf(Float($0 * $0) * 0.01) }
    for index in 0..<600 { fft.signal[index] = signal[index] }
    fft.forward()
    fft.inverse()
    for index in 0..<600 { #expect(abs(fft.signal[index] / 600 - signal[index]) < 1e-5) }
  }

  @Test func autocorrelationIsTheSumOfProducts() {
    let values: [Float] = [1, -2, 3, 0.5, 4, -1, 2]
    let found = values.withUnsafeBufferPointer { RealFFT(size: 32).autocorrelation(of: $0, lags: 7) }
    for lag in 0..<7 {
      let expected = (0..<(7 - lag)).reduce(Float(0)) { $0 + values[$1] * values[$1 + lag] }
      #expect(abs(found[lag] - expected) < 1e-4)
    }
  }

  /// Plans are made under a lock: many threads may make and run transforms at once.
  @Test func transformsRunOnManyThreads() async {
    await withTaskGroup(of: Float.self) { group in
      for task in 0..<16 {
        group.addTask {
          let fft = RealFFT(size: 256 << (task % 4))
          fft.signal[0] = 1
          fft.forward()
          return fft.spectrum[2 * (task + 1)]
        }
      }
      for await value in group { #expect(abs(value - 1) < 1e-5) }
    }
  }

  @Test func hannWindowsOverlapToOne() {
    let window = Window.hann(64)
    for index in 0..<32 { #expect(abs(window[index] + window[index + 32] - 1) < 1e-6) }
  }
}
