import CRealtime
import DSP
import Music

/// Play, cue, seek, jump, hot cues and loops: everything that moves the place in the track.
extension Deck {
  @_noLocks mutating func stop() {
    dropGestures()
    voices.release(frames: crossfadeFrames, equalPower: false)
    voices.warming = nil
    // It falls silent ahead of its moment and stops where it comes to then.
    if isPlaying { position = here }
    isPlaying = false
    isCueing = false
    speed.dropNudge()
  }

  /// `shift`: frames by which a start is moved to be in phase, or to come to its place at its moment.
  @_noLocks mutating func start(clock: Int64, shift: Double) {
    guard track != nil, !isPlaying else { return }
    if position >= Double(length) { return }
    if isInHand {
      // The motor runs under the hand.
      isPlaying = true
      playingSince = clock
      return
    }
    position = loop.folded(position + shift)
    isPlaying = true
    playingSince = clock
    startVoice(fadeIn: fadeInFrames)
  }

  /// Goes to a place, playing or not.
  @_noLocks mutating func moveTo(_ target: Double) {
    let place = min(max(target, -10 * sampleRate), Double(length))
    // A hand that holds the record has it at the new place, too.
    let hand = isInHand ? platter : nil
    dropGestures()
    platter = hand
    if isPlaying { if slip.isOn { leaveTimeline() } } else { slip.timeline = nil }
    loop.leave(for: place)
    speed.dropNudge()
    if isPlaying || hand != nil { jump(to: place - trackFrames(ahead)) } else { position = place }
  }

  /// `target` moved so that the beat's phase goes on (or the bar's, the phrase's), when the deck plays and is
  /// quantised: never more than half of one.
  @_noLocks func keepingPhase(_ target: Double) -> Double {
    guard isPlaying, quantize.isOn, let grid else { return target }
    let unit = grid.gridStep(quantize.unit).unit
    let difference = grid.beat(atFrame: timeline + trackFrames(ahead)) - grid.beat(atFrame: target)
    let turn = difference - rt_round(difference / unit) * unit
    return grid.frame(ofBeat: grid.beat(atFrame: target) + turn)
  }

  /// The nearest beat, bar or phrase, when the deck is quantised; what is shorter than a beat keeps to its own
  /// gridStep.
  @_noLocks func snapped(_ frame: Double, most beats: Double = 1) -> Double {
    guard quantize.isOn, let grid else { return frame }
    return max(0, grid.frame(ofBeat: grid.nearest(quantize.unit, to: grid.beat(atFrame: frame), most: beats)))
  }

  @_noLocks mutating func seek(to frame: Double, followsLeader: Bool) {
    moveTo(followsLeader ? keepingPhase(frame) : frame)
  }

  @_noLocks mutating func jump(beats: Double) {
    guard beats.isFinite else { return }
    if let grid {
      moveTo(grid.frame(ofBeat: grid.beat(atFrame: here) + beats))
    } else {
      // Without a grid a beat is half a second.
      moveTo(here + beats * 0.5 * sampleRate)
    }
  }

  // MARK: Cue

  @_noLocks mutating func cuePress(clock: Int64) {
    guard track != nil else { return }
    if isPlaying {
      stop()
      slip.timeline = nil
      goToCue()
    } else if slip.timeline == nil, abs(position - cues.cue) < 1 {
      start(clock: clock, shift: 0)
      isCueing = isPlaying
    } else {
      slip.timeline = nil
      cues.cue = snapped(position)
      if isInHand { jump(to: cues.cue) } else { position = cues.cue }
    }
  }

  @_noLocks mutating func cueRelease() {
    guard isCueing else { return }
    stop()
    goToCue()
  }

  @_noLocks private mutating func goToCue() {
    loop.leave(for: cues.cue)
    position = cues.cue
  }

  /// Goes to a hot cue, into its loop if it has one; an empty one takes the place, or the loop that is heard.
  @_noLocks mutating func hotCue(_ number: Int) {
    guard track != nil, number < hotCueCount else { return }
    if cues.loop(number) != nil {
      recallLoop(number)
    } else if let place = cues.place(number) {
      moveTo(keepingPhase(place))
    } else if loop.isOn && slip.roll == nil {
      saveLoop(number)
    } else {
      cues.set(number, at: snapped(here))
    }
  }

  // MARK: Loops

