import DSP
import Glibc
import Music
import Studio
import Support
import Testing

/// Each stage of a mastering by itself: what it does, and that it does nothing where it has nothing to do.
@Suite struct MasterStageTests {
  /// `frames` of a sine on both channels.
  private static func sine(_ hz: Double, _ level: Double, frames: Int) -> [StereoFrame] {
    (0..<frames).map { StereoFrame(repeating: Float(level * sin(2 * .pi * hz * Double($0) / 44_100))) }
  }

  /// Magnitudes of the left channel's 8192 frames from `start` on, bin by bin; a sine of amplitude 1 that fits has 1.
  private static func spectrum(_ sound: [StereoFrame], from start: Int) -> [Double] {
    let transform = RealFFT(size: 8192)
    for index in 0..<8192 { transform.signal[index] = sound[start + index].x }
    transform.forward()
    return (0..<transform.bins).map { bin in
      hypot(Double(transform.spectrum[2 * bin]), Double(transform.spectrum[2 * bin + 1])) / 4096
    }
  }

  private static func frames(_ samples: [Float]) -> [StereoFrame] {
    stride(from: 0, to: samples.count, by: 2).map { StereoFrame(samples[$0], samples[$0 + 1]) }
  }

  /// Four bands of a sound.
  private static func bands(
    _ sound: [StereoFrame], _ work: (UnsafeMutablePointer<UnsafeMutablePointer<StereoFrame>>) -> Void
  ) {
    let parts = UnsafeMutablePointer<UnsafeMutablePointer<StereoFrame>>.allocate(capacity: MasterBands.count)
    for band in 0..<MasterBands.count { parts[band] = .allocate(capacity: sound.count) }
    defer {
      for band in 0..<MasterBands.count { parts[band].deallocate() }
      parts.deallocate()
    }
    var filters = MasterBands(sampleRate: 44_100)
    filters.split(sound, frames: sound.count, into: parts)
    work(parts)
  }

  @Test func theBandsSumFlat() {
    var impulse = [StereoFrame](repeating: .zero, count: 8192)
    impulse[0] = StereoFrame(1, 1)
    Self.bands(impulse) { parts in
      let sum = impulse.indices.map { frame in (0..<4).reduce(StereoFrame.zero) { $0 + parts[$1][frame] } }
      // 4096 is how an impulse of 1 reads in `spectrum`.
      let levels = Self.spectrum(sum, from: 0).dropFirst(4).map { 20 * log10($0 * 4096) }
      #expect(levels.allSatisfy { abs($0) < 0.05 }, "\(levels.min() ?? 0) … \(levels.max() ?? 0) dB")
      // And each is a band: the low one is 24 dB down an octave above its end.
      let low = Self.spectrum(impulse.indices.map { parts[0][$0] }, from: 0)
      #expect(20 * log10(low[45] * 4096) < -23)
    }
  }

  /// Through a saturator of one band, `blocks` blocks of 4096.
  private static func saturated(_ sound: [StereoFrame], ceiling: Float?) -> [StereoFrame] {
    var saturator = BandSaturator(bands: 1)
    var result = sound
    let part = UnsafeMutablePointer<UnsafeMutablePointer<StereoFrame>>.allocate(capacity: 1)
    part[0] = .allocate(capacity: BandSaturator.block)
    defer {
      part[0].deallocate()
      part.deallocate()
    }
    result.withUnsafeMutableBufferPointer { result in
      for start in stride(from: 0, to: sound.count, by: BandSaturator.block) {
        part[0].update(from: result.baseAddress! + start, count: BandSaturator.block)
        saturator.process(result.baseAddress! + start, parts: part, ceilings: [ceiling], frames: BandSaturator.block)
      }
    }
    return result
  }

