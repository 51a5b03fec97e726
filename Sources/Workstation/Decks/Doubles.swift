import Engine
import Music

/// One track on both decks, at the same place: nothing is read again, so that it is there at once.
extension DeckController {
  /// Takes the other deck's track, place, tempo, key and loop, and plays along.
  func double(_ other: DeckController) {
    guard let original = other.track else { return log.add(.warning, other.emptyComplaint) }
    if willPlay(at: .now) { return log.add(.warning, "\(name) is playing: stop it before it is given another track") }
    // The file's samples are read for the other deck: an eject there would cut them off.
    if other.load.progress != nil {
      return log.add(.warning, "\(other.name) is still being read: doubles in a moment")
    }
    load.cancel()
    let loaded = engine.track(
      original.loaded.original, stems: original.loaded.stems, grid: original.shown.grid,
      busLoudness: original.loaded.busLoudness)
    track = TrackOnDeck(original, loaded)
    engine.send(loaded, to: id, isNew: true, path: original.track.path)
    beginAutoGain()
    restoreCues(of: original.track, at: .rule(.memory))
    note(.tempoRange(other.tempoRange))
    note(.play)
    let engineThere = other.state.keyLockEngine
    if state.keyLockEngine != engineThere { engine.send(EngineCommand(.deck(id, .keyLockEngine(engineThere)))) }
    engine.send(EngineCommand(.deck(id, .join)))
    if other.load.awaitsStems {
      log.add(.note, "\(name): the stems are still being read; they come to \(other.name) alone")
    }
  }
}

extension Workstation {
  /// Doubles the track of a deck, or of the only one that is heard, or plays, or has one.
  func double(_ deck: DeckID?) {
    guard let source = doubled(deck) else {
      let both = decks.all.allSatisfy { $0.track != nil }
      return log.add(.warning, both ? "both decks have a track: doubles of a, or doubles of b" : "both decks are empty")
    }
    decks[source.other].double(decks[source])
  }

  /// The deck whose track is doubled; nil where that is not clear.
  func doubled(_ deck: DeckID?) -> DeckID? {
    if let deck { return deck }
    func only(_ decks: [DeckID]) -> DeckID? { decks.count == 1 ? decks[0] : nil }
    return only(DeckID.allCases.filter { engine.snapshot[$0].isHeard })
      ?? only(DeckID.allCases.filter { engine.snapshot[$0].isPlaying })
      ?? only(DeckID.allCases.filter { decks[$0].track != nil })
  }
}
