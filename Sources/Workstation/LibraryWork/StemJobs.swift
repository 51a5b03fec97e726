import Analysis
import Engine
import Library
import Media
import Music
import Platform

/// Listens to the stems of the library's tracks once they are there, and again when other files are in their place.
/// Any thread; files are decoded in child processes.
final class StemJobs: Sendable {
  private let library: Library
  private let queue: JobQueue<FilePath>

  /// - Parameter done: called on a job's thread when something was heard.
  init(_ library: Library, _ media: MediaProgram, done: @escaping @Sendable () -> Void) {
    self.library = library
    queue = JobQueue(name: "stems", limit: 1) { path in
      // What the library does not take now is heard after the next scan.
      if (try? Self.listen(to: path.text, library, media)) == true { done() }
    }
  }

  /// Listens to what was not listened to yet.
  func start() throws(LibraryError) { queue.add(try library.unheardStems()) }

  /// Listens to those of a track before all others.
  func listenNow(_ path: String) { queue.add([FilePath(path)], first: true) }

  /// What waits is left to the next time.
  func close() { queue.close() }

  /// Nil while nothing is listened to.
  var progress: JobProgress? {
    queue.progress.map { JobProgress(name: "listening to stems", done: $0.done, total: $0.total) }
  }

  /// Decodes a track and its stems, and listens to them; blocks for seconds.
  /// - Returns: whether they were new.
  @discardableResult
  static func listen(to path: String, _ library: Library, _ media: MediaProgram) throws -> Bool {
    guard let track = try library.track(at: path) else { return false }
    let stamp = stamp(of: media.stems(of: path, content: track.contentID))
    guard !stamp.isEmpty, try library.stemStamp(of: track.id) != stamp else { return false }
    let decoding = try media.decode(path, rate: .cd)
    do throws(MediaError) { try decoding.wait() } catch { if !error.leavesSound { throw error } }
    let stems = LoadedStems.find(
      of: path, content: track.contentID, original: decoding.pcm, media: media, rate: .cd)
    try library.keep(stems: stems.facts, laying: stems.laying, stamp: stamp, of: track.id)
    return true
  }

  /// Says which files they are, and in which state; empty for none.
  static func stamp(of files: [StemFile]) -> String {
    files.map { file in
      let stamp = FileStamp(at: file.path)
      return "\(file.kind.rawValue) \(file.stream) \(stamp?.bytes ?? 0) \(stamp?.modified ?? 0) \(file.path)"
    }.joined(separator: "\n")
  }
}

extension LoadedStems {
  /// What they sound like, nobody singing where there is no vocals stem; nil without an instrumental.
  var facts: StemFacts? {
    func half(_ bus: StemBus) -> [PCM] { stems.filter { $0.kind.bus == bus }.map(\.pcm) }
    let instrumental = half(.instrumental)
    return instrumental.isEmpty ? nil : stemFacts(voice: half(.vocal), instrumental: instrumental, sung: vocals ?? [])
  }
}
