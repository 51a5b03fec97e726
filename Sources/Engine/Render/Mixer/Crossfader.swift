import CRealtime
import DSP
import Music

/// The crossfader: where it is, by which law it works, who is on which side, and how late each deck comes in. The audio
/// thread only.
struct Crossfader: ~Copyable {
  private let sampleRate: Double
  /// −1 deck A … +1 deck B.
  private var position = Ramp(0)
  private var curve = CrossfaderCurve.power
  /// A new curve is blended in.
  private var curveBlend = Ramp(1)
  private var oldCurve = CrossfaderCurve.power
  private var isReversed = false
  private var reverse = Ramp(0)
  private var cutIns = PerDeck<Ramp>(repeating: Ramp(0))
  /// A timed crossfade is under way.
  private(set) var isFading = false
  /// Their values in this segment, one a frame.
  private let positions: UnsafeMutablePointer<Double>
  private let blends: UnsafeMutablePointer<Double>
  private let cuts: UnsafeMutablePointer<SIMD2<Double>>

  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    positions = .allocate(capacity: Console.quantum)
    positions.initialize(repeating: 0, count: Console.quantum)
    blends = .allocate(capacity: Console.quantum)
    blends.initialize(repeating: 1, count: Console.quantum)
    cuts = .allocate(capacity: Console.quantum)
    cuts.initialize(repeating: .zero, count: Console.quantum)
  }

  deinit {
    positions.deallocate()
    blends.deallocate()
    cuts.deallocate()
  }

  // MARK: Commands

  @_noLocks mutating func setPosition(_ move: ControlChange) {
    move.apply(to: &position, from: -1, to: 1)
    if case .short = move.over { isFading = false } else { isFading = position.isMoving }
  }

  /// A new law is blended in, so that it has no step.
  @_noLocks mutating func setCurve(_ new: CrossfaderCurve) {
    oldCurve = curve
    curve = new
    curveBlend.jump(to: 0)
    curveBlend.move(to: 1, frames: MixerAction.shortSeconds * sampleRate)
  }

  @_noLocks mutating func setReversed(_ change: Switch, over: Glide) {
    isReversed = change.applied(to: isReversed)
    reverse.glide(to: isReversed ? 1 : 0, over: over, sampleRate: sampleRate)
  }

  /// - Parameter share: of the travel from the far end for which the deck stays silent, 0…0.9.
  @_noLocks mutating func setCutIn(_ deck: DeckID, _ share: Double, over: Glide) {
    guard share.isFinite else { return }
    cutIns[deck.index].glide(to: min(0.9, max(0, share)), over: over, sampleRate: sampleRate)
  }

  // MARK: Gains

  /// The gain of one side with the crossfader at `x` (−1…1). `cutIn`: the share of the travel from the far end for
  /// which it stays silent. Equal power is −3 dB in the middle, so a blend keeps its loudness; equal amplitude −6 dB;
  /// cut is full but for the last tenth of the travel. At its own end each side passes untouched, and the other one is
  /// silent.
  @_noLocks private static func gain(_ curve: CrossfaderCurve, side: Int, at x: Double, cutIn: Double = 0) -> Double {
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
      side: side, at: position.value * (1 - 2 * reverse.value), blend: curveBlend.value, cutIn: cutIns[side].value)
  }

  /// The gain for each side at the segment's end.
  var sides: SIMD2<Double> {
    @_noLocks get { SIMD2(gain(side: 0), gain(side: 1)) }
  }

  /// A crossfade has ended once one side is shut.
  @_noLocks mutating func endFade() {
    let sides = sides
    if isFading, !position.isMoving, sides.x == 0 || sides.y == 0 { isFading = false }
  }

  // MARK: Rendering

  /// Moves all of it over the segment that is rendered next.
  @_noLocks mutating func advance(frames: Int, beats: Double) {
    position.trace(frames: frames, beats: beats, into: positions)
    curveBlend.trace(frames: frames, beats: beats, into: blends)
    for frame in 0..<frames {
      positions[frame] *= 1 - 2 * reverse.value
      cuts[frame] = SIMD2(cutIns[0].value, cutIns[1].value)
      let beat = beats / Double(frames)
      reverse.advance(frames: 1, beats: beat)
      for side in 0..<2 { cutIns[side].advance(frames: 1, beats: beat) }
    }
  }

  /// Writes the gain for a side, one value a frame.
  @_noLocks func trace(side: Int, into gains: UnsafeMutablePointer<Double>, frames: Int) {
    if positions[0] == positions[frames - 1] && cuts[0] == cuts[frames - 1] && blends[0] == 1 {
      let steady = gain(side: side, at: positions[0], blend: 1, cutIn: cuts[0][side])
      for frame in 0..<frames { gains[frame] = steady }
      return
    }
    for frame in 0..<frames {
      gains[frame] = gain(side: side, at: positions[frame], blend: blends[frame], cutIn: cuts[frame][side])
    }
  }

  @_noLocks func describe(into snapshot: inout EngineSnapshot) {
    snapshot.crossfader = position.value
    snapshot.curve = curve
    snapshot.crossfaderReversed = isReversed
    for side in 0..<2 { snapshot.cutIns[side] = cutIns[side].value }
  }
}

/// Where the bands of both isolators part. The audio thread only.
struct Crossovers: ~Copyable {
  private let sampleRate: Double
  /// Log2 Hz.
  private var low = Ramp(rt_log2(246))
  private var high = Ramp(rt_log2(2500))
  /// Both in this segment, log2 Hz, a pair a frame.
  let corners: UnsafeMutablePointer<SIMD2<Double>>

  init(sampleRate: Double) {
    self.sampleRate = sampleRate
    corners = .allocate(capacity: Console.quantum)
    corners.initialize(repeating: SIMD2(low.value, high.value), count: Console.quantum)
  }

  deinit { corners.deallocate() }

  /// - Parameters: in Hz; what is out of range comes to its edge.
  @_noLocks mutating func set(low lowHz: Double, high highHz: Double, over: Glide) {
    guard lowHz.isFinite, highHz.isFinite else { return }
    let short = MixerAction.crossoverSeconds
    low.glide(to: rt_log2(min(800, max(80, lowHz))), over: over, sampleRate: sampleRate, short: short)
    high.glide(to: rt_log2(min(8000, max(1000, highHz))), over: over, sampleRate: sampleRate, short: short)
  }

  /// Moves both over the segment that is rendered next.
  @_noLocks mutating func advance(frames: Int, beats: Double) {
    if !low.isMoving && !high.isMoving {
      let place = SIMD2(low.value, high.value)
      for frame in 0..<frames { corners[frame] = place }
      return
    }
    for frame in 0..<frames {
      corners[frame] = SIMD2(low.value, high.value)
      low.advance(frames: 1, beats: beats / Double(frames))
      high.advance(frames: 1, beats: beats / Double(frames))
    }
  }

  @_noLocks func describe(into snapshot: inout EngineSnapshot) {
    snapshot.lowCrossover = rt_exp2(low.value)
    snapshot.highCrossover = rt_exp2(high.value)
  }
}
