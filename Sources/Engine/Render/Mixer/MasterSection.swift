import CRealtime
import DSP
import Music

/// The master: its bus, its gain, the limiter and the meter. The audio thread only.
struct MasterSection: ~Copyable {
  private let sampleRate: Double
  /// dB.
  private var level = Ramp(0)
  private var isLimiting = true
  private var limiterStrength = Ramp(1)
  private var limiter: Limiter
  /// The least gain that the limiter had since somebody last looked.
  private var deepest = 1.0
  private var meter = LevelMeter()
  /// What the decks add up in, 64 frames.
  let bus: UnsafeMutablePointer<StereoFrame>

  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    limiter = Limiter(sampleRate: sampleRate)
    bus = .allocate(capacity: Console.quantum)
    bus.initialize(repeating: .zero, count: Console.quantum)
  }

  deinit { bus.deallocate() }

  @_noLocks mutating func setLevel(_ move: ControlChange) { move.apply(to: &level, from: -60, to: 12) }

  @_noLocks mutating func switchLimiter(_ change: Switch) {
    isLimiting = change.applied(to: isLimiting)
    limiterStrength.move(to: isLimiting ? 1 : 0, frames: MixerAction.shortSeconds * sampleRate)
  }

  @_noLocks mutating func clearMeter() {
    meter = LevelMeter()
    deepest = 1
  }

  /// Gain, limiter and meter, on the bus itself. - Parameter curve: scratch memory, a value a frame.
  @_noLocks mutating func process(frames: Int, beats: Double, curve: UnsafeMutablePointer<Double>) {
    scale(frames: frames, beats: beats, curve: curve)
    limit(frames: frames, beats: beats, curve: curve)
    meter.add(bus, frames: frames)
  }

  @_noLocks private mutating func scale(frames: Int, beats: Double, curve: UnsafeMutablePointer<Double>) {
    if level.isMoving {
      level.trace(frames: frames, beats: beats, into: curve)
      for frame in 0..<frames { bus[frame] *= Float(linearGain(curve[frame])) }
    } else if level.value != 0 {
      let gain = Float(linearGain(level.value))
      for frame in 0..<frames { bus[frame] *= gain }
    }
  }

  /// While the limiter is switched, its strength is another one at each frame.
  @_noLocks private mutating func limit(frames: Int, beats: Double, curve: UnsafeMutablePointer<Double>) {
    guard limiterStrength.isMoving else {
      limiter.process(bus, frames: frames, strength: limiterStrength.value)
      deepest = min(deepest, limiter.reduction)
      return
    }
    limiterStrength.trace(frames: frames, beats: beats, into: curve)
    for frame in 0..<frames {
      limiter.process(bus + frame, frames: 1, strength: curve[frame])
      deepest = min(deepest, limiter.reduction)
    }
  }

  @_noLocks func describe(into snapshot: inout EngineSnapshot) {
    snapshot.masterDecibels = level.value
    snapshot.masterMeter = meter.meter
    snapshot.limiterOn = isLimiting
    snapshot.limiterDecibels = deepest >= 1 ? 0 : 20 * rt_log10(max(1e-6, deepest))
  }
}

/// The headphones: the cue bus, as late as the master, its mix with the master, and their level. The audio thread only.
struct HeadphoneSection: ~Copyable {
  /// 0 cue bus … 1 master; and dB.
  private var mix = Ramp(0)
  private var level = Ramp(0)
  /// A ring: the cue bus is as late as the limiter makes the master.
  private let delay: UnsafeMutablePointer<StereoFrame>
  private var index = 0
  /// What the decks and the metronome add up in, 64 frames.
  let bus: UnsafeMutablePointer<StereoFrame>

  init() {
    delay = .allocate(capacity: Limiter.latency)
    delay.initialize(repeating: .zero, count: Limiter.latency)
    bus = .allocate(capacity: Console.quantum)
    bus.initialize(repeating: .zero, count: Console.quantum)
  }

  deinit {
    delay.deallocate()
    bus.deallocate()
  }

  @_noLocks mutating func setMix(_ move: ControlChange) { move.apply(to: &mix, from: 0, to: 1) }

  @_noLocks mutating func setLevel(_ move: ControlChange) { move.apply(to: &level, from: -60, to: 12) }

  /// Writes four channels: the master's two as they are, and the headphones'. - Parameter curve, curve2: scratch
  /// memory.
  @_noLocks mutating func write(
    _ master: UnsafePointer<StereoFrame>, into output: UnsafeMutablePointer<Float>, frames: Int, beats: Double,
    curve: UnsafeMutablePointer<Double>, curve2: UnsafeMutablePointer<Double>
  ) {
    mix.trace(frames: frames, beats: beats, into: curve)
    let isMoving = level.isMoving
    let steady = linearGain(level.value)
    level.trace(frames: frames, beats: beats, into: curve2)
    for frame in 0..<frames {
      let slot = index & (Limiter.latency - 1)
      let late = delay[slot]
      delay[slot] = bus[frame]
      index += 1
      let loud = Float(isMoving ? linearGain(curve2[frame]) : steady)
      let sound = master[frame]
      let phones = (late + (sound - late) * Float(curve[frame])) * loud
      output[4 * frame] = sound.x
      output[4 * frame + 1] = sound.y
      output[4 * frame + 2] = phones.x
      output[4 * frame + 3] = phones.y
    }
  }

  @_noLocks func describe(into snapshot: inout EngineSnapshot) {
    snapshot.headphoneMix = mix.value
    snapshot.headphoneDecibels = level.value
  }
}
