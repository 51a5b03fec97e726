import CRealtime
import DSP

/// Which bands bypass the crossfader, and how much, while parts of a blend are or have been swapped; and the low band's
/// own gain in the fair blend. It is added to each deck's sound behind the fader, as so much more or less of a band, so
/// that a deck without any bypass is untouched. The audio thread only.
struct CrossfaderBypass: BitwiseCopyable {
  private var bands = PerBand<BandBypass?>(repeating: nil)
  private var strength = Ramp(0)
  /// At the end of the last segment, and of this one.
  private var before = Amounts()
  private var now = Amounts()

  private struct Amounts: BitwiseCopyable {
    /// How much of its bypass is in effect in each deck's bands, 0…1.
    var bypassed = PerDeck<SIMD3<Double>>(repeating: .zero)
    /// The fair blend's gains for the low band, and for what lies above.
    var low = 1.0
    var upper = 1.0
    /// 0: the blend is one of whole sounds … 1: one of bands.
    var strength = 0.0

    @_noLocks init() {}
  }

  @_noLocks init() {}

  /// The bands are wanted apart.
  var isActive: Bool {
    @_noLocks get { strength.isMoving || strength.value > 0 || now.strength > 0 }
  }

  /// Some band bypasses the crossfader and is not being released.
  var isHeld: Bool {
    @_noLocks get {
      for band in 0..<bandCount { if let bypass = bands[band], !bypass.isReleased { return true } }
      return false
    }
  }

  /// 0: the blend is one of whole sounds … 1: one of bands.
  var share: Double {
    @_noLocks get { strength.value }
  }

  /// Index of the deck that has or receives a band; nil where the band follows the crossfader.
  @_noLocks func receiver(of band: Int) -> Int? { bands[band]?.receiver }

  /// A swap of a band begins. - Parameters:
  ///   - sides: the crossfader's gains.
  ///   - keeps: the receiver keeps it until the crossfader has left its side.
  ///   - frames: in which both decks come to full level.
  @_noLocks mutating func begin(
    _ band: Int, to receiver: Int, sides: SIMD2<Double>, keeps: Bool, frames: Double
  ) {
    var bypass = bands[band] ?? BandBypass(to: receiver)
    bypass.begin(to: receiver, side: sides[bypass.receiver], keeps: keeps, frames: frames)
    bands[band] = bypass
    if strength.target != 1 { strength.move(to: 1, frames: frames) }
  }

  /// Back to the crossfader's own gain.
  @_noLocks mutating func release(_ band: Int, frames: Double) { bands[band]?.release(frames: frames) }

  /// The band's receiver keeps it.
  @_noLocks func isKept(_ band: Int) -> Bool { bands[band]?.isKept ?? false }

  /// The swap of a band is over: where the crossfader stands counts from now on.
  @_noLocks mutating func followCrossfader(_ band: Int, side: Double) { bands[band]?.followCrossfader(side: side) }

  /// Moves on over the segment that is rendered next. - Parameters:
  ///   - presence: how much of a blend there is for each deck, by the other one's fader, 0…1.
  ///   - fadeFrames: in which the bands come together again once nothing is held.
  @_noLocks mutating func advance(frames: Int, presence: SIMD2<Double>, fadeFrames: Double) {
    before = now
    for band in 0..<bandCount {
      guard var bypass = bands[band] else {
        for deck in 0..<2 { now.bypassed[deck][band] = 0 }
        continue
      }
      bypass.advance(frames: frames)
      for deck in 0..<2 { now.bypassed[deck][band] = bypass.strength.value * presence[deck] }
      // One segment more, in which it comes to its end.
      let isGone = bypass.isOver && before.bypassed[0][band] == 0 && before.bypassed[1][band] == 0
      bands[band] = isGone ? nil : bypass
    }
    if !isHeld && strength.target != 0 { strength.move(to: 0, frames: fadeFrames) }
    strength.advance(frames: frames, beats: 0)
    now.strength = strength.value
  }

  /// What the fair blend's gains will be at the segment's end.
  @_noLocks mutating func setFairGains(low: Double, upper: Double) { (now.low, now.upper) = (low, upper) }

  /// The gain that a deck's band has in place of the crossfader's at the segment's end.
  @_noLocks func gain(of deck: Int, _ band: Int, side: Double) -> Double {
    bands[band]?.gain(of: deck, side: side, amount: now.bypassed[deck][band]) ?? side
  }

  /// How much more of each band of a deck the mix is to have than the crossfader lets through, frame by frame.
  /// - Parameter sides: the crossfader's gain for the deck, a value a frame.
  @_noLocks func traceExtra(
    _ deck: Int, sides: UnsafePointer<Double>, into weights: UnsafeMutablePointer<SIMD4<Double>>, frames: Int
  ) {
    let step = 1 / Double(frames)
    for frame in 0..<frames {
      let time = step * Double(frame)
      let side = sides[frame]
      let bypassed = before.bypassed[deck] + (now.bypassed[deck] - before.bypassed[deck]) * time
      let upper = before.upper + (now.upper - before.upper) * time
      let low = before.low + (now.low - before.low) * time
      let share = before.strength + (now.strength - before.strength) * time
      var weight = SIMD4<Double>.zero
      for band in 0..<bandCount {
        guard let bypass = bands[band] else { continue }
        weight[band] = bypass.gain(of: deck, side: side, amount: bypassed[band]) - side
      }
      // The master multiplies by the gain of what lies above the bass.
      let gain = (bands[0] == nil ? low : 1) * share + upper * (1 - share)
      weight[0] = (side + weight[0]) * gain / upper - side
      weights[frame] = weight
    }
  }
}
