import CRealtime
import DSP
import Music

/// The engine's state as the world sees it, once a quantum.
extension Console {
  @_noLocks mutating func publish() {
    ports.snapshot.pointee.frame = ClockFrame(clock)
    ports.snapshot.pointee.leader = leader
    mixer.describe(into: &ports.snapshot.pointee)
    ports.snapshot.pointee.droppedCommands = ports.dropped
    ports.snapshot.pointee.starvedQuanta = starved
    bandSwaps.describe(into: &ports.snapshot.pointee)
    mash.describe(into: &ports.snapshot.pointee)
    decks[0].describe(into: &ports.snapshot.pointee.deckA)
    decks[1].describe(into: &ports.snapshot.pointee.deckB)
    sync.describe(0, into: &ports.snapshot.pointee.deckA)
    sync.describe(1, into: &ports.snapshot.pointee.deckB)
    ports.snapshot.pointee.waiting = schedule.numbers
    ports.snapshot.pointee.deckA.hasPending = schedule.concerns(0)
    ports.snapshot.pointee.deckB.hasPending = schedule.concerns(1)
    describePreview(into: &ports.snapshot.pointee.preview)
    ports.snapshot.pointee.ident = ident.serial
    ports.snapshot.pointee.deckA.audible = audible(0)
    ports.snapshot.pointee.deckB.audible = audible(1)
    // Meters hold their peak until somebody has read it.
    if ports.publish() {
      mixer.master.clearMeter()
      decks[0].channel.clearMeter()
      decks[1].channel.clearMeter()
    }
  }

  /// How much of a deck reaches the master.
  @_noLocks func audible(_ deck: Int) -> Double {
    guard decks[deck].isPlaying else { return 0 }
    return min(1, bandSwaps.loudestBand(of: deck, sides: mixer.sides) * decks[deck].channel.fader.value)
  }
}

extension Deck {
  @_noLocks func describe(into state: inout DeckState) {
    state.serial = track.map { $0.pointee.serial }
    state.isPlaying = isPlaying
    // The limiter's look-ahead makes everything heard a little later than it is rendered.
    let heard = isPlaying ? sounding - Double(Limiter.latency) * speed.ratio * platterSpeed : position
    state.position.value = heard
    state.lengthFrames.value = Double(length)
    state.ratio.value = isPlaying ? speed.ratio : speed.baseRatio
    state.hasGrid = grid != nil
    state.beat.value = beat(at: heard)
    state.bpm.value = (grid?.beatsPerFrame(atFrame: heard) ?? 0) * speed.baseRatio * 60 * sampleRate
    state.quantize = quantize.isOn
    state.quantizeUnit = quantize.unit
    state.isCueing = isCueing
    state.platter = platter?.motion ?? .free
    state.metronome = metronome.isOn
    speed.describe(into: &state)
    cues.describe(into: &state)
    loop.describe(into: &state)
    slip.describe(into: &state)
    stems.describe(into: &state)
    channel.describe(into: &state)
    effects.describe(into: &state)
  }
}
