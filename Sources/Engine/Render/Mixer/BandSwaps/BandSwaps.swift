import CRealtime
import DSP
import Music

/// EQ swaps (`bass to b`): bands that go from one deck to the other, from the command until the crossfader has the band
/// again. Part of the console; the audio thread only.
///
/// A swap moves the kills of both decks (`BandSwap`); the swapped band bypasses the crossfader (`CrossfaderBypass`),
/// during the swap and after it.
struct BandSwaps: BitwiseCopyable {
  /// Two: `DeckID.a`, `DeckID.b`; the console's.
  private let decks: UnsafeMutablePointer<Deck>
  private let sampleRate: Double
  /// The low, middle and high band's swap; nil while there is none.
  private var swaps = PerBand<BandSwap?>(repeating: nil)
  private var bypass = CrossfaderBypass()
  private var kicks = KickEnergy()

  /// The mix at the beginning of a segment, as far as swaps depend on it.
  struct Mix {
    /// Whose beats are counted.
    let leader: DeckID?
    /// Output frames.
    let framesPerBeat: Double
    /// The crossfader's gain for each deck.
    let sides: SIMD2<Double>

    /// - Parameter beatsPerFrame: of the leader.
    @_noLocks init(leader: DeckID?, beatsPerFrame: Double, sides: SIMD2<Double>) {
      self.leader = leader
      framesPerBeat = 1 / max(1e-9, beatsPerFrame)
      self.sides = sides
    }
  }

  init(decks: UnsafeMutablePointer<Deck>, sampleRate: Double) {
    self.decks = decks
    self.sampleRate = sampleRate
  }

  // MARK: Constants

  /// A band below this gain (−40 dB) is not heard beside the other deck's.
  private static var audibleGain: Double {
    @_noLocks get { 0.01 }
  }
  /// A swap that is interrupted ends in a ramp of a period and a half of 50 Hz: no click, and no bar of both basses.
  private static var interruptSeconds: Double {
    @_noLocks get { 0.03 }
  }
  /// The bypass fades slower than a bar's rhythm, as the fair blend's own gain does.
  private static var bypassFadeSeconds: Double {
    @_noLocks get { 0.25 }
  }
  /// A kick's owner is chosen a tenth of a beat before its beat, so that the attack is whole.
  private static var kickLeadBeats: Double {
    @_noLocks get { 3.0 / 32 }
  }
  /// Kicks are shared out over two beats or more; over less there is one at most to give.
  private static var alternatingBeats: Double {
    @_noLocks get { 2 }
  }
  /// The longest that both decks take to come to a swap's first levels: the rest of the first bar is then whole.
  private static var entryBeats: Double {
    @_noLocks get { 0.25 }
  }

  // MARK: Commands

  /// Begins to swap a part of the sound over to a deck. Nothing is done unless both play: a band that goes to a stopped
  /// deck would be lost. A receiver's equaliser knob below the middle comes up to it: the band is to be heard.
  /// - Parameter keeps: the receiver keeps it until the crossfader has left its side.
  @_noLocks mutating func begin(
    _ part: BandSwapPart, to deck: DeckID, keeps: Bool = false, over: Glide, _ mix: Mix
  ) {
    guard decks[0].isPlaying, decks[1].isPlaying else { return }
    for band in 0..<bandCount where part.contains(band) { begin(band, to: deck.index, keeps: keeps, over: over, mix) }
  }

