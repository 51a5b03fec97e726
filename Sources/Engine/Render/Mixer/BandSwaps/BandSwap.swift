import CRealtime
import DSP
import Music

/// One band being swapped: the giver's fades out while the receiver's comes in. At `progress` the band's energy lies on
/// the line from the giver's to the receiver's.
///
/// Middles and highs of two records have little in common, so they cross at equal power. Bass drums that fall together
/// have much in common: two of them are up to 3 dB too loud, or cancel each other. So the decks alternate: each kick
/// belongs to one deck alone, from just before its beat to just before the next one, and it is the number of kicks that
/// is shared out, as many as are fair at that point of the swap. The owner's level is set so that its bass has the fair
/// energy. An owner whose bass is so thin that it would need more than 6 dB of gain leaves the kick to the other deck,
/// at that energy: nothing is predicted, so a bass may come or go during the swap. The audio thread only.
struct BandSwap: BitwiseCopyable {
  /// Index of the deck that receives the band.
  let receiver: Int
  /// 0…1.
  private(set) var progress: Double
  /// What a beat, or a frame, adds to the progress.
  private let rate: Double
  private let countsBeats: Bool
  let alternatesKicks: Bool
  /// The receiver's own kill before: it holds again when the receiver stops during the swap.
  let receiverWasKilled: Bool
  /// Frames until progress begins: the command may have begun ahead of its moment.
  private var framesToStart: Double

  /// Both decks' power gains before the change that is under way, and how far that has come, 0…1. The change leads to
  /// the swap itself at first, then from one kick's owner to the next one's.
  private var powersBefore: SIMD2<Double>
  private var change = Ramp(0)

  // Where the decks alternate.
  /// Index of the deck that has the running kick.
  private var kickOwner: Int
  /// The power gains that the decks are to have in the running kick.
  private var kickPowers: SIMD2<Double>
  /// Kicks that the receiver had beyond its due, and energy that was heard beyond what was fair, lately.
  private var kicksAhead = 0.0
  private var excess = 0.0

  /// Where a swap begins and how it goes on.
  struct Timing {
    /// The progress that it begins with, 0…1.
    let start: Double
    /// Beats, or frames, that the rest of the way takes.
    let length: Double
    let countsBeats: Bool
    let alternatesKicks: Bool
    /// Frames in which both decks come to the levels that it begins with.
    let entryFrames: Double
    /// Frames until it begins.
    let framesToStart: Double

    @_noLocks init(
      start: Double, length: Double, countsBeats: Bool, alternatesKicks: Bool, entryFrames: Double,
      framesToStart: Double
    ) {
      self.start = start
      self.length = length
      self.countsBeats = countsBeats
      self.alternatesKicks = alternatesKicks
      self.entryFrames = entryFrames
      self.framesToStart = framesToStart
    }
  }

  // MARK: Constants

  /// Beats in which a kick's owner changes: over before the attack, which comes 3/32 of a beat after the change begins.
  static var changeBeats: Double {
    @_noLocks get { 1.0 / 16 }
  }
  /// The most that a thin bass is raised, and the most that a target departs from the fair power: 6 dB.
  private static var mostBoost: Double {
    @_noLocks get { 4 }
  }
  /// How much the average of the running kick counts beside the last 30 ms: between two drums the moment is silent,
  /// and a level steered by it alone would jump.
  private static var kickWeight: Double {
    @_noLocks get { 0.3 }
  }
  /// An excess is made up for within this many beats, before the kick is over.
  private static var paybackBeats: Double {
    @_noLocks get { 1.0 / 16 }
  }
  /// The most excess that is remembered, in beats of the fair power: a loud bar leaves no debt to a quiet one.
  private static var mostExcessBeats: Double {
    @_noLocks get { 0.5 }
  }
  /// An excess is forgotten over about a bar.
  private static var memoryBeats: Double {
    @_noLocks get { 4 }
  }
  /// Power below which nothing sounds: −120 dB.
  private static var silence: Double {
    @_noLocks get { 1e-12 }
  }

