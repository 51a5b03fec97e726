import CRealtime
import DSP
import Music

/// Joints that are prepared: a stretch line is warmed up before it is heard, and what is heard blends into it.
extension Deck {
  /// Output frames of a line that are made before the first that is heard: its windows overlap fully by then, and its account
  /// has left the first window, which is not stretched.
  @_noLocks private func preroll(_ line: Int) -> Int { lines[line].stretcher.window }

  /// A hop of any engine but the fastest is too much work for any quantum: each deck has every other one for it, and the two
  /// decks take turns. The turns go by the clock alone, so one deck's work never moves the other's.
  @_noLocks private func takesTurns(_ line: Int) -> Bool { line >= StretchLine.inSet }

  @_noLocks mutating func setKeyLockEngine(_ engine: KeyLockEngine) {
    hasLines[engine.index] = true
    keyLockEngine = engine
  }

  @_noLocks private func isLineFree(_ line: Int) -> Bool {
    for index in 0..<6 where voices[index].isActive && voices[index].line == line { return false }
    return true
  }

  @_noLocks private mutating func beginWarming(at target: Double, split: Bool, forLoop: Bool) {
    let first = keyLockEngine.firstLine + (split ? 2 : 0)
    let line = isLineFree(first) ? first : isLineFree(first + 1) ? first + 1 : nil
    guard let line else { return }
    warming = line
    warmsLoop = forLoop
    lines[line].track = track
    lines[line].origin = Int(rt_floor(target)) - preroll(line)
    lines[line].stretcher.reset()
    for index in 0..<6 { lines[line].fedGains[index] = stemFed[index] }
  }

  /// Where on the warming line `target` sounds, when it is ready to be heard from there on.
  @_noLocks private func warmPlace(_ line: Int, of target: Double) -> Double? {
    guard lines[line].stretcher.produced > 0 else { return nil }
    let place = rt_round(lines[line].place(of: target))
    let end = place + 64 * pitch + Double(Interpolator.reach(atRate: pitch)) + 24
    return Double(lines[line].stretcher.produced) >= end ? place : nil
  }

  /// Brings the current voice to what tempo, key lock and stems ask for, and prepares a loop's next round. At most one hop of
  /// stretching is done here in a quantum.
  @_noLocks mutating func prepareJoint() {
    guard let index = current else { return }
    let split = wantsSplit
    // A platter that is turned by hand has the pitch of its speed.
    let stretch = wantsStretch && platter == nil
    runAhead()
    let voice = voices[index]
    var fits = voice.track == track && voice.isSplit == split && !voice.isBridge && (voice.line != nil) == stretch
    if let line = voice.line, !isOfEngine(line) { fits = false }
    if warming != nil && !(stretch && (warmsLoop ? isLooping : !fits)) { warming = nil }
    if fits {
      warmLoop(split: split, stretch: stretch)
    } else if !stretch {
      // The next blend waits for the end of the last one.
      if voice.level >= 1 { jointToTrack(split: split) }
    } else if let line = warming, !warmsLoop, lines[line].isSplit == split, isOfEngine(line) {
      if let place = warmPlace(line, of: position) {
        if voice.level >= 1 { jointToLine(line, place: place) }
      } else {
        warm(line)
      }
    } else {
      beginWarming(at: position + keyLockEngine.warmUp * ratio, split: split, forLoop: false)
    }
  }

  @_noLocks private mutating func warmLoop(split: Bool, stretch: Bool) {
    guard stretch, isLooping, let loopIn, let start = wrapStart else { return }
    let distance = (start - position) / ratio
    guard distance > 0, distance < keyLockEngine.warmUpBeside else { return }
    let target = loopIn - (loopOut ?? loopIn) + start
    if let line = warming {
      if warmPlace(line, of: target) == nil { warm(line) }
    } else {
      beginWarming(at: target, split: split, forLoop: true)
    }
  }

  @_noLocks private func isOfEngine(_ line: Int) -> Bool {
    line / StretchLine.inSet == keyLockEngine.index
  }

