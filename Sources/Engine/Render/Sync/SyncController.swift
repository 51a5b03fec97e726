import CRealtime
import DSP
import Music

/// Beat lock, in two loops. The follower's tempo is fed forward from the leader's and its phase is held on the leader's
/// by a trim of at most half a percent; an error too great for that is jumped, by a crossfade. Both act on
/// where the decks ought to be, without delay. Below it, each stretched deck is held to where it ought to be by its
/// stretcher's account of what really sounds (`Deck.hopRatio`). The audio thread only.
struct SyncController: BitwiseCopyable {
  /// `DeckID.a`, `DeckID.b`, and the preview; the console's.
  let decks: UnsafeMutablePointer<Deck>
  let sampleRate: Double
  /// The deck that the DJ named; and who leads now.
  private var explicitLeader: DeckID?
  private(set) var leader: DeckID?
  var followers = InlineArray<3, Follower>(repeating: Follower())
  /// The deck that the preview is held on: what the room hears.
  var heard: DeckID?
  /// How the preview goes with it.
  var previewTime = PreviewTime.own

  /// What a deck's following is.
  struct Follower: BitwiseCopyable {
    var isOn = false
    /// The follower's beats in one of the leader's: a power of two.
    var tempoMultiple = 1.0
    /// Where the DJ wants the follower, in beats after the leader.
    var phaseOffset = 0.0
    /// Seconds that it is held ahead of there, so that its attacks fall on the leader's.
    var attackOffset = Ramp(0)
    /// Beats ahead of where it is wanted; nil when nobody is followed.
    var phaseError: Double?
    var follows: DeckID?
    /// The tempo in percent that following would take, when that is beyond the deck's range.
    var outOfRangePercent: Double?
    /// Whole beats that the bars are apart.
    var barOffset: Int?
    /// Frames until a great error may be jumped again.
    var phaseJumpHoldoff = 0
    /// It was put into phase by a jump in this quantum.
    var hasJumped = false

    @_noLocks init() {}
  }

  init(decks: UnsafeMutablePointer<Deck>, sampleRate: Double) {
    self.decks = decks
    self.sampleRate = sampleRate
  }

  // MARK: Constants

  /// A phase error beyond this is heard as two beats (a flam), and a trim of half a percent would take 2.4 s for it: it
  /// is jumped.
  private static var jumpSeconds: Double {
    @_noLocks get { 0.012 }
  }
  /// A smaller error is a quarter of a sample: it is left alone, so that at equal tempos the follower's samples pass
  /// untouched.
  private static var deadSeconds: Double {
    @_noLocks get { 0.000_005 }
  }
  /// The most that the follower's speed is trimmed: less than nine cents where key lock is off.
  private static var mostTrim: Double {
    @_noLocks get { 0.005 }
  }
  /// Trim per second of error: the error falls to a third in 1/6 s, slower than a stretcher's account follows, so that
  /// the two loops do not swing.
  private static var trimPerSecond: Double {
    @_noLocks get { 6 }
  }
  /// After a jump the stretcher's account needs some hops to come to rest, before another jump is judged by it.
  private static var holdoffSeconds: Double {
    @_noLocks get { 0.2 }
  }
  /// The same after a start, which is in phase by itself.
  static var startHoldoffSeconds: Double {
    @_noLocks get { 0.05 }
  }
  /// Ratios further from 1 are looked at anew for half or double time: those meet at 1.41 and 0.71; the room beyond
  /// keeps a pair at the border from changing over and over.
  private static var multipleAbove: Double {
    @_noLocks get { 1.5 }
  }
  private static var multipleBelow: Double {
    @_noLocks get { 0.66 }
  }
  /// Percent beyond the range that is still followed, and less of it on the way back: a leader on the very edge does
  /// not make the follower stutter.
  private static var rangeTolerance: Double {
    @_noLocks get { 0.05 }
  }
  private static var rangeReturnTolerance: Double {
    @_noLocks get { 0.01 }
  }

  // MARK: Who leads

  /// Beats per output frame of the leader; of whatever deck has a grid when nobody leads; 120 a minute when none has.
  var beatClock: Double {
    @_noLocks get {
      if let leader { return decks[leader.index].beatSpeed }
      for index in 0..<2 where decks[index].beatSpeed > 0 { return decks[index].beatSpeed }
      return 2 / sampleRate
    }
  }

