import Glibc
import Music

/// Interleaved stereo that is drawn note by note, at times known to the sample.
package struct Signal {
  package var samples: [Float]
  package let rate: Double
  package var seconds: Double { Double(samples.count / 2) / rate }

  /// Silence.
  package init(seconds: Double, rate: Double = 44_100) {
    self.rate = rate
    samples = [Float](repeating: 0, count: 2 * Int((seconds * rate).rounded()))
  }

  /// Adds `sample(seconds since start)` to both channels from `start` for `length` seconds.
  package mutating func add(at start: Double, for length: Double, _ sample: (Double) -> Float) {
    let first = Int((start * rate).rounded(.up))
    let last = min(samples.count / 2, Int(((start + length) * rate).rounded(.up)))
    for frame in max(0, first)..<max(0, first, last) {
      let value = sample(Double(frame) / rate - start)
      samples[2 * frame] += value
      samples[2 * frame + 1] += value
    }
  }

  /// A bass drum: a sine that falls from 160 to 50 Hz and fades.
  package mutating func addKick(at time: Double, level: Float = 0.5) {
    add(at: time, for: 0.25) { t in
      let phase = 2 * Double.pi * (50 * t + 110 * 0.03 * (1 - exp(-t / 0.03)))
      return level * Float(sin(phase + 0.5) * exp(-t / 0.08))
    }
  }

  /// A snare drum: a burst of noise over 190 Hz.
  package mutating func addSnare(at time: Double, level: Float = 0.3, random: inout SeededRandom) {
    add(at: time, for: 0.2) { t in
      let tone = Float(sin(2 * Double.pi * 190 * t))
      return level * Float(exp(-t / 0.05)) * (0.7 * random.sample() + 0.4 * tone)
    }
  }

  /// A closed hi-hat: 40 ms of noise without its low part.
  package mutating func addHat(at time: Double, level: Float = 0.12, random: inout SeededRandom) {
    var before: Float = 0
    add(at: time, for: 0.06) { t in
      let noise = random.sample()
      defer { before = noise }
      return level * Float(exp(-t / 0.015)) * (noise - before)
    }
  }

  /// A tone with four harmonics, −6 dB each, faded over 5 ms at both ends. `note`: MIDI number, fractions are cents.
  package mutating func addTone(note: Double, at time: Double, for length: Double, level: Float) {
    let frequency = 440 * pow(2, (note - 69) / 12)
    // The four sines turn as phasors: thousands of tones are drawn for one test.
    var cosines = SIMD4<Double>(repeating: 0)
    var sines = cosines
    var (stepCosines, stepSines) = (cosines, cosines)
    let first = (time * rate).rounded(.up) / rate - time
    for harmonic in 0..<4 {
      let speed = 2 * Double.pi * frequency * Double(harmonic + 1)
      (cosines[harmonic], sines[harmonic]) = (cos(speed * first), sin(speed * first))
      (stepCosines[harmonic], stepSines[harmonic]) = (cos(speed / rate), sin(speed / rate))
    }
    let weights = SIMD4<Double>(1, 0.5, 0.25, 0.125)
    add(at: time, for: length) { t in
      let value = (sines * weights).sum() * max(0, min(1, min(t, length - t) / 0.005))
      (cosines, sines) = (cosines * stepCosines - sines * stepSines, sines * stepCosines + cosines * stepSines)
      return level * Float(value)
    }
  }
}

/// A dance track of drums, bass and chords whose beats, bars, phrases and key are known.
package struct SyntheticTrack {
  package var signal: Signal
  package var beats: [Double]
  package var downbeats: [Double]
  package var key: MusicalKey

  /// - Parameters:
  ///   - tempo: BPM at a time; a constant function is a constant tempo.
  ///   - firstBeat: seconds; it is a downbeat.
  ///   - cents: how far the tuning lies from 440 Hz.
  ///   - beatsPerBar: bass drum on the first, snare on the others that are even from one, chords change with the bar.
  package init(
    tempo: (Double) -> Double, seconds: Double, firstBeat: Double = 0.1, key: MusicalKey = MusicalKey.all[21],
    cents: Double = 0, seed: UInt64 = 1, rate: Double = 44_100, beatsPerBar: Int = 4, swing: Double = 0.5
  ) {
    self.key = key
    signal = Signal(seconds: seconds, rate: rate)
    (beats, downbeats) = ([], [])
    var random = SeededRandom(seed: seed)
    var time = firstBeat
    var beat = 0
    while time < seconds - 0.3 {
      let length = 60 / tempo(time)
      beats.append(time)
      let inBar = beat % beatsPerBar
      let bar = beat / beatsPerBar
      // The arrangement changes every eight bars, and starts without hats.
      let isFull = bar / 8 % 2 == 1
      if inBar == 0 { downbeats.append(time) }
      if inBar == 0 || (beatsPerBar == 4 && (isFull || inBar == 2)) { signal.addKick(at: time) }
      if inBar % 2 == 1 { signal.addSnare(at: time, random: &random) }
      signal.addHat(at: time, level: isFull ? 0.12 : 0.04, random: &random)
      signal.addHat(at: time + swing * length, level: isFull ? 0.15 : 0.05, random: &random)
      if inBar == 0 {
        let chord = Self.progression(key)[bar % 4]
        let hold = Double(beatsPerBar) * length * 0.98
        signal.addTone(note: Double(chord[0] - 12) + cents / 100, at: time, for: hold, level: 0.12)
        for note in chord { signal.addTone(note: Double(note) + cents / 100, at: time, for: hold, level: 0.05) }
      }
      time += length
      beat += 1
    }
  }

  /// Triads as MIDI notes from octave 4: I–IV–V–I in major, i–iv–v–i in minor: all notes of the key, and no doubt about
  /// its tonic.
  private static func progression(_ key: MusicalKey) -> [[Int]] {
    let tonic = 57 + key.tonic.semitonesAboveC - 9
    let isMajor = key.mode == .major
    let roots = [0, 5, 7, 0]
    return roots.map { root in
      let base = tonic + root
      return [base, base + (isMajor ? 4 : 3), base + 7]
    }
  }
}

extension Signal {
  /// White noise at −12 dB.
  package static func noise(seconds: Double, seed: UInt64 = 7) -> Signal {
    var signal = Signal(seconds: seconds)
    var random = SeededRandom(seed: seed)
    for index in signal.samples.indices { signal.samples[index] = 0.25 * random.sample() }
    return signal
  }

  /// One value throughout.
  package static func constant(_ value: Float, seconds: Double) -> Signal {
    var signal = Signal(seconds: seconds)
    for index in signal.samples.indices { signal.samples[index] = value }
    return signal
  }
}
