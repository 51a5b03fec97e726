import Engine
import Library
import Music
import Platform

/// The DJ mends what the analysis heard: at once on the deck, and in the library for good.
extension Workstation {
  func editGrid(of deck: DeckID, _ edit: GridEdit) {
    guard decks[deck].loaded != nil else {
      return messages.add(.warning, "deck \(deck.word) is empty: load a track first")
    }
    switch edit {
    case .lock(let wish): lockGrid(of: deck, wish)
    case _ where decks[deck].shown.isGridLocked:
      messages.add(.warning, "the grid on deck \(deck.word) is locked: deck \(deck.word) grid lock off")
    case .tap: tap(deck)
    case .undo:
      guard let former = decks[deck].formerGrids.popLast() else {
        return messages.add(.note, "no change of this grid is left to take back")
      }
      keep(former, on: deck)
    case .reset:
      change(to: heardGrid(on: deck), on: deck)
      forgetGridEdit(on: deck)
    default:
      guard let grid = mended(decks[deck].shown.grid, edit, on: deck) else { return }
      change(to: grid, on: deck)
    }
  }

  /// - Returns: nil, and says why, when the grid cannot be changed so.
  private func mended(_ grid: BeatGrid?, _ edit: GridEdit, on deck: DeckID) -> BeatGrid? {
    if case .constant(let bpm, let downbeat) = edit { return BeatGrid(bpm: bpm, firstBeat: downbeat) }
    guard let grid else {
      messages.add(.warning, "deck \(deck.word) has no grid to mend: tap one, or say grid 126 0.5")
      return nil
    }
    let here = playhead(of: deck)
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
      case .constant, .tap, .lock, .undo, .reset: nil
      }
    if let changed, (20...999).contains(changed.bpm(at: here).value) { return changed }
    messages.add(.warning, Self.refusal(edit))
    return nil
  }

  private static func refusal(_ edit: GridEdit) -> String {
    switch edit {
    case .change: "the tempo changes here already"
    case .join: "no change of tempo lies before the playhead"
    default: "a grid's tempo lies between 20 and 999 BPM: nothing was changed"
    }
  }

  private func tap(_ deck: DeckID) {
    guard engine.snapshot()[deck].isPlaying else {
      return messages.add(.note, "let deck \(deck.word) play, then tap along")
    }
    decks[deck].taps.tap(at: playhead(of: deck))
    let count = decks[deck].taps.times.count
    guard let grid = decks[deck].taps.grid(mending: heardGrid(on: deck)) else {
      return messages.add(.note, "tapped \(count) of \(TappedBeats.fewest) beats at least")
    }
    // One change to take back, however many taps it took.
    if count == TappedBeats.fewest { remember(decks[deck].shown.grid, on: deck) }
    keep(grid, on: deck)
  }

  private func change(to grid: BeatGrid?, on deck: DeckID) {
    remember(decks[deck].shown.grid, on: deck)
    keep(grid, on: deck)
  }

  private func remember(_ grid: BeatGrid?, on deck: DeckID) {
    decks[deck].formerGrids.append(grid)
    if decks[deck].formerGrids.count > 100 { decks[deck].formerGrids.removeFirst() }
  }

  private func keep(_ grid: BeatGrid?, on deck: DeckID) {
    play(by: grid, on: deck)
    decks[deck].shown.gridConfidence = 1
    keep(.grid(grid), on: deck, "the grid")
    guard let grid else { return messages.add(.note, "deck \(deck.word) has no grid now") }
    let bpm = grid.bpm(at: playhead(of: deck))
    messages.add(.note, "grid of deck \(deck.word): \(fixed(bpm.value, 2)) BPM, \(grid.beatsPerBar) beats a bar")
  }

  private func forgetGridEdit(on deck: DeckID) {
    keep(.grid(nil), on: deck, "the grid")
    if let track = decks[deck].shown.track, let analysis = try? library.analysis(of: track.id) {
      decks[deck].shown.gridConfidence = analysis.bpm_confidence
    }
  }

  /// A change has come into the library: decks show what follows from it. Sections and mix points lie on bars: where
  /// these are mended, they were decided again, but for sections that the DJ named.
  func stored(_ fact: LibraryChange.Fact, of subject: LibraryChange.Subject) {
    if case .hotCue = fact { return }
    if case .cue = fact { return }
    libraryChanged()
    for deck in DeckID.allCases {
      guard let track = decks[deck].shown.track, FilePath(track.path) == subject.path else { continue }
      let waiting = writer.waiting(of: track)
      switch fact {
      case .grid where waiting.sections == nil && (try? library.sectionEdit(of: track.id)) == .some(nil),
        .sections(nil) where waiting.sections == nil:
        guard let analysis = try? library.analysis(of: track.id) else { continue }
        decks[deck].shown.sections = analysis.sections ?? []
      case .key(nil) where waiting.key == nil:
        guard let known = try? library.track(track.id) else { continue }
        decks[deck].shown.track?.key = known.key
      default: break
      }
    }
  }

  private func lockGrid(of deck: DeckID, _ wish: Switch) {
    let isLocked = wish.applied(to: decks[deck].shown.isGridLocked)
    guard decks[deck].shown.grid != nil else {
      return messages.add(.warning, "deck \(deck.word) has no grid to lock")
    }
    keep(.gridLock(isLocked), on: deck, "the lock")
    decks[deck].shown.isGridLocked = isLocked
    messages.add(.note, "the grid on deck \(deck.word) is \(isLocked ? "locked" : "free to be mended")")
  }

  private func heardGrid(on deck: DeckID) -> BeatGrid? {
    guard let track = decks[deck].shown.track, track.id.value > 0 else { return nil }
    return ((try? library.analysis(of: track.id)) ?? nil)?.grid
  }

  /// Where the deck is to the ear: what is rendered now is heard when the device has played what it holds.
  func playhead(of deck: DeckID) -> TrackTime {
    let state = engine.snapshot()[deck]
    let waiting =
      settings.output.device == Settings.noDevice ? 0 : settings.output.periodFrames * settings.output.periods
    let behind = state.isPlaying ? FrameCount(Double(waiting) * state.ratio.value) : FrameCount(0)
    return (state.position - behind).time(at: settings.output.rate)
  }

  // MARK: Key and sections

  func correct(_ deck: DeckID, _ correction: Correction) {
    guard decks[deck].loaded != nil, let track = decks[deck].shown.track else {
      return messages.add(.warning, "deck \(deck.word) is empty: load a track first")
    }
    switch correction {
    case .key(let key):
      keep(.key(key), on: deck, "the key")
      decks[deck].shown.track?.key = key
      messages.add(.note, "\(track.title): the key is \(key.camelot.code)")
    case .section(let label): mendSections(of: deck) { $0[$1].label = label }
    case .sectionStart:
      let here = playhead(of: deck)
      let start = decks[deck].shown.grid.map { $0.time(of: BeatPosition(Double($0.nearestDownbeat(to: here)))) } ?? here
      mendSections(of: deck, at: start) { sections, index in
        var second = sections[index]
        guard second.end_seconds - start.value > 0.5, start.value - second.start_seconds > 0.5 else { return }
        second.start_seconds = start.value
        sections[index].end_seconds = start.value
        sections.insert(second, at: index + 1)
      }
    case .forget:
      // The deck shows them when they are stored (`stored`).
      keep(.key(nil), on: deck, "the key")
      keep(.sections(nil), on: deck, "the sections")
      messages.add(.note, "\(track.title): key and sections are as they were heard")
    }
  }

  private func mendSections(
    of deck: DeckID, at time: TrackTime? = nil, _ change: (inout [TrackAnalysis.Section], Int) -> Void
  ) {
    let here = (time ?? playhead(of: deck)).value
    var sections = decks[deck].shown.sections
    if sections.isEmpty, let duration = decks[deck].loaded?.original.duration {
      sections = [TrackAnalysis.Section(label: "verse", start_seconds: 0, end_seconds: duration.value)]
    }
    guard let index = sections.lastIndex(where: { $0.start_seconds <= here }) ?? sections.indices.first else { return }
    change(&sections, index)
    decks[deck].shown.sections = sections
    keep(.sections(sections), on: deck, "the sections")
  }

  /// Has something stored about the track on a deck.
  private func keep(_ fact: LibraryChange.Fact, on deck: DeckID, _ what: String) {
    guard let track = decks[deck].shown.track, isKept(track) else {
      return messages.add(.warning, "this file is not in the library: \(what) is kept while it is on the deck")
    }
    writer.keep(.track(.init(track), fact))
  }
}
