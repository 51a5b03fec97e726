import DSP
import Engine
import Media
import Music
import Platform

/// The stems of a track, decoded and fitted to it, or why there are none.
struct LoadedStems: Sendable {
  var stems: [LoadedTrack.LoadedStem] = []
  var refusal: String?
  /// What was done to them, and what a DJ should know.
  var remarks: [StemCheck.Remark] = []
  /// Where the vocal stem is sung; nil without one.
  var vocals: [TrackAnalysis.VocalSpan]?
  /// How loud voice and instrumental are; nil without stems.
  var loudness: LoadedTrack.BusLoudness?
  /// How they lie on the track; nil without stems.
  var laying: StemLaying?
  /// How loud each stem is where; nil without stems.
  var shapes: StemShapes?

  /// Looks beside the file and in the cache; blocks until all stems are decoded.
  /// - Parameters:
  ///   - content: what the track sounds like, where that is known.
  ///   - original: the track, which is there.
  ///   - began: is given what is decoded, to cancel it.
  static func find(
    of path: String, content: ContentID? = nil, original: PCM, media: MediaProgram, rate: SampleRate,
    began: ([Decoding]) -> Void = { _ in }
  ) -> LoadedStems {
    func read(_ files: [StemFile]) -> LoadedStems { Self.read(files, original, media, rate, began) }
    let files = media.stems(of: path, content: content)
    guard !files.isEmpty else { return LoadedStems() }
    let found = read(files)
    guard found.refusal != nil else { return found }
    // What lies beside the track does not belong to it; it may have been split in spite of that.
    let cached = media.cachedStems(of: path, content: content)
    return cached.isEmpty || cached == files ? found : read(cached)
  }

  private static func read(
    _ files: [StemFile], _ original: PCM, _ media: MediaProgram, _ rate: SampleRate, _ began: ([Decoding]) -> Void
  ) -> LoadedStems {
    media.stemCache?.noteUse(of: files)
    do {
      let decodings = try files.prefix(stemCount).map { try media.decode($0.path, stream: $0.stream, rate: rate) }
      began(decodings)
      for decoding in decodings { try decoding.wait() }
      let fitted = try StemCheck.fit(
        decodings.map(\.pcm), kinds: files.map(\.kind), files: files.map { fileName($0.path).printable }, to: original)
      let vocals = zip(files, fitted.stems).first { $0.0.kind == .vocals }?.1
      let stems = zip(files, fitted.stems).map { LoadedTrack.LoadedStem(kind: $0.kind, pcm: $1) }
      let loudness = LoadedTrack.BusLoudness(stems)
      let laid = zip(files, fitted.placings).map { file, placing in
        StemLaying.Stem(file: file, lag: Seconds(placing.lag / rate.hz), gain: placing.gain)
      }
      let laying = StemLaying(
        stems: laid, length: original.duration, voice: loudness.voice, instrumental: loudness.instrumental)
      return LoadedStems(
        stems: stems, remarks: fitted.remarks,
        vocals: vocals.map { pcm in
          vocalSpans(
            ofStem: UnsafeBufferPointer(start: pcm.samples, count: 2 * pcm.framesReady), sampleRate: pcm.sampleRate)
        },
        loudness: loudness, laying: laying, shapes: StemShapes(stems.map(\.pcm)))
    } catch let error as MediaError {
      // Stems that Segue has made fit their track: where they do not they are damaged, and made anew when asked for.
      if [.notAudio, .truncated, .stems].contains(error.kind) { media.stemCache?.removeDamaged(files) }
      return LoadedStems(refusal: error.sentence)
    } catch {
      return LoadedStems(refusal: "\(error)")
    }
  }
}

extension LoadedTrack.BusLoudness {
  /// Measures both buses of a track's stems, which are all decoded; takes a tenth of a second for each minute.
  init(_ stems: [LoadedTrack.LoadedStem]) {
    func tenths(_ bus: StemBus) -> [Float] { Self.tenths(stems.filter { $0.kind.bus == bus }.map(\.pcm)) }
    self.init(voice: tenths(.vocal), instrumental: tenths(.instrumental))
  }

  private static func tenths(_ stems: [PCM]) -> [Float] {
    guard let first = stems.first, let meter = LoudnessMeter(sampleRate: first.sampleRate) else { return [] }
    let count = 2 * (stems.map(\.framesReady).max() ?? 0)
    let piece = 2 * 16_384
    var sum = [Float](repeating: 0, count: piece)
    for start in stride(from: 0, to: count, by: piece) {
      let length = min(piece, count - start)
      for index in 0..<length { sum[index] = 0 }
      for stem in stems {
        let end = min(length, 2 * stem.framesReady - start)
        for index in 0..<max(0, end) { sum[index] += stem.samples[start + index] }
      }
      sum.withUnsafeBufferPointer { meter.addWeighted(UnsafeBufferPointer(rebasing: $0[..<length])) }
    }
    return meter.tenthPowers.map(Float.init)
  }
}
