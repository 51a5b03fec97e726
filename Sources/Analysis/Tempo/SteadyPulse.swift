import DSP
import Glibc

/// One tempo for the whole track, found on the whole track at once: the onsets' Fourier transform has its peak where
/// all beats agree, and four minutes of them agree to a few thousandths of a BPM.
struct SteadyPulse {
  let bpm: Double
  /// How far the pieces of the track agree on the pulse's phase: 1 is a machine's tempo, a tempo that wanders falls
  /// below 0.8.
  let steadiness: Double

  /// Searches 3 % to both sides of `estimate`.
  init(_ onsets: OnsetCurves, near estimate: Double) {
    let mean = onsets.whole.reduce(0, +) / Float(max(1, onsets.frames))
    let curve = onsets.whole.map { $0 - mean }
    var best = Self.coarse(curve, near: estimate)
    for step in [0.01, 0.002] {
      let around = (-6...6).map { best + Double($0) * step }
      best = around.max { Self.strength(curve, $0) < Self.strength(curve, $1) } ?? best
    }
    bpm = best
    steadiness = Self.steadiness(curve, bpm: best)
  }

  /// The harmonics of a pulse that count, with their weights.
  private static let harmonics: [(number: Double, weight: Double)] = [(1, 1), (2, 0.5), (4, 0.25)]

  /// The best tempo on the bins of one long, zero-padded transform.
  private static func coarse(_ curve: [Float], near estimate: Double) -> Double {
    var size = 4096
    while size < 2 * curve.count { size *= 2 }
    let fft = RealFFT(size: size)
    for index in curve.indices { fft.signal[index] = curve[index] }
    fft.forward()
    func magnitude(_ bpm: Double) -> Double {
      let bin = Int((bpm / 60 / OnsetCurves.rate * Double(size)).rounded())
      guard bin < fft.bins else { return 0 }
      return Double(hypotf(fft.spectrum[2 * bin], fft.spectrum[2 * bin + 1]))
    }
    var best = (bpm: estimate, strength: -1.0)
    for bpm in stride(from: estimate * 0.97, through: estimate * 1.03, by: 0.03) {
      let strength = harmonics.reduce(0) { $0 + $1.weight * magnitude($1.number * bpm) }
      if strength > best.strength { best = (bpm, strength) }
    }
    return best.bpm
  }

  private static func strength(_ curve: [Float], _ bpm: Double) -> Double {
    harmonics.reduce(0) { sum, harmonic in
      let (x, y) = correlation(curve, 0..<curve.count, cyclesPerFrame: harmonic.number * bpm / 60 / OnsetCurves.rate)
      return sum + harmonic.weight * (x * x + y * y).squareRoot()
    }
  }

  /// Σ curve[t]·e^(−2πi·f·t) over a range of frames.
  private static func correlation(_ curve: [Float], _ range: Range<Int>, cyclesPerFrame: Double) -> (Double, Double) {
    let angle = -2 * Double.pi * cyclesPerFrame
    let (stepX, stepY) = (cos(angle), sin(angle))
    var (x, y) = (cos(angle * Double(range.lowerBound)), sin(angle * Double(range.lowerBound)))
    var (sumX, sumY) = (0.0, 0.0)
    for frame in range {
      let value = Double(curve[frame])
      sumX += value * x
      sumY += value * y
      (x, y) = (x * stepX - y * stepY, x * stepY + y * stepX)
    }
    return (sumX, sumY)
  }

  /// The length of the sum of the pieces' phasors over the sum of their lengths, for the beat, its half and its third:
  /// music that is syncopated may disagree on the beat and still keep its halves.
  private static func steadiness(_ curve: [Float], bpm: Double) -> Double {
    let piece = Int(16 * 60 * OnsetCurves.rate / bpm)
    var highest = 0.0
    for division in 1...3 {
      var (x, y, lengths) = (0.0, 0.0, 1e-9)
      for start in stride(from: 0, to: max(1, curve.count - piece / 2), by: max(1, piece / 2)) {
        let range = start..<min(curve.count, start + piece)
        let sum = correlation(curve, range, cyclesPerFrame: Double(division) * bpm / 60 / OnsetCurves.rate)
        x += sum.0
        y += sum.1
        lengths += (sum.0 * sum.0 + sum.1 * sum.1).squareRoot()
      }
      highest = max(highest, (x * x + y * y).squareRoot() / lengths)
    }
    return highest
  }
}