  /// Another track is on the deck.
  @_noLocks mutating func reset(_ index: Int) {
    followers[index].phaseOffset = 0
    followers[index].attackOffset.jump(to: 0)
    followers[index].phaseError = nil
  }

  /// Whether the deck was put into phase by a jump since this was asked last.
  @_noLocks mutating func takeJump(of index: Int) -> Bool {
    defer { followers[index].hasJumped = false }
    return followers[index].hasJumped
  }

  @_noLocks func describe(_ index: Int, into state: inout DeckState) {
    let follower = followers[index]
    state.sync = follower.isOn
    state.follows = follower.follows
    state.refusedPercent = follower.outOfRangePercent
    if let error = follower.phaseError { state.phaseError = Beats(error) } else { state.phaseError = nil }
    state.barOffset = follower.barOffset
  }

  @_noLocks func isFollowing(_ index: Int) -> Bool { wantsToFollow(index) && followers[index].outOfRangePercent == nil }

  @_noLocks private func wantsToFollow(_ index: Int) -> Bool {
    guard let leader = guide(of: index), leader.index != index else { return false }
    return followers[index].isOn && decks[index].grid != nil && decks[leader.index].canLead
  }

  /// A follower goes no further than its tempo range: past it the deck keeps the tempo it has, until the leader comes
  /// back into reach or the range is widened.
  @_noLocks mutating func checkTempoRange(_ index: Int) {
    guard wantsToFollow(index), let leader = guide(of: index) else {
      followers[index].outOfRangePercent = nil
      followers[index].follows = nil
      return
    }
    let base = stepRatio(index, behind: leader.index)
    if base > Self.multipleAbove || base < Self.multipleBelow || !decks[index].isPlaying
      || followers[index].outOfRangePercent != nil
    {
      chooseTempoMultiple(index, behind: leader.index)
    }
    // A nudge of the leader is followed beyond the range too: it passes.
    let bend = decks[leader.index].speed.ratio / decks[leader.index].speed.baseRatio
    let percent = (stepRatio(index, behind: leader.index) / bend - 1) * 100
    let tolerance = followers[index].outOfRangePercent == nil ? Self.rangeTolerance : Self.rangeReturnTolerance
    followers[index].outOfRangePercent = abs(percent) > decks[index].speed.range + tolerance ? percent : nil
    followers[index].follows = followers[index].outOfRangePercent == nil ? leader : nil
  }

  /// The deck on whose beat another one is held.
  @_noLocks private func guide(of index: Int) -> DeckID? { index == Console.preview ? heard : leader }

  /// The deck that the DJ named; else the one that has played longest.
  @_noLocks mutating func electLeader() {
    leader = nil
    if let explicitLeader, decks[explicitLeader.index].canLead {
      leader = explicitLeader
    } else if decks[0].canLead && decks[1].canLead {
      leader = decks[1].playingSince < decks[0].playingSince ? .b : .a
    } else if decks[0].canLead {
      leader = .a
    } else if decks[1].canLead {
      leader = .b
    }
  }

  /// Once a quantum: every deck's speed and pitch for the next frames.
  @_noLocks mutating func steer(frames: Int) {
    electLeader()
    let beats = beatClock * Double(frames)
    for index in 0..<2 {
      decks[index].speed.advance(frames: frames, beats: beats)
      followers[index].attackOffset.advance(frames: frames, beats: beats)
    }
    let first = leader.map { $0.index } ?? 0
    for turn in 0..<2 {
      let index = turn == 0 ? first : 1 - first
      checkTempoRange(index)
      if isFollowing(index) { follow(index, frames: frames) } else { runFree(index, frames: frames) }
    }
  }

  @_noLocks mutating func runFree(_ index: Int, frames: Int) {
    followers[index].phaseError = nil
    followers[index].barOffset = nil
    decks[index].updateSpeed(base: 1 + decks[index].speed.tempo.value / 100, trim: 1, frames: Double(frames))
  }

