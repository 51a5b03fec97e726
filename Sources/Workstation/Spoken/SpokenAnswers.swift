import Engine
import Music
import Platform

/// One thing of both decks, in one line: what a question is answered with.
extension Snapshot {
  /// "Deck A: 3 minutes 10 left. Deck B is empty."
  func eachDeck(_ words: (DeckID) -> String) -> String {
    DeckID.allCases.map { deck in
      guard self[deck].track != nil else {
        return self[deck].loading == nil ? "\(deck.spokenName) is empty." : "\(deck.spokenName): a track is being read."
      }
      guard sound[deck].hasTrack else { return "\(deck.spokenName): a track is being read." }
      return "\(deck.spokenName)\(words(deck))."
    }
    .joined(separator: " ")
  }

  /// " plays Blue Room by Corner Shop".
  func spokenTitle(of deck: DeckID) -> String {
    let name = self[deck].track?.spokenName ?? ""
    return sound[deck].isPlaying ? " plays \(name)" : " stands, with \(name)"
  }

  /// ": 3 minutes 10 left".
  func spokenTimeLeft(of deck: DeckID) -> String {
    ": \(spokenLength(sound[deck].length.value - sound[deck].position.value)) left"
  }

  /// ": 124 BPM".
  func spokenTempo(of deck: DeckID) -> String {
    let bpm = sound[deck].bpm.value
    guard sound[deck].hasGrid, bpm > 0 else { return ": its tempo is unknown" }
    return ": \(spokenNumber(bpm, places: 1)) BPM"
  }

  /// ": 8A".
  func spokenKey(of deck: DeckID) -> String {
    sound[deck].key.map { ": \($0.camelot.code)" } ?? ": its key is unknown"
  }
}
