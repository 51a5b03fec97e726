import Glibc

/// A subtractive voice: saw or pulse oscillators, a low-pass with an envelope, an amplitude envelope; or, with
/// `modulation`, pairs of sines where one bends the other's phase (FM, Chowning 1973), for keys and organ.
struct SynthPatch: Sendable {
  enum Wave: Sendable { case saw, pulse, bell, drawbars }
  var wave: Wave = .saw
  /// Oscillators a tone, spread over `cents` to both sides and over the stereo width.
  var voices = 2
  var cents = 8.0
  var attack = 0.003
  var decay = 0.3
  var sustain: Float = 0.5
  var release = 0.08
  var cutoff = 900.0
  /// How many octaves the envelope opens the filter.
  var sweepOctaves = 2.0
  var sweepSeconds = 0.12
  var q = 0.9
  var drive: Float = 0
  /// Swings of the filter a beat; 0: none.
  var wobbles = 0.0
}

extension SynthPatch {
  static let roundBass = SynthPatch(voices: 1, decay: 0.25, sustain: 0.6, cutoff: 220, sweepOctaves: 1.8, drive: 1.4)
  static let pluckedBass = SynthPatch(
    voices: 1, decay: 0.22, sustain: 0.35, release: 0.05, cutoff: 320, sweepOctaves: 2.6, sweepSeconds: 0.07, q: 1.2,
    drive: 1.5)
  static let rollingBass = SynthPatch(
    voices: 2, cents: 5, decay: 0.12, sustain: 0.25, release: 0.03, cutoff: 170, sweepOctaves: 2, sweepSeconds: 0.06,
    drive: 2)
  static let wobbleBass = SynthPatch(
    wave: .pulse, voices: 1, decay: 0.4, sustain: 0.7, cutoff: 260, sweepOctaves: 2, sweepSeconds: 0.1, q: 1.6,
    drive: 1.8, wobbles: 1.5)
  static let subBass = SynthPatch(
    voices: 1, decay: 0.8, sustain: 0.6, release: 0.1, cutoff: 180, sweepOctaves: 1.5, drive: 1.6)
  static let reese = SynthPatch(
    voices: 3, cents: 22, decay: 0.6, sustain: 0.85, cutoff: 380, sweepOctaves: 1.2, sweepSeconds: 0.25, q: 1.1,
    drive: 2, wobbles: 0.5)
  static let softKeys = SynthPatch(
    wave: .bell, voices: 2, cents: 4, attack: 0.002, decay: 0.7, sustain: 0.15, release: 0.18)
  static let brightKeys = SynthPatch(
    voices: 2, cents: 7, decay: 0.16, sustain: 0.2, release: 0.07, cutoff: 1100, sweepOctaves: 2.4, sweepSeconds: 0.08)
  static let dubStab = SynthPatch(
    voices: 3, cents: 12, decay: 0.2, sustain: 0.1, release: 0.12, cutoff: 420, sweepOctaves: 2.6, sweepSeconds: 0.1,
    q: 1.6)
  static let organ = SynthPatch(wave: .drawbars, voices: 1, attack: 0.002, decay: 0.14, sustain: 0.35, release: 0.05)
  static let warmPad = SynthPatch(
    voices: 3, cents: 14, attack: 0.35, decay: 2, sustain: 0.8, release: 0.9, cutoff: 1100, sweepOctaves: 1,
    sweepSeconds: 1.5, q: 0.7)
  static let strings = SynthPatch(
    voices: 3, cents: 11, attack: 0.12, decay: 2, sustain: 0.85, release: 0.4, cutoff: 2600, sweepOctaves: 0.6,
    sweepSeconds: 0.6, q: 0.7)
  static let darkPad = SynthPatch(
    voices: 3, cents: 18, attack: 0.8, decay: 3, sustain: 0.85, release: 1.2, cutoff: 650, sweepOctaves: 1.4,
    sweepSeconds: 3, q: 1.1)
  static let softPluck = SynthPatch(
    voices: 2, cents: 6, decay: 0.18, sustain: 0, release: 0.1, cutoff: 700, sweepOctaves: 2.2, sweepSeconds: 0.06)
  static let brightPluck = SynthPatch(
    wave: .pulse, voices: 2, cents: 9, decay: 0.2, sustain: 0, release: 0.12, cutoff: 1300, sweepOctaves: 2.4,
    sweepSeconds: 0.07)
  static let acidPluck = SynthPatch(
    voices: 1, decay: 0.14, sustain: 0.1, release: 0.04, cutoff: 420, sweepOctaves: 3.2, sweepSeconds: 0.08, q: 4,
    drive: 1.5)
}

/// Tones that sound together.
struct SynthNote {
  var start: Int
  var frames: Int
  /// MIDI pitches.
  var pitches: [Int]
  var velocity: Float
}

/// Plays notes of one patch, adding to a bus.
struct Synth {
  let patch: SynthPatch
  let rate: Double
  let framesPerBeat: Double
  private let block = 32

