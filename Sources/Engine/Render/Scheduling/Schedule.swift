import CRealtime
import DSP
import Music

/// A command that waits for its beat, bar or phrase.
struct Waiting: BitwiseCopyable, Sendable {
  var command: EngineCommand
  /// Index of the deck whose grid it counts by.
  var counts: Int
  /// Beats left to go.
  var beats: Double
  /// Output frames left, once another command of the same moment has begun ahead of it: whatever that one does to the deck, the
  /// moment stays.
  var frames: Double?
  var touchesStems: Bool
  /// Its stems were weighed ahead, for the stretcher.
  var isWeighed = false
  /// Commands of the same moment are done in the order in which they were given.
  var number: UInt64
}

/// Commands: taken at the quantum's beginning, done at their moment, to the frame.
extension Console {
  @_noLocks mutating func takeCommands() {
    while let command = commands.take() {
      let number = receive(command)
      let note = AppliedCommand(frame: ClockFrame(clock), command: command, waitingNumber: number)
      if !applied.give(note) { dropped &+= 1 }
    }
  }

  /// Does a command, or lets it wait. - Returns: its number among those that wait.
  @_noLocks private mutating func receive(_ command: EngineCommand) -> UInt64? {
    if case .now = command.at {
      weighAndPerform(command, ahead: 0)
      return nil
    }
    guard let deck = countingDeck(command.action), decks[deck].isPlaying, decks[deck].grid != nil else {
      weighAndPerform(command, ahead: 0)
      return nil
    }
    for slot in 0..<Self.waitingCapacity where waiting[slot] == nil {
      waiting[slot] = Waiting(
        command: command, counts: deck, beats: beatsLeft(to: command, by: deck),
        touchesStems: Self.touchesStems(command.action),
        number: waitingNumber)
      waitingNumber &+= 1
      return waitingNumber &- 1
    }
    dropped &+= 1
    return nil
  }

  /// Beats of the counting deck until a command's moment. A start waits until the other deck is where in its bar (its
  /// phrase) this one stands, so that bars lie on bars: from a downbeat it starts on the line, from a pickup before it.
  @_noLocks private func beatsLeft(to command: EngineCommand, by deck: Int) -> Double {
    guard let grid = decks[deck].grid else { return 0 }
    let beat = grid.beat(atFrame: decks[deck].timeline)
    var place = 0.0
    if let starting = startingDeck(command.action), starting != deck {
      place = startPlace(starting, in: command.at, behind: deck)
    }
    return max(0, grid.next(command.at, after: beat - place) + place - beat)
  }

  @_noLocks private func startingDeck(_ action: EngineCommand.Action) -> Int? {
    switch action {
    case .deck(let deck, .play), .deck(let deck, .playToggle): decks[deck.index].isPlaying ? nil : deck.index
    default: nil
    }
  }

  @_noLocks private func countingDeck(_ action: EngineCommand.Action) -> Int? {
    switch action {
    case .load(let deck, _), .refresh(let deck, _), .unload(let deck): deck.index
    case .deck(let deck, .play), .deck(let deck, .playToggle):
      // A deck that stands waits for the other one's beat.
      decks[deck.index].isPlaying ? deck.index : deck.other.index
    case .deck(let deck, _): deck.index
    case .mixer: leader.map { $0.index }
    }
  }

  @_noLocks private static func touchesStems(_ action: EngineCommand.Action) -> Bool {
    switch action {
    case .deck(_, .set(.stem, _)), .deck(_, .move(.stem, _)), .deck(_, .stemMute), .deck(_, .stemsReset): true
    case .mixer(.swap), .mixer(.swapOff): true
    default: false
    }
  }

  /// Decks whose stems are about to move get their split voice ready, so that it is there at the moment; until then the
  /// original plays.
  @_noLocks mutating func countPendingStems() {
    decks[0].pendingStems = 0
    decks[1].pendingStems = 0
    for slot in 0..<Self.waitingCapacity {
      guard let item = waiting[slot], item.touchesStems else { continue }
      let left = framesLeft(item)
      for index in 0..<2 where left - lead(of: item.command) < decks[index].splitLead {
        switch item.command.action {
        case .deck(let deck, let action) where deck.index == index:
          decks[index].pendingStems += 1
          if !item.isWeighed, decks[index].isTimeToWeigh(action, over: item.command.over, framesLeft: left) {
            decks[index].weigh(action, over: item.command.over)
            waiting[slot]?.isWeighed = true
          }
        case .mixer: decks[index].pendingStems += 1
        default: break
        }
      }
    }
  }

