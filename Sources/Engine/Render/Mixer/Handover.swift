import CRealtime
import DSP
import Music

/// A band on its way from one deck to the other: the giver's goes out as the receiver's comes in. At `progress` its energy
/// lies on the line from the giver's own to the receiver's own. A receiver that was open already begins out.
///
/// Middles and highs have little in common, so they cross at equal power. Bass drums that fall together have much: two add
/// up to 3 dB too much, or take each other away. So each kick belongs to one deck alone, from just before the beat to just
/// before the next one, and it is the kicks that are shared out: as many as is fair at that point of the way. The owner's
/// level is steered so that its bass has the energy that is fair, by 6 dB at most.
struct Handover: BitwiseCopyable {
  /// Index of the deck that receives the band.
  let to: Int
  /// 0…1, and what a beat or a frame adds.
  private(set) var progress: Double
  private let rate: Double
  let followsBeats: Bool
  let takesTurns: Bool
  /// The receiver's own kill before: it holds again when the receiver stops on the way.
  let receiverWasKilled: Bool

  /// Both decks' power before the exchange that is under way; without turns, before the handover.
  private var before: SIMD2<Double>
  private var exchange = Ramp(0)
  // Turns.
  private var owner: Int
  private var level = 1.0
  /// Kicks that the receiver had more than were due to it, and energy that sounded more than was fair, lately.
  private var kicksAhead = 0.0
  private var surplus = 0.0

  /// How a handover goes on.
  struct Way {
    /// 0…1, where it begins, and how far on from there a beat or a frame goes: the whole of the rest takes so long.
    let start: Double
    let length: Double
    let followsBeats: Bool
    let takesTurns: Bool
    /// Frames in which both decks come to where it begins.
    let entryFrames: Double

    @_noLocks init(start: Double, length: Double, followsBeats: Bool, takesTurns: Bool, entryFrames: Double) {
      self.start = start
      self.length = length
      self.followsBeats = followsBeats
      self.takesTurns = takesTurns
      self.entryFrames = entryFrames
    }
  }

  /// - Parameter gains: both decks' now.
  @_noLocks init(to: Int, _ way: Way, gains: SIMD2<Double>, receiverWasKilled: Bool) {
    self.to = to
    progress = way.start
    rate = (1 - way.start) / way.length
    followsBeats = way.followsBeats
    takesTurns = way.takesTurns
    self.receiverWasKilled = receiverWasKilled
    owner = 1 - to
    before = gains * gains
    exchange.move(to: 1, frames: way.entryFrames)
  }

  /// Both decks' gains now, as power.
  private var powers: SIMD2<Double> {
    @_noLocks get {
      var wanted = SIMD2<Double>.zero
      if takesTurns {
        wanted[owner] = level
      } else {
        wanted[to] = progress
        wanted[1 - to] = 1 - progress
      }
      return before + (wanted - before) * exchange.value
    }
  }

  var gains: SIMD2<Double> {
    @_noLocks get { SIMD2(rt_sqrt(powers.x), rt_sqrt(powers.y)) }
  }

  var isDone: Bool {
    @_noLocks get { progress >= 1 - 1e-9 }
  }

  @_noLocks mutating func advance(frames: Int, beats: Double) {
    progress = min(1, progress + (followsBeats ? max(0, beats) : Double(frames)) * rate)
    exchange.advance(frames: frames, beats: beats)
  }

  /// Gives the coming kick to a deck. - Parameters:
  ///   - expected: the energy that each deck's will have.
  ///   - beatFrames: frames in a beat.
  @_noLocks mutating func decide(expected: SIMD2<Double>, beatFrames: Double) {
    let due = min(1, progress + 0.5 * rate * (followsBeats ? 1 : beatFrames))
    let fair = (1 - due) * expected[1 - to] + due * expected[to]
    let mean = max(1e-12, expected.sum() / 2)
    before = powers
    var least = Double.infinity
    for deck in 0..<2 {
      let energy = expected[deck]
      let miss = abs(surplus + Self.bounded(fair - surplus, over: energy) * energy - fair) / mean
      let ahead = abs(kicksAhead + (deck == to ? 1 : 0) - due)
      let cost = miss + 0.15 * ahead
      if cost < least { (least, owner) = (cost, deck) }
    }
    kicksAhead += (owner == to ? 1 : 0) - due
    exchange.jump(to: 0)
    exchange.move(to: 1, frames: beatFrames / 16)
  }

  /// Sets the owner's level for the segment that is rendered next. - Parameters:
  ///   - now: each deck's own bass as it is, power; what a beat lacks of it is told by `usual`.
  ///   - usual: the same over the last bar.
  @_noLocks mutating func steer(now: SIMD2<Double>, usual: SIMD2<Double>, beatFrames: Double) {
    let likely = now + 0.3 * usual
    level = Self.bounded(fair(likely) - 16 * surplus / beatFrames, over: likely[owner])
  }

  /// What the rendered segment had. - Parameters:
  ///   - own: the energy of each deck's own bass.
  ///   - reach: how much of the receiver's power comes past the crossfader: an open bass that nobody hears is none too much.
  @_noLocks mutating func account(_ own: SIMD2<Double>, reach: Double, frames: Int, beatFrames: Double) {
    let bar = 4 * beatFrames
    var heard = powers
    heard[to] *= reach
    surplus *= 1 - min(1, Double(frames) / bar)
    surplus += (heard * own).sum() - fair(own)
  }

  /// What lies on the line between both decks' at this point of the way.
  @_noLocks private func fair(_ energy: SIMD2<Double>) -> Double {
    (1 - progress) * energy[1 - to] + progress * energy[to]
  }

  /// The power that makes `energy` the wanted one, within ±6 dB.
  @_noLocks private static func bounded(_ wanted: Double, over energy: Double) -> Double {
    energy > 1e-12 ? min(4, max(0.25, wanted / energy)) : 1
  }
}
