import CRealtime
import DSP
import Music

/// Output frames by which a command that waited for its moment begins ahead of it. What takes sound away or brings it
/// in is a ramp or a crossfade of some milliseconds; at the moment itself it has arrived, so that the beat's own first
/// sound is wholly gone or wholly there. Ramps that were told to take their time begin at the moment; so does a
/// band swap, but both decks come to its first levels before.
///
/// One that comes to its moment sooner than that (it was given just before it, or a jump by hand left it just before
/// it) begins at once and ends by so much after it: a shorter ramp would click.
extension Console {
  @_noLocks func lead(of command: EngineCommand) -> Double {
    switch command.action {
    case .load(let deck, _), .unload(let deck): decks[deck.index].crossfadeFrames
    case .refresh: 0
    case .deck(let deck, let action): decks[deck.index].lead(of: action, over: command.over)
    case .mixer(let action): lead(of: action, over: command.over)
    }
  }

  @_noLocks private func lead(of action: MixerAction, over: Glide) -> Double {
    var isShort = false
    if case .short = over { isShort = true }
    let short = MixerAction.shortSeconds * sampleRate
    switch action {
    case .curve, .limiter: return short
    case .fairBlend: return 0
    case .bandSwap:
      // Also one that takes its time: both decks have its first levels once it begins.
      return isShort ? max(short, bandSwaps.isolatorFrames) : bandSwaps.leadFrames(swapMix)
    case .crossovers: return isShort ? MixerAction.crossoverSeconds * sampleRate : 0
    case .set, .move, .swap, .swapOff, .crossfaderReverse, .cutIn: return isShort ? short : 0
    }
  }
}

extension Deck {
  @_noLocks func lead(of action: DeckAction, over: Glide) -> Double {
    var isShort = false
    if case .short = over { isShort = true }
    switch action {
    case .play, .pause, .playToggle, .cuePress, .cueRelease, .seek, .jump, .hotCue, .loopIn, .loopOut, .loop,
      .loopToggle,
      .loopScale, .loopMove, .loopRecall, .roll, .rollOff, .slip, .censor, .echoOut:
      return crossfadeFrames
    case .set(let control, _), .move(let control, _):
      guard isShort else { return 0 }
      let short = control.shortSeconds * sampleRate
      if case .eq = control { return max(short, channel.isolator.framesToArrive) }
      return short
    case .kill:
      return isShort ? max(DeckControl.eq(.low).shortSeconds * sampleRate, channel.isolator.framesToArrive) : 0
    case .stemMute, .stemsReset: return isShort ? DeckControl.stem(0).shortSeconds * sampleRate : 0
    case .effectsOff: return isShort ? DeckControl.effect(.echo).shortSeconds * sampleRate : 0
    case .headphones: return DeckControl.fader.shortSeconds * sampleRate
    // No sound goes or comes with these, or it does so of its own (a brake), or slowly (the auto-gain).
    case .hotCueSet, .hotCueClear, .cueSet, .nudge, .tempoRange, .keyLock, .keyLockEngine, .sync, .lead, .quantize,
      .autoGain, .metronome, .effectBeats, .loopSave, .loopForget, .hotLoopSet, .quantizeUnit, .brake, .spinback:
      return 0
    }
  }

  /// The frame of the track that the deck comes to at the moment of the gesture that is being done: where it stands,
  /// for one that is done at once.
  var here: Double {
    @_noLocks get { position + trackFrames(ahead) }
  }

  /// Frames of the track in so many of the output, while it plays.
  @_noLocks func trackFrames(_ frames: Double) -> Double { frames * speed.ratio }
}

extension DeckControl {
  /// Seconds that a change takes which was not told to take its time: a gain is there in 10 ms, the corner of a filter
  /// moved over octaves in that time would be a chirp.
  var shortSeconds: Double {
    @_noLocks get {
      switch self {
      case .filter, .resonance: 0.05
      case .trim, .eq, .fader, .tempo, .keyShift, .stem, .effect, .echoFeedback, .reverbSize: 0.01
      }
    }
  }
}

extension MixerAction {
  static var shortSeconds: Double {
    @_noLocks get { 0.01 }
  }
  static var crossoverSeconds: Double {
    @_noLocks get { 0.1 }
  }
}