  /// The next hop of a line that is not heard yet, when it may be done now.
  @_noLocks private mutating func warm(_ line: Int) {
    if takesTurns(line) {
      guard hasTurn else { return }
      hasTurn = false
    }
    feed(line)
  }

  /// Lines that take turns are filled in theirs, ahead of what is heard: then no hop falls due in another quantum.
  @_noLocks private mutating func runAhead() {
    for index in 0..<6 where hasTurn && voices[index].isActive {
      guard let line = voices[index].line, takesTurns(line) else { continue }
      let end = voices[index].place + 3 * 64 * pitch + Double(Interpolator.reach(atRate: pitch)) + 2
      guard Double(lines[line].stretcher.produced) < end else { continue }
      hasTurn = false
      feed(line)
    }
  }

  /// What a stretcher was fed already holds a bus's stems as they were, for another 50 ms. When one of several stems in a bus
  /// is switched at once, a stand-in takes over as after a seek: it weighs the stems where they are heard; the next line
  /// is fed with the new levels.
  @_noLocks mutating func standInForStems(after action: DeckAction) {
    guard isPlaying, let index = current, let line = voices[index].line, lines[line].isSplit, let track else { return }
    var isLate = false
    switch action {
    case .set(.stem(let stem), _), .move(.stem(let stem), _), .stemMute(let stem, _):
      isLate = stem < track.pointee.stemCount && track.pointee.busCounts[track.pointee.stems[Int(stem)].bus] > 1
    case .stemsReset: isLate = track.pointee.busCounts[0] > 1 || track.pointee.busCounts[1] > 1
    default: break
    }
    guard isLate else { return }
    for stem in 0..<track.pointee.stemCount {
      fedStems[stem].jump(to: fedStems[stem].target)
      fedMutes[stem].jump(to: fedMutes[stem].target)
      stemFed[stem] = fedStems[stem].value * fedMutes[stem].value
    }
    release(frames: blendFrames, equalPower: false)
    warming = nil
    var voice = Voice(of: self.track, split: true, line: nil, place: position)
    voice.isBridge = true
    begin(voice, fadeIn: blendFrames, equalPower: false)
  }

  /// From a stretched voice to the track itself, at once.
  @_noLocks mutating func leaveStretcher() {
    warming = nil
    guard let index = current, voices[index].line != nil || voices[index].isBridge else { return }
    jointToTrack(split: wantsSplit)
  }

  /// Both sides play the same moment, so the gains add up to one.
  @_noLocks private mutating func jointToTrack(split: Bool) {
    let frames = blendFrames
    release(frames: frames, equalPower: false)
    var voice = Voice(of: track, split: split, line: nil, place: position)
    if ratio == 1 { voice.residual = rt_round(position) - position }
    begin(voice, fadeIn: frames, equalPower: false)
  }

  @_noLocks private mutating func jointToLine(_ line: Int, place: Double) {
    let frames = blendFrames
    release(frames: frames, equalPower: false)
    let voice = Voice(of: track, split: lines[line].isSplit, line: line, place: place)
    warming = nil
    begin(voice, fadeIn: frames, equalPower: false)
  }

  /// The loop's joint: ends where the loop begins again, so that its first sound is whole.
  @_noLocks mutating func wrapLoop() {
    guard isLooping, let loopIn, let loopOut, loopOut > loopIn else { return }
    let target = position - (loopOut - loopIn)
    let frames = min(jointFrames, (loopOut - loopIn) / ratio / 4)
    if let line = warming, warmsLoop, let place = warmPlace(line, of: target) {
      release(frames: frames, equalPower: true)
      let voice = Voice(of: track, split: lines[line].isSplit, line: line, place: place)
      warming = nil
      begin(voice, fadeIn: frames, equalPower: true)
      position = target
    } else {
      release(frames: frames, equalPower: true)
      position = target
      startVoice(fadeIn: frames)
    }
  }
}
