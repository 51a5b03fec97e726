import Engine
import Media
import Music

/// The stems of a track, decoded and fitted to it, or why there are none.
struct LoadedStems: Sendable {
  var stems: [LoadedTrack.LoadedStem] = []
  var refusal: String?
  /// What was done to them, and what a DJ should know.
  var remarks: [StemCheck.Remark] = []
  /// Where the vocal stem is sung; nil without one.
  var vocals: [TrackAnalysis.VocalSpan]?

  /// Looks beside the file; blocks until all stems are decoded. - Parameter began: is given what is decoded, to cancel
  /// it.
  static func find(
    of path: String, original: PCM, media: MediaProgram, rate: SampleRate, began: ([Decoding]) -> Void = { _ in }
  ) -> LoadedStems {
    let files = StemSearch.stems(of: path)
    guard !files.isEmpty else { return LoadedStems() }
    do {
      let decodings = try files.prefix(stemCount).map { try media.decode($0.path, stream: $0.stream, rate: rate) }
      began(decodings)
      for decoding in decodings { try decoding.wait() }
      let fitted = try StemCheck.fit(decodings.map(\.pcm), kinds: files.map(\.kind), to: original)
      let vocals = zip(files, fitted.stems).first { $0.0.kind == .vocals }?.1
      return LoadedStems(
        stems: zip(files, fitted.stems).map { LoadedTrack.LoadedStem(kind: $0.kind, pcm: $1) },
        remarks: fitted.remarks,
        vocals: vocals.map { pcm in
          vocalSpans(
            ofStem: UnsafeBufferPointer(start: pcm.samples, count: 2 * pcm.framesReady), sampleRate: pcm.sampleRate)
        })
    } catch let error as MediaError {
      return LoadedStems(refusal: error.sentence)
    } catch {
      return LoadedStems(refusal: "\(error)")
    }
  }
}
