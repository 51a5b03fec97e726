import Glibc

/// How near an estimate comes to a signal: the signal's energy over that of the difference, in dB, over as many samples
/// as both have; nil for a silent signal. (What separation contests call SDR of whole files, or uSDR.)
package func distortionRatio(of estimate: [Float], to signal: [Float]) -> Double? {
  var (energy, error) = (0.0, 0.0)
  for index in 0..<min(signal.count, estimate.count) {
    let (wanted, found) = (Double(signal[index]), Double(estimate[index]))
    energy += wanted * wanted
    error += (wanted - found) * (wanted - found)
  }
  return energy > 0 ? 10 * log10(energy / max(error, 1e-20)) : nil
}

/// One signal without another, as long as the shorter.
package func difference(_ signal: [Float], _ other: [Float]) -> [Float] {
  (0..<min(signal.count, other.count)).map { signal[$0] - other[$0] }
}
