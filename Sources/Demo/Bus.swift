import Glibc

/// A track's length of stereo sound that instruments add to: interleaved Float, silent at first.
// SAFETY: one thread makes and fills it, and hands it on when it is whole.
final class Bus: @unchecked Sendable {
  let frames: Int
  let samples: UnsafeMutablePointer<Float>

  init(frames: Int) {
    self.frames = frames
    // Zero pages become real only where an instrument plays.
    let memory = calloc(2 * max(1, frames), MemoryLayout<Float>.stride)!
    samples = memory.bindMemory(to: Float.self, capacity: 2 * max(1, frames))
  }

  deinit { free(samples) }

  /// Adds `other` with a gain.
  func add(_ other: Bus, gain: Float) {
    let count = 2 * min(frames, other.frames)
    for i in 0..<count { samples[i] += gain * other.samples[i] }
  }

  /// Soft saturation of the whole bus, `ceiling` its largest value: what stands for a bus compressor.
  func saturate(ceiling: Float) {
    let scale = 1 / ceiling
    for i in 0..<(2 * frames) { samples[i] = ceiling * saturated(samples[i] * scale) }
  }

  /// Takes away what lies below 25 Hz and so the mean.
  func removeOffset(rate: Double) {
    var left = OnePole(seconds: 1 / (2 * .pi * 20), rate: rate)
    var right = left
    for i in 0..<frames {
      samples[2 * i] -= left.next(samples[2 * i])
      samples[2 * i + 1] -= right.next(samples[2 * i + 1])
    }
  }
}

/// A short sound ready to be placed, stereo interleaved.
struct OneShot {
  var samples: [Float]
  var frames: Int { samples.count / 2 }

  init(frames: Int) { samples = [Float](repeating: 0, count: 2 * frames) }

  /// The same sound on both sides, one value a frame.
  init(frames: Int, _ value: (Int) -> Float) {
    samples = []
    samples.reserveCapacity(2 * frames)
    for i in 0..<frames {
      let x = value(i)
      samples.append(x)
      samples.append(x)
    }
  }

  /// Adds the sound to `bus` from `start` on; `pan` −1 … 1 takes from one side.
  func play(into bus: Bus, at start: Int, gain: Float, pan: Float = 0) {
    let first = max(0, -start)
    let count = min(frames, bus.frames - start)
    guard count > first else { return }
    let left = gain * min(1, 1 - pan)
    let right = gain * min(1, 1 + pan)
    let out = bus.samples + 2 * start
    samples.withUnsafeBufferPointer { source in
      for i in first..<count {
        out[2 * i] += left * source[2 * i]
        out[2 * i + 1] += right * source[2 * i + 1]
      }
    }
  }

  /// A fade over the last `fraction`, so that the sound ends at zero.
  mutating func fadeOut(fraction: Float) {
    let count = max(1, Int(Float(frames) * fraction))
    for i in 0..<count {
      let gain = Float(count - i) / Float(count)
      let frame = frames - count + i
      samples[2 * frame] *= gain
      samples[2 * frame + 1] *= gain
    }
  }
}
