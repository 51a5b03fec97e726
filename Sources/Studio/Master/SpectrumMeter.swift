import DSP
import Glibc
import Music

/// The power of mid and side in the six bands, window by window: 8192 samples under a Hann window, half of them new.
/// One thread.
final class SpectrumMeter {
  static let size = 8192
  private let sampleRate: Double
  private let transform = PowerSpectrum(size: SpectrumMeter.size)
  private let window = Window.hann(SpectrumMeter.size)
  private var mid = [Float](repeating: 0, count: SpectrumMeter.size)
  private var side = [Float](repeating: 0, count: SpectrumMeter.size)
  private var filled = SpectrumMeter.size / 2
  /// Where each band's bins begin and end.
  private let bins: [Range<Int>]
  private let rumbleBins: Range<Int>

  /// Of each band, linear; mid and side.
  private(set) var mids = SIMD8<Double>.zero
  private(set) var sides = SIMD8<Double>.zero
  private(set) var rumble = 0.0
  private(set) var whole = 0.0
  /// Mid and side together, window by window.
  private(set) var windows: [SIMD8<Float>] = []
  private var isSidePresent = false

  init(sampleRate: SampleRate) {
    self.sampleRate = sampleRate.hz
    let most = Self.size / 2
    func bin(_ hz: Double) -> Int { min(most, Int((hz * Double(Self.size) / sampleRate.hz).rounded(.up))) }
    bins = ToneBand.allCases.map { bin($0.hz.lowerBound)..<bin($0.hz.upperBound) }
    rumbleBins = 2..<max(2, bin(18))
  }

  func add(_ samples: UnsafeBufferPointer<Float>) {
    var frame = 0
    let frames = samples.count / 2
    while frame < frames {
      let piece = min(frames - frame, Self.size - filled)
      for index in 0..<piece {
        let (left, right) = (samples[2 * (frame + index)], samples[2 * (frame + index) + 1])
        mid[filled + index] = 0.5 * (left + right)
        let difference = 0.5 * (left - right)
        side[filled + index] = difference
        if difference != 0 { isSidePresent = true }
      }
      filled += piece
      frame += piece
      if filled == Self.size { measure() }
    }
  }

  /// Measures what is left, over silence.
  func finish() {
    guard filled > Self.size / 2 else { return }
    for index in filled..<Self.size { (mid[index], side[index]) = (0, 0) }
    filled = Self.size
    measure()
  }

  private func measure() {
    let both = powers(of: mid)
    mids += both.bands
    var sum = both.bands
    var all = both.rumble
    if isSidePresent {
      let wide = powers(of: side)
      sides += wide.bands
      sum += wide.bands
      all += wide.rumble
    }
    rumble += all
    whole += sum.sum() + all
    windows.append(SIMD8<Float>(sum))
    let half = Self.size / 2
    for index in 0..<half { (mid[index], side[index]) = (mid[index + half], side[index + half]) }
    filled = half
    isSidePresent = side[..<half].contains { $0 != 0 }
  }

  private func powers(of signal: [Float]) -> (bands: SIMD8<Double>, rumble: Double) {
    signal.withUnsafeBufferPointer { signal in
      window.withUnsafeBufferPointer { transform.load(signal, from: 0, window: $0) }
    }
    transform.transform()
    // Parseval: twice the power of each bin over size² is the signal's, and a Hann window keeps 3/8 of it.
    let scale = 2 / (Double(Self.size) * Double(Self.size) * 0.375)
    var result = SIMD8<Double>.zero
    for (index, range) in bins.enumerated() {
      result[index] = Double(sum(transform.power + range.lowerBound, count: range.count)) * scale
    }
    return (result, Double(sum(transform.power + rumbleBins.lowerBound, count: rumbleBins.count)) * scale)
  }
}
