import CRealtime
import DSP
import Music

/// All that the audio thread owns: two decks, the mixer and what waits for its moment. Renders quanta of 64 frames;
/// commands are taken between them, so the sound does not depend on the period of the device.
///
/// More than fifteen stored properties: the parts themselves, and what lies between them.
struct Console: ~Copyable {
  static var quantum: Int {
    @_noLocks get { 64 }
  }
  let sampleRate: Double
  /// Three: `DeckID.a`, `DeckID.b`, and behind them the preview.
  let decks: UnsafeMutablePointer<Deck>
  private let scratchMemory = ScratchMemory()
  var scratch: ScratchBuffers {
    @_noLocks get { scratchMemory.buffers }
  }
  var mixer: Mixer
  var recordingBus = DeckRecordingBus()
  /// Output frames rendered so far.
  var clock: Int64 = 0
  var sync: SyncController
  /// Bands that go from one deck to the other.
  var bandSwaps: BandSwaps
  /// One deck's voice over the other one's instrumental.
  var mash: MashSection
  var schedule = CommandSchedule()

  var ports: ConsolePorts
  var retired = RetiredTracks()
  /// Of whatever thread renders.
  let door = SingleThreadDoor()
  /// Quanta in which a deck came to frames that were not decoded yet.
  var starved: UInt32 = 0
  /// The preview is heard, or is still fading away.
  var isPreviewing = false
  /// The preview's, linear.
  var previewGain = Ramp(1)
  /// It goes to the master, not to the headphones; and what is left of the decks under it, linear.
  var isPreviewInRoom = false
  var roomDip = Ramp(1)
  /// A station's ident over the mix.
  var ident = IdentVoice()

  init(sampleRate: SampleRate, banks: [StretcherBank], ports: consuming ConsolePorts) {
    self.sampleRate = sampleRate.hz
    self.ports = ports
    let scratch = scratchMemory.buffers
    mixer = Mixer(sampleRate: sampleRate.hz)
    decks = .allocate(capacity: 3)
    for index in 0..<3 {
      (decks + index).initialize(
        to: Deck(sampleRate: sampleRate.hz, scratch: scratch, streams: banks[index].streams))
    }
    sync = SyncController(decks: decks, sampleRate: sampleRate.hz)
    bandSwaps = BandSwaps(decks: decks, sampleRate: sampleRate.hz)
    mash = MashSection(sampleRate: sampleRate.hz)
  }

  deinit {
    decks.deinitialize(count: 3)
    decks.deallocate()
  }

  /// Renders the next 64 frames of four channels, and where they are wanted those of the decks.
  @_noLocks mutating func renderQuantum(
    into output: UnsafeMutablePointer<Float>, decks deckOutput: UnsafeMutablePointer<Float>? = nil
  ) {
    recordingBus.isWanted = deckOutput != nil
    takeCommands()
    sync.steer(frames: Self.quantum)
    if isPreviewing { steerPreview() }
    for index in 0..<2 where sync.takeJump(of: index) { recount(index) }
    for index in 0..<2 where decks[index].hasMovedByHand {
      decks[index].hasMovedByHand = false
      afterMove(index)
    }
    countPendingStems()
    followMash(beats: beatClock * Double(Self.quantum))
    for index in 0..<2 { decks[index].voices.hasTimeSlot = (clock / Int64(Self.quantum)) & 1 == Int64(index) }
    var done = 0
    while done < Self.quantum {
      fireWaiting()
      let frames = segment(upTo: Self.quantum - done)
      render(frames: frames, into: output + 4 * done)
      if let deckOutput { recordingBus.finish(into: deckOutput + 4 * done, frames: frames) }
      done += frames
      clock += Int64(frames)
    }
    for index in 0..<2 where decks[index].isStarved {
      starved &+= 1
      decks[index].isStarved = false
    }
    if isPreviewing { finishPreview() }
    ports.masterTap.push(output, frames: Self.quantum)
    retired.reclaim(decks: decks, ports.returned)
    publish()
  }

  /// The frames until something must happen inside the quantum.
  @_noLocks private mutating func segment(upTo most: Int) -> Int {
    var frames = Double(most)
    for index in 0..<2 {
      if let wrap = decks[index].framesToWrap {
        if wrap < 0.5 { decks[index].wrapLoop() } else { frames = min(frames, rt_ceil(wrap)) }
      }
      if let stand = decks[index].framesToStand { frames = min(frames, rt_ceil(stand)) }
    }
    for slot in 0..<CommandSchedule.capacity {
      if let item = schedule[slot] { frames = min(frames, max(1, rt_ceil(framesToBegin(item)))) }
    }
    return max(1, min(most, Int(frames)))
  }

