import CRealtime
import DSP
import Music

/// Bands that go from one deck to the other: when they begin, who has them, how they end.
extension Console {
  /// Begins to hand a part of the sound to a deck. Nothing is done unless both play: a band that goes to a deck that
  /// stands would be gone. A receiver's equaliser knob below the middle comes up to it: the band is to be heard.
  @_noLocks mutating func hand(_ part: HandoverPart, to deck: DeckID, over: Glide) {
    guard decks[0].isPlaying, decks[1].isPlaying else { return }
    for band in 0..<3 where part.contains(band) { hand(band, to: deck.index, over: over) }
  }

  @_noLocks private mutating func hand(_ band: Int, to index: Int, over: Glide) {
    raiseKnob(band, of: index)
    var length = MixerAction.shortSeconds * sampleRate
    var followsBeats = false
    // Told ahead of its moment: one that takes its time begins its way there, a switch is done by then.
    var wait = decks[0].ahead
    switch over {
    case .short: wait = 0
    case .beats(let beats): (length, followsBeats) = (beats, true)
    case .seconds(let seconds): length = seconds * sampleRate
    }
    if !(length > 0 && length.isFinite) { (length, followsBeats) = (MixerAction.shortSeconds * sampleRate, false) }
    let frames = followsBeats ? length * beatFrames : length
    // Kicks change hands between beats; else soon enough that the first bar is whole.
    let takesTurns = band == 0 && frames >= 2 * beatFrames && ledger.beat != nil
    let entry =
      takesTurns ? turnFrames : max(MixerAction.shortSeconds * sampleRate, min(beatFrames / 4, frames / 4))
    let start = startOfWay(band, to: index)
    var wasKilled = decks[index].channel.kills[band]
    if let running = handovers[band] { wasKilled = running.to == index && running.receiverWasKilled }
    balance.hold(band, to: index, sides: mixer.sides, frames: entry)
    decks[index].channel.kills[band] = false
    // As soon as any other switch: it may have begun just ahead of its moment.
    if start >= 1 { return settle(band, receiver: index, giverIsKilled: true, seconds: MixerAction.shortSeconds) }
    let way = Handover.Way(
      start: start, length: length, followsBeats: followsBeats, takesTurns: takesTurns, entryFrames: entry,
      wait: wait)
    var handover = Handover(
      to: index, way, gains: SIMD2(decks[0].channel.killGains[band].value, decks[1].channel.killGains[band].value),
      receiverWasKilled: wasKilled)
    if takesTurns { handover.decide(beatFrames: beatFrames) }
    handovers[band] = handover
  }

  @_noLocks private mutating func raiseKnob(_ band: Int, of index: Int) {
    guard decks[index].channel.eq[band].target < 0 else { return }
    let gain = decks[index].channel.killGains[band].value * linearGain(decks[index].channel.eq[band].value)
    decks[index].channel.killGains[band].jump(to: gain)
    decks[index].channel.eq[band].jump(to: 0)
  }

  /// How much of the way a handover has behind it when it begins. A band that was on its way goes on from where it is.
  /// A giver that is not heard has nothing to give: the receiver's comes at once. Where crossfader and faders stand on
  /// the side of a receiver that is open, so much of the band is its own already; else it begins out.
  @_noLocks private func startOfWay(_ band: Int, to index: Int) -> Double {
    if let running = handovers[band] { return running.to == index ? running.progress : 1 - running.progress }
    let (giver, receiver) = (place(1 - index, band), place(index, band))
    if giver * knobs(1 - index, band) < 0.01 { return 1 }
    if receiver * knobs(index, band) < 0.01 { return 0 }
    return 1 - min(1, (giver * giver) / (receiver * receiver))
  }

  @_noLocks private func place(_ deck: Int, _ band: Int) -> Double {
    balance.level(of: deck, band, side: mixer.sides[deck]) * decks[deck].channel.fader.value
  }

  @_noLocks private func knobs(_ deck: Int, _ band: Int) -> Double {
    decks[deck].channel.killGains[band].value * linearGain(decks[deck].channel.eq[band].value)
  }

  /// Both decks come to rest: what a handover leaves.
  @_noLocks private mutating func settle(
    _ band: Int, receiver: Int, giverIsKilled: Bool, seconds: Double = 0.03
  ) {
    handovers[band] = nil
    decks[1 - receiver].channel.kills[band] = giverIsKilled
    for deck in 0..<2 {
      decks[deck].channel.killGains[band].move(
        to: decks[deck].channel.kills[band] ? 0 : 1, frames: seconds * sampleRate)
    }
  }

  /// A hand on the kill of either deck ends handover and hold; the other deck goes where its own kill says.
  @_noLocks mutating func interruptHandover(_ band: Int) {
    balance.holds[band]?.release(frames: 0.03 * sampleRate)
    guard let handover = handovers[band] else { return }
    settle(band, receiver: handover.to, giverIsKilled: decks[1 - handover.to].channel.kills[band])
  }

  /// The beat whose kick sounds next or now: one begins a tenth of a beat early, so that its attack is whole.
  private var kick: Double? {
    @_noLocks get {
      guard let leader, decks[0].isPlaying, decks[1].isPlaying else { return nil }
      let deck = decks + leader.index
      return rt_floor(deck.pointee.beat(at: deck.pointee.position) + 3.0 / 32)
    }
  }

  private var beatFrames: Double {
    @_noLocks get { 1 / max(1e-9, beatClock) }
  }

  /// Output frames in which a kick changes hands; a handover that waits for its moment begins so much ahead of it, so
  /// that the first kick is whole.
  var turnFrames: Double {
    @_noLocks get { max(beatFrames / 16, isolatorFrames) }
  }