  /// - Parameter gains: both decks' now, linear.
  @_noLocks init(to receiver: Int, _ timing: Timing, gains: SIMD2<Double>, receiverWasKilled: Bool) {
    self.receiver = receiver
    progress = timing.start
    rate = (1 - timing.start) / timing.length
    countsBeats = timing.countsBeats
    alternatesKicks = timing.alternatesKicks
    self.receiverWasKilled = receiverWasKilled
    framesToStart = timing.framesToStart
    kickOwner = 1 - receiver
    kickPowers = .zero
    kickPowers[1 - receiver] = 1
    powersBefore = gains * gains
    change.move(to: 1, frames: timing.entryFrames)
  }

  /// Index of the deck that gives the band.
  var giver: Int {
    @_noLocks get { 1 - receiver }
  }

  /// Both decks' power gains now.
  private var powers: SIMD2<Double> {
    @_noLocks get {
      var wanted = kickPowers
      if !alternatesKicks {
        wanted[receiver] = progress
        wanted[giver] = 1 - progress
      }
      return powersBefore + (wanted - powersBefore) * change.value
    }
  }

  /// Both decks' gains for the band now, linear.
  var gains: SIMD2<Double> {
    @_noLocks get { SIMD2(rt_sqrt(powers.x), rt_sqrt(powers.y)) }
  }

  var isDone: Bool {
    @_noLocks get { progress >= 1 - 1e-9 }
  }

  /// Moves on over a segment.
  @_noLocks mutating func advance(frames: Int, beats: Double) {
    let waits = min(framesToStart, Double(frames))
    framesToStart -= waits
    let share = 1 - waits / Double(frames)
    progress = min(1, progress + (countsBeats ? max(0, beats) : Double(frames)) * share * rate)
    change.advance(frames: frames, beats: beats)
  }

  // MARK: Kicks

  /// Gives the coming kick to the deck that is due, judged by the middle of the kick.
  @_noLocks mutating func assignKick(framesPerBeat: Double) {
    let due = min(1, progress + 0.5 * rate * (countsBeats ? 1 : framesPerBeat))
    powersBefore = powers
    kickOwner = abs(kicksAhead + 1 - due) < abs(kicksAhead - due) ? receiver : giver
    kicksAhead += (kickOwner == receiver ? 1 : 0) - due
    change.jump(to: 0)
    change.move(to: 1, frames: Self.changeBeats * framesPerBeat)
  }

  /// Sets both decks' levels for the segment that is rendered next.
  /// - Parameters:
  ///   - recent: the power of each deck's own bass in the last 30 ms.
  ///   - kick: its mean power since the running kick began.
  @_noLocks mutating func setLevels(recent: SIMD2<Double>, kick: SIMD2<Double>, framesPerBeat: Double) {
    let expected = recent + Self.kickWeight * kick
    let due = fairPower(expected)
    guard expected.max() > Self.silence else { return }
    let most = Self.mostExcessBeats * framesPerBeat * fairPower(kick)
    excess = min(most, max(-most, excess))
    let wanted = min(
      Self.mostBoost * due, max(due / Self.mostBoost, due - excess / (Self.paybackBeats * framesPerBeat)))
    let strongest = SIMD2(max(recent.x, kick.x), max(recent.y, kick.y))
    // The gain that the owner would need; beyond the most it fades to the other deck, which has it all at twice that.
    let need = fairPower(strongest) / max(Self.silence, strongest[kickOwner])
    let other = min(1, max(0, need / Self.mostBoost - 1))
    kickPowers[kickOwner] = (1 - other) * Self.boost(of: expected[kickOwner], to: wanted)
    kickPowers[1 - kickOwner] = other * Self.boost(of: expected[1 - kickOwner], to: wanted)
  }

  /// Notes what was heard of a rendered segment.
  /// - Parameter energy: of each deck's bass as far as crossfader and fader let it through, before the swap.
  @_noLocks mutating func addHeard(_ energy: SIMD2<Double>, frames: Int, framesPerBeat: Double) {
    excess *= 1 - min(1, Double(frames) / (Self.memoryBeats * framesPerBeat))
    excess += (powers * energy).sum() - fairPower(energy)
  }

  /// What lies on the line between both decks' at this point of the swap.
  @_noLocks private func fairPower(_ power: SIMD2<Double>) -> Double {
    (1 - progress) * power[giver] + progress * power[receiver]
  }

  /// The power gain that makes `power` the wanted one, as far as that is allowed.
  @_noLocks private static func boost(of power: Double, to wanted: Double) -> Double {
    min(mostBoost, wanted / max(silence, power))
  }
}
