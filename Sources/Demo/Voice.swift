import Glibc

/// A singer: a glottal source and breath through five parallel resonators that move from vowel to vowel (formant
/// synthesis; Klatt 1980), with consonants, slides between notes, and vibrato.
struct Voice {
  /// A note on the time line.
  struct Note {
    /// Where the vowel begins and where the tone ends, in seconds.
    var start: Double
    var end: Double
    var pitch: Double
    var syllable: Syllable
  }

  /// How one take differs from another of the same line.
  struct Take {
    var cents = 0.0
    var seed: UInt64 = 0
    var delay = 0.0
    var gain: Float = 1
    var pan: Float = 0
  }

  let rate: Double
  private let block = 32

  /// What the throat aims at during one block.
  private struct Aim {
    var pitch: Double
    var formants: Formants
    var voicing: Float
    var breath: Float
    var hiss: Float
    var hissHz: Double
  }

  /// Sings one breath's notes, in order, into `bus`.
  func sing(_ notes: [Note], take: Take, into bus: Bus) {
    guard let first = notes.first, let last = notes.last else { return }
    let begin = first.start - 0.12
    let startFrame = Int(((begin + take.delay) * rate).rounded())
    let count = Int((last.end + 0.25 - begin) * rate)
    guard startFrame >= 0 else { return }
    let control = rate / Double(block)
    var noise = Noise(seed: take.seed &* 0x9E37_79B9 &+ 77)
    var pitch = OnePole(seconds: 0.03, rate: control, value: Float(first.pitch - 1.2))
    var voicing = OnePole(seconds: 0.012, rate: control)
    var breath = OnePole(seconds: 0.012, rate: control)
    var hiss = OnePole(seconds: 0.006, rate: control)
    var jitter = OnePole(seconds: 0.08, rate: control)
    var tract = Tract(Formants.vowel("a"), rate: rate)
    var hissFilter = StateVariable(hz: 5000, q: 1.2, rate: rate)
    var glottis = Phasor(hz: 200, rate: rate)
    var soft = OnePole(seconds: 1 / (2 * .pi * 4200), rate: rate)
    var index = 0
    var at = 0
    while at < count {
      let time = begin + Double(at) / rate
      while index + 1 < notes.count, time >= notes[index + 1].start - notes[index + 1].syllable.onset.lead {
        index += 1
      }
      let aim = aim(notes[index], next: index + 1 < notes.count ? notes[index + 1] : nil, at: time)
      let note = notes[index]
      // Vibrato grows on long notes only; a slow random drift keeps the tone alive.
      let held = time - note.start
      let depth = 0.3 * min(1, max(0, (held - 0.22) / 0.35))
      let vibrato = depth * sin(2 * .pi * 5.6 * time + Double(take.seed))
      let drift = 0.9 * Double(jitter.next(noise.next()))
      let semitones = Double(pitch.next(Float(aim.pitch))) + vibrato + drift + take.cents / 100
      glottis.increment = Float(hertz(semitones) / rate)
      tract.move(to: aim.formants)
      if aim.hiss > 0 { hissFilter.tune(hz: aim.hissHz, q: 1.3, rate: rate) }
      let (v0, b0, h0) = (voicing.value, breath.value, hiss.value)
      let (v1, b1, h1) = (voicing.next(aim.voicing), breath.next(aim.breath), hiss.next(aim.hiss))
      let frames = min(block, count - at, bus.frames - startFrame - at)
      guard frames > 0 else { return }
      let out = bus.samples + 2 * (startFrame + at)
      let left = take.gain * min(1, 1 - take.pan)
      let right = take.gain * min(1, 1 + take.pan)
      for i in 0..<frames {
        let x = Float(i) / Float(block)
        let open = 1 - glottis.phase
        let pulse = glottis.nextSaw()
        let white = noise.next()
        // Breath comes while the folds are open.
        let air = (b0 + x * (b1 - b0)) * white * (0.35 + 0.65 * open)
        let source = soft.next((v0 + x * (v1 - v0)) * pulse) + air
        let y = tract.next(source) + (h0 + x * (h1 - h0)) * hissFilter.band(white)
        out[2 * i] += left * y
        out[2 * i + 1] += right * y
      }
      at += block
    }
  }

