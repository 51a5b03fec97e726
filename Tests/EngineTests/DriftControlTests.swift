import Music
import Support
import Testing

@testable import Engine

@Suite("Keeping two cards in step")
struct DriftControlTests {
  /// Twenty minutes of a card that is so much faster, with measures that jump about.
  private func run(ppm: Double, jitter: Double, seed: UInt64) -> (
    error: Double, trim: Double, step: Double, most: Double
  ) {
    var control = DriftControl(rate: 44_100)
    var random = SeededRandom(seed: seed)
    let dt = 256.0 / 44_100
    var behind = 0.0
    var trim = 0.0
    var step = 0.0
    var most = 0.0
    for turn in 0..<Int(1200 / dt) {
      // Faster by so much, it plays so many frames more than it should; trimming consumes more of the line.
      behind -= (ppm * 1e-6 + trim) * 44_100 * dt
      let measured = behind + jitter * (Double.random(in: -1...1, using: &random))
      let new = control.update(excess: measured, seconds: dt)
      if Double(turn) * dt > 120 {
        step = max(step, abs(new - trim))
        most = max(most, abs(behind))
      }
      trim = new
    }
    return (behind, trim, step, most)
  }

  @Test("Clocks that differ are found out, without wow", arguments: [-500.0, -200, -50, 0, 50, 200, 500])
  func settles(ppm: Double) {
    // A millisecond of jitter either way.
    let end = run(ppm: ppm, jitter: 44, seed: 7)
    #expect(abs(end.error) < 10)
    #expect(abs(end.trim * 1e6 + ppm) < 20, "\(end.trim * 1e6) ppm")
    // From one period to the next the pitch moves by less than half a ppm; and the place holds within half a
    // millisecond.
    #expect(end.step < 0.5e-6)
    #expect(end.most < 22)
  }
}
