import Glibc
import Music

/// The gain that each stem is played with, by both sides of the sound.
struct StemLevels {
  /// Negative where the polarity is turned; exactly ±1 where the level is right.
  private(set) var gains: [Double]

  /// What nobody hears is left as it is, and with it every sample.
  private static let tolerance = 0.2
  /// Gains are kept in such parts, so that they are the same on every machine.
  private static let parts = 16384.0

  init(_ signals: StemSignals, _ fit: StemFit) {
    gains = [Double](repeating: 1, count: fit.lags.count)
    let audible = gains.indices.filter { !signals.isSilent[$0] }
    // Every other tenth of a second, and those between: what both say is so.
    var sums = [LeastSquares](repeating: LeastSquares(count: audible.count), count: 3)
    for window in signals.windows {
      let first = window.start + signals.reach
      let track = stereo(signals.original, 0, first, signals.centre)
      let parts = audible.map { stereo(signals.stems[$0], fit.lags[$0], first, signals.centre) }
      let tenth = 2 * Int(signals.original.sampleRate.hz / 10)
      sums[2].add(parts, track)
      for (index, start) in stride(from: 0, to: track.count - tenth, by: tenth).enumerated() where index % 2 < 2 {
        let slice = start..<(start + tenth)
        sums[index % 2].add(parts.map { Array($0[slice]) }, Array(track[slice]))
      }
    }
    let (found, one, other) = (sums[2].solution, sums[0].solution, sums[1].solution)
    let whole = audible.reduce(0) { $0 + fit.gains[$1] * fit.gains[$1] * fit.energies[$1] }
    for (index, stem) in audible.enumerated() {
      let gain = found[index]
      // A stem that is weak beside what is unexplained says nothing of its gain.
      guard gain != 0, fit.likeness[stem] > 0.3, one[index] * other[index] > 0 else { continue }
      let spread = abs(one[index] - other[index])
      let change = abs(abs(gain) - 1)
      // Noise in stems, as coders leave it, makes them look too loud by as much.
      let isSure = change > 1.5 * fit.rest / max(whole, 1e-9) && change > 2 * spread
      let isOff = abs(decibels(gain)) > Self.tolerance
      let size = isOff && isSure ? (abs(gain) * Self.parts).rounded() / Self.parts : 1
      gains[stem] = gain < 0 ? -size : size
    }
  }

  private func stereo(_ pcm: PCM, _ lag: Double, _ first: Int, _ count: Int) -> [Float] {
    let start = first + Int(lag.rounded(.down))
    let source = UnsafeBufferPointer(start: pcm.samples, count: 2 * pcm.framesReady)
    let part = lag - lag.rounded(.down)
    if part > 0 { return FractionalDelay(part).read(from: start, count: count, of: source, stride: 2) }
    return (2 * start..<2 * (start + count)).map { source.indices.contains($0) ? source[$0] : 0 }
  }
}

/// Of an amplitude, whatever its sign.
func decibels(_ gain: Double) -> Double { 20 * log10(max(abs(gain), 1e-9)) }

/// "1.50": so many digits behind the point.
func decimals(_ value: Double, _ digits: Int) -> String {
  let scale = pow(10, Double(digits))
  let whole = Int((abs(value) * scale).rounded())
  let text = String(whole)
  let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
  let point = padded.index(padded.endIndex, offsetBy: -digits)
  return (value < 0 && whole != 0 ? "−" : "") + padded[..<point] + (digits > 0 ? "." + padded[point...] : "")
}
