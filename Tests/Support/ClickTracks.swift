import Glibc
import Music

/// Tracks whose beats are known to the sample, for tests of what the engine does with time.
package enum ClickTracks {
  /// A kick on each beat: a burst whose first sample is the loudest of all, so that it can be found to the sample, over
  /// a quiet pad. Beat 0 is at `firstBeat` frames.
  package static func kicks(
    bpm: Double, seconds: Double, rate: Double = 44_100, firstBeat: Double = 4410, pad: Double = 0.0
  ) -> [Float] {
    let frames = Int(seconds * rate)
    var sound = [Float](repeating: 0, count: 2 * frames)
    let beat = 60 / bpm * rate
    let length = Int(0.05 * rate)
    var number = 0
    while true {
      let start = firstBeat + Double(number) * beat
      if start >= Double(frames) { break }
      let first = Int(start.rounded(.up))
      for index in 0..<length where first + index < frames {
        let t = (Double(first + index) - start) / rate
        let value = Float(0.7 * exp(-t * 90) * cos(2 * .pi * 180 * t) * min(1, t * rate / 8 + 0.2))
        sound[2 * (first + index)] += value
        sound[2 * (first + index) + 1] += value
      }
      number += 1
    }
    if pad > 0 {
      for index in 0..<frames {
        let value = Float(pad * sin(2 * .pi * 220 * Double(index) / rate))
        sound[2 * index] += value
        sound[2 * index + 1] += value
      }
    }
    return sound
  }

  /// A sine, left and right alike.
  package static func sine(hz: Double, amplitude: Double, seconds: Double, rate: Double = 44_100) -> [Float] {
    let frames = Int(seconds * rate)
    var sound = [Float](repeating: 0, count: 2 * frames)
    for index in 0..<frames {
      let value = Float(amplitude * sin(2 * .pi * hz * Double(index) / rate))
      sound[2 * index] = value
      sound[2 * index + 1] = value
    }
    return sound
  }

  /// Noise on whole steps of a `bits`-bit scale, as a file of that depth has it; its crests between the samples stay
  /// under the limiter. Seeded.
  package static func noise(bits: Int, seconds: Double, seed: UInt64, rate: Double = 44_100) -> [Float] {
    let scale = Float(1 << (bits - 1))
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<Int(seconds * rate) * 2).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      let value = Float(Int32(truncatingIfNeeded: state >> 32)) / Float(1 << 31)
      return (value * 0.4 * scale).rounded() / scale
    }
  }

  /// Where the kicks of `kicks(…)` sound in one channel of `sound` (`channels` interleaved): the places, in frames with
  /// fractions, at which the level first rises over half of the loudest, at least `gap` frames apart.
  package static func onsets(
    in sound: [Float], channel: Int = 0, channels: Int = 4, from: Int = 0, gap: Int = 8000
  ) -> [Double] {
    let frames = sound.count / channels
    var loudest: Float = 0
    for frame in from..<frames { loudest = max(loudest, abs(sound[channels * frame + channel])) }
    let threshold = loudest * 0.3
    var found: [Double] = []
    var last = -gap
    for frame in max(1, from)..<frames {
      let now = abs(sound[channels * frame + channel])
      guard now >= threshold, frame - last >= gap else { continue }
      let before = abs(sound[channels * (frame - 1) + channel])
      let fraction = now > before ? Double((threshold - before) / (now - before)) : 0
      found.append(Double(frame - 1) + max(0, min(1, fraction)))
      last = frame
    }
    return found
  }

  /// One channel of four.
  package static func channel(_ index: Int, of sound: [Float]) -> [Float] {
    var one = [Float](repeating: 0, count: sound.count / 4)
    for frame in one.indices { one[frame] = sound[4 * frame + index] }
    return one
  }

  /// Root mean square of a stretch of one channel.
  package static func rms(_ sound: [Float], _ range: Range<Int>) -> Double {
    var sum = 0.0
    for index in range { sum += Double(sound[index]) * Double(sound[index]) }
    return (sum / Double(max(1, range.count))).squareRoot()
  }

  /// The amplitude of a sine of `hz` in a stretch of one channel.
  package static func level(of hz: Double, in sound: [Float], from: Int, frames: Int, rate: Double = 44_100) -> Double {
    var re = 0.0
    var im = 0.0
    for index in 0..<frames {
      let angle = 2 * Double.pi * hz * Double(index) / rate
      // Hann: what lies apart does not leak in.
      let value = Double(sound[from + index]) * (1 - cos(2 * .pi * (Double(index) + 0.5) / Double(frames)))
      re += value * cos(angle)
      im += value * sin(angle)
    }
    return 2 * (re * re + im * im).squareRoot() / Double(frames)
  }
}
