import DSP
import Glibc
import Support

/// How much of a sound lies off the tones that it should have.
enum OffTones {
  // SAFETY: used by the benchmark's one thread.
  nonisolated(unsafe) private static let transform = RealFFT(size: 8192)
  private static let window = (0..<8192).map { 0.5 - 0.5 * cos(2 * Double.pi * (Double($0) + 0.5) / 8192) }

  /// For each moment of 186 ms, the energy that lies farther than 14 Hz from every tone against the whole, dB; from one
  /// second on, so that what begins does not count.
  static func levels(_ sound: [Float], _ tones: [SteadyChord.Tone]) -> [Double] {
    let hertzPerBin = 44_100 / 8192.0
    var isOff = [Bool](repeating: true, count: transform.bins)
    for tone in tones {
      for bin in isOff.indices where abs(Double(bin) * hertzPerBin - tone.hz) <= 14 + tone.reach { isOff[bin] = false }
    }
    return stride(from: 44_100, to: sound.count - 8192 - 4410, by: 4096).compactMap { start in
      for index in 0..<8192 { transform.signal[index] = sound[start + index] * Float(window[index]) }
      transform.forward()
      var (off, whole) = (0.0, 0.0)
      for bin in isOff.indices {
        let (re, im) = (Double(transform.spectrum[2 * bin]), Double(transform.spectrum[2 * bin + 1]))
        whole += re * re + im * im
        if isOff[bin] { off += re * re + im * im }
      }
      // Quieter than −70 dBFS is not heard.
      return whole > 0.3 ? 10 * log10(max(1e-12, off / whole)) : nil
    }
  }
}

/// The source's own samples in a stretched sound.
enum Splices {
  /// Runs of at least 64 samples, not silence, that lie on whole steps of the source's 24 bits; from one second on.
  static func count(_ sound: [Float]) -> Int {
    var (found, run) = (0, 0)
    for value in sound.dropFirst(44_100) {
      let steps = value * 8_388_608
      run = steps == steps.rounded() && steps != 0 ? run + 1 : 0
      if run == 64 { found += 1 }
    }
    return found
  }
}

/// How alike an attack is to what it was, and what is heard ahead of it.
struct AttackMatch {
  /// Correlation of 14 ms from 2 ms before the attack on, where it fits best.
  var likeness: Double
  /// Energy from 30 to 3 ms before the attack against that of 10 ms after it, dB; but no less than −100.
  var preEcho: Double

  static func all(_ drums: DrumHits, in sound: [Float], speed: Double) -> [AttackMatch] {
    drums.hits.dropFirst().compactMap { hit in
      let (before, length, reach) = (88, 617, 1764)
      let place = Int((Double(hit) / speed).rounded())
      guard place - before - reach > 2000, place + length + reach < sound.count else { return nil }
      var (best, at) = (-1.0, 0)
      for start in (place - before - reach)..<(place - before + reach) {
        var (product, a, b): (Float, Float, Float) = (0, 1e-12, 1e-12)
        for index in 0..<length {
          let (x, y) = (drums.sound[hit - before + index], sound[start + index])
          product += x * y
          a += x * x
          b += y * y
        }
        let likeness = Double(product / (a * b).squareRoot())
        if likeness > best { (best, at) = (likeness, start + before) }
      }
      func energy(_ range: Range<Int>) -> Double { range.reduce(0) { $0 + Double(sound[$1] * sound[$1]) } }
      let (early, own) = (energy((at - 1323)..<(at - 132)), energy(at..<(at + 441)))
      return AttackMatch(likeness: best, preEcho: 10 * log10(max(1e-10, early / max(1e-20, own))))
    }
  }
}

/// Pitch of a single tone through time.
struct ToneMeasure {
  /// Mean distance from where it should be, and its root mean square about that mean, cents.
  private(set) var cents = 0.0
  private(set) var warble = 0.0

  /// Turns the tone down to 0 Hz, smooths it over 10 ms and follows its phase in steps of 5 ms, from one second on.
  init(_ sound: [Float], hz: Double) {
    var phases: [Double] = []
    for start in stride(from: 44_100, to: sound.count - 4410 - 441, by: 220) {
      var (re, im) = (0.0, 0.0)
      for index in 0..<441 {
        let angle = 2 * Double.pi * hz * Double(start + index) / 44_100
        let weight = Double(sound[start + index]) * (1 - cos(2 * .pi * (Double(index) + 0.5) / 441))
        re += weight * cos(angle)
        im -= weight * sin(angle)
      }
      phases.append(atan2(im, re))
    }
    let all = zip(phases, phases.dropFirst()).map { from, to in
      let turn = remainder(to - from, 2 * .pi)
      return 1200 * log2(1 + turn / (2 * .pi) * 44_100 / 220 / hz)
    }
    guard !all.isEmpty else { return }
    cents = all.reduce(0, +) / Double(all.count)
    warble = (all.reduce(0) { $0 + ($1 - cents) * ($1 - cents) } / Double(all.count)).squareRoot()
  }
}
