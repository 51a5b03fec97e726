import Glibc
import Support
import Testing

@testable import Engine

@Suite("Changing the rate")
struct RateConverterTests {
  /// A sine on the left at one rate, converted piece by piece.
  private func converted(
    hz: Double, from: Double, to: Double, seconds: Double, trim: (Double) -> Double = { _ in 0 }
  ) -> [Float] {
    let converter = RateConverter(from: from, to: to, longest: 512)
    var input = [Float](repeating: 0, count: 8192 * 4)
    var output = [Float](repeating: 0, count: 512 * 4)
    var made: [Float] = []
    var given = 0
    while Double(made.count) < seconds * to {
      converter.trim = trim(Double(made.count) / to)
      // Pieces of odd lengths: what is made does not hang on them.
      let count = [512, 100, 1, 333][made.count % 4]
      let wanted = converter.wanted(for: count)
      for frame in 0..<wanted {
        input[frame * 4] = Float(0.5 * sin(2 * .pi * hz * Double(given + frame) / from))
      }
      given += wanted
      converter.push(input, frames: wanted)
      converter.pull(into: &output, frames: count)
      for frame in 0..<count { made.append(output[frame * 4]) }
    }
    return made
  }

  /// What is left when the best sine of this frequency is taken away, dB below it.
  private func residue(_ sound: ArraySlice<Float>, hz: Double, rate: Double) -> Double {
    var (cc, ss, cs, xc, xs) = (0.0, 0.0, 0.0, 0.0, 0.0)
    let samples = sound.map(Double.init)
    for (index, x) in samples.enumerated() {
      let angle = 2 * Double.pi * hz * Double(index) / rate
      let (c, s) = (cos(angle), sin(angle))
      cc += c * c
      ss += s * s
      cs += c * s
      xc += x * c
      xs += x * s
    }
    let det = cc * ss - cs * cs
    let (a, b) = ((xc * ss - xs * cs) / det, (xs * cc - xc * cs) / det)
    var (left, whole) = (0.0, 0.0)
    for (index, x) in samples.enumerated() {
      let angle = 2 * Double.pi * hz * Double(index) / rate
      let fit = a * cos(angle) + b * sin(angle)
      left += (x - fit) * (x - fit)
      whole += fit * fit
    }
    return 10 * log10(left / whole)
  }

  @Test(
    "A sine comes through clean",
    arguments: [(44_100.0, 48_000.0), (44_100, 96_000), (48_000, 44_100), (44_100, 44_100), (48_000, 192_000)])
  func clean(from: Double, to: Double) {
    for hz in [50.0, 997, 6000, 15_000] {
      let sound = converted(hz: hz, from: from, to: to, seconds: 0.5)
      let rest = residue(sound[2000...], hz: hz, rate: to)
      // The window's 96 dB, less what several images and the phases' interpolation add up to.
      #expect(rest < -88, "\(hz) Hz, \(from) to \(to): \(rest) dB")
    }
  }

  @Test("The length of sound is kept, to the frame")
  func length() {
    let converter = RateConverter(from: 44_100, to: 48_000, longest: 256)
    var input = [Float](repeating: 0, count: 8192 * 4)
    var output = [Float](repeating: 0, count: 256 * 4)
    var given = 0
    for _ in 0..<1000 {
      let wanted = converter.wanted(for: 256)
      converter.push(&input, frames: wanted)
      converter.pull(into: &output, frames: 256)
      given += wanted
    }
    #expect(abs(Double(given) - 256_000 * 44_100 / 48_000 - Double(converter.latency)) <= 2)
  }

  @Test("A trim of 200 ppm moves a tone by 200 ppm, and leaves it clean")
  func trimmed() {
    let sound = converted(hz: 1000, from: 44_100, to: 44_100, seconds: 1) { _ in 200e-6 }
    #expect(residue(sound[2000...], hz: 1000.2, rate: 44_100) < -88)
    #expect(residue(sound[2000...], hz: 1000, rate: 44_100) > -20)
  }
}
