import DSP

/// From samples to a frame's spectrum and back, by a Hann window on both ways. One thread at a time.
final class FrameTransform {
  let size: FrameSize
  private let fft: RealFFT
  private let window: [Float]
  /// The window on the way back: four overlapping squares of it sum to 1.5, and the transform multiplies by its size.
  private let closing: [Float]

  init(_ size: FrameSize) {
    self.size = size
    fft = RealFFT(size: size.samples)
    window = Window.hann(size.samples)
    closing = window.map { $0 / (1.5 * Float(size.samples)) }
  }

  /// - Parameters:
  ///   - sound: interleaved stereo from the frame's first sample on.
  ///   - spectrum: 2 × bins floats.
  func forward(_ sound: UnsafePointer<Float>, channel: Int, into spectrum: UnsafeMutablePointer<Float>) {
    for index in 0..<size.samples { fft.signal[index] = sound[2 * index + channel] * window[index] }
    fft.forward()
    spectrum.update(from: fft.spectrum.baseAddress!, count: 2 * size.bins)
  }

  /// Adds the sound of a spectrum, each bin times its share, to interleaved stereo.
  func add(
    _ spectrum: UnsafePointer<Float>, shares: UnsafePointer<Float>, channel: Int, to sound: UnsafeMutablePointer<Float>
  ) {
    let out = fft.spectrum.baseAddress!
    for bin in 0..<size.bins {
      out[2 * bin] = spectrum[2 * bin] * shares[bin]
      out[2 * bin + 1] = spectrum[2 * bin + 1] * shares[bin]
    }
    fft.inverse()
    for index in 0..<size.samples { sound[2 * index + channel] += fft.signal[index] * closing[index] }
  }
}
