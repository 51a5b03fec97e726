import DSP
import Glibc
import Music

/// The loud places of a track and of its stems, cut out, and what correlations say of them. Everything that is measured
/// of stems is measured here, on some seconds of sound; the whole track is only touched where it fails.
final class StemSignals {
  let original: PCM
  let stems: [PCM]
  /// Frames that a stem is heard in, and how far it may lie off: the track's own part is `block` − 2 × `reach`.
  let block: Int
  let reach: Int
  var centre: Int { block - 2 * reach }

  /// A cut: its first frame, and which half of the track it lies in.
  struct Window {
    var start: Int
    var half: Int
  }
  private(set) var windows: [Window] = []
  /// Stems that are heard nowhere: 60 dB below full scale, and 40 below the track.
  private(set) var isSilent: [Bool]
  /// Of the track, by window, one channel: `centre` samples.
  private(set) var track: [[Float]] = []
  /// Of the stems, by stem and window: `block` samples.
  private(set) var cuts: [[[Float]]]
  private lazy var fft = RealFFT(size: Self.powerOfTwo(block))
  private var spectra: [[[Float]]?]
  private var energies: [[[Double]]?]

  /// How far stems may lie off.
  private static let farthest = Seconds(0.25)
  /// Two sides become one so that neither a centre nor its opposite vanishes.
  private static let weights: (left: Float, right: Float) = (0.75, 0.66)

  /// - Returns: nil where the track is too short or too quiet to tell.
  init?(_ stems: [PCM], of original: PCM) {
    self.original = original
    self.stems = stems
    let frames = original.framesReady
    let rate = original.sampleRate
    let isShort = frames < Int(4 * rate.hz)
    let longest = Self.powerOfTwo(Int(2 * rate.hz))
    block = min(longest, isShort ? frames : frames / 2)
    reach = min(Int(Self.farthest.frames(at: rate).value), block / 4)
    isSilent = stems.map { _ in true }
    cuts = stems.map { _ in [] }
    spectra = stems.map { _ in nil }
    energies = stems.map { _ in nil }
    guard block > 4096 else { return nil }
    guard cut(halves: isShort ? [0..<frames] : [0..<frames / 2, frames / 2..<frames]) else { return nil }
  }

  private static func powerOfTwo(_ count: Int) -> Int {
    var size = 1
    while size < count { size *= 2 }
    return size
  }

  // MARK: Cutting

  /// Chooses the windows: in each half where the track is loudest, and where a stem is, unless it is heard already.
  private func cut(halves: [Range<Int>]) -> Bool {
    let step = max(1, Int(original.sampleRate.hz / 4))
    let loudness = ([original] + stems).map { Self.power($0, step: step, frames: original.framesReady) }
    let peaks = loudness.map { $0.max() ?? 0 }
    guard peaks[0] > 1e-8 else { return false }
    for index in stems.indices { isSilent[index] = peaks[index + 1] < min(1e-6, 1e-4 * peaks[0]) }
    for (half, range) in halves.enumerated() {
      for (index, powers) in loudness.enumerated() where index == 0 || !isSilent[index - 1] {
        let places = stride(from: range.lowerBound, through: range.upperBound - block, by: step).map { start in
          (start: start, power: Self.mean(powers, start, block, step))
        }
        guard let best = places.max(by: { $0.power < $1.power }) else { continue }
        let heard = windows.filter { $0.half == half }.map { Self.mean(powers, $0.start, block, step) }.max() ?? -1
        if heard < best.power / 2 { windows.append(Window(start: best.start, half: half)) }
      }
    }
    for window in windows {
      track.append(Self.mono(original, from: window.start + reach, count: centre))
      for index in stems.indices { cuts[index].append(Self.mono(stems[index], from: window.start, count: block)) }
    }
    return true
  }

  /// Mean squares of every `step` frames, by some of their samples.
  private static func power(_ pcm: PCM, step: Int, frames: Int) -> [Double] {
    stride(from: 0, to: frames, by: step).map { start in
      var (sum, count) = (0.0, 0)
      for frame in stride(from: start, to: min(start + step, pcm.framesReady), by: 31) {
        let (left, right) = (Double(pcm.samples[2 * frame]), Double(pcm.samples[2 * frame + 1]))
        sum += (left * left + right * right) / 2
        count += 1
      }
      return sum / Double(max(1, count))
    }
  }

  private static func mean(_ powers: [Double], _ start: Int, _ count: Int, _ step: Int) -> Double {
    let range = (start / step..<max(start / step + 1, (start + count) / step)).clamped(to: 0..<powers.count)
    return powers[range].reduce(0, +) / Double(max(1, range.count))
  }

