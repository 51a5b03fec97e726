import Engine
import Music

extension Workstation {
  /// What brings a deck wholly back: the track sounds as it was recorded from then on, at its own tempo, in its own
  /// key, through nothing. What glides stops there. The track plays on where it is; its level by the auto-gain stays.
  /// Decks that play along with each other go on doing so, in the tempo that they have: the room hears both, and would
  /// hear their beats come apart, or the tempo jump.
  func neutral(_ deck: DeckID) -> [EngineCommand] {
    let now = engine.snapshot
    let state = now[deck]
    var actions: [DeckAction] = [.rollOff, .slip(.off), .censor(.off)]
    if state.isLooping { actions.append(.loopToggle) }
    let other = now[deck.other]
    let keepsTime = state.isPlaying && (state.follows != nil || (other.isPlaying && other.follows == deck))
    // A follower has its tempo from the other deck, and would move that one; a leader would take it along.
    if !keepsTime { actions.append(.sync(.off)) }
    actions.append(.effectsOff)
    actions += EQBand.allCases.map { .kill($0, .off) }
    var zero: [DeckControl] = EQBand.allCases.map { .eq($0) } + [.trim, .filter, .keyShift]
    if !keepsTime { zero.append(.tempo) }
    actions += zero.map { .set($0, 0) }
    actions += [.set(.fader, 1), .stemsReset]
    let isSwapped = now.swap != nil || now.mash.voice != nil
    return (isSwapped ? [EngineCommand(.mixer(.swapOff))] : []) + actions.map { EngineCommand(.deck(deck, $0)) }
  }
}
