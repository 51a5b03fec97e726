import CRealtime
import DSP
import Music

/// A band on its way from one deck to the other.
///
/// Middles and highs have little in common, so they cross at equal power. Bass drums that fall together have much: two add
/// up to 3 dB too much, or take each other away. So each kick belongs to one deck alone, from just before the beat to just
/// before the next one, and it is the kicks that are shared out: as many, and as much of their energy, as is fair at that
/// point of the way. What a kick lacks or has too much is made up for by its own level, by 2.6 dB at most, and by the next ones.
struct Handover: BitwiseCopyable {
  /// Index of the deck that receives the band.
  let to: Int
  /// 0…1, and how far a beat or a frame goes.
  var progress = 0.0
  let length: Double
  let followsBeats: Bool
  let takesTurns: Bool
  /// Gains of both decks when it began; in turns, before and after the exchange that is under way.
  var before: SIMD2<Double>
  var after: SIMD2<Double>
  var exchange = Ramp(1)
  /// The share of the running kick that is due to the receiver.
  var due = 0.0
  /// Kicks that the receiver had more than were due to it, and energy that sounded more than was fair.
  var kicksAhead = 0.0
  var surplus = 0.0

  @_noLocks init(to: Int, length: Double, followsBeats: Bool, takesTurns: Bool, gains: SIMD2<Double>) {
    self.to = to
    self.length = length
    self.followsBeats = followsBeats
    self.takesTurns = takesTurns
    before = gains
    after = gains
    if !takesTurns {
      after[to] = 1
      after[1 - to] = 0
    }
  }

  /// Both decks' gains now.
  var gains: SIMD2<Double> {
    @_noLocks get {
      let share = takesTurns ? exchange.value : progress
      let power = before * before * (1 - share) + after * after * share
      return SIMD2(rt_sqrt(power.x), rt_sqrt(power.y))
    }
  }

  /// Gives the coming kick to a deck. `expected`: the energy that each deck's has; `usual`: that of an ordinary one; `half`:
  /// what half a beat adds to `progress`.
  @_noLocks mutating func decide(
    expected: SIMD2<Double>, usual: SIMD2<Double>, half: Double, exchangeFrames: Double
  ) {
    due = min(1, progress + half)
    let fair = fairEnergy(expected)
    let mean = max(1e-12, expected.sum() / 2)
    var owner = 1 - to
    var level = 1.0
    var least = Double.infinity
    for deck in 0..<2 {
      let energy = expected[deck]
      // A kick that was expected to be weak may come strong: what is made up for is measured by an ordinary one.
      let wanted = fair / max(1e-12, energy) - surplus / max(1e-12, max(energy, usual[deck]))
      let square = energy > 1e-3 * mean ? min(1.8, max(0.55, wanted)) : 1
      let miss = abs(surplus + square * energy - fair) / mean
      let ahead = abs(kicksAhead + (deck == to ? 1 : 0) - due)
      let cost = miss + 0.5 * ahead
      if cost < least { (least, owner, level) = (cost, deck, rt_sqrt(square)) }
    }
    kicksAhead += (owner == to ? 1 : 0) - due
    before = gains
    after = .zero
    after[owner] = level
    exchange.jump(to: 0)
    exchange.move(to: 1, frames: exchangeFrames)
  }

  /// The kick is over: `heard` is the energy that each deck's had.
  @_noLocks mutating func account(_ heard: SIMD2<Double>) {
    let played = (after * after * heard).sum()
    let most = heard.sum()
    surplus = min(most, max(-most, 0.75 * surplus + played - fairEnergy(heard)))
  }

  @_noLocks private func fairEnergy(_ energy: SIMD2<Double>) -> Double {
    (1 - due) * energy[1 - to] + due * energy[to]
  }
}

/// The energy of each deck's bass, kick by kick.
struct BassLedger: BitwiseCopyable {
  /// The leader's beat whose kick sounds; nil while not both decks play.
  var beat: Double?
  /// Of the running kick so far.
  var sums = SIMD2<Double>.zero
  /// Of the last whole kicks, by their place in the bar.
  private var bar = InlineArray<4, SIMD2<Double>?>(repeating: nil)
  private var last = SIMD2<Double>.zero
  private var isWhole = false

  @_noLocks init() {}

  /// Goes on to the next kick. - Returns: what the one before had.
  @_noLocks mutating func turn(to next: Double?) -> SIMD2<Double> {
    let finished = sums
    sums = .zero
    if isWhole, let beat {
      bar[Self.place(beat)] = finished
      last = finished
    }
    if let beat, let next { isWhole = next == beat + 1 } else { isWhole = false }
    if next == nil { bar = InlineArray(repeating: nil) }
    beat = next
    return finished
  }

  /// What the running kick will probably have: as much as the one a bar before.
  var expected: SIMD2<Double> {
    @_noLocks get { beat.flatMap { bar[Self.place($0)] } ?? last }
  }

