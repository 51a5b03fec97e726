import CRealtime
import DSP
import Music

/// What each command does: one row per action. The switches are total, so that the compiler names them where a new
/// action must be heard.
extension Console {
  /// - Parameter ahead: output frames by which it begins before its moment.
  @_noLocks mutating func perform(_ command: EngineCommand, ahead: Double) {
    for index in 0..<2 { decks[index].ahead = ahead }
    defer { for index in 0..<2 { decks[index].ahead = 0 } }
    switch command.action {
    case .load(let deck, let handle):
      load(deck.index, handle.pointer.assumingMemoryBound(to: RenderTrack.self))
    case .refresh(let deck, let handle):
      refresh(deck.index, handle.pointer.assumingMemoryBound(to: RenderTrack.self))
    case .unload(let deck): load(deck.index, nil)
    case .deck(let deck, let action): perform(action, on: deck.index, at: command.at, over: command.over)
    case .mixer(let action): perform(action, at: command.at, over: command.over)
    case .preview(let action): perform(action)
    case .ident(let handle, let gain, let dip):
      let track = handle.pointer.assumingMemoryBound(to: RenderTrack.self)
      if !ident.start(track, gain: gain, dip: dip, sampleRate: sampleRate) { letGo(handle) }
    }
  }

  /// A sound that will not be heard goes back.
  @_noLocks mutating func letGo(_ handle: TrackHandle) {
    retired.add(UInt64(UInt(bitPattern: handle.pointer)), ports.returned)
  }

  @_noLocks private mutating func perform(_ action: MixerAction, at moment: Moment, over: Glide) {
    switch action {
    case .set(let control, let value): mixer.move(control, value, relative: false, over: over)
    case .move(let control, let value): mixer.move(control, value, relative: true, over: over)
    case .curve(let curve): mixer.crossfader.setCurve(curve)
    case .swap(let deck):
      endMash(over: over)
      swap(vocalsOf: deck, over: over)
    case .swapOff, .mashOff:
      endMash(over: over)
      swap(vocalsOf: nil, over: over)
    case .mash(let setup): mash(setup, at: moment, over: over)
    case .mashBalance(let units):
      mash.setBalance(units.value)
      levelMash(over: over.isShort ? .seconds(0.25) : over)
    case .mashPart(let part, let change): mash.set(part, change)
    case .mashListen(let part): mash.listen(to: part)
    case .limiter(let change): mixer.master.switchLimiter(change)
    case .crossfaderReverse(let change): mixer.crossfader.setReversed(change, over: over)
    case .cutIn(let deck, let share): mixer.crossfader.setCutIn(deck, share, over: over)
    case .fairBlend(let mode): mixer.fair.mode = mode
    case .fairLimits(let least, let greatest): mixer.fair.whole.limits = SIMD2(least, greatest)
    case .bandSwap(let part, let deck): bandSwaps.begin(part, to: deck, over: over, swapMix)
    case .bandKeep(let part, let deck): bandSwaps.begin(part, to: deck, keeps: true, over: over, swapMix)
    case .crossovers(let low, let high): mixer.crossovers.set(low: low, high: high, over: over)
    case .cancel(let number): cancel(number)
    }
  }

