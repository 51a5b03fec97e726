import CRealtime
import DSP
import Music

/// Decks that start: in phase, and with their bars or phrases on those of the deck that leads.
extension SyncController {
  /// A synced deck starts in phase: its place is moved by less than half a beat, so that it sounds at once; so does any
  /// deck that waited for a beat, bar or phrase of the other one, and bars lie on bars then. One that is not quantised
  /// starts where it stands, and is held to the leader at that distance.
  @_noLocks mutating func play(_ index: Int, at moment: Moment, clock: Int64) {
    guard !decks[index].isPlaying else {
      // Playing on from a held cue, or out of a brake.
      decks[index].isCueing = false
      decks[index].letGoOfPlatter()
      return
    }
    // Ahead of its moment it starts so much before the place where it is to be then; a silent timeline comes there by
    // then.
    if let silent = decks[index].slip.timeline {
      decks[index].returnToTimeline()
      decks[index].position = silent.position + decks[index].trackFrames(decks[index].ahead)
    }
    electLeader()
    checkTempoRange(index)
    followers[index].phaseOffset = 0
    var shift = startShift(index, at: moment)
    if isFollowing(index), let leader {
      let leading = leader.index
      chooseTempoMultiple(index, behind: leading)
      let base = stepRatio(index, behind: leading)
      decks[index].speed.jumpTempo(to: (base - 1) * 100)
      decks[index].updateSpeed(base: base, trim: 1, frames: Double(Console.quantum))
      shift = startShift(index, at: moment)
    }
    // In phase with a leader, which is before its own place too, it is there already.
    if !isFollowing(index) || !decks[index].quantize.isOn { shift -= decks[index].trackFrames(decks[index].ahead) }
    if isFollowing(index), let leader, let grid = decks[index].grid, followers[index].attackOffset.value != 0 {
      let place = decks[index].position + shift
      let ahead = attackBeats(index, behind: leader.index)
      shift += grid.frame(ofBeat: grid.beat(atFrame: place) + ahead) - place
    }
    decks[index].start(clock: clock, shift: shift)
    if !decks[index].quantize.isOn { keepPhase(index) }
    followers[index].phaseJumpHoldoff = Int(Self.startHoldoffSeconds * sampleRate)
  }

  /// A deck goes where the other one is, as fast, in the same key and the same loop, and follows it from there.
  @_noLocks mutating func join(_ index: Int, clock: Int64) {
    let other = 1 - index
    guard decks[index].track != nil, decks[other].track != nil else { return }
    decks[index].speed.adopt(decks[other].speed)
    decks[index].loop.isOn = false
    decks[index].moveTo(decks[other].timeline + decks[index].trackFrames(decks[index].ahead))
    // Under a roll, or a loop that slips, the track's own loop goes on.
    decks[index].loop = decks[other].slip.timeline?.loop ?? decks[other].loop
    follow(index, .on)
    if decks[other].isPlaying, !decks[index].isPlaying {
      decks[index].updateSpeed(base: decks[other].speed.baseRatio, trim: 1, frames: Double(Console.quantum))
      decks[index].start(clock: clock, shift: 0)
    }
    followers[index].phaseJumpHoldoff = Int(Self.startHoldoffSeconds * sampleRate)
  }

  /// Frames from where a deck stands to where it starts.
  @_noLocks func startShift(_ index: Int, at moment: Moment) -> Double {
    let other = index == Console.preview ? heard?.index ?? 0 : 1 - index
    guard decks[index].quantize.isOn, let grid = decks[index].grid, decks[other].canLead else { return 0 }
    let position = decks[index].position
    let error =
      switch moment {
      case .now: isFollowing(index) ? phaseDistance(index, behind: other) : 0
      case .beat where isFollowing(index): phaseDistance(index, behind: other)
      case .beat, .bar, .phrase: startError(index, in: moment, behind: other)
      }
    return grid.frame(ofBeat: grid.beat(atFrame: position) - error) - position
  }

  /// Where in the leader's bar (or phrase) a stopped deck is to start, in the leader's beats: 0 is the line. Its
  /// own next bar (phrase) begins on a line then, counted in whole beats, for a quantised start begins on one.
  @_noLocks func startPlace(_ index: Int, in moment: Moment, behind leader: Int) -> Double {
    switch moment {
    case .now, .beat: return 0
    case .bar, .phrase: break
    }
    guard decks[index].quantize.isOn, let mine = decks[index].grid, let theirs = decks[leader].grid, mine.knowsBars,
      theirs.knowsBars
    else { return 0 }
    let own = mine.gridStep(moment)
    let past = rt_round(mine.beat(atFrame: decks[index].position)) - own.start
    let left = rt_ceil(past / own.unit) * own.unit - past
    var beatsOfLeader = 1.0
    if isFollowing(index) {
      beatsOfLeader = 1 / followers[index].tempoMultiple
    } else if decks[index].beatSpeed > 0 {
      beatsOfLeader = decks[leader].beatSpeed / decks[index].beatSpeed
    }
    let unit = theirs.gridStep(moment).unit
    let place = -left * beatsOfLeader
    return place - rt_floor(place / unit) * unit
  }

  /// How far a stopped deck is past the place from which its bars (its phrases) lie on the leader's, in its own
  /// beats.
  @_noLocks private func startError(_ index: Int, in moment: Moment, behind leader: Int) -> Double {
    guard let mine = decks[index].grid, let theirs = decks[leader].grid else { return 0 }
    let beat = mine.beat(atFrame: decks[index].position)
    guard isFollowing(index) else { return beat - rt_round(beat) }
    guard mine.knowsBars, theirs.knowsBars else { return phaseDistance(index, behind: leader) }
    let (own, other, tempoMultiple) = (mine.gridStep(moment), theirs.gridStep(moment), followers[index].tempoMultiple)
    let ahead = beat - own.start - (theirs.beat(atFrame: decks[leader].timeline) - other.start) * tempoMultiple
    let unit = min(own.unit, other.unit * tempoMultiple)
    return ahead - rt_round(ahead / unit) * unit
  }
}