  @_noLocks private mutating func begin(_ band: Int, to receiver: Int, keeps: Bool, over: Glide, _ mix: Mix) {
    raiseKnob(band, of: receiver)
    let beat = mix.framesPerBeat
    let short = MixerAction.shortSeconds * sampleRate
    var (length, countsBeats) = (short, false)
    // The command may begin ahead of its moment: a timed swap starts at the moment, an immediate one is done by then.
    var framesToStart = decks[0].ahead
    switch over {
    case .short: framesToStart = 0
    case .beats(let beats): (length, countsBeats) = (beats, true)
    case .seconds(let seconds): length = seconds * sampleRate
    }
    if !(length > 0 && length.isFinite) { (length, countsBeats) = (short, false) }
    let frames = countsBeats ? length * beat : length
    let alternates = band == 0 && frames >= Self.alternatingBeats * beat && kicks.beat != nil
    // Kicks change decks between beats; without kicks, soon enough that the first bar is whole.
    let entry = alternates ? leadFrames(mix) : max(short, min(Self.entryBeats * beat, frames / 4))
    let start = startingProgress(band, to: receiver, mix)
    var wasKilled = decks[receiver].channel.kills[band]
    if let running = swaps[band] { wasKilled = running.receiver == receiver && running.receiverWasKilled }
    bypass.begin(band, to: receiver, sides: mix.sides, keeps: keeps, frames: entry)
    decks[receiver].channel.kills[band] = false
    // As quick as any other switch: it may have begun just ahead of its moment.
    if start >= 1 {
      return finish(band, receiver: receiver, giverIsKilled: true, seconds: MixerAction.shortSeconds)
    }
    let timing = BandSwap.Timing(
      start: start, length: length, countsBeats: countsBeats, alternatesKicks: alternates, entryFrames: entry,
      framesToStart: framesToStart)
    let gains = SIMD2(decks[0].channel.killGains[band].value, decks[1].channel.killGains[band].value)
    var swap = BandSwap(to: receiver, timing, gains: gains, receiverWasKilled: wasKilled)
    if alternates { swap.assignKick(framesPerBeat: beat) }
    swaps[band] = swap
  }

  /// A hand on the kill of either deck ends swap and bypass; the other deck goes where its own kill says.
  @_noLocks mutating func interrupt(_ band: Int) {
    bypass.release(band, frames: Self.interruptSeconds * sampleRate)
    guard let swap = swaps[band] else { return }
    finish(band, receiver: swap.receiver, giverIsKilled: decks[swap.giver].channel.kills[band])
  }

  /// A knob below the middle goes to the middle, and the kill's ramp begins at the level that was heard.
  @_noLocks private mutating func raiseKnob(_ band: Int, of deck: Int) {
    guard decks[deck].channel.eq[band].target < 0 else { return }
    let gain = decks[deck].channel.killGains[band].value * linearGain(decks[deck].channel.eq[band].value)
    decks[deck].channel.killGains[band].jump(to: gain)
    decks[deck].channel.eq[band].jump(to: 0)
  }

  /// The progress that a swap begins with. One that was under way goes on from where it is. A giver that is not heard
  /// has nothing to give: the receiver's band comes at once. Where crossfader and faders have the receiver open, that
  /// much of the band is its own already; else it begins out.
  @_noLocks private func startingProgress(_ band: Int, to receiver: Int, _ mix: Mix) -> Double {
    if let running = swaps[band] {
      return running.receiver == receiver ? running.progress : 1 - running.progress
    }
    let given = faderGain(1 - receiver, band, mix)
    let received = faderGain(receiver, band, mix)
    if given * knobGain(1 - receiver, band) < Self.audibleGain { return 1 }
    if received * knobGain(receiver, band) < Self.audibleGain { return 0 }
    return 1 - min(1, (given * given) / (received * received))
  }

  /// What crossfader and fader leave of a band.
  @_noLocks private func faderGain(_ deck: Int, _ band: Int, _ mix: Mix) -> Double {
    bypass.gain(of: deck, band, side: mix.sides[deck]) * decks[deck].channel.fader.value
  }

  /// What kill and equaliser leave of a band.
  @_noLocks private func knobGain(_ deck: Int, _ band: Int) -> Double {
    decks[deck].channel.killGains[band].value * linearGain(decks[deck].channel.eq[band].value)
  }

  /// A swap is over: both decks come to what their kills say.
  @_noLocks private mutating func finish(
    _ band: Int, receiver: Int, giverIsKilled: Bool, seconds: Double = interruptSeconds
  ) {
    swaps[band] = nil
    decks[1 - receiver].channel.kills[band] = giverIsKilled
    for deck in 0..<2 {
      decks[deck].channel.killGains[band].move(
        to: decks[deck].channel.kills[band] ? 0 : 1, frames: seconds * sampleRate)
    }
  }

  // MARK: Timing