  private func aim(_ note: Note, next: Note?, at time: Double) -> Aim {
    let syllable = note.syllable
    let into = time - note.start
    var aim = Aim(pitch: note.pitch, formants: syllable.vowel, voicing: 1, breath: 0.035, hiss: 0, hissHz: 5000)
    if into < 0 {
      shapeOnset(&aim, syllable, into: into)
    } else {
      let length = note.end - note.start
      let left = note.end - time
      if let glide = syllable.glide, into > min(0.6 * length, max(0.08, length - 0.22)) { aim.formants = glide }
      if syllable.isNasalAtEnd, left < 0.09 { aim.formants = .nasal }
      // A note swells a little and then sinks; after its end the tone stops.
      aim.voicing = Float(0.8 + 0.2 * min(1, into / 0.12) - 0.15 * min(1, max(0, into - 0.5)))
      if left < 0 { (aim.voicing, aim.breath) = (0, left > -0.05 ? 0.03 : 0) }
      // The mouth opens from the lips' closure: the resonances start low and rise.
      if case .plosive(let hz, _) = syllable.onset, into < 0.03 {
        aim.formants.hz[0] = 0.5 * aim.formants.hz[0]
        aim.formants.hz[1] = 0.6 * aim.formants.hz[1] + 0.4 * Float(min(hz, 2300))
      }
    }
    return aim
  }

  private func shapeOnset(_ aim: inout Aim, _ syllable: Syllable, into: Double) {
    let lead = syllable.onset.lead
    guard into >= -lead else {
      (aim.voicing, aim.breath) = (0, 0)
      return
    }
    switch syllable.onset {
    case .none: aim.voicing = 0.5
    case .breath: (aim.voicing, aim.breath) = (0, 0.22)
    case .nasal: (aim.formants, aim.voicing) = (.nasal, 0.55)
    case .lateral: (aim.formants, aim.voicing) = (.lateral, 0.6)
    case .rhotic: (aim.formants, aim.voicing) = (.rhotic, 0.6)
    case .glide(let vowel): (aim.formants, aim.voicing) = (.vowel(vowel), 0.65)
    case .fricative(let hz, let isVoiced):
      (aim.voicing, aim.breath, aim.hissHz) = (isVoiced ? 0.3 : 0, 0, hz)
      aim.hiss = into < -0.012 ? (isVoiced ? 0.16 : 0.26) : 0
    case .plosive(let hz, let isVoiced):
      (aim.voicing, aim.breath, aim.hissHz) = (isVoiced ? 0.12 : 0, 0, hz)
      if into > -0.02 { (aim.hiss, aim.breath) = (isVoiced ? 0.2 : 0.42, isVoiced ? 0.02 : 0.15) }
    }
  }
}

/// The five resonators, side by side; they slide towards where they are told to move.
private struct Tract {
  private var filters = [StateVariable](repeating: StateVariable(), count: 5)
  private var hz: SIMD8<Float>
  private var decibels: SIMD8<Float>
  private var gains = SIMD8<Float>()
  private let rate: Double
  private static let widths: [Double] = [85, 100, 130, 160, 210]

  init(_ formants: Formants, rate: Double) {
    hz = formants.hz
    decibels = formants.decibels
    self.rate = rate
    move(to: formants)
  }

  mutating func move(to formants: Formants) {
    hz += 0.045 * (formants.hz - hz)
    decibels += 0.045 * (formants.decibels - decibels)
    for k in 0..<5 {
      filters[k].tune(hz: Double(hz[k]), q: Double(hz[k]) / Self.widths[k], rate: rate)
      // The saw falls by 6 dB an octave; the table's levels are those of the sound, so the fall is taken back. Signs
      // alternate, so that no zero opens between two resonances.
      let level = Float(pow(10, Double(decibels[k]) / 20)) * max(1, hz[k] / 600)
      gains[k] = k & 1 == 0 ? level : -level
    }
  }

  @inline(__always) mutating func next(_ x: Float) -> Float {
    var y: Float = 0
    for k in 0..<5 { y += gains[k] * filters[k].band(x) }
    return y
  }
}
