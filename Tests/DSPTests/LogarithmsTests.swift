import DSP
import Glibc
import Music
import Support
import Testing

@Suite struct LogarithmsTests {
  /// Over all exponents, with and without a rest behind the fours; near 1, where the logarithm is small, by its own
  /// size.
  @Test(arguments: [1, 4, 1023]) func theyAreThoseOfTheLibrary(count: Int) {
    var random = SeededRandom(seed: 3)
    for reach in [80.0, 1, 0.01] {
      let values = (0..<count).map { _ in Float(exp(Double.random(in: -reach...reach, using: &random))) }
      var logarithms = values
      logarithms.withUnsafeMutableBufferPointer { takeLogarithms($0.baseAddress!, count: count) }
      for (value, found) in zip(values, logarithms) {
        let truth = log(Double(value))
        // Two bits of a Float, or of the part that the exponent gives.
        #expect(
          abs(Double(found) - truth) <= 4 * 0x1p-24 * max(abs(truth), abs(truth) > 0.3 ? 0.7 : 0) + 1e-12, "\(value)")
      }
    }
  }

  @Test func oneIsNought() {
    var ones = [Float](repeating: 1, count: 8)
    ones.withUnsafeMutableBufferPointer { takeLogarithms($0.baseAddress!, count: 8) }
    #expect(ones == [Float](repeating: 0, count: 8))
  }
}
