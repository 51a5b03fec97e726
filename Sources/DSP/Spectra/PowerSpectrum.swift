import CFFTW
import CRealtime
import Glibc
import Synchronization

/// The power of each frequency in a real signal of one length: half the work of `RealFFT` where phases are not wanted.
/// The samples are transformed as half as many complex numbers, by FFTW in single precision, and taken apart while they
/// are squared (H. Sorensen et al., "Real-valued fast Fourier transform algorithms", IEEE Trans. ASSP 35, 1987).
///
/// It owns its buffers; it is used by one thread at a time.
package final class PowerSpectrum {
  /// Samples; a multiple of 4.
  package let size: Int
  /// Frequencies from 0 to half the sample rate.
  package var bins: Int { size / 2 + 1 }
  /// What is transformed, `size` samples.
  package let signal: UnsafeMutablePointer<Float>
  /// Squared magnitudes, `bins` values, unnormalised, then `FilterBank.padding` noughts.
  package let power: UnsafeMutablePointer<Float>
  private let halves: UnsafeMutablePointer<Float>
  /// cos and sin of 2πk ∕ size.
  private let cosines: [Float]
  private let sines: [Float]
  private let plan: fftwf_plan

  // SAFETY: only carries the buffers into the planner's lock; the spectrum's owner alone uses them.
  private struct Planned: @unchecked Sendable {
    let input: UnsafeMutablePointer<fftwf_complex>
    let output: UnsafeMutablePointer<fftwf_complex>
    var plan: fftwf_plan?
  }

  /// - Precondition: `size` is a multiple of 4 and positive. Powers of two are fastest.
  package init(size: Int) {
    precondition(size > 0 && size % 4 == 0)
    self.size = size
    let half = size / 2
    let (input, output) = (fftwf_alloc_complex(half)!, fftwf_alloc_complex(half)!)
    let planned = planning.withLock { _ in
      Planned(
        input: input, output: output,
        plan: fftwf_plan_dft_1d(Int32(half), input, output, FFTW_FORWARD, FFTW_ESTIMATE))
    }
    plan = planned.plan!
    // SAFETY: a fftwf_complex is two adjacent floats (FFTW manual, 4.1.1).
    signal = UnsafeMutableRawPointer(input).assumingMemoryBound(to: Float.self)
    halves = UnsafeMutableRawPointer(output).assumingMemoryBound(to: Float.self)
    signal.update(repeating: 0, count: size)
    power = UnsafeMutableRawPointer.allocate(byteCount: 4 * (half + 1 + FilterBank.padding), alignment: 16)
      .bindMemory(to: Float.self, capacity: half + 1 + FilterBank.padding)
    power.initialize(repeating: 0, count: half + 1 + FilterBank.padding)
    cosines = (0...half / 2).map { Float(cos(2 * Double.pi * Double($0) / Double(size))) }
    sines = (0...half / 2).map { Float(sin(2 * Double.pi * Double($0) / Double(size))) }
  }

  deinit {
    planning.withLock { [planned = Destroyed(plan: plan)] _ in fftwf_destroy_plan(planned.plan) }
    fftwf_free(signal)
    fftwf_free(halves)
    power.deallocate()
  }

  // SAFETY: as for `Planned`.
  private struct Destroyed: @unchecked Sendable { let plan: fftwf_plan }

  /// Takes the `size` samples from `start` on as the signal, each multiplied with `window` and with `gain`; before the
  /// first and behind the last of `samples` lies silence.
  package func load(
    _ samples: UnsafeBufferPointer<Float>, from start: Int, window: UnsafeBufferPointer<Float>, gain: Float = 1
  ) {
    let inside = max(0, -start)..<max(0, -start, min(size, samples.count - start))
    let (source, window) = (
      samples.baseAddress.map { UnsafeRawPointer($0 + start) }, UnsafeRawPointer(window.baseAddress!)
    )
    guard inside.count == size, let source else {
      signal.update(repeating: 0, count: size)
      let window = window.assumingMemoryBound(to: Float.self)
      for index in inside { signal[index] = samples[start + index] * window[index] * gain }
      return
    }
    for offset in stride(from: 0, to: 4 * size, by: 16) {
      let product =
        source.loadUnaligned(fromByteOffset: offset, as: SIMD4<Float>.self)
        * window.loadUnaligned(fromByteOffset: offset, as: SIMD4<Float>.self)
      UnsafeMutableRawPointer(signal).storeBytes(of: product * gain, toByteOffset: offset, as: SIMD4<Float>.self)
    }
  }

  /// `signal` → `power`. `signal` is kept.
  package func transform() {
    fftwf_execute(plan)
    let half = size / 2
    power[0] = (halves[0] + halves[1]) * (halves[0] + halves[1])
    power[half] = (halves[0] - halves[1]) * (halves[0] - halves[1])
    cosines.withUnsafeBufferPointer { cosines in
      sines.withUnsafeBufferPointer { sines in
        var bin = 1
        // Four frequencies from below and the four that mirror them from above.
        while bin + 3 < half - bin - 3 {
          fourPairs(bin, UnsafeRawPointer(cosines.baseAddress! + bin), UnsafeRawPointer(sines.baseAddress! + bin))
          bin += 4
        }
        while bin <= half - bin {
          pair(bin, cosines[bin], sines[bin])
          bin += 1
        }
      }
    }
  }

  /// Makes magnitudes of `power`, in place; the constant part, which is no sound, becomes 0.
  /// - Returns: the sum of the power, and that of power × bin.
  package func takeMagnitudes() -> (energy: Float, moment: Float) {
    var (energy, moment) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
    power[0] = 0
    var bins = SIMD4<Float>(0, 1, 2, 3)
    let values = UnsafeMutableRawPointer(power)
    // What lies behind the last bin is 0 and stays so.
    for four in 0...size / 8 {
      let powers = values.load(fromByteOffset: 16 * four, as: SIMD4<Float>.self)
      energy += powers
      moment += powers * bins
      bins += 4
      values.storeBytes(of: rt_sqrt4(powers), toByteOffset: 16 * four, as: SIMD4<Float>.self)
    }
    return (energy.sum(), moment.sum())
  }

  @inline(__always)
  private func fourPairs(_ bin: Int, _ cosines: UnsafeRawPointer, _ sines: UnsafeRawPointer) {
    let mirror = size / 2 - bin
    let low = UnsafeRawPointer(halves + 2 * bin).loadUnaligned(as: SIMD8<Float>.self)
    let high = UnsafeRawPointer(halves + 2 * (mirror - 3)).loadUnaligned(as: SIMD8<Float>.self)
    let (lowReal, lowImaginary) = (low.evenHalf, low.oddHalf)
    let (highReal, highImaginary) = (Self.reversed(high.evenHalf), Self.reversed(high.oddHalf))
    let (cosine, sine) = (
      cosines.loadUnaligned(as: SIMD4<Float>.self), sines.loadUnaligned(as: SIMD4<Float>.self)
    )
    let (below, above) = Self.powers(lowReal, lowImaginary, highReal, highImaginary, cosine, sine)
    UnsafeMutableRawPointer(power + bin).storeBytes(of: below, as: SIMD4<Float>.self)
    UnsafeMutableRawPointer(power + mirror - 3).storeBytes(of: Self.reversed(above), as: SIMD4<Float>.self)
  }

  @inline(__always)
  private static func reversed(_ x: SIMD4<Float>) -> SIMD4<Float> { SIMD4(x.w, x.z, x.y, x.x) }

  /// The same for one frequency and its mirror; in the middle they are one.
  private func pair(_ bin: Int, _ cosine: Float, _ sine: Float) {
    let mirror = size / 2 - bin
    func all(_ value: Float) -> SIMD4<Float> { SIMD4(repeating: value) }
    let (below, above) = Self.powers(
      all(halves[2 * bin]), all(halves[2 * bin + 1]), all(halves[2 * mirror]), all(halves[2 * mirror + 1]),
      all(cosine), all(sine))
    power[mirror] = above.x
    power[bin] = below.x
  }

  /// The powers of frequencies and of their mirrors, from what the half-length transform has for both.
  @inline(__always)
  private static func powers(
    _ lowReal: SIMD4<Float>, _ lowImaginary: SIMD4<Float>, _ highReal: SIMD4<Float>, _ highImaginary: SIMD4<Float>,
    _ cosine: SIMD4<Float>, _ sine: SIMD4<Float>
  ) -> (below: SIMD4<Float>, above: SIMD4<Float>) {
    // Twice the spectra of the even and, turned, of the odd samples.
    let (evenReal, evenImaginary) = (lowReal + highReal, lowImaginary - highImaginary)
    let (oddReal, oddImaginary) = (lowImaginary + highImaginary, highReal - lowReal)
    let (turnedReal, turnedImaginary) = (
      cosine * oddReal + sine * oddImaginary, cosine * oddImaginary - sine * oddReal
    )
    let (sumReal, sumImaginary) = (evenReal + turnedReal, evenImaginary + turnedImaginary)
    let (differenceReal, differenceImaginary) = (evenReal - turnedReal, evenImaginary - turnedImaginary)
    return (
      0.25 * (sumReal * sumReal + sumImaginary * sumImaginary),
      0.25 * (differenceReal * differenceReal + differenceImaginary * differenceImaginary)
    )
  }
}