  /// Silence beyond the ends.
  private static func mono(_ pcm: PCM, from start: Int, count: Int) -> [Float] {
    var samples = [Float](repeating: 0, count: count)
    for index in max(0, -start)..<max(max(0, -start), min(count, pcm.framesReady - start)) {
      let place = 2 * (start + index)
      samples[index] = pcm.samples[place] * weights.left + pcm.samples[place + 1] * weights.right
    }
    return samples
  }

  // MARK: Sums

  /// A stem as it is heard beside the track's own part of a window when it lies `lag` frames behind.
  func shifted(_ stem: Int, _ window: Int, by lag: Double) -> [Float] {
    let first = reach + Int(lag.rounded(.down))
    let cut = cuts[stem][window]
    let part = lag - lag.rounded(.down)
    if part == 0 { return Array(cut[first..<(first + centre)]) }
    return FractionalDelay(part).read(from: first, count: centre, of: cut, stride: 1)
  }

  /// What is left of the track when stems are taken away, by window.
  func residual(_ lags: [Double], _ gains: [Double]) -> [[Float]] {
    var rest = track
    for stem in stems.indices where gains[stem] != 0 {
      let gain = Float(gains[stem])
      for window in windows.indices {
        let part = shifted(stem, window, by: lags[stem])
        for index in part.indices { rest[window][index] -= gain * part[index] }
      }
    }
    return rest
  }

  /// The gains with which the stems are most like the track, all at once; 0 for silent ones.
  func gains(at lags: [Double]) -> [Double] {
    let audible = stems.indices.filter { !isSilent[$0] }
    var system = LeastSquares(count: audible.count)
    for window in windows.indices {
      let parts = audible.map { shifted($0, window, by: lags[$0]) }
      system.add(parts, track[window])
    }
    var gains = stems.map { _ in 0.0 }
    for (index, gain) in zip(audible, system.solution) { gains[index] = gain }
    return gains
  }

  /// How alike a signal in the windows and a stem are, by half of the track and by lag, from −`reach` to `reach`: sums
  /// of products.
  func correlation(_ signal: [[Float]], _ stem: Int) -> [[Double]] {
    let spectra = spectra(of: stem)
    var sums = [[Float]](repeating: [Float](repeating: 0, count: 2 * fft.bins), count: 2)
    for window in windows.indices {
      transform(signal[window])
      let cut = spectra[window]
      sums[windows[window].half].withUnsafeMutableBufferPointer { sum in
        for bin in 0..<fft.bins {
          let (re, im) = (fft.spectrum[2 * bin], fft.spectrum[2 * bin + 1])
          sum[2 * bin] += re * cut[2 * bin] + im * cut[2 * bin + 1]
          sum[2 * bin + 1] += re * cut[2 * bin + 1] - im * cut[2 * bin]
        }
      }
    }
    return sums.map { sum in
      for index in sum.indices { fft.spectrum[index] = sum[index] }
      fft.inverse()
      return (0...2 * reach).map { Double(fft.signal[$0]) / Double(fft.size) }
    }
  }

  private func transform(_ samples: [Float]) {
    for index in samples.indices { fft.signal[index] = samples[index] }
    for index in samples.count..<fft.size { fft.signal[index] = 0 }
    fft.forward()
  }

  private func spectra(of stem: Int) -> [[Float]] {
    if let known = spectra[stem] { return known }
    let made = cuts[stem].map { cut in
      transform(cut)
      return Array(fft.spectrum)
    }
    spectra[stem] = made
    return made
  }

  /// A stem's energy by half of the track and by lag.
  func energy(of stem: Int) -> [[Double]] {
    if let known = energies[stem] { return known }
    var sums = [[Double]](repeating: [Double](repeating: 1e-9, count: 2 * reach + 1), count: 2)
    for (window, cut) in zip(windows, cuts[stem]) {
      var sum = cut[..<centre].reduce(0.0) { $0 + Double($1) * Double($1) }
      for lag in 0...2 * reach {
        sums[window.half][lag] += max(0, sum)
        guard lag < 2 * reach else { break }
        sum += Double(cut[lag + centre]) * Double(cut[lag + centre]) - Double(cut[lag]) * Double(cut[lag])
      }
    }
    energies[stem] = sums
    return sums
  }
}

extension [[Float]] {
  /// Of all samples.
  var energy: Double { reduce(0) { $0 + $1.reduce(0) { $0 + Double($1) * Double($1) } } }
}

