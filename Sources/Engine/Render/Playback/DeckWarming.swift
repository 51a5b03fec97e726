import CRealtime
import DSP
import Music

/// Crossfades that are prepared: a stretch stream is warmed up before it is heard, and what is heard blends into it.
extension Deck {
  /// Output frames of a stream that are made before the first that is heard: its windows overlap fully by then, and its
  /// account has left the first window, which is not stretched.
  @_noLocks private func preroll(_ stream: Int) -> Int { voices.streams[stream].stretcher.window }

  @_noLocks private func isTimeSliced(_ stream: Int) -> Bool { stream >= StretcherStream.inSet }

  /// The stream that is heard, if it is one that takes turns.
  private var timeSlicedStream: Int? {
    @_noLocks get {
      guard let index = voices.current, let stream = voices[index].stream, isTimeSliced(stream) else { return nil }
      return stream
    }
  }

  /// Output frames from now on in which a stream of the present engine gets warm. Beside one that takes turns and is
  /// heard, it has those turns that are left: all of a window and what a segment reads must be made by then, for what
  /// is played meanwhile has to be made up for too. Nil when next to none are left (the key is far up): it cannot be
  /// warmed beside that one.
  private var warmUp: Double? {
    @_noLocks get {
      guard speed.engine.isTimeSliced, let heard = timeSlicedStream else { return speed.engine.warmUp }
      let hop = Double(voices.streams[heard].stretcher.framesWanted) * speed.pitch / speed.ratio
      let share = 0.5 - 64 * speed.pitch / hop
      guard share > 0.1 else { return nil }
      let window = Double(voices.streams[speed.engine.firstStream].stretcher.window)
      return 64 * (window + 64 * speed.pitch + 128) / (share * speed.engine.leastHop)
    }
  }

  /// Output frames before a stem's moment from which on the deck's stems are apart: a stream is warm, its crossfade is
  /// over, and what the stream is fed with is not yet the moment.
  var splitLead: Double {
    @_noLocks get {
      guard wantsStretch else { return 0.12 * sampleRate }
      return max(0.12 * sampleRate, (warmUp ?? speed.engine.warmUp) + 0.06 * sampleRate)
    }
  }

  /// Some stem or bus sounds otherwise already than in the original.
  private var isSplitDue: Bool {
    @_noLocks get {
      guard let track else { return false }
      return stems.differs(track.pointee.stemCount)
    }
  }

  @_noLocks mutating func setKeyLockEngine(_ engine: KeyLockEngine) {
    voices.allow(engine)
    speed.engine = engine
  }

  @_noLocks private mutating func beginWarming(at target: Double, split: Bool, forLoop: Bool) {
    let first = speed.engine.firstStream + (split ? 2 : 0)
    let stream = voices.isStreamFree(first) ? first : voices.isStreamFree(first + 1) ? first + 1 : nil
    guard let stream else { return }
    voices.beginWarming(stream, for: target, isForLoop: forLoop)
    voices.streams[stream].track = track
    voices.streams[stream].origin = Int(rt_floor(target)) - preroll(stream)
    voices.streams[stream].stretcher.reset()
    for index in 0..<stemCount { voices.streams[stream].fedGains[index] = stems.fed[index] }
  }

  /// Where on the warming stream `target` sounds, when it is ready to be heard from there on.
  @_noLocks private func warmPlace(_ stream: Int, of target: Double) -> Double? {
    // Its first windows do not overlap yet.
    let depth = target - Double(voices.streams[stream].origin)
    guard voices.streams[stream].stretcher.produced > 0, depth >= 0.7 * Double(voices.streams[stream].stretcher.window)
    else {
      return nil
    }
    let place = rt_round(voices.streams[stream].place(of: target))
    let end = place + 64 * speed.pitch + Double(Interpolator.reach(atRate: speed.pitch)) + 24
    return Double(voices.streams[stream].stretcher.produced) >= end ? place : nil
  }

  /// Brings the current voice to what tempo, key lock and stems ask for, and prepares a loop's next round. At most one
  /// hop of stretching is done here in a quantum.
  @_noLocks mutating func prepareCrossfade() {
    guard voices.current != nil else { return }
    let split = wantsSplit
    // A platter that is turned by hand has the pitch of its speed.
    let stretch = wantsStretch && platter == nil
    runAhead()
    standInIfLate(split: split, stretch: stretch)
    guard let index = voices.current else { return }
    let voice = voices[index]
    var fits = voice.track == track && voice.isSplit == split && !voice.isBridge && (voice.stream != nil) == stretch
    if let stream = voice.stream, !isOfEngine(stream) { fits = false }
    if voices.warming != nil && !(stretch && (voices.warmsLoop ? loop.isOn : !fits)) { voices.warming = nil }
    if fits {
      warmLoop(split: split, stretch: stretch)
    } else if !stretch {
      // The next blend waits for the end of the last one.
      if voice.level >= 1 { crossfadeToTrack(split: split) }
    } else if let stream = voices.warming, !voices.warmsLoop, voices.streams[stream].isSplit == split,
      isOfEngine(stream)
    {
      if let place = warmPlace(stream, of: position) {
        if voice.level >= 1, !voice.isBridge || voices.standInFrames == 0 { crossfadeToStream(stream, place: place) }
      } else {
        warm(stream)
      }
    } else if let warmUp {
      beginWarming(at: position + warmUp * speed.ratio, split: split, forLoop: false)
    } else {
      standIn(split: split)
    }
  }

