import DSP
import Glibc
import Music

/// Listens to the two halves of a track, each the sum of its stems, side by side: band energies and notes of both in
/// half seconds, the voice's register, how loud they are, and what of the voice is left in the instrumental.
///
/// - Parameters:
///   - voice, instrumental: the stems of each half, laid on their track; of one rate.
///   - sung: where the voice sings, as its stem has it.
/// - Returns: nil where there is nothing to listen to.
package func stemFacts(
  voice: [PCM], instrumental: [PCM], sung: [TrackAnalysis.VocalSpan]
) -> StemFacts? {
  guard let first = (voice + instrumental).first else { return nil }
  let frames = (voice + instrumental).map(\.framesReady).max() ?? 0
  guard frames > 0, first.sampleRate.hz >= 8000 else { return nil }
  let halves = (StemHalf(voice, frames: frames), StemHalf(instrumental, frames: frames))
  var listener = StemListener(rate: first.sampleRate.hz, frames: frames)
  let spans = sung.map { $0.start_seconds...max($0.start_seconds, $0.end_seconds) }
  listener.listen(halves.0.mono, halves.1.mono, sung: spans)
  let register = listener.register
  return StemFacts(
    voice: listener.voice.cells, instrumental: listener.instrumental.cells, sung: spans,
    voiceLoudness: spans.isEmpty ? nil : halves.0.loudness(first.sampleRate),
    instrumentalLoudness: halves.1.loudness(first.sampleRate),
    lowestPartial: spans.isEmpty ? nil : register?.lowest, usualPartial: spans.isEmpty ? nil : register?.usual,
    leftover: spans.isEmpty ? nil : listener.leftover,
    voicePitches: StemFacts.Pitches(listener.voicePitches),
    instrumentalPitches: StemFacts.Pitches(listener.steady.sums))
}

/// The sum of some stems.
private struct StemHalf {
  /// Interleaved.
  private let stereo: [Float]
  let mono: [Float]

  init(_ stems: [PCM], frames: Int) {
    var stereo = [Float](repeating: 0, count: 2 * frames)
    for stem in stems {
      for index in 0..<2 * min(frames, stem.framesReady) {
        let sample = stem.samples[index]
        // What is no number is silence.
        if abs(sample) < 1e4 { stereo[index] += sample }
      }
    }
    mono = (0..<frames).map { 0.5 * (stereo[2 * $0] + stereo[2 * $0 + 1]) }
    self.stereo = stereo
  }

  func loudness(_ rate: SampleRate) -> LUFS? {
    guard let meter = LoudnessMeter(sampleRate: rate) else { return nil }
    stereo.withUnsafeBufferPointer { meter.addWeighted($0) }
    return meter.programme.integrated
  }
}

/// Half seconds of one half, as they are added up.
private struct StemCells {
  private(set) var cells: [StemFacts.Cell]
  private var powers: [Float]
  private var peaks: [Chromagram.Peak] = []
  private var notes: [[Chromagram.Peak]]
  private var counts: [Int]

  init(count: Int) {
    cells = [StemFacts.Cell](repeating: .silent, count: count)
    powers = [Float](repeating: 0, count: count * StemFacts.bandCount)
    notes = [[Chromagram.Peak]](repeating: [], count: count)
    counts = [Int](repeating: 0, count: count)
  }

  mutating func add(_ bands: [Float], _ peaks: [Chromagram.Peak], to cell: Int) {
    for band in bands.indices { powers[cell * StemFacts.bandCount + band] += bands[band] }
    notes[cell] += peaks
    counts[cell] += 1
  }

  mutating func finish() {
    // One tuning for the whole track.
    let tuning = Chromagram.tuning(notes).cents
    for cell in cells.indices where counts[cell] > 0 {
      for band in 0..<StemFacts.bandCount {
        let power = powers[cell * StemFacts.bandCount + band] / Float(counts[cell])
        cells[cell].levels[band] = power > 1e-10 ? 10 * log10f(power) : StemFacts.silence
      }
      cells[cell].chroma = Chromagram.chroma(notes[cell], tuning: tuning, range: 0...200)
    }
  }
}

/// Spectra of both halves, frame by frame.
private struct StemListener {
  var voice: StemCells
  var instrumental: StemCells
  private let rate: Double
  private let size: Int
  /// First bin of each band, and the end of the last.
  private let borders: [Int]
  /// Lowest partials of sung frames, Hz.
  private var partials: [Double] = []
  private var bleed: StemBleed
  /// The bins in which pitches are heard, and the pitch class of each.
  private let pitched: (bins: Range<Int>, classes: [Int])
  /// Of the voice, over the frames in which it sings: all of it, for it glides and trembles.
  private(set) var voicePitches = [Double](repeating: 0, count: 12)
  /// Of the instrumental, over all frames.
  private(set) var steady: SteadyPitches

