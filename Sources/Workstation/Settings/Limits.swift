import Engine
import Media
import Music
import Platform

/// What the language lets pass and the deck as it stands does not reach: the ends of its track, and of its tempo range.
extension Workstation {
  /// Why a command that was said by hand would be cut short, in words; nil when it would be done as it was said.
  func limit(on command: EngineCommand) -> String? {
    guard case .deck(let deck, let action) = command.action else { return nil }
    switch action {
    case .set(.tempo, let percent): return reach(percent, deck)
    case .seek(let time), .cueSet(let time), .hotCueSet(_, let time), .hotLoopSet(_, let time, _):
      guard let original = decks[deck].loaded?.original, original.isComplete,
        time.value > original.duration.value + 0.001
      else { return nil }
      return "the track on deck \(deck.word) ends at \(clock(original.duration.value))"
    default: return nil
    }
  }

  private func reach(_ percent: Double, _ deck: DeckID) -> String? {
    let range = decks[deck].tempoRange
    guard abs(percent) > range + 1e-9 else { return nil }
    let wide = [6.0, 10, 16, 50].first { $0 >= abs(percent) }
    let way = wide.map { "deck \(deck.word) range \(Int($0)) widens it" } ?? "no range reaches that"
    let wanted = CommandText.signed((percent * 100).rounded() / 100)
    return "deck \(deck.word): \(wanted) % is beyond its tempo range of ±\(CommandText.number(range)) %; \(way)"
  }

  /// The tempo control to where the track sounds at `bpm`; a deck without a grid has no tempo to count from.
  func setTempo(of deck: DeckID, to bpm: BPM, at: Moment, over: Glide) {
    guard let grid = decks[deck].loaded?.grid else {
      let why = decks[deck].loaded == nil ? "is empty: load a track first" : "has a track whose tempo is not known"
      return messages.add(.warning, "deck \(deck.word) \(why)")
    }
    let percent = grid.percent(to: bpm, at: playhead(of: deck))
    carryOut(Command(.engine(.deck(deck, .set(.tempo, percent))), at: at, over: over))
  }
}

extension BeatGrid {
  /// What tempo must be changed by at a place of the track to sound at `bpm`; four decimals are more than anybody
  /// hears, and read well in the journal.
  func percent(to bpm: BPM, at time: TrackTime) -> Double {
    let percent = (bpm.value / self.bpm(at: time).value - 1) * 100
    return (percent * 10_000).rounded() / 10_000
  }
}
