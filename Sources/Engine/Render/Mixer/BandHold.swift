import CRealtime
import DSP

/// What lets a band that is handed over sound at its own level wherever the crossfader stands: in the middle of a blend
/// one bass at full, not one bass at half power.
///
/// While the band is on its way, both decks' part of it leaves the crossfader out; afterwards the receiver's does. The
/// crossfader takes it away only by going away from the receiver: by as much as it takes of the side since the nearest
/// place that it came to. Once it arrives at the receiver's end nothing is left to make up for, and the band is an
/// ordinary one again. A hand on either deck's kill, or a deck that stops, ends the hold by a ramp. As the other deck's
/// fader goes down the band comes to where its own side is: there is no blend any more.
struct BandHold: BitwiseCopyable {
  /// Index of the deck that has or receives the band.
  private(set) var to: Int
  /// 0: the crossfader's own law … 1: the band at full.
  private(set) var strength = Ramp(0)
  private(set) var isReleased = false
  /// The most that the receiver's side had since the handover was over; 0 until then.
  private var best = 0.0
  /// A deck that the crossfader had gone away from comes back as another handover begins.
  private var pulledDeck = 0
  private var pulled = 1.0
  private var comeback = Ramp(1)

  /// Below this the crossfader has as good as not opened the side yet: its first small step back would take all.
  private static var least: Double {
    @_noLocks get { 0.25 }
  }

  @_noLocks init(to: Int) { self.to = to }

  /// A handover begins. - Parameters:
  ///   - side: the crossfader's gain now for the deck that had the band until now.
  ///   - frames: in which both decks come to full.
  @_noLocks mutating func begin(to: Int, side: Double, frames: Double) {
    pulled = pull(of: self.to, side: side)
    pulledDeck = self.to
    comeback.jump(to: 0)
    comeback.move(to: 1, frames: frames)
    self.to = to
    best = 0
    isReleased = false
    strength.move(to: 1, frames: frames)
  }

  @_noLocks mutating func release(frames: Double) {
    guard !isReleased else { return }
    isReleased = true
    strength.move(to: 0, frames: frames)
  }

  /// Nothing is left of it.
  var isOver: Bool {
    @_noLocks get { isReleased && !strength.isMoving }
  }

  @_noLocks mutating func advance(frames: Int) {
    strength.advance(frames: frames, beats: 0)
    comeback.advance(frames: frames, beats: 0)
  }

  /// The handover is over: where the crossfader stands counts from now on.
  @_noLocks mutating func follow(side: Double) { best = max(best, side) }

  /// What stands for the crossfader's gain in a deck's band. - Parameters:
  ///   - side: the crossfader's gain.
  ///   - free: how much of the hold there is, 0…1: strength times the other deck's presence.
  @_noLocks func level(of deck: Int, side: Double, free: Double) -> Double {
    let reach = deck == to && best >= Self.least ? max(best, side) : side
    let level = rt_sqrt(reach * reach + free * free * (1 - reach * reach))
    return level * pull(of: deck, side: side)
  }

  /// What the crossfader has taken away by going away from the deck.
  @_noLocks private func pull(of deck: Int, side: Double) -> Double {
    var factor = 1.0
    if deck == to, best >= Self.least { factor = min(1, side / best) }
    if deck == pulledDeck, comeback.isMoving { factor *= pulled + (1 - pulled) * comeback.value }
    return factor
  }
}
