import Engine
import Library
import Music

/// What a line that was typed needs and leaves beside what it does.
extension Workstation {
  /// What the screen shows of a line that was typed, for who does not see it.
  func tellWhatIsShown(after command: Command) {
    switch command.action {
    case .search, .crate(.open): tellAside(sentences(on: .part(.library)))
    case .suggestFor: tellsSuggestions = true
    case .why: tellAside(snapshot(browserRows: 6).whySentences)
    default: break
    }
  }

  /// - Parameter lines: none are told.
  func tellAside(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    spokenAside.lines = lines
    spokenAside.number += 1
  }

  /// What is known of the decks, for lines that do not say all.
  var namedDecks: NaturalLine.Decks {
    let snapshot = engine.snapshot
    var named = NaturalLine.Decks(
      loaded: DeckID.allCases.filter { decks[$0].track != nil || decks[$0].load.awaitsStems },
      playing: DeckID.allCases.filter { snapshot[$0].isPlaying },
      unlooped: DeckID.allCases.filter { !snapshot[$0].isLooping }, focus: focus)
    named.killedBass = DeckID.allCases.filter { snapshot[$0].kills[0] }
    named.mutedBass = DeckID.allCases.filter { deck in
      let stems = decks[deck].track?.loaded.stems ?? []
      return stems.indices.contains { stems[$0].kind == .bass && snapshot[deck].stemMutes[$0] }
    }
    named.synced = DeckID.allCases.filter { snapshot[$0].sync }
    for deck in DeckID.allCases {
      let cues = snapshot[deck].hotCues
      named.hotCues[deck] = Set(cues.indices.filter { cues[$0] != nil }.map { UInt8($0) })
    }
    named.faderUp = DeckID.allCases.filter { snapshot[$0].fader > 0.995 }
    named.isReversed = snapshot.crossfaderReversed
    named.crossfadedAway = DeckID.allCases.filter {
      snapshot.crossfader * (($0 == .a) != snapshot.crossfaderReversed ? 1 : -1) > 0.9
    }
    return named
  }
}
