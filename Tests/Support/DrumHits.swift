import Glibc
import Music

/// Drums whose attacks are known to the frame: alone, in silence between, and over a chord that never pauses.
package struct DrumHits: Sendable {
  package let name: String
  /// One channel at 44.1 kHz.
  package let sound: [Float]
  /// The first frame of each hit.
  package let hits: [Int]
  /// There is silence before each hit.
  package let isAlone: Bool

  package static func all(seconds: Double) -> [DrumHits] {
    let random = SeededRandom(seed: 51)
    return [
      DrumHits("clicks", every: 0.497, seconds: seconds, random) { signal, time, random in
        signal.add(at: time, for: 0.005) { _ in 0.5 * random.sample() }
      },
      DrumHits("kicks", every: 0.4839, seconds: seconds, random) { signal, time, _ in signal.addKick(at: time) },
      DrumHits("snares", every: 0.4839, seconds: seconds, random) { signal, time, random in
        signal.addSnare(at: time, random: &random)
      },
      DrumHits("hats", every: 0.24195, seconds: seconds, random) { signal, time, random in
        signal.addHat(at: time, level: 0.3, random: &random)
      },
      overPad(seconds: seconds),
    ]
  }

  /// Kicks and snares in turn over a pad of detuned saws.
  package static func overPad(seconds: Double) -> DrumHits {
    var number = 0
    let pad = SteadyChord.sawPad(seconds: seconds).sound
    let drums = DrumHits("drums_over_pad", every: 0.4839, seconds: seconds, SeededRandom(seed: 52)) {
      signal, time, random in
      if number % 2 == 0 { signal.addKick(at: time) } else { signal.addSnare(at: time, random: &random) }
      number += 1
    }
    return DrumHits(
      name: drums.name, sound: zip(drums.sound, pad).map { $0 + 0.4 * $1 }, hits: drums.hits, isAlone: false)
  }

  private init(name: String, sound: [Float], hits: [Int], isAlone: Bool) {
    (self.name, self.sound, self.hits, self.isAlone) = (name, sound, hits, isAlone)
  }

  private init(
    _ name: String, every seconds: Double, seconds length: Double, _ random: SeededRandom,
    draw: (inout Signal, Double, inout SeededRandom) -> Void
  ) {
    var random = random
    var signal = Signal(seconds: length)
    var hits: [Int] = []
    for time in stride(from: 0.25, to: length - 0.6, by: seconds) {
      draw(&signal, time, &random)
      hits.append(Int((time * signal.rate).rounded(.up)))
    }
    let sound = signal.samples
    self.init(name: name, sound: stride(from: 0, to: sound.count, by: 2).map { sound[$0] }, hits: hits, isAlone: true)
  }
}