  /// Output frames in which a kick changes decks: a swap that waits for its moment begins that much ahead of it, so
  /// that the first kick is whole.
  @_noLocks func leadFrames(_ mix: Mix) -> Double { max(BandSwap.changeBeats * mix.framesPerBeat, isolatorFrames) }

  /// Output frames until both decks' isolators are heard in full; 0 while they are.
  var isolatorFrames: Double {
    @_noLocks get { max(decks[0].channel.isolator.framesToArrive, decks[1].channel.isolator.framesToArrive) }
  }

  /// The leader's beat whose kick sounds next or now; nil while not both decks play.
  @_noLocks private func kickBeat(_ mix: Mix) -> Double? {
    guard let leader = mix.leader, decks[0].isPlaying, decks[1].isPlaying else { return nil }
    let deck = decks + leader.index
    return rt_floor(deck.pointee.beat(at: deck.pointee.position) + Self.kickLeadBeats)
  }

  // MARK: Rendering

  /// Moves both decks' gains over the segment that is rendered next.
  /// - Returns: bands are wanted apart from now on: whatever measures them begins anew.
  @_noLocks mutating func advance(frames: Int, beats: Double, _ mix: Mix) -> Bool {
    let beat = kickBeat(mix)
    let isNewKick = beat != kicks.beat
    if isNewKick { kicks.begin(beat) }
    for band in 0..<bandCount {
      guard var swap = swaps[band] else { continue }
      if endsByStop(swap, band) { continue }
      if swap.alternatesKicks {
        if isNewKick { swap.assignKick(framesPerBeat: mix.framesPerBeat) }
        swap.setLevels(
          recent: kicks.recent, kick: kicks.kickPower(framesPerBeat: mix.framesPerBeat),
          framesPerBeat: mix.framesPerBeat)
      }
      swap.advance(frames: frames, beats: beats)
      swaps[band] = swap
      for deck in 0..<2 { decks[deck].channel.killGains[band].jump(to: swap.gains[deck]) }
      if swap.isDone { finish(band, receiver: swap.receiver, giverIsKilled: true) }
    }
    return advanceBypass(frames: frames, mix)
  }

  /// A deck that stops during a swap leaves the band to the other one, which is whole from then on; a receiver that
  /// stops is as it was before.
  @_noLocks private mutating func endsByStop(_ swap: BandSwap, _ band: Int) -> Bool {
    if decks[swap.receiver].isPlaying && decks[swap.giver].isPlaying { return false }
    let isGivenBack = !decks[swap.receiver].isPlaying
    if isGivenBack { decks[swap.receiver].channel.kills[band] = swap.receiverWasKilled }
    finish(band, receiver: swap.receiver, giverIsKilled: !isGivenBack)
    return true
  }

  @_noLocks private mutating func advanceBypass(frames: Int, _ mix: Mix) -> Bool {
    let wasActive = bypass.isActive
    for band in 0..<bandCount where swaps[band] == nil { followAfterSwap(band, mix) }
    let presence = SIMD2<Double>(presence(besides: 0), presence(besides: 1))
    bypass.advance(frames: frames, presence: presence, fadeFrames: Self.bypassFadeSeconds * sampleRate)
    guard !wasActive && bypass.isActive else { return false }
    for deck in 0..<2 { decks[deck].channel.resetApart() }
    return true
  }

  /// How much of the blend the other deck is, against this one: by their faders, 1 at most.
  @_noLocks private func presence(besides deck: Int) -> Double {
    let own = decks[deck].channel.fader.value
    let other = decks[1 - deck].channel.fader.value
    return other >= own ? 1 : other / own
  }

  /// What a band's bypass does after the swap, and when it ends.
  @_noLocks private mutating func followAfterSwap(_ band: Int, _ mix: Mix) {
    guard let receiver = bypass.receiver(of: band) else { return }
    bypass.followCrossfader(band, side: mix.sides[receiver])
    if !decks[receiver].isPlaying {
      bypass.release(band, frames: Self.interruptSeconds * sampleRate)
    } else if !decks[1 - receiver].isPlaying {
      bypass.release(band, frames: mix.framesPerBeat)
    } else if bypass.isKept(band) ? mix.sides[receiver] <= 0 : mix.sides[receiver] >= 1 {
      bypass.release(band, frames: Self.bypassFadeSeconds * sampleRate)
    }
  }

