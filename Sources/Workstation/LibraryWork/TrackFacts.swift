import Music

/// What the library knows of a track, with what the DJ has made of it before what analysis found.
struct TrackFacts {
  /// Nil for a track that was not analysed.
  var analysis: TrackAnalysis?
  /// Nil where the tempo is not known.
  var grid: BeatGrid?
  /// 0…1; 1 for a grid of the DJ's own.
  var gridConfidence: Double?
  var isGridLocked = false
  var waveform: Waveform?
  var sections: [TrackAnalysis.Section] = []
  /// The key that the DJ has set; nil where it is as analysis or a tag has it.
  var editedKey: MusicalKey?

  var isAnalysed: Bool { analysis != nil }
  var loudness: TrackAnalysis.Loudness? { analysis?.loudness }
}
