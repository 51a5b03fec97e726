import Engine
import Music
import Platform

extension Workstation {
  /// Whether a command must be said twice, within ten seconds: a typed `quit` while the room hears music, an `eject` of
  /// a deck that it hears, and a typed cut of the crossfader to a deck that stands.
  func asksFirst(_ command: Command, isTyped: Bool) -> Bool {
    let snapshot = engine.snapshot
    let heard = DeckID.allCases.filter { snapshot[$0].isHeard && !decks[$0].isToldToStop }
    let (names, word): (String, String)
    switch command.action {
    case .quit where isTyped && !heard.isEmpty:
      (names, word) = (heard.count == 2 ? "both decks" : heard[0].name, "quit once more to end the set")
    case .engine(.unload(let deck)) where command.at == .now && heard.contains(deck):
      (names, word) = ((heard == [deck] ? "nothing but " : "") + deck.name, "eject once more to end its music")
    case .engine(.mixer(.set(.crossfader, let place)))
    where isTyped && command.at == .now && command.over == .short && !heard.isEmpty && leavesSilence(at: place):
      (names, word) = (heard.map(\.name).joined(), "it once more to leave the room to a deck that stands")
    default: return false
    }
    let now = monotonicTime()
    if let asked, asked.command == command, now - asked.at <= Seconds(10) {
      self.asked = nil
      return false
    }
    asked = (command, now)
    log.add(.warning, "the room hears \(names): say \(word)")
    return true
  }
}
