import Dispatch
import Library
import Music
import Suggestion
import Synchronization

/// The library's tracks on a scale of their own, made anew when one of them changed. Any thread.
final class SoundTables: Sendable {
  private let kept = Mutex<(version: Int, table: SoundTable)?>(nil)

  /// The tracks of a library; always the same one.
  func table(of library: Library) throws(LibraryError) -> SoundTable {
    let (version, sounds) = try library.sounds()
    if let kept = kept.withLock({ $0 }), kept.version == version { return kept.table }
    let table = SoundTable(sounds.map { (id: $0.id, figures: $0.sound.whole) })
    kept.withLock { $0 = (version, table) }
    return table
  }

  /// What could come next and what it is ranked by, as the DJ steers; where nothing is steered the library is not
  /// asked.
  func steered(
    _ candidates: [Candidate], _ rules: SuggestRules, by wish: SteerWish, in library: Library
  ) throws(LibraryError) -> (candidates: [Candidate], rules: SuggestRules) {
    wish.isNeutral ? (candidates, rules) : try table(of: library).steered(candidates, rules, by: wish)
  }
}

/// Measures the sounds of a library's tracks that were not measured yet, from what analysis stored: no file is opened.
/// Any thread.
final class SoundMeasuring: Sendable {
  private let library: Library
  private let queue: JobQueue<[TrackID]>

  /// How many tracks one transaction takes: a cue that the DJ sets meanwhile waits for some milliseconds.
  private static let batch = 64

  /// - Parameter done: called on a job's thread when all are measured.
  init(_ library: Library, done: @escaping @Sendable () -> Void = {}) {
    self.library = library
    // What the library does not take now is measured after the next scan.
    queue = JobQueue(name: "sounds", limit: 1, drained: done) { try? Self.measure($0, of: library) }
  }

  /// Measures what there is to be measured.
  func start() throws(LibraryError) { queue.add(try Self.batches(of: library)) }

  /// What waits is left to the next time.
  func close() { queue.close() }

  /// Nil while nothing is measured.
  var progress: JobProgress? {
    queue.progress.map {
      JobProgress(name: "measuring sounds", done: Self.batch * $0.done, total: Self.batch * $0.total)
    }
  }

  /// Measures all at once, on this thread.
  static func measureAll(of library: Library) throws(LibraryError) {
    for tracks in try batches(of: library) { try measure(tracks, of: library) }
  }

  private static func batches(of library: Library) throws(LibraryError) -> [[TrackID]] {
    let tracks = try library.unmeasured()
    return stride(from: 0, to: tracks.count, by: batch).map { Array(tracks[$0..<min($0 + batch, tracks.count)]) }
  }

  private static func measure(_ tracks: [TrackID], of library: Library) throws(LibraryError) {
    let sounds = try library.soundSources(of: tracks).map { source in
      (id: source.id, sound: TrackSound(of: source.facts, source.features))
    }
    let measured = Set(sounds.map(\.id))
    try library.keep(sounds, gaps: tracks.filter { !measured.contains($0) })
  }
}
