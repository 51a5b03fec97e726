import Analysis
import Music
import Support
import Testing

/// Keys against progressions that use all notes of the key and no others.
@Suite struct KeyTests {
  @Test(arguments: MusicalKey.all)
  func findsEachKey(key: MusicalKey) {
    let track = SyntheticTrack(tempo: { _ in 126 }, seconds: 16, key: key)
    let analysis = listen(track.signal).analysis
    #expect(analysis.key == key.name)
    #expect(analysis.camelot == key.camelot.code)
    #expect((analysis.key_confidence ?? 0) > 0.1)
  }

  /// Records are pressed and pitched: up to 45 cents to both sides the key stays, and the tuning is told to 5 cents.
  @Test(arguments: [-45.0, -30, -10, 20, 45])
  func findsTheTuning(cents: Double) throws {
    for key in [MusicalKey.all[0], MusicalKey.all[14], MusicalKey.all[19]] {
      let track = SyntheticTrack(tempo: { _ in 120 }, seconds: 20, key: key, cents: cents)
      let analysis = listen(track.signal).analysis
      #expect(analysis.key == key.name, "\(cents) cents")
      #expect(abs(try #require(analysis.tuning_cents) - cents) < 5)
    }
  }

  @Test func drumsAndNoiseHaveNoKey() {
    #expect((listen(.noise(seconds: 20)).analysis.key_confidence ?? 0) < 0.3)
  }
}
