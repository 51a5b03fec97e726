import Engine

extension Workstation {
  /// What a DJ is told who has a deck follow another one, or starts one that is to, while the beats of one of them are
  /// not known; nil otherwise.
  func note(ofUnknownBeatsAt action: DeckAction, on deck: DeckID) -> String? {
    let (state, other) = (engine.snapshot[deck], engine.snapshot[deck.other])
    // A grid that was found just now is on its way to the engine, ahead of what is said.
    func hasGrid(_ deck: DeckID) -> Bool { engine.snapshot[deck].hasGrid || decks[deck].track?.shown.grid != nil }
    guard other.isPlaying, state.serial != nil, !hasGrid(deck) || !hasGrid(deck.other) else { return nil }
    let isStart: Bool
    switch action {
    case .sync(.on): isStart = false
    case .sync(.toggle) where !state.sync: isStart = false
    case .play where state.sync && !state.isPlaying, .playToggle where state.sync && !state.isPlaying: isStart = true
    default: return nil
    }
    let unknown = decks[hasGrid(deck) ? deck.other : deck]
    let name = decks[deck].name
    guard unknown.awaits(.beats) else {
      return "\(unknown.name) has no beats to sync by: deck \(unknown.id.word) grid tap, on each beat, gives it some"
    }
    return "the beats of \(unknown.name) are not known yet: "
      + (isStart ? "until they are, \(name) plays in its own time" : "\(name) follows once they are")
  }
}
