import Glibc
import Music

/// A track as the analysis listens to it: one channel at the file's own rate, free of what is not a number.
struct Mixdown {
  /// Mono samples, one a frame.
  let mono: [Float]
  /// The left and right channel, interleaved, with what is not finite replaced by silence. Nil when the input was clean.
  let repaired: [Float]?
  let sampleRate: SampleRate
  /// Root mean square of `mono`.
  let rms: Float

  var duration: Double { Double(mono.count) / sampleRate.hz }

  /// Mixes interleaved stereo to the middle of the two channels. Where the channels cancel each other (one of them is
  /// inverted), the left one stands for both.
  init(_ samples: UnsafeBufferPointer<Float>, sampleRate: SampleRate) {
    self.sampleRate = sampleRate
    let frames = samples.count / 2
    var repaired: [Float]?
    // A sum over finite samples is finite: one pass finds whether there is anything to repair. Samples far beyond full
    // scale are damage as well; their squares must not overflow.
    var damaged = false
    for sample in samples where !(abs(sample) < 1e4) {
      damaged = true
      break
    }
    if damaged { repaired = samples.map { abs($0) < 1e4 ? $0 : 0 } }

    var mono = [Float](repeating: 0, count: frames)
    var middle = 0.0
    var total = 0.0
    func mix(_ source: UnsafeBufferPointer<Float>) {
      mono.withUnsafeMutableBufferPointer { mono in
        let block = 4096
        for start in stride(from: 0, to: frames, by: block) {
          var blockMiddle: Float = 0
          var blockTotal: Float = 0
          for frame in start..<min(frames, start + block) {
            let left = source[2 * frame]
            let right = source[2 * frame + 1]
            let value = 0.5 * (left + right)
            mono[frame] = value
            blockMiddle += value * value
            blockTotal += 0.5 * (left * left + right * right)
          }
          middle += Double(blockMiddle)
          total += Double(blockTotal)
        }
        if middle < 0.02 * total {
          for frame in 0..<frames { mono[frame] = source[2 * frame] }
          middle = total
        }
      }
    }
    if let repaired { repaired.withUnsafeBufferPointer(mix) } else { mix(samples) }
    self.repaired = repaired
    self.mono = mono
    rms = frames == 0 ? 0 : Float((middle / Double(frames)).squareRoot())
  }
}