  /// Output frames until a waiting command's moment.
  @_noLocks func framesLeft(_ item: Waiting) -> Double {
    if let frames = item.frames { return max(0, frames) }
    let speed = decks[item.counts].beatSpeed
    guard decks[item.counts].isPlaying, speed > 0 else { return 0 }
    // A platter that is braked comes to no beat any more; what waits is done when it stands.
    if decks[item.counts].isOffBeat { return .infinity }
    return item.beats / speed
  }

  @_noLocks mutating func fireWaiting() {
    while let slot = firstDue(), let item = waiting[slot] {
      let ahead = framesLeft(item)
      waiting[slot] = nil
      if ahead > 0 { holdMoment(countedBy: item.counts, at: ahead) }
      if item.isWeighed { perform(item.command, ahead: ahead) } else { weighAndPerform(item.command, ahead: ahead) }
    }
  }

  /// Output frames until a waiting command begins.
  @_noLocks func framesToBegin(_ item: Waiting) -> Double { framesLeft(item) - lead(of: item.command) }

  /// A command begins ahead of its moment; the others of that moment keep it.
  @_noLocks private mutating func holdMoment(countedBy deck: Int, at frames: Double) {
    for slot in 0..<Self.waitingCapacity {
      guard let item = waiting[slot], item.counts == deck else { continue }
      let left = framesLeft(item)
      if abs(left - frames) < 2 { waiting[slot]?.frames = left }
    }
  }

  /// Of those that are to begin now, the one that was given first.
  @_noLocks private func firstDue() -> Int? {
    var first: Int?
    var lowest = UInt64.max
    for slot in 0..<Self.waitingCapacity {
      guard let item = waiting[slot], item.number < lowest, framesToBegin(item) < 0.5 else { continue }
      (first, lowest) = (slot, item.number)
    }
    return first
  }

  /// The music went on by so many beats; a loop's turn or a jump into phase is no music and not counted.
  @_noLocks mutating func countDown(_ deck: Int, beats: Double, frames: Int) {
    for slot in 0..<Self.waitingCapacity {
      guard let item = waiting[slot], item.counts == deck else { continue }
      waiting[slot]?.beats -= beats
      if let left = item.frames { waiting[slot]?.frames = left - Double(frames) }
    }
  }

  /// After a jump the moment is the next one from the new place; so is that of a start from another place.
  @_noLocks mutating func recount(_ deck: Int) {
    for slot in 0..<Self.waitingCapacity {
      guard let item = waiting[slot], item.frames == nil,
        item.counts == deck || startingDeck(item.command.action) == deck,
        decks[item.counts].grid != nil
      else { continue }
      let left = beatsLeft(to: item.command, by: item.counts)
      waiting[slot]?.beats = left
      if item.isWeighed { decks[deck].unweigh() }
      waiting[slot]?.isWeighed = false
    }
  }

  @_noLocks private mutating func weighAndPerform(_ command: EngineCommand, ahead: Double) {
    if case .deck(let deck, let action) = command.action { decks[deck.index].weigh(action, over: command.over) }
    perform(command, ahead: ahead)
    if case .deck(let deck, let action) = command.action, case .short = command.over {
      decks[deck.index].ahead = ahead
      decks[deck.index].standInForStems(after: action)
      decks[deck.index].ahead = 0
    }
  }

  /// After a move by hand: what waits counts from here, and a follower that is not quantised, or was moved by part of a beat,
  /// keeps the phase it was put to.
  @_noLocks private mutating func settlePlace(_ index: Int, isOffBeat: Bool = false) {
    recount(index)
    if isOffBeat || !decks[index].quantize { keepPhase(index) }
  }

  /// - Parameter ahead: output frames by which it begins before its moment.
  @_noLocks private mutating func perform(_ command: EngineCommand, ahead: Double) {
    for index in 0..<2 { decks[index].ahead = ahead }
    defer { for index in 0..<2 { decks[index].ahead = 0 } }
    switch command.action {
    case .load(let deck, let handle):
      load(deck.index, handle.pointer.assumingMemoryBound(to: RenderTrack.self))
    case .refresh(let deck, let handle):
      refresh(deck.index, handle.pointer.assumingMemoryBound(to: RenderTrack.self))
    case .unload(let deck): load(deck.index, nil)
    case .deck(let deck, .play): play(deck.index, at: command.at)
    case .deck(let deck, .playToggle):
      decks[deck.index].isPlaying && !decks[deck.index].isStopping
        ? decks[deck.index].pause() : play(deck.index, at: command.at)
    case .deck(let deck, let action): perform(action, on: deck.index, over: command.over)
    case .mixer(.swap(let deck)): swap(vocalsOf: deck, over: command.over)
    case .mixer(.swapOff): swap(vocalsOf: nil, over: command.over)
    case .mixer(.handover(let part, let deck)): hand(part, to: deck, over: command.over)
    case .mixer(let action): mixer.take(action, over: command.over)
    }
  }

