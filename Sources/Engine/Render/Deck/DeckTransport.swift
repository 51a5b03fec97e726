import CRealtime
import DSP
import Music

/// Play, cue, seek, jump, hot cues and loops: everything that moves the place in the track.
extension Deck {
  @_noLocks mutating func stop() {
    dropGestures()
    release(frames: crossfadeFrames, equalPower: false)
    warming = nil
    // It falls silent ahead of its moment and stands where it comes to then.
    if isPlaying { position = here }
    isPlaying = false
    isCueing = false
    nudgeRest = 0
  }

  /// `shift`: frames by which a start is moved to be in phase, or to come to its place at its moment.
  @_noLocks mutating func start(clock: Int64, shift: Double) {
    guard track != nil, !isPlaying else { return }
    if position >= Double(length) { return }
    position = folded(position + shift)
    isPlaying = true
    playingSince = clock
    startVoice(fadeIn: fadeInFrames)
  }

  /// Goes to a place, playing or not.
  @_noLocks mutating func moveTo(_ target: Double) {
    let place = min(max(target, -10 * sampleRate), Double(length))
    dropGestures()
    if isPlaying { if slip { leaveTimeline() } } else { silentTimeline = nil }
    leaveLoop(for: place)
    nudgeRest = 0
    if isPlaying { jump(to: place - trackFrames(ahead)) } else { position = place }
  }

  /// Who goes to a place outside of the loop has left it.
  @_noLocks private mutating func leaveLoop(for place: Double) {
    if isLooping, let loopIn, let loopOut, place < loopIn - 1 || place >= loopOut { isLooping = false }
  }

  /// `target` moved so that the beat's phase goes on (or the bar's, the phrase's), when the deck plays and is quantised: never
  /// more than half of one.
  @_noLocks func keepingPhase(_ target: Double) -> Double {
    guard isPlaying, quantize, let grid else { return target }
    let unit = grid.gridStep(quantizeUnit).unit
    let difference = grid.beat(atFrame: timeline + trackFrames(ahead)) - grid.beat(atFrame: target)
    let turn = difference - rt_round(difference / unit) * unit
    return grid.frame(ofBeat: grid.beat(atFrame: target) + turn)
  }

