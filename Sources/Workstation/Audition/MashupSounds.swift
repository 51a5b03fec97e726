import Dispatch
import Engine
import Library
import Media
import Music
import Platform
import Synchronization

/// The bars of tracks that clips are rendered from, with their stems: the last few are kept, and what one clip decodes
/// another one waits for. Any thread.
final class MashupSounds: Sendable {
  struct Sound: Sendable {
    var original: PCM
    var stems: LoadedStems
  }

  /// Bars that are, or are being, decoded.
  private final class Entry: Sendable {
    let path: FilePath
    let span: ClosedRange<TrackTime>
    private let result = Mutex<Result<Sound, any Error>?>(nil)
    private let isDone = DispatchGroup()

    init(_ source: MashupClip.Source) {
      (path, span) = (FilePath(source.path), source.span)
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

  private let library: Library
  private let media: MediaProgram
  private let rate: SampleRate
  /// The one that was asked for last is the last one.
  private let kept = Mutex<[Entry]>([])
  /// Sixteen bars of a track with four stems are some 80 MB.
  private static let most = 8
  /// What is heard reaches beyond its bars: a stretcher begins before them, and looks ahead.
  private static let margin = (before: Seconds(4), behind: Seconds(8))

  init(_ library: Library, media: MediaProgram, rate: SampleRate) {
    (self.library, self.media, self.rate) = (library, media, rate)
  }

  /// What decks hold is taken as it is; of the rest the bars are decoded, both tracks at a time. Blocks for some tenths
  /// of a second. - Throws: why one of them has no sound or no stems.
  func find(_ sources: [MashupClip.Source]) throws -> [FilePath: Sound] {
    let found = Mutex<[(path: FilePath, sound: Result<Sound, any Error>)]>([])
    DispatchQueue.concurrentPerform(iterations: sources.count) { index in
      let source = sources[index]
      let result = Result { try self.find(source) }
      found.withLock { $0.append((FilePath(source.path), result)) }
    }
    var sounds: [FilePath: Sound] = [:]
    for (path, result) in found.withLock({ $0 }) { sounds[path] = try result.get() }
    return sounds
  }

  private func find(_ source: MashupClip.Source) throws -> Sound {
    if let loaded = source.loaded, loaded.original.isComplete, !loaded.stems.isEmpty {
      return Sound(
        original: loaded.original, stems: LoadedStems(stems: loaded.stems, loudness: loaded.busLoudness))
    }
    let (entry, isMine) = entry(of: source)
    guard isMine else { return try entry.sound() }
    let result = Result { try decode(source) }
    // What failed may be there the next time.
    if case .failure = result { kept.withLock { $0.removeAll { $0 === entry } } }
    entry.finish(result)
    return try result.get()
  }

  /// The bars' place among those that are kept. - Returns: whether the caller is to decode them.
  private func entry(of source: MashupClip.Source) -> (Entry, isNew: Bool) {
    kept.withLock { kept in
      if let index = kept.firstIndex(where: { $0.path == FilePath(source.path) && $0.span == source.span }) {
        let known = kept.remove(at: index)
        kept.append(known)
        return (known, false)
      }
      let new = Entry(source)
      kept.append(new)
      if kept.count > Self.most { kept.removeFirst() }
      return (new, true)
    }
  }

  private func decode(_ source: MashupClip.Source) throws -> Sound {
    let laying = try laying(of: source.path)
    let end = Int((laying.length.value * rate.hz).rounded())
    let from = source.span.lowerBound.value - Self.margin.before.value
    let to = source.span.upperBound.value + Self.margin.behind.value
    let part = (Int(from * rate.hz)..<Int(to * rate.hz)).clamped(to: 0..<end)
    media.stemCache?.noteUse(of: laying.stems.map(\.file))
    let original = try media.decode(source.path, rate: rate, part: part)
    let stems = try laying.stems.map { stem in
      let placing = StemPlacing(lag: stem.frames(at: rate), gain: stem.gain)
      let decoding = try media.decode(
        stem.file.path, stream: stem.file.stream, rate: rate, part: placing.source(of: part))
      return (kind: stem.file.kind, placing, decoding)
    }
    do throws(MediaError) { try original.wait() } catch { if !error.leavesSound { throw error } }
    let laid = try stems.map { kind, placing, decoding in
      try decoding.wait()
      return LoadedTrack.LoadedStem(
        kind: kind, pcm: try placing.laid(decoding.pcm, over: part.lowerBound..<original.pcm.framesReady))
    }
    let loudness = LoadedTrack.BusLoudness(voice: laying.voice, instrumental: laying.instrumental)
    return Sound(original: original.pcm, stems: LoadedStems(stems: laid, loudness: loudness))
  }

  /// How a track's stems lie on it. Stems that are others since they were listened to are listened to now, which takes
  /// seconds. - Throws: why there are none, in a sentence.
  private func laying(of path: String) throws -> StemLaying {
    func known() throws -> StemLaying? {
      guard let track = try library.track(at: path) else { return nil }
      let stamp = StemJobs.stamp(of: media.stems(of: path, content: track.contentID))
      return stamp.isEmpty ? nil : try library.stemLaying(of: track.id, stamp: stamp)
    }
    if let laying = try known() { return laying }
    try StemJobs.listen(to: path, library, media)
    guard let laying = try known() else {
      throw OfflineSet.Failure(
        description: "the stems of \(fileName(path)) are gone, or do not fit it any more: scan its folder")
    }
    return laying
  }

  func forget() { kept.withLock { $0.removeAll() } }
}