  @_noLocks private mutating func load(_ deck: Int, _ track: UnsafePointer<RenderTrack>?) {
    for slot in 0..<Self.waitingCapacity {
      if case .deck(let waited, _) = waiting[slot]?.command.action, waited.index == deck { waiting[slot] = nil }
    }
    let old = decks[deck].trackAddress
    decks[deck].load(track)
    leave(old)
    keepSwap()
  }

  @_noLocks private mutating func refresh(_ deck: Int, _ track: UnsafePointer<RenderTrack>) {
    let old = decks[deck].trackAddress
    leave(decks[deck].refresh(track) ? old : UInt64(UInt(bitPattern: track)))
    recount(deck)
    keepSwap()
  }

  /// Frames; nil for what can be no place in a track: a day is the most. As far before its beginning as a jump goes, a
  /// cue that was set there comes back there.
  @_noLocks private func place(_ time: TrackTime) -> Double? {
    abs(time.value) <= 86_400 ? max(-10, time.value) * sampleRate : nil
  }

  @_noLocks private mutating func perform(_ action: DeckAction, on index: Int, over: Glide) {
    let deck = decks + index
    switch action {
    case .pause: deck.pointee.pause()
    case .cuePress:
      deck.pointee.cuePress(clock: clock)
      recount(index)
    case .cueRelease: deck.pointee.cueRelease()
    case .seek(let time):
      guard let place = place(time) else { return }
      deck.pointee.seek(to: place, followsLeader: isFollowing(index))
      settlePlace(index)
    case .jump(let beats):
      deck.pointee.jump(beats: beats.value)
      settlePlace(index, isOffBeat: beats.value != rt_round(beats.value))
    case .hotCue(let number):
      deck.pointee.hotCue(Int(number))
      settlePlace(index)
    case .hotCueSet(let number, let time):
      if let place = place(time) { deck.pointee.setHotCue(number, at: place, loop: nil) }
    case .hotCueClear(let number): deck.pointee.setHotCue(number, at: nil, loop: nil)
    case .cueSet(let time): if let place = place(time) { deck.pointee.cue = place }
    case .loopIn: deck.pointee.setLoopIn()
    case .loopOut: deck.pointee.setLoopOut()
    case .loop(let beats): deck.pointee.loop(beats: beats.value)
    case .loopToggle: deck.pointee.toggleLoop()
    case .loopScale(let factor): deck.pointee.scaleLoop(factor)
    default: performControl(action, on: index, over: over)
    }
  }

  @_noLocks private mutating func performControl(_ action: DeckAction, on index: Int, over: Glide) {
    let deck = decks + index
    switch action {
    case .nudge(let milliseconds): nudge(index, milliseconds: milliseconds)
    case .set(.tempo, let percent): setTempo(index, percent, relative: false, over: over)
    case .move(.tempo, let percent): setTempo(index, percent, relative: true, over: over)
    case .set(let control, let value): deck.pointee.setControl(control, value, relative: false, over: over)
    case .move(let control, let value): deck.pointee.setControl(control, value, relative: true, over: over)
    case .tempoRange(let percent): if percent.isFinite { deck.pointee.tempoRange = min(50, max(1, percent)) }
    case .keyLock(let change): deck.pointee.keyLock = change.applied(to: deck.pointee.keyLock)
    case .keyLockEngine(let engine): deck.pointee.setKeyLockEngine(engine)
    case .sync(let change):
      setSync(index, change.applied(to: deck.pointee.sync))
      recount(index)
    case .lead: explicitLeader = deck.pointee.id
    case .quantize(let change):
      deck.pointee.quantize = change.applied(to: deck.pointee.quantize)
      recount(index)
    case .kill(let band, let change):
      interruptHandover(band.index)
      deck.pointee.kill(band.index, change, over: over)
    case .stemMute(let stem, let change): deck.pointee.muteStem(Int(stem), change, over: over)
    case .stemsReset: deck.pointee.restoreStems(over: over)
    case .headphones(let change):
      deck.pointee.headphones = change.applied(to: deck.pointee.headphones)
      deck.pointee.headphoneGain.move(to: deck.pointee.headphones ? 1 : 0, frames: 0.01 * sampleRate)
    case .autoGain(let decibels):
      guard decibels.value.isFinite else { return }
      let gain = min(24, max(-24, decibels.value))
      if case .short = over {
        deck.pointee.autoGain.move(to: gain, frames: deck.pointee.isPlaying ? 0.25 * sampleRate : 0)
      } else {
        Deck.glide(&deck.pointee.autoGain, to: gain, over: over, sampleRate: sampleRate)
      }
    case .metronome(let change):
      deck.pointee.metronome.isOn = change.applied(to: deck.pointee.metronome.isOn)
    // Sound.
    case .effectBeats(let effect, let count): deck.pointee.effects.setBeats(effect, count)
    case .effectsOff: deck.pointee.effects.switchOff(over: over, sampleRate: sampleRate)
    case .echoOut: echoOut(index)
    default: performGesture(action, on: index, over: over)
    }
  }