  @_noLocks private mutating func perform(_ action: DeckAction, on index: Int, at moment: Moment, over: Glide) {
    let deck = decks + index
    switch action {
    // Transport.
    case .play: sync.play(index, at: moment, clock: clock)
    case .pause: deck.pointee.pause()
    case .playToggle: togglePlay(index, at: moment)
    case .cuePress: pressCue(index)
    case .cueRelease: deck.pointee.cueRelease()
    case .cueSet(let time): if let place = frame(of: time) { deck.pointee.cues.cue = place }
    case .seek(let time): seek(index, to: time)
    case .join: join(index)
    case .jump(let beats): jump(index, by: beats)
    case .hotCue(let number): goToHotCue(index, number)
    case .hotCueSet(let number, let time): setHotCue(index, number, at: time)
    case .hotCueClear(let number): deck.pointee.cues.set(Int(number), at: nil)
    // Loops, slip and the platter.
    case .loopIn: deck.pointee.setLoopIn()
    case .loopOut: deck.pointee.setLoopOut()
    case .loop(let beats): deck.pointee.setLoop(beats: beats.value)
    case .loopToggle: deck.pointee.toggleLoop()
    case .loopScale(let factor): deck.pointee.scaleLoop(factor)
    case .loopSet(let time, let length, let isOn): setLoop(index, from: time, length: length, isOn: isOn)
    case .loopMove(let beats): moveLoop(index, by: beats)
    case .loopSave(let number): deck.pointee.saveLoop(Int(number))
    case .loopRecall(let number): recallLoop(index, number)
    case .loopForget(let number): deck.pointee.cues.forgetLoop(Int(number))
    case .hotLoopSet(let number, let time, let length): setHotLoop(index, number, at: time, length: length)
    case .slip(let change): deck.pointee.setSlip(change.applied(to: deck.pointee.slip.isOn))
    case .roll(let beats): deck.pointee.startRoll(beats: beats.value)
    case .rollOff: deck.pointee.endRoll()
    case .censor(let change): deck.pointee.censor(change.applied(to: deck.pointee.isCensored))
    case .brake: deck.pointee.turn(.brake, frames: gestureFrames(over))
    case .spinback: deck.pointee.turn(.spinback, frames: gestureFrames(over))
    case .jogHold(let change): deck.pointee.hold(change.applied(to: deck.pointee.isInHand))
    case .jog(let milliseconds): turnJog(index, milliseconds: milliseconds)
    // Tempo, key and sync.
    case .nudge(let milliseconds): sync.nudge(index, milliseconds: milliseconds)
    case .tempoRange(let percent): deck.pointee.speed.setRange(percent)
    case .keyLock(let change): deck.pointee.speed.keyLock = change.applied(to: deck.pointee.speed.keyLock)
    case .keyLockEngine(let engine): deck.pointee.setKeyLockEngine(engine)
    case .sync(let change): switchSync(index, change)
    case .syncOffset(let milliseconds): sync.setOffset(index, milliseconds: milliseconds, frames: gestureFrames(over))
    case .lead: sync.lead(index == DeckID.a.index ? .a : .b)
    case .quantize(let change): switchQuantize(index, change)
    case .quantizeUnit(let unit): deck.pointee.quantize.set(unit)
    // Channel and effects.
    case .set(let control, let value): set(control, of: index, to: value, relative: false, over: over)
    case .move(let control, let value): set(control, of: index, to: value, relative: true, over: over)
    case .kill(let band, let change): kill(band, of: index, change, over: over)
    case .stemMute(let stem, let change): deck.pointee.stems.mute(stem, change, over: over)
    case .stemsReset: deck.pointee.stems.restore(over: over)
    case .headphones(let change): deck.pointee.channel.switchHeadphones(change)
    case .autoGain(let decibels): setAutoGain(index, decibels, over: over)
    case .metronome(let change): deck.pointee.metronome.isOn = change.applied(to: deck.pointee.metronome.isOn)
    case .effectBeats(let effect, let count): deck.pointee.effects.setBeats(effect, count)
    case .effectsOff: deck.pointee.effects.switchOff(over: over, sampleRate: sampleRate)
    case .echoOut: echoOut(index)
    }
  }
}

/// Actions that concern more than the deck itself: what waits, sync, swaps.
extension Console {
  @_noLocks private mutating func load(_ deck: Int, _ track: UnsafePointer<RenderTrack>?) {
    schedule.removeAll(of: deck)
    let old = decks[deck].trackAddress
    restoreKey(deck)
    decks[deck].load(track)
    sync.reset(deck)
    retired.add(old, ports.returned)
    keepSwap()
    levelMash(over: .seconds(1))
  }

  @_noLocks private mutating func refresh(_ deck: Int, _ track: UnsafePointer<RenderTrack>) {
    let old = decks[deck].trackAddress
    retired.add(decks[deck].refresh(track) ? old : UInt64(UInt(bitPattern: track)), ports.returned)
    recount(deck)
    keepSwap()
    levelMash(over: .seconds(1))
  }

  /// Frames; nil for what can be no place in a track: a day is the most. As far before its beginning as a jump goes, a
  /// cue that was set there comes back there.
  @_noLocks func frame(of time: TrackTime) -> Double? {
    abs(time.value) <= 86_400 ? max(-10, time.value) * sampleRate : nil
  }

  /// How long a gesture lasts, in output frames; a second where nothing is said.
  @_noLocks private func gestureFrames(_ over: Glide) -> Double {
    switch over {
    case .short: sampleRate
    case .beats(let beats): beats / beatClock
    case .seconds(let seconds): seconds * sampleRate
    }
  }

  /// After a move by hand: what waits counts from here, and a follower that is not quantised, or was moved by part of a
  /// beat, keeps the phase it was put to.
  @_noLocks mutating func afterMove(_ index: Int, isOffBeat: Bool = false) {
    recount(index)
    if isOffBeat || !decks[index].quantize.isOn { sync.keepPhase(index) }
  }

  /// Scratches, bends or moves, as the deck is.
  @_noLocks private mutating func turnJog(_ index: Int, milliseconds: Double) {
    guard milliseconds.isFinite, decks[index].track != nil else { return }
    let frames = min(10_000, max(-10_000, milliseconds)) / 1000 * sampleRate
    if decks[index].isInHand {
      decks[index].platter?.hand?.turn(by: frames, sampleRate: sampleRate)
    } else if decks[index].isPlaying {
      sync.nudge(index, milliseconds: milliseconds / 4)
    } else {
      decks[index].moveTo(decks[index].position + frames)
      recount(index)
    }
  }

