import Media
import Music
import Platform
import Studio

/// A track that is to be split while music plays.
struct SplitJob: BackgroundJob {
  let path: FilePath
  let title: String

  init(_ track: Track) {
    path = FilePath(track.path)
    title = track.title
  }

  var file: String { path.text }

  static func == (a: Self, b: Self) -> Bool { a.path == b.path }
  func hash(into hasher: inout Hasher) { hasher.combine(path) }
}

/// Tracks that are split into stems while music plays. Their stems go into the cache.
typealias SplitJobs = BackgroundJobs<SplitJob, StemCache.Account>

extension SplitJobs {
  /// - Parameters:
  ///   - engine: what splits, in words.
  ///   - directories: where the nets and the cache are.
  ///   - done: called on a job's thread.
  convenience init(
    _ engine: String, _ directories: AppDirectories, _ media: MediaProgram, done: @escaping @Sendable (Outcome) -> Void
  ) {
    self.init(
      "split", doing: "splitting", media,
      arguments: { ["split-worker", $0.file, directories.data, directories.cache, engine] },
      cutOff: { StemCache(inCache: directories.cache).clearLeftovers(within: Seconds(10)) }, done: done)
  }
}
