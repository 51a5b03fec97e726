import Engine
import Library
import Music
import Platform

/// The DJ corrects the beat grid: at once on the deck, and in the library for good.
extension DeckController {
  func editGrid(_ edit: GridEdit) {
    guard let track else { return log.add(.warning, emptyComplaint) }
    switch edit {
    case .lock(let wish): lockGrid(wish)
    case _ where track.shown.isGridLocked:
      log.add(.warning, "the grid on \(name) is locked: deck \(id.word) grid lock off")
    case .tap: tap()
    case .undo:
      guard let former = self.track?.gridHistory.undo(track.shown.grid) else {
        return log.add(.note, "nothing to undo in this grid")
      }
      play(by: former)
    case .redo:
      guard let later = self.track?.gridHistory.redo(track.shown.grid) else {
        return log.add(.note, "no change of this grid was undone")
      }
      play(by: later)
    case .reset:
      change(to: library.analysedGrid(of: track.track))
      store(.grid(nil), "the grid")
      if let confidence = library.analysedGridConfidence(of: track.track) {
        self.track?.shown.gridConfidence = confidence
      }
    default:
      guard let grid = corrected(track.shown.grid, edit) else { return }
      change(to: grid)
    }
  }

  /// - Returns: nil, and says why, when the grid cannot be changed so.
  private func corrected(_ grid: BeatGrid?, _ edit: GridEdit) -> BeatGrid? {
    if case .constant(let bpm, let downbeat) = edit { return BeatGrid(bpm: bpm, firstBeat: downbeat) }
    guard let grid else {
      log.add(.warning, "\(name) has no beat grid to edit: tap one, or say grid 126 0.5")
      return nil
    }
    let here = playhead
    let changed: BeatGrid? =
      switch edit {
      case .times(let factor): grid.times(factor)
      case .tempo(.value(let bpm)): grid.withTempo(BPM(bpm), at: here)
      case .tempo(.change(let change)): grid.withTempo(BPM(grid.bpm(at: here).value + change), at: here)
      case .nudge(let milliseconds): grid.moved(by: Seconds(milliseconds / 1000))
      case .shift(let beats): grid.withBars(laterBy: beats)
      case .here: grid.withBeat(at: here)
      case .downbeat: grid.withDownbeat(at: here)
      case .phrase: grid.withPhrase(at: here)
      case .bar(let beats): grid.withBeatsPerBar(beats)
      case .change: grid.withChange(at: here)
      case .join: grid.withoutChange(at: here)
      case .constant, .tap, .lock, .undo, .redo, .reset: nil
      }
    if let changed, (20...999).contains(changed.bpm(at: here).value) { return changed }
    log.add(.warning, Self.refusal(edit))
    return nil
  }

  private static func refusal(_ edit: GridEdit) -> String {
    switch edit {
    case .change: "the tempo changes here already"
    case .join: "there is no tempo change before the playhead"
    default: "a grid's tempo lies between 20 and 999 BPM: nothing was changed"
    }
  }

  private func tap() {
    guard state.isPlaying, var history = track?.gridHistory, let onDeck = track else {
      return log.add(.note, "let \(name) play, then tap along")
    }
    history.taps.tap(at: playhead)
    let count = history.taps.times.count
    let grid = history.taps.grid(correcting: library.analysedGrid(of: onDeck.track))
    // One change to take back, however many taps it took.
    if grid != nil, count == TappedBeats.fewest { history.remember(onDeck.shown.grid) }
    track?.gridHistory = history
    guard let grid else { return log.add(.note, "tapped \(count) of at least \(TappedBeats.fewest) beats") }
    play(by: grid)
  }

  private func change(to grid: BeatGrid?) {
    let former = track?.shown.grid
    track?.gridHistory.remember(former)
    play(by: grid)
  }

  /// The deck plays by another grid from now on, and the library keeps it.
  private func play(by grid: BeatGrid?) {
    track?.shown.grid = grid
    track?.shown.gridConfidence = 1
    refresh()
    store(.grid(grid), "the grid")
    guard let grid else { return log.add(.note, "\(name) has no grid now") }
    let bpm = grid.bpm(at: playhead)
    log.add(.note, "grid of \(name): \(fixed(bpm.value, 2)) BPM, \(grid.beatsPerBar) beats a bar")
  }

  private func lockGrid(_ wish: Switch) {
    guard let shown = track?.shown, shown.grid != nil else { return log.add(.warning, "\(name) has no grid to lock") }
    let isLocked = wish.applied(to: shown.isGridLocked)
    store(.gridLock(isLocked), "the lock")
    track?.shown.isGridLocked = isLocked
    log.add(.note, "grid of \(name) \(isLocked ? "locked" : "unlocked")")
  }

  /// Has something stored about the track on the deck.
  func store(_ fact: LibraryChange.Fact, _ what: String) {
    guard let track else { return }
    guard library.keeps(track.track) else {
      return log.add(.warning, "this file is not in the library: \(what) lasts only while it is on the deck")
    }
    library.keep(.track(.init(track.track), fact))
  }
}
