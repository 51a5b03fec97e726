import Glibc

/// The drum sounds that a groove can ask for.
enum Drum: Int, CaseIterable, Sendable { case kick, snare, clap, rim, hat, openHat, ride, shaker, conga, tom, crash }

/// How a style's kick and snare are tuned.
struct DrumTuning: Sendable {
  var kickHz = 50.0
  var kickSweepHz = 220.0
  var kickSeconds = 0.34
  var kickDrive: Float = 1.6
  var snareHz = 190.0
  var snareSeconds = 0.2
}

/// One synthesised sound for each drum, ready to be placed.
struct DrumKit {
  let sounds: [OneShot]

  subscript(drum: Drum) -> OneShot { sounds[drum.rawValue] }

  init(_ tuning: DrumTuning, rate: Double, seed: UInt64) {
    sounds = Drum.allCases.map { drum in
      let seed = seed &+ UInt64(drum.rawValue) &* 7919
      switch drum {
      case .kick: return kick(tuning, rate: rate, seed: seed)
      case .snare: return snare(tuning, rate: rate, seed: seed)
      case .clap: return clap(rate: rate, seed: seed)
      case .rim: return rim(rate: rate)
      case .hat: return metal(seconds: 0.07, decay: 0.018, highPass: 7500, noise: 0.5, rate: rate, seed: seed)
      case .openHat: return metal(seconds: 0.34, decay: 0.1, highPass: 6800, noise: 0.6, rate: rate, seed: seed)
      case .ride: return metal(seconds: 0.6, decay: 0.2, highPass: 5200, noise: 0.15, rate: rate, seed: seed)
      case .shaker: return shaker(rate: rate, seed: seed)
      case .conga: return skin(hz: 205, sweep: 1.25, seconds: 0.22, rate: rate, seed: seed)
      case .tom: return skin(hz: 98, sweep: 1.7, seconds: 0.4, rate: rate, seed: seed)
      case .crash: return metal(seconds: 2.4, decay: 0.65, highPass: 3800, noise: 1.2, rate: rate, seed: seed)
      }
    }
  }
}

/// A sine that falls from a high pitch to the drum's own, saturated, with a click ahead of it.
private func kick(_ tuning: DrumTuning, rate: Double, seed: UInt64) -> OneShot {
  var noise = Noise(seed: seed)
  var click = StateVariable(hz: 3200, q: 0.8, rate: rate)
  var phase = 0.0
  let hold = 0.05
  var shot = OneShot(frames: Int(tuning.kickSeconds * rate)) { i in
    let t = Double(i) / rate
    let hz = tuning.kickHz + tuning.kickSweepHz * exp(-t / 0.018) + 900 * exp(-t / 0.0025)
    let body = Float(sin(2 * .pi * phase) * (t < hold ? 1 : exp(-(t - hold) / (tuning.kickSeconds * 0.32))))
    phase += hz / rate
    let tick = click.band(noise.next()) * Float(exp(-t / 0.002))
    return 0.66 * saturated(tuning.kickDrive * body + 0.7 * tick)
  }
  shot.fadeOut(fraction: 0.2)
  return shot
}

/// Two modes of a skin and the rattle of its wires.
private func snare(_ tuning: DrumTuning, rate: Double, seed: UInt64) -> OneShot {
  var noise = Noise(seed: seed)
  var wires = StateVariable(hz: 1700, q: 0.6, rate: rate)
  var air = StateVariable(hz: 5200, q: 0.7, rate: rate)
  var low = 0.0
  var high = 0.0
  var shot = OneShot(frames: Int(2 * tuning.snareSeconds * rate)) { i in
    let t = Double(i) / rate
    low += tuning.snareHz * (1 + 0.5 * exp(-t / 0.012)) / rate
    high += tuning.snareHz * 1.78 / rate
    let skin = sin(2 * .pi * low) * exp(-t / 0.07) + 0.5 * sin(2 * .pi * high) * exp(-t / 0.045)
    let hiss = noise.next()
    let rattle = (wires.high(hiss) * 0.55 + air.band(hiss) * 0.9) * Float(exp(-t / (tuning.snareSeconds * 0.42)))
    return 0.75 * saturated(1.3 * Float(skin) + 1.2 * rattle)
  }
  shot.fadeOut(fraction: 0.2)
  return withRoom(shot, seconds: 0.5, gain: 0.35, rate: rate)
}

