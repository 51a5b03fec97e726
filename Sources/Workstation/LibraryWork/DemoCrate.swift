import Demo
import Dispatch
import Glibc
import Media
import Music
import Platform
import Synchronization

/// Six tracks that Segue composes and synthesises itself, with their stems in the layout that splitters use. Made once,
/// then kept in the cache.
package struct DemoCrate: Sendable {
  /// Where the six tracks lie.
  package let folder: String

  /// - Parameter folder: where they lie, or are to lie.
  package init(folder: String) { self.folder = folder }

  /// Makes what is not there yet; blocks until all is made. The first track has the machine to itself until it can be
  /// played, in time and in key; the others follow, as many at once as there are cores.
  /// - Parameters:
  ///   - progress: a share 0…1 of the whole; called on the threads that work.
  ///   - made: called there for each track that is in place.
  ///   - first: called once the first of all is in place; the others wait until it returns.
  /// - Returns: what could not be made, in sentences.
  package func make(
    sampleRate: SampleRate = .cd, progress: @escaping @Sendable (Double) -> Void, made: @escaping @Sendable () -> Void,
    first: () -> Void = {}
  ) -> [String] {
    if let complaint = makeFolder(folder + "/stems") { return [complaint] }
    let missing = DemoTrack.all.filter { access(path(of: $0), R_OK) != 0 }
    let shares = Mutex([Double](repeating: 0, count: missing.count))
    let problems = Mutex<[String]>([])
    let next = Atomic<Int>(0)
    @Sendable func makeNext() {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < missing.count else { return }
      do throws(MediaError) {
        try make(missing[index], sampleRate) { share in
          progress(
            shares.withLock { shares in
              shares[index] = share
              return shares.reduce(0, +) / Double(shares.count)
            })
        }
        made()
      } catch {
        // A disk that takes no file takes none of the others.
        let isFirst = next.exchange(missing.count, ordering: .relaxed) < missing.count
        problems.withLock { if isFirst || $0.isEmpty { $0.append(error.sentence) } }
      }
    }
    if missing.count == DemoTrack.all.count {
      makeNext()
      first()
    }
    DispatchQueue.concurrentPerform(iterations: min(coreCount(), missing.count)) { _ in
      while next.load(ordering: .relaxed) < missing.count { makeNext() }
    }
    return problems.withLock { $0 }
  }

  private func path(of track: DemoTrack) -> String { "\(folder)/\(name(of: track)).flac" }
  private func name(of track: DemoTrack) -> String { "\(track.artist) - \(track.title)" }

  /// Stems are written to a hidden folder and put in place together, the mix last: a track is there with all its stems
  /// or not at all, and a scan that comes by meets no lonely drums.
  private func make(
    _ track: DemoTrack, _ sampleRate: SampleRate, _ progress: (Double) -> Void
  ) throws(MediaError) {
    let audio = track.render(sampleRate: sampleRate) { progress(0.75 * $0) }
    let place = "\(folder)/stems/\(name(of: track))"
    let stems = "\(folder)/stems/.\(name(of: track))"
    if let complaint = makeFolder(stems) { throw MediaError(.unwritable, path: stems, complaint) }
    let all = audio.stems
    let failure = Mutex<MediaError?>(nil)
    DispatchQueue.concurrentPerform(iterations: all.count) { index in
      do throws(MediaError) {
        try write(all[index].samples, to: "\(stems)/\(all[index].kind.rawValue).flac", sampleRate, Tags())
      } catch { failure.withLock { $0 = error } }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    progress(0.95)
    try move(stems, to: place)
    try write(audio.mix(), to: path(of: track), sampleRate, track.tags)
    progress(1)
  }

  private func write(
    _ samples: [Float], to path: String, _ sampleRate: SampleRate, _ tags: Tags
  ) throws(MediaError) {
    let part = path + ".part"
    let writer = try SoundFileWriter(path: part, format: .flacFast, sampleRate: sampleRate, channels: 2, tags: tags)
    var failure: MediaError?
    samples.withUnsafeBufferPointer { all in
      do throws(MediaError) { try writer.write(all) } catch { failure = error }
    }
    if let failure { throw failure }
    try writer.close()
    try move(part, to: path)
  }

  private func move(_ part: String, to path: String) throws(MediaError) {
    // A folder that is there already is one that an interrupted making left whole.
    if let complaint = Platform.move(part, over: path), errno != ENOTEMPTY, errno != EEXIST {
      throw MediaError(.unwritable, path: path, "\(path) cannot be put in place: \(complaint).")
    }
  }
}
