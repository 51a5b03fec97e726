import DSP
import Glibc

/// How fast a track's pulse goes, before anything is known of where its beats lie.
struct TempoEstimate {
  /// Beats a minute, to about half a percent.
  let bpm: Double
  /// How periodic the onsets are at this tempo: 0 (noise) … 1 (every beat like the last).
  let strength: Double

  /// Slowest and fastest tempo that is considered.
  static let range = 50.0...215.0

  /// Nil when the onsets have no period.
  init?(_ onsets: OnsetCurves) {
    guard let periodicity = Periodicity(onsets.whole) else { return nil }
    var best: (bpm: Double, score: Double)?
    for bpm in periodicity.candidates {
      let score = periodicity.metre(bpm) + Self.familiarity(bpm)
      if best == nil || score > best!.score { best = (bpm, score) }
    }
    guard let best else { return nil }
    bpm = best.bpm
    strength = min(1, max(0, periodicity.pulse(best.bpm)))
    guard strength > 0.06 else { return nil }
  }

  /// How readily listeners tap at a tempo: the logarithm of a log-normal around 135 BPM, where dance music lives, 0 at
  /// its top (after van Noorden and Moelants, "Resonance in the perception of musical pulse", 1999, whose centre for
  /// all music lies lower). Its weight is such that the onsets decide between tempi less than an octave apart.
  static func familiarity(_ bpm: Double) -> Double {
    let octaves = log2(bpm / 135)
    return -0.25 * (octaves / 0.6) * (octaves / 0.6)
  }
}

/// The onsets' autocorrelation over windows of ten seconds, averaged: a tempo that drifts through the track stays one
/// peak.
struct Periodicity {
  /// Lag 0…`lags`, 1 at lag 0.
  let whole: [Double]
  private static let window = 1024
  private static let lags = 1000

  /// Of a curve of `OnsetCurves.rate` values a second; nil for one that is shorter than three seconds or never moves.
  init?(_ curve: [Float]) {
    guard curve.count >= 300, let whole = Self.averaged(curve) else { return nil }
    self.whole = whole
  }

  private static func averaged(_ curve: [Float]) -> [Double]? {
    let fft = RealFFT(size: 2048)
    var sum = [Double](repeating: 0, count: lags)
    var weight = 0.0
    let length = min(window, curve.count)
    var start = 0
    while start + length <= curve.count {
      var piece = Array(curve[start..<start + length])
      let mean = piece.reduce(0, +) / Float(length)
      for index in piece.indices { piece[index] -= mean }
      let correlation = piece.withUnsafeBufferPointer { fft.autocorrelation(of: $0, lags: min(lags, length)) }
      let power = Double(correlation[0])
      if power > 1e-3 {
        // Unbiased, and each window counts by how much happens in it.
        let share = power.squareRoot()
        for lag in correlation.indices where lag < length - 100 {
          sum[lag] += share * Double(correlation[lag]) / power * Double(length) / Double(length - lag)
        }
        weight += share
      }
      start += window / 2
    }
    guard weight > 0 else { return nil }
    return sum.map { $0 / weight }
  }

  /// The autocorrelation at a fractional lag; 0 beyond the last.
  func at(_ lag: Double) -> Double {
    let index = Int(lag)
    guard lag >= 0, index + 1 < whole.count else { return 0 }
    let fraction = lag - Double(index)
    return whole[index] * (1 - fraction) + whole[index + 1] * fraction
  }

  /// The mean autocorrelation one, two, three and four beats away.
  func pulse(_ bpm: Double) -> Double {
    let lag = 60 * OnsetCurves.rate / bpm
    return (at(lag) + at(2 * lag) + at(3 * lag) + at(4 * lag)) / 4
  }

  /// How well a tempo explains the metre: the pulse itself, bars of four beats that repeat, beats that are divided in
  /// two. The bar and the division tell a tempo from two thirds of it, from its half and from its double.
  func metre(_ bpm: Double) -> Double {
    let lag = 60 * OnsetCurves.rate / bpm
    return pulse(bpm) + at(4 * lag) + 0.5 * at(lag / 2)
  }

  /// Tempi where the pulse has a peak, in BPM.
  var candidates: [Double] {
    // Steps of 0.2 % in tempo; a peak's top is far wider.
    let ratio = 1.002
    var tempi: [Double] = []
    var bpm = TempoEstimate.range.lowerBound / ratio
    while bpm < TempoEstimate.range.upperBound * ratio {
      tempi.append(bpm)
      bpm *= ratio
    }
    let pulses = tempi.map(pulse)
    return (1..<(tempi.count - 1)).filter {
      pulses[$0] > pulses[$0 - 1] && pulses[$0] >= pulses[$0 + 1] && pulses[$0] > 0
    }.map { tempi[$0] }
  }
}
