import CRealtime
import DSP

/// What a blend does band by band while parts of it are handed over or held: bands that leave the crossfader out, and a
/// low band that leaves the fair blend's gain out. It is added to each deck's sound behind the fader, as so much more
/// or less of a band, so that a deck without any is untouched.
struct BandBalance: BitwiseCopyable {
  var holds = InlineArray<3, BandHold?>(repeating: nil)
  /// 0: nothing is done … 1: all of it.
  private(set) var share = Ramp(0)
  /// At the end of the last segment and of this one: of each deck and band how much of its hold there is; the fair
  /// blend's gains; the share.
  private var before = State()
  private var now = State()

  struct State: BitwiseCopyable {
    var free = InlineArray<2, SIMD3<Double>>(repeating: .zero)
    var low = 1.0
    var upper = 1.0
    var share = 0.0
  }

  /// The bands are wanted apart.
  var isActive: Bool {
    @_noLocks get { share.isMoving || share.value > 0 || now.share > 0 }
  }

  /// Something holds that is not on its way out.
  var isHeld: Bool {
    @_noLocks get {
      for band in 0..<3 { if let hold = holds[band], !hold.isReleased { return true } }
      return false
    }
  }

  /// Some band is handed over in so many frames. - Parameter side: the crossfader's gain for the deck that has the
  /// band.
  @_noLocks mutating func hold(_ band: Int, to: Int, sides: SIMD2<Double>, frames: Double) {
    var hold = holds[band] ?? BandHold(to: to)
    hold.begin(to: to, side: sides[hold.to], frames: frames)
    holds[band] = hold
    if share.target != 1 { share.move(to: 1, frames: frames) }
  }

  /// Moves on over the segment that is rendered next. - Parameters:
  ///   - presence: of each deck's counterpart in the blend, 0…1.
  ///   - fadeFrames: in which all comes to rest once nothing is held.
  @_noLocks mutating func advance(frames: Int, presence: SIMD2<Double>, fadeFrames: Double) {
    before = now
    for band in 0..<3 {
      guard var hold = holds[band] else {
        for deck in 0..<2 { now.free[deck][band] = 0 }
        continue
      }
      hold.advance(frames: frames)
      for deck in 0..<2 { now.free[deck][band] = hold.strength.value * presence[deck] }
      // One segment more, in which it comes to its end.
      holds[band] = hold.isOver && before.free[0][band] == 0 && before.free[1][band] == 0 ? nil : hold
    }
    if !isHeld && share.target != 0 { share.move(to: 0, frames: fadeFrames) }
    share.advance(frames: frames, beats: 0)
    now.share = share.value
  }

  /// What the fair blend's gains will be at the segment's end.
  @_noLocks mutating func take(low: Double, upper: Double) { (now.low, now.upper) = (low, upper) }

  /// What stands for the crossfader's gain in a deck's band at the segment's end.
  @_noLocks func level(of deck: Int, _ band: Int, side: Double) -> Double {
    holds[band]?.level(of: deck, side: side, free: now.free[deck][band]) ?? side
  }

  /// How much more of each band of a deck the mix is to have than the crossfader lets through, frame by frame.
  @_noLocks func weigh(
    _ deck: Int, sides: UnsafePointer<Double>, into weights: UnsafeMutablePointer<SIMD4<Double>>, frames: Int
  ) {
    let step = 1 / Double(frames)
    for frame in 0..<frames {
      let way = step * Double(frame)
      let side = sides[frame]
      let free = before.free[deck] + (now.free[deck] - before.free[deck]) * way
      let upper = before.upper + (now.upper - before.upper) * way
      let low = before.low + (now.low - before.low) * way
      let share = before.share + (now.share - before.share) * way
      var weight = SIMD4<Double>.zero
      for band in 0..<3 {
        guard let hold = holds[band] else { continue }
        weight[band] = hold.level(of: deck, side: side, free: free[band]) - side
      }
      // The master multiplies by the gain of what lies above the bass.
      let gain = (holds[0] == nil ? low : 1) * share + upper * (1 - share)
      weight[0] = (side + weight[0]) * gain / upper - side
      weights[frame] = weight
    }
  }
}
