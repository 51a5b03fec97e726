import CRealtime
import DSP
import Music

/// Where a deck would be, had nobody touched it: goes on in silence while a roll, a loop, a jump or a turn of the
/// platter is heard. It counts for the beat, for sync and for what waits.
struct SilentTimeline: BitwiseCopyable {
  /// Frame of the track.
  var position: Double
  /// The loop that the track was in.
  let loop: LoopState

  @_noLocks init(position: Double, loop: LoopState) {
    self.position = position
    self.loop = loop
  }

  /// Goes on by so many frames of the track, round the loop if it is in one.
  @_noLocks mutating func advance(by frames: Double, length: Double) {
    position = loop.folded(min(position + frames, length))
  }
}

/// Slip, the place that it keeps, and the roll that is held.
struct SlipState: BitwiseCopyable {
  /// While it is on, gestures leave the track's own timeline.
  var isOn = false
  /// Where the deck would be; nil when that is where it is.
  var timeline: SilentTimeline?
  /// The length in beats of the roll that is held.
  var roll: Double?

  @_noLocks init() {}

  @_noLocks func describe(into state: inout DeckState) {
    state.slip = isOn
    if let timeline { state.slipPosition = FramePosition(timeline.position) } else { state.slipPosition = nil }
    if let roll { state.roll = Beats(roll) } else { state.roll = nil }
  }
}

/// Slip, rolls and the loops that hot cues keep.
extension Deck {
  /// The frame that counts for the beat: the silent one while something else is heard.
  var timeline: Double {
    @_noLocks get { slip.timeline?.position ?? position }
  }

  /// From here on the track goes on in silence.
  @_noLocks mutating func leaveTimeline() {
    guard slip.timeline == nil, isPlaying else { return }
    slip.timeline = SilentTimeline(position: position, loop: loop)
  }

  /// Back to where the track would be, by a crossfade; into its loop if it was in one.
  @_noLocks mutating func returnToTimeline() {
    guard let silent = slip.timeline else { return }
    slip.timeline = nil
    if slip.roll != nil || silent.loop.isOn { loop = silent.loop }
    loop.isOn = silent.loop.isOn
    slip.roll = nil
    voices.warming = nil
    let isThere = platter == nil && abs(position - silent.position) < 1e-6
    platter = nil
    if !isPlaying { position = silent.position } else if !isThere { jump(to: silent.position) }
  }

  /// A roll or a turn of the platter gives way to another gesture: what is heard goes on from where it is. A hand on
  /// the record stays where it is.
  @_noLocks mutating func endGestures() {
    let (wasTurning, hand) = (platter != nil, isInHand ? platter : nil)
    dropGestures()
    platter = hand
    if hand == nil, wasTurning && isPlaying { jump(to: loop.folded(position)) }
  }

  /// The same without a sound of its own: the gesture makes the crossfade.
  @_noLocks mutating func dropGestures() {
    restoreLoop()
    slip.roll = nil
    platter = nil
    if !slip.isOn { slip.timeline = nil }
  }

  /// A roll's loop gives way to the one that was there before it.
  @_noLocks mutating func restoreLoop() {
    guard slip.roll != nil, let silent = slip.timeline else { return }
    loop = silent.loop
    voices.dropLoopWarming()
  }

  @_noLocks mutating func setSlip(_ isOn: Bool) {
    slip.isOn = isOn
    // What is held goes on slipping until it is let go.
    if !isOn, slip.roll == nil, platter == nil { returnToTimeline() }
  }

  /// Stops, as the DJ says; under slip the track goes on in silence, and play comes in where it is by then.
  @_noLocks mutating func pause() {
    if isInHand {
      // The motor stops; whoever holds the record still has it.
      (isPlaying, isCueing) = (false, false)
      return
    }
    if slip.isOn, platter == nil, slip.roll == nil { leaveTimeline() }
    stop()
  }

  /// Beats that went by in a segment. The silent timeline's own loop, and a return to it, are no music and not
  /// counted.
  @_noLocks func beatsPassed(since before: Double, frames: Int) -> Double {
    slip.timeline == nil && platter == nil ? beat(at: position) - before : isOffBeat ? 0 : beatSpeed * Double(frames)
  }

  /// The track has run out; under slip it goes back to where it would be, if there is more there.
  @_noLocks mutating func endAtLastFrame() {
    let end = Double(length)
    guard isPlaying, position >= end, !isInHand else { return }
    if let silent = slip.timeline, silent.position < end { return returnToTimeline() }
    stop()
    slip.timeline = nil
    position = end
  }

  // MARK: Rolls

  @_noLocks mutating func startRoll(beats: Double) {
    guard track != nil, isPlaying, !isInHand, beats.isFinite, beats >= 1.0 / 64, beats <= 64 else { return }
    if platter != nil { endGestures() }
    guard let start = slip.roll == nil ? loopStart(beats: beats) : loop.start ?? position else { return }
    leaveTimeline()
    slip.roll = beats
    loop.enter(from: start, to: loopEnd(from: start, beats: beats))
    voices.dropLoopWarming()
    foldIntoLoop()
  }

  @_noLocks mutating func endRoll() {
    if slip.roll != nil { returnToTimeline() }
  }

  // MARK: Loops that move and are kept

  @_noLocks mutating func moveLoop(beats: Double) {
    guard beats.isFinite, abs(beats) <= 1024, let loopIn = loop.start, let loopOut = loop.end else { return }
    let start = loopEnd(from: loopIn, beats: beats)
    let end = loopEnd(from: loopOut, beats: beats)
    guard start > -sampleRate, end < Double(length) else { return }
    let isInside = position >= loopIn && position < loopOut
    loop.start = start
    loop.end = end
    voices.dropLoopWarming()
    guard loop.isOn, isInside, platter == nil else { return }
    let target = loopEnd(from: position, beats: beats)
    if isPlaying { jump(to: target) } else { position = target }
  }

  /// The loop as it was once: a deck that is to be in it and is beyond its end goes back into it, in phase.
  @_noLocks mutating func setLoop(from start: Double, to end: Double, isOn: Bool) {
    guard track != nil, end - start > 64, start > -sampleRate, end <= Double(length) else { return }
    endGestures()
    if !isOn, loop.isOn { returnToTimeline() }
    if isOn, slip.isOn { leaveTimeline() }
    loop.enter(from: start, to: end)
    loop.isOn = isOn
    voices.dropLoopWarming()
    foldIntoLoop()
  }

  /// A mere point of that number is the DJ's too: it stays, unless the loop starts there.
  @_noLocks mutating func saveLoop(_ number: Int) {
    guard let loopIn = loop.start, let loopOut = loop.end, loopOut > loopIn else { return }
    if cues.loop(number) == nil, let point = cues.place(number), abs(point - loopIn) > 0.005 * sampleRate { return }
    cues.set(number, at: loopIn, loop: loopOut - loopIn)
  }

  @_noLocks mutating func recallLoop(_ number: Int) {
    guard track != nil, let start = cues.place(number), let length = cues.loop(number), length > 64 else { return }
    moveTo(keepingPhase(start))
    loop.enter(from: start, to: start + length)
    voices.dropLoopWarming()
    foldIntoLoop()
  }
}
