import Engine
import Media
import Music
import Platform

/// What the language lets pass and the deck as it stands does not reach: the ends of its track, and of its tempo range.
extension DeckController {
  /// Why an action that was asked for by hand would be cut short, in words; nil when it would be done as it was asked.
  func limit(on action: DeckAction) -> String? {
    switch action {
    case .set(.tempo, let percent):
      guard abs(percent) > tempoRange + 1e-9 else { return nil }
      let wanted = CommandText.signed((percent * 100).rounded() / 100)
      return "\(name): \(wanted) % is beyond its tempo range of ±\(CommandText.number(tempoRange)) %; "
        + rangeAdvice(for: percent)
    case .seek(let time), .cueSet(let time), .hotCueSet(_, let time), .hotLoopSet(_, let time, _),
      .loopSet(let time, _, _):
      guard let original = track?.loaded.original, original.isComplete, time.value > original.duration.value + 0.001
      else { return nil }
      return "the track on \(name) ends at \(clock(original.duration.value))"
    default: return nil
    }
  }

  /// The command that makes a tempo reachable.
  func rangeAdvice(for percent: Double) -> String {
    let wide = [6.0, 10, 16, 50].first { $0 >= abs(percent) }
    return wide.map { "deck \(id.word) range \(Int($0)) widens it" } ?? "no range reaches that"
  }

  /// What the tempo control must be set to for the track to sound at `bpm`; nil, and says why, where it has no tempo to
  /// count from.
  func tempoAction(for bpm: BPM) -> DeckAction? {
    guard let grid = track?.loaded.grid else {
      log.add(.warning, track == nil ? emptyComplaint : "\(name) has a track whose tempo is not known")
      return nil
    }
    return .set(.tempo, grid.percent(to: bpm, at: playhead))
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
