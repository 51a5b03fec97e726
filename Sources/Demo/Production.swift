import Dispatch
import Glibc
import Music
import Synchronization

extension DemoTrack {
  /// Composes and synthesises the track: a few seconds of CPU on two threads, about 350 MB at its height.
  ///
  /// - Parameters:
  ///   - sampleRate: 44.1 or 48 kHz; any from 22.05 to 96 kHz works.
  ///   - progress: is told 0 … 1, rising, on the calling thread.
  /// - Returns: the four stems, each `duration` long.
  package func render(sampleRate: SampleRate = .cd, progress: (Double) -> Void = { _ in }) -> DemoAudio {
    progress(0)
    // Chords and arpeggio take as long as all else does: a thread for each.
    let rest = Mutex<[Bus]>([])
    let group = DispatchGroup()
    DispatchQueue.global(qos: .userInitiated).async(group: group) {
      let production = Production(self, rate: sampleRate.hz)
      let buses = [production.drums(), production.bass(), production.vocals()]
      rest.withLock { $0 = buses }
    }
    let production = Production(self, rate: sampleRate.hz)
    let other = production.other { progress(0.8 * $0) }
    group.wait()
    progress(0.9)
    let made = rest.withLock { $0 }
    let (drums, bass, vocals) = (made[0], made[1], made[2])
    let buses = [drums, bass, other, vocals]
    let master = Master(buses, loud: production.loudPassages, level: production.recipe.drive, rate: sampleRate.hz)
    let audio = DemoAudio(
      sampleRate: sampleRate, drums: master.finished(drums), bass: master.finished(bass),
      other: master.finished(other), vocals: master.finished(vocals))
    progress(1)
    return audio
  }

  /// The frames on which the kick drum strikes, in order: the truth for measurements of the beat.
  package func kicks(at sampleRate: SampleRate) -> [Int] { Production(self, rate: sampleRate.hz).percussion.kicks }
}

/// A track in the making: the four stems, each from its parts.
private struct Production {
  let track: DemoTrack
  let recipe: Recipe
  let rate: Double
  let frames: Int
  let clock: StepClock
  let score: Score
  let percussion: Percussion
  let pump: Pump

  init(_ track: DemoTrack, rate: Double) {
    self.track = track
    self.rate = rate
    recipe = track.style.recipe
    frames = Int((track.duration.value * rate).rounded())
    clock = StepClock(
      rate: rate, bpm: track.bpm.value, startSeconds: DemoTrack.firstBeat.value, swing: track.style.recipe.swing)
    score = Score(
      recipe: recipe, arrangement: track.arrangement, harmony: Harmony(key: track.key), clock: clock)
    percussion = Percussion(recipe, track.arrangement, clock: clock, seed: track.seed)
    pump = Pump(kicks: percussion.kicks, frames: frames, release: recipe.pumpSeconds, rate: rate)
  }

  /// Where the track is at its loudest.
  var loudPassages: [Range<Int>] {
    track.arrangement.passages.filter { $0.kind == .drop }.map {
      clock.frame(Double(16 * $0.firstBar))..<clock.frame(Double(16 * $0.endBar))
    }
  }

  func drums() -> Bus {
    let bus = Bus(frames: frames)
    var tuning = recipe.tuning
    tuning.kickHz = Harmony(key: track.key).kickHertz(near: tuning.kickHz)
    percussion.play(DrumKit(tuning, rate: rate, seed: track.seed), into: bus)
    bus.saturate(ceiling: 1.1)
    bus.removeOffset(rate: rate)
    return bus
  }

  func bass() -> Bus {
    let bus = Bus(frames: frames)
    let automation = score.bassAutomation
    let synth = synth(recipe.bass)
    for note in score.bassNotes(automation) {
      synth.play(note, into: bus, gain: recipe.levels.bass, width: 0, sub: recipe.bassSub)
    }
    automation.apply(to: bus, clock: clock, darkest: 90)
    pump.apply(to: bus, depth: 0.85)
    bus.removeOffset(rate: rate)
    return bus
  }