  /// The nearest beat, bar or phrase, when the deck is quantised; what is shorter than a beat keeps to its own gridStep.
  @_noLocks func snapped(_ frame: Double, most beats: Double = 1) -> Double {
    guard quantize, let grid else { return frame }
    return max(0, grid.frame(ofBeat: grid.nearest(quantizeUnit, to: grid.beat(atFrame: frame), most: beats)))
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
      silentTimeline = nil
      goToCue()
    } else if silentTimeline == nil, abs(position - cue) < 1 {
      start(clock: clock, shift: 0)
      isCueing = isPlaying
    } else {
      silentTimeline = nil
      cue = snapped(position)
      position = cue
    }
  }

  @_noLocks mutating func cueRelease() {
    guard isCueing else { return }
    stop()
    goToCue()
  }

  @_noLocks private mutating func goToCue() {
    leaveLoop(for: cue)
    position = cue
  }

  /// Goes to a hot cue, into its loop if it has one; an empty one takes the place, or the loop that is heard.
  @_noLocks mutating func hotCue(_ number: Int) {
    guard track != nil, number < 8 else { return }
    if hotLoops[number] != nil {
      recallLoop(number)
    } else if let place = hotCues[number] {
      moveTo(keepingPhase(place))
    } else if isLooping && roll == nil {
      saveLoop(number)
    } else {
      hotCues[number] = snapped(here)
    }
  }

  // MARK: Loops

  /// Where the crossfade to the loop's beginning starts.
  var wrapStart: Double? {
    @_noLocks get {
      guard isLooping, platter == nil, let loopIn, let loopOut, loopOut > loopIn else { return nil }
      return loopOut - min(crossfadeFrames * ratio, (loopOut - loopIn) / 4)
    }
  }

  /// Output frames until the loop turns; nil when it does not.
  var framesToWrap: Double? {
    @_noLocks get {
      guard isPlaying, current != nil, let start = wrapStart, let loopOut, position < loopOut else { return nil }
      return (start - position) / ratio
    }
  }

  @_noLocks mutating func setLoopIn() {
    guard track != nil else { return }
    endGestures()
    loopIn = snapped(here)
    loopOut = nil
    isLooping = false
  }

  @_noLocks mutating func setLoopOut() {
    guard track != nil, let loopIn else { return }
    let end = snapped(here)
    guard end > loopIn + 64 else { return }
    if slip { leaveTimeline() }
    loopOut = end
    isLooping = true
    foldIntoLoop()
  }

  /// Where a loop of so many beats from `start` ends; without a grid a beat is half a second.
  @_noLocks func loopEnd(from start: Double, beats: Double) -> Double {
    guard let grid else { return start + beats * 0.5 * sampleRate }
    return grid.frame(ofBeat: grid.beat(atFrame: start) + beats)
  }

  /// Where a loop of so many beats around the playhead begins: here, on the gridStep; earlier by whole beats (or by its own
  /// length, if that is less) where the track ends before the loop would. Nil when the track is shorter than the loop.
  @_noLocks func loopStart(beats: Double) -> Double? {
    var start = snapped(here, most: beats)
    while loopEnd(from: start, beats: beats) > Double(length) {
      start = loopEnd(from: start, beats: -min(1, beats))
      if start < 0 { return nil }
    }
    return start
  }

  @_noLocks mutating func loop(beats: Double) {
    guard track != nil, beats.isFinite, beats >= 1.0 / 64, beats <= 1024 else { return }
    endGestures()
    guard let start = loopStart(beats: beats) else { return }
    if slip { leaveTimeline() }
    loopIn = start
    loopOut = loopEnd(from: start, beats: beats)
    isLooping = true
    foldIntoLoop()
  }

  @_noLocks mutating func toggleLoop() {
    if roll != nil {
      endRoll()
    } else if isLooping {
      isLooping = false
      if warmsLoop { warming = nil }
      if platter == nil { returnToTimeline() }
    } else {
      enterLoop()
    }
  }

  /// Into the loop that is set; a playhead outside of it jumps, in phase.
  @_noLocks mutating func enterLoop() {
    guard let loopIn, let loopOut, loopOut > loopIn else { return }
    endGestures()
    if slip { leaveTimeline() }
    if here >= loopOut || here < loopIn { moveTo(keepingPhase(loopIn)) }
    isLooping = true
    foldIntoLoop()
  }

  @_noLocks mutating func scaleLoop(_ factor: Double) {
    guard factor.isFinite, factor > 0, let loopIn, let loopOut else { return }
    let end: Double
    if let grid {
      let first = grid.beat(atFrame: loopIn)
      end = grid.frame(ofBeat: first + (grid.beat(atFrame: loopOut) - first) * factor)
    } else {
      end = loopIn + (loopOut - loopIn) * factor
    }
    guard end - loopIn > 256, end - loopIn < 3600 * sampleRate else { return }
    self.loopOut = end
    if let length = roll { roll = length * factor }
    warming = warmsLoop ? nil : warming
    foldIntoLoop()
  }

  /// A playhead beyond the loop's end goes back into it by whole rounds: the phase stays.
  @_noLocks mutating func foldIntoLoop() {
    let target = folded(position)
    guard platter == nil, target != position else { return }
    if isPlaying { jump(to: target) } else { position = target }
  }

  /// A place behind the loop's end as the place in the loop that is a whole number of rounds before it.
  @_noLocks func folded(_ place: Double) -> Double {
    guard isLooping, let loopIn, let loopOut, loopOut > loopIn, place >= loopOut else { return place }
    return loopIn + rt_fmod(place - loopIn, loopOut - loopIn)
  }

  // MARK: Tempo

  /// Speed and pitch of the next quantum. `trim`: what sync adds to follow (a factor near 1).
  @_noLocks mutating func updateSpeed(base: Double, trim: Double, frames: Double) {
    baseRatio = min(2, max(0.25, base))
    var bend = 0.0
    if nudgeRest != 0 {
      // At most 4 %, and soft at the end.
      let speed = max(-0.04, min(0.04, nudgeRest / (0.08 * sampleRate)))
      bend = abs(nudgeRest) < 0.5 ? nudgeRest / frames : speed
      nudgeRest -= bend * frames
      if abs(nudgeRest) < 1e-6 { nudgeRest = 0 }
    }
    ratio = min(2, max(0.2, baseRatio * trim + bend))
    let shift = keyShift.value == 0 ? 1 : rt_exp2(keyShift.value / 12)
    pitch = keyLock ? shift : ratio * shift
    if !wantsStretch && keyLock { pitch = 1 }
  }
}
