import Engine
import Music

extension Settings {
  /// The mixer as the settings want it; journalled like all that the engine is told.
  var mixerActions: [MixerAction] {
    var actions: [MixerAction] = []
    if curve != .power { actions.append(.curve(curve)) }
    if crossfaderReversed { actions.append(.crossfaderReverse(.on)) }
    for deck in DeckID.allCases where cutIns[deck.index] > 0 { actions.append(.cutIn(deck, cutIns[deck.index])) }
    if mashBalance != 1 { actions.append(.mashBalance(Decibels(mashBalance))) }
    if fairBlend != .auto { actions.append(.fairBlend(fairBlend)) }
    if let limits = fairLimits { actions.append(.fairLimits(least: limits.x, greatest: limits.y)) }
    if let corners = crossovers { actions.append(.crossovers(low: corners.x, high: corners.y)) }
    return actions
  }
}
