import Engine
import Music

/// How a deck comes by its gain.
package enum AutoGain: Sendable, Hashable {
  /// As the track was mastered.
  case off
  /// Brought to the target loudness as soon as that is known.
  case on
  /// The DJ has set trim or gain by hand since the track was loaded: what analysis finds later changes nothing.
  case own
}

extension Workstation {
  /// The mixer as the settings want it; journalled like all that the engine is told.
  func setMixer() {
    var actions: [MixerAction] = []
    if settings.curve != .power { actions.append(.curve(settings.curve)) }
    if settings.crossfaderReversed { actions.append(.crossfaderReverse(.on)) }
    for deck in DeckID.allCases where settings.cutIns[deck.index] > 0 {
      actions.append(.cutIn(deck, settings.cutIns[deck.index]))
    }
    if settings.fairBlend != .auto { actions.append(.fairBlend(settings.fairBlend)) }
    for action in actions { submit(EngineCommand(.mixer(action))) }
    for deck in DeckID.allCases { decks[deck].autoGain = settings.autoGain ? .on : .off }
  }

  /// A hand on trim or gain: the deck's level is the DJ's own from now on.
  func noteLevels(in command: EngineCommand) {
    switch command.action {
    case .deck(let deck, .autoGain): if decks[deck].autoGain == .on { decks[deck].autoGain = .own }
    case .deck(let deck, .set(.trim, _)), .deck(let deck, .move(.trim, _)):
      // Once the track is at its target, trim moves around it.
      let isLevelled = decks[deck].loaded == nil || decks[deck].loudness?.integrated_lufs != nil
      if decks[deck].autoGain == .on, !isLevelled { decks[deck].autoGain = .own }
    default: break
    }
  }

  /// A track has come onto the deck.
  func beginAutoGain(of deck: DeckID, _ loudness: TrackAnalysis.Loudness?) {
    if decks[deck].autoGain == .own { decks[deck].autoGain = .on }
    decks[deck].loudness = loudness
    bringToTarget(deck, over: .short)
  }

  /// Its loudness was found while it is on the deck, maybe while it plays: the gain comes slowly, and not over a
  /// hand's.
  func lateAutoGain(of deck: DeckID, _ loudness: TrackAnalysis.Loudness) {
    decks[deck].loudness = loudness
    if decks[deck].autoGain == .on { bringToTarget(deck, over: .seconds(4)) }
  }

  func switchAutoGain(of deck: DeckID, _ wish: Switch) {
    let isOn = wish.applied(to: decks[deck].autoGain == .on)
    decks[deck].autoGain = isOn ? .on : .off
    bringToTarget(deck, over: .seconds(1))
    if isOn, decks[deck].loaded != nil, decks[deck].loudness?.integrated_lufs == nil {
      messages.add(.note, "deck \(deck.word): the gain comes once the track is analysed")
    }
  }

  func changeTarget(to loudness: LUFS) {
    settings.targetLoudness = loudness
    for deck in DeckID.allCases where decks[deck].autoGain == .on { bringToTarget(deck, over: .seconds(4)) }
  }

  private func bringToTarget(_ deck: DeckID, over: Glide) {
    let gain = decks[deck].autoGain == .on ? autoGain(decks[deck].loudness) : .unity
    submit(EngineCommand(.deck(deck, .autoGain(gain)), over: over))
  }

  /// The gain to the target loudness; never so much that the true peak passes full scale by more than the limiter
  /// likes.
  private func autoGain(_ loudness: TrackAnalysis.Loudness?) -> Decibels {
    guard let integrated = loudness?.integrated_lufs, integrated > -60 else { return .unity }
    let wanted = settings.targetLoudness - LUFS(integrated)
    let headroom = -(loudness?.true_peak_dbtp ?? 0)
    return Decibels(max(-24, min(12, min(wanted.value, max(0, headroom)))))
  }
}
