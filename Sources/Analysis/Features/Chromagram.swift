import DSP
import Glibc
import Music

/// Which notes sound when: twelve pitch classes, some eleven times a second, from the peaks of long spectra.
struct Chromagram {
  /// frames × 12, C first; each frame's strongest note is 1, silence is 0.
  let frames: [[Float]]
  /// The same for the bass (below 260 Hz).
  let bass: [[Float]]
  /// Seconds from frame to frame; frame `n` is centred on n × `hop`.
  let hop: Double
  /// How far the track lies above a' = 440 Hz, −50…50 cents.
  let tuningCents: Double
  /// How well the peaks agree on the tuning: 0…1.
  let tuningClarity: Double
  /// How the power is shared out over the track; nil in silence.
  let balance: TrackAnalysis.BandBalance?

  struct Peak {
    var semitones: Float
    var weight: Float
  }

  /// Peaks between 60 Hz and 1.4 kHz of Hann-windowed frames of 0.37 s. Higher up there are more overtones than notes,
  /// and the fifth overtone is a major third: it makes minor sound like major.
  init(_ mixdown: Mixdown) {
    let rate = mixdown.sampleRate.hz
    var size = 1024
    while Double(size) * 1.4 < rate * 0.3715 { size *= 2 }
    let step = size / 4
    hop = Double(step) / rate
    let count = mixdown.rms > 1e-6 ? mixdown.frames / step + 1 : 0
    let spectrum = PowerSpectrum(size: size)
    let window = Window.hann(size)
    var peaks: [[Peak]] = []
    peaks.reserveCapacity(count)
    var shares = BandShares(binWidth: rate / Double(size), bins: spectrum.bins)
    for frame in 0..<count {
      mixdown.withMono { mono in
        window.withUnsafeBufferPointer { spectrum.load(mono, from: frame * step - size / 2, window: $0) }
      }
      spectrum.transform()
      let power = UnsafeBufferPointer(start: spectrum.power, count: spectrum.bins)
      peaks.append(Self.peaks(of: power, binWidth: rate / Double(size)))
      shares.add(power)
    }
    balance = shares.balance
    let (cents, clarity) = Self.tuning(peaks)
    tuningCents = cents
    tuningClarity = clarity
    frames = peaks.map { Self.chroma($0, tuning: cents, range: 0...200) }
    bass = peaks.map { Self.chroma($0, tuning: cents, range: 0...60) }
  }

  /// The 60 strongest local maxima, with their place between the bins by a parabola through the logarithms. Weights are
  /// magnitudes relative to the frame's strongest, a little compressed: a loud bass shall not outvote the chord.
  static func peaks(of power: UnsafeBufferPointer<Float>, binWidth: Double) -> [Peak] {
    let first = max(2, Int(60 / binWidth))
    let last = min(power.count - 2, Int(1400 / binWidth))
    guard first < last else { return [] }
    var found: [(bin: Int, power: Float)] = []
    var highest: Float = 0
    for bin in first...last where power[bin] > power[bin - 1] && power[bin] >= power[bin + 1] {
      found.append((bin, power[bin]))
      highest = max(highest, power[bin])
    }
    guard highest > 1e-6 else { return [] }
    found = found.filter { $0.power > highest * 1e-6 }
    if found.count > 60 {
      let least = percentile(found.map(\.power), 1 - 59.5 / Double(found.count))
      found = found.filter { $0.power >= least }
    }
    return found.map { peak in
      let (a, b, c) = (logf(power[peak.bin - 1] + 1e-12), logf(peak.power), logf(power[peak.bin + 1] + 1e-12))
      let curvature = a - 2 * b + c
      let offset = abs(curvature) > 1e-9 ? 0.5 * (a - c) / curvature : 0
      let frequency = (Double(peak.bin) + Double(offset)) * binWidth
      return Peak(
        semitones: Float(69 + 12 * log2(frequency / 440)), weight: powf(peak.power / highest, 0.4))
    }
  }

