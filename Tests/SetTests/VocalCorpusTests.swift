import Media
import Music
import Support
import Testing

/// Singing found in mixes whose vocal stems are at hand. The judge was fitted on tracks of this kind, these among them:
/// what it does on tracks it has not seen is said where its weights are.
@Suite struct VocalCorpusTests {
  @Test(.enabled(if: Corpus.folder != nil, "the corpus is not there: vocals are only tested on synthesised music"))
  func singingIsFoundAsTheStemHasIt() throws {
    let media = try mediaProgram()
    var shares: [Double] = []
    for path in try corpusTracks() {
      guard let stem = StemSearch.stems(of: path).first(where: { $0.kind == .vocals }) else { continue }
      let decoding = try media.decode(stem.path, stream: stem.stream, rate: .cd)
      try decoding.wait()
      let pcm = decoding.pcm
      let truth = VocalEnvelope(
        ofStem: UnsafeBufferPointer(start: pcm.samples, count: 2 * pcm.framesReady), sampleRate: .cd)
      let found = try #require(try media.analyze(path).analysis.vocals)
      let right = truth.isSung.indices.count { frame in
        let time = (Double(frame) + 0.5) / VocalEnvelope.rate
        return truth.isSung[frame] == found.contains { $0.start_seconds <= time && time < $0.end_seconds }
      }
      shares.append(Double(right) / Double(max(1, truth.isSung.count)))
    }
    try #require(shares.count >= 2)
    let accuracy = shares.reduce(0, +) / Double(shares.count)
    #expect(accuracy >= 0.85)
  }
}
