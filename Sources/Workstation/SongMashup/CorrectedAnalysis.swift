import Library
import Music
import Platform

/// What is known of a file, as the DJ has corrected it in the library: its grid, its sections, its key.
struct CorrectedAnalysis {
  private(set) var analysis: TrackAnalysis
  /// The DJ has set its key.
  private(set) var isKeyByHand = false

  /// - Parameters:
  ///   - analysis: what analysis found.
  ///   - path: the file's.
  ///   - library: the one that may know it; where there is none, or it cannot be read now, nothing is corrected.
  init(_ analysis: TrackAnalysis, at path: String, library: String?) {
    self.analysis = analysis
    guard let library = library.flatMap(existingLibrary) else { return }
    try? correct(by: library, absolutePath(path))
  }

  private mutating func correct(by library: Library, _ path: String) throws(LibraryError) {
    guard let track = try library.track(at: path) else { return }
    // Another file lies there now: what was corrected was not of it.
    if let sound = analysis.content_id, let known = track.contentID, known.hex != sound { return }
    let (grid, sections) = (try library.gridEdit(of: track.id), try library.sectionEdit(of: track.id))
    if let grid {
      analysis.grid = grid
      analysis.bpm = grid.anchors[0].bpm.value
    }
    if grid != nil || sections != nil, let facts = try library.planFacts(of: [track.id])[track.id] {
      // Decided again by the corrected grid, or named by the DJ.
      analysis.sections = facts.sections
    }
    guard let key = try library.keyEdits(of: [track.id])[track.id] else { return }
    (analysis.key, analysis.camelot, isKeyByHand) = (key.name, key.camelot.code, true)
  }
}