  @Test func saturationHasNoAliases() {
    // 10 kHz, on a bin. Its third harmonic, 30 kHz, would be heard at 14.1 kHz.
    let (bin, level) = (1858, 0.9)
    let found = Self.spectrum(
      Self.saturated(Self.sine(Double(bin) * 44_100 / 8192, level, frames: 16_384), ceiling: 1), from: 8192)
    let rest = found.enumerated().filter { $0.offset != bin }.map(\.element).max() ?? 0
    #expect(20 * log10(rest) < -90, "\(20 * log10(rest)) dBFS")
    // x − x³/3 leaves of a sine's amplitude a the part a − a³/4.
    #expect(abs(found[bin] - (level - level * level * level / 4)) < 0.002)
    // Of a low one the harmonic is there: a³/12.
    let low = Self.spectrum(
      Self.saturated(Self.sine(186 * 44_100 / 8192, level, frames: 16_384), ceiling: 1), from: 8192)
    #expect(abs(low[3 * 186] - level * level * level / 12) < 1e-4)
  }

  @Test func saturationWithoutCeilingsOnlyDelays() {
    var random = SeededRandom(seed: 5)
    let noise = (0..<8192).map { _ in StereoFrame(random.sample(), random.sample()) }
    let latency = BandSaturator.latency
    #expect(Array(Self.saturated(noise, ceiling: nil)[latency...]) == Array(noise[..<(8192 - latency)]))
  }

  @Test func theLimiterKeepsABassClean() {
    // 3 dB above its ceiling, and the quarter that the limiter leaves.
    let ceiling = -1.0
    let level = pow(10, (ceiling - 0.26 + 3) / 20)
    var result: [StereoFrame] = []
    let samples = Self.sine(50, level, frames: 88_200).flatMap { [$0.x, $0.y] }
    samples.withUnsafeBufferPointer { samples in
      _ = LevelStage.render(gain: 0, ceiling: ceiling, samples, at: .cd) { result += Self.frames(Array($0)) }
    }
    #expect(result.count == 88_200)
    // Second cycle by cycle: 50 Hz has 882 frames.
    var (sines, cosines, power) = (0.0, 0.0, 0.0)
    for frame in 44_100..<88_200 {
      let (x, angle) = (Double(result[frame].x), 2 * .pi * 50 * Double(frame) / 44_100)
      (sines, cosines, power) = (sines + x * sin(angle), cosines + x * cos(angle), power + x * x)
    }
    let fundamental = 2 * (sines * sines + cosines * cosines) / 44_100
    let distortion = sqrt(max(0, power - fundamental) / fundamental)
    #expect(distortion < 0.01, "\(100 * distortion) %")
    #expect(abs(10 * log10(2 * power / 44_100) - (ceiling - 0.26)) < 0.1)
  }

  @Test func aDynamicCutHoldsWhatStandsOutAndNothingElse() {
    var random = SeededRandom(seed: 9)
    let noise = (0..<44_112).map { _ in StereoFrame(repeating: 0.1 * random.sample()) }
    // White noise has −13 dB in this bell: a threshold above that leaves it as it is.
    var idle = DynamicCut(sampleRate: 44_100, hz: 3400, q: 0.8, threshold: -3, most: 4)
    var result = noise
    result.withUnsafeMutableBufferPointer { idle.process($0.baseAddress!, frames: $0.count) }
    #expect(result == noise && idle.greatest == 0)
    var busy = DynamicCut(sampleRate: 44_100, hz: 3400, q: 0.8, threshold: -12, most: 4)
    var tone = Self.sine(3400, 0.5, frames: 44_112)
    tone.withUnsafeMutableBufferPointer { busy.process($0.baseAddress!, frames: $0.count) }
    let power = tone[22_000..<44_050].reduce(0) { $0 + Double($1.x * $1.x) } / 22_050
    #expect(abs(10 * log10(2 * power) - 20 * log10(0.5) + 4) < 0.1, "\(10 * log10(2 * power))")
  }

