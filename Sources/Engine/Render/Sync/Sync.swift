import CRealtime
import DSP
import Music

/// Beat lock, in two loops. The follower's tempo is fed forward from the leader's and its phase is held on the leader's by a
/// trim of at most half a percent; an error greater than that can mend soon is jumped, by a crossfade. Both act on where
/// the decks ought to be, without delay. Below it, each stretched deck is held to where it ought to be by its stretcher's
/// account of what really sounds (`Deck.hopRatio`).
extension Console {

  @_noLocks func isFollowing(_ index: Int) -> Bool { wantsToFollow(index) && decks[index].refusedPercent == nil }

  @_noLocks private func wantsToFollow(_ index: Int) -> Bool {
    guard let leader, leader.index != index else { return false }
    return decks[index].sync && decks[index].grid != nil && decks[leader.index].canLead
  }

  /// A follower goes no further than its tempo range: past it the deck keeps the tempo it has and its own way, until the leader
  /// comes back into reach or the range is widened.
  @_noLocks private mutating func checkTempoRange(_ index: Int) {
    guard wantsToFollow(index), let leader else {
      decks[index].refusedPercent = nil
      decks[index].follows = nil
      return
    }
    let base = stepRatio(index, behind: leader.index)
    if base > 1.5 || base < 0.66 || !decks[index].isPlaying || decks[index].refusedPercent != nil {
      chooseTempoMultiple(index, behind: leader.index)
    }
    // A nudge of the leader is followed beyond the range too: it passes.
    let bend = decks[leader.index].ratio / decks[leader.index].baseRatio
    let percent = (stepRatio(index, behind: leader.index) / bend - 1) * 100
    // A little give, and less of it on the way back: a leader on the very edge does not make it stutter.
    let give = decks[index].refusedPercent == nil ? 0.05 : 0.01
    decks[index].refusedPercent = abs(percent) > decks[index].tempoRange + give ? percent : nil
    decks[index].follows = decks[index].refusedPercent == nil ? leader : nil
  }