/// Σ (x − Σ gₖ·sₖ)² made least.
struct LeastSquares {
  private let count: Int
  private var products: [Double]
  private var withTrack: [Double]

  init(count: Int) {
    self.count = count
    products = [Double](repeating: 0, count: count * count)
    withTrack = [Double](repeating: 0, count: count)
  }

  /// Signals of one length.
  mutating func add(_ parts: [[Float]], _ track: [Float]) {
    for a in 0..<count {
      withTrack[a] += Self.product(parts[a], track)
      for b in a..<count {
        let product = Self.product(parts[a], parts[b])
        products[a * count + b] += product
        if a != b { products[b * count + a] += product }
      }
    }
  }

  private static func product(_ a: [Float], _ b: [Float]) -> Double {
    var sum = 0.0
    for index in a.indices { sum += Double(a[index]) * Double(b[index]) }
    return sum
  }

  /// Two stems that are one and the same share it: a trace on the diagonal keeps the sum solvable.
  var solution: [Double] {
    var matrix = products
    var right = withTrack
    for a in 0..<count { matrix[a * count + a] = matrix[a * count + a] * (1 + 1e-9) + 1e-12 }
    for a in 0..<count {
      for b in (a + 1)..<max(a + 1, count) {
        let factor = matrix[b * count + a] / matrix[a * count + a]
        for column in a..<count { matrix[b * count + column] -= factor * matrix[a * count + column] }
        right[b] -= factor * right[a]
      }
    }
    for a in (0..<count).reversed() {
      for b in (a + 1)..<max(a + 1, count) { right[a] -= matrix[a * count + b] * right[b] }
      right[a] /= matrix[a * count + a]
    }
    return right
  }
}

/// Reads between samples: a sinc of 48 points under a Kaiser window, flat within 0.01 dB up to 19 kHz at 44.1 kHz.
struct FractionalDelay {
  private static let points = 48
  /// Frames on either side that a value is made of.
  static let reach = points / 2
  private let weights: [Float]

  /// - Parameter part: 0…1, of a frame.
  init(_ part: Double) {
    let half = Double(Self.points / 2)
    func bessel(_ x: Double) -> Double {
      var (sum, term) = (1.0, 1.0)
      for n in 1..<40 {
        term *= (x / (2 * Double(n))) * (x / (2 * Double(n)))
        sum += term
      }
      return sum
    }
    let raw = (0..<Self.points).map { index -> Double in
      let x = Double(index) - half + 1 - part
      let window = bessel(7 * max(0, 1 - (x / half) * (x / half)).squareRoot()) / bessel(7)
      return abs(x) < 1e-9 ? window : sin(.pi * x) / (.pi * x) * window
    }
    let sum = raw.reduce(0, +)
    weights = raw.map { Float($0 / sum) }
  }

  /// `count` values from `first` + `part` on; nothing lies beyond the ends. `stride` 2 reads both sides of stereo.
  func read(from first: Int, count: Int, of samples: [Float], stride: Int) -> [Float] {
    samples.withUnsafeBufferPointer { read(from: first, count: count, of: $0, stride: stride) }
  }

  /// The same; `first` and `count` in frames of `stride` samples.
  func read(from first: Int, count: Int, of samples: UnsafeBufferPointer<Float>, stride: Int) -> [Float] {
    var result = [Float](repeating: 0, count: count * stride)
    result.withUnsafeMutableBufferPointer { output in
      // Point by point, so that the inner loop runs over neighbours.
      for (index, weight) in weights.enumerated() {
        let offset = (first + index - Self.points / 2 + 1) * stride
        let range = max(0, -offset)..<max(max(0, -offset), min(count * stride, samples.count - offset))
        for place in range { output[place] += weight * samples[offset + place] }
      }
    }
    return result
  }

  /// A function of whole steps, band-limited, between them.
  static func value(of values: [Double], at place: Double) -> Double {
    let whole = place.rounded(.down)
    let part = place - whole
    if part == 0 { return values.indices.contains(Int(whole)) ? values[Int(whole)] : 0 }
    var sum = 0.0
    for index in 0..<points {
      let at = Int(whole) + index - points / 2 + 1
      guard values.indices.contains(at) else { continue }
      let x = place - Double(at)
      let window = 0.5 + 0.5 * cos(.pi * x / Double(points / 2 + 1))
      sum += values[at] * sin(.pi * x) / (.pi * x) * window
    }
    return sum
  }
}