  @_noLocks private mutating func performGesture(_ action: DeckAction, on index: Int, over: Glide) {
    let deck = decks + index
    switch action {
    case .slip(let change): deck.pointee.setSlip(change.applied(to: deck.pointee.slip))
    case .roll(let beats): deck.pointee.startRoll(beats: beats.value)
    case .rollOff: deck.pointee.endRoll()
    case .loopMove(let beats):
      deck.pointee.moveLoop(beats: beats.value)
      settlePlace(index, isOffBeat: beats.value != rt_round(beats.value))
    case .loopSave(let number): deck.pointee.saveLoop(Int(number))
    case .loopRecall(let number):
      deck.pointee.recallLoop(Int(number))
      settlePlace(index)
    case .loopForget(let number): deck.pointee.forgetLoop(Int(number))
    case .hotLoopSet(let number, let time, let length):
      if let place = place(time), length.value > 0, length.value < 86_400 {
        deck.pointee.setHotCue(number, at: place, loop: length.value * sampleRate)
      }
    case .quantizeUnit(let moment):
      if case .now = moment {
        deck.pointee.quantize = false
      } else {
        deck.pointee.quantize = true
        deck.pointee.quantizeUnit = moment
      }
    case .censor(let change): deck.pointee.censor(change.applied(to: deck.pointee.isCensored))
    case .brake: deck.pointee.turn(.brake, frames: frames(of: over))
    case .spinback: deck.pointee.turn(.spinback, frames: frames(of: over))
    default: break
    }
  }

  /// How long a gesture lasts, in output frames; a second where nothing is said.
  @_noLocks private func frames(of over: Glide) -> Double {
    switch over {
    case .short: sampleRate
    case .beats(let beats): beats / beatClock
    case .seconds(let seconds): seconds * sampleRate
    }
  }

  /// The vocals of one deck over the instrumental of the other; decks without stems are left alone.
  @_noLocks private mutating func swap(vocalsOf deck: DeckID?, over: Glide) {
    mixer.swap = deck
    for index in 0..<2 {
      for bus in 0..<2 {
        Deck.glide(
          &decks[index].busGains[bus], to: swappedGain(index, bus, deck), over: over, sampleRate: sampleRate)
      }
    }
  }

  /// A deck has another track, or other stems: what the swap asks of them holds, and what is on its way there goes on.
  @_noLocks private mutating func keepSwap() {
    guard let singer = mixer.swap else { return }
    for index in 0..<2 {
      for bus in 0..<2 {
        let wanted = swappedGain(index, bus, singer)
        guard decks[index].busGains[bus].target != wanted else { continue }
        Deck.glide(&decks[index].busGains[bus], to: wanted, over: .short, sampleRate: sampleRate)
      }
    }
  }

  /// What a swap leaves of a deck's vocals (bus 0) or of its instrumental (bus 1); all of it where nobody's vocals are swapped.
  @_noLocks private func swappedGain(_ index: Int, _ bus: Int, _ singer: DeckID?) -> Double {
    let stems = decks[index].track.map { $0.pointee.stemCount } ?? 0
    let isHeard = singer.map { ($0.index == index) == (bus == 0) } ?? true
    return stems == 0 || isHeard ? 1 : 0
  }
}
