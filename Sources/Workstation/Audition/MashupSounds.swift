import Dispatch
import Media
import Music
import Platform
import Synchronization

/// Tracks with their stems as clips are rendered from: the last few are kept, and what one clip decodes another one
/// waits for. Any thread.
final class MashupSounds: Sendable {
  struct Sound: Sendable {
    var original: PCM
    var stems: LoadedStems
  }

  /// A track that is, or is being, decoded.
  private final class Entry: Sendable {
    let path: FilePath
    private let result = Mutex<Result<Sound, any Error>?>(nil)
    private let isDone = DispatchGroup()

    init(_ path: FilePath) {
      self.path = path
      isDone.enter()
    }

    func finish(_ found: Result<Sound, any Error>) {
      result.withLock { $0 = found }
      isDone.leave()
    }

    /// Blocks until it is decoded. - Throws: why it could not be.
    func sound() throws -> Sound {
      isDone.wait()
      guard let found = result.withLock({ $0 }) else { preconditionFailure("it was finished with a result") }
      return try found.get()
    }
  }

  /// The one that was asked for last is the last one.
  private let kept = Mutex<[Entry]>([])
  /// A track with four stems is some 400 MB for four minutes.
  private static let most = 4

  /// What decks hold is taken as it is; the rest is decoded, both at a time. Blocks for a second or two.
  /// - Throws: why one of them has no sound or no stems.
  func find(
    _ sources: [MashupClip.Source], media: MediaProgram, rate: SampleRate
  ) throws -> [FilePath: Sound] {
    let found = Mutex<[(path: FilePath, sound: Result<Sound, any Error>)]>([])
    DispatchQueue.concurrentPerform(iterations: sources.count) { index in
      let source = sources[index]
      let result = Result { try self.find(source, media: media, rate: rate) }
      found.withLock { $0.append((FilePath(source.path), result)) }
    }
    var sounds: [FilePath: Sound] = [:]
    for (path, result) in found.withLock({ $0 }) { sounds[path] = try result.get() }
    return sounds
  }

  private func find(_ source: MashupClip.Source, media: MediaProgram, rate: SampleRate) throws -> Sound {
    if let loaded = source.loaded, loaded.original.isComplete, !loaded.stems.isEmpty {
      return Sound(
        original: loaded.original, stems: LoadedStems(stems: loaded.stems, loudness: loaded.busLoudness))
    }
    let path = FilePath(source.path)
    let (entry, isMine) = entry(of: path)
    guard isMine else { return try entry.sound() }
    let result = Result { try Self.decode(source.path, media: media, rate: rate) }
    // What failed may be there the next time.
    if case .failure = result { kept.withLock { $0.removeAll { $0 === entry } } }
    entry.finish(result)
    return try result.get()
  }

  /// The track's place among those that are kept. - Returns: whether the caller is to decode it.
  private func entry(of path: FilePath) -> (Entry, isNew: Bool) {
    kept.withLock { kept in
      if let index = kept.firstIndex(where: { $0.path == path }) {
        let known = kept.remove(at: index)
        kept.append(known)
        return (known, false)
      }
      let new = Entry(path)
      kept.append(new)
      if kept.count > Self.most { kept.removeFirst() }
      return (new, true)
    }
  }

  private static func decode(_ path: String, media: MediaProgram, rate: SampleRate) throws -> Sound {
    let decoding = try media.decode(path, rate: rate)
    func whole() throws(MediaError) {
      do throws(MediaError) { try decoding.wait() } catch { if !error.leavesSound { throw error } }
    }
    let stems = LoadedStems.find(
      of: path, original: decoding.pcm, media: media, rate: rate, isDescribed: false, whole: whole)
    try whole()
    if let refusal = stems.refusal { throw OfflineSet.Failure(description: "\(fileName(path)): \(refusal)") }
    guard !stems.stems.isEmpty else {
      throw OfflineSet.Failure(description: "the stems of \(fileName(path)) are gone: scan its folder")
    }
    return Sound(original: decoding.pcm, stems: stems)
  }

  func forget() { kept.withLock { $0.removeAll() } }
}
