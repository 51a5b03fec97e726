import Glibc

/// A filter of any smooth response, with minimum phase: nothing rings before an attack, and nothing is delayed. Both
/// channels alike, by fast convolution of blocks (overlap-save). One thread.
///
/// The phase comes from the response by the real cepstrum (A. V. Oppenheim and R. W. Schafer, "Discrete-Time Signal
/// Processing", 13.5): folded onto positive times, it is that of the filter whose energy comes first.
package final class SpectrumShaper {
  /// Frames that are worked on at once.
  package static let block = 4096
  private static let size = 2 * block
  private let transform = RealFFT(size: SpectrumShaper.size)
  private var response = [Float](repeating: 0, count: SpectrumShaper.size + 2)
  private var left = [Float](repeating: 0, count: SpectrumShaper.block)
  private var right = [Float](repeating: 0, count: SpectrumShaper.block)

  /// - Parameters:
  ///   - sampleRate: Hz.
  ///   - decibels: the gain at each frequency in Hz, from 0 to half the rate. It must be smooth: what changes within
  ///     some 20 Hz is smeared.
  package init(sampleRate: Double, decibels: (Double) -> Double) {
    let gains = (0...Self.block).map { bin in
      decibels(Double(bin) * sampleRate / Double(Self.size)) * log(10) / 20
    }
    let impulse = Self.minimumPhase(gains, transform)
    transform.signal.update(repeating: 0)
    // Only the first half: the other one would come around from the end.
    for index in 0..<Self.block {
      let place = Double(index) / Double(Self.block)
      let fade = place < 0.5 ? 1 : 0.5 + 0.5 * cos(2 * .pi * (place - 0.5))
      transform.signal[index] = impulse[index] * Float(fade) / Float(Self.size)
    }
    transform.forward()
    for index in response.indices { response[index] = transform.spectrum[index] }
  }

  /// The impulse response to natural logarithms of gains, one a bin from 0 to half the rate.
  private static func minimumPhase(_ logarithms: [Double], _ transform: RealFFT) -> [Float] {
    for bin in 0...block {
      transform.spectrum[2 * bin] = Float(logarithms[bin])
      transform.spectrum[2 * bin + 1] = 0
    }
    transform.inverse()
    let scale = 1 / Float(size)
    for index in 0..<size {
      let folded: Float = index == 0 || index == block ? 1 : index < block ? 2 : 0
      transform.signal[index] *= scale * folded
    }
    transform.forward()
    for bin in 0...block {
      let (gain, phase) = (exp(Double(transform.spectrum[2 * bin])), Double(transform.spectrum[2 * bin + 1]))
      transform.spectrum[2 * bin] = Float(gain * cos(phase))
      transform.spectrum[2 * bin + 1] = bin == block ? 0 : Float(gain * sin(phase))
    }
    transform.inverse()
    return (0..<size).map { transform.signal[$0] * scale }
  }

  /// Works in place on exactly `block` frames.
  package func process(_ sound: UnsafeMutablePointer<StereoFrame>) {
    convolve(sound, lane: 0, &left)
    convolve(sound, lane: 1, &right)
  }

  private func convolve(_ sound: UnsafeMutablePointer<StereoFrame>, lane: Int, _ before: inout [Float]) {
    let signal = transform.signal
    for frame in 0..<Self.block {
      signal[frame] = before[frame]
      let sample = sound[frame][lane]
      signal[Self.block + frame] = sample
      before[frame] = sample
    }
    transform.forward()
    let spectrum = transform.spectrum
    response.withUnsafeBufferPointer { response in
      for bin in 0...Self.block {
        let (re, im) = (spectrum[2 * bin], spectrum[2 * bin + 1])
        let (gainRe, gainIm) = (response[2 * bin], response[2 * bin + 1])
        spectrum[2 * bin] = re * gainRe - im * gainIm
        spectrum[2 * bin + 1] = re * gainIm + im * gainRe
      }
    }
    transform.inverse()
    for frame in 0..<Self.block { sound[frame][lane] = signal[Self.block + frame] }
  }
}
