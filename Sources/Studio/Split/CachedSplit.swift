import Glibc
import Media
import Music
import Platform

/// How stems get into the cache, and out of it.
extension StemCache {
  /// What there is of a key.
  enum Answer {
    case there(Entry)
    /// The folder into which they are to be made: nobody else makes them meanwhile.
    case missing(StemFolder)
  }

  /// Looks for stems. Where another one makes them, of this program or not, it waits for them.
  /// - Parameter waits: called every fifth of a second while it does; false gives up.
  /// - Throws: `.unwritable` where the cache cannot be written, `.cancelled`.
  func ask(for key: Key, waits: () -> Bool) throws(SplitError) -> Answer {
    while true {
      if let entry = entry(key) {
        noteUse(of: entry.files)
        return .there(entry)
      }
      do throws(SplitError) {
        let made = try StemFolder(path(of: key))
        // Another one may have come to its end in between.
        if let entry = entry(key) {
          made.abandon()
          noteUse(of: entry.files)
          return .there(entry)
        }
        // Damaged: it is made anew.
        _ = remove(key)
        return .missing(made)
      } catch {
        guard error.kind == .busy else { throw error }
        guard waits() else { throw SplitError(.cancelled, "given up: another program still splits the track.") }
        usleep(200_000)
      }
    }
  }

  /// Removes what programs that are no more have left half made.
  /// - Parameter patience: so long it is tried again while anything is half made: a program that was ended while it
  ///   started another one has its lock until that one runs.
  package func clearLeftovers(within patience: Seconds = Seconds(0)) {
    let end = monotonicSeconds() + patience.value
    while StemFolder.clear(folder), monotonicSeconds() < end { usleep(50_000) }
  }
}

extension SplitReport {
  /// What was made before.
  init(_ entry: StemCache.Entry, of path: String) {
    let account = entry.account
    self.init(
      path: path, files: entry.files.map { ($0.kind, $0.path) },
      bytes: entry.files.map { account.bytes[$0.kind.rawValue] ?? 0 }, model: account.model_name,
      modelVersion: account.model_version, runtime: account.runtime, seconds: account.runtime_seconds,
      length: Seconds(account.duration_seconds), warnings: account.warnings, isFromCache: true)
  }
}
