import DSP
import Glibc

/// One short-time spectrum as a listener for voices sees it.
struct VoiceSpectrum {
  /// Cepstra 0…13 of the middle, then of the centre.
  static let cepstra = 0..<28
  /// For each of four bands of an octave: how far the notes moved since the last spectrum (steps of 20 cents), how much
  /// better they match when moved, how well they match at all; then how tonal the spectrum is.
  static let glides = 28..<41
  /// Log levels of four bands.
  static let levels = 41..<45
  /// Middle against side in two bands, natural logarithm.
  static let width = 45..<47
  static let figureCount = 47

  /// A track as it lies in memory, heard at a `factor`th of its rate (a voice has little above
  /// that) and `scale` times as loud.
  struct Sound {
    var mono: UnsafeBufferPointer<Float>
    /// As long as `mono`.
    var side: UnsafeBufferPointer<Float>
    var factor: Int
    /// For the sum of `factor` samples.
    var scale: Float
    /// What `side` is multiplied with besides.
    var sideGain: Float
  }

  /// The figures of the last spectrum, in the order above.
  private(set) var figures = [Float](repeating: 0, count: figureCount)

  private static let size = 2048
  private static let melCount = 30
  private static let cepstrumCount = 14
  private static let bandCount = 4
  /// Steps of 20 cents in a glide's band, 200 Hz … 4 kHz in all.
  private static let stepsPerBand = 64
  private static let furthest = 6

  private let middle = PowerSpectrum(size: size)
  private let side = PowerSpectrum(size: size)
  private let window: [Float]
  private let mel: FilterBank
  private let cosines: [Float]
  /// The bins below and the share of the next one for each step of 20 cents.
  private let steps: [(bin: Int, share: Float)]
  private let widthBins: [Range<Int>]
  private var centre = [Float](repeating: 0, count: size / 2 + 1 + FilterBank.padding)
  private var bands = [Float](repeating: 0, count: melCount)
  private var notes = [Float](repeating: 0, count: bandCount * stepsPerBand)
  private var formerNotes = [Float](repeating: 0, count: bandCount * stepsPerBand)

  init(rate: Double) {
    let binWidth = rate / Double(Self.size)
    // Scaled so that a sine of amplitude 1 has power 1 in its bin.
    window = Window.hann(Self.size).map { $0 * 4 / Float(Self.size) }
    mel = FilterBank(Self.melBands(binWidth: binWidth))
    cosines = (0..<Self.cepstrumCount * Self.melCount).map { index in
      let (order, band) = (index / Self.melCount, index % Self.melCount)
      let scale = (order == 0 ? 1 : 2.0.squareRoot()) / Double(Self.melCount).squareRoot()
      return Float(scale * cos(Double.pi * Double(order) * (Double(band) + 0.5) / Double(Self.melCount)))
    }
    steps = (0..<Self.bandCount * Self.stepsPerBand).map { step in
      let place = min(200 * pow(2, Double(step) / 60) / binWidth, Double(Self.size / 2 - 1))
      return (Int(place), Float(place - place.rounded(.down)))
    }
    widthBins = [300.0...1000, 1000...3400].map { Int($0.lowerBound / binWidth)..<Int($0.upperBound / binWidth) }
  }

  /// Triangles on the mel scale, 100 Hz … 8 kHz, each with the sum 1; the first and last bin are left out.
  private static func melBands(binWidth: Double) -> [(first: Int, weights: [Float])] {
    let mel = { (hz: Double) in 2595 * log10(1 + hz / 700) }
    let (low, high) = (mel(100), mel(8000))
    let edges = (0..<melCount + 2).map { index in
      700 * (pow(10, (low + (high - low) * Double(index) / Double(melCount + 1)) / 2595) - 1) / binWidth
    }
    return (0..<melCount).map { band in
      let (from, peak, to) = (edges[band], edges[band + 1], edges[band + 2])
      let first = max(1, Int(from.rounded(.up)))
      let last = max(first, min(size / 2 - 1, Int(to.rounded(.down))))
      var weights = (first...last).map { bin in
        max(0, min((Double(bin) - from) / (peak - from), (to - Double(bin)) / (to - peak)))
      }
      let sum = weights.reduce(0, +)
      if sum < 1e-9 { weights = weights.map { _ in 1 / Double(weights.count) } }
      return (first, weights.map { Float(sum < 1e-9 ? $0 : $0 / sum) })
    }
  }

  /// Fills `figures` from the spectrum around the sample `position`, counted at the lower rate.
  mutating func listen(to sound: Sound, at position: Int) {
    takeHalves(of: sound, at: position)
    middle.transform()
    side.transform()
    takeCentre()
    mel.apply(to: middle.power, sums: &bands)
    takeLogarithms()
    for (index, range) in [3..<9, 9..<17, 17..<24, 24..<30].enumerated() {
      figures[Self.levels.lowerBound + index] = bands[range].reduce(0, +) / Float(range.count)
    }
    takeCepstrum(at: 0)
    centre.withUnsafeBufferPointer { mel.apply(to: $0.baseAddress!, sums: &bands) }
    takeLogarithms()
    takeCepstrum(at: Self.cepstrumCount)
    takeGlides()
    for (index, bins) in widthBins.enumerated() {
      let powers = [middle, side].map { sum(UnsafePointer($0.power) + bins.lowerBound, count: bins.count) }
      let ratio = logf(1e-6 + powers[0]) - logf(1e-6 + powers[1])
      figures[Self.width.lowerBound + index] = max(-2, min(6, ratio))
    }
  }

