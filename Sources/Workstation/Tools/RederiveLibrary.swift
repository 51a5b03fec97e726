import FoundationEssentials
import Library
import Music
import Platform

/// What `segue recue` did.
package struct RederivationSummary: Sendable, Encodable {
  /// Tracks that were decided again.
  package var tracks: Int
  /// Analysed tracks that could not be: their features are not stored, as an earlier version heard them.
  package var without_features: Int
  /// Tracks whose energy is another one now.
  package var energies_changed: Int
  /// How long it took.
  package var elapsed_seconds: Double

  /// One object.
  package var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// "812 tracks derived again in 0.9 s; 40 energies changed".
  package var words: String {
    var text =
      counted(tracks, "track") + " derived again in \(fixed(elapsed_seconds, 1)) s; "
      + counted(energies_changed, "energy", "energies") + " changed"
    if without_features > 0 {
      text += "; \(without_features) were analysed by an earlier version: segue scan analyses them again"
    }
    return text
  }
}

/// `segue recue`: sections, mix points and energies of every track in a library, from stored features.
/// - Parameter progress: is told, on any thread, how many of how many tracks are done.
package func rederiveLibrary(
  directories: AppDirectories, library path: String?, progress: @Sendable (_ done: Int, _ total: Int) -> Void
) throws -> RederivationSummary {
  let began = ContinuousClock.now
  if path == nil, let complaint = makeFolder(directories.data) { throw OfflineSet.Failure(description: complaint) }
  let library = try Library(path: path ?? directories.library)
  let tracks = try library.decided(onlyOutdated: false)
  let decided = try rederive(tracks, of: library, cores: coreCount()) { progress($0, tracks.count) }
  let changed = try library.calibrateEnergy()
  let time = (ContinuousClock.now - began).components
  return RederivationSummary(
    tracks: decided, without_features: max(0, try library.analysisCount() - decided), energies_changed: changed,
    elapsed_seconds: Double(time.seconds) + Double(time.attoseconds) * 1e-18)
}
