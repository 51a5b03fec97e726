import CRealtime
import DSP
import Music

/// What lies behind the decks: crossfader, master, limiter, headphones.
struct Mixer: ~Copyable {
  var crossfader = Ramp(0)
  var curve = CrossfaderCurve.power
  /// Each side's gain follows the crossfader and glides when the curve is changed.
  var sideGains = InlineArray<2, Double>(repeating: 0.707_106_781_186_547_6)
  var curveBlend = Ramp(1)
  var oldCurve = CrossfaderCurve.power
  var master = Ramp(0)
  var headphoneMix = Ramp(0)
  var headphoneLevel = Ramp(0)
  var limiterOn = true
  var limiterStrength = Ramp(1)
  var limiter: Limiter
  var masterGain = 1.0
  var cueGain = 1.0
  var cueMix = 0.0
  var swap: DeckID?
  var meter = MeterSum()
  var deepest = 1.0
  // Levels.
  var isReversed = false
  var reverse = Ramp(0)
  var cutIns = InlineArray<2, Ramp>(repeating: Ramp(0))
  var fairMode = FairBlendMode.auto
  /// A crossfade that was told to take its time is under way.
  var isFading = false
  var fair: FairBlend
  var fairStrength = Ramp(0)
  var fairGain = 1.0
  /// Deck A's sound before its fader.
  let firstSound: UnsafeMutablePointer<StereoFrame>
  /// The headphones' bus is as late as the master.
  let cueDelay: UnsafeMutablePointer<StereoFrame>
  var cueIndex = 0
  let masterBus: UnsafeMutablePointer<StereoFrame>
  let cueBus: UnsafeMutablePointer<StereoFrame>
  private let sampleRate: Double

  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    limiter = Limiter(sampleRate: sampleRate)
    fair = FairBlend(sampleRate: sampleRate)
    firstSound = .allocate(capacity: 64)
    firstSound.initialize(repeating: .zero, count: 64)
    cueDelay = .allocate(capacity: 64)
    cueDelay.initialize(repeating: .zero, count: 64)
    masterBus = .allocate(capacity: 64)
    masterBus.initialize(repeating: .zero, count: 64)
    cueBus = .allocate(capacity: 64)
    cueBus.initialize(repeating: .zero, count: 64)
  }

  deinit {
    firstSound.deallocate()
    cueDelay.deallocate()
    masterBus.deallocate()
    cueBus.deallocate()
  }

  /// The gain of one side with the crossfader at `x` (−1…1). `cutIn`: the share of the way from the far end that it stays silent.
  /// Equal power is −3 dB in the middle, so a blend keeps its loudness; equal amplitude −6 dB; cut is full but for the last
  /// tenth of the way. At its own end each side passes untouched, and the other one is silent.
  @_noLocks static func gain(_ curve: CrossfaderCurve, side: Int, at x: Double, cutIn: Double = 0) -> Double {
    let away = (side == 0 ? (x + 1) / 2 : (1 - x) / 2) / (1 - cutIn)
    if away <= 0 { return 1 }
    if away >= 1 { return 0 }
    switch curve {
    case .power: return rt_cos(away * (Double.pi / 2))
    case .linear: return 1 - away
    case .cut: return min(1, (1 - away) / 0.1)
    }
  }

  @_noLocks func gain(side: Int) -> Double {
    let place = crossfader.value * (1 - 2 * reverse.value)
    let new = Self.gain(curve, side: side, at: place, cutIn: cutIns[side].value)
    let old = Self.gain(oldCurve, side: side, at: place, cutIn: cutIns[side].value)
    let blend = curveBlend.value
    return blend >= 1 ? new : old + (new - old) * blend
  }

  @_noLocks mutating func take(_ action: MixerAction, over: Glide) {
    switch action {
    case .set(let control, let value): move(control, value, relative: false, over: over)
    case .move(let control, let value): move(control, value, relative: true, over: over)
    case .curve(let new):
      oldCurve = curve
      curve = new
      curveBlend.jump(to: 0)
      curveBlend.move(to: 1, frames: 0.01 * sampleRate)
    case .limiter(let change):
      limiterOn = change.applied(to: limiterOn)
      limiterStrength.move(to: limiterOn ? 1 : 0, frames: 0.01 * sampleRate)
    case .crossfaderReverse(let change):
      isReversed = change.applied(to: isReversed)
      Deck.glide(&reverse, to: isReversed ? 1 : 0, over: over, sampleRate: sampleRate)
    case .cutIn(let deck, let share):
      guard share.isFinite else { return }
      Deck.glide(&cutIns[deck.index], to: min(0.9, max(0, share)), over: over, sampleRate: sampleRate)
    case .fairBlend(let mode): fairMode = mode
    case .swap, .swapOff, .handover: break
    }
  }

  /// Moves the crossfader and its law over the segment that is rendered next.
  @_noLocks mutating func advanceCrossfader(frames: Int, beats: Double) {
    crossfader.advance(frames: frames, beats: beats)
    curveBlend.advance(frames: frames, beats: beats)
    reverse.advance(frames: frames, beats: beats)
    for side in 0..<2 { cutIns[side].advance(frames: frames, beats: beats) }
  }

  /// What the segment's blend is to be corrected by. `levels`: the decks' channel faders.
  @_noLocks mutating func followFairBlend(levels: SIMD2<Double>, frames: Int) {
    let sides = SIMD2(gain(side: 0), gain(side: 1))
    if isFading, !crossfader.isMoving, sides.x == 0 || sides.y == 0 { isFading = false }
    let wanted: Double =
      switch fairMode {
      case .off: 0
      case .auto: isFading ? 1 : 0
      case .on: 1
      }
    if fairStrength.target != wanted { fairStrength.move(to: wanted, frames: 0.25 * sampleRate) }
    fairStrength.advance(frames: frames, beats: 0)
    fair.follow(levels: levels, sides: sides, frames: frames)
  }

  @_noLocks private mutating func move(_ control: MixerControl, _ value: Double, relative: Bool, over: Glide) {
    guard value.isFinite else { return }
    let change = Change(value: value, isRelative: relative, over: over, sampleRate: sampleRate)
    switch control {
    case .crossfader:
      change.apply(to: &crossfader, from: -1, to: 1)
      if case .short = over { isFading = false } else { isFading = crossfader.isMoving }
    case .master: change.apply(to: &master, from: -60, to: 12)
    case .headphoneMix: change.apply(to: &headphoneMix, from: 0, to: 1)
    case .headphoneLevel: change.apply(to: &headphoneLevel, from: -60, to: 12)
    }
  }

  @_noLocks mutating func begin(frames: Int) {
    rt_zero(masterBus, Int64(frames * 8))
    rt_zero(cueBus, Int64(frames * 8))
  }

  /// Adds to a bus; a bus that was empty takes the sound as it is.
  @_noLocks static func add(
    _ sound: UnsafePointer<StereoFrame>, to bus: UnsafeMutablePointer<StereoFrame>, frames: Int, from: Double,
    to end: Double
  ) {
    if from == 0 && end == 0 { return }
    let first = Float(from)
    let step = (Float(end) - first) / Float(frames)
    for frame in 0..<frames { bus[frame] += sound[frame] * (first + step * Float(frame)) }
  }

  /// Master gain, limiter, headphones; writes `frames` frames of four channels: master left, right, headphones left, right.
  @_noLocks mutating func finish(into output: UnsafeMutablePointer<Float>, frames: Int, beats: Double) {
    master.advance(frames: frames, beats: beats)
    headphoneMix.advance(frames: frames, beats: beats)
    headphoneLevel.advance(frames: frames, beats: beats)
    limiterStrength.advance(frames: frames, beats: beats)
    let blend = fair.gain == 1 ? 1 : 1 + fairStrength.value * (fair.gain - 1)
    Deck.scale(masterBus, frames: frames, from: fairGain, to: blend)
    fairGain = blend
    let gain = Deck.linear(master.value)
    Deck.scale(masterBus, frames: frames, from: masterGain, to: gain)
    masterGain = gain
    limiter.process(masterBus, frames: frames, strength: limiterStrength.value)
    deepest = min(deepest, limiter.reduction)
    meter.add(masterBus, frames: frames)

    let volume = Deck.linear(headphoneLevel.value)
    let volumeStep = Float(volume - cueGain) / Float(frames)
    let mixStep = Float(headphoneMix.value - cueMix) / Float(frames)
    for frame in 0..<frames {
      let slot = cueIndex & 63
      let late = cueDelay[slot]
      cueDelay[slot] = cueBus[frame]
      cueIndex += 1
      let blend = Float(cueMix) + mixStep * Float(frame)
      let loud = Float(cueGain) + volumeStep * Float(frame)
      let sound = masterBus[frame]
      let phones = (late + (sound - late) * blend) * loud
      output[4 * frame] = sound.x
      output[4 * frame + 1] = sound.y
      output[4 * frame + 2] = phones.x
      output[4 * frame + 3] = phones.y
    }
    cueGain = volume
    cueMix = headphoneMix.value
  }
}