  /// The follower's own tempo that keeps step with the leader.
  @_noLocks func stepRatio(_ index: Int, behind leader: Int) -> Double {
    let own = decks[index].grid?.beatsPerFrame(atFrame: decks[index].timeline) ?? 1
    return own > 0 ? decks[leader].beatSpeed * followers[index].tempoMultiple / own : 1
  }

  @_noLocks mutating func follow(_ index: Int, frames: Int) {
    guard let leader = guide(of: index) else { return }
    let leading = leader.index
    let base = stepRatio(index, behind: leading)
    decks[index].speed.jumpTempo(to: (base - 1) * 100)
    var trim = 1.0
    followers[index].barOffset = barDistance(index, behind: leading)
    let corrects = !hasShortLoop(index) && !hasShortLoop(leading)
    if corrects, decks[index].isPlaying, !decks[index].isOffBeat {
      let error = phaseError(index, behind: leading)
      followers[index].phaseError = error
      let seconds = error / (decks[leading].beatSpeed * followers[index].tempoMultiple * sampleRate)
      followers[index].phaseJumpHoldoff = max(0, followers[index].phaseJumpHoldoff - frames)
      if abs(seconds) > Self.jumpSeconds && followers[index].phaseJumpHoldoff == 0 && decks[index].speed.nudgeLeft == 0
      {
        jumpIntoPhase(index, by: -error)
      } else if abs(seconds) > Self.deadSeconds {
        // What is smaller is left alone, so that at equal tempos the follower's samples pass untouched.
        trim = 1 - min(Self.mostTrim, max(-Self.mostTrim, Self.trimPerSecond * seconds))
      }
    }
    let nudge = decks[index].speed.nudgeLeft
    decks[index].updateSpeed(base: base, trim: trim, frames: Double(frames))
    // A nudge moves where the DJ wants the follower.
    let own = decks[index].grid?.beatsPerFrame(atFrame: decks[index].position) ?? 0
    followers[index].phaseOffset += (nudge - decks[index].speed.nudgeLeft) * own
  }

  /// The follower is held from now on where it is.
  @_noLocks mutating func keepPhase(_ index: Int) {
    guard isFollowing(index), decks[index].isPlaying, let leader else { return }
    followers[index].phaseOffset += phaseError(index, behind: leader.index)
  }

  /// A loop that is no whole number of beats moves the phase by itself.
  @_noLocks private func hasShortLoop(_ index: Int) -> Bool {
    guard decks[index].loop.isOn, decks[index].slip.timeline == nil, let grid = decks[index].grid,
      let start = decks[index].loop.start, let end = decks[index].loop.end
    else { return false }
    let beats = grid.beat(atFrame: end) - grid.beat(atFrame: start)
    return abs(beats - rt_round(beats)) > 0.001 || beats < 0.5
  }

  /// The follower's own beats that it is to be ahead for its attacks.
  @_noLocks func attackBeats(_ index: Int, behind leader: Int) -> Double {
    followers[index].attackOffset.value * sampleRate * decks[leader].beatSpeed * followers[index].tempoMultiple
  }

  /// How far the follower is ahead of where it is wanted, in its own beats.
  @_noLocks private func phaseError(_ index: Int, behind leader: Int) -> Double {
    phaseDistance(index, behind: leader) - attackBeats(index, behind: leader)
  }

  /// How far the follower is ahead of the leader, in its own beats, attacks left aside.
  @_noLocks func phaseDistance(_ index: Int, behind leader: Int) -> Double {
    let mine = decks[index].beat(at: decks[index].timeline)
    let theirs = decks[leader].beat(at: decks[leader].timeline)
    let unit = min(1, followers[index].tempoMultiple)
    let difference = mine - theirs * followers[index].tempoMultiple - followers[index].phaseOffset
    return difference - rt_round(difference / unit) * unit
  }

