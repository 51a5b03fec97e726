import CRealtime
import DSP
import Music

/// What lies behind the decks: crossfader, master, limiter, headphones.
struct Mixer: ~Copyable {
  var crossfader = Ramp(0)
  var curve = CrossfaderCurve.power
  /// A new curve is blended in.
  var curveBlend = Ramp(1)
  var oldCurve = CrossfaderCurve.power
  var master = Ramp(0)
  var headphoneMix = Ramp(0)
  var headphoneLevel = Ramp(0)
  var limiterOn = true
  var limiterStrength = Ramp(1)
  var limiter: Limiter
  var swap: DeckID?
  var meter = MeterSum()
  var deepest = 1.0
  // Levels.
  /// Fader and crossfader of each deck at the last segment's end.
  var sideGains = InlineArray<2, Double>(repeating: 0.707_106_781_186_547_6)
  var isReversed = false
  var reverse = Ramp(0)
  var cutIns = InlineArray<2, Ramp>(repeating: Ramp(0))
  var fairMode = FairBlendMode.auto
  /// A crossfade that was told to take its time is under way.
  var isFading = false
  var fair: FairBlend
  /// The same while bands are handed over.
  var fairBands: FairBands
  var fairStrength = Ramp(0)
  /// What the fair blend multiplies the master by at the end of this segment and of the last one, and a low band that is not
  /// handed over while others are.
  private(set) var fairGain = 1.0
  private var lastFairGain = 1.0
  private(set) var lowFairGain = 1.0
  /// Deck A's sound before its fader.
  let firstSound: UnsafeMutablePointer<StereoFrame>
  /// The headphones' bus is as late as the master.
  let cueDelay: UnsafeMutablePointer<StereoFrame>
  var cueIndex = 0
  let masterBus: UnsafeMutablePointer<StereoFrame>
  let cueBus: UnsafeMutablePointer<StereoFrame>
  /// Where the bands of both isolators part, log2 Hz: on the way, and a frame each.
  private var lowCorner: Ramp
  private var highCorner: Ramp
  let corners: UnsafeMutablePointer<SIMD2<Double>>
  /// Controls on their way through this segment, a value a frame.
  private let places: UnsafeMutablePointer<Double>
  private let blends: UnsafeMutablePointer<Double>
  private let cuts: UnsafeMutablePointer<SIMD2<Double>>
  private let sampleRate: Double

  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    limiter = Limiter(sampleRate: sampleRate)
    fair = FairBlend(sampleRate: sampleRate)
    fairBands = FairBands(sampleRate: sampleRate)
    firstSound = .allocate(capacity: 64)
    firstSound.initialize(repeating: .zero, count: 64)
    cueDelay = .allocate(capacity: 64)
    cueDelay.initialize(repeating: .zero, count: 64)
    masterBus = .allocate(capacity: 64)
    masterBus.initialize(repeating: .zero, count: 64)
    cueBus = .allocate(capacity: 64)
    cueBus.initialize(repeating: .zero, count: 64)
    lowCorner = Ramp(rt_log2(246))
    highCorner = Ramp(rt_log2(2500))
    corners = .allocate(capacity: 64)
    corners.initialize(repeating: SIMD2(lowCorner.value, highCorner.value), count: 64)
    places = .allocate(capacity: 64)
    places.initialize(repeating: 0, count: 64)
    blends = .allocate(capacity: 64)
    blends.initialize(repeating: 1, count: 64)
    cuts = .allocate(capacity: 64)
    cuts.initialize(repeating: .zero, count: 64)
  }

  deinit {
    firstSound.deallocate()
    cueDelay.deallocate()
    masterBus.deallocate()
    cueBus.deallocate()
    corners.deallocate()
    places.deallocate()
    blends.deallocate()
    cuts.deallocate()
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

  @_noLocks private func gain(side: Int, at x: Double, blend: Double, cutIn: Double) -> Double {
    let new = Self.gain(curve, side: side, at: x, cutIn: cutIn)
    if blend >= 1 { return new }
    let old = Self.gain(oldCurve, side: side, at: x, cutIn: cutIn)
    return old + (new - old) * blend
  }

  /// Where the crossfader leaves a side at the segment's end.
  @_noLocks private func gain(side: Int) -> Double {
    gain(
      side: side, at: crossfader.value * (1 - 2 * reverse.value), blend: curveBlend.value, cutIn: cutIns[side].value)
  }

  /// Moves the controls that the decks need over the segment that is rendered next.
  @_noLocks mutating func traceControls(frames: Int, beats: Double) {
    crossfader.trace(frames: frames, beats: beats, into: places)
    curveBlend.trace(frames: frames, beats: beats, into: blends)
    for frame in 0..<frames {
      places[frame] *= 1 - 2 * reverse.value
      cuts[frame] = SIMD2(cutIns[0].value, cutIns[1].value)
      let beat = beats / Double(frames)
      reverse.advance(frames: 1, beats: beat)
      for side in 0..<2 { cutIns[side].advance(frames: 1, beats: beat) }
    }
    if !lowCorner.isMoving && !highCorner.isMoving {
      let place = SIMD2(lowCorner.value, highCorner.value)
      for frame in 0..<frames { corners[frame] = place }
      return
    }
    for frame in 0..<frames {
      corners[frame] = SIMD2(lowCorner.value, highCorner.value)
      lowCorner.advance(frames: 1, beats: beats / Double(frames))
      highCorner.advance(frames: 1, beats: beats / Double(frames))
    }
  }

  /// Writes the crossfader's gain for a side, one value a frame.
  @_noLocks func trace(side: Int, into gains: UnsafeMutablePointer<Double>, frames: Int) {
    if places[0] == places[frames - 1] && cuts[0] == cuts[frames - 1] && blends[0] == 1 {
      let steady = gain(side: side, at: places[0], blend: 1, cutIn: cuts[0][side])
      for frame in 0..<frames { gains[frame] = steady }
      return
    }
    for frame in 0..<frames {
      gains[frame] = gain(side: side, at: places[frame], blend: blends[frame], cutIn: cuts[frame][side])
    }
  }

  /// The crossfader's gain for each side at the segment's end.
  var sides: SIMD2<Double> {
    @_noLocks get { SIMD2(gain(side: 0), gain(side: 1)) }
  }

  var lowCrossover: Double {
    @_noLocks get { rt_exp2(lowCorner.value) }
  }
  var highCrossover: Double {
    @_noLocks get { rt_exp2(highCorner.value) }
  }

  @_noLocks mutating func setCrossovers(low: Double, high: Double, over: Glide) {
    guard low.isFinite, high.isFinite else { return }
    let short = MixerAction.crossoverSeconds
    lowCorner.glide(to: rt_log2(min(800, max(80, low))), over: over, sampleRate: sampleRate, short: short)
    highCorner.glide(to: rt_log2(min(8000, max(1000, high))), over: over, sampleRate: sampleRate, short: short)
  }

  /// A new law is blended in, so that it has no step.
  @_noLocks mutating func setCurve(_ new: CrossfaderCurve) {
    oldCurve = curve
    curve = new
    curveBlend.jump(to: 0)
    curveBlend.move(to: 1, frames: MixerAction.shortSeconds * sampleRate)
  }

  @_noLocks mutating func switchLimiter(_ change: Switch) {
    limiterOn = change.applied(to: limiterOn)
    limiterStrength.move(to: limiterOn ? 1 : 0, frames: MixerAction.shortSeconds * sampleRate)
  }

  @_noLocks mutating func reverseCrossfader(_ change: Switch, over: Glide) {
    isReversed = change.applied(to: isReversed)
    reverse.glide(to: isReversed ? 1 : 0, over: over, sampleRate: sampleRate)
  }

  @_noLocks mutating func setCutIn(_ deck: DeckID, _ share: Double, over: Glide) {
    guard share.isFinite else { return }
    cutIns[deck.index].glide(to: min(0.9, max(0, share)), over: over, sampleRate: sampleRate)
  }

  /// What the blend is to be corrected by in the segment that is rendered next. - Parameters:
  ///   - levels: the decks' channel faders.
  ///   - bandShare: 0: the blend is one of whole sounds … 1: one of bands.
  @_noLocks mutating func followFairBlend(
    levels: SIMD2<Double>, bandShare: Double, isHandingOver: Bool, frames: Int
  ) {
    let sides = sides
    if isFading, !crossfader.isMoving, sides.x == 0 || sides.y == 0 { isFading = false }
    let wanted: Double =
      switch fairMode {
      case .off: 0
      case .auto: isFading || isHandingOver ? 1 : 0
      case .on: 1
      }
    if fairStrength.target != wanted { fairStrength.move(to: wanted, frames: 0.25 * sampleRate) }
    fairStrength.advance(frames: frames, beats: 0)
    fair.follow(levels: levels, sides: sides, frames: frames)
    lastFairGain = fairGain
    let goal = bandShare == 0 ? fair.gain : fair.gain + bandShare * (fairBands.upper - fair.gain)
    fairGain = goal == 1 ? 1 : 1 + fairStrength.value * (goal - 1)
    lowFairGain = 1 + fairStrength.value * (fairBands.low - 1)
  }

  @_noLocks mutating func move(_ control: MixerControl, _ value: Double, relative: Bool, over: Glide) {
    guard value.isFinite else { return }
    let change = ControlMove(value: value, isRelative: relative, over: over, sampleRate: sampleRate)
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

  /// Master gain, limiter, headphones; writes `frames` frames of four channels: master left, right, headphones left, right.
  @_noLocks mutating func finish(into output: UnsafeMutablePointer<Float>, frames: Int, beats: Double) {
    holdFair(frames: frames)
    scaleMaster(frames: frames, beats: beats)
    limit(frames: frames, beats: beats)
    meter.add(masterBus, frames: frames)

    headphoneMix.trace(frames: frames, beats: beats, into: places)
    let isMoving = headphoneLevel.isMoving
    let steady = Deck.linear(headphoneLevel.value)
    headphoneLevel.trace(frames: frames, beats: beats, into: blends)
    for frame in 0..<frames {
      let slot = cueIndex & 63
      let late = cueDelay[slot]
      cueDelay[slot] = cueBus[frame]
      cueIndex += 1
      let loud = Float(isMoving ? Deck.linear(blends[frame]) : steady)
      let sound = masterBus[frame]
      let phones = (late + (sound - late) * Float(places[frame])) * loud
      output[4 * frame] = sound.x
      output[4 * frame + 1] = sound.y
      output[4 * frame + 2] = phones.x
      output[4 * frame + 3] = phones.y
    }
  }

  /// The fair blend's gain moves in a line through the segment; nothing at all at unity.
  @_noLocks private func holdFair(frames: Int) {
    if lastFairGain == 1 && fairGain == 1 { return }
    let step = (fairGain - lastFairGain) / Double(frames)
    for frame in 0..<frames { masterBus[frame] *= Float(lastFairGain + step * Double(frame)) }
  }

  /// While the limiter is switched, its strength is another one at each frame.
  @_noLocks private mutating func limit(frames: Int, beats: Double) {
    guard limiterStrength.isMoving else {
      limiter.process(masterBus, frames: frames, strength: limiterStrength.value)
      deepest = min(deepest, limiter.reduction)
      return
    }
    limiterStrength.trace(frames: frames, beats: beats, into: places)
    for frame in 0..<frames {
      limiter.process(masterBus + frame, frames: 1, strength: places[frame])
      deepest = min(deepest, limiter.reduction)
    }
  }

  @_noLocks private mutating func scaleMaster(frames: Int, beats: Double) {
    if master.isMoving {
      master.trace(frames: frames, beats: beats, into: places)
      for frame in 0..<frames { masterBus[frame] *= Float(Deck.linear(places[frame])) }
    } else if master.value != 0 {
      let gain = Float(Deck.linear(master.value))
      for frame in 0..<frames { masterBus[frame] *= gain }
    }
  }
}
