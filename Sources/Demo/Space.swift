import Glibc

/// A room: eight delay lines that feed each other through a Hadamard matrix (a feedback delay network; Jot 1991), each
/// with a loss that makes all frequencies die away in `seconds`, the high ones earlier.
struct Reverb {
  var seconds: Double
  /// Above this the sound dies early.
  var dampingHz: Double
  var preDelay: Double = 0.012
  /// Nothing below this goes in: a room must not blur the bass.
  var lowCutHz: Double = 180

  private static let lengths = [0.02911, 0.03377, 0.03709, 0.04133, 0.04517, 0.05021, 0.05573, 0.06143]

  /// Adds the room's answer to `send` to `output`. The two may be one.
  func process(
    _ send: UnsafeMutablePointer<Float>, into output: UnsafeMutablePointer<Float>, frames: Int, gain: Float,
    rate: Double
  ) {
    let size = 4096
    let mask = size - 1
    let lines = UnsafeMutablePointer<Float>.allocate(capacity: 8 * size)
    lines.initialize(repeating: 0, count: 8 * size)
    defer { lines.deallocate() }
    let scale = rate > 50_000 ? 50_000 / rate : 1
    let delays = Self.lengths.map { min(size - 1, Int($0 * rate * scale)) }
    var loss = SIMD8<Float>()
    for k in 0..<8 { loss[k] = Float(pow(10, -3 * Double(delays[k]) / rate / seconds)) }
    let damping = SIMD8<Float>(repeating: Float(1 - exp(-2 * .pi * dampingHz / rate)))
    var lowpassed = SIMD8<Float>()
    let early = UnsafeMutablePointer<Float>.allocate(capacity: 2 * size)
    early.initialize(repeating: 0, count: 2 * size)
    defer { early.deallocate() }
    let before = min(size - 1, Int(preDelay * rate))
    var cutLeft = OnePole(seconds: 1 / (2 * .pi * lowCutHz), rate: rate)
    var cutRight = cutLeft
    let (d0, d1, d2, d3) = (delays[0], delays[1], delays[2], delays[3])
    let (d4, d5, d6, d7) = (delays[4], delays[5], delays[6], delays[7])
    let block = 512
    var start = 0
    var asleep = true
    while start < frames {
      let end = min(frames, start + block)
      // A silent room that hears nothing is skipped.
      if asleep, isSilent(send, from: start, to: end) {
        start = end
        continue
      }
      asleep = false
      var loudest = SIMD8<Float>()
      for i in start..<end {
        let at = i & mask
        let dryLeft = send[2 * i]
        let dryRight = send[2 * i + 1]
        early[2 * at] = dryLeft - cutLeft.next(dryLeft)
        early[2 * at + 1] = dryRight - cutRight.next(dryRight)
        let from = (i - before) & mask
        let left = early[2 * from]
        let right = early[2 * from + 1]
        var x = SIMD8<Float>(
          lines[(i - d0) & mask], lines[size + ((i - d1) & mask)], lines[2 * size + ((i - d2) & mask)],
          lines[3 * size + ((i - d3) & mask)], lines[4 * size + ((i - d4) & mask)],
          lines[5 * size + ((i - d5) & mask)], lines[6 * size + ((i - d6) & mask)],
          lines[7 * size + ((i - d7) & mask)])
        lowpassed += damping * (x - lowpassed)
        x = lowpassed * loss
        loudest = pointwiseMax(loudest, x * x)
        output[2 * i] += gain * (x[0] + x[2] - x[4] - x[6])
        output[2 * i + 1] += gain * (x[1] + x[3] - x[5] - x[7])
        let mixed = hadamard(x)
        for k in 0..<8 { lines[k * size + at] = mixed[k] + (k & 1 == 0 ? left : right) * 0.35 }
      }
      if loudest.max() < 1e-11, isSilent(send, from: start, to: end) {
        asleep = true
        lines.update(repeating: 0, count: 8 * size)
        early.update(repeating: 0, count: 2 * size)
        lowpassed = SIMD8<Float>()
      }
      start = end
    }
  }
}

@inline(__always) private func hadamard(_ x: SIMD8<Float>) -> SIMD8<Float> {
  let a = x.lowHalf + x.highHalf
  let b = x.lowHalf - x.highHalf
  let c = SIMD4<Float>(lowHalf: a.lowHalf + a.highHalf, highHalf: a.lowHalf - a.highHalf)
  let d = SIMD4<Float>(lowHalf: b.lowHalf + b.highHalf, highHalf: b.lowHalf - b.highHalf)
  let e = SIMD4<Float>(c[0] + c[1], c[0] - c[1], c[2] + c[3], c[2] - c[3])
  let f = SIMD4<Float>(d[0] + d[1], d[0] - d[1], d[2] + d[3], d[2] - d[3])
  return SIMD8<Float>(lowHalf: e, highHalf: f) * 0.353_553_4
}

private func isSilent(_ samples: UnsafeMutablePointer<Float>, from start: Int, to end: Int) -> Bool {
  var peak: Float = 0
  for i in (2 * start)..<(2 * end) { peak = max(peak, abs(samples[i])) }
  return peak < 1e-6
}

/// Echoes that go from side to side, each darker than the one before.
struct PingPong {
  /// Between two echoes.
  var frames: Int
  var feedback: Float
  var dampingHz: Double = 3500

  /// Adds the echoes of `send` to `output`.
  func process(_ send: Bus, into output: Bus, gain: Float, rate: Double) {
    let lines = UnsafeMutablePointer<Float>.allocate(capacity: 2 * frames)
    lines.initialize(repeating: 0, count: 2 * frames)
    defer { lines.deallocate() }
    var darkLeft = OnePole(seconds: 1 / (2 * .pi * dampingHz), rate: rate)
    var darkRight = darkLeft
    var thin = OnePole(seconds: 1 / (2 * .pi * 250), rate: rate)
    var at = 0
    for i in 0..<min(send.frames, output.frames) {
      let left = lines[2 * at]
      let right = lines[2 * at + 1]
      output.samples[2 * i] += gain * left
      output.samples[2 * i + 1] += gain * right
      let mono = 0.5 * (send.samples[2 * i] + send.samples[2 * i + 1])
      // The tiny constant keeps the dying echoes out of the slow range of denormal numbers.
      lines[2 * at] = mono - thin.next(mono) + feedback * darkLeft.next(right) + 1e-15
      lines[2 * at + 1] = darkRight.next(left) + 1e-15
      at += 1
      if at == frames { at = 0 }
    }
  }
}
