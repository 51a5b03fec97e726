import CRealtime
import DSP
import Music

/// All that the audio thread owns: two decks, the mixer and what waits for its moment. Renders quanta of 64 frames; commands
/// are taken between them, so the sound does not depend on the period of the device.
struct Console: ~Copyable {
  static var quantum: Int {
    @_noLocks get { 64 }
  }
  let sampleRate: Double
  /// Two: `DeckID.a`, `DeckID.b`.
  let decks: UnsafeMutablePointer<Deck>
  let workshop: Workshop
  var mixer: Mixer
  /// Output frames rendered so far.
  var clock: Int64 = 0
  var explicitLeader: DeckID?
  var leader: DeckID?

  static var waitingCapacity: Int {
    @_noLocks get { 32 }
  }
  var waiting = InlineArray<32, Waiting?>(repeating: nil)

  let commands: QueueConsumer<EngineCommand>
  let applied: QueueProducer<AppliedCommand>
  let returned: QueueProducer<UInt64>
  var snapshots: TripleBufferWriter<EngineSnapshot>
  let snapshot: UnsafeMutablePointer<EngineSnapshot>
  /// Tracks that a voice may still read, by address.
  var leaving = InlineArray<16, UInt64>(repeating: 0)
  var dropped: UInt32 = 0
  var starved: UInt32 = 0

  init(
    sampleRate: SampleRate, commands: consuming QueueConsumer<EngineCommand>,
    applied: consuming QueueProducer<AppliedCommand>, returned: consuming QueueProducer<UInt64>,
    snapshots: consuming TripleBufferWriter<EngineSnapshot>
  ) {
    self.sampleRate = sampleRate.hz
    self.commands = commands
    self.applied = applied
    self.returned = returned
    self.snapshots = snapshots
    workshop = Workshop()
    mixer = Mixer(sampleRate: sampleRate.hz)
    decks = .allocate(capacity: 2)
    decks.initialize(to: Deck(.a, sampleRate: sampleRate.hz, workshop: workshop))
    (decks + 1).initialize(to: Deck(.b, sampleRate: sampleRate.hz, workshop: workshop))
    snapshot = .allocate(capacity: 1)
    snapshot.initialize(to: EngineSnapshot())
    snapshot.pointee.sampleRate = sampleRate
  }

  deinit {
    decks.deinitialize(count: 2)
    decks.deallocate()
    snapshot.deallocate()
    workshop.free()
  }

  /// Renders the next 64 frames of four channels.
  @_noLocks mutating func renderQuantum(into output: UnsafeMutablePointer<Float>) {
    takeCommands()
    steer(frames: Self.quantum)
    countPendingStems()
    var done = 0
    while done < Self.quantum {
      fireWaiting()
      let frames = segment(upTo: Self.quantum - done)
      render(frames: frames, into: output + 4 * done)
      done += frames
      clock += Int64(frames)
    }
    for index in 0..<2 where decks[index].isStarved {
      starved &+= 1
      decks[index].isStarved = false
    }
    returnLeaving()
    publish()
  }

  /// The frames until something must happen inside the quantum.
  @_noLocks private mutating func segment(upTo most: Int) -> Int {
    var frames = Double(most)
    for index in 0..<2 {
      if let wrap = decks[index].framesToWrap {
        if wrap < 0.5 { decks[index].wrapLoop() } else { frames = min(frames, rt_ceil(wrap)) }
      }
    }
    for slot in 0..<Self.waitingCapacity {
      if let item = waiting[slot] { frames = min(frames, max(1, rt_ceil(framesLeft(item)))) }
    }
    return max(1, min(most, Int(frames)))
  }

  @_noLocks private mutating func render(frames: Int, into output: UnsafeMutablePointer<Float>) {
    let beats = beatClock * Double(frames)
    mixer.begin(frames: frames)
    mixer.crossfader.advance(frames: frames, beats: beats)
    mixer.curveBlend.advance(frames: frames, beats: beats)
    for index in 0..<2 {
      let deck = decks + index
      let beatBefore = deck.pointee.beat(at: deck.pointee.position)
      deck.pointee.advanceStems(frames: frames, beats: beats)
      deck.pointee.prepareJoint()
      deck.pointee.renderSound(into: workshop.deck, frames: frames)
      deck.pointee.strip(workshop.deck, frames: frames, beats: beats)
      mix(index, frames: frames, beats: beats)
      let beatAfter = deck.pointee.beat(at: deck.pointee.position)
      if let grid = deck.pointee.grid {
        deck.pointee.metronome.add(
          to: mixer.cueBus, frames: frames, from: beatBefore, to: beatAfter, grid: grid, sampleRate: sampleRate)
      }
      countDown(index, beats: beatAfter - beatBefore)
      if deck.pointee.isPlaying, deck.pointee.position >= Double(deck.pointee.length) {
        deck.pointee.stop()
        deck.pointee.position = Double(deck.pointee.length)
      }
    }
    mixer.finish(into: output, frames: frames, beats: beats)
  }

  @_noLocks private mutating func mix(_ index: Int, frames: Int, beats: Double) {
    let deck = decks + index
    let phonesBefore = deck.pointee.headphoneGain.value
    deck.pointee.headphoneGain.advance(frames: frames, beats: beats)
    Mixer.add(
      workshop.deck, to: mixer.cueBus, frames: frames, from: phonesBefore, to: deck.pointee.headphoneGain.value)
    let before = mixer.sideGains[index]
    deck.pointee.fader.advance(frames: frames, beats: beats)
    let gain = deck.pointee.fader.value * mixer.gain(side: index)
    mixer.sideGains[index] = gain
    Mixer.add(workshop.deck, to: mixer.masterBus, frames: frames, from: before, to: gain)
  }

  /// Beats per output frame of the leader; of whatever deck has a grid when nobody leads; 120 a minute when none has.
  var beatClock: Double {
    @_noLocks get {
      if let leader { return decks[leader.index].beatSpeed }
      for index in 0..<2 where decks[index].beatSpeed > 0 { return decks[index].beatSpeed }
      return 2 / sampleRate
    }
  }

  // MARK: Giving memory back

  @_noLocks mutating func leave(_ address: UInt64) {
    guard address != 0 else { return }
    for slot in 0..<16 where leaving[slot] == 0 {
      leaving[slot] = address
      return
    }
    // Sixteen loads within one fade: the oldest is long silent.
    give(leaving[0])
    leaving[0] = address
  }

  @_noLocks private mutating func returnLeaving() {
    for slot in 0..<16 where leaving[slot] != 0 {
      if decks[0].isUsing(leaving[slot]) || decks[1].isUsing(leaving[slot]) { continue }
      if give(leaving[slot]) { leaving[slot] = 0 }
    }
  }

  @discardableResult
  @_noLocks private func give(_ address: UInt64) -> Bool { returned.give(address) }
}