  @Test func aCompressorTakesWhatItsRatioSays() {
    let settings = BandCompressor.Settings(threshold: -20, ratio: 2, attack: 0.01, release: 0.1, most: 6)
    func level(_ decibels: Double) -> Double {
      var compressor = BandCompressor(sampleRate: 44_100, settings)
      var tone = Self.sine(1000, pow(10, decibels / 20) * sqrt(2), frames: 44_112)
      tone.withUnsafeMutableBufferPointer { compressor.process($0.baseAddress!, frames: $0.count) }
      return 10 * log10(tone[22_000..<44_050].reduce(0) { $0 + Double($1.x * $1.x) } / 22_050)
    }
    #expect(abs(level(-12) + 16) < 0.1 && abs(level(-4) + 10) < 0.1)
    var idle = BandCompressor(sampleRate: 44_100, settings)
    let quiet = Self.sine(1000, 0.05, frames: 4096)
    var result = quiet
    result.withUnsafeMutableBufferPointer { idle.process($0.baseAddress!, frames: $0.count) }
    #expect(result == quiet)
  }

  @Test func theEqualiserIsWhatItIsToldToBe() {
    var settings = MasterSettings()
    settings.tone = [2, 0, -3, 0, 1.5, -2]
    let shaper = SpectrumShaper(sampleRate: 44_100, decibels: settings.toneGain)
    var impulse = [StereoFrame](repeating: .zero, count: 8192)
    impulse[0] = StereoFrame(1, 1)
    impulse.withUnsafeMutableBufferPointer {
      shaper.process($0.baseAddress!)
      shaper.process($0.baseAddress! + 4096)
    }
    let found = Self.spectrum(impulse, from: 0)
    for bin in stride(from: 6, to: 3700, by: 7) {
      let wanted = settings.toneGain(at: Double(bin) * 44_100 / 8192)
      #expect(abs(20 * log10(found[bin] * 4096) - wanted) < 0.1, "bin \(bin)")
    }
    // Minimum phase: nearly all of it is there at once.
    let energy = impulse.map { Double($0.x * $0.x) }
    #expect(energy[..<44].reduce(0, +) > 0.95 * energy.reduce(0, +))
  }

  @Test func lowsBecomeMonoAndTheRestStays() throws {
    var shaper = SideShaper(sampleRate: 44_100, monoBelow: 110, width: 1)
    func side(_ hz: Double) -> Double {
      var sound = Self.sine(hz, 0.5, frames: 44_100).map { StereoFrame($0.x, -$0.y) }
      sound.withUnsafeMutableBufferPointer { shaper.process($0.baseAddress!, frames: $0.count) }
      return 10 * log10(8 * sound[22_050...].reduce(0) { $0 + Double($1.x * $1.x) } / 22_050)
    }
    #expect(side(50) < -13 && abs(side(1000)) < 0.01)
  }

  @Test func roundingToSixteenBitsMovesItsNoiseOutOfTheWay() {
    var shaper = NoiseShaper(bits: 16)
    var sound = Self.sine(186 * 44_100 / 8192, 0.001, frames: 16_384)
    let wanted = sound
    sound.withUnsafeMutableBufferPointer { shaper.process($0.baseAddress!, frames: $0.count) }
    #expect(sound.flatMap { [$0.x, $0.y] }.withUnsafeBufferPointer { shaper.fits($0) })
    #expect(![Float(0.00001)].withUnsafeBufferPointer { shaper.fits($0) })
    let noise = Self.spectrum(zip(sound, wanted).map { $0 - $1 }, from: 8192)
    func power(_ bins: Range<Int>) -> Double { bins.reduce(0) { $0 + noise[$1] * noise[$1] } / Double(bins.count) }
    // Plain triangular dither has a quarter of a step squared, evenly: over 4096 bins, two halves.
    let plain = 0.25 / (32_768 * 32_768) * 2 / 4096
    // 2 to 5 kHz, where the ear is sharpest, and the top, where it is not.
    #expect(10 * log10(power(370..<930) / plain) < -6)
    #expect(10 * log10(power(3300..<4000) / plain) > 6)
  }
}