  /// A crossfade that should have been made by now, and is not: a stem has moved while the original is still heard, or
  /// the next stream could not be warmed beside the one that is heard. A stand-in gives that one's turns to the next.
  @_noLocks private mutating func standInIfLate(split: Bool, stretch: Bool) {
    guard stretch, let index = voices.current else { return }
    if split, !voices[index].isSplit, timeSlicedStream != nil || voices[index].isBridge, isSplitDue {
      standIn(split: true)
    } else if voices.warming != nil, !voices.warmsLoop, timeSlicedStream != nil,
      position > voices.warmTarget + 512 * speed.ratio
    {
      standIn(split: split)
    }
  }

  /// What is heard goes on from the track itself, at the heard pitch, as after a seek, until the next stream is warm.
  @_noLocks mutating func standIn(split: Bool) {
    voices.release(frames: blendFrames, equalPower: false)
    voices.warming = nil
    var voice = DeckVoice(of: track, split: split, stream: nil, place: position)
    voice.isBridge = true
    voices.keepStandIn(ahead: ahead, sampleRate: sampleRate)
    voices.begin(voice, fadeIn: blendFrames, equalPower: false)
  }

  @_noLocks private mutating func warmLoop(split: Bool, stretch: Bool) {
    guard stretch, loop.isOn, let loopIn = loop.start, let start = wrapStart, let warmUp = loopWarmUp else { return }
    let distance = (start - position) / speed.ratio
    guard distance > 0, distance < warmUp else { return }
    let target = loopIn - (loop.end ?? loopIn) + start
    if let stream = voices.warming {
      if warmPlace(stream, of: target) == nil { warm(stream) }
    } else {
      beginWarming(at: target, split: split, forLoop: true)
    }
  }

  /// A loop's next round is warmed at leisure.
  private var loopWarmUp: Double? {
    @_noLocks get { speed.engine.isTimeSliced ? warmUp : 32 * 64 }
  }

  @_noLocks private func isOfEngine(_ stream: Int) -> Bool {
    stream / StretcherStream.inSet == speed.engine.index
  }

  /// The next hop of a stream that is not heard yet, when it may be done now.
  @_noLocks private mutating func warm(_ stream: Int) {
    if isTimeSliced(stream) {
      guard voices.hasTimeSlot else { return }
      voices.hasTimeSlot = false
    }
    feed(stream)
  }

  /// Lines that take turns are filled in theirs, ahead of what is heard: then no hop falls due in another quantum.
  @_noLocks private mutating func runAhead() {
    for index in 0..<VoicePool.count where voices.hasTimeSlot && voices[index].isActive {
      guard let stream = voices[index].stream, isTimeSliced(stream) else { continue }
      let end = voices[index].place + 3 * 64 * speed.pitch + Double(Interpolator.reach(atRate: speed.pitch)) + 2
      guard Double(voices.streams[stream].stretcher.produced) < end else { continue }
      voices.hasTimeSlot = false
      feed(stream)
    }
  }

  /// What a stretcher was fed already holds a bus's stems as they were, for another 50 ms. When one of several stems in
  /// a bus is switched at once, a stand-in takes over as after a seek: it applies their gains where they are heard; the
  /// next stream is fed with the new levels.
  @_noLocks mutating func standInForStems(after change: StemChange) {
    guard isPlaying, let index = voices.current, let stream = voices[index].stream, voices.streams[stream].isSplit,
      let track
    else {
      return
    }
    var isLate = false
    switch change {
    case .level(let stem, _, _), .mute(let stem, _):
      isLate = stem < track.pointee.stemCount && track.pointee.busCounts[track.pointee.stems[Int(stem)].bus] > 1
    case .reset: isLate = track.pointee.busCounts[0] > 1 || track.pointee.busCounts[1] > 1
    }
    guard isLate else { return }
    stems.settleFed(track.pointee.stemCount)
    standIn(split: true)
  }

  /// From a stretched voice to the track itself, at once.
  @_noLocks mutating func leaveStretcher() {
    voices.warming = nil
    guard let index = voices.current, voices[index].stream != nil || voices[index].isBridge else { return }
    crossfadeToTrack(split: wantsSplit)
  }

  /// Both sides play the same moment, so the gains add up to one.
  @_noLocks private mutating func crossfadeToTrack(split: Bool) {
    let frames = blendFrames
    voices.release(frames: frames, equalPower: false)
    var voice = DeckVoice(of: track, split: split, stream: nil, place: position)
    if speed.ratio == 1 { voice.residual = rt_round(position) - position }
    voices.begin(voice, fadeIn: frames, equalPower: false)
  }

  @_noLocks private mutating func crossfadeToStream(_ stream: Int, place: Double) {
    let frames = blendFrames
    voices.release(frames: frames, equalPower: false)
    let voice = DeckVoice(of: track, split: voices.streams[stream].isSplit, stream: stream, place: place)
    voices.warming = nil
    voices.begin(voice, fadeIn: frames, equalPower: false)
  }

  /// The loop's crossfade: ends where the loop begins again, so that its first sound is whole.
  @_noLocks mutating func wrapLoop() {
    guard loop.isOn, let loopIn = loop.start, let loopOut = loop.end, loopOut > loopIn else { return }
    let target = position - (loopOut - loopIn)
    let frames = min(crossfadeFrames, (loopOut - loopIn) / speed.ratio / 4)
    if let stream = voices.warming, voices.warmsLoop, let place = warmPlace(stream, of: target) {
      voices.release(frames: frames, equalPower: true)
      let voice = DeckVoice(of: track, split: voices.streams[stream].isSplit, stream: stream, place: place)
      voices.warming = nil
      voices.begin(voice, fadeIn: frames, equalPower: true)
      position = target
    } else {
      voices.release(frames: frames, equalPower: true)
      position = target
      startVoice(fadeIn: frames)
      // The first attack of the round is the stand-in's.
      voices.keepStandIn(ahead: frames, sampleRate: sampleRate)
    }
  }
}
