import CRealtime
import DSP
import Music

/// A band on its way from one deck to the other: the giver's goes out as the receiver's comes in. At `progress` its
/// energy lies on the line from the giver's own to the receiver's own. A receiver that was open already begins out.
///
/// Middles and highs have little in common, so they cross at equal power. Bass drums that fall together have much: two
/// add up to 3 dB too much, or take each other away. So each kick belongs to one deck alone, from just before the beat
/// to just before the next one, and it is the kicks that are shared out: as many as is fair at that point of the way.
/// The owner's level is steered so that its bass has the energy that is fair. An owner whose bass is so thin that it
/// would have to be raised by more than 6 dB leaves the kick to the other deck, at that energy: nothing is foretold, so
/// a bass may come or go on the way.
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
  /// Frames until the way begins: it may have been told ahead of its moment.
  private var wait: Double

  /// Both decks' power before the exchange that is under way; without turns, before the handover.
  private var before: SIMD2<Double>
  private var exchange = Ramp(0)
  // Turns.
  private var owner: Int
  private var levels: SIMD2<Double>
  /// Kicks that the receiver had more than were due to it, and energy that was heard more than was fair, lately.
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
    /// Frames until it begins.
    let wait: Double

    @_noLocks init(
      start: Double, length: Double, followsBeats: Bool, takesTurns: Bool, entryFrames: Double, wait: Double
    ) {
      self.start = start
      self.length = length
      self.followsBeats = followsBeats
      self.takesTurns = takesTurns
      self.entryFrames = entryFrames
      self.wait = wait
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
    wait = way.wait
    owner = 1 - to
    levels = .zero
    levels[1 - to] = 1
    before = gains * gains
    exchange.move(to: 1, frames: way.entryFrames)
  }

  /// Both decks' gains now, as power.
  private var powers: SIMD2<Double> {
    @_noLocks get {
      var wanted = levels
      if !takesTurns {
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
    let waits = min(wait, Double(frames))
    wait -= waits
    let share = 1 - waits / Double(frames)
    progress = min(1, progress + (followsBeats ? max(0, beats) : Double(frames)) * share * rate)
    exchange.advance(frames: frames, beats: beats)
  }

  /// Gives the coming kick to the deck that is due. - Parameter beatFrames: frames in a beat.
  @_noLocks mutating func decide(beatFrames: Double) {
    let due = min(1, progress + 0.5 * rate * (followsBeats ? 1 : beatFrames))
    before = powers
    owner = abs(kicksAhead + 1 - due) < abs(kicksAhead - due) ? to : 1 - to
    kicksAhead += (owner == to ? 1 : 0) - due
    exchange.jump(to: 0)
    exchange.move(to: 1, frames: beatFrames / 16)
  }

  /// Sets both decks' levels for the segment that is rendered next. - Parameters:
  ///   - now: each deck's own bass as it is, power.
  ///   - kick: the same of the running kick so far.
  @_noLocks mutating func steer(now: SIMD2<Double>, kick: SIMD2<Double>, beatFrames: Double) {
    // What it lacks at the moment is told by the whole kick.
    let likely = now + 0.3 * kick
    let due = fair(likely)
    guard likely.max() > 1e-12 else { return }
    // What was heard of a loud bar is no debt of a quiet one.
    let most = 0.5 * beatFrames * fair(kick)
    surplus = min(most, max(-most, surplus))
    let wanted = min(4 * due, max(0.25 * due, due - 16 * surplus / beatFrames))
    let strong = SIMD2(max(now.x, kick.x), max(now.y, kick.y))
    let need = fair(strong) / max(1e-12, strong[owner])
    let other = min(1, max(0, need / 4 - 1))
    levels[owner] = (1 - other) * Self.raise(likely[owner], to: wanted)
    levels[1 - owner] = other * Self.raise(likely[1 - owner], to: wanted)
  }

  /// What was heard of the rendered segment. - Parameter open: the energy of each deck's bass as far as crossfader and
  /// fader let it through, before the handover.
  @_noLocks mutating func account(_ open: SIMD2<Double>, frames: Int, beatFrames: Double) {
    surplus *= 1 - min(1, Double(frames) / (4 * beatFrames))
    surplus += (powers * open).sum() - fair(open)
  }

  /// What lies on the line between both decks' at this point of the way.
  @_noLocks private func fair(_ energy: SIMD2<Double>) -> Double {
    (1 - progress) * energy[1 - to] + progress * energy[to]
  }

  /// The power that makes `energy` the wanted one: +6 dB at most.
  @_noLocks private static func raise(_ energy: Double, to wanted: Double) -> Double {
    min(4, wanted / max(1e-12, energy))
  }
}
