import Glibc
import Music

/// One pass over the samples in three bands: below 200 Hz, between, above 2 kHz. It gives, a thousand times a second,
/// the bands' envelopes that find attacks to the millisecond and, with the peaks of the signal itself, the waveform
/// that the screen draws.
struct BandPeaks {
  /// Values a second in `envelopes`.
  static let envelopeRate = 1000.0
  let waveform: Waveform
  /// Peak magnitude of each millisecond: low, mid and high.
  let envelopes: [[Float]]

  init(_ mixdown: Mixdown) {
    envelopes = mixdown.withMono { mono in
      Self.envelopes(of: mono, sampleRate: mixdown.sampleRate.hz, duration: mixdown.duration)
    }
    let bands = Self.bands(envelopes, duration: mixdown.duration)
    waveform = Waveform(bytes: bands, peaks: Self.signalPeaks(of: mixdown, columns: bands.count / 3))
  }

  /// A filter waits for what it gave last, so the track's eight eighths go through it side by side. Each begins two
  /// tenths of a second early: by then it is where it would be if all before had gone through it.
  private static func envelopes(
    of mono: UnsafeBufferPointer<Float>, sampleRate rate: Double, duration: Double
  ) -> [[Float]] {
    let milliseconds = Int(duration * envelopeRate)
    // Whole seconds, so that the eighths' milliseconds have the same numbers of samples.
    let eighth = (milliseconds + 7999) / 8000 * 1000
    let distance = Int(Double(eighth) / envelopeRate * rate)
    var peaks = [SIMD8<Float>](repeating: .zero, count: 3 * eighth)
    var lowPass = LowPass(frequency: 200, sampleRate: rate)
    var midPass = LowPass(frequency: 2000, sampleRate: rate)
    func sample(_ position: Int) -> Float { mono.indices.contains(position) ? mono[position] : 0 }
    for index in -200..<eighth {
      let from = Int((Double(index) * rate / envelopeRate).rounded(.down))
      let to = Int((Double(index + 1) * rate / envelopeRate).rounded(.down))
      var (low, mid, high) = (SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero)
      for position in from..<to {
        let samples = SIMD8(
          sample(position), sample(position + distance), sample(position + 2 * distance),
          sample(position + 3 * distance), sample(position + 4 * distance), sample(position + 5 * distance),
          sample(position + 6 * distance), sample(position + 7 * distance))
        let below200 = lowPass.next(samples)
        let below2000 = midPass.next(samples)
        low = higher(low, below200)
        mid = higher(mid, below2000 - below200)
        high = higher(high, samples - below2000)
      }
      guard index >= 0 else { continue }
      (peaks[3 * index], peaks[3 * index + 1], peaks[3 * index + 2]) = (low, mid, high)
    }
    return (0..<3).map { band in
      [Float](unsafeUninitializedCapacity: milliseconds) { envelope, count in
        count = milliseconds
        for lane in 0..<8 {
          for index in lane * eighth..<max(lane * eighth, min(milliseconds, (lane + 1) * eighth)) {
            envelope[index] = peaks[3 * (index - lane * eighth) + band][lane]
          }
        }
      }
    }
  }

  /// The higher one of a peak and a sample's magnitude.
  @inline(__always)
  private static func higher(_ peak: SIMD8<Float>, _ sample: SIMD8<Float>) -> SIMD8<Float> {
    let magnitude = magnitude(sample)
    return peak.replacing(with: magnitude, where: magnitude .> peak)
  }

  /// Seconds from the first millisecond to the last in which a band is above −50 dB of full scale; nil where none is.
  var soundingRange: ClosedRange<Double>? {
    let loud: Float = 0.00316
    let sounding = { (index: Int) in envelopes.contains { $0[index] > loud } }
    let milliseconds = envelopes[0].indices
    guard let first = milliseconds.first(where: sounding), let last = milliseconds.last(where: sounding) else {
      return nil
    }
    return Double(first) / Self.envelopeRate...Double(last + 1) / Self.envelopeRate
  }

