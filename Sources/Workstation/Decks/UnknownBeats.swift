import Engine

extension Workstation {
  /// What a DJ is told who has a deck follow another one, or starts one that is to, while the beats of one of them are
  /// not known; nil otherwise.
  func note(ofUnknownBeatsAt action: DeckAction, on deck: DeckID) -> String? {
    let (state, other) = (engine.snapshot[deck], engine.snapshot[deck.other])
    guard other.isPlaying, state.serial != nil, !state.hasGrid || !other.hasGrid else { return nil }
    let isStart: Bool
    switch action {
    case .sync(.on): isStart = false
    case .sync(.toggle) where !state.sync: isStart = false
    case .play where state.sync && !state.isPlaying, .playToggle where state.sync && !state.isPlaying: isStart = true
    default: return nil
    }
    let unknown = decks[state.hasGrid ? deck.other : deck]
    let name = decks[deck].name
    guard unknown.awaits(.beats) else {
      return "\(unknown.name) has no beats to sync by: deck \(unknown.id.word) grid tap, on each beat, gives it some"
    }
    return "the beats of \(unknown.name) are not known yet: "
      + (isStart ? "until they are, \(name) plays in its own time" : "\(name) follows once they are")
  }
}