  @_noLocks private mutating func render(frames: Int, into output: UnsafeMutablePointer<Float>) {
    let beats = beatClock * Double(frames)
    mixer.begin(frames: frames, beats: beats)
    let start = swapMix
    advanceBlend(frames: frames, beats: beats, start)
    for index in 0..<2 {
      let deck = decks + index
      let beatBefore = deck.pointee.beat(at: deck.pointee.timeline)
      deck.pointee.stems.advance(frames: frames, beats: beats, scratch: scratch.controlCurve)
      deck.pointee.prepareCrossfade()
      deck.pointee.renderSound(into: scratch.deck, frames: frames)
      processMash(index, frames: frames, beats: beats)
      mixer.crossfader.trace(side: index, into: scratch.sides, frames: frames)
      if bandSwaps.isActive {
        bandSwaps.traceExtra(index, sides: scratch.sides, into: scratch.weights, frames: frames)
      }
      let segment = ChannelStrip.Segment(
        frames: frames, beats: beats, corners: mixer.crossovers.corners,
        apart: bandSwaps.isActive ? scratch.apart + Self.quantum * index : nil, isPlaying: deck.pointee.isPlaying)
      deck.pointee.channel.process(scratch.deck, segment, scratch: scratch)
      blend(index, frames: frames)
      mix(index, frames: frames, beats: beats, beat: beatBefore)
      let passed = deck.pointee.beatsPassed(since: beatBefore, frames: frames)
      if let grid = deck.pointee.grid {
        deck.pointee.metronome.add(
          to: mixer.phones.bus, frames: frames, from: beatBefore, to: beatBefore + passed, grid: grid,
          sampleRate: sampleRate)
      }
      schedule.countDown(index, beats: passed, frames: frames)
      deck.pointee.finishTurn(frames: frames)
      deck.pointee.endAtLastFrame()
    }
    bandSwaps.addBass(frames: frames, start)
    if mash.isHeard {
      let size = decks[mash.voice.map { $0.other.index } ?? 0].effects.roomSize
      mash.finish(mixer.master.bus, mixer.phones.bus, size: size, frames: frames, scratch: scratch)
    }
    mixer.fair.apply(to: mixer.master.bus, frames: frames)
    // What is not of the blend comes after it.
    if isPreviewing { renderPreview(frames: frames, beats: beats) }
    if ident.isActive { renderIdent(frames: frames) }
    mixer.finish(into: output, frames: frames, beats: beats, scratch: scratch)
  }

  @_noLocks private mutating func renderIdent(frames: Int) {
    let over = ident.render(
      into: mixer.master.bus, frames: frames, curve: scratch.controlCurve, sampleRate: sampleRate)
    retired.add(over, ports.returned)
  }

  /// The mix as band swaps see it.
  var swapMix: BandSwaps.Mix {
    @_noLocks get { BandSwaps.Mix(leader: leader, beatsPerFrame: beatClock, sides: mixer.sides) }
  }

  /// Moves band swaps, and the gains that hold a blend as loud as is fair, over the segment that is rendered next.
  @_noLocks private mutating func advanceBlend(frames: Int, beats: Double, _ mix: BandSwaps.Mix) {
    if bandSwaps.advance(frames: frames, beats: beats, mix) { mixer.fair.bands.reset() }
    if bandSwaps.isActive { mixer.fair.follow(bandSwaps.stand(mix), frames: frames) }
    mixer.followFairBlend(
      levels: SIMD2(decks[0].channel.fader.value, decks[1].channel.fader.value), bandShare: bandSwaps.bandShare,
      isSwapping: bandSwaps.isHeld, frames: frames)
    bandSwaps.setFairGains(low: mixer.fair.lowGain, upper: mixer.fair.gain)
  }

  /// Both decks' sound is compared once the second one is there.
  @_noLocks private mutating func blend(_ index: Int, frames: Int) {
    if index == 0 {
      rt_copy(mixer.firstSound, scratch.deck, Int64(frames * 8))
    } else {
      mixer.fair.whole.listen(mixer.firstSound, scratch.deck, frames: frames)
      let (first, second) = (scratch.apart, scratch.apart + Self.quantum)
      if bandSwaps.isActive { mixer.fair.bands.listen(first, second, frames: frames) }
      guard mixer.fair.isAtWork else { return }
      if bandSwaps.isActive {
        mixer.fair.excess.listen(first, second, own: mixer.fair.bands.own, frames: frames)
      } else {
        let levels = SIMD2(decks[0].channel.fader.value, decks[1].channel.fader.value)
        mixer.fair.excess.listen(mixer.firstSound, scratch.deck, levels: levels, frames: frames)
      }
    }
  }

  /// A deck's sound to the headphones, and by fader, crossfader and effects to the master.
  @_noLocks private mutating func mix(_ index: Int, frames: Int, beats: Double, beat: Double) {
    let deck = decks + index
    let controlCurve = scratch.controlCurve
    deck.pointee.channel.send(scratch.deck, to: mixer.phones.bus, frames: frames, beats: beats, scratch: scratch)
    deck.pointee.channel.traceFader(frames: frames, beats: beats, into: controlCurve)
    for frame in 0..<frames { scratch.deck[frame] *= Float(controlCurve[frame] * scratch.sides[frame]) }
    if bandSwaps.isActive {
      for frame in 0..<frames { scratch.deck[frame] += scratch.extra[frame] * Float(controlCurve[frame]) }
    }
    if mixer.fair.isAtWork {
      mixer.takeBlended(index, scratch.deck, inBands: bandSwaps.isActive, frames: frames)
    }
    affect(index, frames: frames, beats: beats, beat: beat)
    for frame in 0..<frames { mixer.master.bus[frame] += scratch.deck[frame] }
    if mash.isHeard { mash.sendToRoom(index, scratch.deck, frames: frames) }
    recordingBus.take(scratch.deck, of: index, frames: frames)
  }

  /// Who is followed now.
  var leader: DeckID? {
    @_noLocks get { sync.leader }
  }

  /// Beats per output frame, by which controls and gestures are counted.
  var beatClock: Double {
    @_noLocks get { sync.beatClock }
  }
}
