import CRealtime
import DSP
import Music

/// A deck's controls, each given to the part of it that it moves.
extension Deck {
  @_noLocks mutating func setControl(_ control: DeckControl, _ value: Double, relative: Bool, over: Glide) {
    guard value.isFinite else { return }
    let move = ControlChange(value: value, isRelative: relative, over: over, sampleRate: sampleRate)
    switch control {
    case .trim: channel.setTrim(move)
    case .eq(let band): channel.setEQ(band, move)
    case .filter: channel.setFilter(move)
    case .resonance: channel.setResonance(move)
    case .fader: channel.setFader(move)
    case .tempo: speed.setTempo(move)
    case .keyShift: speed.setKeyShift(move)
    case .stem(let index): stems.setLevel(index, move)
    case .effect(let effect): effects.set(effect, move)
    case .echoFeedback: effects.setFeedback(move)
    case .reverbSize: effects.setSize(move)
    }
  }

  /// A command that waits is to be applied to what is fed now. What comes, comes with the last hop that ends by the
  /// moment: earlier, its coming would be an attack of its own beside the one on the beat. What goes, goes so much
  /// before that nothing is left of it that a stretcher's window could smear. Once it is too late for any hop, what was
  /// fed holds other levels than are to sound, and a stand-in takes over at the moment; so it does where the deck's
  /// loop turns before.
  @_noLocks func isTimeToPreapply(_ change: StemChange, over: Glide, framesLeft: Double) -> Bool {
    if let wrap = framesToWrap, wrap <= framesLeft { return false }
    guard let stream = splitStream, voices.streams[stream].stretcher.fed > 0 else { return false }
    let hop = Double(voices.streams[stream].stretcher.framesWanted) / speed.ratio
    let fed = Double(voices.streams[stream].origin + voices.streams[stream].stretcher.fed)
    let left = framesLeft - (fed - position) / speed.ratio
    // A glide begins at the moment, a switch ends by it.
    guard case .short = over else { return left < hop }
    return left >= 0.9 * hop && left < 2 * hop + (stems.bringsIn(change) ? 0 : 0.012 * sampleRate)
  }

  /// The split stream that is heard, or is about to be.
  private var splitStream: Int? {
    @_noLocks get {
      if let index = voices.current, let stream = voices[index].stream, voices.streams[stream].isSplit { return stream }
      if let stream = voices.warming, !voices.warmsLoop, voices.streams[stream].isSplit { return stream }
      return nil
    }
  }
}