  func other(progress: (Double) -> Void) -> Bus {
    let bus = Bus(frames: frames)
    let wet = Bus(frames: frames)
    do {
      let layer = layer(score.padAutomation, darkest: 220) { automation, layer in
        for note in score.padNotes(automation) {
          synth(recipe.pad).play(note, into: layer, gain: recipe.levels.pad, width: 0.9)
        }
      }
      pump.apply(to: layer, depth: 0.55)
      bus.add(layer, gain: 1)
      wet.add(layer, gain: 0.5)
    }
    progress(0.4)
    let echo = PingPong(frames: Int(recipe.echoSteps * clock.framesPerStep), feedback: 0.45)
    do {
      let echoes = Bus(frames: frames)
      let keys = layer(score.keysAutomation, darkest: 260) { automation, layer in
        for note in score.keysNotes(automation) {
          synth(recipe.keys).play(note, into: layer, gain: recipe.levels.keys, width: 0.6)
        }
      }
      pump.apply(to: keys, depth: 0.35)
      bus.add(keys, gain: 1)
      wet.add(keys, gain: 0.35)
      echoes.add(keys, gain: 0.3)
      let arp = layer(score.arpAutomation, darkest: 300) { automation, layer in
        for note in score.arpNotes(automation) {
          synth(recipe.arp).play(note, into: layer, gain: recipe.levels.arp, width: 0.5)
        }
      }
      pump.apply(to: arp, depth: 0.3)
      bus.add(arp, gain: 1)
      wet.add(arp, gain: 0.3)
      echoes.add(arp, gain: 0.7)
      progress(0.7)
      echo.process(echoes, into: bus, gain: 0.55, rate: rate)
    }
    Transitions(arrangement: track.arrangement, clock: clock, seed: track.seed).play(into: wet)
    bus.add(wet, gain: 0.5)
    Reverb(seconds: 2.2, dampingHz: 5200).process(wet.samples, into: bus.samples, frames: frames, gain: 0.4, rate: rate)
    bus.saturate(ceiling: 1)
    bus.removeOffset(rate: rate)
    progress(1)
    return bus
  }

  func vocals() -> Bus {
    let bus = Bus(frames: frames)
    let dry = Bus(frames: frames)
    let voice = Voice(rate: rate)
    for (index, phrase) in Song(track).phrases.enumerated() {
      let seed = track.seed &* 1000 &+ UInt64(index)
      let isBig = phrase.kind == .drop
      voice.sing(notes(phrase, steps: 0), take: Voice.Take(seed: seed), into: dry)
      guard isBig else { continue }
      for side: Float in [-1, 1] {
        let take = Voice.Take(
          cents: Double(8 * side), seed: seed &+ UInt64(50 + 10 * side), delay: side < 0 ? 0.014 : 0.021, gain: 0.33,
          pan: 0.8 * side)
        voice.sing(notes(phrase, steps: phrase.isLast && side > 0 ? 2 : 0), take: take, into: dry)
      }
    }
    level(dry)
    bus.add(dry, gain: recipe.levels.voice)
    PingPong(frames: Int(6 * clock.framesPerStep), feedback: 0.35, dampingHz: 2800)
      .process(dry, into: bus, gain: 0.2 * recipe.levels.voice, rate: rate)
    Reverb(seconds: 1.8, dampingHz: 6000, preDelay: 0.03, lowCutHz: 250)
      .process(dry.samples, into: bus.samples, frames: frames, gain: 0.3 * recipe.levels.voice, rate: rate)
    bus.removeOffset(rate: rate)
    return bus
  }

  private func notes(_ phrase: Song.Phrase, steps: Int) -> [Voice.Note] {
    let harmony = Harmony(key: track.key)
    return phrase.notes.map { sung in
      let start = Double(clock.swung(sung.step)) / rate
      let end = Double(clock.frame(Double(sung.step + sung.length))) / rate
      let pitch = harmony.melodyNote(sung.degree + steps, from: 54)
      return Voice.Note(start: start, end: end - 0.03, pitch: Double(pitch), syllable: Syllable(sung.syllable))
    }
  }

  /// Evens the voice out: a gain that follows its envelope half way down, then a soft ceiling.
  private func level(_ bus: Bus) {
    var envelope = OnePole(seconds: 0.05, rate: rate)
    for i in 0..<frames {
      let left = bus.samples[2 * i]
      let right = bus.samples[2 * i + 1]
      let power = envelope.next(left * left + right * right + 1e-12)
      guard abs(left) + abs(right) > 1e-9 else { continue }
      let gain = 0.75 / (0.12 + power.squareRoot()).squareRoot()
      bus.samples[2 * i] = saturated(gain * left)
      bus.samples[2 * i + 1] = saturated(gain * right)
    }
  }

  private func synth(_ patch: SynthPatch) -> Synth {
    Synth(patch: patch, rate: rate, framesPerBeat: 4 * clock.framesPerStep)
  }

  private func layer(_ automation: Automation, darkest: Double, _ play: (Automation, Bus) -> Void) -> Bus {
    let layer = Bus(frames: frames)
    play(automation, layer)
    automation.apply(to: layer, clock: clock, darkest: darkest)
    return layer
  }
}
