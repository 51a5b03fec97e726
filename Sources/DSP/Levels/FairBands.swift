import CRealtime

/// The gains that keep a blend as loud as is fair while bands of it are handed over: the low band on its own line
/// between the two sounds, the rest so that the whole is as loud as the blend of both would be.
///
/// A thin bass over full middles is quieter than either track by itself, and the other way round louder. The handed
/// bass keeps its level; what lies above makes up for it. Powers and products of the bands are measured over a second,
/// so that the gain does not follow kicks; bass by the cut of the loudness measure, treble by its shelf (ITU-R
/// BS.1770). One thread.
package struct FairBands: BitwiseCopyable, Sendable {
  /// The least and the greatest gain: −2.5 and +4.6 dB.
  package static var least: Double {
    @_noLocks get { 0.75 }
  }
  /// See `least`.
  package static var greatest: Double {
    @_noLocks get { 1.7 }
  }

  /// Where the blend stands, of both decks.
  package struct Stand: BitwiseCopyable, Sendable {
    /// Each band's level by itself: equaliser, kill by hand, channel fader; linear.
    package var own = (SIMD3<Double>(repeating: 1), SIMD3<Double>(repeating: 1))
    /// The crossfader's gain for each deck.
    package var sides = SIMD2<Double>(repeating: 1)
    /// What stands for it in each deck's bands.
    package var levels = (SIMD3<Double>(repeating: 1), SIMD3<Double>(repeating: 1))
    /// Of each band the share of the second deck, 0…1, where it is handed over; nil where the crossfader says it.
    package var handed = InlineArray<3, Double?>(repeating: nil)

    /// Both decks at unity, on both sides of the crossfader.
    @_noLocks package init() {}
  }

  /// For a low band that is not handed over, and for all above it.
  package private(set) var low = 1.0
  /// For all above the low band.
  package private(set) var upper = 1.0
  /// How far the blend has come from the first sound to the second, 0…1, and each band's level by itself, as `follow`
  /// had it last.
  package private(set) var progress = 0.0
  /// See `progress`.
  package private(set) var own = (SIMD3<Double>(repeating: 1), SIMD3<Double>(repeating: 1))

  private var powers = (SIMD3<Double>.zero, SIMD3<Double>.zero)
  /// Products of neighbouring bands of a deck: low and mid, mid and high; and of both decks' bands.
  private var neighbours = (SIMD2<Double>.zero, SIMD2<Double>.zero)
  private var products = SIMD3<Double>.zero
  private var heard = 0.0
  private var cuts = (StateVariable(), StateVariable())
  private let cut: StateVariable.Tuning
  private let sampleRate: Double

  /// - Parameter sampleRate: Hz.
  package init(sampleRate: Double) {
    self.sampleRate = sampleRate
    cut = StateVariable.Tuning(g: StateVariable.tangent(38.1, sampleRate), k: 2)
  }

  /// Forgets what was heard: the next blend is another one.
  @_noLocks package mutating func reset() {
    heard = 0
    (low, upper) = (1, 1)
  }

  /// Hears the bands of both decks at unity.
  @_noLocks package mutating func listen(
    _ a: UnsafePointer<BandFrame>, _ b: UnsafePointer<BandFrame>, frames: Int
  ) {
    var (powerA, powerB, across) = (SIMD3<Double>.zero, SIMD3<Double>.zero, SIMD3<Double>.zero)
    var (nextA, nextB) = (SIMD2<Double>.zero, SIMD2<Double>.zero)
    for frame in 0..<frames {
      let (lowA, lowB) = (cuts.0.split(a[frame].low, cut).high, cuts.1.split(b[frame].low, cut).high)
      let (midA, midB) = (a[frame].mid, b[frame].mid)
      let (highA, highB) = (a[frame].high * 1.5, b[frame].high * 1.5)
      powerA += SIMD3((lowA * lowA).sum(), (midA * midA).sum(), (highA * highA).sum())
      powerB += SIMD3((lowB * lowB).sum(), (midB * midB).sum(), (highB * highB).sum())
      across += SIMD3((lowA * lowB).sum(), (midA * midB).sum(), (highA * highB).sum())
      nextA += SIMD2((lowA * midA).sum(), (midA * highA).sum())
      nextB += SIMD2((lowB * midB).sum(), (midB * highB).sum())
    }
    let count = Double(frames)
    heard += count
    let share = min(1, count / min(heard, sampleRate))
    powers.0 += (powerA / count - powers.0) * share
    powers.1 += (powerB / count - powers.1) * share
    products += (across / count - products) * share
    neighbours.0 += (nextA / count - neighbours.0) * share
    neighbours.1 += (nextB / count - neighbours.1) * share
  }

  /// Moves the gains on by so many frames.
  /// - Parameter crossfade: how far the crossfader alone says how far the whole has come, 0…1; the handed bands say it
  ///   too where it rests.
  @_noLocks package mutating func follow(_ stand: Stand, crossfade: Double, frames: Int) {
    own = stand.own
    let (wantedLow, wantedUpper) = goal(stand, crossfade)
    let share = min(1, Double(frames) / (0.04 * sampleRate))
    low += (wantedLow - low) * share
    upper += (wantedUpper - upper) * share
  }

  @_noLocks private mutating func goal(_ stand: Stand, _ crossfade: Double) -> (low: Double, upper: Double) {
    let weights = stand.sides * stand.sides
    let (a, b) = (stand.own.0 * stand.own.0 * powers.0, stand.own.1 * stand.own.1 * powers.1)
    let side = weights.sum() > 0 ? weights.y / weights.sum() : 0.5
    progress = side
    guard weights.sum() > 0, a.sum() > 1e-8, b.sum() > 1e-8 else { return (1, 1) }
    // The amplitude of each deck's bands in the blend, and how far the whole has come.
    var (inA, inB) = (stand.own.0 * stand.levels.0, stand.own.1 * stand.levels.1)
    var (isHanded, handedPower) = (SIMD3<Double>.zero, 0.0)
    for band in 0..<3 {
      let share = stand.handed[band] ?? side
      handedPower += share * (a[band] + b[band])
      guard let share = stand.handed[band] else { continue }
      isHanded[band] = 1
      inA[band] *= rt_sqrt(1 - share)
      inB[band] *= rt_sqrt(share)
    }
    let byBands = handedPower / (a + b).sum()
    progress = byBands + crossfade * (side - byBands)
    let bandsTogether = 2 * inA * inB * products
    let bands =
      inA * inA * powers.0 + inB * inB * powers.1 + bandsTogether * (SIMD3(repeating: 1) - isHanded * SIMD3(1, 0, 0))
    var low = 1.0
    if isHanded[0] == 0 {
      let fair = (1 - side) * a[0] + side * b[0]
      low = bands[0] > 1e-12 ? Self.bounded(rt_sqrt(fair / max(bands[0], 0.1 * fair))) : 1
    }
    let whole =
      (1 - progress) * Self.whole(stand.own.0, powers.0, neighbours.0)
      + progress * Self.whole(stand.own.1, powers.1, neighbours.1)
    // Upper gain g: top · g² + joint · g + bass = whole.
    let top = bands[1] + bands[2] + 2 * (inA[1] * inA[2] * neighbours.0.y + inB[1] * inB[2] * neighbours.1.y)
    let joint = 2 * low * (inA[0] * inA[1] * neighbours.0.x + inB[0] * inB[1] * neighbours.1.x)
    let rest = whole - low * low * bands[0]
    guard top > 1e-9 else { return (low, 1) }
    let root = joint * joint + 4 * top * rest
    let upper = root > 0 ? (rt_sqrt(root) - joint) / (2 * top) : 0
    return (low, Self.bounded(upper))
  }

  /// The power of a deck by itself.
  @_noLocks private static func whole(_ own: SIMD3<Double>, _ powers: SIMD3<Double>, _ next: SIMD2<Double>) -> Double {
    (own * own * powers).sum() + 2 * (own[0] * own[1] * next.x + own[1] * own[2] * next.y)
  }

  @_noLocks private static func bounded(_ gain: Double) -> Double { min(greatest, max(least, gain)) }
}
