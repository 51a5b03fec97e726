import Engine
import Library
import Music
import Platform

/// The DJ corrects the key and the sections that analysis found.
extension DeckController {
  func correct(_ correction: Correction) {
    guard let onDeck = track else { return log.add(.warning, emptyComplaint) }
    switch correction {
    case .key(let key):
      store(.key(key), "the key")
      track?.track.key = key
      track?.isKeyByHand = true
      log.add(.note, "\(onDeck.track.title): the key is \(key.camelot.code)")
    case .section(let label): editSections { $0[$1].label = label }
    case .sectionStart:
      let here = playhead
      let start =
        onDeck.shown.grid.map { $0.time(of: BeatPosition(Double($0.nearestDownbeat(to: here)))) } ?? here
      editSections(at: start) { sections, index in
        var second = sections[index]
        guard second.end_seconds - start.value > 0.5, start.value - second.start_seconds > 0.5 else { return }
        second.start_seconds = start.value
        sections[index].end_seconds = start.value
        sections.insert(second, at: index + 1)
      }
    case .forget:
      // The deck shows them when they are stored (`stored`).
      store(.key(nil), "the key")
      store(.sections(nil), "the sections")
      log.add(.note, "\(onDeck.track.title): key and sections are as analysis found them")
    }
  }

  /// Where the next section of this label begins, or the first, on the playhead's other side; nil, and said why, where
  /// the track has none.
  private func place(ofSection label: String) -> TrackTime? {
    guard let track else {
      log.add(.warning, emptyComplaint)
      return nil
    }
    let starts = track.shown.sections.filter { $0.label == label }.map(\.start_seconds)
    // On the bar before it, it is the one that comes.
    if let next = starts.first(where: { $0 > playhead.value + 0.05 }) ?? starts.first { return TrackTime(next) }
    var labels: [String] = []
    for section in track.shown.sections where !labels.contains(section.label) { labels.append(section.label) }
    log.add(
      .warning,
      labels.isEmpty
        ? "\(name): no sections of this track are known yet"
        : "\(name): no \(label) was found in this track; it has \(labels.joined(separator: ", "))")
    return nil
  }

  /// How the deck gets to a section. One that plays jumps by whole bars, so that it stays on the other one's; at a
  /// moment of its own, or where bars are not known, it goes to where the section begins. - Returns: nil, and says why,
  /// where there is none.
  func jump(toSection label: String, at moment: Moment) -> DeckAction? {
    guard let time = place(ofSection: label) else { return nil }
    guard moment == .now, state.isPlaying, let grid = track?.shown.grid, grid.beatsPerBar > 0 else {
      return .seek(time)
    }
    let (here, there) = (grid.beat(at: playhead).value, grid.beat(at: time).value.rounded())
    let bar = Double(grid.beatsPerBar)
    // To the same beat of the section's first bar.
    let inBar = (here - there).truncatingRemainder(dividingBy: bar)
    return .jump(Beats(((there + (inBar < 0 ? inBar + bar : inBar) - here) / bar).rounded() * bar))
  }

  private func editSections(at time: TrackTime? = nil, _ change: (inout [TrackAnalysis.Section], Int) -> Void) {
    guard let onDeck = track else { return }
    let here = (time ?? playhead).value
    var sections = onDeck.shown.sections
    if sections.isEmpty {
      let duration = onDeck.loaded.original.duration
      sections = [TrackAnalysis.Section(label: "verse", start_seconds: 0, end_seconds: duration.value)]
    }
    guard let index = sections.lastIndex(where: { $0.start_seconds <= here }) ?? sections.indices.first else { return }
    change(&sections, index)
    track?.shown.sections = sections
    store(.sections(sections), "the sections")
  }

  /// A change has come into the library: the deck shows what follows from it. Sections and mix points lie on bars:
  /// where these were corrected they were derived again, but for sections that the DJ named.
  func stored(_ fact: LibraryChange.Fact, of subject: LibraryChange.Subject) {
    guard let onDeck = track, FilePath(onDeck.track.path) == subject.path else { return }
    switch fact {
    case .grid, .sections(nil):
      if let sections = library.derivedSections(of: onDeck.track) { track?.shown.sections = sections }
    case .key(nil):
      track?.isKeyByHand = false
      if let key = library.analysedKey(of: onDeck.track) { track?.track.key = key }
    default: break
    }
  }
}
