import CRealtime
import DSP
import Music

/// The engine's state as the world sees it, once a quantum.
extension Console {
  @_noLocks mutating func publish() {
    snapshot.pointee.frame = ClockFrame(clock)
    snapshot.pointee.leader = leader
    snapshot.pointee.swap = mixer.swap
    snapshot.pointee.crossfader = mixer.crossfader.value
    snapshot.pointee.curve = mixer.curve
    snapshot.pointee.masterDecibels = mixer.master.value
    snapshot.pointee.headphoneMix = mixer.headphoneMix.value
    snapshot.pointee.headphoneDecibels = mixer.headphoneLevel.value
    snapshot.pointee.masterMeter = mixer.meter.meter
    snapshot.pointee.limiterDecibels = mixer.deepest >= 1 ? 0 : 20 * rt_log10(max(1e-6, mixer.deepest))
    snapshot.pointee.limiterOn = mixer.limiterOn
    snapshot.pointee.lowCrossover = mixer.lowCrossover
    snapshot.pointee.highCrossover = mixer.highCrossover
    snapshot.pointee.droppedCommands = dropped
    snapshot.pointee.starvedQuanta = starved
    describeLevels()
    decks[0].describe(into: &snapshot.pointee.deckA)
    decks[1].describe(into: &snapshot.pointee.deckB)
    snapshot.pointee.waiting = schedule.numbers
    snapshot.pointee.deckA.hasPending = schedule.concerns(0)
    snapshot.pointee.deckB.hasPending = schedule.concerns(1)
    snapshot.pointee.deckA.audible = audible(0)
    snapshot.pointee.deckB.audible = audible(1)
    // Meters hold their peak until somebody has read it.
    if snapshots.give(snapshot) {
      mixer.meter = MeterSum()
      mixer.deepest = 1
      decks[0].meter = MeterSum()
      decks[1].meter = MeterSum()
    }
  }

  @_noLocks private mutating func describeLevels() {
    snapshot.pointee.crossfaderReversed = mixer.isReversed
    snapshot.pointee.fairBlend = mixer.fairMode
    snapshot.pointee.fairDecibels = mixer.fairGain == 1 ? 0 : 20 * rt_log10(mixer.fairGain)
    for side in 0..<2 { snapshot.pointee.cutIns[side] = mixer.cutIns[side].value }
    for band in 0..<3 {
      if let handover = handovers[band] {
        snapshot.pointee.handovers[band] = HandoverState(
          to: handover.to == 0 ? .a : .b, progress: min(1, handover.progress))
      } else {
        snapshot.pointee.handovers[band] = nil
      }
    }
  }

  /// How much of a deck reaches the master.
  @_noLocks private func audible(_ deck: Int) -> Double {
    guard decks[deck].isPlaying else { return 0 }
    var most = 0.0
    for band in 0..<3 {
      let side = balance.level(of: deck, band, side: mixer.sides[deck])
      most = max(most, decks[deck].killGains[band].value * side)
    }
    return min(1, most * decks[deck].fader.value)
  }
}

extension Deck {
  @_noLocks func describe(into state: inout DeckState) {
    state.serial = track.map { $0.pointee.serial }
    state.isPlaying = isPlaying
    // The limiter's look-ahead makes everything heard a little later than it is rendered.
    let heard = isPlaying ? sounding - Double(Limiter.latency) * ratio * platterSpeed : position
    state.position.value = heard
    state.lengthFrames.value = Double(length)
    state.ratio.value = isPlaying ? ratio : baseRatio
    state.tempoPercent = tempo.value
    state.tempoRange = tempoRange
    state.hasGrid = grid != nil
    state.beat.value = beat(at: heard)
    state.bpm.value = (grid?.beatsPerFrame(atFrame: heard) ?? 0) * baseRatio * 60 * sampleRate
    state.keyLock = keyLock
    state.keyLockEngine = keyLockEngine
    state.keyShift = keyShift.value
    state.sync = sync
    state.follows = follows
    state.refusedPercent = refusedPercent
    state.quantize = quantize
    if let phaseError { state.phaseError = Beats(phaseError) } else { state.phaseError = nil }
    state.barOffset = barOffset
    describePlaces(into: &state)
    describeSlip(into: &state)
    describeChannel(into: &state)
  }

  @_noLocks private func describePlaces(into state: inout DeckState) {
    state.cue.value = cue
    state.isCueing = isCueing
    if let loopIn { state.loopIn = FramePosition(loopIn) } else { state.loopIn = nil }
    if let loopOut { state.loopOut = FramePosition(loopOut) } else { state.loopOut = nil }
    state.isLooping = isLooping
    for index in 0..<8 {
      if let place = hotCues[index] { state.hotCues[index] = FramePosition(place) } else { state.hotCues[index] = nil }
    }
  }

  @_noLocks private func describeSlip(into state: inout DeckState) {
    state.slip = slip
    if let line = silentTimeline { state.slipPosition = FramePosition(line.position) } else { state.slipPosition = nil }
    if let roll { state.roll = Beats(roll) } else { state.roll = nil }
    state.platter = platter?.motion ?? .free
    state.quantizeUnit = quantizeUnit
    for index in 0..<8 {
      if let length = hotLoops[index] {
        state.hotLoops[index] = FrameCount(length)
      } else {
        state.hotLoops[index] = nil
      }
    }
  }

  @_noLocks private func describeChannel(into state: inout DeckState) {
    state.trimDecibels = trim.value
    state.autoGainDecibels = autoGain.value
    for band in 0..<3 {
      state.eqDecibels[band] = eq[band].value
      state.kills[band] = kills[band]
      state.bandGains[band] = killGains[band].value
    }
    state.filter = filter.value
    state.resonance = resonance.value
    effects.describe(into: &state)
    state.fader = fader.value
    state.headphones = headphones
    state.metronome = metronome.isOn
    for index in 0..<6 {
      state.stemLevels[index] = stems[index].value
      state.stemMutes[index] = stemMutes[index]
    }
    state.meter = meter.meter
  }
}
