import Glibc
import Music

/// How much of a voice is left in what it was split from: as much of each band of the instrumental as goes with the
/// voice, in its phase or against it, over the whole track. A chord under a sung note goes with it for a while, but in
/// any phase: over many notes that comes to nothing. What two sounds share by chance is measured by the voice of some
/// frames before, of which nothing is left, and taken off.
struct StemBleed {
  private let borders: [Int]
  /// Σ of the real part of instrumental × conjugate of the voice by band: now, and as if the voice came earlier.
  private var now: [Double]
  private var then: [Double]
  private var energy: [Double]
  private var past: [[Float]] = []

  /// So many frames before, the voice sang something else.
  private static let delay = 16

  /// - Parameter borders: the first bin of each band, and the end of the last.
  init(borders: [Int]) {
    self.borders = borders
    now = [Double](repeating: 0, count: borders.count - 1)
    (then, energy) = (now, now)
  }

  /// - Parameters: spectra of one frame: real, imaginary, real, imaginary …
  mutating func add(voice: UnsafeMutableBufferPointer<Float>, instrumental: UnsafeMutableBufferPointer<Float>) {
    let (first, last) = (borders[0], borders[borders.count - 1])
    guard first < last else { return }
    past.append(Array(voice[2 * first..<2 * last]))
    if past.count > Self.delay + 1 { past.removeFirst() }
    let isFull = past.count > Self.delay
    for band in now.indices {
      var (along, before, whole) = (Float(0), Float(0), Float(0))
      for index in 2 * borders[band]..<2 * borders[band + 1] {
        along += instrumental[index] * voice[index]
        whole += voice[index] * voice[index]
        if isFull { before += instrumental[index] * past[0][index - 2 * first] }
      }
      now[band] += Double(along)
      then[band] += Double(before)
      energy[band] += Double(whole)
    }
  }

  /// dB relative to the voice; nil where nothing stands out from chance.
  var leftover: Decibels? {
    var (found, chance) = (0.0, 0.0)
    for band in now.indices where energy[band] > 0 {
      found += now[band] * now[band] / energy[band]
      chance += then[band] * then[band] / energy[band]
    }
    let (left, whole) = (found - chance, energy.reduce(0, +))
    guard whole > 0, left > max(1e-4 * whole, chance) else { return nil }
    return Decibels(10 * log10(left / whole))
  }
}