  /// The deck that was told to lead; else the one that has played longest.
  @_noLocks private mutating func electLeader() {
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
      decks[index].tempo.advance(frames: frames, beats: beats)
      decks[index].keyShift.advance(frames: frames, beats: beats)
    }
    let first = leader.map { $0.index } ?? 0
    for turn in 0..<2 {
      let index = turn == 0 ? first : 1 - first
      checkTempoRange(index)
      if isFollowing(index) { follow(index, frames: frames) } else { lead(index, frames: frames) }
    }
  }

  @_noLocks private mutating func lead(_ index: Int, frames: Int) {
    decks[index].phaseError = nil
    decks[index].barOffset = nil
    decks[index].updateSpeed(base: 1 + decks[index].tempo.value / 100, trim: 1, frames: Double(frames))
  }

  /// The follower's own tempo that keeps step with the leader.
  @_noLocks private func stepRatio(_ index: Int, behind leader: Int) -> Double {
    let own = decks[index].grid?.beatsPerFrame(atFrame: decks[index].timeline) ?? 1
    return own > 0 ? decks[leader].beatSpeed * decks[index].tempoMultiple / own : 1
  }

  @_noLocks private mutating func follow(_ index: Int, frames: Int) {
    guard let leader else { return }
    let leading = leader.index
    let base = stepRatio(index, behind: leading)
    decks[index].tempo.jump(to: (base - 1) * 100)
    var trim = 1.0
    decks[index].barOffset = barOffset(index, behind: leading)
    let mends = !hasShortLoop(index) && !hasShortLoop(leading)
    if mends, decks[index].isPlaying, !decks[index].isOffBeat {
      let error = phaseError(index, behind: leading)
      decks[index].phaseError = error
      let seconds = error / (decks[leading].beatSpeed * decks[index].tempoMultiple * sampleRate)
      decks[index].phaseJumpHoldoff = max(0, decks[index].phaseJumpHoldoff - frames)
      if abs(seconds) > 0.012 && decks[index].phaseJumpHoldoff == 0 && decks[index].nudgeRest == 0 {
        jumpIntoPhase(index, by: -error)
      } else if abs(seconds) > 0.000_005 {
        // What is smaller is left alone, so that at equal tempos the follower's samples pass untouched.
        trim = 1 - min(0.005, max(-0.005, 6 * seconds))
      }
    }
    let nudge = decks[index].nudgeRest
    decks[index].updateSpeed(base: base, trim: trim, frames: Double(frames))
    // A nudge moves where the DJ wants the follower.
    let own = decks[index].grid?.beatsPerFrame(atFrame: decks[index].position) ?? 0
    decks[index].phaseOffset += (nudge - decks[index].nudgeRest) * own
  }

  /// The follower is held from now on where it is.
  @_noLocks mutating func keepPhase(_ index: Int) {
    guard isFollowing(index), decks[index].isPlaying, let leader else { return }
    decks[index].phaseOffset += phaseError(index, behind: leader.index)
  }

  /// A loop that is no whole number of beats moves the phase by itself.
  @_noLocks private func hasShortLoop(_ index: Int) -> Bool {
    guard decks[index].isLooping, decks[index].silentTimeline == nil, let grid = decks[index].grid,
      let start = decks[index].loopIn, let end = decks[index].loopOut
    else { return false }
    let beats = grid.beat(atFrame: end) - grid.beat(atFrame: start)
    return abs(beats - rt_round(beats)) > 0.001 || beats < 0.5
  }

  /// How far the follower is ahead of the leader, in its own beats.
  @_noLocks private func phaseError(_ index: Int, behind leader: Int) -> Double {
    let mine = decks[index].beat(at: decks[index].timeline)
    let theirs = decks[leader].beat(at: decks[leader].timeline)
    let unit = min(1, decks[index].tempoMultiple)
    let difference = mine - theirs * decks[index].tempoMultiple - decks[index].phaseOffset
    return difference - rt_round(difference / unit) * unit
  }

  /// Whole beats that the follower's bars begin after the leader's, −1, 0, 1 or 2 of four.
  @_noLocks private func barOffset(_ index: Int, behind leader: Int) -> Int? {
    guard decks[index].isPlaying, let mine = decks[index].grid, let theirs = decks[leader].grid, mine.knowsBars,
      theirs.knowsBars, mine.beatsPerBar == theirs.beatsPerBar
    else { return nil }
    let beat = mine.beat(atFrame: decks[index].position) - mine.downbeat
    let their = theirs.beat(atFrame: decks[leader].position) - theirs.downbeat
    // A follower in double time has two bars in one of the leader's; bar on bar is either of them.
    let ahead = rt_round(beat - their * decks[index].tempoMultiple - decks[index].phaseOffset)
    let late = -ahead - rt_floor(-ahead / mine.beatsPerBar) * mine.beatsPerBar
    return Int(late > mine.beatsPerBar / 2 ? late - mine.beatsPerBar : late)
  }

  @_noLocks private mutating func jumpIntoPhase(_ index: Int, by beats: Double) {
    guard let grid = decks[index].grid else { return }
    let target = grid.frame(ofBeat: grid.beat(atFrame: decks[index].timeline) + beats)
    // What goes on in silence needs no crossfade.
    if decks[index].silentTimeline != nil {
      decks[index].silentTimeline?.position = target
    } else {
      decks[index].jump(to: decks[index].folded(target))
    }
    decks[index].phaseJumpHoldoff = Int(0.2 * sampleRate)
    recount(index)
  }

  /// Half, same or double time: the power of two that needs the least change of tempo.
  @_noLocks private mutating func chooseTempoMultiple(_ index: Int, behind leader: Int) {
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
    decks[index].tempoMultiple = best
  }

  // MARK: Commands

  @_noLocks mutating func setSync(_ index: Int, _ isOn: Bool) {
    decks[index].sync = isOn
    decks[index].phaseOffset = 0
    decks[index].phaseError = nil
    decks[index].phaseJumpHoldoff = 0
    decks[index].refusedPercent = nil
    electLeader()
    if isOn, isFollowing(index), let leader { chooseTempoMultiple(index, behind: leader.index) }
    checkTempoRange(index)
  }

  /// A synced deck starts in phase: its place is moved by less than half a beat, so that it sounds at once; so does any deck
  /// that waited for a beat, bar or phrase of the other one, and bars lie on bars then. One that is not quantised starts
  /// where it stands, and is held to the leader at that distance.
  @_noLocks mutating func play(_ index: Int, at moment: Moment) {
    guard !decks[index].isPlaying else {
      // Playing on from a held cue, or out of a brake.
      decks[index].isCueing = false
      decks[index].letGoOfPlatter()
      return
    }
    // Ahead of its moment it starts so much before the place where it is to be then; a silent timeline comes there by then.
    if let line = decks[index].silentTimeline {
      decks[index].returnToTimeline()
      decks[index].position = line.position + decks[index].trackFrames(decks[index].ahead)
    }
    electLeader()
    checkTempoRange(index)
    decks[index].phaseOffset = 0
    var shift = startShift(index, at: moment)
    if isFollowing(index), let leader {
      let leading = leader.index
      chooseTempoMultiple(index, behind: leading)
      let base = stepRatio(index, behind: leading)
      decks[index].tempo.jump(to: (base - 1) * 100)
      decks[index].updateSpeed(base: base, trim: 1, frames: 64)
      shift = startShift(index, at: moment)
    }
    // In phase with a leader, which is before its own place too, it is there already.
    if !isFollowing(index) || !decks[index].quantize { shift -= decks[index].trackFrames(decks[index].ahead) }
    decks[index].start(clock: clock, shift: shift)
    if !decks[index].quantize { keepPhase(index) }
    decks[index].phaseJumpHoldoff = Int(0.05 * sampleRate)
  }

  /// Frames from where a deck stands to where it starts.
  @_noLocks private func startShift(_ index: Int, at moment: Moment) -> Double {
    let other = 1 - index
    guard decks[index].quantize, let grid = decks[index].grid, decks[other].canLead else { return 0 }
    let position = decks[index].position
    let error =
      switch moment {
      case .now: isFollowing(index) ? phaseError(index, behind: other) : 0
      case .beat where isFollowing(index): phaseError(index, behind: other)
      case .beat, .bar, .phrase: startError(index, in: moment, behind: other)
      }
    return grid.frame(ofBeat: grid.beat(atFrame: position) - error) - position
  }

  /// Where in the leader's bar (or phrase) a deck that stands is to start, in the leader's beats: 0 is the line. Its own
  /// next bar (phrase) begins on a line then, counted in whole beats, for a quantised start begins on one.
  @_noLocks func startPlace(_ index: Int, in moment: Moment, behind leader: Int) -> Double {
    switch moment {
    case .now, .beat: return 0
    case .bar, .phrase: break
    }
    guard decks[index].quantize, let mine = decks[index].grid, let theirs = decks[leader].grid, mine.knowsBars,
      theirs.knowsBars
    else { return 0 }
    let own = mine.gridStep(moment)
    let past = rt_round(mine.beat(atFrame: decks[index].position)) - own.start
    let left = rt_ceil(past / own.unit) * own.unit - past
    var beatsOfLeader = 1.0
    if isFollowing(index) {
      beatsOfLeader = 1 / decks[index].tempoMultiple
    } else if decks[index].beatSpeed > 0 {
      beatsOfLeader = decks[leader].beatSpeed / decks[index].beatSpeed
    }
    let unit = theirs.gridStep(moment).unit
    let place = -left * beatsOfLeader
    return place - rt_floor(place / unit) * unit
  }

  /// How far a deck that stands is past the place from which its bars (its phrases) lie on the leader's, in its own beats.
  @_noLocks private func startError(_ index: Int, in moment: Moment, behind leader: Int) -> Double {
    guard let mine = decks[index].grid, let theirs = decks[leader].grid else { return 0 }
    let beat = mine.beat(atFrame: decks[index].position)
    guard isFollowing(index) else { return beat - rt_round(beat) }
    guard mine.knowsBars, theirs.knowsBars else { return phaseError(index, behind: leader) }
    let (own, other, tempoMultiple) = (mine.gridStep(moment), theirs.gridStep(moment), decks[index].tempoMultiple)
    let ahead = beat - own.start - (theirs.beat(atFrame: decks[leader].timeline) - other.start) * tempoMultiple
    let unit = min(own.unit, other.unit * tempoMultiple)
    return ahead - rt_round(ahead / unit) * unit
  }

  @_noLocks mutating func nudge(_ index: Int, milliseconds: Double) {
    guard milliseconds.isFinite, decks[index].isPlaying else { return }
    let frames = min(500, max(-500, milliseconds)) / 1000 * sampleRate
    decks[index].nudgeRest += frames
  }

  /// Both decks move when the follower's tempo is touched: they stay together.
  @_noLocks mutating func setTempo(_ index: Int, _ percent: Double, relative: Bool, over: Glide) {
    guard percent.isFinite else { return }
    guard isFollowing(index), let leader else {
      decks[index].setControl(.tempo, percent, relative: relative, over: over)
      return
    }
    let leading = leader.index
    let now = decks[index].baseRatio
    let wanted = relative ? now + percent / 100 : 1 + percent / 100
    let ratio = decks[leading].baseRatio * wanted / now
    decks[leading].setControl(.tempo, (ratio - 1) * 100, relative: false, over: over)
  }
}
