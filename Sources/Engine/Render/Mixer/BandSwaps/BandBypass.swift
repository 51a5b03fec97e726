import CRealtime
import DSP

/// Takes one band past the crossfader, so that a swapped band sounds at its own level wherever the crossfader stands:
/// in the middle of a blend one bass at full level, not one bass at half power.
///
/// During the swap both decks' part of the band bypasses the crossfader; afterwards the receiver's does. From then on
/// the crossfader takes the band away only by moving away from the receiver: by as much as it takes of the receiver's
/// side since the closest position that it came to. Once it arrives at the receiver's end there is nothing left to make
/// up for, and the band is an ordinary one again. A hand on either deck's kill, or a deck that stops, ends the bypass
/// by a ramp. As the other deck's fader goes down, the band returns to its own side's gain: there is no blend any more.
/// The audio thread only.
struct BandBypass: BitwiseCopyable {
  /// Index of the deck that has or receives the band.
  private(set) var receiver: Int
  /// 0: the crossfader's own gain … 1: the band at full level.
  private(set) var strength = Ramp(0)
  private(set) var isReleased = false
  /// The receiver keeps the band, wherever the crossfader goes, until that has left its side.
  private(set) var isKept = false
  /// The most that the crossfader has given the receiver's side since the swap was over; 0 until then.
  private var bestSide = 0.0
  /// As another swap begins, a deck that the crossfader had moved away from returns from `returnFrom` to its level.
  private var returningDeck = 0
  private var returnFrom = 1.0
  private var returning = Ramp(1)

  /// Below this gain (−12 dB) the crossfader has not really opened the side yet: its first small step back would take
  /// the band away.
  private static var openSide: Double {
    @_noLocks get { 0.25 }
  }

  @_noLocks init(to receiver: Int) { self.receiver = receiver }

  /// A swap begins.
  /// - Parameters:
  ///   - side: the crossfader's gain now for the deck that had the band until now.
  ///   - keeps: the receiver keeps the band until the crossfader has left its side.
  ///   - frames: in which both decks come to full level.
  @_noLocks mutating func begin(to receiver: Int, side: Double, keeps: Bool, frames: Double) {
    returnFrom = crossfaderCut(of: self.receiver, side: side)
    returningDeck = self.receiver
    returning.jump(to: 0)
    returning.move(to: 1, frames: frames)
    self.receiver = receiver
    bestSide = 0
    isReleased = false
    isKept = keeps
    strength.move(to: 1, frames: frames)
  }

  /// Back to the crossfader's own gain.
  @_noLocks mutating func release(frames: Double) {
    guard !isReleased else { return }
    isReleased = true
    strength.move(to: 0, frames: frames)
  }

  /// Released, and nothing is left of it.
  var isOver: Bool {
    @_noLocks get { isReleased && !strength.isMoving }
  }

  @_noLocks mutating func advance(frames: Int) {
    strength.advance(frames: frames, beats: 0)
    returning.advance(frames: frames, beats: 0)
  }

  /// The swap is over: where the crossfader stands counts from now on. - Parameter side: its gain for the receiver.
  @_noLocks mutating func followCrossfader(side: Double) { bestSide = max(bestSide, side) }

  /// The gain that a deck's band has in place of the crossfader's.
  /// - Parameters:
  ///   - side: the crossfader's gain.
  ///   - amount: how much of the bypass is in effect, 0…1.
  @_noLocks func gain(of deck: Int, side: Double, amount: Double) -> Double {
    let open = deck == receiver && bestSide >= Self.openSide ? max(bestSide, side) : side
    let gain = rt_sqrt(open * open + amount * amount * (1 - open * open))
    return gain * crossfaderCut(of: deck, side: side)
  }

  /// What the crossfader leaves of the band by having moved away from the deck, 0…1.
  @_noLocks private func crossfaderCut(of deck: Int, side: Double) -> Double {
    var factor = 1.0
    if deck == receiver, !isKept, bestSide >= Self.openSide { factor = min(1, side / bestSide) }
    if deck == returningDeck, returning.isMoving { factor *= returnFrom + (1 - returnFrom) * returning.value }
    return factor
  }
}
