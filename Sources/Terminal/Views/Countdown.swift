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
    // What begins within a moment is there: "drop in 0.0 bars" says nothing.
    let moment = loaded.grid.map { Self.moment(at: now, on: $0) } ?? 0.05
    let next = loaded.sections.first { $0.start_seconds > now + moment }
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

  /// Half of the tenth of a bar that is shown, seconds.
  private static func moment(at now: Double, on grid: BeatGrid) -> Double {
    let beat = grid.beat(at: TrackTime(now)).value
    let later = grid.time(of: BeatPosition(beat + 0.05 * Double(grid.beatsPerBar))).value
    return later.isFinite ? max(0, later - now) : 0
  }
}