  /// - Parameters:
  ///   - sub: the level of a plain sine on the lowest pitch, after filter and drive; for basses.
  ///   - width: 0 … 1.
  func play(_ note: SynthNote, into bus: Bus, gain: Float, width: Float, sub: Float = 0) {
    let frames = min(note.frames + Int(patch.release * rate), bus.frames - note.start)
    guard frames > 0, let lowest = note.pitches.first else { return }
    var tones = oscillators(note, width: width)
    var subTone = Phasor(hz: hertz(Double(lowest)), rate: rate)
    var filters = (StateVariable(), StateVariable())
    let isFiltered = patch.wave == .saw || patch.wave == .pulse
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * block) { scratch in
      let mix = scratch.baseAddress!
      var at = 0
      while at < frames {
        let count = min(block, frames - at)
        mix.update(repeating: 0, count: 2 * block)
        let time = Double(at) / rate
        for index in tones.indices { tones[index].add(to: mix, count: count, wave: patch.wave, time: time) }
        if isFiltered {
          let hz = cutoff(time, velocity: note.velocity, start: note.start)
          filters.0.tune(hz: hz, q: patch.q, rate: rate)
          filters.1.tune(hz: hz, q: patch.q, rate: rate)
        }
        let from = level(at, held: note.frames)
        let to = level(at + count, held: note.frames)
        let out = bus.samples + 2 * (note.start + at)
        for i in 0..<count {
          var left = mix[2 * i]
          var right = mix[2 * i + 1]
          if isFiltered {
            left = filters.0.low(left)
            right = filters.1.low(right)
          }
          if patch.drive > 0 {
            left = saturated(patch.drive * left)
            right = saturated(patch.drive * right)
          }
          let low = sub > 0 ? sub * subTone.nextSine() : 0
          let envelope = gain * note.velocity * (from + (to - from) * Float(i) / Float(count))
          out[2 * i] += envelope * (left + low)
          out[2 * i + 1] += envelope * (right + low)
        }
        at += count
      }
    }
  }

  private func oscillators(_ note: SynthNote, width: Float) -> [Tone] {
    var tones: [Tone] = []
    let loudness = 1 / (Float(note.pitches.count).squareRoot() * Float(patch.voices).squareRoot())
    for (row, pitch) in note.pitches.enumerated() {
      for voice in 0..<patch.voices {
        let spread = patch.voices == 1 ? 0 : 2 * Double(voice) / Double(patch.voices - 1) - 1
        let hz = hertz(Double(pitch) + spread * patch.cents / 100)
        // Unrelated phases, the same for the same note: oscillators that start together would thump.
        let phase = Float((row * 5 + voice * 3 + pitch) * 131 % 997) / 997
        let side = patch.voices == 1 ? 0 : Float(spread) * width * (row & 1 == 0 ? 1 : -1)
        tones.append(
          Tone(
            carrier: Phasor(hz: hz, rate: rate, phase: patch.voices == 1 ? 0 : phase), rate: rate,
            left: loudness * min(1, 1 - side), right: loudness * min(1, 1 + side)))
      }
    }
    return tones
  }

  private func cutoff(_ time: Double, velocity: Float, start: Int) -> Double {
    var octaves = patch.sweepOctaves * exp(-time / patch.sweepSeconds) * Double(0.4 + 0.6 * velocity)
    if patch.wobbles > 0 {
      let beats = (Double(start) + time * rate) / framesPerBeat
      octaves += 0.9 * sin(2 * .pi * patch.wobbles * beats)
    }
    return patch.cutoff * exp2(octaves)
  }

  /// Attack, decay to the sustain level, then a release that ends at zero.
  private func level(_ frame: Int, held: Int) -> Float {
    func sounding(_ frame: Int) -> Float {
      let time = Double(frame) / rate
      if time < patch.attack { return Float(time / patch.attack) }
      return patch.sustain + (1 - patch.sustain) * Float(exp(-(time - patch.attack) / patch.decay))
    }
    guard frame > held else { return sounding(frame) }
    let left = max(0, 1 - Float(Double(frame - held) / (patch.release * rate)))
    return sounding(held) * left * left
  }
}

/// One oscillator of a note with its place between the speakers.
private struct Tone {
  var carrier: Phasor
  var modulator: Phasor
  var left: Float
  var right: Float

  init(carrier: Phasor, rate: Double, left: Float, right: Float) {
    self.carrier = carrier
    modulator = carrier
    self.left = left
    self.right = right
  }

  @inline(__always) mutating func add(
    to mix: UnsafeMutablePointer<Float>, count: Int, wave: SynthPatch.Wave, time: Double
  ) {
    var phasor = carrier
    switch wave {
    case .saw:
      for i in 0..<count { place(phasor.nextSaw(), mix, i) }
    case .pulse:
      for i in 0..<count { place(0.8 * phasor.nextPulse(width: 0.36), mix, i) }
    case .bell:
      // A struck tine: the modulator dies away, the tone becomes pure; a faint high partial at the start.
      let index = Float(0.16 * exp(-time / 0.35) + 0.03)
      let tine = Float(0.12 * exp(-time / 0.05))
      for i in 0..<count {
        let bend = index * modulator.nextSine() + 4
        let high = sine(wrapped(7 * phasor.phase))
        place(1.2 * sine(wrapped(phasor.phase + bend)) + tine * high, mix, i)
        phasor.step()
      }
    case .drawbars:
      let click = Float(0.5 * exp(-time / 0.06))
      for i in 0..<count {
        let p = phasor.phase
        let x =
          sine(p) + 0.55 * sine(wrapped(2 * p)) + (0.25 + click) * sine(wrapped(3 * p)) + 0.2 * sine(wrapped(4 * p))
        place(0.8 * x, mix, i)
        phasor.step()
      }
    }
    carrier = phasor
  }

  @inline(__always) private func place(_ x: Float, _ mix: UnsafeMutablePointer<Float>, _ i: Int) {
    mix[2 * i] += left * x
    mix[2 * i + 1] += right * x
  }
}

/// The fraction of a positive phase.
@inline(__always) private func wrapped(_ phase: Float) -> Float { phase - Float(Int32(phase)) }