  /// Notes the bass of the segment that was rendered: as loud as the deck's fader and knob let it be; and for a swap as
  /// far as it is heard.
  @_noLocks mutating func addBass(frames: Int, _ mix: Mix) {
    var energy = SIMD2<Double>.zero
    for deck in 0..<2 {
      let gain = decks[deck].channel.fader.value * linearGain(decks[deck].channel.eq[0].value)
      energy[deck] = decks[deck].channel.bassSquares * gain * gain
    }
    kicks.add(energy, frames: frames, sampleRate: sampleRate)
    guard var swap = swaps[0], swap.alternatesKicks else { return }
    for deck in 0..<2 {
      let gain = bypass.gain(of: deck, 0, side: mix.sides[deck])
      energy[deck] *= gain * gain
    }
    swap.addHeard(energy, frames: frames, framesPerBeat: mix.framesPerBeat)
    swaps[0] = swap
  }

  // MARK: What the mixer needs

  /// The bands are wanted apart.
  var isActive: Bool {
    @_noLocks get { bypass.isActive }
  }

  /// Some band is being swapped, or keeps its level since.
  var isHeld: Bool {
    @_noLocks get { bypass.isHeld }
  }

  /// 0: the blend is one of whole sounds … 1: one of bands.
  var bandShare: Double {
    @_noLocks get { bypass.share }
  }

  /// Where the blend stands, band by band, for the fair blend's gains.
  @_noLocks func stand(_ mix: Mix) -> FairBands.Stand {
    var stand = FairBands.Stand()
    stand.sides = mix.sides
    for band in 0..<bandCount {
      stand.own.0[band] = ownGain(0, band)
      stand.own.1[band] = ownGain(1, band)
      stand.levels.0[band] = bypass.gain(of: 0, band, side: mix.sides[0])
      stand.levels.1[band] = bypass.gain(of: 1, band, side: mix.sides[1])
      if let receiver = bypass.receiver(of: band) {
        let progress = swaps[band]?.progress ?? 1
        stand.handed[band] = receiver == 1 ? progress : 1 - progress
      }
    }
    return stand
  }

  /// How loud a band of a deck is by itself: a kill that a swap left is none.
  @_noLocks private func ownGain(_ deck: Int, _ band: Int) -> Double {
    let kill = bypass.receiver(of: band) == nil ? decks[deck].channel.killGains[band].value : 1
    return kill * linearGain(decks[deck].channel.eq[band].value) * decks[deck].channel.fader.value
  }

  /// The fair blend's gains at the segment's end: for the low band, and for what lies above.
  @_noLocks mutating func setFairGains(low: Double, upper: Double) { bypass.setFairGains(low: low, upper: upper) }

  /// How much more of each band of a deck the mix is to have than the crossfader lets through, frame by frame.
  /// - Parameter sides: the crossfader's gain for the deck, a value a frame.
  @_noLocks func traceExtra(
    _ deck: Int, sides: UnsafePointer<Double>, into weights: UnsafeMutablePointer<SIMD4<Double>>, frames: Int
  ) {
    bypass.traceExtra(deck, sides: sides, into: weights, frames: frames)
  }

  /// What kills, swaps and crossfader leave of a deck's loudest band, 0…1 and a little more.
  @_noLocks func loudestBand(of deck: Int, sides: SIMD2<Double>) -> Double {
    var most = 0.0
    for band in 0..<bandCount {
      let gain = bypass.gain(of: deck, band, side: sides[deck])
      most = max(most, decks[deck].channel.killGains[band].value * gain)
    }
    return most
  }

  @_noLocks func describe(into snapshot: inout EngineSnapshot) {
    for band in 0..<bandCount {
      if let swap = swaps[band] {
        snapshot.bandSwaps[band] = BandSwapState(to: swap.receiver == 0 ? .a : .b, progress: min(1, swap.progress))
      } else {
        snapshot.bandSwaps[band] = nil
      }
    }
  }
}
