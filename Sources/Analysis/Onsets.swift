import DSP
import Glibc
import Music

/// How a track's spectrum moves: what starts when (onsets), in eight bands and as a whole, and how loud each band is.
/// All curves have `OnsetCurves.rate` frames a second; frame `t` is centred on t / rate seconds.
struct OnsetCurves {
  /// Frames a second.
  static let rate = 100.0
  /// Bands of the curves: borders in Hz, equal ratios from 30 Hz to 16 kHz.
  static let bandEdges: [Double] = (0...8).map { 30 * pow(16_000 / 30, Double($0) / 8) }
  static var bandCount: Int { bandEdges.count - 1 }

  let frames: Int
  /// Rise of each band (superflux), normalised so that each band that matters has mean 1: bands × frames.
  let bands: [[Float]]
  /// All bands as one curve, local mean removed, clipped at its 99th percentile and scaled to it: 0…1.
  let whole: [Float]
  /// Log energy of each band in decibels (relative): bands × frames.
  let levels: [[Float]]
  /// The spectrum's centre of mass in Hz, weighted by energy, over the track. Nil in silence.
  let brightness: Double?

  /// Superflux (Böck and Widmer, "Maximum filter vibrato suppression for onset detection", DAFx 2013) on a logarithmic
  /// filter bank of 24 bands an octave, gathered in eight bands.
  init(_ mixdown: Mixdown) {
    var front = FrontEnd(sampleRate: mixdown.sampleRate)
    let frames = mixdown.rms > 1e-6 ? Int(mixdown.duration * Self.rate) + 1 : 0
    self.frames = frames
    var flux = [[Float]](repeating: [Float](repeating: 0, count: frames), count: Self.bandCount)
    var levels = flux
    front.run(mixdown, frames: frames, flux: &flux, levels: &levels)
    brightness = front.brightness
    self.levels = levels
    bands = Self.normalised(flux)
    whole = Self.combined(bands, frames: frames)
  }

  /// Each band by its own mean, so that busy hats do not drown the kick; a band that hardly moves is not blown up.
  private static func normalised(_ flux: [[Float]]) -> [[Float]] {
    let means = flux.map { band in band.isEmpty ? 0 : band.reduce(0, +) / Float(band.count) }
    let floor = 0.1 * (means.max() ?? 0)
    return zip(flux, means).map { band, mean in
      let scale = 1 / max(mean, floor, 1e-9)
      return band.map { $0 * scale }
    }
  }

  /// Some of the bands as one curve, made as `whole` is.
  func peaks(of range: ClosedRange<Int>) -> [Float] { Self.combined(Array(bands[range]), frames: frames) }

  private static func combined(_ bands: [[Float]], frames: Int) -> [Float] {
    var sum = [Float](repeating: 0, count: frames)
    for band in bands { for frame in 0..<frames { sum[frame] += band[frame] } }
    // The local mean over 0.4 s goes: what remains are peaks.
    var running = [Float](repeating: 0, count: frames + 1)
    for frame in 0..<frames { running[frame + 1] = running[frame] + sum[frame] }
    var peaks = sum
    for frame in 0..<frames {
      let from = max(0, frame - 20)
      let to = min(frames, frame + 21)
      peaks[frame] = max(0, sum[frame] - (running[to] - running[from]) / Float(to - from))
    }
    let top = percentile(peaks, 0.99)
    guard top > 1e-6 else { return [Float](repeating: 0, count: frames) }
    return peaks.map { min($0, top) / top }
  }
}

/// The value below which `share` (0…1) of `values` lie; 0 for none.
func percentile(_ values: [Float], _ share: Double) -> Float {
  guard !values.isEmpty else { return 0 }
  let sorted = values.sorted()
  return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
}

/// The pass over the track: 2048-point frames (at 44.1 kHz), a logarithmic filter bank, differences of its logarithms.
private struct FrontEnd {
  private let fft: RealFFT
  private let window: [Float]
  private let filters: [Filter]
  private let sampleRate: Double
  /// Σ power × frequency and Σ power, over the track.
  private var moment = 0.0
  private var energy = 0.0

  private struct Filter {
    var firstBin: Int
    var weights: [Float]
    var band: Int
  }

  /// Some 46 ms, whatever the rate is.
  init(sampleRate: SampleRate) {
    self.sampleRate = sampleRate.hz
    var size = 256
    while Double(size) * 1.4 < sampleRate.hz * 0.0464 { size *= 2 }
    fft = RealFFT(size: size)
    window = Window.hann(size)
    filters = Self.filterBank(size: size, sampleRate: sampleRate.hz)
  }

