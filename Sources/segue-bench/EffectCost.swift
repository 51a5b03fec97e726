import DSP

/// What one deck's channel costs beside the stretchers, each part by itself on noise: percent of a core.
func effectCosts() -> [(String, Double?)] {
  let seconds = 20
  var state: UInt64 = 0x9E37_79B9_7F4A_7C15
  let noise: [SIMD2<Float>] = (0..<4096).map { _ in
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return SIMD2(Float(Int32(truncatingIfNeeded: state)), Float(Int32(truncatingIfNeeded: state >> 32))) / 8_589_934_592
  }
  let half = [Double](repeating: 0.5, count: 64)
  let bands = [SIMD4<Double>](repeating: SIMD4(0.7, 1, 1.2, 0), count: 64)
  let corners = [SIMD2<Double>](repeating: SIMD2(7.942_514_505, 11.287_712_38), count: 64)

  func percent(_ process: (UnsafeMutablePointer<SIMD2<Float>>) -> Void) -> Double {
    var sound = [SIMD2<Float>](repeating: .zero, count: 64)
    var spent = 0.0
    for segment in 0..<seconds * 44_100 / 64 {
      for frame in 0..<64 { sound[frame] = noise[(64 * segment + frame) % noise.count] }
      let start = cpuSeconds()
      sound.withUnsafeMutableBufferPointer { process($0.baseAddress!) }
      spent += cpuSeconds() - start
    }
    return 100 * spent / Double(seconds)
  }

  var isolator = Isolator(sampleRate: 44_100)
  var filter = SweepFilter(sampleRate: 44_100)
  var gate = Gate(sampleRate: 44_100)
  var flanger = Flanger(sampleRate: 44_100)
  var echo = Echo(sampleRate: 44_100)
  var reverb = Reverb(sampleRate: 44_100)
  return [
    (
      "isolator_percent_of_core",
      percent { isolator.process($0, frames: 64, gains: bands, isFlat: false, corners: corners) }
    ),
    ("filter_percent_of_core", percent { filter.process($0, frames: 64, positions: half, resonances: half) }),
    (
      "gate_percent_of_core",
      percent { gate.process($0, frames: 64, amounts: half, isOff: false, beat: 0, speed: 4.5e-5, period: 0.5) }
    ),
    ("flanger_percent_of_core", percent { flanger.process($0, frames: 64, amounts: half, isOff: false, turns: 2e-4) }),
    (
      "echo_percent_of_core",
      percent { echo.process($0, frames: 64, amounts: half, isOff: false, feedback: half, delay: 16_538) }
    ),
    ("reverb_percent_of_core", percent { reverb.process($0, frames: 64, amounts: half, isOff: false, size: 0.5) }),
  ]
}