/// Several hands, a few milliseconds apart, and the room behind them; each side claps its own noise.
private func clap(rate: Double, seed: UInt64) -> OneShot {
  let bursts = [0, 0.0095, 0.019, 0.0275]
  var shot = OneShot(frames: Int(0.3 * rate))
  for side in 0..<2 {
    var noise = Noise(seed: seed &+ UInt64(side) &* 977)
    var body = StateVariable(hz: 1250, q: 0.9, rate: rate)
    var bright = StateVariable(hz: 3400, q: 0.8, rate: rate)
    for i in 0..<shot.frames {
      let t = Double(i) / rate
      var envelope = 0.0
      for burst in bursts where t >= burst { envelope = max(envelope, exp(-(t - burst) / 0.0045)) }
      if t >= bursts[3] { envelope = max(envelope, 0.75 * exp(-(t - bursts[3]) / 0.055)) }
      let x = noise.next()
      shot.samples[2 * i + side] = saturated(2.2 * Float(envelope) * (body.band(x) * 1.3 + bright.band(x) * 0.8)) * 0.8
    }
  }
  shot.fadeOut(fraction: 0.2)
  return withRoom(shot, seconds: 0.7, gain: 0.4, rate: rate)
}

private func rim(rate: Double) -> OneShot {
  var shot = OneShot(frames: Int(0.06 * rate)) { i in
    let t = Double(i) / rate
    let ring = sin(2 * .pi * 1720 * t) * exp(-t / 0.006) + 0.6 * sin(2 * .pi * 520 * t) * exp(-t / 0.012)
    return 0.7 * saturated(1.5 * Float(ring))
  }
  shot.fadeOut(fraction: 0.3)
  return withRoom(shot, seconds: 0.6, gain: 0.4, rate: rate)
}

/// Six square waves that share no overtone, as in the analogue drum machines, and noise, through a high-pass.
private func metal(seconds: Double, decay: Double, highPass: Double, noise amount: Float, rate: Double, seed: UInt64)
  -> OneShot
{
  var shot = OneShot(frames: Int(seconds * rate))
  for side in 0..<2 {
    var noise = Noise(seed: seed &+ UInt64(side) &* 313)
    let tilt = side == 0 ? 1.0 : 1.011
    var partials = [263.0, 400, 421, 474, 587, 845].map { Phasor(hz: $0 * 1.62 * tilt, rate: rate) }
    var first = StateVariable(hz: highPass, q: 0.8, rate: rate)
    var second = StateVariable(hz: highPass * 0.8, q: 0.7, rate: rate)
    for i in 0..<shot.frames {
      let t = Double(i) / rate
      var x = amount * noise.next()
      for k in partials.indices { x += 0.28 * partials[k].nextPulse(width: 0.5) }
      let envelope = min(1, t / 0.0006) * (0.7 * exp(-t / decay) + 0.3 * exp(-t / (2.6 * decay)))
      shot.samples[2 * i + side] = second.high(first.high(x)) * Float(envelope)
    }
  }
  shot.fadeOut(fraction: 0.25)
  return shot
}

private func shaker(rate: Double, seed: UInt64) -> OneShot {
  var noise = Noise(seed: seed)
  var band = StateVariable(hz: 7200, q: 1.1, rate: rate)
  var shot = OneShot(frames: Int(0.1 * rate)) { i in
    let t = Double(i) / rate
    return band.band(noise.next()) * Float((1 - exp(-t / 0.009)) * exp(-t / 0.022)) * 1.6
  }
  shot.fadeOut(fraction: 0.2)
  return shot
}

private func skin(hz: Double, sweep: Double, seconds: Double, rate: Double, seed: UInt64) -> OneShot {
  var noise = Noise(seed: seed)
  var slap = StateVariable(hz: 1800, q: 1, rate: rate)
  var phase = 0.0
  var shot = OneShot(frames: Int(seconds * rate)) { i in
    let t = Double(i) / rate
    phase += hz * (1 + (sweep - 1) * exp(-t / 0.025)) / rate
    let tone = Float(sin(2 * .pi * phase) * exp(-t / (seconds * 0.28)))
    return 0.8 * tone + 0.6 * slap.band(noise.next()) * Float(exp(-t / 0.006))
  }
  shot.fadeOut(fraction: 0.25)
  return withRoom(shot, seconds: 0.6, gain: 0.3, rate: rate)
}

/// The sound with a short room baked in, so that no reverb has to run under the whole drum track.
private func withRoom(_ dry: OneShot, seconds: Double, gain: Float, rate: Double) -> OneShot {
  let frames = dry.frames + Int(0.8 * seconds * rate)
  var wet = OneShot(frames: frames)
  wet.samples.replaceSubrange(0..<dry.samples.count, with: dry.samples)
  let room = Reverb(seconds: seconds, dampingHz: 6500, preDelay: 0.008, lowCutHz: 300)
  var send = wet.samples
  wet.samples.withUnsafeMutableBufferPointer { output in
    send.withUnsafeMutableBufferPointer { input in
      room.process(input.baseAddress!, into: output.baseAddress!, frames: frames, gain: gain, rate: rate)
    }
  }
  wet.fadeOut(fraction: 0.2)
  return wet
}