  /// The direction in which the peaks' distances from the equal-tempered scale point, as angles on a semitone.
  static func tuning(_ peaks: [[Peak]]) -> (cents: Double, clarity: Double) {
    var (x, y, total) = (0.0, 0.0, 1e-9)
    for frame in peaks {
      // High enough that a bin is narrower than the tuning is fine.
      for peak in frame where peak.semitones > 55 {
        let angle = Double(peak.semitones) * 2 * Double.pi
        let weight = Double(peak.weight)
        x += weight * cos(angle)
        y += weight * sin(angle)
        total += weight
      }
    }
    return (atan2(y, x) / (2 * Double.pi) * 100, (x * x + y * y).squareRoot() / total)
  }

  static func chroma(_ peaks: [Peak], tuning: Double, range: ClosedRange<Float>) -> [Float] {
    var classes = [Float](repeating: 0, count: 12)
    for peak in peaks where range.contains(peak.semitones) {
      let pitch = peak.semitones - Float(tuning / 100)
      let nearest = pitch.rounded()
      let distance = abs(pitch - nearest)
      // Peaks between two notes belong to neither.
      let weight = peak.weight * max(0, cosf(distance * Float.pi))
      classes[((Int(nearest) % 12) + 12) % 12] += weight
    }
    let strongest = classes.max() ?? 0
    return strongest > 0 ? classes.map { $0 / strongest } : classes
  }

  /// How much the notes after each time differ from those before it: 1 − cosine of the means over so many beats each
  /// side.
  ///
  /// - Parameter onlyBass: looks at the notes below 260 Hz alone.
  func changes(at times: [Double], beats: Double, onlyBass: Bool = false) -> [Double] {
    times.indices.map { index in
      let beat = index > 0 ? times[index] - times[index - 1] : 0.5
      let radius = (beats - 0.1) * beat
      let after = sums(from: times[index] + 0.1 * beat, to: times[index] + radius, onlyBass: onlyBass)
      let before = sums(from: times[index] - radius, to: times[index] - 0.1 * beat, onlyBass: onlyBass)
      var (dot, a, b) = (Float(0), Float(1e-9), Float(1e-9))
      for note in after.indices {
        dot += after[note] * before[note]
        a += after[note] * after[note]
        b += before[note] * before[note]
      }
      return a > 1e-6 && b > 1e-6 ? Double(1 - dot / (a * b).squareRoot()) : 0
    }
  }

  /// The strength of each pitch class over a stretch of time, C first, the strongest 1; all 0 where there are no notes.
  func chroma(from: Double, to: Double) -> [Float] {
    let sum = Array(sums(from: from, to: to, onlyBass: false)[..<12])
    let strongest = sum.max() ?? 0
    return strongest > 0 ? sum.map { $0 / strongest } : sum
  }

  /// Sums of chroma and bass chroma, 24 values, or of the latter alone, 12.
  private func sums(from: Double, to: Double, onlyBass: Bool) -> [Float] {
    var sum = [Float](repeating: 0, count: onlyBass ? 12 : 24)
    let first = max(0, Int((from / hop).rounded()))
    let last = min(frames.count - 1, Int((to / hop).rounded()))
    guard first <= last else { return sum }
    for frame in first...last {
      if onlyBass {
        for note in 0..<12 { sum[note] += bass[frame][note] }
      } else {
        for note in 0..<12 {
          sum[note] += frames[frame][note]
          sum[12 + note] += bass[frame][note]
        }
      }
    }
    return sum
  }
}

/// Adds up the power in six bands.
private struct BandShares {
  /// First bin of each band, and the end of the last.
  private let borders: [Int]
  private var sums = [Double](repeating: 0, count: 6)

  init(binWidth: Double, bins: Int) {
    borders = [20, 60, 250, 500, 2000, 6000].map { min(bins, Int(($0 / binWidth).rounded())) } + [bins]
  }

  mutating func add(_ power: UnsafeBufferPointer<Float>) {
    for band in 0..<6 {
      sums[band] += Double(sum(power.baseAddress! + borders[band], count: borders[band + 1] - borders[band]))
    }
  }

  var balance: TrackAnalysis.BandBalance? {
    let total = sums.reduce(0, +)
    guard total > 0 else { return nil }
    // Ten thousand millions to one is as good as nothing.
    let shares = sums.map { 10 * log10(max(1e-10, $0 / total)) }
    return TrackAnalysis.BandBalance(
      sub_db: shares[0], bass_db: shares[1], low_mid_db: shares[2], mid_db: shares[3], presence_db: shares[4],
      air_db: shares[5])
  }
}