  init(rate: Double, frames: Int) {
    self.rate = rate
    // A fifth of a second: a bin is narrower than a semitone at 130 Hz.
    var size = 1024
    while Double(size) * 1.4 < rate * 0.186 { size *= 2 }
    self.size = size
    let width = rate / Double(size)
    borders = StemFacts.borders.map { min(size / 2, Int(($0 / width).rounded())) }
    let count = max(1, Int((Double(frames) / rate / StemFacts.cellSeconds).rounded(.up)))
    voice = StemCells(count: count)
    instrumental = StemCells(count: count)
    bleed = StemBleed(borders: borders)
    // From where a tuned kick drum is heard as a note to where overtones are a band of noise.
    let bins = min(size / 2, Int((80 / width).rounded(.up)))..<min(size / 2, Int(2500 / width))
    let classes = bins.map { (Int((69 + 12 * log2(Double($0) * width / 440)).rounded()) % 12 + 12) % 12 }
    pitched = (bins, classes)
    steady = SteadyPitches(bins: bins, classes: classes, width: width)
  }

  mutating func listen(_ mine: [Float], _ theirs: [Float], sung: [ClosedRange<Double>]) {
    let transforms = (RealFFT(size: size), RealFFT(size: size))
    let window = Window.hann(size)
    // So that the power is that of the sound: ⅜ is the window's own.
    let scale = 2 / (0.375 * Float(size) * Float(size))
    let step = size / 2
    var next = 0
    for frame in 0...max(0, (mine.count - 1) / step) {
      let start = frame * step - size / 2
      let powers = [
        Self.power(mine, start, window, transforms.0, scale), Self.power(theirs, start, window, transforms.1, scale),
      ]
      let cell = min(voice.cells.count - 1, Int(Double(frame * step) / rate / StemFacts.cellSeconds))
      take(powers[0], isVoice: true, to: cell)
      take(powers[1], isVoice: false, to: cell)
      bleed.add(
        voice: transforms.0.spectrum, instrumental: transforms.1.spectrum)
      steady.add(powers[1])
      let time = Double(frame * step) / rate
      while next < sung.count, sung[next].upperBound < time { next += 1 }
      if next < sung.count, sung[next].lowerBound <= time { addVoice(powers[0]) }
    }
    steady.finish()
    voice.finish()
    instrumental.finish()
  }

  /// Adds the root of the power in each pitch class.
  private mutating func addVoice(_ power: [Float]) {
    var classes = [Double](repeating: 0, count: 12)
    for (bin, pitch) in zip(pitched.bins, pitched.classes) { classes[pitch] += Double(power[bin]) }
    for pitch in 0..<12 { voicePitches[pitch] += classes[pitch].squareRoot() }
  }

  private static func power(
    _ samples: [Float], _ start: Int, _ window: [Float], _ transform: RealFFT, _ scale: Float
  ) -> [Float] {
    for index in 0..<transform.size {
      let place = start + index
      transform.signal[index] = place >= 0 && place < samples.count ? samples[place] * window[index] : 0
    }
    transform.forward()
    return (0..<transform.bins).map { bin in
      let (re, im) = (transform.spectrum[2 * bin], transform.spectrum[2 * bin + 1])
      return (re * re + im * im) * scale
    }
  }

  private mutating func take(_ power: [Float], isVoice: Bool, to cell: Int) {
    let bands = (0..<StemFacts.bandCount).map { band in
      borders[band] < borders[band + 1] ? power[borders[band]..<borders[band + 1]].reduce(0, +) : 0
    }
    let peaks = power.withUnsafeBufferPointer { Chromagram.peaks(of: $0, binWidth: rate / Double(size)) }
    if isVoice {
      voice.add(bands, peaks, to: cell)
      // −50 dBFS: what a separator leaves where nobody sings is no voice.
      if bands.reduce(0, +) > 1e-5, let partial = lowestPartial(power) { partials.append(partial) }
    } else {
      instrumental.add(bands, peaks, to: cell)
    }
  }

  /// The lowest peak that stands out: within 20 dB of the strongest one, from 70 Hz up.
  private func lowestPartial(_ power: [Float]) -> Double? {
    let width = rate / Double(size)
    let (first, last) = (max(2, Int(70 / width)), min(power.count - 2, Int(4000 / width)))
    guard first < last, let strongest = power[first...last].max(), strongest > 0 else { return nil }
    let bin = (first...last).first {
      power[$0] > 0.01 * strongest && power[$0] >= power[$0 - 1] && power[$0] >= power[$0 + 1]
    }
    return bin.map { Double($0) * width }
  }

  /// Of the voice, Hz.
  var register: (lowest: Double, usual: Double)? {
    guard !partials.isEmpty else { return nil }
    let sorted = partials.sorted()
    return (sorted[sorted.count / 20], sorted[sorted.count / 2])
  }

  /// dB relative to the voice.
  var leftover: Decibels? { bleed.leftover }
}
