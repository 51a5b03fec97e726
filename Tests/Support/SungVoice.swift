import Glibc
import Music

extension Signal {
  /// Somebody sings vowels from `start` to `end`: a buzzing source with vibrato that glides from note to note, through
  /// three resonances that move from vowel to vowel, four syllables a second or so, consonants as gaps and breath.
  /// `notes`: MIDI numbers, one a syllable, round and round.
  package mutating func addVoice(
    from start: Double, to end: Double, notes: [Double], level: Float, random: inout SeededRandom
  ) {
    let vowels: [[(hz: Double, width: Double, gain: Double)]] = [
      [(730, 90, 1), (1090, 110, 0.5), (2440, 170, 0.15)], [(270, 60, 1), (2290, 120, 0.3), (3010, 190, 0.15)],
      [(570, 80, 1), (840, 100, 0.6), (2410, 170, 0.1)], [(530, 80, 1), (1840, 120, 0.4), (2480, 170, 0.2)],
    ]
    let step = 1 / rate
    var (time, syllable, before) = (start, 0, notes[0])
    while time < end - 0.15 {
      let length = min(end - time, [0.22, 0.3, 0.45, 0.26][syllable % 4])
      let (from, note, vowel) = (before, notes[syllable % notes.count], vowels[syllable * 3 % 4])
      let next = vowels[(syllable * 3 + 3) % 4]
      var phase = 0.0
      add(at: time, for: 0.05) { 0.15 * level * Float(sin(Double.pi * $0 / 0.05)) * random.sample() }
      add(at: time + 0.03, for: length - 0.06) { t in
        let share = min(1, t / 0.09)
        let pitch = from + (note - from) * share + 0.35 * sin(2 * Double.pi * 5.5 * (t + time)) * min(1, t / 0.2)
        let hz = 440 * pow(2, (pitch - 69) / 12)
        phase += hz * step
        let blend = t / length
        var value = 0.0
        for harmonic in 1...16 {
          let frequency = hz * Double(harmonic)
          var gain = 0.0
          for (a, b) in zip(vowel, next) {
            let centre = a.hz + (b.hz - a.hz) * blend
            let distance = (frequency - centre) / (a.width + 40)
            gain += (a.gain + (b.gain - a.gain) * blend) / (1 + distance * distance)
          }
          value += gain * sin(2 * Double.pi * phase * Double(harmonic)) / Double(harmonic).squareRoot()
        }
        let edge = max(0, min(1, min(t / 0.03, (length - 0.06 - t) / 0.05)))
        return level * Float(value * edge)
      }
      (before, syllable, time) = (note, syllable + 1, time + length)
    }
  }
}