  /// Whole beats that the follower's bars begin after the leader's, −1, 0, 1 or 2 of four.
  @_noLocks private func barDistance(_ index: Int, behind leader: Int) -> Int? {
    guard decks[index].isPlaying, let mine = decks[index].grid, let theirs = decks[leader].grid, mine.knowsBars,
      theirs.knowsBars, mine.beatsPerBar == theirs.beatsPerBar
    else { return nil }
    let beat = mine.beat(atFrame: decks[index].position) - mine.downbeat
    let their = theirs.beat(atFrame: decks[leader].position) - theirs.downbeat
    // A follower in double time has two bars in one of the leader's; bar on bar is either of them.
    let ahead = rt_round(beat - their * followers[index].tempoMultiple - followers[index].phaseOffset)
    let late = -ahead - rt_floor(-ahead / mine.beatsPerBar) * mine.beatsPerBar
    return Int(late > mine.beatsPerBar / 2 ? late - mine.beatsPerBar : late)
  }

  @_noLocks private mutating func jumpIntoPhase(_ index: Int, by beats: Double) {
    guard let grid = decks[index].grid else { return }
    let target = grid.frame(ofBeat: grid.beat(atFrame: decks[index].timeline) + beats)
    // What goes on in silence needs no crossfade.
    if decks[index].slip.timeline != nil {
      decks[index].slip.timeline?.position = target
    } else {
      decks[index].jump(to: decks[index].loop.folded(target))
    }
    followers[index].phaseJumpHoldoff = Int(Self.holdoffSeconds * sampleRate)
    followers[index].hasJumped = true
  }

  /// Half, same or double time: the power of two that needs the least change of tempo.
  @_noLocks mutating func chooseTempoMultiple(_ index: Int, behind leader: Int) {
    let own = decks[index].grid?.beatsPerFrame(atFrame: decks[index].position) ?? 0
    let speed = decks[leader].beatSpeed
    guard own > 0, speed > 0 else { return }
    var best = 1.0
    var least = Double.infinity
    for power in -2...2 {
      let factor = rt_exp2(Double(power))
      let ratio = speed * factor / own
      let change = ratio > 1 ? ratio : 1 / ratio
      if change < least - 1e-9 {
        least = change
        best = factor
      }
    }
    followers[index].tempoMultiple = best
  }

  // MARK: Commands

  /// The DJ names the deck that others follow.
  @_noLocks mutating func lead(_ deck: DeckID) { explicitLeader = deck }

  @_noLocks mutating func follow(_ index: Int, _ change: Switch) {
    let isOn = change.applied(to: followers[index].isOn)
    followers[index].isOn = isOn
    followers[index].phaseOffset = 0
    followers[index].attackOffset.jump(to: 0)
    followers[index].phaseError = nil
    followers[index].phaseJumpHoldoff = 0
    followers[index].outOfRangePercent = nil
    electLeader()
    if isOn, isFollowing(index), let leader { chooseTempoMultiple(index, behind: leader.index) }
    checkTempoRange(index)
  }

  /// - Parameter frames: in which a deck that plays gets there.
  @_noLocks mutating func setOffset(_ index: Int, milliseconds: Double, frames: Double) {
    guard milliseconds.isFinite else { return }
    let seconds = min(60, max(-60, milliseconds)) / 1000
    // The trim must be able to keep up, or the phase would be jumped.
    let least = abs(seconds - followers[index].attackOffset.value) * sampleRate / (Self.mostTrim / 2)
    let length = decks[index].isPlaying && isFollowing(index) ? max(frames, least) : 0
    followers[index].attackOffset.move(to: seconds, frames: length)
  }

  @_noLocks mutating func nudge(_ index: Int, milliseconds: Double) {
    guard milliseconds.isFinite, decks[index].isPlaying else { return }
    let frames = min(500, max(-500, milliseconds)) / 1000 * sampleRate
    decks[index].speed.nudge(by: frames)
  }

  /// Both decks move when the follower's tempo is touched: they stay together.
  @_noLocks mutating func setTempo(_ index: Int, _ percent: Double, relative: Bool, over: Glide) {
    guard percent.isFinite else { return }
    guard isFollowing(index), let leader else {
      decks[index].setControl(.tempo, percent, relative: relative, over: over)
      return
    }
    let leading = leader.index
    let now = decks[index].speed.baseRatio
    let wanted = relative ? now + percent / 100 : 1 + percent / 100
    let ratio = decks[leading].speed.baseRatio * wanted / now
    decks[leading].setControl(.tempo, (ratio - 1) * 100, relative: false, over: over)
  }
}
