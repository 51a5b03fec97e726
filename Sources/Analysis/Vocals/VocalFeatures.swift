import DSP
import Glibc
import Music

/// What a voice does to the sound around it: five times a second, figures of the timbre, of how it moves, of notes that
/// glide, and of what stands in the middle of the stereo picture.
///
/// A voice speaks (its timbre changes some four times a second), glides between notes and trembles on them, and is
/// mixed to the centre. Cepstra: Davis and Mermelstein, "Comparison of parametric representations for monosyllabic word
/// recognition" (1980); gliding notes: the fluctogram of Sonnleitner, Niedermayer, Widmer and Schlüter, "A simple and
/// effective spectral feature for speech detection in mixed audio signals" (DAFx 2012), used for singing by Lehner,
/// Widmer and Sonnleitner, "On the reduction of false positives in singing voice detection" (ICASSP 2014).
package struct VocalFeatures: Sendable {
  /// Frames a second; frame `n` is centred on n ÷ `rate` seconds.
  package static let rate = 5.0
  /// Short-time spectra for each of them.
  private static let spectraPerFrame = 4

  /// `columnCount` figures × frames. Empty when the track is too short (under four seconds), silent, or has too low a
  /// rate for a voice's timbre (under 16 kHz).
  package let columns: [[Float]]
  /// How many there are of each column.
  package var frames: Int { columns.first?.count ?? 0 }

  /// - Parameter samples: frames × 2, interleaved stereo, full scale ±1, at least at 1 kHz.
  package init(of samples: UnsafeBufferPointer<Float>, sampleRate: SampleRate) {
    self.init(Mixdown(samples, sampleRate: sampleRate))
  }

  init(_ mixdown: Mixdown) {
    let factor = max(1, Int((mixdown.sampleRate.hz / 22_050).rounded()))
    guard mixdown.sampleRate.hz / Double(factor) >= 16_000, mixdown.duration >= 4, mixdown.rms > 1e-5 else {
      columns = []
      return
    }
    columns = Self.overTime(Self.shortTime(mixdown, factor: factor))
  }

  // MARK: Spectrum by spectrum

  private static func shortTime(_ mixdown: Mixdown, factor: Int) -> [[Float]] {
    let rate = mixdown.sampleRate.hz / Double(factor)
    let count = Int(mixdown.duration * Self.rate * Double(spectraPerFrame))
    var voice = VoiceSpectrum(rate: rate)
    var rows = [[Float]](repeating: [Float](repeating: 0, count: count), count: VoiceSpectrum.figureCount)
    mixdown.withMono { mono in
      mixdown.withSide { side in
        let sound = VoiceSpectrum.Sound(
          mono: mono, side: side, factor: factor, scale: 1 / (mixdown.rms * Float(factor)), sideGain: mixdown.sideGain)
        for index in 0..<count {
          let centre = Int((Double(index) * rate / (Self.rate * Double(spectraPerFrame))).rounded())
          voice.listen(to: sound, at: centre)
          for figure in rows.indices { rows[figure][index] = voice.figures[figure] }
        }
      }
    }
    return rows
  }

  // MARK: How the figures behave over a second

  /// Means and deviations of the short-time figures over 0.85 s (glides: over a second), every fourth spectrum.
  private static func overTime(_ rows: [[Float]]) -> [[Float]] {
    let count = (rows.first?.count ?? 0) / spectraPerFrame
    var columns: [[Float]] = []
    for row in rows[VoiceSpectrum.cepstra] {
      let change = slopes(row)
      let over = moments(row, radius: 8)
      columns += [thinned(over.mean, count), thinned(over.deviation, count)]
      columns.append(thinned(moments(change, radius: 8).magnitude, count))
    }
    for row in rows[VoiceSpectrum.glides] {
      let over = moments(row, radius: 10)
      columns += [thinned(over.mean, count), thinned(over.deviation, count)]
    }
    for row in rows[VoiceSpectrum.levels] {
      let local = moments(row, radius: 2).mean
      let tremble = zip(row, local).map { abs($0 - $1) }
      columns.append(thinned(moments(tremble, radius: 8).mean, count))
    }
    for row in rows[VoiceSpectrum.width] { columns.append(thinned(moments(row, radius: 8).mean, count)) }
    return columns
  }

  private static func thinned(_ values: [Float], _ count: Int) -> [Float] {
    (0..<count).map { values[$0 * spectraPerFrame] }
  }

  /// The slope of the straight line through five values around each.
  private static func slopes(_ values: [Float]) -> [Float] {
    var slopes = [Float](repeating: 0, count: values.count)
    guard values.count > 4 else { return slopes }
    for index in 2..<values.count - 2 {
      slopes[index] = (2 * (values[index + 2] - values[index - 2]) + values[index + 1] - values[index - 1]) / 10
    }
    return slopes
  }

  /// Mean, deviation and root mean square of each value and the `radius` ones on both sides of it.
  private static func moments(
    _ values: [Float], radius: Int
  ) -> (mean: [Float], deviation: [Float], magnitude: [Float]) {
    var (sums, squares) = ([0.0], [0.0])
    sums.reserveCapacity(values.count + 1)
    squares.reserveCapacity(values.count + 1)
    for value in values {
      sums.append(sums[sums.count - 1] + Double(value))
      squares.append(squares[squares.count - 1] + Double(value) * Double(value))
    }
    var (mean, deviation, magnitude) = (values, values, values)
    for index in values.indices {
      let (from, to) = (max(0, index - radius), min(values.count, index + radius + 1))
      let average = (sums[to] - sums[from]) / Double(to - from)
      let square = max(0, (squares[to] - squares[from]) / Double(to - from))
      mean[index] = Float(average)
      deviation[index] = Float(max(0, square - average * average).squareRoot())
      magnitude[index] = Float(square.squareRoot())
    }
    return (mean, deviation, magnitude)
  }
}