  /// Where the crossfade to the loop's beginning starts.
  var wrapStart: Double? {
    @_noLocks get {
      guard loop.isOn, platter == nil, let loopIn = loop.start, let loopOut = loop.end, loopOut > loopIn else {
        return nil
      }
      return loopOut - min(crossfadeFrames * speed.ratio, (loopOut - loopIn) / 4)
    }
  }

  /// Output frames until the loop turns; nil when it does not.
  var framesToWrap: Double? {
    @_noLocks get {
      guard isPlaying, voices.current != nil, let start = wrapStart, let loopOut = loop.end, position < loopOut else {
        return nil
      }
      return (start - position) / speed.ratio
    }
  }

  @_noLocks mutating func setLoopIn() {
    guard track != nil else { return }
    endGestures()
    loop.start = snapped(here)
    loop.end = nil
    loop.isOn = false
  }

  @_noLocks mutating func setLoopOut() {
    guard track != nil, let loopIn = loop.start else { return }
    let end = snapped(here)
    guard end > loopIn + 64 else { return }
    if slip.isOn { leaveTimeline() }
    loop.end = end
    loop.isOn = true
    foldIntoLoop()
  }

  /// Where a loop of so many beats from `start` ends; without a grid a beat is half a second.
  @_noLocks func loopEnd(from start: Double, beats: Double) -> Double {
    guard let grid else { return start + beats * 0.5 * sampleRate }
    return grid.frame(ofBeat: grid.beat(atFrame: start) + beats)
  }

  /// Where a loop of so many beats around the playhead begins: here, on the gridStep; earlier by whole beats (or by its
  /// own length, if that is less) where the track ends before the loop would. Nil when the track is shorter than the
  /// loop.
  @_noLocks func loopStart(beats: Double) -> Double? {
    var start = snapped(here, most: beats)
    while loopEnd(from: start, beats: beats) > Double(length) {
      start = loopEnd(from: start, beats: -min(1, beats))
      if start < 0 { return nil }
    }
    return start
  }

  @_noLocks mutating func setLoop(beats: Double) {
    guard track != nil, beats.isFinite, beats >= 1.0 / 64, beats <= 1024 else { return }
    endGestures()
    guard let start = loopStart(beats: beats) else { return }
    if slip.isOn { leaveTimeline() }
    loop.enter(from: start, to: loopEnd(from: start, beats: beats))
    foldIntoLoop()
  }

  @_noLocks mutating func toggleLoop() {
    if slip.roll != nil {
      endRoll()
    } else if loop.isOn {
      loop.isOn = false
      voices.dropLoopWarming()
      if platter == nil { returnToTimeline() }
    } else {
      enterLoop()
    }
  }

  /// Into the loop that is set; a playhead outside of it jumps, in phase.
  @_noLocks mutating func enterLoop() {
    guard let loopIn = loop.start, let loopOut = loop.end, loopOut > loopIn else { return }
    endGestures()
    if slip.isOn { leaveTimeline() }
    if here >= loopOut || here < loopIn { moveTo(keepingPhase(loopIn)) }
    loop.isOn = true
    foldIntoLoop()
  }

  @_noLocks mutating func scaleLoop(_ factor: Double) {
    guard factor.isFinite, factor > 0, let loopIn = loop.start, let loopOut = loop.end else { return }
    let end: Double
    if let grid {
      let first = grid.beat(atFrame: loopIn)
      end = grid.frame(ofBeat: first + (grid.beat(atFrame: loopOut) - first) * factor)
    } else {
      end = loopIn + (loopOut - loopIn) * factor
    }
    guard end - loopIn > 256, end - loopIn < 3600 * sampleRate else { return }
    loop.end = end
    if let length = slip.roll { slip.roll = length * factor }
    voices.dropLoopWarming()
    foldIntoLoop()
  }

  /// A playhead beyond the loop's end goes back into it by whole rounds: the phase stays.
  @_noLocks mutating func foldIntoLoop() {
    let target = loop.folded(position)
    guard platter == nil, target != position else { return }
    if isPlaying { jump(to: target) } else { position = target }
  }

  // MARK: Tempo

  /// Speed and pitch of the next quantum. - Parameters:
  ///   - base: the wanted ratio.
  ///   - trim: what sync adds to follow (a factor near 1).
  @_noLocks mutating func updateSpeed(base: Double, trim: Double, frames: Double) {
    speed.update(
      base: base, trim: trim, frames: frames, sampleRate: sampleRate, isStretching: voices.isStretching)
  }
}