  /// The windowed middle and the windowed side go into their transforms.
  private func takeHalves(of sound: Sound, at position: Int) {
    let start = position - Self.size / 2
    let inside = max(0, -start)..<max(0, -start, min(Self.size, sound.mono.count / sound.factor - start))
    take(sound.mono, from: start, inside, sound.factor, gain: sound.scale, into: middle.signal)
    take(sound.side, from: start, inside, sound.factor, gain: sound.scale * sound.sideGain, into: side.signal)
  }

  /// Adds up `factor` samples at a time; what is not `inside` the sound is silence.
  private func take(
    _ sound: UnsafeBufferPointer<Float>, from start: Int, _ inside: Range<Int>, _ factor: Int, gain: Float,
    into signal: UnsafeMutablePointer<Float>
  ) {
    if inside.count < Self.size { signal.update(repeating: 0, count: Self.size) }
    window.withUnsafeBufferPointer { window in
      if inside.count == Self.size, factor == 2, let first = sound.baseAddress {
        let pairs = UnsafeRawPointer(first + 2 * start)
        let window = UnsafeRawPointer(window.baseAddress!)
        for offset in stride(from: 0, to: 4 * Self.size, by: 16) {
          let eight = pairs.loadUnaligned(fromByteOffset: 2 * offset, as: SIMD8<Float>.self)
          let weights = window.loadUnaligned(fromByteOffset: offset, as: SIMD4<Float>.self) * gain
          UnsafeMutableRawPointer(signal).storeBytes(
            of: (eight.evenHalf + eight.oddHalf) * weights, toByteOffset: offset, as: SIMD4<Float>.self)
        }
        return
      }
      for index in inside {
        var sum = Float(0)
        for frame in (start + index) * factor..<(start + index + 1) * factor { sum += sound[frame] }
        signal[index] = sum * (window[index] * gain)
      }
    }
  }

  /// What the sides do not have: a wide sound has as much power in the side as in the middle, so that it cancels.
  private mutating func takeCentre() {
    let (middle, side) = (middle.power, side.power)
    centre.withUnsafeMutableBufferPointer { centre in
      for bin in 1..<Self.size / 2 {
        let wide = max(side[bin - 1], side[bin], side[bin + 1])
        centre[bin] = max(middle[bin] - wide, 0.02 * middle[bin])
      }
    }
  }

  private mutating func takeLogarithms() {
    bands.withUnsafeMutableBufferPointer { bands in
      for index in bands.indices { bands[index] += 1e-8 }
      DSP.takeLogarithms(bands.baseAddress!, count: bands.count)
    }
  }

  private mutating func takeCepstrum(at first: Int) {
    for order in 0..<Self.cepstrumCount {
      var sum: Float = 0
      for band in 0..<Self.melCount { sum += cosines[order * Self.melCount + band] * bands[band] }
      figures[first + order] = sum
    }
  }

  /// The centre's spectrum on a scale of cents, band by band free of its mean and of length 1, against the last one
  /// shifted by up to 120 cents either way.
  private mutating func takeGlides() {
    swap(&notes, &formerNotes)
    centre.withUnsafeBufferPointer { centre in
      for (index, step) in steps.enumerated() {
        notes[index] = 1e-8 + centre[step.bin] * (1 - step.share) + centre[step.bin + 1] * step.share
      }
    }
    notes.withUnsafeMutableBufferPointer { DSP.takeLogarithms($0.baseAddress!, count: $0.count) }
    figures[Self.glides.lowerBound + 12] = Self.deviation(notes[...])
    notes.withUnsafeMutableBufferPointer { notes in
      formerNotes.withUnsafeBufferPointer { former in
        for band in 0..<Self.bandCount {
          let range = band * Self.stepsPerBand..<(band + 1) * Self.stepsPerBand
          Self.normalise(notes, range)
          let (shift, best, still) = Self.match(notes, former, range)
          figures[Self.glides.lowerBound + band] = Float(abs(shift))
          figures[Self.glides.lowerBound + 4 + band] = best - still
          figures[Self.glides.lowerBound + 8 + band] = best
        }
      }
    }
  }

  private static func match(
    _ notes: UnsafeMutableBufferPointer<Float>, _ former: UnsafeBufferPointer<Float>, _ range: Range<Int>
  ) -> (shift: Int, best: Float, still: Float) {
    var (shift, best, still) = (0, -Float.infinity, Float(0))
    let inner = range.lowerBound + furthest..<range.upperBound - furthest
    for candidate in -furthest...furthest {
      var sum: Float = 0
      for step in inner { sum += former[step] * notes[step + candidate] }
      if candidate == 0 { still = sum }
      if sum > best { (shift, best) = (candidate, sum) }
    }
    return (shift, best, still)
  }

  private static func normalise(_ values: UnsafeMutableBufferPointer<Float>, _ range: Range<Int>) {
    var (sum, square) = (Float(0), Float(0))
    for index in range { sum += values[index] }
    let mean = sum / Float(range.count)
    for index in range {
      values[index] -= mean
      square += values[index] * values[index]
    }
    let scale = 1 / (square.squareRoot() + 1e-6)
    for index in range { values[index] *= scale }
  }

  private static func deviation(_ values: ArraySlice<Float>) -> Float {
    let mean = values.reduce(0, +) / Float(values.count)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(values.count)).squareRoot()
  }
}
