import CRealtime
import DSP
import Music

/// Output frames by which a command that waited for its moment begins ahead of it. What takes sound away or brings it
/// in is a ramp or a crossfade of some milliseconds; at the moment itself it has arrived, so that the beat's own first
/// sound is wholly gone or wholly there. Timed ramps begin at the moment; so does a
/// band swap, but both decks come to its first levels before.
///
/// One that comes to its moment sooner than that (it was given just before it, or a jump by hand left it just before
/// it) begins at once and ends by so much after it: a shorter ramp would click.
extension Console {
  @_noLocks func lead(of command: EngineCommand) -> Double {
    switch command.action {
    case .load(let deck, _), .unload(let deck): decks[deck.index].crossfadeFrames
    case .refresh, .preview, .ident: 0
    case .deck(let deck, let action): decks[deck.index].lead(of: action, over: command.over)
    case .mixer(let action): lead(of: action, over: command.over)
    }
  }

  @_noLocks private func lead(of action: MixerAction, over: Glide) -> Double {
    switch action.onset {
    case .none: return 0
    case .ramp(let seconds): return over.isShort ? seconds * sampleRate : 0
    case .shortRamp(let seconds): return seconds * sampleRate
    case .stems: return over.isShort ? MixerAction.shortSeconds * sampleRate : 0
    case .bandSwap:
      // Also one that takes its time: both decks have its first levels once it begins.
      guard over.isShort else { return bandSwaps.leadFrames(swapMix) }
      return max(MixerAction.shortSeconds * sampleRate, bandSwaps.isolatorFrames)
    }
  }
}

extension Deck {
  @_noLocks func lead(of action: DeckAction, over: Glide) -> Double {
    switch action.onset {
    case .none: return 0
    case .crossfade: return crossfadeFrames
    case .ramp(let control):
      guard over.isShort else { return 0 }
      let frames = control.shortSeconds * sampleRate
      if case .eq = control { return max(frames, channel.isolator.framesToArrive) }
      return frames
    case .shortRamp(let control): return control.shortSeconds * sampleRate
    case .stems: return over.isShort ? DeckControl.stem(0).shortSeconds * sampleRate : 0
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
  /// Seconds that a change takes when the command gives no duration: a gain is there in 10 ms, the corner of a filter
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

extension Glide {
  /// As fast as can be done without a click.
  var isShort: Bool {
    @_noLocks get { if case .short = self { true } else { false } }
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
