import Glibc
import Media
import Music
import Support
import Testing

/// Real music with stems as a splitter leaves them; skipped, and said so, where the corpus is not there.
@Suite(.enabled(if: Corpus.folder != nil, "no corpus: SEGUE_CORPUS does not name it")) struct CorpusStemTests {
  let bench: MediaBench
  init() throws { bench = try MediaBench() }

  @Test(arguments: [
    ("con_techno_130_5.flac", [StemKind.vocals, .drums, .bass, .other]),
    ("fof_armygeddon.ogg", [.guitar, .instrumental]),
  ])
  func theStemsOfATrackAreFoundAndFit(name: String, kinds: [StemKind]) throws {
    let path = try #require(Corpus.folder) + "/ready/" + name
    let stems = StemSearch.stems(of: path)
    #expect(Set(stems.map(\.kind)) == Set(kinds))
    let original = try bench.media.decode(path, rate: .cd)
    try original.wait()
    let parts = try stems.map { try bench.media.decode($0.path, stream: $0.stream, rate: .cd) }
    for part in parts { try part.wait() }
    let fitted = try StemCheck.fit(parts.map(\.pcm), to: original.pcm).stems
    #expect(fitted.allSatisfy { $0.framesReady == original.pcm.framesReady })
  }

  @Test func aTracksStemsDoNotFitAnother() throws {
    let ready = try #require(Corpus.folder) + "/ready/"
    let original = try bench.media.decode(ready + "con_garage_120.ogg", rate: .cd)
    try original.wait()
    let parts = try StemSearch.stems(of: ready + "con_techno_130_5.flac").map {
      try bench.media.decode($0.path, rate: .cd)
    }
    for part in parts { try part.wait() }
    #expect(throws: MediaError.self) { try StemCheck.fit(parts.map(\.pcm), to: original.pcm) }
  }
}
