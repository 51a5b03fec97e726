import Glibc

/// What leads from one passage to the next: rising noise, a boom where the drop lands, noise that falls away.
struct Transitions {
  let arrangement: Arrangement
  let clock: StepClock
  let seed: UInt64

  func play(into bus: Bus) {
    for passage in arrangement.passages {
      let start = clock.frame(Double(16 * passage.firstBar))
      switch passage.kind {
      case .build: sweep(bus, fromBar: passage.endBar - min(8, passage.bars), bars: min(8, passage.bars), gain: 0.11)
      case .intro: sweep(bus, fromBar: passage.endBar - 2, bars: 2, gain: 0.05)
      case .drop:
        boom(bus, at: start, gain: 0.22)
        fall(bus, at: start, bars: 2, gain: 0.06)
      case .breakdown:
        boom(bus, at: start, gain: 0.3)
        fall(bus, at: start, bars: 4, gain: 0.09)
      case .outro, .verse: fall(bus, at: start, bars: 2, gain: 0.07)
      }
    }
  }

  /// Noise whose colour rises from 300 Hz to 9 kHz while it grows, a tone two octaves up with it; it stops on the bar.
  private func sweep(_ bus: Bus, fromBar: Int, bars: Int, gain: Float) {
    let start = clock.frame(Double(16 * fromBar))
    let end = min(bus.frames, clock.frame(Double(16 * (fromBar + bars))))
    var noise = (Noise(seed: seed &+ 11), Noise(seed: seed &+ 12))
    var filters = (StateVariable(), StateVariable())
    var pulse = Phasor(hz: clock.bpm / 15, rate: clock.rate)
    let fade = Float(0.01 * clock.rate)
    for i in start..<end {
      let x = Double(i - start) / Double(end - start)
      if (i - start) & 31 == 0 {
        let hz = 300 * pow(30, x)
        filters.0.tune(hz: hz, q: 1.4, rate: clock.rate)
        filters.1.tune(hz: hz * 1.05, q: 1.4, rate: clock.rate)
      }
      // Sixteenths flutter in it, more and more.
      let flutter = 1 - 0.45 * Float(x) * (1 - pulse.nextSine())
      let level = gain * Float(x * x) * 3 * flutter * min(1, Float(end - i) / fade)
      bus.samples[2 * i] += level * filters.0.band(noise.0.next())
      bus.samples[2 * i + 1] += level * filters.1.band(noise.1.next())
    }
  }

  /// Noise that darkens and dies.
  private func fall(_ bus: Bus, at start: Int, bars: Int, gain: Float) {
    let end = min(bus.frames, start + Int(Double(16 * bars) * clock.framesPerStep))
    var noise = (Noise(seed: seed &+ 21), Noise(seed: seed &+ 22))
    var filters = (StateVariable(), StateVariable())
    for i in start..<end {
      let x = Double(i - start) / Double(end - start)
      if (i - start) & 31 == 0 {
        let hz = 8000 * pow(0.04, x)
        filters.0.tune(hz: hz, q: 0.9, rate: clock.rate)
        filters.1.tune(hz: hz * 0.95, q: 0.9, rate: clock.rate)
      }
      let level = gain * 2.5 * Float((1 - x) * (1 - x)) * min(1, Float(i - start) / 200)
      bus.samples[2 * i] += level * filters.0.band(noise.0.next())
      bus.samples[2 * i + 1] += level * filters.1.band(noise.1.next())
    }
  }

  /// A low tone that falls from 75 to 34 Hz.
  private func boom(_ bus: Bus, at start: Int, gain: Float) {
    let count = min(Int(1.6 * clock.rate), bus.frames - start)
    guard count > 0 else { return }
    var tone = Phasor(hz: 75, rate: clock.rate)
    for i in 0..<count {
      let x = Float(i) / Float(count)
      if i & 15 == 0 { tone.increment = Float((34 + 41 * exp(-6 * Double(x))) / clock.rate) }
      let y = gain * tone.nextSine() * min(1, Float(i) / 300) * (1 - x) * (1 - x)
      bus.samples[2 * i] += y
      bus.samples[2 * i + 1] += y
    }
  }
}
