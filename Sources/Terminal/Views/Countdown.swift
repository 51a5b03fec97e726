import Music
import Platform
import Workstation

/// What comes next in a deck's track, and how far it is: "drop in 8.2 bars", "ends in 0:12".
struct Countdown: Sendable, Hashable {
  /// "drop in 8.2 bars".
  let text: String
  /// Under four bars, or ten seconds where bars are not known.
  let isNear: Bool

  /// Nil where nothing is known of the track's form.
  init?(_ state: DeckModel, _ loaded: LoadedDeck) {
    let now = state.position.value
    guard now.isFinite, !loaded.sections.isEmpty else { return nil }
    let next = loaded.sections.first { $0.start_seconds > now + 0.005 }
    let end = state.length.value > 0 ? state.length.value : loaded.sections.last?.end_seconds ?? 0
    let place = next?.start_seconds ?? end
    guard place.isFinite, place > now else { return nil }
    let words = next.map { $0.label + " in " } ?? "ends in "
    if let grid = loaded.grid, grid.beatsPerBar > 0 {
      let beats = grid.beat(at: TrackTime(place)).value - grid.beat(at: TrackTime(now)).value
      let bars = beats / Double(grid.beatsPerBar)
      guard bars.isFinite, bars < 10_000 else { return nil }
      text = words + fixed(max(0, bars), 1) + " bars"
      isNear = bars < 4
    } else {
      let seconds = (place - now) / max(0.05, state.ratio.value.isFinite ? state.ratio.value : 1)
      text = words + clock(seconds)
      isNear = seconds < 10
    }
  }
}