  @_noLocks private mutating func togglePlay(_ index: Int, at moment: Moment) {
    if decks[index].isPlaying && !decks[index].isStopping {
      decks[index].pause()
    } else {
      sync.play(index, at: moment, clock: clock)
    }
  }

  @_noLocks private mutating func pressCue(_ index: Int) {
    decks[index].cuePress(clock: clock)
    recount(index)
  }

  @_noLocks private mutating func seek(_ index: Int, to time: TrackTime) {
    guard let place = frame(of: time) else { return }
    decks[index].seek(to: place, followsLeader: sync.isFollowing(index))
    afterMove(index)
  }

  @_noLocks private mutating func join(_ index: Int) {
    sync.join(index, clock: clock)
    recount(index)
  }

  @_noLocks private mutating func jump(_ index: Int, by beats: Beats) {
    decks[index].jump(beats: beats.value)
    afterMove(index, isOffBeat: beats.value != rt_round(beats.value))
  }

  @_noLocks private mutating func goToHotCue(_ index: Int, _ number: UInt8) {
    decks[index].hotCue(Int(number))
    afterMove(index)
  }

  @_noLocks private mutating func setHotCue(_ index: Int, _ number: UInt8, at time: TrackTime) {
    if let place = frame(of: time) { decks[index].cues.set(Int(number), at: place) }
  }

  @_noLocks private mutating func setHotLoop(_ index: Int, _ number: UInt8, at time: TrackTime, length: Seconds) {
    if let place = frame(of: time), length.value > 0, length.value < 86_400 {
      decks[index].cues.set(Int(number), at: place, loop: length.value * sampleRate)
    }
  }

  @_noLocks private mutating func setLoop(_ index: Int, from time: TrackTime, length: Seconds, isOn: Bool) {
    guard let start = frame(of: time), length.value > 0, length.value < 86_400 else { return }
    decks[index].setLoop(from: start, to: start + length.value * sampleRate, isOn: isOn)
    afterMove(index)
  }

  @_noLocks private mutating func moveLoop(_ index: Int, by beats: Beats) {
    decks[index].moveLoop(beats: beats.value)
    afterMove(index, isOffBeat: beats.value != rt_round(beats.value))
  }

  @_noLocks private mutating func recallLoop(_ index: Int, _ number: UInt8) {
    decks[index].recallLoop(Int(number))
    afterMove(index)
  }

  @_noLocks private mutating func switchSync(_ index: Int, _ change: Switch) {
    sync.follow(index, change)
    recount(index)
  }

  @_noLocks private mutating func switchQuantize(_ index: Int, _ change: Switch) {
    decks[index].quantize.isOn = change.applied(to: decks[index].quantize.isOn)
    recount(index)
  }

  @_noLocks private mutating func setAutoGain(_ index: Int, _ decibels: Decibels, over: Glide) {
    decks[index].channel.setAutoGain(decibels.value, over: over, isPlaying: decks[index].isPlaying)
    levelMash(over: over.isShort ? .seconds(0.25) : over)
  }

  /// The tempo of a follower is the leader's: that one moves.
  @_noLocks private mutating func set(
    _ control: DeckControl, of index: Int, to value: Double, relative: Bool, over: Glide
  ) {
    if case .tempo = control { return sync.setTempo(index, value, relative: relative, over: over) }
    decks[index].setControl(control, value, relative: relative, over: over)
  }

  @_noLocks private mutating func kill(_ band: EQBand, of index: Int, _ change: Switch, over: Glide) {
    bandSwaps.interrupt(band.index)
    decks[index].channel.kill(band.index, change, over: over)
  }

  /// The vocals of one deck over the instrumental of the other; decks without stems are left alone.
  @_noLocks mutating func swap(vocalsOf deck: DeckID?, over: Glide) {
    mixer.swap = deck
    for index in 0..<2 {
      for bus in 0..<2 {
        decks[index].stems.moveBus(bus, to: swappedGain(index, bus, deck), over: over)
      }
    }
  }

  /// A deck has another track, or other stems: what the swap asks of them holds, and what is moving there goes on.
  @_noLocks private mutating func keepSwap() {
    guard let singer = mixer.swap else { return }
    for index in 0..<2 {
      for bus in 0..<2 {
        let wanted = swappedGain(index, bus, singer)
        guard decks[index].stems.busTarget(bus) != wanted else { continue }
        decks[index].stems.moveBus(bus, to: wanted, over: .short)
      }
    }
  }

  /// What a swap leaves of a deck's vocals (bus 0) or of its instrumental (bus 1); all of it where nobody's vocals are
  /// swapped.
  @_noLocks private func swappedGain(_ index: Int, _ bus: Int, _ singer: DeckID?) -> Double {
    let stems = decks[index].track.map { $0.pointee.stemCount } ?? 0
    let isHeard = singer.map { ($0.index == index) == (bus == 0) } ?? true
    return stems == 0 || isHeard ? 1 : 0
  }
}
