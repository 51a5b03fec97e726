import CFFTW
import Synchronization

/// Making and destroying plans is not thread-safe in FFTW; running one is.
let planning = Mutex(())

/// Transforms of real signals of one length, by FFTW in single precision: `bins` = size/2 + 1 complex values,
/// unnormalised. A transform owns its buffers; it is used by one thread at a time.
package final class RealFFT {
  /// Samples; an even number.
  package let size: Int
  /// Bins from 0 Hz to half the sample rate, both included.
  package var bins: Int { size / 2 + 1 }
  /// The signal, `size` samples: the input of `forward`, the output of `inverse`.
  package let signal: UnsafeMutableBufferPointer<Float>
  /// The spectrum: real, imaginary, real, imaginary …, 2 × `bins` values.
  package let spectrum: UnsafeMutableBufferPointer<Float>
  private let plans: Plans

  // SAFETY: only carries plans and buffers into and out of the planner's lock; after `init` the transform's owner alone
  // uses them.
  private struct Plans: @unchecked Sendable {
    let forward: fftwf_plan
    let inverse: fftwf_plan
  }

  // SAFETY: as for `Plans`.
  private struct Buffers: @unchecked Sendable {
    let real: UnsafeMutablePointer<Float>
    let complex: UnsafeMutablePointer<fftwf_complex>
  }

  /// - Precondition: `size` is even and positive. Powers of two are fastest.
  /// Plans are estimated, not measured: measuring 16,384 points takes longer than transforming a whole track.
  package init(size: Int) {
    precondition(size > 0 && size % 2 == 0)
    self.size = size
    let bins = size / 2 + 1
    let real = fftwf_alloc_real(size)!
    let complex = fftwf_alloc_complex(bins)!
    signal = UnsafeMutableBufferPointer(start: real, count: size)
    // SAFETY: a fftwf_complex is two adjacent floats (FFTW manual, 4.1.1).
    spectrum = UnsafeMutableBufferPointer(
      start: UnsafeMutableRawPointer(complex).assumingMemoryBound(to: Float.self), count: 2 * bins)
    let buffers = Buffers(real: real, complex: complex)
    plans = planning.withLock { _ in
      Plans(
        forward: fftwf_plan_dft_r2c_1d(Int32(size), buffers.real, buffers.complex, FFTW_ESTIMATE)!,
        inverse: fftwf_plan_dft_c2r_1d(Int32(size), buffers.complex, buffers.real, FFTW_ESTIMATE)!)
    }
    signal.update(repeating: 0)
    spectrum.update(repeating: 0)
  }

  deinit {
    planning.withLock { [plans] _ in
      fftwf_destroy_plan(plans.forward)
      fftwf_destroy_plan(plans.inverse)
    }
    fftwf_free(signal.baseAddress)
    fftwf_free(spectrum.baseAddress)
  }

  /// `signal` → `spectrum`. `signal` is kept.
  package func forward() { fftwf_execute(plans.forward) }

  /// `spectrum` → `signal`, scaled by `size`. `spectrum` is destroyed.
  package func inverse() { fftwf_execute(plans.inverse) }

  /// The linear autocorrelation of `values` at lags 0..<`lags` (Wiener–Khinchin, zero-padded; not normalised).
  /// - Precondition: `values.count + lags ≤ size`.
  package func autocorrelation(of values: UnsafeBufferPointer<Float>, lags: Int) -> [Float] {
    precondition(values.count + lags <= size)
    signal.update(repeating: 0)
    for index in values.indices { signal[index] = values[index] }
    forward()
    for bin in 0..<bins {
      let re = spectrum[2 * bin]
      let im = spectrum[2 * bin + 1]
      spectrum[2 * bin] = re * re + im * im
      spectrum[2 * bin + 1] = 0
    }
    inverse()
    let scale = 1 / Float(size)
    return (0..<lags).map { signal[$0] * scale }
  }
}
