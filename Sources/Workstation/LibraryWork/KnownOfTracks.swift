import Library
import Music

/// What is known of a track: by the library, or by what is still on its way there.
extension LibraryWork {
  /// All that is known of a track, or will be when all that the DJ did is stored.
  func facts(of track: Track) -> TrackFacts {
    var facts = TrackFacts()
    guard track.id.value > 0 else { return facts }
    // Before the library is read: what is stored meanwhile is seen there.
    let waiting = writer.pending(of: track)
    let known = trouble.read("what is known of \(track.title)") { () throws(LibraryError) in
      try StoredFacts(of: track.id, in: library)
    }
    let edited = waiting.grid ?? known?.grid
    facts.analysis = known?.analysis
    facts.grid = edited ?? known?.analysis?.grid
    facts.gridConfidence = edited == nil ? known?.analysis?.bpm_confidence : 1
    facts.isGridLocked = waiting.isGridLocked ?? known?.isGridLocked ?? false
    facts.waveform = known?.waveform
    facts.sections = (waiting.sections ?? known?.sections) ?? known?.analysis?.sections ?? []
    facts.editedKey = waiting.key ?? known?.key
    return facts
  }

  /// A track's hot cues and cue point, as the library has them, or will have them when all that the DJ did is stored.
  func cues(of track: Track) -> (hot: [HotCue], cue: TrackTime?) {
    // Before the library is read: what is stored meanwhile is seen there.
    let waiting = writer.pending(of: track)
    var hot: [Int: HotCue] = [:]
    var cue: TrackTime?
    if track.id.value > 0 {
      let stored = trouble.read("the cues of \(track.title)") { () throws(LibraryError) in
        (hot: try library.hotCues(of: track.id), cue: try library.cue(of: track.id))
      }
      for cue in stored?.hot ?? [] { hot[cue.number] = cue }
      cue = stored?.cue
    }
    for (number, cue) in waiting.hotCues { hot[number] = cue }
    return (hot.values.sorted { $0.number < $1.number }, waiting.cue ?? cue)
  }

  /// What the DJ noted of a track, or will have when all is stored.
  func notes(of track: Track) -> TrackNotes {
    // Before the library is read: what is stored meanwhile is seen there.
    let waiting = writer.pending(of: track).notes
    let stored = trouble.read("the notes of \(track.title)") { () throws(LibraryError) in
      try library.track(track.id)?.notes
    }
    return waiting ?? stored.flatMap { $0 } ?? track.notes
  }

  /// The grid that analysis found; nil where there is none.
  func analysedGrid(of track: Track) -> BeatGrid? { analysis(of: track)?.grid }

  /// 0…1; nil for a track that was not analysed.
  func analysedGridConfidence(of track: Track) -> Double?? { analysis(of: track).map(\.bpm_confidence) }

  /// The key that analysis found, once nothing of the DJ's own waits for the library; nil where there is nothing new.
  func analysedKey(of track: Track) -> MusicalKey?? {
    guard writer.pending(of: track).key == nil else { return nil }
    let known = trouble.read("the key of \(track.title)") { () throws(LibraryError) in try library.track(track.id) }
    return known.map(\.key)
  }

  /// The sections that analysis found, by the grid as it is stored now; nil where the DJ has named them.
  func derivedSections(of track: Track) -> [TrackAnalysis.Section]? {
    guard writer.pending(of: track).sections == nil else { return nil }
    let known = trouble.read("the sections of \(track.title)") { () throws(LibraryError) in
      try library.sectionEdit(of: track.id) == nil ? try library.analysis(of: track.id) : nil
    }
    return known.map { $0.sections ?? [] }
  }

  private func analysis(of track: Track) -> TrackAnalysis? {
    guard track.id.value > 0 else { return nil }
    return trouble.read("the analysis of \(track.title)") { () throws(LibraryError) in
      try library.analysis(of: track.id)
    }
  }
}

/// What the library has stored of a track.
private struct StoredFacts {
  let analysis: TrackAnalysis?
  let grid: BeatGrid?
  let isGridLocked: Bool
  let waveform: Waveform?
  let sections: [TrackAnalysis.Section]?
  let key: MusicalKey?

  init(of track: TrackID, in library: Library) throws(LibraryError) {
    analysis = try library.analysis(of: track)
    grid = try library.gridEdit(of: track)
    isGridLocked = try library.isGridLocked(track)
    waveform = analysis == nil ? nil : try library.waveform(of: track)
    sections = try library.sectionEdit(of: track)
    key = try library.keyEdits(of: [track])[track]
  }
}
