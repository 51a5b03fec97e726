import CRealtime
import DSP
import Music

/// The preview deck: a third deck of which the playback alone is used, no channel and no effects. It is heard in the
/// headphones' bus; nothing that it does touches what the room hears, unless it is told to play there. While it is
/// silent it costs a branch.
extension Console {
  /// Index of the deck in `decks`, behind the two that the DJ plays.
  static var preview: Int {
    @_noLocks get { 2 }
  }

  @_noLocks mutating func perform(_ action: PreviewAction) {
    switch action {
    case .start(let handle, let time, let gain, let inTime, let isInRoom):
      letPreviewGo()
      decks[Self.preview].load(handle.pointer.assumingMemoryBound(to: RenderTrack.self))
      decks[Self.preview].speed.setRange(50)
      startPreview(at: time, inTime)
      setPreviewGain(gain)
      isPreviewInRoom = isInRoom
      isPreviewing = true
    case .exchange(let handle, let gain):
      guard decks[Self.preview].isPlaying else {
        return retired.add(UInt64(UInt(bitPattern: handle.pointer)), ports.returned)
      }
      letPreviewGo()
      decks[Self.preview].exchange(for: handle.pointer.assumingMemoryBound(to: RenderTrack.self))
      setPreviewGain(gain)
    case .seek(let time):
      guard decks[Self.preview].isPlaying else { return }
      decks[Self.preview].stop()
      startPreview(at: time, sync.previewTime)
    case .stop:
      letPreviewGo()
      decks[Self.preview].load(nil)
    }
  }

  /// The track that was heard goes back once it has faded away.
  @_noLocks private mutating func letPreviewGo() { retired.add(decks[Self.preview].trackAddress, ports.returned) }

  @_noLocks private mutating func startPreview(at time: TrackTime, _ inTime: PreviewTime) {
    guard let place = frame(of: time) else { return }
    decks[Self.preview].position = min(max(0, place), Double(decks[Self.preview].length))
    sync.startPreview(inTime, heard: roomDeck, clock: clock)
  }

  /// Within the crossfade from what was heard before.
  @_noLocks private mutating func setPreviewGain(_ gain: Decibels) {
    guard gain.value.isFinite else { return }
    let linear = linearGain(min(24, max(-60, gain.value)))
    previewGain.move(to: linear, frames: isPreviewing ? decks[Self.preview].crossfadeFrames : 0)
  }

  /// The deck that the room hears: the leader, unless that is silent and the other one is not.
  private var roomDeck: DeckID? {
    @_noLocks get {
      guard let leader, decks[leader.other.index].canLead, audible(leader.index) < 0.05,
        audible(leader.other.index) >= 0.05
      else { return leader }
      return leader.other
    }
  }

  /// The preview's tempo and phase for the next quantum.
  @_noLocks mutating func steerPreview() {
    sync.steerPreview(heard: roomDeck, frames: Self.quantum)
    let dip = isPreviewInRoom && decks[Self.preview].isPlaying ? Self.dippedLevel : 1
    if roomDip.target != dip { roomDip.move(to: dip, frames: 0.2 * sampleRate) }
  }

  /// What is left of the decks under a preview in the room: −12 dB.
  private static var dippedLevel: Double {
    @_noLocks get { 0.25 }
  }

  /// Adds the preview to the headphones' bus, or to the master's; the decks have been mixed by then.
  @_noLocks mutating func renderPreview(frames: Int, beats: Double) {
    let deck = decks + Self.preview
    deck.pointee.prepareCrossfade()
    deck.pointee.renderSound(into: scratch.deck, frames: frames)
    let master = mixer.master.bus
    if roomDip.isMoving || roomDip.value != 1 {
      roomDip.trace(frames: frames, beats: beats, into: scratch.controlCurve)
      for frame in 0..<frames { master[frame] *= Float(scratch.controlCurve[frame]) }
    }
    previewGain.trace(frames: frames, beats: beats, into: scratch.controlCurve)
    let bus = isPreviewInRoom ? master : mixer.phones.bus
    for frame in 0..<frames { bus[frame] += scratch.deck[frame] * Float(scratch.controlCurve[frame]) }
    deck.pointee.endAtLastFrame()
  }

  /// What was starved is silence in the headphones and no concern of the room's.
  @_noLocks mutating func finishPreview() {
    decks[Self.preview].isStarved = false
    isPreviewing =
      decks[Self.preview].isPlaying || decks[Self.preview].voices.areHeard || roomDip.isMoving || roomDip.value != 1
  }

  @_noLocks func describePreview(into state: inout PreviewState) {
    let deck = decks + Self.preview
    guard deck.pointee.isPlaying, let track = deck.pointee.track else {
      state.serial = nil
      return
    }
    state.serial = track.pointee.serial
    let speed = deck.pointee.speed
    state.position.value = deck.pointee.sounding - Double(Limiter.latency) * speed.ratio
    state.lengthFrames.value = Double(deck.pointee.length)
    state.ratio.value = speed.ratio
    state.tempoPercent = speed.tempo.value
    sync.describePreview(into: &state)
  }
}
