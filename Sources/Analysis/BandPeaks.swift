import Glibc
import Music

/// One pass over the samples in three bands: below 200 Hz, between, above 2 kHz. It gives the waveform that the screen draws
/// and, a thousand times a second, the bands' envelopes that find attacks to the millisecond.
struct BandPeaks {
  /// Values a second in `envelopes`.
  static let envelopeRate = 1000.0
  let waveform: Waveform
  /// Peak magnitude of each millisecond: low, mid and high.
  let envelopes: [[Float]]

  init(_ mixdown: Mixdown) {
    let rate = mixdown.sampleRate.hz
    let milliseconds = Int(mixdown.duration * Self.envelopeRate)
    var low = [Float](repeating: 0, count: milliseconds)
    var mid = low
    var high = low
    var lowPass = LowPass(frequency: 200, sampleRate: rate)
    var midPass = LowPass(frequency: 2000, sampleRate: rate)
    mixdown.withMono { mono in
      for index in 0..<milliseconds {
        let from = Int(Double(index) * rate / Self.envelopeRate)
        let to = min(mono.count, Int(Double(index + 1) * rate / Self.envelopeRate))
        var (lowPeak, midPeak, highPeak): (Float, Float, Float) = (0, 0, 0)
        for position in from..<to {
          let sample = mono[position]
          let below200 = lowPass.next(sample)
          let below2000 = midPass.next(sample)
          lowPeak = max(lowPeak, abs(below200))
          midPeak = max(midPeak, abs(below2000 - below200))
          highPeak = max(highPeak, abs(sample - below2000))
        }
        low[index] = lowPeak
        mid[index] = midPeak
        high[index] = highPeak
      }
    }
    envelopes = [low, mid, high]
    waveform = Self.waveform(envelopes, duration: mixdown.duration)
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
  private static func waveform(_ envelopes: [[Float]], duration: Double) -> Waveform {
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
    return Waveform(bytes: bytes)
  }
}

/// A second-order Butterworth low-pass (transposed direct form II; coefficients by the bilinear transform).
private struct LowPass {
  private var b0: Float = 1
  private var b1: Float = 0
  private var b2: Float = 0
  private var a1: Float = 0
  private var a2: Float = 0
  private var z1: Float = 0
  private var z2: Float = 0

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

  mutating func next(_ sample: Float) -> Float {
    let output = b0 * sample + z1
    z1 = b1 * sample - a1 * output + z2
    z2 = b2 * sample - a2 * output
    return output
  }
}
