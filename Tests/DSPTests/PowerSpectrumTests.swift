import DSP
import Glibc
import Music
import Support
import Testing

@Suite struct PowerSpectrumTests {
  @Test func aCosineIsOneBin() {
    let spectrum = PowerSpectrum(size: 1024)
    for index in 0..<1024 { spectrum.signal[index] = cosf(2 * Float.pi * 37 * Float(index) / 1024) }
    spectrum.transform()
    #expect(abs(spectrum.power[37] - 512 * 512) < 30)
    #expect((0..<spectrum.bins).allSatisfy { $0 == 37 || spectrum.power[$0] < 1e-3 })
  }

  /// Every bin of noise, and both ends of the spectrum, are those of the transform with phases.
  @Test(arguments: [4, 8, 12, 16, 36, 64, 600, 2048]) func isTheSquareOfTheTransform(size: Int) {
    let (spectrum, transform) = (PowerSpectrum(size: size), RealFFT(size: size))
    var random = SeededRandom(seed: UInt64(size))
    for index in 0..<size {
      let value = Float.random(in: -1...1, using: &random)
      (spectrum.signal[index], transform.signal[index]) = (value, value)
    }
    spectrum.transform()
    transform.forward()
    #expect(spectrum.bins == transform.bins)
    for bin in 0..<transform.bins {
      let (re, im) = (transform.spectrum[2 * bin], transform.spectrum[2 * bin + 1])
      #expect(abs(spectrum.power[bin] - (re * re + im * im)) < 1e-5 * Float(size), "bin \(bin)")
    }
    #expect((0..<FilterBank.padding).allSatisfy { spectrum.power[spectrum.bins + $0] == 0 })
  }

  /// What lies before the beginning and behind the end of a sound is silence.
  @Test(arguments: [-20, -8, -3, 0, 4, 9, 15, 40]) func loadsWithSilenceAround(start: Int) {
    let samples = (0..<16).map { Float($0 + 1) }
    let window = (0..<8).map { Float($0 + 2) }
    let spectrum = PowerSpectrum(size: 8)
    samples.withUnsafeBufferPointer { samples in
      window.withUnsafeBufferPointer { spectrum.load(samples, from: start, window: $0, gain: 0.5) }
    }
    for index in 0..<8 {
      let place = start + index
      #expect(spectrum.signal[index] == (samples.indices.contains(place) ? samples[place] * window[index] * 0.5 : 0))
    }
  }

  @Test func filtersAreWeightedSums() {
    let filters: [(first: Int, weights: [Float])] = [(0, [1]), (2, [1, 2, 3, 4, 5]), (8, [0.5, 0.5]), (5, [])]
    let bins = (0..<10).map { Float($0 * $0) } + [Float](repeating: 7, count: FilterBank.padding)
    var sums = [Float](repeating: -1, count: 4)
    let bank = FilterBank(filters)
    bank.apply(to: bins, sums: &sums)
    #expect(bank.count == 4 && sums == [0, 4 + 18 + 48 + 100 + 180, 32 + 40.5, 0])
  }

  @Test func sumsOfAnyLength() {
    let values = (0..<100).map(Float.init)
    for count in [0, 1, 7, 8, 9, 64, 100] { #expect(sum(values, count: count) == Float(count * (count - 1) / 2)) }
  }
}
