import CRealtime
import DSP
import Music

/// Where a deck would be, had nobody touched it: goes on in silence while a roll, a loop, a jump or a turn of the platter
/// is heard. It counts for the beat, for sync and for what waits.
struct SilentTimeline: BitwiseCopyable {
  /// Frame of the track.
  var position: Double
  /// The loop that the track was in, with its ends.
  let loopIn: Double?
  let loopOut: Double?
  let isLooping: Bool

  @_noLocks init(position: Double, loopIn: Double?, loopOut: Double?, isLooping: Bool) {
    self.position = position
    self.loopIn = loopIn
    self.loopOut = loopOut
    self.isLooping = isLooping
  }

  /// Goes on by so many frames of the track, round the loop if it is in one.
  @_noLocks mutating func advance(by frames: Double, length: Double) {
    position = min(position + frames, length)
    if isLooping, let loopIn, let loopOut, loopOut > loopIn, position >= loopOut {
      position = loopIn + rt_fmod(position - loopIn, loopOut - loopIn)
    }
  }
}

/// Slip, rolls and the loops that hot cues keep.
extension Deck {
  /// The frame that counts for the beat: the silent one while something else is heard.
  var timeline: Double {
    @_noLocks get { silentTimeline?.position ?? position }
  }

  /// From here on the track goes on in silence.
  @_noLocks mutating func leaveTimeline() {
    guard silentTimeline == nil, isPlaying else { return }
    silentTimeline = SilentTimeline(position: position, loopIn: loopIn, loopOut: loopOut, isLooping: isLooping)
  }

  /// Back to where the track would be, by a crossfade; into its loop if it was in one.
  @_noLocks mutating func returnToTimeline() {
    guard let line = silentTimeline else { return }
    silentTimeline = nil
    if roll != nil || line.isLooping {
      loopIn = line.loopIn
      loopOut = line.loopOut
    }
    isLooping = line.isLooping
    roll = nil
    warming = nil
    let isThere = platter == nil && abs(position - line.position) < 1e-6
    platter = nil
    if !isPlaying { position = line.position } else if !isThere { jump(to: line.position) }
  }

  /// A roll or a turn of the platter gives way to another gesture: what is heard goes on from where it is.
  @_noLocks mutating func endGestures() {
    let wasTurning = platter != nil
    dropGestures()
    if wasTurning && isPlaying { jump(to: folded(position)) }
  }

  /// The same without a sound of its own: the gesture makes the crossfade.
  @_noLocks mutating func dropGestures() {
    restoreLoop()
    roll = nil
    platter = nil
    if !slip { silentTimeline = nil }
  }

  /// A roll's loop gives way to the one that was there before it.
  @_noLocks mutating func restoreLoop() {
    guard roll != nil, let line = silentTimeline else { return }
    loopIn = line.loopIn
    loopOut = line.loopOut
    isLooping = line.isLooping
    if warmsLoop { warming = nil }
  }

  @_noLocks mutating func setSlip(_ isOn: Bool) {
    slip = isOn
    // What is held goes on slipping until it is let go.
    if !isOn, roll == nil, platter == nil { returnToTimeline() }
  }

  /// Stops, as the DJ says; under slip the track goes on in silence, and play comes in where it is by then.
  @_noLocks mutating func pause() {
    if slip, platter == nil, roll == nil { leaveTimeline() }
    stop()
  }

  /// Beats that went by in a segment. The silent line's own loop, and a return to the line, are no music and not counted.
  @_noLocks func beatsPassed(since before: Double, frames: Int) -> Double {
    silentTimeline == nil && platter == nil ? beat(at: position) - before : isOffBeat ? 0 : beatSpeed * Double(frames)
  }

  /// The track has run out; under slip it goes back to where it would be, if there is more there.
  @_noLocks mutating func endAtLastFrame() {
    let end = Double(length)
    guard isPlaying, position >= end else { return }
    if let line = silentTimeline, line.position < end { return returnToTimeline() }
    stop()
    silentTimeline = nil
    position = end
  }

  // MARK: Rolls

  @_noLocks mutating func startRoll(beats: Double) {
    guard track != nil, isPlaying, beats.isFinite, beats >= 1.0 / 64, beats <= 64 else { return }
    if platter != nil { endGestures() }
    guard let start = roll == nil ? loopStart(beats: beats) : loopIn ?? position else { return }
    leaveTimeline()
    roll = beats
    loopIn = start
    loopOut = loopEnd(from: start, beats: beats)
    isLooping = true
    if warmsLoop { warming = nil }
    foldIntoLoop()
  }

  @_noLocks mutating func endRoll() {
    if roll != nil { returnToTimeline() }
  }

  // MARK: Loops that move and are kept

  @_noLocks mutating func moveLoop(beats: Double) {
    guard beats.isFinite, abs(beats) <= 1024, let loopIn, let loopOut else { return }
    let start = loopEnd(from: loopIn, beats: beats)
    let end = loopEnd(from: loopOut, beats: beats)
    guard start > -sampleRate, end < Double(length) else { return }
    let isInside = position >= loopIn && position < loopOut
    self.loopIn = start
    self.loopOut = end
    if warmsLoop { warming = nil }
    guard isLooping, isInside, platter == nil else { return }
    let target = loopEnd(from: position, beats: beats)
    if isPlaying { jump(to: target) } else { position = target }
  }

  /// A mere point of that number is the DJ's too: it stays, unless the loop starts there.
  @_noLocks mutating func saveLoop(_ number: Int) {
    guard number < 8, let loopIn, let loopOut, loopOut > loopIn else { return }
    if hotLoops[number] == nil, let point = hotCues[number], abs(point - loopIn) > 0.005 * sampleRate { return }
    hotCues[number] = loopIn
    hotLoops[number] = loopOut - loopIn
  }

  @_noLocks mutating func recallLoop(_ number: Int) {
    guard track != nil, number < 8, let start = hotCues[number], let length = hotLoops[number], length > 64 else {
      return
    }
    moveTo(keepingPhase(start))
    loopIn = start
    loopOut = start + length
    isLooping = true
    if warmsLoop { warming = nil }
    foldIntoLoop()
  }

  /// - Parameter place: frame; nil empties it.
  @_noLocks mutating func setHotCue(_ number: UInt8, at place: Double?, loop length: Double?) {
    guard number < 8 else { return }
    hotCues[Int(number)] = place
    hotLoops[Int(number)] = length
  }

  @_noLocks mutating func forgetLoop(_ number: Int) {
    guard number < 8, hotLoops[number] != nil else { return }
    hotCues[number] = nil
    hotLoops[number] = nil
  }
}