  /// Each column takes the milliseconds that it touches; at 150 columns a second a column is 6⅔ of them.
  private static func bands(_ envelopes: [[Float]], duration: Double) -> [UInt8] {
    let columns = Int((duration * Waveform.columnsPerSecond).rounded(.up))
    let count = envelopes[0].count
    var bytes = [UInt8](repeating: 0, count: 3 * columns)
    for column in 0..<columns {
      let from = Int(Double(column) / Waveform.columnsPerSecond * envelopeRate)
      let to = min(count, Int((Double(column + 1) / Waveform.columnsPerSecond * envelopeRate).rounded(.up)))
      guard from < to else { continue }
      for band in 0..<3 {
        var peak: Float = 0
        for index in from..<to { peak = max(peak, envelopes[band][index]) }
        bytes[3 * column + band] = UInt8(min(255, (peak * 255).rounded()))
      }
    }
    return bytes
  }

  /// Each column takes the frames that begin in it.
  private static func signalPeaks(of mixdown: Mixdown, columns: Int) -> [UInt8] {
    mixdown.withMiddle { middle in
      mixdown.withSide { side in
        (0..<columns).map { column in
          let place = { (column: Int) in
            min(mixdown.frames, Int((Double(column) * mixdown.sampleRate.hz / Waveform.columnsPerSecond).rounded(.up)))
          }
          let peak = signalPeak(middle, side, in: place(column)..<place(column + 1))
          // A 16-bit file ends one step below 1.
          return peak >= 0.99995 ? 255 : UInt8(min(254, (peak * 255).rounded()))
        }
      }
    }
  }

  /// The higher of |left| and |right| is |middle| + |side|.
  private static func signalPeak(
    _ middle: UnsafeBufferPointer<Float>, _ side: UnsafeBufferPointer<Float>, in frames: Range<Int>
  ) -> Float {
    var highest = SIMD8<Float>.zero
    var frame = frames.lowerBound
    while frame + 8 <= frames.upperBound {
      let middles = UnsafeRawPointer(middle.baseAddress! + frame).loadUnaligned(as: SIMD8<Float>.self)
      let sides = UnsafeRawPointer(side.baseAddress! + frame).loadUnaligned(as: SIMD8<Float>.self)
      highest = higher(highest, magnitude(middles) + magnitude(sides))
      frame += 8
    }
    var peak = highest.max()
    for frame in frame..<frames.upperBound { peak = max(peak, abs(middle[frame]) + abs(side[frame])) }
    return peak
  }

  @inline(__always)
  private static func magnitude(_ sample: SIMD8<Float>) -> SIMD8<Float> {
    sample.replacing(with: -sample, where: sample .< 0)
  }
}

/// A second-order Butterworth low-pass on eight sounds at once (transposed direct form II; coefficients by the bilinear
/// transform).
private struct LowPass {
  private var b0: Float = 1
  private var b1: Float = 0
  private var b2: Float = 0
  private var a1: Float = 0
  private var a2: Float = 0
  private var z1 = SIMD8<Float>.zero
  private var z2 = SIMD8<Float>.zero

  init(frequency: Double, sampleRate: Double) {
    // Above half the rate there is nothing to take away: the filter stays an open door.
    guard frequency < 0.45 * sampleRate else { return }
    let k = tan(Double.pi * frequency / sampleRate)
    let scale = 1 / (1 + 2.0.squareRoot() * k + k * k)
    b0 = Float(k * k * scale)
    b1 = 2 * b0
    b2 = b0
    a1 = Float(2 * (k * k - 1) * scale)
    a2 = Float((1 - 2.0.squareRoot() * k + k * k) * scale)
  }

  @inline(__always)
  mutating func next(_ sample: SIMD8<Float>) -> SIMD8<Float> {
    let output = b0 * sample + z1
    z1 = b1 * sample - a1 * output + z2
    z2 = b2 * sample - a2 * output
    return output
  }
}