  /// What an ordinary kick of the last bar had.
  var usual: SIMD2<Double> {
    @_noLocks get {
      var sum = SIMD2<Double>.zero
      var count = 0.0
      for place in 0..<4 {
        guard let kick = bar[place] else { continue }
        sum += kick
        count += 1
      }
      return count > 0 ? sum / count : last
    }
  }

  @_noLocks private static func place(_ beat: Double) -> Int { Int(beat - 4 * rt_floor(beat / 4)) }
}

extension Console {
  /// Begins to hand a part of the sound to a deck. A receiver's low equaliser knob comes up to the middle: it is to be heard.
  @_noLocks mutating func hand(_ part: HandoverPart, to deck: DeckID, over: Glide) {
    for band in 0..<3 where part.contains(band) { hand(band, to: deck.index, over: over) }
  }

  @_noLocks private mutating func hand(_ band: Int, to index: Int, over: Glide) {
    if decks[index].eq[band].target < 0 {
      let gain = decks[index].killGains[band].value * Deck.linear(decks[index].eq[band].value)
      decks[index].killGains[band].jump(to: gain)
      decks[index].eq[band].jump(to: 0)
    }
    decks[index].kills[band] = false
    var length = 0.01 * sampleRate
    var followsBeats = false
    switch over {
    case .short: break
    case .beats(let beats): (length, followsBeats) = (beats, true)
    case .seconds(let seconds): length = seconds * sampleRate
    }
    let beats = followsBeats ? length : length * beatClock
    guard length > 0, beats.isFinite else { return settle(band, receiver: index, giverIsKilled: true) }
    handovers[band] = Handover(
      to: index, length: length, followsBeats: followsBeats,
      takesTurns: band == 0 && beats >= 2 && ledger.beat != nil,
      gains: SIMD2(decks[0].killGains[band].value, decks[1].killGains[band].value))
    if handovers[band]?.takesTurns == true { decide(band) }
  }

  /// Both decks come to rest: what a handover leaves.
  @_noLocks private mutating func settle(_ band: Int, receiver: Int, giverIsKilled: Bool) {
    handovers[band] = nil
    decks[1 - receiver].kills[band] = giverIsKilled
    for deck in 0..<2 {
      decks[deck].killGains[band].move(to: decks[deck].kills[band] ? 0 : 1, frames: 0.03 * sampleRate)
    }
  }

  /// A hand on the kill of either deck ends the handover; the other deck goes where its own kill says.
  @_noLocks mutating func interruptHandover(_ band: Int) {
    guard let handover = handovers[band] else { return }
    settle(band, receiver: handover.to, giverIsKilled: decks[1 - handover.to].kills[band])
  }

  /// The beat whose kick sounds next or now: one begins a tenth of a beat early, so that its attack is whole.
  private var kick: Double? {
    @_noLocks get {
      guard let leader, decks[0].isPlaying, decks[1].isPlaying else { return nil }
      let deck = decks + leader.index
      return rt_floor(deck.pointee.beat(at: deck.pointee.position) + 3.0 / 32)
    }
  }

  /// Moves both decks' gains over the segment that is rendered next.
  @_noLocks mutating func advanceHandovers(frames: Int, beats: Double) {
    let next = kick
    if next != ledger.beat {
      let heard = ledger.turn(to: next)
      for band in 0..<3 where handovers[band]?.takesTurns == true {
        handovers[band]?.account(heard)
        decide(band)
      }
    }
    for band in 0..<3 {
      guard var handover = handovers[band] else { continue }
      handover.progress += (handover.followsBeats ? max(0, beats) : Double(frames)) / handover.length
      handover.exchange.advance(frames: frames, beats: beats)
      handovers[band] = handover
      if handover.progress >= 1 - 1e-9 {
        settle(band, receiver: handover.to, giverIsKilled: true)
      } else if handover.takesTurns && next == nil {
        // One deck stopped: the other one takes it all.
        settle(band, receiver: handover.to, giverIsKilled: decks[handover.to].isPlaying)
      } else {
        for deck in 0..<2 { decks[deck].killGains[band].jump(to: handover.gains[deck]) }
      }
    }
  }

  @_noLocks private mutating func decide(_ band: Int) {
    guard var handover = handovers[band] else { return }
    let beat = 1 / max(1e-9, beatClock)
    let half = 0.5 * (handover.followsBeats ? 1 : beat) / handover.length
    handover.decide(expected: ledger.expected, usual: ledger.usual, half: half, exchangeFrames: beat / 16)
    handovers[band] = handover
  }

  /// What the segment's bass adds to the running kick: as loud as it is at the master.
  @_noLocks mutating func accountBass() {
    for deck in 0..<2 {
      let gain = mixer.sideGains[deck] * Deck.linear(decks[deck].eq[0].value)
      ledger.sums[deck] += decks[deck].bassSquares * gain * gain
    }
  }
}