  var brightness: Double? { energy > 0 ? moment / energy : nil }

  /// Triangles at 24 an octave from 30 Hz to 16 kHz; at the bottom, where bins are wider than that, one a bin.
  private static func filterBank(size: Int, sampleRate: Double) -> [Filter] {
    let binWidth = sampleRate / Double(size)
    let lastBin = size / 2
    var centres: [Int] = []
    for step in 0... {
      let frequency = 30 * pow(2, Double(step) / 24)
      if frequency > 16_000 { break }
      let bin = Int((frequency / binWidth).rounded())
      if bin > lastBin { break }
      if bin >= 1, centres.last != bin { centres.append(bin) }
    }
    guard centres.count >= 3 else { return [] }
    return (1..<(centres.count - 1)).map { index in
      let (from, centre, to) = (centres[index - 1], centres[index], centres[index + 1])
      var weights: [Float] = []
      for bin in (from + 1)..<to {
        weights.append(
          bin <= centre
            ? Float(bin - from) / Float(centre - from) : Float(to - bin) / Float(to - centre))
      }
      let sum = weights.reduce(0, +)
      let frequency = Double(centre) * binWidth
      let band = OnsetCurves.bandEdges.lastIndex { $0 <= frequency } ?? 0
      return Filter(
        firstBin: from + 1, weights: weights.map { $0 / sum }, band: min(band, OnsetCurves.bandCount - 1))
    }
  }

  mutating func run(_ mixdown: Mixdown, frames: Int, flux: inout [[Float]], levels: inout [[Float]]) {
    guard frames > 0, !filters.isEmpty else { return }
    let size = fft.size
    let half = size / 2
    let count = filters.count
    // All tracks are heard at the same loudness, so that the logarithm bends at the same place.
    let gain = 0.1 / mixdown.rms
    var power = [Float](repeating: 0, count: fft.bins)
    var magnitude = [Float](repeating: 0, count: fft.bins)
    // Three frames in turn: the rise is measured over two hops.
    var logs = [[Float]](repeating: [Float](repeating: 0, count: count), count: 3)
    var bandEnergy = [Float](repeating: 0, count: OnsetCurves.bandCount)

    for frame in 0..<frames {
      let centre = Int((Double(frame) * sampleRate / OnsetCurves.rate).rounded())
      load(mixdown.mono, from: centre - half, gain: gain)
      fft.forward()
      power.withUnsafeMutableBufferPointer { fft.power(into: $0.baseAddress!) }
      var frameEnergy: Float = 0
      var frameMoment: Float = 0
      for bin in 1..<fft.bins {
        magnitude[bin] = power[bin].squareRoot()
        frameEnergy += power[bin]
        frameMoment += power[bin] * Float(bin)
      }
      energy += Double(frameEnergy)
      moment += Double(frameMoment) * sampleRate / Double(size)

      for band in bandEnergy.indices { bandEnergy[band] = 0 }
      let current = frame % 3
      logs[current].withUnsafeMutableBufferPointer { log in
        for (index, filter) in filters.enumerated() {
          var sum: Float = 0
          for (offset, weight) in filter.weights.enumerated() { sum += weight * magnitude[filter.firstBin + offset] }
          log[index] = log10f(1 + 20 * sum)
          bandEnergy[filter.band] += sum * sum
        }
      }
      for band in bandEnergy.indices { levels[band][frame] = 10 * log10f(bandEnergy[band] + 1e-6) }
      if frame >= 2 {
        rise(from: logs[(frame - 2) % 3], to: logs[current]) { band, value in flux[band][frame] += value }
      }
    }
  }

  /// What is louder than two frames ago, each filter against the loudest of its neighbours then: a gliding tone is no onset.
  private func rise(from before: [Float], to now: [Float], add: (Int, Float) -> Void) {
    let last = filters.count - 1
    for index in 0...last {
      let reference = max(before[index], before[max(0, index - 1)], before[min(last, index + 1)])
      let difference = now[index] - reference
      if difference > 0 { add(filters[index].band, difference) }
    }
  }

  private func load(_ mono: [Float], from start: Int, gain: Float) {
    let signal = fft.signal
    let size = fft.size
    mono.withUnsafeBufferPointer { mono in
      if start >= 0, start + size <= mono.count {
        for index in 0..<size { signal[index] = mono[start + index] * window[index] * gain }
      } else {
        for index in 0..<size {
          let position = start + index
          signal[index] = position >= 0 && position < mono.count ? mono[position] * window[index] * gain : 0
        }
      }
    }
  }
}
