import Glibc
import Music

/// Chords that are held without a new attack, synthesised so that each of their tones is known: what a time stretcher
/// should keep as it is.
package struct SteadyChord: Sendable {
  /// A tone that the chord has, and how far vibrato takes it from its middle.
  package struct Tone: Sendable {
    package var hz: Double
    package var reach = 0.0
  }

  package let name: String
  /// One channel at 44.1 kHz, on whole steps of 24 bits; it comes in over the first 50 ms, or is struck there.
  package let sound: [Float]
  package let tones: [Tone]

  package static let rate = 44_100.0

  /// All kinds, `seconds` long.
  package static func all(seconds: Double) -> [SteadyChord] {
    [
      sines("sine_triad", [261.63, 329.63, 392], seconds: seconds),
      sines("five_tones", [220, 261.63, 329.63, 392, 493.88], seconds: seconds), sawPad(seconds: seconds),
      organ(seconds: seconds), strings(seconds: seconds), electricPiano(seconds: seconds), piano(seconds: seconds),
    ]
  }

  private init(_ name: String, _ drawn: [Double], _ tones: [Tone]) {
    self.name = name
    let loudest = drawn.lazy.map(abs).max() ?? 1
    sound = drawn.enumerated().map { frame, value in
      let rise = min(1, Double(frame) / (0.05 * Self.rate))
      return Float((value / loudest * 0.45 * rise * 8_388_608).rounded() / 8_388_608)
    }
    self.tones = tones
  }

  /// Sines of one level, phases spread.
  package static func sines(_ name: String, _ pitches: [Double], seconds: Double) -> SteadyChord {
    var canvas = [Double](repeating: 0, count: Int(seconds * rate))
    for (index, hz) in pitches.enumerated() { addPartial(to: &canvas, hz, phase: 1.7 * Double(index)) { _ in 1 } }
    return SteadyChord(name, canvas, pitches.map { Tone(hz: $0) })
  }

  /// Three saws for each of three notes, 9 cents apart, dull above 3 kHz.
  package static func sawPad(_ notes: [Double] = [57, 60, 64], cents: Double = 9, seconds: Double) -> SteadyChord {
    var canvas = [Double](repeating: 0, count: Int(seconds * rate))
    var tones: [Tone] = []
    var random = SeededRandom(seed: 41)
    for note in notes {
      for voice in -1...1 {
        let pitch = hertz(note + Double(voice) * cents / 100)
        let harmonics = (1...Int(12_000 / pitch)).map { 1 / (Double($0) * (1 + pow(Double($0) * pitch / 3000, 2))) }
        addVoice(to: &canvas, harmonics, phase: .random(in: 0..<6.28, using: &random)) { _ in pitch }
        tones += harmonics.indices.map { Tone(hz: pitch * Double($0 + 1)) }
      }
    }
    return SteadyChord("saw_pad", canvas, tones)
  }

  /// Nine drawbars on four notes, each wheel at its own phase, through a fast rotor: 6.7 Hz, 6 cents, a quarter of the
  /// level.
  package static func organ(_ notes: [Double] = [48, 55, 60, 64], seconds: Double) -> SteadyChord {
    var canvas = [Double](repeating: 0, count: Int(seconds * rate))
    var tones: [Tone] = []
    var random = SeededRandom(seed: 42)
    for note in notes {
      for (bar, level) in [(0.5, 0.8), (1, 1), (1.5, 0.7), (2, 0.8), (3, 0.5), (4, 0.6), (5, 0.3), (6, 0.3), (8, 0.4)] {
        let hz = hertz(note) * bar
        let phase = Double.random(in: 0..<6.28, using: &random)
        // 6 cents of swing at 6.7 Hz, as the phase has it.
        let swing = hz * (pow(2, 6 / 1200.0) - 1) / 6.7
        for frame in canvas.indices {
          let t = Double(frame) / rate
          let rotor = 2 * Double.pi * 6.7 * t
          canvas[frame] += level * (1 + 0.25 * sin(rotor)) * sin(2 * .pi * hz * t + phase + swing * sin(rotor))
        }
        tones.append(Tone(hz: hz, reach: hz * 0.0035))
      }
    }
    return SteadyChord("organ", canvas, tones)
  }

  /// Five players on each of four notes, 6 cents apart, each with a vibrato of 12 cents of its own; and the noise of
  /// bows.
  package static func strings(_ notes: [Double] = [50, 57, 62, 66], seconds: Double) -> SteadyChord {
    var canvas = [Double](repeating: 0, count: Int(seconds * rate))
    var tones: [Tone] = []
    var random = SeededRandom(seed: 43)
    for note in notes {
      for _ in 0..<5 {
        let pitch = hertz(note + Double.random(in: -0.06...0.06, using: &random))
        let (speed, start) = (Double.random(in: 5...6.5, using: &random), Double.random(in: 0..<6.28, using: &random))
        let harmonics = (1...Int(5000 / pitch)).map { pow(Double($0), -1.2) }
        addVoice(to: &canvas, harmonics, phase: start) { pitch * (1 + 0.00695 * sin(2 * .pi * speed * $0 + start)) }
      }
      for harmonic in 1...Int(5000 / hertz(note)) {
        let hz = hertz(note) * Double(harmonic)
        tones.append(Tone(hz: hz, reach: hz * 0.0104))
      }
    }
    let level = (canvas.reduce(0) { $0 + $1 * $1 } / Double(canvas.count)).squareRoot()
    var before = 0.0
    for frame in canvas.indices {
      before += 0.3 * (Double(random.sample()) - before)
      canvas[frame] += 0.012 * level * before
    }
    return SteadyChord("strings", canvas, tones)
  }

  /// Tines with a bell that dies away, and a tremolo of 5.5 Hz.
  package static func electricPiano(_ notes: [Double] = [48, 55, 59, 64], seconds: Double) -> SteadyChord {
    var canvas = [Double](repeating: 0, count: Int(seconds * rate))
    var tones: [Tone] = []
    for (index, note) in notes.enumerated() {
      for (partial, level, life) in [(1.0, 1.0, 6.0), (2, 0.35, 4), (3, 0.12, 3), (4, 0.05, 2), (7.1, 0.12, 0.25)] {
        let hz = hertz(note) * partial
        addPartial(to: &canvas, hz, phase: Double(index) + partial) { t in
          level * exp(-t / life) * (1 + 0.3 * sin(2 * .pi * 5.5 * t))
        }
        tones.append(Tone(hz: hz))
      }
    }
    return SteadyChord("electric_piano", canvas, tones)
  }

  /// Stiff strings, three a note and up to a cent apart, which die away fast first and slowly then.
  package static func piano(_ notes: [Double] = [36, 48, 55, 64, 67], seconds: Double) -> SteadyChord {
    var canvas = [Double](repeating: 0, count: Int(seconds * rate))
    var tones: [Tone] = []
    var random = SeededRandom(seed: 44)
    for note in notes {
      let pitch = hertz(note)
      let stiffness = 0.00004 * pow(2, (note - 36) / 8)
      for string in -1...1 {
        let detune = pow(2, (Double(string) * 0.7 + Double.random(in: -0.2...0.2, using: &random)) / 1200)
        for partial in 1...24 {
          let n = Double(partial)
          let hz = pitch * n * (1 + stiffness * n * n).squareRoot() * detune
          guard hz < 8000 else { break }
          // The hammer strikes an eighth of the string; what is high dies first.
          let level = abs(sin(.pi * n / 8.3)) / pow(n, 1.3)
          let life = 9 / (1 + hz / 700)
          addPartial(to: &canvas, hz, phase: Double.random(in: 0..<6.28, using: &random)) { t in
            level * (0.8 * exp(-t / (0.18 * life)) + 0.2 * exp(-t / life))
          }
          if string == 0 { tones.append(Tone(hz: hz)) }
        }
      }
    }
    return SteadyChord("piano", canvas, tones)
  }

  private static func hertz(_ note: Double) -> Double { 440 * pow(2, (note - 69) / 12) }

  /// A sine whose level is asked for every 64 frames.
  private static func addPartial(
    to canvas: inout [Double], _ hz: Double, phase: Double, level: (_ seconds: Double) -> Double
  ) {
    let turn = 2 * Double.pi * hz / rate
    let (stepCosine, stepSine) = (cos(turn), sin(turn))
    var (cosine, sine) = (cos(phase), sin(phase))
    for first in stride(from: 0, to: canvas.count, by: 64) {
      let (from, to) = (level(Double(first) / rate), level(Double(first + 64) / rate))
      for frame in first..<min(canvas.count, first + 64) {
        canvas[frame] += sine * (from + (to - from) * Double(frame - first) / 64)
        (cosine, sine) = (cosine * stepCosine - sine * stepSine, sine * stepCosine + cosine * stepSine)
      }
    }
  }

  /// Harmonics of a pitch that moves.
  private static func addVoice(
    to canvas: inout [Double], _ harmonics: [Double], phase start: Double, pitch: (_ seconds: Double) -> Double
  ) {
    var phase = start
    for frame in canvas.indices {
      phase += 2 * Double.pi * pitch(Double(frame) / rate) / rate
      let (stepCosine, stepSine) = (cos(phase), sin(phase))
      var (cosine, sine) = (stepCosine, stepSine)
      for level in harmonics {
        canvas[frame] += level * sine
        (cosine, sine) = (cosine * stepCosine - sine * stepSine, sine * stepCosine + cosine * stepSine)
      }
    }
  }
}