  /// Output frames until both decks' isolators are heard in full; 0 while they are.
  var isolatorFrames: Double {
    @_noLocks get { max(decks[0].channel.isolator.framesToArrive, decks[1].channel.isolator.framesToArrive) }
  }

  /// Moves both decks' gains over the segment that is rendered next.
  @_noLocks mutating func advanceHandovers(frames: Int, beats: Double) {
    let next = kick
    let isNewKick = next != ledger.beat
    if isNewKick { ledger.turn(to: next) }
    for band in 0..<3 {
      guard var handover = handovers[band] else { continue }
      if stopped(handover, band) { continue }
      if handover.takesTurns {
        if isNewKick { handover.decide(beatFrames: beatFrames) }
        handover.steer(now: ledger.now, kick: ledger.kick(beatFrames: beatFrames), beatFrames: beatFrames)
      }
      handover.advance(frames: frames, beats: beats)
      handovers[band] = handover
      for deck in 0..<2 { decks[deck].channel.killGains[band].jump(to: handover.gains[deck]) }
      if handover.isDone { settle(band, receiver: handover.to, giverIsKilled: true) }
    }
    advanceBalance(frames: frames)
  }

  /// A deck that stops on the way leaves the band to the other one, which is whole from then on; a receiver that stops
  /// is again as it was.
  @_noLocks private mutating func stopped(_ handover: Handover, _ band: Int) -> Bool {
    let (giver, receiver) = (1 - handover.to, handover.to)
    if decks[receiver].isPlaying && decks[giver].isPlaying { return false }
    let isGivenBack = !decks[receiver].isPlaying
    if isGivenBack { decks[receiver].channel.kills[band] = handover.receiverWasKilled }
    settle(band, receiver: receiver, giverIsKilled: !isGivenBack)
    return true
  }

  @_noLocks private mutating func advanceBalance(frames: Int) {
    let wasActive = balance.isActive
    for band in 0..<3 where handovers[band] == nil { followHold(band) }
    let presence = SIMD2<Double>(presence(besides: 0), presence(besides: 1))
    balance.advance(frames: frames, presence: presence, fadeFrames: 0.25 * sampleRate)
    if !wasActive && balance.isActive {
      mixer.fair.bands.reset()
      for deck in 0..<2 { decks[deck].channel.resetApart() }
    }
    followFairBlend(frames: frames)
  }

  /// How much of the blend the other deck is, against this one: by their faders, 1 at most.
  @_noLocks private func presence(besides deck: Int) -> Double {
    let own = decks[deck].channel.fader.value
    let other = decks[1 - deck].channel.fader.value
    return other >= own ? 1 : other / own
  }

  /// What holds a band after its handover, and when that ends.
  @_noLocks private mutating func followHold(_ band: Int) {
    guard var hold = balance.holds[band] else { return }
    hold.follow(side: mixer.sides[hold.to])
    if !decks[hold.to].isPlaying {
      hold.release(frames: 0.03 * sampleRate)
    } else if !decks[1 - hold.to].isPlaying {
      hold.release(frames: beatFrames)
    } else if mixer.sides[hold.to] >= 1 {
      hold.release(frames: 0.25 * sampleRate)
    }
    balance.holds[band] = hold
  }

  /// The gains of the fair blend for the segment that is rendered next.
  @_noLocks private mutating func followFairBlend(frames: Int) {
    let faders = SIMD2(decks[0].channel.fader.value, decks[1].channel.fader.value)
    if balance.isActive {
      var stand = FairBands.Stand()
      stand.sides = mixer.sides
      for band in 0..<3 {
        stand.own.0[band] = ownLevel(0, band)
        stand.own.1[band] = ownLevel(1, band)
        stand.levels.0[band] = balance.level(of: 0, band, side: mixer.sides[0])
        stand.levels.1[band] = balance.level(of: 1, band, side: mixer.sides[1])
        if let hold = balance.holds[band] {
          var progress = 1.0
          if let handover = handovers[band] { progress = handover.progress }
          stand.handed[band] = hold.to == 1 ? progress : 1 - progress
        }
      }
      mixer.fair.bands.follow(stand, frames: frames)
    }
    mixer.followFairBlend(
      levels: faders, bandShare: balance.share.value, isHandingOver: balance.isHeld, frames: frames)
    balance.take(low: mixer.fair.lowGain, upper: mixer.fair.gain)
  }

  /// How loud a band of a deck is by itself: a kill that a handover left is none.
  @_noLocks private func ownLevel(_ deck: Int, _ band: Int) -> Double {
    let kill = balance.holds[band] == nil ? decks[deck].channel.killGains[band].value : 1
    return kill * linearGain(decks[deck].channel.eq[band].value) * decks[deck].channel.fader.value
  }

  /// What the segment's bass adds to the ledger: as loud as the deck's fader and knob let it be; and to a handover's
  /// account as far as it is heard.
  @_noLocks mutating func accountBass(frames: Int) {
    var energy = SIMD2<Double>.zero
    for deck in 0..<2 {
      let gain = decks[deck].channel.fader.value * linearGain(decks[deck].channel.eq[0].value)
      energy[deck] = decks[deck].channel.bassSquares * gain * gain
    }
    ledger.add(energy, frames: frames, sampleRate: sampleRate)
    guard var handover = handovers[0], handover.takesTurns else { return }
    for deck in 0..<2 {
      let level = balance.level(of: deck, 0, side: mixer.sides[deck])
      energy[deck] *= level * level
    }
    handover.account(energy, frames: frames, beatFrames: beatFrames)
    handovers[0] = handover
  }
}
