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
func percentile<Value: BinaryFloatingPoint>(_ values: [Value], _ share: Double) -> Value {
  guard !values.isEmpty else { return 0 }
  var values = values
  let wanted = min(values.count - 1, Int(share * Double(values.count)))
  // Hoare's selection: a whole order of a third of a million values would take thirty times as long.
  return values.withUnsafeMutableBufferPointer { values in
    var (low, high) = (0, values.count - 1)
    while low < high {
      let pivot = values[low + (high - low) / 2]
      var (left, right) = (low, high)
      while left <= right {
        while values[left] < pivot { left += 1 }
        while pivot < values[right] { right -= 1 }
        if left <= right {
          values.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if wanted <= right { high = right } else if wanted >= left { low = left } else { break }
    }
    return values[wanted]
  }
}

/// The pass over the track: 2048-point frames (at 44.1 kHz), a logarithmic filter bank, differences of its logarithms.
private struct FrontEnd {
  private let spectrum: PowerSpectrum
  private let window: [Float]
  private let filters: FilterBank
  /// The filters of each band.
  private let bands: [Range<Int>]
  private let sampleRate: Double
  /// Σ power × frequency and Σ power, over the track.
  private var moment = 0.0
  private var energy = 0.0

  /// Some 46 ms, whatever the rate is.
  init(sampleRate: SampleRate) {
    self.sampleRate = sampleRate.hz
    var size = 256
    while Double(size) * 1.4 < sampleRate.hz * 0.0464 { size *= 2 }
    spectrum = PowerSpectrum(size: size)
    window = Window.hann(size)
    (filters, bands) = Self.filterBank(size: size, sampleRate: sampleRate.hz)
  }

  var brightness: Double? { energy > 0 ? moment / energy : nil }

  /// Triangles at 24 an octave from 30 Hz to 16 kHz; at the bottom, where bins are wider than that, one a bin.
  private static func filterBank(size: Int, sampleRate: Double) -> (FilterBank, [Range<Int>]) {
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
    guard centres.count >= 3 else { return (FilterBank([]), []) }
    var bands = [Int](repeating: 0, count: OnsetCurves.bandCount)
    let filters = (1..<(centres.count - 1)).map { index in
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
      bands[min(band, OnsetCurves.bandCount - 1)] += 1
      return (first: from + 1, weights: weights.map { $0 / sum })
    }
    // Centres rise, and so do their bands.
    var end = 0
    let ranges = bands.map { count in
      end += count
      return end - count..<end
    }
    return (FilterBank(filters), ranges)
  }

  /// Fills `flux` and `levels`: bands × frames each, noughts before.
  mutating func run(_ mixdown: Mixdown, frames: Int, flux: inout [[Float]], levels: inout [[Float]]) {
    guard frames > 0, filters.count > 0 else { return }
    let count = filters.count
    // All tracks are heard at the same loudness, so that the logarithm bends at the same place.
    let gain = 0.1 / mixdown.rms
    // Three frames in turn: the rise is measured over two hops. Each has its first and last filter twice.
    var logs = [Float](repeating: 0, count: 3 * (count + 2))
    var sums = [Float](repeating: 0, count: count)
    var rises = [Float](repeating: 0, count: OnsetCurves.bandCount * frames)
    var loudness = rises
    for frame in 0..<frames {
      let centre = Int((Double(frame) * sampleRate / OnsetCurves.rate).rounded())
      mixdown.withMono { mono in
        window.withUnsafeBufferPointer {
          spectrum.load(mono, from: centre - spectrum.size / 2, window: $0, gain: gain)
        }
      }
      spectrum.transform()
      let (power, moments) = spectrum.takeMagnitudes()
      energy += Double(power)
      moment += Double(moments) * sampleRate / Double(spectrum.size)
      filters.apply(to: spectrum.power, sums: &sums)
      let now = frame % 3 * (count + 2)
      logs.withUnsafeMutableBufferPointer { logs in
        let logs = logs.baseAddress! + now + 1
        for filter in 0..<count { logs[filter] = 1 + 20 * sums[filter] }
        takeLogarithms(logs, count: count)
        for filter in 0..<count { logs[filter] *= Self.toBase10 }
      }
      (logs[now], logs[now + count + 1]) = (logs[now + 1], logs[now + count])
      let before = (frame + 1) % 3 * (count + 2)
      for (band, filters) in bands.enumerated() {
        loudness[band * frames + frame] = Self.level(of: sums, filters)
        if frame >= 2 { rises[band * frames + frame] = Self.rise(logs, from: before, to: now, filters) }
      }
    }
    for band in bands.indices {
      flux[band] = Array(rises[band * frames..<(band + 1) * frames])
      levels[band] = Array(loudness[band * frames..<(band + 1) * frames])
    }
  }

  /// What a natural logarithm is multiplied with.
  private static let toBase10: Float = 0.434_294_48

  private static func level(of sums: [Float], _ filters: Range<Int>) -> Float {
    var energy: Float = 0
    for filter in filters { energy += sums[filter] * sums[filter] }
    return 10 * toBase10 * logf(energy + 1e-6)
  }

  /// What is louder than two frames ago, each filter against the loudest of its neighbours then: a gliding tone is no
  /// onset.
  private static func rise(_ logs: [Float], from before: Int, to now: Int, _ filters: Range<Int>) -> Float {
    var rise: Float = 0
    for filter in filters {
      let reference = max(logs[before + filter], logs[before + filter + 1], logs[before + filter + 2])
      rise += max(0, logs[now + filter + 1] - reference)
    }
    return rise
  }
}
