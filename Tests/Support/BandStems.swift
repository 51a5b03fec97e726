import Glibc
import Music

/// A small band, made of four stems that are known: a voice with vibrato that pauses, drums, a bass line, chords.
package struct BandStems: Sendable {
  /// Vocals, drums, bass, other; stereo interleaved at 44.1 kHz.
  package let stems: [[Float]]

  /// The track: their sum.
  package var sum: [Float] {
    var sum = stems[0]
    for stem in stems.dropFirst() {
      for index in sum.indices { sum[index] += stem[index] }
    }
    return sum
  }

  /// Other seeds make other tunes at other tempos.
  package init(seconds: Int, seed: UInt64) {
    var dice = SeededRandom(seed: seed)
    let count = 44_100 * seconds
    let beat = Int(Double.random(in: 19_000...24_000, using: &dice))
    let notes = (0..<64).map { _ in Int.random(in: 0...12, using: &dice) }
    let root = Double.random(in: 50...60, using: &dice)
    var (phases, smooth, drum, level) = ([Double](repeating: 0, count: 16), Float(0), Float(0), Float(0))
    var stems = [[Float]](repeating: [Float](repeating: 0, count: 2 * count), count: 4)
    func tone(_ voice: Int, _ hz: Double) -> Double {
      phases[voice] += hz / 44_100
      return phases[voice]
    }
    for frame in 0..<count {
      let time = Double(frame) / 44_100
      let step = frame / (beat / 2)
      let note = root * exp2(Double(notes[step % 64]) / 12)
      let age = Float(frame % (beat / 2)) / Float(beat / 2)
      // Voice: nine harmonics, a breath, every third beat silent.
      let sung = root * 4 * exp2(Double(notes[frame / beat % 64]) / 12) * (1 + 0.01 * sin(time * 33))
      let cycle = tone(0, sung)
      var voice: Float = 0
      for harmonic in 1...9 { voice += Float(sin(2 * .pi * cycle * Double(harmonic))) / Float(harmonic) }
      voice = frame / beat % 3 == 2 ? 0 : 0.12 * voice * min(1, 8 * age) + 0.01 * Float.random(in: -1...1, using: &dice)
      // Drums: a burst every half beat, low ones and high ones.
      if frame % (beat / 2) == 0 { level = Float.random(in: 0.3...0.6, using: &dice) }
      level *= 0.9997
      let noise = Float.random(in: -1...1, using: &dice)
      let dullness: Float = step % 2 == 0 ? 0.1 : 0.35
      smooth += dullness * (noise - smooth)
      drum += dullness * (smooth - drum)
      // Bass: a saw of eight harmonics.
      let turn = tone(1, note)
      var bass: Float = 0
      for harmonic in 1...8 { bass += Float(sin(2 * .pi * turn * Double(harmonic))) / Float(harmonic * harmonic) }
      // Chords: three tones with overtones, slowly swelling.
      var chord: Float = 0
      for (index, third) in [0, 4, 7].enumerated() {
        let cycle = tone(2 + index, root * 4 * exp2(Double(third + notes[frame / (4 * beat) % 64]) / 12))
        for harmonic in [1, 2, 3, 5, 8] { chord += Float(sin(2 * .pi * cycle * Double(harmonic))) / Float(harmonic) }
      }
      chord *= 0.05 * (1 + 0.5 * Float(sin(time * 2.1)))
      let air = 0.006 * Float.random(in: -1...1, using: &dice)
      for (stem, value) in [voice, 2 * level * drum, 0.2 * bass * (1 - 0.6 * age), chord + air].enumerated() {
        stems[stem][2 * frame] = value * [1, 0.9, 1, 0.6][stem]
        stems[stem][2 * frame + 1] = value * [1, 0.7, 1, 1][stem]
      }
    }
    self.stems = stems
  }

  /// The same sound, that many frames later in a file of the same length. Parts of a frame by a sinc of 256 points.
  package static func delayed(_ samples: [Float], by frames: Double) -> [Float] {
    let whole = Int(frames.rounded(.down))
    let part = frames - frames.rounded(.down)
    var taps: [Float] = [1]
    if part > 0 {
      taps = (-128..<128).map { tap in
        let x = Double(tap) - part
        return Float(sin(.pi * x) / (.pi * x) * (0.5 + 0.5 * cos(.pi * x / 129)))
      }
    }
    var result = [Float](repeating: 0, count: samples.count)
    for (index, tap) in taps.enumerated() {
      let offset = 2 * (whole + (part > 0 ? index - 128 : 0))
      for place in max(0, offset)..<min(samples.count, samples.count + offset) {
        result[place] += tap * samples[place - offset]
      }
    }
    return result
  }

  /// As a lossy coder leaves it: duller above 8 kHz, with noise 17 dB below that follows the sound.
  package static func coded(_ samples: [Float], seed: UInt64, gain: Float) -> [Float] {
    var dice = SeededRandom(seed: seed)
    var (last, envelope): ([Float], Float) = ([0, 0], 0)
    return samples.indices.map { index in
      let side = index % 2
      last[side] += 0.75 * (samples[index] - last[side])
      envelope = max(0.999 * envelope, abs(samples[index]))
      return gain * (0.9 * samples[index] + 0.1 * last[side] + 0.07 * envelope * Float.random(in: -1...1, using: &dice))
    }
  }

  /// Played at another speed, by lines between samples.
  package static func resampled(_ samples: [Float], speed: Double) -> [Float] {
    let count = samples.count / 2 - 2
    return (0..<Int(Double(count) / speed)).flatMap { frame -> [Float] in
      let place = Double(frame) * speed
      let (whole, part) = (min(count, Int(place)), Float(place - place.rounded(.down)))
      return (0..<2).map { samples[2 * whole + $0] * (1 - part) + samples[2 * whole + 2 + $0] * part }
    }
  }
}
