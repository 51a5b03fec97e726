import CRealtime
import DSP
import Music

/// Mashes: what one asks of both decks.
extension Console {
  /// One deck's voice over the other one's instrumental: one tempo, phrase on phrase, keys, the swap, the level.
  @_noLocks mutating func mash(_ setup: MashSetup, at moment: Moment, over: Glide) {
    let (voice, beat) = (setup.voice.index, setup.voice.other.index)
    let isNew = mash.voice.map { $0.index } != voice
    if isNew { restoreKeys() }
    if let keys = setup.keys {
      shiftKey(voice, to: keys.voice)
      shiftKey(beat, to: keys.beat)
    }
    let wasPlaying = decks[voice].isPlaying
    holdTempo(voice: voice)
    for index in 0..<2 where decks[index].track != nil && !decks[index].isPlaying {
      sync.play(index, at: moment, clock: clock)
    }
    if wasPlaying, isNew { putOnPhrase(voice: voice) }
    swap(vocalsOf: setup.voice, over: over)
    mash.begin(setup.voice, over: over)
    mash.setLevel(mashLevel, over: over)
  }

  /// Both decks whole again, in the keys that they had.
  @_noLocks mutating func endMash(over: Glide) {
    restoreKeys()
    mash.end(over: over)
  }

  @_noLocks private mutating func restoreKeys() {
    for index in 0..<2 { restoreKey(index) }
  }

  /// The deck's key goes back to what it was before the mash.
  @_noLocks mutating func restoreKey(_ index: Int) {
    guard let former = mash.takeFormerKey(index, now: decks[index].speed.keyShift.target) else { return }
    moveKey(index, to: former)
  }

  @_noLocks private mutating func shiftKey(_ index: Int, to shift: Double) {
    guard shift.isFinite else { return }
    let wanted = min(12, max(-12, shift))
    mash.noteKey(index, from: decks[index].speed.keyShift.target, to: wanted)
    moveKey(index, to: wanted)
  }

  /// A deck that plays gets there by its moment; one that starts begins there.
  @_noLocks private mutating func moveKey(_ index: Int, to shift: Double) {
    let glide = decks[index].isPlaying ? Glide.short : .seconds(0)
    decks[index].setControl(.keyShift, shift, relative: false, over: glide)
  }

  // MARK: Tempo and phrases

  /// The deck leads from which less is stretched in all; the other one follows.
  @_noLocks private mutating func holdTempo(voice: Int) {
    guard let leader = MashTempo(decks, voice: voice, leader: leader)?.leader else { return }
    let follower = leader.other.index
    if sync.isFollowing(follower) { return }
    sync.lead(leader)
    sync.follow(follower, .on)
    recount(follower)
  }

  /// The voice goes by whole beats to where its phrases lie on those of the other deck: half a phrase at the most.
  @_noLocks private mutating func putOnPhrase(voice: Int) {
    let other = 1 - voice
    guard let mine = decks[voice].grid, let theirs = decks[other].grid, mine.knowsBars, theirs.knowsBars,
      decks[other].isPlaying, !decks[voice].loop.isOn, decks[voice].beatSpeed > 0, decks[other].beatSpeed > 0
    else { return }
    let multiple = rt_exp2(rt_round(rt_log2(decks[voice].beatSpeed / decks[other].beatSpeed)))
    let (own, their) = (mine.gridStep(.phrase), theirs.gridStep(.phrase))
    let beat = mine.beat(atFrame: decks[voice].timeline)
    let ahead = beat - own.start - (theirs.beat(atFrame: decks[other].timeline) - their.start) * multiple
    let unit = min(own.unit, their.unit * multiple)
    let late = -rt_round(ahead - rt_round(ahead / unit) * unit)
    guard abs(late) >= 1 else { return }
    for turn in 0..<3 {
      // Where the track is too short for it, a phrase before or behind.
      let shift = late + unit * Double(turn == 2 ? -1 : turn)
      let place = mine.frame(ofBeat: beat + shift)
      guard place >= 0, place < Double(decks[voice].length) else { continue }
      decks[voice].jump(beats: shift)
      return recount(voice)
    }
  }

  // MARK: Rendering

  /// What a mash does to a deck's sound before its channel.
  @_noLocks mutating func processMash(_ index: Int, frames: Int, beats: Double) {
    guard mash.works(on: index) else { return }
    let isVoice = mash.voice.map { $0.index == index } ?? false
    let heard = heardShare(of: index)
    let role = mash.role(
      index, keyShift: decks[index].speed.keyShift.value, decibels: decks[index].channel.decibels,
      otherDecibels: decks[1 - index].channel.decibels, leaks: leaks(index),
      singsSoon: isVoice && heard > 0 && sings(index, within: DuckingEQ.lookAhead), heard: heard)
    mash.process(index, scratch.deck, role, frames: frames, beats: beats, scratch: scratch)
  }

  /// By how much faders and crossfader leave a deck softer than the other one, 0…1: no room is made for a voice that
  /// nobody hears, as where its deck runs up to its bar.
  @_noLocks private func heardShare(of index: Int) -> Double {
    let (own, other) = (audible(index), audible(1 - index))
    return own > 0 ? own / max(own, other) : 0
  }

  /// An instrumental's own voice sings here, and the one that lies over it does and is heard.
  @_noLocks private func leaks(_ index: Int) -> Bool {
    guard let voice = mash.voice, voice.index != index, mash.parts.isOn(.gate) else { return false }
    return sings(index) && sings(voice.index) && audible(voice.index) > 0
  }

  /// The deck's own voice is less than 20 LU below its average, here or soon. - Parameter seconds: how soon.
  @_noLocks private func sings(_ index: Int, within seconds: Double = 0) -> Bool {
    guard decks[index].isPlaying, let level = decks[index].track?.pointee.voiceLevel, let whole = level.whole else {
      return false
    }
    let tenth = Int(decks[index].position / (sampleRate / 10))
    let last = tenth + Int(10 * seconds * decks[index].speed.baseRatio)
    guard tenth >= 0, tenth < level.count else { return false }
    let least = Float(rt_pow(10, (whole - 20) / 10))
    for place in tenth...min(last, level.count - 1) where level.tenths[place] > least { return true }
    return false
  }

  // MARK: Levels

  /// Once a quantum: the voice's level over the part of the instrumental that comes.
  @_noLocks mutating func followMash(beats: Double) {
    if mash.isLevelDue(beats: beats) { levelMash(over: .beats(4)) }
  }

  /// The voice comes to the level that is asked for, unless it is there.
  @_noLocks mutating func levelMash(over: Glide) {
    guard mash.isOn else { return }
    let level = mashLevel
    if abs(level - mash.level) > 0.1 { mash.setLevel(level, over: over) } else { mash.keepLevel() }
  }

  /// The gain on the voice, dB, by which it lies over the instrumental as is asked for: by the loudness of both in the
  /// bars that come, and by their decks' gains. 0 where one of them is not known.
  private var mashLevel: Double {
    @_noLocks get {
      guard let voice = mash.voice, let mine = level(of: voice.index, isVoice: true),
        let theirs = level(of: voice.other.index, isVoice: false)
      else { return 0 }
      return min(18, max(-24, theirs - mine + mash.balance))
    }
  }

  /// LUFS of what a deck gives to the mash, its gain for the track counted in.
  @_noLocks private func level(of index: Int, isVoice: Bool) -> Double? {
    guard let track = decks[index].track,
      let level = isVoice ? track.pointee.voiceLevel : track.pointee.instrumentalLevel
    else { return nil }
    let frames = MashSection.beatsOfLevel / max(beatClock, 1e-9) * decks[index].speed.baseRatio
    let tenth = sampleRate / 10
    let here = level.integrated(
      from: Int(max(0, decks[index].position) / tenth), tenths: Int(min(frames, 120 * sampleRate) / tenth))
    guard let loudness = here ?? level.whole else { return nil }
    return loudness + decks[index].channel.autoGainTarget
  }
}

extension MashTempo {
  /// - Parameters:
  ///   - voice: index of the deck that sings.
  ///   - leader: who leads now.
  /// - Returns: nil where a deck has no grid.
  @_noLocks init?(_ decks: UnsafePointer<Deck>, voice: Int, leader: DeckID?) {
    guard let mine = decks[0].grid, let theirs = decks[1].grid else { return nil }
    self.init(
      speeds: SIMD2(
        mine.beatsPerFrame(atFrame: decks[0].timeline), theirs.beatsPerFrame(atFrame: decks[1].timeline)),
      ratios: SIMD2(decks[0].speed.baseRatio, decks[1].speed.baseRatio), leader: leader ?? (voice == 0 ? .b : .a))
  }
}
